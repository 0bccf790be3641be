//! `lint`: checks the documents by the rules of the engine and of this repository, and with the linters of other projects.

mod elements;
mod generator;
mod names;
mod open;
mod peers;
mod required;
mod rules;
mod task;
#[cfg(test)]
mod tests;
mod values;
mod wording;

pub use task::{Arguments, run};
