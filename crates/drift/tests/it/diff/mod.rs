//! Changes between two documents. Each code is tested beside the table of codes, with the examples that `explain` shows; the tests
//! here involve more than one code.

mod command;
mod conditions;
mod evidence;
mod exchange;
mod folding;
mod large;
mod lifecycle;
mod meaning;
mod mutation;
mod pairs;
mod spelling;

use openapi_drift::{Change, Document, diff};

/// The first lines of each small document.
const HEAD: &str = "openapi: 3.0.3\ninfo: {title: Shop, version: 1.0.0}\n";

#[track_caller]
fn document(name: &str, text: &str) -> Document {
    let text = if text.contains("openapi:") { text.to_owned() } else { format!("{HEAD}{text}") };
    Document::parse(name, &text).unwrap_or_else(|trouble| panic!("{trouble}\n{text}"))
}

#[track_caller]
fn changes(old: &str, new: &str) -> Vec<Change> {
    diff(&document("old.yaml", old), &document("new.yaml", new))
}

/// The codes of the changes with their messages, a line each.
fn told(changes: &[Change]) -> String {
    changes.iter().map(|change| format!("{} {}\n", change.code, change.title())).collect()
}

/// A document with one operation whose response has this schema, and components.
fn with_response(schema: &str, components: &str) -> String {
    format!(
        "paths:\n  /orders:\n    get:\n      operationId: listOrders\n      responses:\n        '200':\n          description: Orders.\n          content:\n            application/json:\n              schema: {schema}\ncomponents:\n  schemas:\n    Unused: {{}}\n{components}"
    )
}
