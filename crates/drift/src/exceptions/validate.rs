//! Whether the document has what exceptions name.

use crate::exceptions::exception::{Exceptions, ListEntry, Scope};
use crate::text::is_similar;
use openapi_drift_openapi::document::Document;
use openapi_drift_source::error::Error;
use openapi_drift_source::pointer;

impl Exceptions {
    /// Whether the document has every operation and every statement that an exception names.
    ///
    /// # Errors
    ///
    /// [`Error`] at the first name of what the document does not have.
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

/// What a pointer that leads nowhere may have meant: the same with one segment spelt as the document has it, or else as
/// much of it as there is.
fn nearest(document: &Document, wanted: &str) -> String {
    const UNKNOWN: &str = "the report shows the pointer of each statement";
    let mut there = wanted;
    while document.node(there).is_none() {
        match there.rsplit_once('/') {
            // What is left of `user.yaml#/User` is a file.
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
        None => format!("the nearest that is there is {there}"),
    }
}
