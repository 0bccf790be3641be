//! The names that a document knows: of properties, parameters and headers. What else stands before a colon in a recording
//! may be the key of a map, which is data.

use foldhash::{HashSet, HashSetExt};
use serde_json::Value;

use crate::document::Document;

/// Vocabulary as they are written, those of headers in lower case too.
#[derive(Debug)]
pub struct Vocabulary(HashSet<String>);

impl Vocabulary {
    pub fn new(document: &Document) -> Self {
        let mut names = Self(HashSet::new());
        document.graph().nodes.iter().flat_map(|node| node.properties.keys()).for_each(|name| names.add(name));
        for operation in document.operations() {
            let headers = operation.responses.iter().flat_map(|response| &response.headers);
            for parameter in operation.parameters.iter().chain(headers) {
                names.add(&parameter.name);
                if parameter.location == "header" {
                    names.add(&parameter.name.to_ascii_lowercase());
                }
            }
        }
        let schemes = document.value().pointer("/components/securitySchemes").and_then(Value::as_object).into_iter().flatten();
        for name in schemes.filter_map(|(_, scheme)| scheme.get("name")?.as_str()) {
            names.add(name);
            names.add(&name.to_ascii_lowercase());
        }
        names
    }

    /// Most names are those of many schemas: only the first is kept.
    fn add(&mut self, name: &str) {
        if !self.0.contains(name) {
            self.0.insert(name.to_owned());
        }
    }

    /// Whether it is a name of the document; that of a header in any case.
    pub fn has(&self, name: &str) -> bool {
        self.0.contains(name) || self.0.contains(&name.to_ascii_lowercase())
    }
}
