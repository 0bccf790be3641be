//! Loads the document and the exceptions of a run.

use std::path::Path;

use crate::exceptions::exception::Exceptions;
use openapi_drift_openapi::Document;
use openapi_drift_source::Error;

/// A document and the exceptions for it.
pub(crate) struct Loaded {
    pub document: Document,
    pub exceptions: Exceptions,
}

/// Loads them, and checks that the document has the operations that were asked for.
pub(crate) fn load_document(
    document: &Path,
    root: Option<&Path>,
    exceptions: Option<&Path>,
    operations: &[String],
) -> Result<Loaded, Error> {
    let document = load_below(document, root)?;
    let exceptions = exceptions.map(Exceptions::load).transpose()?.unwrap_or_default();
    if let Some(unknown) = operations.iter().find(|wanted| document.operation(wanted).is_none()) {
        return Err(unknown_operation(&document, unknown));
    }
    exceptions.check(&document)?;
    Ok(Loaded { document, exceptions })
}

/// Loads a document with the files below `root`, or else below its own folder.
pub(crate) fn load_below(document: &Path, root: Option<&Path>) -> Result<Document, Error> {
    match root {
        Some(root) => Document::load_below(document, root),
        None => Document::load(document),
    }
}

fn unknown_operation(document: &Document, wanted: &str) -> Error {
    let lower = wanted.to_ascii_lowercase();
    let near = |id: &str| {
        let id = id.to_ascii_lowercase();
        id.contains(&lower) || lower.contains(&id) || strsim::jaro_winkler(&id, &lower) > 0.85
    };
    let near: Vec<&str> = document.operations().iter().map(|operation| operation.id.as_str()).filter(|id| near(id)).take(3).collect();
    let help =
        if near.is_empty() { "name an operationId of the document".to_owned() } else { format!("did you mean {}?", near.join(", ")) };
    Error::new("nothing to check", format!("the document has no operation `{wanted}`")).in_file(document.name()).help(help)
}
