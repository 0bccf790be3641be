//! From exchanges to recordings that may be stored: redacts, checks both, withholds differences, and repeats.

pub(crate) mod exchange;
pub(crate) mod file_name;
pub(crate) mod informative;
mod search;
mod verdicts;
