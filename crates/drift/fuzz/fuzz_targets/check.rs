#![no_main]

use libfuzzer_sys::fuzz_target;
use openapi_drift_fuzz::check_body;

fuzz_target!(|text: &str| check_body(text));
