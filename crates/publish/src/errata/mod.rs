//! Errata: the places where a document deliberately differs from the vendor's documentation, with reasons.

mod erratum;
mod table;

pub use erratum::{Change, Errata, Erratum, NotAboutTheWire};
pub use table::table;
