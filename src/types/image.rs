//! Links to images.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A link to an image: a bare address, or an object that holds one.
///
/// Avatars show the first form and group logos the second (pages: `user-object`, `groups`); what the service sends for
/// avatars is known to differ from its page, so both types are this one. The address is not checked to be one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum ImageLink {
    /// The address itself.
    Url(String),
    /// An object with the address under `url`, and whatever else it holds.
    Object(Map<String, Value>),
    /// Neither, kept as it came.
    Other(Value),
}

impl ImageLink {
    /// The address, in whichever form it came.
    pub fn url(&self) -> Option<&str> {
        match self {
            Self::Url(url) => Some(url),
            Self::Object(object) => object.get("url")?.as_str(),
            Self::Other(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[track_caller]
    fn check(value: Value, url: Option<&str>) {
        let link: ImageLink = serde_json::from_value(value.clone()).expect("decodes");
        assert_eq!(link.url(), url);
        assert_eq!(serde_json::to_value(&link).expect("encodes"), value);
    }

    #[test]
    fn both_forms_hold_an_address() {
        check(json!("https://example.org/a.png"), Some("https://example.org/a.png"));
        check(json!({ "url": "https://example.org/a.png", "width": 80 }), Some("https://example.org/a.png"));
    }

    #[test]
    fn everything_else_is_kept() {
        check(json!({}), None);
        check(json!({ "url": null }), None);
        check(json!(null), None);
        check(json!([1]), None);
    }
}
