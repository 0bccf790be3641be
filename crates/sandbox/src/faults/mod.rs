//! Faults on request: delays, errors, broken connections, and responses that differ from the document.

mod drift;
mod fault;
mod hint;
mod list;

pub use drift::Drift;
pub use fault::{Fault, FaultKind, InvalidFault};
pub use list::{ActiveFault, AppliedFault, FaultList};
