//! `generators`: generates clients in other languages from the documents, compiles them, and uses them against the sandbox.

mod matrix;
mod report;
mod sandbox;
mod table;
mod task;
mod work;

pub use task::{Arguments, run};
