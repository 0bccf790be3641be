pub mod items;
pub mod parse;
pub mod positions;
pub mod scalar;
