//! Findings written as exceptions, after those that a file has already. Nothing that stands in the file is touched.

use std::collections::HashSet;

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, value};

use crate::finding::{Code, Side};
use crate::report::Finding;
use crate::trouble::Trouble;

/// What makes two findings one exception.
type Key<'f> = (Code, &'f str, Option<&'f str>, Option<u16>, &'f str);

/// The text of a file of exceptions with one more for each finding, and how many were added. Each asks for its reason:
/// it is empty, and such a file is refused until someone says why. Findings about exceptions themselves cannot be accepted.
///
/// # Errors
///
/// [`Trouble`] where the text is no TOML, or has something else under the name `exception`.
pub fn append(text: &str, findings: &[Finding]) -> Result<(String, usize), Trouble> {
    let trouble = |why: String| Trouble::new("cannot write the exceptions", why);
    let mut file: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| trouble(error.message().to_owned()))?;
    let entry = file.entry("exception").or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
    let list = entry.as_array_of_tables_mut().ok_or_else(|| trouble("`exception` is not written as [[exception]]".to_owned()))?;
    let mut known = HashSet::new();
    let acceptable = |finding: &&Finding| !matches!(finding.code, Code::UnmatchedException | Code::ExpiredException);
    for finding in findings.iter().filter(acceptable) {
        for key in keys(finding) {
            if known.insert(key) {
                let is_first = text.is_empty() && known.len() == 1;
                list.push(table(key, &finding.message, is_first));
            }
        }
    }
    let added = known.len();
    // An empty list would be written as a bare key.
    Ok(if added == 0 { (text.to_owned(), 0) } else { (file.to_string(), added) })
}

/// An exception accepts what one operation shows, so a finding of several operations asks for several.
fn keys(finding: &Finding) -> Vec<Key<'_>> {
    let uses = finding.used_by.iter().map(|place| (place.operation.as_deref(), place.path.as_str(), place.status, place.pointer.as_str()));
    let own = (finding.operation.as_deref(), finding.path.as_str(), finding.status, finding.pointer.as_str());
    std::iter::once(own)
        .chain(uses)
        .map(|(operation, path, status, pointer)| {
            // A request is the same whatever was answered to it.
            let status = status.filter(|_| finding.side == Side::Response && operation.is_some());
            (finding.code, operation.unwrap_or("*"), operation.is_none().then_some(path), status, pointer)
        })
        .collect()
}

fn table((code, operation, path, status, pointer): Key<'_>, message: &str, is_first: bool) -> Table {
    let mut table = Table::new();
    table["code"] = value(code.as_str());
    table["operation"] = value(operation);
    if let Some(path) = path {
        table["path"] = value(path);
    }
    if let Some(status) = status {
        table["status"] = value(i64::from(status));
    }
    if !pointer.is_empty() {
        table["pointer"] = value(pointer);
    }
    table["reason"] = value("");
    let before = if is_first { "" } else { "\n" };
    // A comment ends with its line, whatever a name in the message holds.
    let message: String = message.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    table.decor_mut().set_prefix(format!("{before}# {message}\n"));
    table
}
