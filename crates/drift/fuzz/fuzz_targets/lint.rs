#![no_main]

use libfuzzer_sys::fuzz_target;
use openapi_drift::{Document, lint};

fuzz_target!(|text: &str| {
    if let Ok(document) = Document::parse("api.yaml", text) {
        for lint in lint(&document) {
            assert!(lint.line > 0 && lint.column > 0);
        }
        document.compile();
    }
});
