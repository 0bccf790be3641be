//! Small sets of recordings: an exchange is kept if it shows something that the kept ones do not.

use std::collections::HashSet;

use crate::check::checked::Checked;
use openapi_drift_openapi::Document;

/// The statements of a document and the differences that kept exchanges have shown.
#[derive(Debug, Default)]
pub(crate) struct Shown(HashSet<String>);

impl Shown {
    /// Returns what an exchange shows and the kept ones do not: its operation and status, the documented properties in its bodies, and
    /// its differences.
    pub fn news(&self, document: &Document, checked: &Checked) -> Vec<String> {
        let operation = checked.operation.map_or(checked.path.as_str(), |index| document.operations()[index].id.as_str());
        let status = checked.status.map(|status| status.to_string()).unwrap_or_default();
        let properties = checked.seen_properties(document).into_iter().map(|pointer| format!("property {pointer}"));
        let differences = checked.observations.iter().map(|observation| {
            let place = if observation.pointer.is_empty() { &observation.document } else { &observation.pointer };
            format!("difference {} {operation} {status} {place}", observation.code)
        });
        let shown = std::iter::once(format!("status {operation} {status}")).chain(properties).chain(differences);
        shown.filter(|one| !self.0.contains(one)).collect()
    }

    /// Adds what a kept exchange has shown.
    pub fn remember(&mut self, news: Vec<String>) {
        self.0.extend(news);
    }
}
