//! An example of each code: a part of an old document and what became of it. The change that `explain` shows is not written
//! down beside them but found, so that it is always the one that a user would get.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::diff::change::Change;
use crate::diff::code::ChangeCode;
use crate::diff::diff::diff;
use crate::diff::version::required_version;

use crate::render::changes::{DiffFormat, Difference};
use crate::render::terminal::Styles;
use openapi_drift_openapi::Document;
use openapi_drift_source::Error;

/// The examples, by the names of their codes.
const EXAMPLES: &str = include_str!("change_examples.toml");

/// One part of two documents.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeExample {
    part: Part,
    pub old: String,
    pub new: String,
    /// The code of the change from the new part to the old one.
    #[cfg_attr(not(test), allow(dead_code))]
    opposite: String,
}

/// The part of a document that an example shows. The rest is the same in both versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Part {
    Document,
    Operation,
    RequestSchema,
    ResponseSchema,
}

/// The example of a code.
pub(crate) fn of(code: ChangeCode) -> Option<ChangeExample> {
    let mut examples: BTreeMap<String, ChangeExample> = toml::from_str(EXAMPLES).ok()?;
    examples.remove(code.as_str())
}

impl ChangeExample {
    /// Returns the name of the part in the documentation.
    pub fn part(&self) -> &'static str {
        match self.part {
            Part::Document => "document",
            Part::Operation => "operation",
            Part::RequestSchema => "schema of a request",
            Part::ResponseSchema => "schema of a response",
        }
    }

    fn document(&self, name: &str, text: &str) -> Result<Document, Error> {
        let text = text.trim();
        let head = |text: &str, key: &str, value: &str| {
            if text.lines().any(|line| line.starts_with(key)) { String::new() } else { format!("{value}\n") }
        };
        let body = match self.part {
            Part::Document => text.to_owned(),
            Part::Operation => format!("paths:\n  /books:\n    get: {text}"),
            Part::RequestSchema => format!(
                "paths:\n  /books:\n    post:\n      operationId: createBook\n      requestBody:\n        content:\n          application/json:\n            schema: {text}\n      responses: {{}}"
            ),
            Part::ResponseSchema => format!(
                "paths:\n  /books:\n    get:\n      operationId: listBooks\n      responses:\n        '200':\n          description: Books.\n          content:\n            application/json:\n              schema: {text}"
            ),
        };
        let openapi = head(&body, "openapi:", "openapi: 3.0.3");
        let info = head(&body, "info:", "info: {title: Books, version: 1.0.0}");
        Document::parse(name, &format!("{openapi}{info}{body}\n"))
    }

    fn changes(&self, old: &str, new: &str) -> Result<Vec<Change>, Error> {
        Ok(diff(&self.document("old.yaml", old)?, &self.document("new.yaml", new)?))
    }

    /// Returns the change of this example, as the report for people prints it.
    pub fn change(&self) -> Result<String, Error> {
        let changes = self.changes(&self.old, &self.new)?;
        let demand = required_version("1.0.0", "1.0.0", &changes);
        let difference = Difference { old: "old.yaml", new: "new.yaml", title: "Books", changes: &changes, demand: &demand };
        let mut text = Vec::new();
        DiffFormat::Human
            .write(&difference, &Styles::default().width(90), true, &mut text)
            .map_err(|error| Error::new("cannot write the change", error.to_string()))?;
        Ok(String::from_utf8_lossy(&text).into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_an_example_that_shows_it_and_its_opposite() {
        let mut faults = Vec::new();
        for code in ChangeCode::ALL {
            let Some(example) = of(*code) else {
                faults.push(format!("examples.toml has no example of {code}"));
                continue;
            };
            for (old, new, expected) in [(&example.old, &example.new, code.as_str()), (&example.new, &example.old, &example.opposite)] {
                let codes: Vec<String> = match example.changes(old, new) {
                    Ok(changes) => changes.iter().map(|change| change.code.to_string()).collect(),
                    Err(trouble) => vec![trouble.to_string()],
                };
                if codes != [expected] {
                    faults.push(format!("{old} -> {new}: {codes:?} instead of {expected}"));
                }
            }
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }

    /// A change that is an addition in one direction is a removal in the other, so only equal documents have no change in both.
    #[test]
    fn an_example_is_equal_to_itself_only() {
        for code in ChangeCode::ALL {
            let example = of(*code).expect("an example");
            for text in [&example.old, &example.new] {
                assert!(example.changes(text, text).expect("a document").is_empty(), "{code}");
            }
        }
    }
}
