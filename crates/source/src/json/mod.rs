//! JSON with positions.

pub mod error;
pub mod fault;
pub mod json_type;
pub mod locate;
pub mod parse;
