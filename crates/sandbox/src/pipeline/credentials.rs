//! The check of credentials: Basic, and the signature tokens of Mode.

use axum::http::{HeaderMap, header};
use base64::Engine as _;

use crate::api::{ApiResponse, ErrorCause};
use crate::model::World;
use crate::vendor::Vendor;

/// The result of the check of credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// The credentials have access.
    Granted,
    /// The credentials are missing or wrong.
    Unknown,
    /// The credentials are known and have no access.
    Denied,
}

impl Access {
    /// Checks the credentials of a request.
    pub fn of(vendor: Vendor, path: &str, headers: &HeaderMap, world: &World) -> Self {
        let access = if vendor.needs_signature(path) { signature(headers, world) } else { key(headers, world) };
        match access {
            Some(true) => Self::Granted,
            Some(false) => Self::Denied,
            None => Self::Unknown,
        }
    }

    /// Returns the error response, unless access is granted.
    pub fn error(self, vendor: Vendor) -> Option<ApiResponse> {
        match self {
            Self::Granted => None,
            Self::Unknown => Some(vendor.error(401, "Unauthorized", ErrorCause::Credentials)),
            Self::Denied => Some(vendor.error(403, "Forbidden", ErrorCause::Credentials)),
        }
    }
}

/// Returns whether the key of Basic authentication has access, if it is known.
fn key(headers: &HeaderMap, world: &World) -> Option<bool> {
    let credentials = credentials(headers, "basic")?;
    let (key, secret) = credentials.split_once(':')?;
    world.keys.iter().find(|known| known.key == key && known.secret == secret).map(|known| known.access)
}

/// Returns whether the signature token has access, if it is known.
fn signature(headers: &HeaderMap, world: &World) -> Option<bool> {
    let credentials = credentials(headers, "bearer")?;
    let mut known = world.organization()?.signature_tokens.iter();
    known.find(|known| known.joined() == credentials).map(|known| known.access)
}

/// Returns the decoded credentials of a scheme.
fn credentials(headers: &HeaderMap, expected: &str) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, encoded) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case(expected) {
        return None;
    }
    let decoded = base64::engine::general_purpose::STANDARD.decode(encoded.trim()).ok()?;
    String::from_utf8(decoded).ok()
}
