//! Evidence: the pages, errata and recordings that each statement of a document rests on, as JSON and as a page.

mod collect;
mod page;
mod sources;
mod statement;

pub use collect::EvidenceCollector;
pub use page::page as evidence_page;
pub use statement::{Evidence, LiveRecordings, RecordingCounts, Statement, StatementKind, StatementSource};
