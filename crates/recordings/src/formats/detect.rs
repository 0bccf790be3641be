//! Which format is a file in? Told by its content: names of files say little about what recorders wrote into them.

use crate::formats::format::InputFormat;

use crate::formats::outline::{JsonOutline, Kind};
use openapi_drift_source::yaml::items::names as yaml_names;

/// What a file is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// EntryResult as a whole.
    Whole,
    /// Line by line.
    Lines,
    /// A JSON list, which this path leads to.
    List(&'static [&'static [&'static str]]),
}

/// What a look at the start of a file says.
#[derive(Debug, PartialEq, Eq)]
pub enum Detected {
    Recordings(InputFormat, Layout),
    /// It is known, and holds no recordings.
    Other,
    Unknown,
}

/// The names under which cassettes keep their exchanges.
pub const INTERACTIONS: &[&str] = &["http_interactions", "interactions"];

/// Recognises the format by the start of a file, or finds out how a file of the given format is laid out.
pub fn detect(head: &[u8], given: Option<InputFormat>) -> Detected {
    let is_json = looks_like_json(head);
    let shape = if is_json { JsonOutline::of(head) } else { JsonOutline::default() };
    let format = match given {
        Some(format) => format,
        None if is_json => match by_shape(&shape) {
            Some(format) => format,
            None if shape.has("/openapi") || shape.has("/swagger") => return Detected::Other,
            None => return Detected::Unknown,
        },
        None => {
            let text = String::from_utf8_lossy(head);
            let names = || yaml_names(&text);
            match () {
                () if is_http(&text) => InputFormat::Http,
                () if names().iter().any(|name| INTERACTIONS.contains(&name.as_str())) => InputFormat::Vcr,
                () if names().iter().any(|name| name == "openapi" || name == "swagger") => return Detected::Other,
                () => return Detected::Unknown,
            }
        }
    };
    Detected::Recordings(format, layout(format, is_json, &shape))
}

/// Whether a text is JSON rather than YAML, by how it starts: YAML has braces too, in which names need no quotes.
pub fn looks_like_json(text: &[u8]) -> bool {
    let mut marks = text.iter().filter(|byte| !byte.is_ascii_whitespace());
    match marks.next() {
        Some(b'{') => marks.next().is_none_or(|byte| matches!(byte, b'"' | b'}')),
        first => first == Some(&b'['),
    }
}

fn layout(format: InputFormat, is_json: bool, shape: &JsonOutline) -> Layout {
    match format {
        InputFormat::Har => Layout::List(&[&["log"], &["entries"]]),
        InputFormat::Vcr if is_json => Layout::List(&[INTERACTIONS]),
        InputFormat::WireMock if shape.has("/mappings") => Layout::List(&[&["mappings"]]),
        InputFormat::Nock if shape.kind("") == Some(Kind::List) => Layout::List(&[]),
        InputFormat::NdJson => Layout::Lines,
        _ => Layout::Whole,
    }
}

fn by_shape(shape: &JsonOutline) -> Option<InputFormat> {
    let has = |at: &str| shape.has(at);
    let is_list = |at: &str| shape.kind(at) == Some(Kind::List);
    match () {
        () if has("/0/scope") && has("/0/method") => Some(InputFormat::Nock),
        () if has("/log/entries") || has("/log/version") => Some(InputFormat::Har),
        () if is_list("/http_interactions") || is_list("/interactions") => Some(InputFormat::Vcr),
        () if is_list("/item") || is_list("/collection/item") => Some(InputFormat::Postman),
        () if is_list("/mappings") => Some(InputFormat::WireMock),
        () if shape.followed => Some(InputFormat::NdJson),
        () if has("/provenance") || has("/webhook") => Some(InputFormat::Native),
        () if has("/request") && is_stub(shape) => Some(InputFormat::WireMock),
        () if has("/request") => Some(InputFormat::Native),
        () if has("/method") && ["/url", "/uri", "/path"].iter().any(|at| has(at)) => Some(InputFormat::NdJson),
        () => None,
    }
}

/// Stubs and our own recordings look alike. What only stubs have decides; a body that is a string, answered to a path
/// without server, is a stub's too.
fn is_stub(shape: &JsonOutline) -> bool {
    const MARKS: [&str; 19] = [
        "/id",
        "/uuid",
        "/name",
        "/priority",
        "/scenarioName",
        "/persistent",
        "/insertionIndex",
        "/metadata",
        "/request/urlPath",
        "/request/urlPattern",
        "/request/urlPathPattern",
        "/request/urlPathTemplate",
        "/request/bodyPatterns",
        "/request/queryParameters",
        "/response/bodyFileName",
        "/response/jsonBody",
        "/response/base64Body",
        "/response/transformers",
        "/response/fault",
    ];
    let string_body = shape.kind("/response/body").is_some_and(|kind| matches!(kind, Kind::Path | Kind::Text));
    MARKS.iter().any(|at| shape.has(at)) || shape.kind("/request/url") == Some(Kind::Path) && string_body
}

/// Whether the first line that is neither blank nor a comment is the start of an HTTP request.
fn is_http(text: &str) -> bool {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#') && !line.starts_with("//"));
    let Some((method, target)) = line.and_then(|line| line.split_once(' ')) else { return false };
    let target = target.trim_start();
    method.len() > 2 && method.bytes().all(|byte| byte.is_ascii_uppercase()) && (target.starts_with('/') || target.starts_with("http"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(head: &str, expected: Option<InputFormat>) {
        let detected = match detect(head.as_bytes(), None) {
            Detected::Recordings(format, _) => Some(format),
            Detected::Other | Detected::Unknown => None,
        };
        assert_eq!(detected, expected, "{head}");
    }

    #[test]
    fn content_tells_the_format() {
        check("{\"log\": {\"version\": \"1.2\", \"entries\": [{\"req", Some(InputFormat::Har));
        check("---\nhttp_interactions:\n- request:\n    method: get\n    uri: 'htt", Some(InputFormat::Vcr));
        check("{\"version\": 1, \"interactions\": [", Some(InputFormat::Vcr));
        check("{\"info\": {}, \"item\": []}", Some(InputFormat::Postman));
        check("{\"mappings\": [{", Some(InputFormat::WireMock));
        check("{\"request\": {\"urlPath\": \"/a\"}, \"response\": {}}", Some(InputFormat::WireMock));
        check("{\"request\": {\"url\": \"/a\"}, \"response\": {\"body\": \"a\"}}", Some(InputFormat::WireMock));
        check("{\"request\": {\"url\": \"/a\"}, \"response\": {\"body\": {}}}", Some(InputFormat::Native));
        check("{\"request\": {\"url\": \"http://a\"}}\n{\"request\"", Some(InputFormat::NdJson));
        check("{\"method\": \"GET\", \"url\": \"http://a\"}", Some(InputFormat::NdJson));
        check("[{\"scope\": \"http://a\", \"method\": \"GET\"", Some(InputFormat::Nock));
        check("### a comment\nGET /groups HTTP/1.1\n", Some(InputFormat::Http));
        check("{\"openapi\": \"3.1.0\", \"paths\": {}}", None);
        check("{\"name\": \"package\"}", None);
        check("# Readme\n", None);
        check("{interactions: [{request: ", Some(InputFormat::Vcr));
        check("{openapi: 3.0.3, paths: {", None);
        check("", None);
    }
}
