#![no_main]

use libfuzzer_sys::fuzz_target;
use openapi_drift_fuzz::positions;

fuzz_target!(|text: &str| positions(text));
