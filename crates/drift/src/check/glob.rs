//! Patterns of names, as users write them.

use std::fmt;
use std::str::FromStr;

use regex::Regex;

/// A pattern in which `*` stands for any characters, also `/` and `.`, and everything else for itself, in any case.
///
/// ```
/// use openapi_drift::Glob;
///
/// let pattern: Glob = "/static/*.js".parse()?;
/// assert!(pattern.matches("/static/a/b.js"));
/// assert!(!pattern.matches("/api/static/a.js"));
/// # Ok::<(), String>(())
/// ```
#[derive(Debug, Clone)]
pub struct Glob {
    text: String,
    regex: Regex,
}

impl Glob {
    /// Returns whether the whole of `text` matches.
    pub fn matches(&self, text: &str) -> bool {
        self.regex.is_match(text)
    }
}

impl FromStr for Glob {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.is_empty() {
            return Err("the pattern is empty".to_owned());
        }
        let pattern = text.split('*').map(regex::escape).collect::<Vec<_>>().join(".*");
        let regex = Regex::new(&format!("(?is)^{pattern}$")).map_err(|error| error.to_string())?;
        Ok(Self { text: text.to_owned(), regex })
    }
}

impl fmt::Display for Glob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
