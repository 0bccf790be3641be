//! How fast bulk jobs go: at once, step by step, or in real time.

use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::hooks;
use crate::model::JobStatus;
use crate::shared::Shared;

/// How fast bulk jobs go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum JobSpeed {
    /// A job is over as soon as it was queued.
    #[default]
    Instant,
    /// A job moves only when it is told to.
    Step,
    /// A job waits for half a second, and then takes another half.
    Real,
}

/// A name that is no speed.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is no speed of jobs (instant, step, real)")]
pub struct UnknownSpeed(String);

impl JobSpeed {
    /// All speeds by their names.
    pub(crate) const ALL: [(&'static str, Self); 3] = [("instant", Self::Instant), ("step", Self::Step), ("real", Self::Real)];
}

impl FromStr for JobSpeed {
    type Err = UnknownSpeed;

    fn from_str(name: &str) -> Result<Self, UnknownSpeed> {
        let found = Self::ALL.into_iter().find(|(known, _)| *known == name);
        found.map(|(_, speed)| speed).ok_or_else(|| UnknownSpeed(name.to_owned()))
    }
}

const REAL_STEP: Duration = Duration::from_millis(500);

/// Takes the job that is under way one step further, and sends what came of it.
pub fn step(shared: &Arc<Shared>) -> Option<JobStatus> {
    let mut world = shared.world_mut();
    world.jobs().find(|job| !job.status.is_over())?;
    let now = shared.clock.tick();
    let status = world.step_job(now);
    let outbox = world.take_outbox();
    drop(world);
    hooks::send(shared, outbox);
    status
}

/// Sees to it that a job that may just have been queued, or loaded, goes on as fast as it should.
pub fn drive(shared: &Arc<Shared>) {
    match shared.job_speed() {
        JobSpeed::Step => {}
        JobSpeed::Instant => while step(shared).is_some_and(|status| !status.is_over()) {},
        JobSpeed::Real => {
            let world = shared.world();
            let era = shared.era();
            let Some(id) = world.jobs().find(|job| !job.status.is_over()).map(|job| job.id.clone()) else { return };
            drop(world);
            let task = Arc::clone(shared);
            shared.runtime.spawn(async move {
                loop {
                    tokio::time::sleep(REAL_STEP).await;
                    // Somebody may have taken over, or begun anew with another world.
                    let goes_on = task.world().job(&id).is_ok_and(|job| !job.status.is_over());
                    if !goes_on || task.era() != era || task.job_speed() != JobSpeed::Real {
                        return;
                    }
                    step(&task);
                }
            });
        }
    }
}
