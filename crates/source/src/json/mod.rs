pub mod error;
pub mod kind;
pub mod locate;
pub mod parse;
