//! The names that a document contains: properties, parameters, headers and security schemes.
//!
//! Other keys in a recording may be data, such as the keys of a map, and are not shown.

use foldhash::{HashSet, HashSetExt};
use serde_json::Value;

use crate::{Graph, Operation};

/// Names as the document writes them; names of headers also in lower case.
#[derive(Debug)]
pub struct Vocabulary(HashSet<String>);

impl Vocabulary {
    /// Collects the names of the properties of `graph`, of the parameters and headers of `operations`, and of the security
    /// schemes of the document `root`.
    pub fn new(graph: &Graph, operations: &[Operation], root: &Value) -> Self {
        let mut names = Self(HashSet::new());
        graph.nodes.iter().flat_map(|node| node.properties.keys()).for_each(|name| names.add(name));
        for operation in operations {
            let headers = operation.responses.iter().flat_map(|response| &response.headers);
            for parameter in operation.parameters.iter().chain(headers) {
                names.add(&parameter.name);
                if parameter.location == "header" {
                    names.add(&parameter.name.to_ascii_lowercase());
                }
            }
        }
        let schemes = root.pointer("/components/securitySchemes").and_then(Value::as_object).into_iter().flatten();
        for name in schemes.filter_map(|(_, scheme)| scheme.get("name")?.as_str()) {
            names.add(name);
            names.add(&name.to_ascii_lowercase());
        }
        names
    }

    /// Adds a name. Most names occur in many schemas; only the first occurrence allocates.
    fn add(&mut self, name: &str) {
        if !self.0.contains(name) {
            self.0.insert(name.to_owned());
        }
    }

    /// Returns whether the document contains the name; case is ignored for names of headers.
    pub fn has(&self, name: &str) -> bool {
        self.0.contains(name) || self.0.contains(&name.to_ascii_lowercase())
    }
}
