#![no_main]

use libfuzzer_sys::fuzz_target;
use openapi_drift::{Document, diff};

// Two documents, the one behind the other; a document with itself where there is no second one.
fuzz_target!(|text: &str| {
    let (old, new) = text.split_once("\n---\n").unwrap_or((text, text));
    if let (Ok(old), Ok(new)) = (Document::parse("old.yaml", old), Document::parse("new.yaml", new)) {
        let changes = diff(&old, &new);
        assert!(text.contains("\n---\n") || changes.is_empty(), "a document differs from itself");
    }
});
