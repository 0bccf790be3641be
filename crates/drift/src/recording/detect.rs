//! Which format is a file in? Told by its content: names of files say little about what recorders wrote into them.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::document::yaml_names;

/// A format of recordings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum InputFormat {
    /// This project's own: one JSON file per exchange.
    Native,
    /// HTTP Archive 1.2, as browsers and proxies write it.
    Har,
    /// Cassettes of VCR and its relatives in Ruby, Python, Go and Rust, in YAML or JSON.
    Vcr,
    /// Stubs of WireMock.
    WireMock,
    /// Collections of Postman, version 2, for their saved responses.
    Postman,
    /// One JSON object a line.
    NdJson,
    /// HTTP messages as they are sent.
    Http,
    /// Recordings of nock.
    Nock,
}

impl InputFormat {
    /// All formats.
    pub const ALL: [Self; 8] = [Self::Native, Self::Har, Self::Vcr, Self::WireMock, Self::Postman, Self::NdJson, Self::Http, Self::Nock];

    /// The format's name, as it is given on a command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Native => "native",
            Self::Har => "har",
            Self::Vcr => "vcr",
            Self::WireMock => "wiremock",
            Self::Postman => "postman",
            Self::NdJson => "ndjson",
            Self::Http => "http",
            Self::Nock => "nock",
        }
    }
}

impl fmt::Display for InputFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for InputFormat {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let names = || Self::ALL.map(Self::as_str).join(", ");
        Self::ALL.into_iter().find(|format| format.as_str() == name).ok_or_else(|| format!("`{name}` is no format (there are {})", names()))
    }
}

/// What a file is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// Read as a whole.
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
    let is_json = head.iter().find(|byte| !byte.is_ascii_whitespace()).is_some_and(|byte| matches!(byte, b'{' | b'['));
    let shape = if is_json { Shape::of(head) } else { Shape::default() };
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

fn layout(format: InputFormat, is_json: bool, shape: &Shape) -> Layout {
    match format {
        InputFormat::Har => Layout::List(&[&["log"], &["entries"]]),
        InputFormat::Vcr if is_json => Layout::List(&[INTERACTIONS]),
        InputFormat::WireMock if shape.has("/mappings") => Layout::List(&[&["mappings"]]),
        InputFormat::Nock if shape.kind("") == Some(Kind::List) => Layout::List(&[]),
        InputFormat::NdJson => Layout::Lines,
        _ => Layout::Whole,
    }
}

fn by_shape(shape: &Shape) -> Option<InputFormat> {
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
fn is_stub(shape: &Shape) -> bool {
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

/// The names of a JSON text's upper levels, as far as the text goes.
#[derive(Debug, Default)]
struct Shape {
    kinds: HashMap<String, Kind>,
    /// Whether another object follows.
    followed: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Object,
    List,
    /// A string that starts with a slash.
    Path,
    Text,
    Other,
}

impl Shape {
    fn of(head: &[u8]) -> Self {
        let mut shape = Self::default();
        let mut json = serde_json::Deserializer::from_slice(head).into_iter::<IgnoredAny>();
        if let Some(Ok(_)) = json.next() {
            shape.followed = head[json.byte_offset()..].iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{');
        }
        // The head may end anywhere; what was met until there is what is known.
        let _ = Look { shape: &mut shape, at: String::new(), depth: 0 }.deserialize(&mut serde_json::Deserializer::from_slice(head));
        shape
    }

    fn has(&self, at: &str) -> bool {
        self.kinds.contains_key(at)
    }

    fn kind(&self, at: &str) -> Option<Kind> {
        self.kinds.get(at).copied()
    }
}

struct Look<'s> {
    shape: &'s mut Shape,
    at: String,
    depth: usize,
}

impl Look<'_> {
    fn found(self, kind: Kind) {
        self.shape.kinds.insert(self.at, kind);
    }
}

impl<'de> DeserializeSeed<'de> for Look<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Look<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.found(Kind::Other);
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        self.found(Kind::Other);
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        self.found(Kind::Other);
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        self.found(Kind::Other);
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        self.found(Kind::Other);
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.found(if text.starts_with('/') { Kind::Path } else { Kind::Text });
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        self.shape.kinds.insert(self.at.clone(), Kind::Object);
        while let Some(name) = map.next_key::<String>()? {
            let at = format!("{}/{name}", self.at);
            if self.depth < 2 {
                // Noted before it is read: the value may go on beyond the head.
                self.shape.kinds.insert(at.clone(), Kind::Other);
                map.next_value_seed(Look { shape: self.shape, at, depth: self.depth + 1 })?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        self.shape.kinds.insert(self.at.clone(), Kind::List);
        if self.depth < 2 {
            seq.next_element_seed(Look { shape: self.shape, at: format!("{}/0", self.at), depth: self.depth + 1 })?;
        }
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }
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
        check("", None);
    }
}
