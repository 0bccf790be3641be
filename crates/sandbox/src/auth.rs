//! Authentication that really refuses: Basic, and the signature tokens of the vendor Mode.

use axum::http::{HeaderMap, header};
use base64::Engine as _;

use crate::Vendor;
use crate::answer::Answer;
use crate::model::World;
use crate::vendor::Matter;

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
pub fn admit(vendor: Vendor, path: &str, headers: &HeaderMap, world: &World) -> Admission {
    let access = if vendor.wants_bearer(path) { signature(headers, world) } else { key(headers, world) };
    match access {
        Some(true) => Admission::Admitted,
        Some(false) => Admission::Barred,
        None => Admission::Unknown,
    }
}

/// Whether the key of Basic authentication has access, if it is known.
fn key(headers: &HeaderMap, world: &World) -> Option<bool> {
    let credentials = credentials(headers, "basic")?;
    let (key, secret) = credentials.split_once(':')?;
    world.keys.iter().find(|known| known.key == key && known.secret == secret).map(|known| known.access)
}

/// Whether the signature token has access, if it is known.
fn signature(headers: &HeaderMap, world: &World) -> Option<bool> {
    let credentials = credentials(headers, "bearer")?;
    let mut known = world.organization()?.signature_tokens.iter();
    known.find(|known| known.joined() == credentials).map(|known| known.access)
}

impl Admission {
    /// The refusal, unless the request may go on.
    pub fn refusal(self, vendor: Vendor) -> Option<Answer> {
        match self {
            Self::Admitted => None,
            Self::Unknown => Some(vendor.error(401, "Unauthorized", Matter::Credentials)),
            Self::Barred => Some(vendor.error(403, "Forbidden", Matter::Credentials)),
        }
    }
}

/// What stands behind the scheme, decoded.
fn credentials(headers: &HeaderMap, expected: &str) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, encoded) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case(expected) {
        return None;
    }
    let decoded = base64::engine::general_purpose::STANDARD.decode(encoded.trim()).ok()?;
    String::from_utf8(decoded).ok()
}
