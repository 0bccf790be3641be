//! The page for people. It is rendered here, complete, from the same data that the control endpoints have. A script asks for it again
//! each second and replaces the parts that have changed; without the script the page shows the same but has no controls.

mod decisions;
mod deliveries;
mod differences;
mod elements;
mod faults;
mod groups;
mod jobs;
mod json;
mod layout;
mod query;
mod request;
mod requests;
mod serve;
mod snippets;
mod users;

pub use serve::router;
