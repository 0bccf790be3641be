//! The whole check of one recording against a small document that has every kind of composition.

use std::sync::LazyLock;

use openapi_drift::{Document, Recording, check, validate};
use serde_json::json;

const DOCUMENT: &str = include_str!("small.yaml");

/// Takes a text as a recording, or else as the body of an answer, and checks it.
pub fn check_body(text: &str) {
    static SMALL: LazyLock<Document> = LazyLock::new(|| Document::parse("small.yaml", DOCUMENT).expect("the small document is one"));
    let recording = serde_json::from_str::<Recording>(text).unwrap_or_else(|_| {
        let exchange = json!({
            "request": { "method": "POST", "url": "https://a.example/things/7?ids=1,2", "headers": { "content-type": "application/json" }, "body_text": text },
            "response": { "status": 200, "headers": { "content-type": "application/json" }, "body_text": text }
        });
        serde_json::from_value(exchange).expect("a recording")
    });
    let checked = check(&SMALL, &recording, &Default::default());
    let Ok(report) = validate(&SMALL, recording) else { return };
    // Every observation is reported, in every format.
    assert!(checked.observations.is_empty() || !report.is_clean() || report.to_string().contains("warning"));
}
