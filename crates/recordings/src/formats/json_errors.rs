//! What is wrong with the JSON of a recording, in words for whoever has the file: those of JSON, not of Rust. Nothing that was
//! recorded is repeated, neither values nor names, since they may be private.

use openapi_drift_source::json::error::json_error;

/// Types as they are called in errors, and as JSON calls them.
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

/// What a reader of JSON says, without position. `is_line` where recordings stand one a line.
pub fn of(error: &serde_json::Error, is_line: bool) -> String {
    let why = json_error(error);
    if why == "trailing characters" {
        let place = if is_line { "on a line" } else { "into a file" };
        return format!("there is more behind the end of the recording, which is not read: put each recording {place} of its own");
    }
    if why == "expected ident" {
        return "expected `true`, `false` or `null`".to_owned();
    }
    if why.starts_with("data did not match any variant") {
        return "expected a header's value: a string or a list of strings".to_owned();
    }
    if let Some(name) = why.strip_prefix("duplicate field ") {
        return format!("there is a second {name}");
    }
    if let Some(name) = why.strip_prefix("missing field ") {
        return format!("{name} is missing");
    }
    match why.split_once(": ").filter(|(kind, _)| *kind == "invalid type" || *kind == "invalid value") {
        // What was found is quoted, and may say `expected` itself.
        Some((_, rest)) => match rest.rsplit_once(", expected ") {
            Some((found, expected)) => format!("expected {}, found {}", in_json(expected), in_json(found)),
            None => "it is of another type than expected".to_owned(),
        },
        None if why.starts_with("unknown ") => match why.rsplit_once("`, expected ") {
            Some((_, expected)) => format!("expected {expected}, found something else"),
            None => "it is not part of the format".to_owned(),
        },
        None => why,
    }
}

/// The type that a phrase starts with.
fn in_json(phrase: &str) -> &str {
    let named = TYPES.iter().filter(|(name, _)| phrase.starts_with(name)).max_by_key(|(name, _)| name.len());
    named.map_or("another", |(_, json)| json)
}

/// What a reader of YAML says, without the name of a key.
pub fn of_yaml(why: String) -> String {
    if why.starts_with("duplicate key ") { "this key stands twice in one mapping".to_owned() } else { why }
}
