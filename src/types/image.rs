//! Links to images.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A link to an image: a URL, or an object with one.
///
/// Avatars have the first form and group logos the second (pages: `user-object`, `groups`). The service is known to send other
/// avatars than its page says, so both have this type. The URL is not checked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum ImageLink {
    /// The URL itself.
    Url(String),
    /// An object with the property `url`, and others.
    Object(Map<String, Value>),
    /// Any other value, as it arrived.
    Other(Value),
}

impl ImageLink {
    /// The URL, in either form.
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
    fn both_forms_have_a_url() {
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
