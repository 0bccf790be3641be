//! Messages on standard error. Reports go to standard output.
//!
//! A closed stream is ignored: nobody reads it, and the task continues.

use std::io::{self, Write};

/// Writes a line of progress: a verb of up to twelve columns, as cargo writes it, and a text.
pub fn progress(verb: &str, text: &str) {
    let _ = writeln!(io::stderr(), "{verb:>12} {text}");
}

/// Writes an error. Further lines of the text begin with `  -> `.
pub fn error(text: &str) {
    let _ = writeln!(io::stderr(), "error: {text}");
}
