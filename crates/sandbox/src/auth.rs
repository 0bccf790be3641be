//! Basic authentication that really refuses.

use axum::http::{HeaderMap, header};
use base64::Engine as _;

use crate::answer::Answer;
use crate::decisions::Grounds;
use crate::model::Key;

/// What a key may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    Admitted,
    /// Missing or wrong credentials.
    Unknown,
    /// A key that is known and may do nothing.
    Barred,
}

/// Looks at the credentials of a request.
pub fn admit(headers: &HeaderMap, keys: &[Key]) -> Admission {
    let Some((key, secret)) = credentials(headers) else { return Admission::Unknown };
    match keys.iter().find(|known| known.key == key && known.secret == secret) {
        Some(known) if known.access => Admission::Admitted,
        Some(_) => Admission::Barred,
        None => Admission::Unknown,
    }
}

impl Admission {
    /// The refusal, unless the request may go on.
    pub fn refusal(self) -> Option<Answer> {
        match self {
            Self::Admitted => None,
            Self::Unknown => Some(Answer::error(401, "Unauthorized", Grounds::decision("X04"))),
            Self::Barred => Some(Answer::error(403, "Forbidden", Grounds::decision("X04"))),
        }
    }
}

fn credentials(headers: &HeaderMap) -> Option<(String, String)> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, encoded) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = base64::engine::general_purpose::STANDARD.decode(encoded.trim()).ok()?;
    let decoded = String::from_utf8(decoded).ok()?;
    let (key, secret) = decoded.split_once(':')?;
    Some((key.to_owned(), secret.to_owned()))
}
