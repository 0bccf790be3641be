//! Kits: programs of other projects, written in JavaScript, Python and Java. `xtask/kits` pins them, `target/kits` holds them.

mod definition;
mod installer;

pub use definition::Kits;
pub use installer::{InstalledKit, Installer, Unavailable};
