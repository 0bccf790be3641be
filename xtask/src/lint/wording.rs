//! What stands in descriptions and examples.

use openapi_drift::{Document, Fault};
use serde_json::Value;

use super::parts::join;

pub fn descriptions(document: &Document) -> Vec<Fault> {
    let mut faults = Vec::new();
    each(document.value(), String::new(), &mut |pointer, name, value| {
        if let Some(text) = value.as_str().filter(|_| matches!(name, "description" | "summary")) {
            faults.extend(garbled(text).map(|why| (pointer.to_owned(), why)));
        }
    });
    faults
}

/// What of a text documentation tools would not show as it is meant.
fn garbled(text: &str) -> Option<String> {
    if text.lines().any(|line| line.starts_with("    ") && !line.trim_start().starts_with(['-', '*'])) {
        return Some("a line is indented by four spaces, and would be taken for code".to_owned());
    }
    // Every second piece stands between backticks.
    for prose in text.split('`').step_by(2) {
        let is_tag = |rest: &&str| rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!') && !rest.starts_with("http");
        let tag = prose.split('<').skip(1).find(is_tag);
        if let Some(tag) = tag {
            return Some(format!("`<{}` would be taken for HTML", tag.chars().take(12).collect::<String>().trim()));
        }
        // In a link a parenthesis or an angle bracket stands before the address.
        let is_address = |word: &&str| word.starts_with("http://") || word.starts_with("https://");
        if let Some(address) = prose.split_whitespace().find(is_address) {
            return Some(format!("the address {address} is bare"));
        }
    }
    None
}

/// Domains that are nobody's, by RFC 2606.
const NOBODY: [&str; 3] = ["example.org", "example.com", "example.net"];

pub fn addresses(document: &Document) -> Vec<Fault> {
    let mut faults = Vec::new();
    each(document.value(), String::new(), &mut |pointer, name, value| {
        if matches!(name, "description" | "summary") {
            let words = value.as_str().unwrap_or_default().split(|c: char| c.is_whitespace() || "`<>(),;".contains(c));
            let real = words.filter_map(|word| somebody(word.trim_end_matches('.')));
            faults.extend(real.map(|domain| (pointer.to_owned(), format!("an e-mail address at {domain}"))));
        }
        if matches!(name, "example" | "examples") {
            strings(value, pointer.to_owned(), &mut |pointer, text| {
                faults.extend(somebody(text).map(|domain| (pointer, format!("an e-mail address at {domain}"))));
            });
        }
    });
    faults
}

/// The domain of a text that is an e-mail address, unless that is nobody's.
fn somebody(text: &str) -> Option<&str> {
    let (name, domain) = text.split_once('@')?;
    let is_address = !name.is_empty() && domain.contains('.') && !NOBODY.iter().any(|nobody| domain.starts_with(nobody));
    is_address.then_some(domain)
}

/// Every member of every object, with its pointer; not those within examples, which are data.
pub fn each(value: &Value, at: String, look: &mut impl FnMut(&str, &str, &Value)) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let pointer = join(&at, name);
                look(&pointer, name, member);
                if !matches!(name.as_str(), "example" | "examples" | "default") {
                    each(member, pointer, look);
                }
            }
        }
        Value::Array(items) => items.iter().enumerate().for_each(|(index, item)| each(item, format!("{at}/{index}"), look)),
        _ => {}
    }
}

fn strings(value: &Value, at: String, look: &mut impl FnMut(String, &str)) {
    match value {
        Value::Object(members) => members.iter().for_each(|(name, member)| strings(member, join(&at, name), look)),
        Value::Array(items) => items.iter().enumerate().for_each(|(index, item)| strings(item, format!("{at}/{index}"), look)),
        Value::String(text) => look(at, text),
        _ => {}
    }
}
