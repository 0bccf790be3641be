//! The keyed digest that shows that a redacted recording was not changed.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::redact::key::RedactionKey;
use openapi_drift_recordings::Recording;

/// Returns the digest of request, response and the withheld places of a recording.
pub(crate) fn mac(key: &RedactionKey, recording: &Recording, withheld: &[String]) -> String {
    let mut text = String::new();
    canonical(&json!({ "request": recording.request, "response": recording.response, "withheld": withheld }), &mut text);
    key.digest("recording", &text)
}

/// Returns whether a recording was redacted with this key and is unchanged.
pub(crate) fn is_unchanged(key: &RedactionKey, recording: &Recording) -> bool {
    let redaction = recording.provenance.as_ref().and_then(|provenance| provenance.redaction.as_ref());
    redaction.is_some_and(|redaction| redaction.mac.as_deref() == Some(&mac(key, recording, &redaction.withheld)))
}

/// Writes JSON with sorted keys and without white space.
fn canonical(value: &Value, text: &mut String) {
    match value {
        Value::Object(properties) => {
            let mut names: Vec<&String> = properties.keys().collect();
            names.sort_unstable();
            text.push('{');
            for name in names {
                // Writing to a string cannot fail.
                let _ = write!(text, "{}:", Value::from(name.as_str()));
                canonical(&properties[name], text);
                text.push(',');
            }
            text.push('}');
        }
        Value::Array(items) => {
            text.push('[');
            for item in items {
                canonical(item, text);
                text.push(',');
            }
            text.push(']');
        }
        _ => _ = write!(text, "{value}"),
    }
}
