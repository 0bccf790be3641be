//! The tests of what a user sees, in one binary.

// Source excerpts: what is shown, what is masked, how it fits a terminal.
mod excerpts;
// Every format, on the same report.
mod formats;
// The page, in a browser.
mod html;
// The library: what a test suite calls, and what it is shown.
mod library;
// The command line: options, streams, exit codes, help.
#[cfg(feature = "cli")]
mod options;
// The sample that they share.
mod sample;
