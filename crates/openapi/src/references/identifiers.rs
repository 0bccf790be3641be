//! What of a file concerns all files: which others it names, and which names it gives to its own nodes.

use std::collections::HashSet;

use serde_json::{Map, Value};

use openapi_drift_source::file::SourceFile;
use openapi_drift_source::pointer;

/// Members whose values are data: a `$ref` or `$id` in them means nothing.
const DATA: &[&str] = &["example", "examples", "default", "enum", "const"];

/// Objects whose members have names that the publisher chose, so that none of them is a keyword.
const NAMES: &[&str] =
    &["properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "schemas", "responses", "parameters"];

/// What a walk over a file notes.
#[derive(Default)]
pub struct FileIndex {
    /// Other files that references name.
    pub paths: HashSet<String>,
    /// Where an `$id` stands, and what it says.
    pub identifiers: Vec<(String, String)>,
    /// Where a `$anchor` or `$dynamicAnchor` stands, and its name.
    pub anchors: Vec<(String, String)>,
    pub dynamic: bool,
}

impl FileIndex {
    /// What a file notes, with pointers that begin with `root`; `None` where a look at its text shows that this is nothing, as with
    /// most documents.
    pub fn in_text(text: &SourceFile, mut root: String) -> Option<Self> {
        if is_plain(text.source().text()) {
            return None;
        }
        let mut found = Self::default();
        found.visit(text.value(), &mut root, false);
        Some(found)
    }

    fn visit(&mut self, value: &Value, at: &mut String, names: bool) {
        match value {
            Value::Object(members) => {
                if !names {
                    self.note(members, at);
                }
                for (name, child) in members.iter().filter(|(_, child)| child.is_object() || child.is_array()) {
                    if !names && DATA.contains(&name.as_str()) {
                        continue;
                    }
                    self.below(name, child, at, !names && NAMES.contains(&name.as_str()));
                }
            }
            Value::Array(items) => {
                for (index, child) in items.iter().enumerate().filter(|(_, child)| child.is_object() || child.is_array()) {
                    self.below(&index.to_string(), child, at, false);
                }
            }
            _ => {}
        }
    }

    fn below(&mut self, segment: &str, child: &Value, at: &mut String, names: bool) {
        let length = at.len();
        at.push('/');
        at.push_str(&pointer::escape(segment));
        self.visit(child, at, names);
        at.truncate(length);
    }

    fn note(&mut self, members: &Map<String, Value>, at: &str) {
        let text = |key: &str| members.get(key).and_then(Value::as_str);
        for path in ["$ref", "$dynamicRef"].into_iter().filter_map(text).filter_map(|reference| reference.split('#').next()) {
            if !path.is_empty() && !self.paths.contains(path) {
                self.paths.insert(path.to_owned());
            }
        }
        self.dynamic |= members.contains_key("$dynamicRef");
        self.identifiers.extend(text("$id").map(|id| (at.to_owned(), id.to_owned())));
        self.anchors.extend(["$dynamicAnchor", "$anchor"].into_iter().filter_map(text).map(|name| (at.to_owned(), name.to_owned())));
    }
}

/// Whether a text has no word that would be noted, and no reference that leaves it. A `$` may be written as an escape, too.
fn is_plain(text: &str) -> bool {
    let noted = |at: usize| {
        let rest = &text[at..];
        match rest.strip_prefix("$ref") {
            Some(reference) => !reference.trim_start_matches(['"', '\'', ':', ' ', '\t']).starts_with('#'),
            None => ["$id", "$anchor", "$dynamic", "\\u0024", "\\x24"].iter().any(|word| rest.starts_with(word)),
        }
    };
    !memchr::memchr2_iter(b'$', b'\\', text.as_bytes()).any(noted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_walked_where_it_may_name_anything() {
        let check = |text: &str, expected| assert_eq!(is_plain(text), expected, "{text}");
        check("{\"$ref\": \"#/a\", \"b\": {\"$ref\" : \"#\"}}", true);
        check("a:\n  $ref: '#/b'\n", true);
        check("{\"$ref\": \"#/a\", \"b\": {\"$ref\": \"other.json#/a\"}}", false);
        check("a:\n  $ref:\n    other.yaml\n", false);
        check("{\"\\u0024ref\": \"other.json\"}", false);
        check("{\"$dynamicRef\": \"#a\"}", false);
        check("{\"$id\": \"a\"}", false);
        check("{\"$anchor\": \"a\"}", false);
    }
}
