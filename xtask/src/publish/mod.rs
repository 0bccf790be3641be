//! `publish`: makes files for users of other languages, portals and gateways from the documents.

mod commit;
mod external;
mod generated;
mod source;
mod stale;
mod task;
mod write;

pub use generated::write_committed;
pub use source::{published, source};
pub use task::{Arguments, run};
