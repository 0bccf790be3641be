//! Checks that the document has the operations and places that exceptions name.

use crate::exceptions::exception::{Exceptions, ListEntry, Scope};
use crate::text::is_similar;
use openapi_drift_openapi::Document;
use openapi_drift_source::Error;
use openapi_drift_source::pointer;

impl Exceptions {
    /// Checks that the document has every operation and every place that an exception names.
    ///
    /// # Errors
    ///
    /// [`Error`] at the first name that is not in the document.
    pub fn check(&self, document: &Document) -> Result<(), Error> {
        let trouble = |why: String| Error::new("cannot use an exception", why).in_file(self.file());
        for exception in self.iter() {
            if let Some(operation) = exception.operation().filter(|operation| document.operation(operation).is_none()) {
                return Err(trouble(format!("the document has no operation `{operation}`")).at(exception.position));
            }
            let Scope::Statement { documents, .. } = &exception.scope else { continue };
            if let Some(ListEntry { text, position }) = documents.iter().find(|listed| document.node(&listed.text).is_none()) {
                return Err(trouble(format!("the document has no `{text}`")).at(*position).help(nearest(document, text)));
            }
        }
        Ok(())
    }
}

/// Returns a hint for an unresolved pointer: the same pointer with one segment as the document spells it, or else its part that
/// exists.
fn nearest(document: &Document, wanted: &str) -> String {
    const UNKNOWN: &str = "the report shows the pointer of each finding";
    let mut there = wanted;
    while document.node(there).is_none() {
        match there.rsplit_once('/') {
            // The rest of `user.yaml#/User` is a file name.
            Some((parent, _)) if parent.is_empty() || parent.starts_with('/') || parent.contains('#') => there = parent,
            _ => return UNKNOWN.to_owned(),
        }
    }
    let mut missing = wanted[there.len()..].splitn(3, '/').skip(1);
    let (name, rest) = (pointer::unescape(missing.next().unwrap_or_default()), missing.next());
    let near = |other: &&String| {
        let at = pointer::join(there, other);
        is_similar(&name, other) && rest.is_none_or(|rest| document.node(&format!("{at}/{rest}")).is_some())
    };
    let members = document.node(there).and_then(serde_json::Value::as_object);
    match members.and_then(|members| members.keys().find(near)) {
        Some(other) => {
            let rest = rest.map(|rest| format!("/{rest}")).unwrap_or_default();
            format!("did you mean {}{rest}?", pointer::join(there, other))
        }
        None if there.is_empty() => UNKNOWN.to_owned(),
        None => format!("the closest existing pointer is {there}"),
    }
}
