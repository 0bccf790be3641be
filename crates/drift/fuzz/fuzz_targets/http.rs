#![no_main]

use libfuzzer_sys::fuzz_target;
use openapi_drift::InputFormat;
use openapi_drift_fuzz::read;

fuzz_target!(|bytes: &[u8]| read(Some(InputFormat::Http), bytes));
