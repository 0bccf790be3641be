//! Faults on demand: what goes wrong, for which operation, and how often.

mod aim;
mod book;
mod drift;

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use crate::Vendor;
pub use book::{ActiveFault, FaultBook, Strike};
pub use drift::Drift;

/// The longest that an answer may be late: ten minutes.
const LONGEST: u32 = 600_000;

/// Something that is to go wrong.
///
/// A fault is written as `OPERATION:KIND,KEY=VALUE…`, for instance
///
/// - `listUsers:status=503,retry-after=2,times=1`
/// - `*:latency=250`
/// - `getGroup:disconnect`, `getGroup:malformed`
/// - `listGroups:rename=/groups/*/name>title`, and likewise `drop=`, `retype=`, `null=`, `add=`, `enum=` with a pointer, of which
///   `/` is the body itself
///
/// `times=N` ends it after N requests, `after=N` lets N requests pass before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The operation, or all of them.
    pub operation: Option<String>,
    /// What goes wrong.
    pub kind: FaultKind,
    /// How many requests pass unharmed before.
    pub after: u32,
    /// How many requests it befalls; all where it is absent.
    pub times: Option<u32>,
}

/// What goes wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultKind {
    /// The answer is an error with this status.
    Status {
        /// The status, which the document need not know.
        code: u16,
        /// The value of `Retry-After`, in seconds.
        retry_after: Option<u32>,
    },
    /// The answer comes late.
    Latency {
        /// By how many milliseconds.
        millis: u64,
    },
    /// The connection is cut in the middle of the body.
    Disconnect,
    /// The body is JSON that breaks off.
    Malformed,
    /// The body is not as documented.
    Drift(Drift),
}

/// Why a text is no fault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no fault: {why}")]
pub struct NoFault {
    text: String,
    why: String,
}

impl FromStr for Fault {
    type Err = NoFault;

    fn from_str(text: &str) -> Result<Self, NoFault> {
        let refuse = |why: &str| NoFault { text: text.to_owned(), why: why.to_owned() };
        if text.chars().any(char::is_control) {
            return Err(refuse("it has characters that nobody sees"));
        }
        let (operation, rest) = text.split_once(':').ok_or_else(|| refuse("expected OPERATION:KIND, or *:KIND for all operations"))?;
        let operation = match operation.trim() {
            "*" | "" => None,
            name if Vendor::ALL.iter().any(|vendor| vendor.has(name)) => Some(name.to_owned()),
            name => return Err(refuse(&format!("the sandbox has no operation {name}"))),
        };
        let mut parts = rest.split(',').map(|part| part.trim().split_once('=').unwrap_or((part.trim(), "")));
        let (name, value) = parts.next().unwrap_or_default();
        let number = |name: &str, value: &str| value.parse::<u32>().map_err(|_| refuse(&format!("`{name}` wants a number")));
        let mut kind = match name {
            "status" => {
                let code = value.parse().ok().filter(|code| (200..=599).contains(code));
                FaultKind::Status { code: code.ok_or_else(|| refuse("`status` wants a number from 200 to 599"))?, retry_after: None }
            }
            "latency" => match number(name, value)? {
                millis if millis <= LONGEST => FaultKind::Latency { millis: millis.into() },
                _ => return Err(refuse(&format!("`latency` wants {LONGEST} milliseconds at most"))),
            },
            "disconnect" | "malformed" if !value.is_empty() => return Err(refuse(&format!("`{name}` has no value"))),
            "disconnect" => FaultKind::Disconnect,
            "malformed" => FaultKind::Malformed,
            _ => FaultKind::Drift(Drift::parse(name, value).map_err(|why| refuse(&why))?),
        };
        let (mut after, mut times) = (0, None);
        for (name, value) in parts {
            match (name, &mut kind) {
                ("times", _) if value == "0" => return Err(refuse("`times` wants 1 or more")),
                ("after", _) => after = number(name, value)?,
                ("times", _) => times = Some(number(name, value)?),
                ("retry-after", FaultKind::Status { retry_after, .. }) => {
                    *retry_after = Some(number(name, value).map_err(|_| refuse("`retry-after` wants whole seconds"))?);
                }
                _ => return Err(refuse(&format!("`{name}` means nothing here"))),
            }
        }
        Ok(Self { operation, kind, after, times })
    }
}

impl Fault {
    /// Refuses a fault of an operation that the vendor does not have: it would never befall anything.
    pub(crate) fn of(self, vendor: Vendor) -> Result<Self, NoFault> {
        match &self.operation {
            Some(name) if !vendor.has(name) => {
                Err(NoFault { text: self.to_string(), why: format!("the document of {} has no operation {name}", vendor.title()) })
            }
            _ => Ok(self),
        }
    }
}

/// Written as it is read.
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
