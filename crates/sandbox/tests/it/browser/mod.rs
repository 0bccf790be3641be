//! The page, as the server renders it and as a person uses it.
//!
//! The tests of the second kind need `chromedriver` and Chromium, and are skipped where they are missing:
//! `cargo test -p mobilize-sandbox --test it -- --ignored browser`.

// The page as the server renders it, without a script.
mod page;
// The tasks of a person, in a real browser.
mod person;
// A client of WebDriver, as far as these tests need it.
mod webdriver;
