//! `samples`: the code samples of the published documents, run against the sandbox.

mod languages;
mod sample_sandbox;
mod settings;
mod task;

pub use settings::settings;
pub use task::{Arguments, run};
