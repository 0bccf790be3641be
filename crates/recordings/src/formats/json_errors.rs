//! Errors in the JSON of a recording, in the words of JSON rather than Rust. Nothing that was recorded is repeated, neither values
//! nor names, since they may be private.

use openapi_drift_source::json::fault::json_fault;

/// The names of types in errors of `serde_json`, and in JSON.
const TYPES: [(&str, &str); 12] = [
    ("boolean", "a boolean"),
    ("integer", "a number"),
    ("floating point", "a number"),
    ("string", "a string"),
    ("sequence", "an array"),
    ("map", "an object"),
    ("null", "null"),
    ("u16", "an HTTP status as a number"),
    ("a map", "an object"),
    ("a sequence", "an array"),
    ("struct", "an object"),
    ("a string", "a string"),
];

/// Returns an error of the JSON reader of a text, without its position. `is_line` is for files with one recording a line.
pub fn of(text: &str, error: &serde_json::Error, is_line: bool) -> String {
    let why = json_fault(text, error);
    if matches!(why.as_str(), "text follows the value" | "another value follows the first one") {
        let place = if is_line { "line" } else { "file" };
        return format!("unexpected content after the end of the recording: use one {place} per recording");
    }
    if why.starts_with("data did not match any variant") {
        return "expected a header's value: a string or a list of strings".to_owned();
    }
    if let Some(name) = why.strip_prefix("duplicate field ") {
        return format!("duplicate {name}");
    }
    if let Some(name) = why.strip_prefix("missing field ") {
        return format!("{name} is missing");
    }
    match why.split_once(": ").filter(|(kind, _)| *kind == "invalid type" || *kind == "invalid value") {
        // The value found is quoted, and may contain `expected` itself.
        Some((_, rest)) => match rest.rsplit_once(", expected ") {
            Some((found, expected)) => format!("expected {}, found {}", in_json(expected), in_json(found)),
            None => "unexpected type".to_owned(),
        },
        None if why.starts_with("unknown ") => match why.rsplit_once("`, expected ") {
            Some((_, expected)) => format!("expected {expected}, found another name"),
            None => "unknown name".to_owned(),
        },
        None => why,
    }
}

/// Returns the JSON type that a phrase starts with.
fn in_json(phrase: &str) -> &str {
    let named = TYPES.iter().filter(|(name, _)| phrase.starts_with(name)).max_by_key(|(name, _)| name.len());
    named.map_or("another", |(_, json)| json)
}

/// Returns an error of the YAML reader without the name of a key.
pub fn of_yaml(why: String) -> String {
    if why.starts_with("duplicate key ") { "duplicate key".to_owned() } else { why }
}
