//! One fault: its operation, its effect, and the requests that it applies to.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use super::Drift;
use crate::vendor::Vendor;

/// The longest delay of a response in milliseconds: ten minutes.
const MAX_LATENCY: u32 = 600_000;

/// A fault of the service that the sandbox simulates.
///
/// Its text form is `OPERATION:KIND,KEY=VALUE…`, for example
///
/// - `listUsers:status=503,retry-after=2,times=1`
/// - `*:latency=250`
/// - `getGroup:disconnect`, `getGroup:malformed`
/// - `listGroups:rename=/groups/*/name>title`, and likewise `drop=`, `retype=`, `null=`, `add=`, `enum=` with a pointer;
///   `/` alone is the whole body
///
/// `times=N` limits it to N requests, `after=N` skips the first N requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The operation; all if absent.
    pub operation: Option<String>,
    /// The effect.
    pub kind: FaultKind,
    /// The number of requests that it skips first.
    pub after: u32,
    /// The number of requests that it applies to; all if absent.
    pub times: Option<u32>,
}

/// The effect of a fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultKind {
    /// The response is an error with this status.
    Status {
        /// The status, which the document may lack.
        code: u16,
        /// The value of `Retry-After`, in seconds.
        retry_after: Option<u32>,
    },
    /// The response is delayed.
    Latency {
        /// The delay in milliseconds.
        millis: u64,
    },
    /// The connection is closed in the middle of the body.
    Disconnect,
    /// The body is the first half of the JSON.
    Malformed,
    /// The body differs from the document.
    Drift(Drift),
}

/// A text that is not a valid fault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("invalid fault `{text}`: {reason}")]
pub struct InvalidFault {
    text: String,
    reason: String,
}

impl FromStr for Fault {
    type Err = InvalidFault;

    fn from_str(text: &str) -> Result<Self, InvalidFault> {
        let refuse = |reason: &str| InvalidFault { text: text.to_owned(), reason: reason.to_owned() };
        if text.chars().any(char::is_control) {
            return Err(refuse("it contains control characters"));
        }
        let (operation, rest) = text.split_once(':').ok_or_else(|| refuse("expected OPERATION:KIND, or *:KIND for all operations"))?;
        let operation = match operation.trim() {
            "*" | "" => None,
            name if Vendor::ALL.iter().any(|vendor| vendor.has(name)) => Some(name.to_owned()),
            name => return Err(refuse(&format!("the sandbox has no operation {name}"))),
        };
        let mut parts = rest.split(',').map(|part| part.trim().split_once('=').unwrap_or((part.trim(), "")));
        let (name, value) = parts.next().unwrap_or_default();
        let number = |name: &str, value: &str| value.parse::<u32>().map_err(|_| refuse(&format!("`{name}` must be a number")));
        let mut kind = match name {
            "status" => {
                let code = value.parse().ok().filter(|code| (200..=599).contains(code));
                FaultKind::Status { code: code.ok_or_else(|| refuse("`status` must be from 200 to 599"))?, retry_after: None }
            }
            "latency" => match number(name, value)? {
                millis if millis <= MAX_LATENCY => FaultKind::Latency { millis: millis.into() },
                _ => return Err(refuse(&format!("`latency` must be {MAX_LATENCY} milliseconds at most"))),
            },
            "disconnect" | "malformed" if !value.is_empty() => return Err(refuse(&format!("`{name}` takes no value"))),
            "disconnect" => FaultKind::Disconnect,
            "malformed" => FaultKind::Malformed,
            _ => FaultKind::Drift(Drift::parse(name, value).map_err(|reason| refuse(&reason))?),
        };
        let (mut after, mut times) = (0, None);
        for (name, value) in parts {
            match (name, &mut kind) {
                ("times", _) if value == "0" => return Err(refuse("`times` must be 1 or more")),
                ("after", _) => after = number(name, value)?,
                ("times", _) => times = Some(number(name, value)?),
                ("retry-after", FaultKind::Status { retry_after, .. }) => {
                    *retry_after = Some(number(name, value).map_err(|_| refuse("`retry-after` must be whole seconds"))?);
                }
                _ => return Err(refuse(&format!("unknown setting `{name}`"))),
            }
        }
        Ok(Self { operation, kind, after, times })
    }
}

impl Fault {
    /// Returns the fault if the vendor has its operation.
    ///
    /// # Errors
    ///
    /// Returns an error for an operation of another vendor: the fault would never apply.
    pub(crate) fn for_vendor(self, vendor: Vendor) -> Result<Self, InvalidFault> {
        match &self.operation {
            Some(name) if !vendor.has(name) => {
                Err(InvalidFault { text: self.to_string(), reason: format!("the document of {} has no operation {name}", vendor.title()) })
            }
            _ => Ok(self),
        }
    }
}

/// Writes the text form that [`FromStr`] reads.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.operation.as_deref().unwrap_or("*"))?;
        match &self.kind {
            FaultKind::Status { code, retry_after } => {
                write!(f, "status={code}")?;
                if let Some(value) = retry_after {
                    write!(f, ",retry-after={value}")?;
                }
            }
            FaultKind::Latency { millis } => write!(f, "latency={millis}")?,
            FaultKind::Disconnect => f.write_str("disconnect")?,
            FaultKind::Malformed => f.write_str("malformed")?,
            FaultKind::Drift(drift) => write!(f, "{drift}")?,
        }
        if self.after > 0 {
            write!(f, ",after={}", self.after)?;
        }
        if let Some(times) = self.times {
            write!(f, ",times={times}")?;
        }
        Ok(())
    }
}

impl Serialize for Fault {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
