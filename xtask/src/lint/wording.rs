//! Texts in descriptions and examples.

use openapi_drift::{Document, RuleMatch};
use serde_json::Value;

use openapi_drift::pointer::join;

pub fn descriptions(document: &Document) -> Vec<RuleMatch> {
    let mut faults = Vec::new();
    each(document.value(), String::new(), &mut |pointer, name, value| {
        if let Some(text) = value.as_str().filter(|_| matches!(name, "description" | "summary")) {
            faults.extend(garbled(text).map(|why| (pointer.to_owned(), why)));
        }
    });
    faults
}

/// The first part of a text that documentation tools would render wrongly.
fn garbled(text: &str) -> Option<String> {
    if text.lines().any(|line| line.starts_with("    ") && !line.trim_start().starts_with(['-', '*'])) {
        return Some("a line is indented by four spaces, which Markdown renders as code".to_owned());
    }
    // Every second piece is between backticks.
    for prose in text.split('`').step_by(2) {
        let is_tag = |rest: &&str| rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!') && !rest.starts_with("http");
        let tag = prose.split('<').skip(1).find(is_tag);
        if let Some(tag) = tag {
            return Some(format!("`<{}` would be read as HTML", tag.chars().take(12).collect::<String>().trim()));
        }
        // In a link, the address follows a parenthesis or an angle bracket.
        let is_address = |word: &&str| word.starts_with("http://") || word.starts_with("https://");
        if let Some(address) = prose.split_whitespace().find(is_address) {
            return Some(format!("the address {address} is not in backticks"));
        }
    }
    None
}

/// Domains that are reserved for examples by RFC 2606.
const EXAMPLE_DOMAINS: [&str; 3] = ["example.org", "example.com", "example.net"];

pub fn addresses(document: &Document) -> Vec<RuleMatch> {
    let mut faults = Vec::new();
    each(document.value(), String::new(), &mut |pointer, name, value| {
        if matches!(name, "description" | "summary") {
            let words = value.as_str().unwrap_or_default().split(|c: char| c.is_whitespace() || "`<>(),;".contains(c));
            let domains = words.filter_map(|word| real_domain(word.trim_end_matches('.')));
            faults.extend(domains.map(|domain| (pointer.to_owned(), format!("an e-mail address at {domain}"))));
        }
        if matches!(name, "example" | "examples") {
            strings(value, pointer.to_owned(), &mut |pointer, text| {
                faults.extend(real_domain(text).map(|domain| (pointer, format!("an e-mail address at {domain}"))));
            });
        }
    });
    faults
}

/// The domain of an e-mail address, unless it is reserved for examples.
fn real_domain(text: &str) -> Option<&str> {
    let (name, domain) = text.split_once('@')?;
    let is_address = !name.is_empty() && domain.contains('.') && !EXAMPLE_DOMAINS.iter().any(|reserved| domain.starts_with(reserved));
    is_address.then_some(domain)
}

/// Visits every property of every object with its pointer, except within examples, which are data.
pub fn each(value: &Value, at: String, visit: &mut impl FnMut(&str, &str, &Value)) {
    match value {
        Value::Object(object) => {
            for (name, child) in object {
                let pointer = join(&at, name);
                visit(&pointer, name, child);
                if !matches!(name.as_str(), "example" | "examples" | "default") {
                    each(child, pointer, visit);
                }
            }
        }
        Value::Array(items) => items.iter().enumerate().for_each(|(index, item)| each(item, format!("{at}/{index}"), visit)),
        _ => {}
    }
}

fn strings(value: &Value, at: String, visit: &mut impl FnMut(String, &str)) {
    match value {
        Value::Object(object) => object.iter().for_each(|(name, child)| strings(child, join(&at, name), visit)),
        Value::Array(items) => items.iter().enumerate().for_each(|(index, item)| strings(item, format!("{at}/{index}"), visit)),
        Value::String(text) => visit(at, text),
        _ => {}
    }
}
