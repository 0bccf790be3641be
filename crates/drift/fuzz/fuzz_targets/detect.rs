#![no_main]

use libfuzzer_sys::fuzz_target;
use openapi_drift_fuzz::read;

fuzz_target!(|bytes: &[u8]| read(None, bytes));
