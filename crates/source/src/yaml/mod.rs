//! YAML with positions.

pub mod events;
mod indented;
pub mod items;
pub mod parse;
pub mod positions;
pub mod scalar;
