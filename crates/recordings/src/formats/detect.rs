//! The format of a file, detected from its content: names of files say little about what recorders wrote into them.

use crate::formats::curl::is_curl;
use crate::formats::format::InputFormat;
use crate::formats::outline::{JsonOutline, Kind};
use openapi_drift_source::yaml::items::names as yaml_names;

/// The method to split a file into entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// Read as a whole.
    Whole,
    /// Line by line.
    Lines,
    /// The JSON array at this path.
    List(&'static [&'static [&'static str]]),
    /// Tagged netstrings.
    Flows,
}

/// The result of a look at the start of a file.
#[derive(Debug, PartialEq, Eq)]
pub enum Detected {
    /// Recordings in this format.
    Recordings(InputFormat, Layout),
    /// An OpenAPI document, which is passed over.
    Document,
    /// The file of another tool, and the way to convert or read it.
    Foreign(&'static str, &'static str),
    /// A response without its request, as `curl -i` prints it.
    Response,
    /// None of these.
    Unknown,
}

/// The names under which cassettes keep their exchanges.
pub const INTERACTIONS: &[&str] = &["http_interactions", "interactions"];

/// Detects the format by the start of a file, or the layout of a file of the given format.
pub fn detect(head: &[u8], given: Option<InputFormat>) -> Detected {
    let is_json = looks_like_json(head);
    let outline = if is_json { JsonOutline::of(head) } else { JsonOutline::default() };
    let format = match given {
        Some(format) => format,
        None if is_json => match by_outline(&outline) {
            Some(format) => format,
            None if outline.has("/openapi") || outline.has("/swagger") => return Detected::Document,
            None => return foreign_json(&outline),
        },
        None => {
            let text = String::from_utf8_lossy(head);
            let names = if is_flow(head) { Vec::new() } else { yaml_names(&text) };
            let has = |wanted: &[&str]| names.iter().any(|name| wanted.contains(&name.as_str()));
            match () {
                () if is_flow(head) => InputFormat::Mitmproxy,
                () if is_http(&text) => InputFormat::Http,
                () if text.lines().find(|line| !line.trim().is_empty()).is_some_and(is_curl) => InputFormat::Curl,
                () if text.trim_start().starts_with("HTTP/") => return Detected::Response,
                () if has(INTERACTIONS) || is_old_cassette(&text) => InputFormat::Vcr,
                () if has(&["openapi", "swagger"]) => return Detected::Document,
                () => return foreign(&text, &names),
            }
        }
    };
    Detected::Recordings(format, layout(format, is_json, &outline))
}

/// Returns whether a text is JSON rather than YAML, by its start: YAML has braces too, in which names need no quotes.
pub fn looks_like_json(text: &[u8]) -> bool {
    let mut marks = text.iter().filter(|byte| !byte.is_ascii_whitespace());
    match marks.next() {
        Some(b'{') => marks.next().is_none_or(|byte| matches!(byte, b'"' | b'}')),
        first => first == Some(&b'['),
    }
}

fn layout(format: InputFormat, is_json: bool, outline: &JsonOutline) -> Layout {
    let is_list = outline.kind("") == Some(Kind::List);
    match format {
        InputFormat::Har => Layout::List(&[&["log"], &["entries"]]),
        InputFormat::Vcr | InputFormat::Nock | InputFormat::WireMock | InputFormat::NdJson if is_json && is_list => Layout::List(&[]),
        InputFormat::Vcr if is_json => Layout::List(&[INTERACTIONS]),
        InputFormat::WireMock if outline.has("/mappings") => Layout::List(&[&["mappings"]]),
        InputFormat::Hoverfly => Layout::List(&[&["data"], &["pairs"]]),
        InputFormat::NdJson => Layout::Lines,
        InputFormat::Mitmproxy => Layout::Flows,
        _ => Layout::Whole,
    }
}

fn by_outline(outline: &JsonOutline) -> Option<InputFormat> {
    let has = |at: &str| outline.has(at);
    let is_list = |at: &str| outline.kind(at) == Some(Kind::List);
    let is_own = has("/provenance") || has("/webhook") || has("/not_recorded") || has("/request/body_text") || has("/response/body_text");
    let is_log = |at: &str| has(&format!("{at}/method")) && ["url", "uri", "path"].iter().any(|name| has(&format!("{at}/{name}")));
    match () {
        () if has("/0/scope") && has("/0/method") => Some(InputFormat::Nock),
        () if has("/log/entries") || has("/log/version") => Some(InputFormat::Har),
        () if has("/consumer") && has("/provider") => None,
        () if is_list("/http_interactions") || is_list("/interactions") => Some(InputFormat::Vcr),
        () if is_list("/item") || is_list("/collection/item") => Some(InputFormat::Postman),
        () if is_list("/mappings") => Some(InputFormat::WireMock),
        () if is_list("/data/pairs") => Some(InputFormat::Hoverfly),
        () if has("/httpRequest") || has("/0/httpRequest") => None,
        () if has("/0/request/uri") && has("/0/response") => Some(InputFormat::Vcr),
        () if has("/0/request/url") && has("/0/response") || is_log("/0") => Some(InputFormat::NdJson),
        () if outline.followed => Some(InputFormat::NdJson),
        () if is_own => Some(InputFormat::Native),
        () if has("/request") && is_stub(outline) => Some(InputFormat::WireMock),
        // One line of a log means the same as several.
        () if has("/request") && (outline.is_line || is_log_only(outline)) => Some(InputFormat::NdJson),
        () if has("/request") => Some(InputFormat::Native),
        () if is_log("") => Some(InputFormat::NdJson),
        () => None,
    }
}

/// Returns whether an exchange has properties that our own recordings do not have.
fn is_log_only(outline: &JsonOutline) -> bool {
    const NAMES: [&str; 8] = [
        "/time",
        "/timestamp",
        "/recorded_at",
        "/request/uri",
        "/request/path",
        "/response/statusCode",
        "/response/status_code",
        "/duration",
    ];
    NAMES.iter().any(|at| outline.has(at))
}

/// Stubs and our own recordings look alike. Properties that only stubs have decide; so does a body that is a string, for a path
/// without a server.
fn is_stub(outline: &JsonOutline) -> bool {
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
    let string_body = outline.kind("/response/body").is_some_and(|kind| matches!(kind, Kind::Path | Kind::Text));
    MARKS.iter().any(|at| outline.has(at)) || outline.kind("/request/url") == Some(Kind::Path) && string_body
}

/// Returns whether the first line that is neither blank nor a comment is the start of an HTTP request.
fn is_http(text: &str) -> bool {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#') && !line.starts_with("//"));
    let Some((method, target)) = line.and_then(|line| line.split_once(' ')) else { return false };
    let target = target.trim_start();
    method.len() > 2 && method.bytes().all(|byte| byte.is_ascii_uppercase()) && (target.starts_with('/') || target.starts_with("http"))
}

/// Returns whether a file starts with a tagged netstring that is a dictionary, as a flow of mitmproxy is: `1921:9:websocket;`.
fn is_flow(head: &[u8]) -> bool {
    let number = |bytes: &[u8]| bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let digits = number(head);
    let inner = head.get(digits + 1..).unwrap_or_default();
    let inner_digits = number(inner);
    let length = std::str::from_utf8(&inner[..inner_digits]).ok().and_then(|digits| digits.parse::<usize>().ok());
    let name = length.and_then(|length| inner.get(inner_digits + 1..)?.get(..length.checked_add(1)?));
    let is_name = name.and_then(<[u8]>::split_last).is_some_and(|(tag, name)| {
        matches!(tag, b',' | b';') && !name.is_empty() && name.iter().all(|byte| byte.is_ascii_lowercase() || *byte == b'_')
    });
    digits > 0 && head.get(digits) == Some(&b':') && inner.get(inner_digits) == Some(&b':') && is_name
}

/// Returns whether a YAML text is an array of interactions, as the first versions of vcrpy wrote it.
fn is_old_cassette(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#') && !line.starts_with("---"));
    lines.next().is_some_and(|line| line.starts_with("- request:")) && text.contains("\n  response:")
}

/// Names the tool that wrote a JSON file.
fn foreign_json(outline: &JsonOutline) -> Detected {
    let has = |at: &str| outline.has(at);
    match () {
        () if has("/consumer") && has("/provider") => Detected::Foreign(
            "a contract of Pact",
            "a contract is not traffic: record the verification of the provider, for example as HAR",
        ),
        () if has("/httpRequest") || has("/0/httpRequest") => Detected::Foreign(
            "recorded expectations of MockServer",
            "retrieve them as HAR: `PUT /mockserver/retrieve?type=request_responses`, then convert",
        ),
        () if has("/0/actualPort") || has("/0/protocolVersion") => {
            Detected::Foreign("a session of Charles", "export it from Charles as HAR")
        }
        () => Detected::Unknown,
    }
}

/// Names the tool that wrote another file.
fn foreign(text: &str, names: &[String]) -> Detected {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    let is_access_log = || {
        let request = line.split('"').nth(1).unwrap_or_default();
        request.ends_with("HTTP/1.1") || request.ends_with("HTTP/1.0") || request.ends_with("HTTP/2.0")
    };
    match () {
        () if text.starts_with("<?xml") && text.contains("<items") && text.contains("burp") => {
            Detected::Foreign("items of Burp Suite", "export them as HAR, for example with an extension of Burp")
        }
        () if text.starts_with("<?xml") && text.contains("charles-session") => {
            Detected::Foreign("a session of Charles", "export it from Charles as HAR")
        }
        () if names.first().is_some_and(|name| name == "responses") => Detected::Foreign(
            "recordings of the Python package `responses`",
            "record with vcrpy, or write one JSON object per exchange (NDJSON)",
        ),
        () if is_access_log() => Detected::Foreign(
            "an access log, which has no bodies",
            "convert it to NDJSON: one object with `method`, `url` and `status` per line",
        ),
        () => Detected::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(head: &str, expected: Option<InputFormat>) {
        let detected = match detect(head.as_bytes(), None) {
            Detected::Recordings(format, _) => Some(format),
            Detected::Document | Detected::Foreign(..) | Detected::Response | Detected::Unknown => None,
        };
        assert_eq!(detected, expected, "{head}");
    }

    #[test]
    fn content_tells_the_format() {
        check("{\"log\": {\"version\": \"1.2\", \"entries\": [{\"req", Some(InputFormat::Har));
        check("---\nhttp_interactions:\n- request:\n    method: get\n    uri: 'htt", Some(InputFormat::Vcr));
        check("- request: !!python/object:vcr.request.Request\n    body: null\n  response:\n    body: x\n", Some(InputFormat::Vcr));
        check("[{\"request\": {\"uri\": \"http://a\"}, \"response\": {}}]", Some(InputFormat::Vcr));
        check("{\"version\": 1, \"interactions\": [", Some(InputFormat::Vcr));
        check("{\"info\": {}, \"item\": []}", Some(InputFormat::Postman));
        check("{\"mappings\": [{", Some(InputFormat::WireMock));
        check("{\"data\": {\"pairs\": [{", Some(InputFormat::Hoverfly));
        check("{\"request\": {\"urlPath\": \"/a\"}, \"response\": {}}", Some(InputFormat::WireMock));
        check("{\"request\": {\"url\": \"/a\"}, \"response\": {\"body\": \"a\"}}", Some(InputFormat::WireMock));
        check("{\"request\": {\"url\": \"/a\"},\n \"response\": {\"body\": {}}}", Some(InputFormat::Native));
        check("{\"request\": {\"url\": \"/a\"}, \"response\": {\"body\": {}}}", Some(InputFormat::NdJson));
        check("{\"request\": {\"url\": \"/a\"},\n \"response\": {\"statusCode\": 200, \"body\": {}}}", Some(InputFormat::NdJson));
        check("{\"request\": {\"url\": \"http://a\"}}\n{\"request\"", Some(InputFormat::NdJson));
        check("{\"method\": \"GET\", \"url\": \"http://a\"}", Some(InputFormat::NdJson));
        check("[{\"method\": \"GET\", \"url\": \"http://a\"}]", Some(InputFormat::NdJson));
        check("[{\"scope\": \"http://a\", \"method\": \"GET\"", Some(InputFormat::Nock));
        check("### a comment\nGET /groups HTTP/1.1\n", Some(InputFormat::Http));
        check("* Trying 127.0.0.1\n> GET / HTTP/1.1\n", Some(InputFormat::Curl));
        check("12:00:00.1 == Info: Trying\n", Some(InputFormat::Curl));
        check("1234:9:websocket;0:~7:version;2:20#", Some(InputFormat::Mitmproxy));
        check("1234:8:response,0:~", Some(InputFormat::Mitmproxy));
        check("12: 3\n", None);
        check("HTTP/1.1 200 OK\n\n{}", None);
        check("{\"openapi\": \"3.1.0\", \"paths\": {}}", None);
        check("{\"name\": \"package\"}", None);
        check("# Readme\n", None);
        check("{interactions: [{request: ", Some(InputFormat::Vcr));
        check("{openapi: 3.0.3, paths: {", None);
        check("", None);
    }

    #[test]
    fn files_of_other_tools_are_named() {
        for (head, expected) in [
            ("{\"consumer\": {\"name\": \"a\"}, \"provider\": {}, \"interactions\": []}", "a contract of Pact"),
            ("[{\"httpRequest\": {}, \"httpResponse\": {}}]", "recorded expectations of MockServer"),
            ("responses:\n- response:\n    url: http://a\n", "recordings of the Python package `responses`"),
            ("127.0.0.1 - - [10/Oct/2000:13:55:36 -0700] \"GET /a HTTP/1.1\" 200 2326\n", "an access log, which has no bodies"),
            ("<?xml version=\"1.0\"?>\n<items burpVersion=\"2\">", "items of Burp Suite"),
        ] {
            match detect(head.as_bytes(), None) {
                Detected::Foreign(name, _) => assert_eq!(name, expected),
                other => panic!("{head}: {other:?}"),
            }
        }
    }
}
