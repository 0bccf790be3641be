//! URLs: hosts and literal path text that the document lists stay, everything else is replaced.

use std::collections::HashSet;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::Value;
use url::Url;

use crate::redact::class::Class;
use crate::redact::values::Values;
use openapi_drift_openapi::path_template::capture;
use openapi_drift_openapi::{Document, Operation, Part, Server, path_segments};
use openapi_drift_recordings::{WITHHELD, is_credential};

/// Characters that are percent-encoded in what replaces a value.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b':').remove(b'@').remove(b'*');

/// The number of URLs that the variables of one server may give.
const MAX_URLS: usize = 64;

/// The hosts and path segments that a document, or a command, names.
#[derive(Debug, Default)]
pub(crate) struct Literals {
    /// Hosts in lower case, with their port.
    hosts: HashSet<String>,
    /// Segments of base paths, and of templates that have no variable in them.
    words: HashSet<String>,
    /// Segments of templates with literals and variables, such as `{id}.json`.
    mixed: Vec<Vec<Part>>,
    /// Names of API keys in the query.
    credentials: HashSet<String>,
}

impl Literals {
    /// Collects them from the servers and paths of the document, and from `servers`.
    pub fn new(document: &Document, servers: &[Server]) -> Self {
        let mut literals = Self::default();
        let root = document.value();
        literals.add_servers(root);
        for item in root.get("paths").and_then(Value::as_object).into_iter().flat_map(|paths| paths.values()) {
            literals.add_servers(item);
            item.as_object().into_iter().flat_map(|item| item.values()).for_each(|operation| literals.add_servers(operation));
        }
        servers.iter().for_each(|server| literals.add_url(server.as_str()));
        for parts in document.operations().iter().flat_map(|operation| operation.template.segments()) {
            match parts.as_slice() {
                [Part::Literal(word)] => _ = literals.words.insert(word.clone()),
                [_, _, ..] if !literals.mixed.contains(parts) => literals.mixed.push(parts.clone()),
                _ => {}
            }
        }
        literals.credentials = schemes(document, "query").collect();
        literals
    }

    fn add_servers(&mut self, owner: &Value) {
        for server in owner.get("servers").and_then(Value::as_array).into_iter().flatten() {
            let mut urls = vec![server.get("url").and_then(Value::as_str).unwrap_or_default().to_owned()];
            for (name, variable) in server.get("variables").and_then(Value::as_object).into_iter().flatten() {
                let listed = variable.get("enum").and_then(Value::as_array).into_iter().flatten().chain(variable.get("default"));
                let values: Vec<&str> = listed.filter_map(Value::as_str).collect();
                let place = format!("{{{name}}}");
                urls = urls.iter().flat_map(|url| values.iter().map(|value| url.replace(&place, value))).take(MAX_URLS).collect();
            }
            urls.iter().for_each(|url| self.add_url(url));
        }
    }

    fn add_url(&mut self, url: &str) {
        let path = match Url::parse(url) {
            Ok(url) => {
                self.hosts.extend(authority(&url));
                url.path().to_owned()
            }
            Err(_) => url.to_owned(),
        };
        self.words.extend(path_segments(&path).into_iter().filter(|segment| !segment.contains('{')));
    }

    /// Returns whether the value of a query parameter is a credential.
    pub fn is_credential(&self, name: &str) -> bool {
        is_credential(name) || self.credentials.contains(name)
    }
}

/// The names of the API keys that are sent in a place.
pub(crate) fn schemes(document: &Document, place: &'static str) -> impl Iterator<Item = String> {
    let schemes = document.value().pointer("/components/securitySchemes").and_then(Value::as_object).into_iter().flatten();
    let sent_there = schemes.filter(move |(_, scheme)| scheme.get("in").and_then(Value::as_str) == Some(place));
    sent_there.filter_map(|(_, scheme)| Some(scheme.get("name")?.as_str()?.to_owned()))
}

fn authority(url: &Url) -> Option<String> {
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    Some(format!("{}{port}", url.host_str()?.to_ascii_lowercase()))
}

/// A part of a URL, as it is asked for and replaced.
pub(crate) enum UrlPart<'u> {
    /// A segment of the path, or a variable in it.
    Path(&'u str),
    /// A value of the query, with its decoded name.
    Query(&'u str),
    /// The text after `#`.
    Fragment,
}

impl Values<'_> {
    /// Returns the pseudonym of a URL, or of a path with its query, without regard to any place.
    pub(crate) fn uri(&self, text: &str, depth: u8) -> Option<String> {
        let mut is_whole = true;
        let url = self.url(text, None, &mut |part, text| {
            let is_secret = matches!(part, UrlPart::Query(name) if self.literals.is_credential(name));
            let replaced = if is_secret { None } else { self.text_at(text, depth) };
            is_whole &= replaced.is_some();
            replaced.unwrap_or_default()
        })?;
        is_whole.then_some(url)
    }

    /// Replaces the parts of a URL, which are passed decoded. Hosts and literals of the document stay. `None` if the URL has credentials
    /// before its host, or a host that has no pseudonym.
    pub(crate) fn url(
        &self,
        text: &str,
        operation: Option<&Operation>,
        replace: &mut dyn FnMut(UrlPart<'_>, &str) -> String,
    ) -> Option<String> {
        let (before, fragment) = text.split_once('#').map_or((text, None), |(before, after)| (before, Some(after)));
        let (before, query) = before.split_once('?').map_or((before, None), |(before, after)| (before, Some(after)));
        let (mut url, path) = match before.split_once("://") {
            None => (String::new(), before),
            Some((scheme, rest)) => {
                let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
                if authority.contains('@') {
                    return None;
                }
                let is_listed = self.literals.hosts.contains(&authority.to_ascii_lowercase());
                let host = if is_listed { authority.to_owned() } else { self.host(authority)? };
                (format!("{scheme}://{host}"), path)
            }
        };
        self.path(path, operation, &mut url, replace);
        if let Some(query) = query {
            url.push('?');
            for (index, pair) in query.split('&').enumerate() {
                if index > 0 {
                    url.push('&');
                }
                self.pair(pair, &mut url, &mut |name, text| replace(UrlPart::Query(name), text));
            }
        }
        if let Some(fragment) = fragment {
            url.push('#');
            url.push_str(&encode(&replace(UrlPart::Fragment, &decode(fragment))));
        }
        Some(url)
    }

    /// Returns the pseudonym of a host; its port stays.
    fn host(&self, authority: &str) -> Option<String> {
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => (host, format!(":{port}")),
            _ => (authority, String::new()),
        };
        if matches!(Class::of(host), Class::Empty) {
            return Some(authority.to_owned());
        }
        Some(format!("{}{port}", self.text(&host.to_ascii_lowercase())?))
    }

    fn path(&self, path: &str, operation: Option<&Operation>, url: &mut String, replace: &mut dyn FnMut(UrlPart<'_>, &str) -> String) {
        let segments: Vec<&str> = path.split('/').collect();
        // The template is the end of the path; the base path of the server is before it.
        let is_closed = segments.last().is_some_and(|last| last.is_empty());
        let count = segments.len() - usize::from(is_closed);
        let template = operation.map(|operation| operation.template.segments()).unwrap_or_default();
        for (index, segment) in segments.iter().enumerate() {
            if index > 0 {
                url.push('/');
            }
            let text = decode(segment);
            let parts = (index + template.len()).checked_sub(count).and_then(|index| template.get(index)).map(Vec::as_slice);
            let own = parts.filter(|parts| index < count && capture(parts, &text, &mut Vec::new()));
            let is_known = text.is_empty() || self.literals.words.contains(&text);
            let similar = || self.literals.mixed.iter().find(|parts| capture(parts, &text, &mut Vec::new())).map(Vec::as_slice);
            match own {
                None if is_known => url.push_str(segment),
                own => match own.or_else(similar) {
                    Some(parts) => fill(parts, &text, url, replace),
                    None => url.push_str(&pieces(&text, &mut |text| replace(UrlPart::Path(""), text))),
                },
            }
        }
    }

    /// Replaces one pair of a query or form.
    pub(crate) fn pair(&self, pair: &str, into: &mut String, replace: &mut dyn FnMut(&str, &str) -> String) {
        let (name, value) = pair.split_once('=').map_or((pair, None), |(name, value)| (name, Some(value)));
        let name = decode_form(name);
        into.push_str(&self.bracketed(&name));
        let Some(value) = value else { return };
        into.push('=');
        if value.is_empty() {
            return;
        }
        // A comma that is not encoded separates the items of a list.
        for (index, item) in value.split(',').enumerate() {
            if index > 0 {
                into.push(',');
            }
            into.push_str(&encode(&replace(&name, &decode_form(item))));
        }
    }

    /// Returns a name of a query or form, such as `filter[state][]`, of which each part is kept or replaced.
    fn bracketed(&self, name: &str) -> String {
        if name.is_empty() || self.document.has_name(name) {
            return encode_name(name);
        }
        let parts: Vec<String> = name
            .split_inclusive(['[', ']'])
            .map(|part| {
                let bare = part.trim_end_matches(['[', ']']);
                let name = if bare.is_empty() || bare.bytes().all(|byte| byte.is_ascii_digit()) && bare.len() < 3 {
                    bare.to_owned()
                } else {
                    self.name(bare)
                };
                format!("{}{}", encode_name(&name), &part[bare.len()..])
            })
            .collect();
        parts.concat()
    }
}

/// Writes a segment of which the literals stay and the variables are replaced.
fn fill(parts: &[Part], text: &str, url: &mut String, replace: &mut dyn FnMut(UrlPart<'_>, &str) -> String) {
    let mut variables = Vec::new();
    capture(parts, text, &mut variables);
    let mut variables = variables.into_iter();
    for part in parts {
        match part {
            Part::Literal(literal) => url.push_str(&encode(literal)),
            Part::Variable(_) => {
                url.extend(variables.next().map(|(name, value)| pieces(&value, &mut |text| replace(UrlPart::Path(name), text))));
            }
        }
    }
}

/// Replaces the items of a list in a path segment.
fn pieces(text: &str, replace: &mut dyn FnMut(&str) -> String) -> String {
    text.split(',').map(|item| encode(&replace(item))).collect::<Vec<_>>().join(",")
}

fn encode_name(name: &str) -> String {
    /// Brackets of nested names are written as they are.
    const NAME: &AsciiSet = &ENCODED.remove(b'[').remove(b']').remove(b'$');
    utf8_percent_encode(name, NAME).to_string()
}

/// Percent-encodes what replaces a value. The text of a withheld value stays readable.
pub(crate) fn encode(text: &str) -> String {
    if text == WITHHELD { text.to_owned() } else { utf8_percent_encode(text, ENCODED).to_string() }
}

fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// Decodes a text of a query or form, where `+` is a space.
pub(crate) fn decode_form(text: &str) -> String {
    decode(&text.replace('+', " "))
}
