//! Inserting samples into the text of a document, without a change of any other byte.

use openapi_drift::pointer::join;
use openapi_drift::{Document, Operation};
use serde_json::{Value, json};

use super::Samples;
use super::sample::extension;
use crate::{Error, yaml};

/// The extension that documentation renderers read.
const EXTENSION: &str = "x-codeSamples";

/// The text of the document with the samples of each operation, at the end of the operation.
///
/// # Errors
///
/// [`Error::Statement`] if a sample cannot be made, or if an operation is not written as a YAML block, so that nothing can be inserted.
pub(crate) fn with_samples(document: &Document, text: &str, samples: &Samples) -> Result<String, Error> {
    let mut expected = document.value().clone();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let mut operations: Vec<(usize, &Operation)> = document
        .operations()
        .iter()
        .filter(|operation| !operation.webhook)
        .map(|operation| (line_of(document, operation), operation))
        .collect();
    // From the end, so that the lines before stay where they are.
    operations.sort_by_key(|(line, _)| std::cmp::Reverse(*line));
    for (line, operation) in operations {
        let value = extension(&samples.of(document, operation)?);
        let indent = indent_of(&lines[line]);
        let end = lines.iter().skip(line).position(|line| !line.trim().is_empty() && indent_of(line) < indent);
        let mut end = end.map_or(lines.len(), |length| line + length);
        while end > line && lines[end - 1].trim().is_empty() {
            end -= 1;
        }
        let block = yaml::write(&json!({ EXTENSION: value }))?;
        let block = block.lines().map(|line| if line.is_empty() { String::new() } else { format!("{:indent$}{line}", "") });
        lines.splice(end..end, block.collect::<Vec<_>>());
        if let Some(Value::Object(operation)) = expected.pointer_mut(&operation.pointer) {
            operation.insert(EXTENSION.to_owned(), value);
        }
    }
    let text = lines.join("\n") + "\n";
    match Document::parse(document.name(), &text) {
        Ok(inserted) if *inserted.value() == expected => Ok(text),
        _ => Err(Error::at(document, "/paths", "samples can only be inserted into operations that are YAML blocks".to_owned())),
    }
}

/// The index of the line of the first key of an operation.
fn line_of(document: &Document, operation: &Operation) -> usize {
    let keys = document.node(&operation.pointer).and_then(Value::as_object).into_iter().flat_map(|operation| operation.keys());
    let lines = keys.map(|key| document.locate(&join(&operation.pointer, key)).line);
    lines.min().unwrap_or_default().saturating_sub(1)
}

fn indent_of(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}
