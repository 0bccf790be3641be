//! The integration tests of the sandbox, in one binary. They talk to it over HTTP, on the loopback interface alone.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

// A small client: method, path, body, and back.
mod support;

// Every operation has a handler, and whatever is answered agrees with the document.
mod operations;
// The samples of the pages, as they are printed, work in the world that has what they name.
mod pages;
// Who is let in, and how refusals are worded.
mod refusals;
// The rules of the pages: hierarchy, fields, members, search.
mod rules;
// Many calls, sound and unsound. `cargo test -p mobilize-sandbox --test it -- --ignored` makes ten thousand.
mod mixed;
// Invariants of the world, after any changes in any order.
mod invariants;
// Cursors, offsets and links really page.
mod paging;
// Bulk jobs and their speed.
mod jobs;
// Activities: what writes them, and how they are filtered.
mod activities;
// Webhooks: topics, pages of 50, retries.
mod webhooks;
// The workflows beside the document run, and their guide is what they showed.
mod workflows;
// Faults on demand, and that the validator catches them.
mod faults;
// Worlds: the same seed makes the same bytes; saving and loading.
mod worlds;
// The basis of each response.
mod honesty;
// The control endpoints, and who may use them.
mod control;
// The second vendor: its five operations, credentials, errors, pages.
mod mode;
// The command, as a script starts and stops it.
#[cfg(unix)]
mod command;
// Limits of connections, and large bodies.
mod connections;
// The start page, in a real browser.
mod browser;
