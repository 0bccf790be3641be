//! Shared code of all targets: reads bytes as recordings of one format, and looks up positions in the result.
//!
//! README.md beside this folder says what each target asks, and how to run it.

mod checks;
mod positions;

use std::path::PathBuf;

pub use checks::check_body;
use openapi_drift::{InputFormat, Recordings, Side};
pub use positions::positions;

/// Reads `bytes`; nothing but a panic, a hang or too much memory is a failure.
pub fn read(format: Option<InputFormat>, bytes: &[u8]) {
    let path = PathBuf::from(format!("{}/openapi-drift-fuzz-{}", std::env::temp_dir().display(), std::process::id()));
    std::fs::write(&path, bytes).expect("the temporary folder can be written to");
    for exchange in Recordings::new(vec![path]).input(format).flatten() {
        for side in [Side::Request, Side::Response] {
            for pointer in ["", "/id", "/a/0/~1b"] {
                exchange.locate_in_body(side, pointer);
            }
            exchange.locate_header(side, "content-type");
        }
        exchange.locate("/request/url");
        exchange.locate("/response/status");
    }
}
