//! The names of the files of recordings. They have no recorded values in them.

use std::collections::HashMap;
use std::path::PathBuf;

use crate::redact::key::RedactionKey;
use openapi_drift_openapi::Operation;
use openapi_drift_recordings::{Origin, Recording};

/// The longest name of a folder, in bytes.
const LONGEST: usize = 100;

/// Gives each recording of a run a name of its own.
#[derive(Debug, Default)]
pub(crate) struct FileNames {
    used: HashMap<String, usize>,
}

impl FileNames {
    /// Returns `<operationId>/<status>-live.json`, with `-2`, `-3` and so on for further ones.
    pub fn next(&mut self, operation: Option<&Operation>, recording: &Recording, source: Origin, key: &RedactionKey) -> PathBuf {
        let status = recording.response.as_ref().map_or_else(|| "no-response".to_owned(), |response| response.status.to_string());
        let source = match source {
            Origin::Live => "live",
            Origin::Sandbox => "sandbox",
            Origin::Documentation => "documentation",
        };
        let stem = match operation {
            Some(operation) => format!("{}/{status}-{source}", plain(&operation.id)),
            None => {
                let method = plain(&recording.request.method.to_ascii_lowercase());
                let path = recording.request.url.split(['?', '#']).next().unwrap_or_default();
                format!("undocumented/{method}-{:.12}-{status}-{source}", key.digest("file", path))
            }
        };
        // Some file systems do not distinguish case.
        let count = self.used.entry(stem.to_ascii_lowercase()).or_default();
        *count += 1;
        let number = if *count > 1 { format!("-{count}") } else { String::new() };
        PathBuf::from(format!("{stem}{number}.json"))
    }
}

/// Returns a name in which every other character than letters, digits, `_` and `-` is a `-`, and braces are left out.
fn plain(name: &str) -> String {
    let mut plain = String::new();
    for character in name.chars().filter(|character| !matches!(character, '{' | '}')) {
        let is_plain = character.is_ascii_alphanumeric() || character == '_';
        if is_plain {
            plain.push(character);
        } else if !plain.ends_with('-') {
            plain.push('-');
        }
    }
    plain.truncate(LONGEST);
    plain.trim_matches('-').to_owned()
}
