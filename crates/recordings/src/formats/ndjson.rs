//! One JSON object a line: our own recordings, or the flat or nested objects that logs are made of.

use serde_json::Value;

use crate::body::BodyDraft;

use crate::error::{EntryError, EntryResult, entry_error};
use crate::exchange::BodyLocation;
use crate::formats::entry::{MessageDraft, OBJECT, ParsedEntry, STRING, first, headers, status, string, typed};
use crate::formats::wiremock::Folder;
use crate::headers::Headers;

/// Reads one line.
pub fn read(entry: &mut Value, folder: &Folder) -> EntryResult<ParsedEntry> {
    typed(entry, &[("", OBJECT)])?;
    let url_at = first(entry, &["/url", "/uri", "/request/url", "/request/uri", "/path", "/request/path"]);
    let Some(url_at) = url_at else { return entry_error("", "there is neither `url` nor `request.url`") };
    let Some(method_at) = first(entry, &["/method", "/request/method"]) else {
        return entry_error("", "there is neither `method` nor `request.method`");
    };
    let url = string(entry, url_at)?;
    let method = string(entry, method_at)?;
    // In a flat line these two names may hold anything.
    if url_at.starts_with("/request") {
        typed(entry, &[("/response", OBJECT)])?;
    }
    let request = Sought {
        headers: &["/request_headers", "/request/headers"],
        content_type: &["/request_content_type"],
        body: &["/request_body", "/request/body"],
        base64: &["/request_body_base64", "/request/body_base64"],
        file: &["/request_body_file", "/request/body_file"],
    };
    let response = Sought {
        headers: &["/response_headers", "/response/headers", "/headers"],
        content_type: &["/content_type", "/response_content_type"],
        body: &["/response_body", "/response/body", "/body"],
        base64: &["/response_body_base64", "/response/body_base64", "/body_base64"],
        file: &["/response_body_file", "/response/body_file", "/body_file"],
    };
    let request = request.half(entry, folder)?;
    let status_at = first(entry, &["/status", "/status_code", "/response/status", "/response/status_code", "/response/statusCode"]);
    let response = match status_at {
        Some(at) => Some((status(entry, at)?, at.to_owned(), response.half(entry, folder)?)),
        None if response.is_there(entry) => return entry_error("", "there is a response, but neither `status` nor `response.status`"),
        None => None,
    };
    let recorded_at =
        first(entry, &["/recorded_at", "/timestamp", "/time"]).and_then(|at| Some((entry.pointer(at)?.as_str()?.to_owned(), at)));
    Ok(ParsedEntry::new(
        "",
        method,
        (url, url_at.to_owned()),
        request,
        response,
        recorded_at.as_ref().map(|(date, at)| (date.as_str(), *at)),
    ))
}

/// Whether a line is one of our own recordings: those have members that no other line has.
pub fn is_native(entry: &Value) -> bool {
    let names = ["/provenance", "/webhook", "/request/body_text", "/response/body_text"];
    entry.get("request").is_some() && names.iter().any(|at| entry.pointer(at).is_some())
}

/// Where the parts of one half are looked for.
struct Sought {
    headers: &'static [&'static str],
    content_type: &'static [&'static str],
    body: &'static [&'static str],
    base64: &'static [&'static str],
    file: &'static [&'static str],
}

impl Sought {
    /// Whether there is a body, by any of its names.
    fn is_there(&self, entry: &Value) -> bool {
        [self.body, self.base64, self.file].iter().any(|names| first(entry, names).is_some())
    }

    fn half(&self, entry: &mut Value, folder: &Folder) -> EntryResult<MessageDraft> {
        let headers_at = first(entry, self.headers).unwrap_or(self.headers[0]);
        let mut headers = headers(entry, headers_at)?;
        let content_type_at = first(entry, self.content_type).unwrap_or(self.content_type[0]);
        typed(entry, &[(content_type_at, STRING)])?;
        let content_type = entry.pointer(content_type_at).and_then(Value::as_str);
        if let (Some(content_type), None) = (content_type, headers.get("content-type")) {
            headers = headers.with("content-type", content_type);
        }
        let body = self.read_body(entry, &headers, folder)?;
        Ok(MessageDraft { headers_at: headers_at.to_owned(), headers, body })
    }

    fn read_body(&self, entry: &mut Value, headers: &Headers, folder: &Folder) -> EntryResult<BodyDraft> {
        if let Some(at) = first(entry, self.base64) {
            return BodyDraft::base64(&string(entry, at)?, headers, at);
        }
        if let Some(at) = first(entry, self.file) {
            let (name, bytes) = folder.read(&string(entry, at)?).map_err(|why| EntryError { why, ..misread_at(at) })?;
            return BodyDraft::bytes(bytes, headers, at, BodyLocation::File(name));
        }
        // A body of null is as good as none: logs write it where there was none.
        Ok(match first(entry, self.body).map(|at| (at, entry.pointer_mut(at).map(Value::take))) {
            Some((at, Some(Value::String(text)))) => BodyDraft::text(text, at),
            Some((at, Some(json))) => BodyDraft::json(json, at),
            _ => BodyDraft::default(),
        })
    }
}

fn misread_at(at: &str) -> EntryError {
    EntryError { pointer: at.to_owned(), position: None, why: String::new(), help: None }
}
