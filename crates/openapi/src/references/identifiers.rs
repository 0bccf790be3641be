//! Identifiers, anchors and references to other files in the text of one file.

use std::collections::HashSet;

use serde_json::{Map, Value};

use openapi_drift_source::file::SourceFile;
use openapi_drift_source::pointer;

/// Keywords whose values are data: a `$ref` or `$id` inside them is not a keyword.
const DATA: &[&str] = &["example", "examples", "default", "enum", "const"];

/// Keywords whose value is a map: its keys are names chosen by the publisher, not keywords.
const NAMES: &[&str] =
    &["properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "schemas", "responses", "parameters"];

/// The identifiers, anchors and references to other files that one file contains.
#[derive(Default)]
pub struct FileIndex {
    /// The other files that references name, as written.
    pub paths: HashSet<String>,
    /// The pointer of each schema with an `$id`, and the `$id` as written.
    pub identifiers: Vec<(String, String)>,
    /// The pointer of each schema with an `$anchor` or `$dynamicAnchor`, and its name.
    pub anchors: Vec<(String, String)>,
    /// Whether the file contains a `$dynamicRef`.
    pub dynamic: bool,
}

impl FileIndex {
    /// Collects the index of a file; its pointers begin with `root`. `None` if the text contains none of these keywords, as most
    /// documents do not; the file is then not traversed.
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
                    self.add(members, at);
                }
                for (name, child) in members.iter().filter(|(_, child)| child.is_object() || child.is_array()) {
                    if !names && DATA.contains(&name.as_str()) {
                        continue;
                    }
                    self.visit_child(name, child, at, !names && NAMES.contains(&name.as_str()));
                }
            }
            Value::Array(items) => {
                for (index, child) in items.iter().enumerate().filter(|(_, child)| child.is_object() || child.is_array()) {
                    self.visit_child(&index.to_string(), child, at, false);
                }
            }
            _ => {}
        }
    }

    fn visit_child(&mut self, segment: &str, child: &Value, at: &mut String, names: bool) {
        let length = at.len();
        at.push('/');
        at.push_str(&pointer::escape(segment));
        self.visit(child, at, names);
        at.truncate(length);
    }

    fn add(&mut self, members: &Map<String, Value>, at: &str) {
        let text = |key: &str| members.get(key).and_then(Value::as_str);
        for path in ["$ref", "$dynamicRef"].into_iter().filter_map(text).filter_map(|reference| reference.split('#').next()) {
            if !path.is_empty() && !self.paths.contains(path) {
                self.paths.insert(path.to_owned());
            }
        }
        self.dynamic |= members.contains_key("$dynamicRef");
        let own = text("$id").map(str::to_owned).or_else(|| binds_anchors(members, at).then(|| format!("{SCOPE}{}", encoded(at))));
        self.identifiers.extend(own.map(|id| (at.to_owned(), id)));
        self.anchors.extend(["$dynamicAnchor", "$anchor"].into_iter().filter_map(text).map(|name| (at.to_owned(), name.to_owned())));
    }
}

/// The beginning of the identifiers of schemas that bind dynamic anchors and have no `$id`.
const SCOPE: &str = "urn:openapi:scope:";

/// Returns whether a schema binds dynamic anchors: a component with a `$dynamicAnchor`, or a schema with one in its own `$defs`. JSON
/// Schema asks for an `$id` of such schemas, since only whole resources are in the dynamic scope. Publishers who write each component as
/// if it were a resource mean the same.
fn binds_anchors(members: &Map<String, Value>, at: &str) -> bool {
    let has_anchor = |schema: &Map<String, Value>| schema.get("$dynamicAnchor").is_some_and(Value::is_string);
    let is_component = || at.rsplit_once('/').is_some_and(|(owner, _)| owner.ends_with("/components/schemas"));
    let own = members.get("$defs").and_then(Value::as_object);
    has_anchor(members) && is_component() || own.is_some_and(|own| own.values().filter_map(Value::as_object).any(has_anchor))
}

/// Returns a pointer as a part of a URN.
fn encoded(at: &str) -> String {
    percent_encoding::utf8_percent_encode(at, percent_encoding::NON_ALPHANUMERIC).to_string()
}

/// Returns whether a text has neither identifiers nor anchors nor references to other files. A `$` may be written as an escape.
fn is_plain(text: &str) -> bool {
    let is_relevant = |at: usize| {
        let rest = &text[at..];
        match rest.strip_prefix("$ref") {
            Some(reference) => !reference.trim_start_matches(['"', '\'', ':', ' ', '\t']).starts_with('#'),
            None => ["$id", "$anchor", "$dynamic", "\\u0024", "\\x24"].iter().any(|word| rest.starts_with(word)),
        }
    };
    !memchr::memchr2_iter(b'$', b'\\', text.as_bytes()).any(is_relevant)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_without_identifiers_are_not_traversed() {
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
