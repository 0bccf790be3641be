//! The tests of what a user sees, in one binary.

// Source excerpts: what is shown, what is masked, how it fits a terminal.
mod excerpts;
// Every format, on the same report.
mod formats;
// The page, in a browser.
mod html;
// The command line: options, streams, exit codes, help.
mod options;
// The sample that they share.
mod sample;
