//! Hints for differences that have a usual explanation.

use jiff::civil;
use openapi_drift_openapi::Document;
use openapi_drift_source::pointer;
use serde_json::Value;

/// Returns a hint for a value of another type. `expected` names the documented types.
pub(crate) fn for_type(expected: &str, recorded: &Value) -> Option<&'static str> {
    let wants = |name: &str| expected.split(" or ").any(|known| known == name);
    let wants_number = wants("integer") || wants("number");
    Some(match recorded {
        Value::String(text) if text.is_empty() => "the service sends an empty string instead of a value: allow `type: string` as well",
        Value::String(text) if wants_number && text.parse::<f64>().is_ok() => {
            "the service sends the number as a string: use `type: string`"
        }
        Value::String(text) if wants("boolean") && (text == "true" || text == "false") => {
            "the service sends the boolean as a string: use `type: string`"
        }
        Value::Number(number) if wants("integer") && number.is_f64() => "the number has a fraction: use `type: number`",
        Value::Number(number) if wants("boolean") && matches!(number.as_i64(), Some(0 | 1)) => {
            "the service sends 0 and 1 as booleans: use `type: integer`"
        }
        Value::Number(_) if wants("string") => "the service sends a number: allow the number type as well",
        Value::Bool(false) => "the service sends `false` instead of a value: allow `boolean` as well",
        Value::Array(items) if wants("object") && items.is_empty() => {
            "an empty object was sent as an empty array, as PHP does: allow both types, or make the service send `{}`"
        }
        Value::Array(_) if wants("object") => "an array is sent where one object is documented: document the array",
        Value::Object(_) if wants("array") => "one object is sent where an array is documented: document the object",
        _ => return None,
    })
}

/// Returns a hint for an unexpected null: the property may be optional.
pub(crate) fn for_null(document: &Document, at: &str) -> Option<String> {
    let (owner, name) = at.strip_suffix("/type").unwrap_or(at).rsplit_once("/properties/")?;
    let name = pointer::unescape(name);
    let required = document.node(&format!("{owner}/required")).and_then(Value::as_array);
    let is_required = required.is_some_and(|names| names.iter().any(|known| *known == *name));
    let version = document.value().get("openapi").and_then(Value::as_str).unwrap_or_default();
    let fix = if version.starts_with("3.0") { "add `nullable: true`" } else { "add `null` to the types" };
    (!is_required && !name.contains('/'))
        .then(|| format!("the property is optional, but the service sends null instead of omitting it: {fix}"))
}

/// Returns a hint for a string that does not have its format.
pub(crate) fn for_format(format: &str, text: &str) -> Option<&'static str> {
    let is_date = || text.len() == 10 && text.parse::<civil::Date>().is_ok();
    let digits = || !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    Some(match format {
        _ if text.is_empty() => "the service sends an empty string when there is no value: allow it with `anyOf` and keep the format",
        "date-time" if is_date() => "the value is a date without time: use `format: date`",
        "date-time" if digits() => "the string contains seconds or milliseconds since 1970: remove the format",
        "date-time" if lacks_zone(text) => "the time zone is missing, which RFC 3339 requires: remove the format and describe the zone",
        "date-time" if text.contains(' ') => "date and time are separated by a space: RFC 3339 requires `T`",
        "date" if text.len() > 10 && text.get(..10).is_some_and(|date| date.parse::<civil::Date>().is_ok()) => {
            "the value is a date with time: use `format: date-time`"
        }
        "uri" | "url" | "iri" if !text.contains("://") => "the address has no scheme: use `format: uri-reference`",
        "byte" if lacks_padding(text) => "the Base64 has no padding, which RFC 4648 requires: describe it and remove the format",
        "uuid" if text.len() == 32 => "the UUID has no hyphens: remove the format",
        _ => return None,
    })
}

/// Returns whether a text is a date and time of RFC 3339 without a time zone.
pub(crate) fn lacks_zone(text: &str) -> bool {
    text.len() > 10 && text.parse::<civil::DateTime>().is_ok() && !text.ends_with(['Z', 'z']) && !text[10..].contains(['+', '-', '['])
}

/// Returns whether a text is Base64 without the `=` at its end.
pub(crate) fn lacks_padding(text: &str) -> bool {
    let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_');
    matches!(text.len() % 4, 2 | 3) && text.bytes().all(is_digit)
}

/// Returns a hint for a value that differs from a listed one in case only.
pub(crate) fn for_enum<'a>(mut known: impl Iterator<Item = &'a Value>, recorded: &Value) -> Option<&'static str> {
    let recorded = recorded.as_str()?;
    known
        .any(|known| known.as_str().is_some_and(|known| known.eq_ignore_ascii_case(recorded)))
        .then_some("the value differs from a documented one in case only: document the value as it is sent")
}

/// The number between times in seconds (below it until the year 5138) and times in milliseconds (above it since 1973).
const SECONDS_END: f64 = 1e11;

/// Returns a hint for a number outside a bound that is given in another unit of time.
pub(crate) fn for_bound(keyword: &str, limit: &Value, recorded: &Value) -> Option<&'static str> {
    let (limit, recorded) = (limit.as_f64()?, recorded.as_f64()?);
    match keyword {
        "minimum" | "exclusiveMinimum" if limit >= SECONDS_END && is_seconds(recorded) => {
            Some("the value looks like seconds since 1970, but milliseconds are documented")
        }
        "maximum" | "exclusiveMaximum" if limit <= SECONDS_END && is_milliseconds(recorded) => {
            Some("the value looks like milliseconds since 1970, but seconds are documented")
        }
        _ => None,
    }
}

/// Returns a hint for a value that violates a constraint.
pub(crate) fn for_constraint(keyword: &str) -> String {
    let change = match keyword {
        "maximum" | "exclusiveMaximum" | "maxLength" | "maxItems" | "maxProperties" | "maxContains" => "raise or remove",
        "minimum" | "exclusiveMinimum" | "minLength" | "minItems" | "minProperties" | "minContains" => "lower or remove",
        "uniqueItems" => "remove",
        _ => "correct or remove",
    };
    format!("{change} `{keyword}`")
}

/// Returns the described and the recorded unit of a time if they differ.
pub(crate) fn for_description(description: &str, recorded: &Value) -> Option<(&'static str, &'static str)> {
    let recorded = recorded.as_f64()?;
    if !is_seconds(recorded) && !is_milliseconds(recorded) {
        return None;
    }
    let text = description.to_ascii_lowercase();
    let is_time = ["epoch", "since", "unix", "timestamp"].iter().any(|word| text.contains(word));
    let milliseconds = text.contains("millisecond");
    match (is_time, milliseconds) {
        (true, true) if is_seconds(recorded) && !text.replace("millisecond", "").contains("second") => Some(("milliseconds", "seconds")),
        (true, false) if text.contains("second") && is_milliseconds(recorded) => Some(("seconds", "milliseconds")),
        _ => None,
    }
}

/// Returns whether a number looks like seconds since 1970, in the years 2001 to 2286.
fn is_seconds(number: f64) -> bool {
    (1e9..1e10).contains(&number)
}

/// Returns whether a number looks like milliseconds since 1970, in the same years.
fn is_milliseconds(number: f64) -> bool {
    (1e12..1e13).contains(&number)
}
