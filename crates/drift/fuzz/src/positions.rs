//! Compares the lookups in a text with a plain parse of it.

use openapi_drift::{Document, Position};
use serde_json::Value;

/// More nodes of one text tell nothing new.
const MOST: usize = 300;

/// Looks up every node of a text: as JSON, each must stand where it is said to stand, by its key and its value; as YAML,
/// each must stand within the text, and a plain name where that name is written.
pub fn positions(text: &str) {
    // A carriage return alone ends a line, which counting by newlines would not see.
    let text = &text.replace("\r\n", "\n").replace('\r', "\n");
    if serde_json::from_str::<Value>(text).is_ok() {
        let whole = format!("{{\"openapi\": \"3.0.3\", \"info\": {{\"title\": \"T\"}}, \"x-any\":{text}}}");
        compare("any.json", &whole, &json);
    }
    compare("any.yaml", &format!("openapi: 3.0.3\ninfo: {{title: T}}\n{text}"), &yaml);
}

fn compare(name: &str, text: &str, agrees: &dyn Fn(&str, Option<&str>, &Value) -> bool) {
    let Ok(document) = Document::parse(name, text) else { return };
    let mut open = vec![(String::new(), None, document.value().clone())];
    let mut visited = 0;
    while let Some((pointer, key, value)) = open.pop() {
        let rest = from(text, document.locate(&pointer)).unwrap_or_else(|| panic!("{pointer} stands outside of the text"));
        assert!(pointer.is_empty() || agrees(rest, key.as_deref(), &value), "{pointer} does not stand at {rest:?}");
        visited += 1;
        if visited == MOST {
            return;
        }
        match value {
            Value::Object(members) => {
                open.extend(members.into_iter().map(|(name, value)| (openapi_drift::pointer::join(&pointer, &name), Some(name), value)))
            }
            Value::Array(items) => {
                open.extend(items.into_iter().enumerate().map(|(index, value)| (format!("{pointer}/{index}"), None, value)))
            }
            _ => {}
        }
    }
    for nowhere in ["/x-any/none", "/~", "/0/0/0", "none", "#"] {
        document.locate(nowhere);
    }
}

/// The text from a position on, counted in the plainest way.
fn from(text: &str, at: Position) -> Option<&str> {
    let start: usize = text.split_inclusive('\n').take(at.line - 1).map(str::len).sum();
    let rest = text.get(start..)?;
    let offset = rest.char_indices().map(|(offset, _)| offset).chain([rest.len()]).nth(at.column - 1)?;
    Some(&rest[offset..])
}

fn json(rest: &str, key: Option<&str>, value: &Value) -> bool {
    let mut next = rest;
    if let Some(key) = key {
        let mut stream = serde_json::Deserializer::from_str(rest).into_iter::<String>();
        if !stream.next().is_some_and(|name| name.is_ok_and(|name| name == key)) {
            return false;
        }
        let Some(behind) = rest[stream.byte_offset()..].trim_start().strip_prefix(':') else { return false };
        next = behind;
    }
    // A number does not end where the stream wants an end, so that the first value is all that is asked for.
    let mut stream = serde_json::Deserializer::from_str(next).into_iter::<Value>();
    match stream.next() {
        Some(Ok(found)) => found == *value,
        _ => next.trim_start().starts_with(&value.to_string()) || value.is_number(),
    }
}

fn yaml(rest: &str, key: Option<&str>, _: &Value) -> bool {
    match key {
        Some(key) if !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphabetic()) => {
            rest.starts_with(key) || rest.starts_with(['"', '\'', '&', '!', '*', '?', '|', '>'])
        }
        _ => true,
    }
}
