//! The body of error responses.

use serde_json::Value;

/// The documented properties of the body of an error response (page: `getting-started`).
#[derive(Debug, Default, PartialEq)]
pub(super) struct VendorError {
    pub message: Option<String>,
    pub code: Option<i64>,
}

const MESSAGES: [&str; 3] = ["error_message", "message", "error"];
const CODES: [&str; 3] = ["status_code", "error_code", "code"];

impl VendorError {
    /// Reads any body: the pages show three spellings of the codes, two samples lack the quotes around a name, and a service that
    /// is being deployed sends HTML.
    pub fn read(body: &[u8]) -> Self {
        let read: Box<dyn Fn(&str) -> Value> = match super::decode_slice::<Value>(body) {
            Ok(body) => Box::new(move |name| body[name].clone()),
            Err(_) => {
                let text = String::from_utf8_lossy(body).trim().to_owned();
                Box::new(move |name| nearly_json(&text, name).unwrap_or_default())
            }
        };
        let message = MESSAGES.iter().find_map(|name| match read(name) {
            Value::String(text) => Some(text),
            _ => None,
        });
        let code = CODES.iter().find_map(|name| match read(name) {
            Value::String(text) => text.parse().ok(),
            other => other.as_i64(),
        });
        Self { message, code }
    }
}

/// Returns the value of a property in the text of an object that is nearly JSON.
fn nearly_json(text: &str, name: &str) -> Option<Value> {
    if !text.starts_with('{') {
        return None;
    }
    let after = text.match_indices(name).find_map(|(index, _)| {
        // The name must not be a part of another name.
        let before = text[..index].chars().next_back()?;
        let after = text[index + name.len()..].trim_start_matches('"').trim_start();
        (!before.is_alphanumeric() && before != '_').then_some(after.strip_prefix(':')?)
    })?;
    serde_json::Deserializer::from_str(after).into_iter().next()?.ok()
}

/// Returns true for the message of Rails for an object that does not exist: `Couldn't find Group with 'id'=123`.
pub(super) fn is_not_found(message: &str) -> bool {
    message.starts_with("Couldn't find ") && message.contains(" with 'id'=")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(body: &str, message: Option<&str>, code: Option<i64>) {
        let expected = VendorError { message: message.map(str::to_owned), code };
        assert_eq!(VendorError::read(body.as_bytes()), expected);
    }

    #[test]
    fn every_documented_form_is_read() {
        check(r#"{ "status_code": 404, "error_message": "no" }"#, Some("no"), Some(404));
        check(r#"{ "error_code": 404, "error_message": "no" }"#, Some("no"), Some(404));
        check(r#"{ "error_message": "no" }"#, Some("no"), None);
        check(r#"{ "message": "no", "status_code": "404" }"#, Some("no"), Some(404));
        check(r#"{ "error": "no" }"#, Some("no"), None);
    }

    #[test]
    fn nearly_json_is_read_too() {
        check(
            r#"{ error_code: 404, "error_message": "User id(user_id) is not exist." }"#,
            Some("User id(user_id) is not exist."),
            Some(404),
        );
        check(r#"{ error_message : "cut of"#, None, None);
        check(r#"{ "my_error_message": "no", error_code_2: 1"#, None, None);
    }

    #[test]
    fn every_other_form_has_no_message() {
        for body in ["", "<html>", "null", "[]", "\"no\"", "{}", "<p error_message: 1>", r#"{ "error_message": 1, "error_code": "x" }"#] {
            check(body, None, None);
        }
    }

    #[test]
    fn the_message_of_rails_means_not_found() {
        assert!(is_not_found("Couldn't find Group with 'id'=123"));
        assert!(!is_not_found("Couldn't find the database"));
        assert!(!is_not_found("undefined method"));
    }
}
