//! Errors of JSON bodies in plain words, without the names of Rust types.

use serde::de::DeserializeOwned;

/// Reads JSON as a type.
///
/// # Errors
///
/// Returns a sentence that names the property and the expected value, or the line of invalid JSON.
pub fn read<T: DeserializeOwned>(json: &[u8]) -> Result<T, String> {
    if json.trim_ascii_start().first() != Some(&b'{') {
        return Err("expected a JSON object".to_owned());
    }
    let mut reader = serde_json::Deserializer::from_slice(json);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        match error.inner() {
            inner if inner.is_data() => match path.as_str() {
                "." => describe(&inner.to_string()),
                path => format!("`{path}`: {}", describe(&inner.to_string())),
            },
            inner => invalid_json(inner),
        }
    })?;
    reader.end().map_err(|error| invalid_json(&error))?;
    Ok(value)
}

fn invalid_json(error: &serde_json::Error) -> String {
    format!("the body is not valid JSON, from line {}, column {} on", error.line(), error.column())
}

/// Rewrites an error of deserialization: without its position, which is one of the text, and in terms of JSON.
fn describe(error: &str) -> String {
    let error = error.rfind(" at line ").map_or(error, |end| &error[..end]);
    if let Some(rest) = error.strip_prefix("missing field ") {
        return format!("the property {rest} is missing");
    }
    if let Some(rest) = error.strip_prefix("unknown field ") {
        return format!("unknown property {}", rest.replacen(", expected", "; expected", 1));
    }
    if let Some(rest) = error.strip_prefix("unknown variant ") {
        return format!("unknown value {}", rest.replacen(", expected", "; expected", 1));
    }
    for prefix in ["invalid type: ", "invalid value: ", "invalid length "] {
        if let Some((got, expected)) = error.strip_prefix(prefix).and_then(|rest| rest.split_once(", expected ")) {
            return format!("expected {}, got {}", expected_value(expected), got_value(got));
        }
    }
    error.to_owned()
}

fn expected_value(expected: &str) -> &str {
    match expected {
        "i64" | "i32" | "u64" | "u32" | "usize" => "a whole number",
        "a boolean" => "true or false",
        "a sequence" => "an array",
        "a map" | "internally tagged enum" => "an object",
        text if text.starts_with("struct ") => "an object",
        text if text.starts_with("enum ") || text.starts_with("variant identifier") => "a string",
        text => text,
    }
}

fn got_value(got: &str) -> &str {
    match got {
        "sequence" => "an array",
        "map" => "an object",
        "unit value" => "null",
        text => text.split_once(' ').filter(|(kind, _)| *kind == "integer").map_or(text, |(_, value)| value),
    }
}
