//! The code samples of the published documents. Python and TypeScript need more than Rust: `cargo xtask samples` runs all.

use crate::publish::check;

#[test]
fn every_curl_sample_sends_one_request_that_succeeds() {
    let (_, err) = check(&["samples", "--language", "curl"], 0);
    assert!(err.contains("Finished 29 samples, 0 failures") || err.contains("curl was not found"), "{err}");
}
