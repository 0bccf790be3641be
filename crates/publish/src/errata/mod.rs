//! Errata: the places where a document deliberately differs from the vendor's documentation, with reasons.

mod confidence;
mod erratum;
mod settle;
mod table;

pub use confidence::{Confidence, SettledBy, Side};
pub use erratum::{Change, Errata, Erratum, NotAboutTheWire};
pub use settle::{Outcome, Settled, Settling};
pub use table::table;
