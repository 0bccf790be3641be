//! What the service says when it refuses.

use serde_json::Value;

/// The documented parts of the body of an error, as far as they are there (page: `getting-started`).
#[derive(Debug, Default, PartialEq)]
pub(super) struct VendorError {
    pub message: Option<String>,
    pub code: Option<i64>,
}

impl VendorError {
    /// Reads any body: the pages show three spellings of the codes, and a service that is being deployed sends HTML.
    pub fn read(body: &[u8]) -> Self {
        let body: Value = serde_json::from_slice(body).unwrap_or_default();
        let message = ["error_message", "message"].iter().find_map(|name| body[name].as_str());
        let code = ["status_code", "error_code"].iter().find_map(|name| body[name].as_i64());
        Self { message: message.map(str::to_owned), code }
    }
}

/// Whether a message says that there is no such thing, as Rails words it: `Couldn't find Group with 'id'=123`.
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
    }

    #[test]
    fn every_other_form_says_nothing() {
        for body in ["", "<html>", "null", "[]", "\"no\"", "{}", r#"{ "error_message": 1, "error_code": "x" }"#] {
            check(body, None, None);
        }
    }

    #[test]
    fn the_words_of_rails_say_not_found() {
        assert!(is_not_found("Couldn't find Group with 'id'=123"));
        assert!(!is_not_found("Couldn't find the database"));
        assert!(!is_not_found("undefined method"));
    }
}
