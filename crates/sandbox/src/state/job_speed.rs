//! The speed of bulk jobs.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The speed of bulk jobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum JobSpeed {
    /// A job is finished as soon as it is queued.
    #[default]
    Instant,
    /// A job advances only by `POST jobs/step`.
    Step,
    /// A job is queued for half a second, and then processed for another half.
    Real,
}

/// An unknown job speed.
#[derive(Debug, thiserror::Error)]
#[error("unknown job speed `{0}` (instant, step, real)")]
pub struct UnknownJobSpeed(String);

impl JobSpeed {
    /// All speeds with their names.
    pub(crate) const ALL: [(&'static str, Self); 3] = [("instant", Self::Instant), ("step", Self::Step), ("real", Self::Real)];
}

impl FromStr for JobSpeed {
    type Err = UnknownJobSpeed;

    fn from_str(name: &str) -> Result<Self, UnknownJobSpeed> {
        let found = Self::ALL.into_iter().find(|(known, _)| *known == name);
        found.map(|(_, speed)| speed).ok_or_else(|| UnknownJobSpeed(name.to_owned()))
    }
}
