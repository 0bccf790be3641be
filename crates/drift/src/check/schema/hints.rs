//! What may have been meant: differences that have a usual explanation.

use jiff::civil;
use openapi_drift_openapi::document::Document;
use openapi_drift_source::pointer;
use serde_json::Value;

/// A value of another type than documented. `expected` names the types.
pub(crate) fn of_type(expected: &str, recorded: &Value) -> Option<&'static str> {
    let wants = |name: &str| expected.split(" or ").any(|known| known == name);
    let wants_number = wants("integer") || wants("number");
    Some(match recorded {
        Value::String(text) if text.is_empty() => "the service sends an empty string for none: document the string, or both",
        Value::String(text) if wants_number && text.parse::<f64>().is_ok() => "the string holds a number: document `type: string`",
        Value::String(text) if wants("boolean") && (text == "true" || text == "false") => {
            "the string holds a boolean: document `type: string`"
        }
        Value::Number(number) if wants("integer") && number.is_f64() => "the number has a fraction: document `type: number`",
        Value::Number(number) if wants("boolean") && matches!(number.as_i64(), Some(0 | 1)) => {
            "0 and 1 stand for false and true: document `type: integer`"
        }
        Value::Number(_) if wants("string") => "the service sends it without quotes: document the number, or both",
        Value::Bool(false) => "false stands for none: document it beside the type",
        Value::Array(items) if wants("object") && items.is_empty() => {
            "an empty object was sent as an empty list, as PHP does: document both, or have the service send `{}`"
        }
        Value::Array(_) if wants("object") => "a list is sent where one object is documented: document the list",
        Value::Object(_) if wants("array") => "one object is sent where a list is documented: document the object",
        _ => return None,
    })
}

/// Null where none is documented: the property may have been meant to be optional.
pub(crate) fn of_null(document: &Document, at: &str) -> Option<String> {
    let (owner, name) = at.strip_suffix("/type").unwrap_or(at).rsplit_once("/properties/")?;
    let name = pointer::unescape(name);
    let required = document.node(&format!("{owner}/required")).and_then(Value::as_array);
    let is_required = required.is_some_and(|names| names.iter().any(|known| *known == *name));
    let version = document.value().get("openapi").and_then(Value::as_str).unwrap_or_default();
    let mend = if version.starts_with("3.0") { "add `nullable: true`" } else { "add `null` to the types" };
    (!is_required && !name.contains('/'))
        .then(|| format!("the property is optional, and the service sends null rather than leave it out: {mend}"))
}

/// A string that does not have its format.
pub(crate) fn of_format(format: &str, text: &str) -> Option<&'static str> {
    let is_date = || text.len() == 10 && text.parse::<civil::Date>().is_ok();
    let digits = || !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    Some(match format {
        _ if text.is_empty() => "the service sends an empty string for none: document that, and keep the format for the rest",
        "date-time" if is_date() => "a date without time: document `format: date`",
        "date-time" if digits() => "seconds or milliseconds since 1970, in a string",
        "date-time" if lacks_zone(text) => {
            "date and time without a zone, which RFC 3339 demands: take the format away, and say which zone is meant"
        }
        "date-time" if text.contains(' ') => "date and time with a space between: RFC 3339 has `T`",
        "date" if text.len() > 10 && text.get(..10).is_some_and(|date| date.parse::<civil::Date>().is_ok()) => {
            "a date with time: document `format: date-time`"
        }
        "uri" | "url" | "iri" if !text.contains("://") => "an address without scheme: document `format: uri-reference`",
        "uuid" if text.len() == 32 => "a UUID without hyphens: take the format away",
        _ => return None,
    })
}

/// Whether a text is a date and time as RFC 3339 has it, less the zone.
pub(crate) fn lacks_zone(text: &str) -> bool {
    text.len() > 10 && text.parse::<civil::DateTime>().is_ok() && !text.ends_with(['Z', 'z']) && !text[10..].contains(['+', '-', '['])
}

/// A value that differs from a listed one in case only.
pub(crate) fn of_enum<'a>(mut known: impl Iterator<Item = &'a Value>, recorded: &Value) -> Option<&'static str> {
    let recorded = recorded.as_str()?;
    known
        .any(|known| known.as_str().is_some_and(|known| known.eq_ignore_ascii_case(recorded)))
        .then_some("it differs from a documented value in case only: document the value as it is sent")
}

/// Times since 1970 in seconds lie below this number until the year 5138, those in milliseconds above it since 1973.
const SECONDS_END: f64 = 1e11;

/// A number outside a bound, where the bound is of the other unit of time.
pub(crate) fn of_bound(keyword: &str, limit: &Value, recorded: &Value) -> Option<&'static str> {
    let (limit, recorded) = (limit.as_f64()?, recorded.as_f64()?);
    match keyword {
        "minimum" | "exclusiveMinimum" if limit >= SECONDS_END && is_seconds(recorded) => {
            Some("seconds since 1970 are sent where milliseconds are documented")
        }
        "maximum" | "exclusiveMaximum" if limit <= SECONDS_END && is_milliseconds(recorded) => {
            Some("milliseconds since 1970 are sent where seconds are documented")
        }
        _ => None,
    }
}

/// A number described as a time of the other unit: what is described, and what was recorded.
pub(crate) fn of_description(description: &str, recorded: &Value) -> Option<(&'static str, &'static str)> {
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

/// Seconds since 1970, of the years 2001 to 2286.
fn is_seconds(number: f64) -> bool {
    (1e9..1e10).contains(&number)
}

/// Milliseconds since 1970, of the same years.
fn is_milliseconds(number: f64) -> bool {
    (1e12..1e13).contains(&number)
}
