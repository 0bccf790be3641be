#![no_main]

use libfuzzer_sys::fuzz_target;
use openapi_drift::Document;

fuzz_target!(|text: &str| {
    if let Ok(document) = Document::parse("api.yaml", text) {
        document.locate("/paths");
    }
});
