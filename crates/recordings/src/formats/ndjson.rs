//! One JSON object a line: our own recordings, or the flat or nested objects of logs.

use serde_json::Value;

use crate::body::BodyDraft;
use crate::body_files::BodyFiles;
use crate::error::{EntryResult, entry_error};
use crate::exchange::BodyLocation;
use crate::formats::entry::{MessageDraft, OBJECT, ParsedEntry, STRING, first, headers, states_length, status, string, typed};
use crate::headers::Headers;

/// Reads one line.
pub fn read(entry: &mut Value, files: &BodyFiles) -> EntryResult<ParsedEntry> {
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
    let request = MessageNames {
        headers: &["/request_headers", "/request/headers"],
        content_type: &["/request_content_type"],
        body: &["/request_body", "/request/body"],
        base64: &["/request_body_base64", "/request/body_base64"],
        file: &["/request_body_file", "/request/body_file"],
    };
    let response = MessageNames {
        headers: &["/response_headers", "/response/headers", "/headers"],
        content_type: &["/content_type", "/response_content_type"],
        body: &["/response_body", "/response/body", "/body"],
        base64: &["/response_body_base64", "/response/body_base64", "/body_base64"],
        file: &["/response_body_file", "/response/body_file", "/body_file"],
    };
    let request = request.message(entry, files)?;
    let status_at = first(entry, &["/status", "/status_code", "/response/status", "/response/status_code", "/response/statusCode"]);
    let response = match status_at {
        Some(at) => Some((status(entry, at)?, at.to_owned(), response.message(entry, files)?)),
        None if response.has_body(entry) => return entry_error("", "there is a response, but neither `status` nor `response.status`"),
        None => None,
    };
    let recorded_at =
        first(entry, &["/recorded_at", "/timestamp", "/time"]).and_then(|at| Some((entry.pointer(at)?.as_str()?.to_owned(), at)));
    let recorded_at = recorded_at.as_ref().map(|(date, at)| (date.as_str(), *at));
    Ok(ParsedEntry::new(method, (url, url_at.to_owned()), request, response, recorded_at))
}

/// Returns whether a line is one of our own recordings, which have properties that no other line has.
pub fn is_native(entry: &Value) -> bool {
    let names = ["/provenance", "/webhook", "/not_recorded", "/request/body_text", "/response/body_text"];
    entry.get("request").is_some() && names.iter().any(|at| entry.pointer(at).is_some())
}

/// The names of the parts of one message, the preferred ones first.
struct MessageNames {
    headers: &'static [&'static str],
    content_type: &'static [&'static str],
    body: &'static [&'static str],
    base64: &'static [&'static str],
    file: &'static [&'static str],
}

impl MessageNames {
    /// Returns whether there is a body, by any of its names.
    fn has_body(&self, entry: &Value) -> bool {
        [self.body, self.base64, self.file].iter().any(|names| first(entry, names).is_some())
    }

    fn message(&self, entry: &mut Value, files: &BodyFiles) -> EntryResult<MessageDraft> {
        let headers_at = first(entry, self.headers).unwrap_or(self.headers[0]);
        let mut headers = headers(entry, headers_at)?;
        let lacks_headers = headers.is_empty() && entry.pointer(headers_at).is_none_or(Value::is_null);
        let content_type_at = first(entry, self.content_type).unwrap_or(self.content_type[0]);
        typed(entry, &[(content_type_at, STRING)])?;
        let content_type = entry.pointer(content_type_at).and_then(Value::as_str);
        if let (Some(content_type), None) = (content_type, headers.get("content-type")) {
            headers = headers.with("content-type", content_type);
        }
        let body = self.read_body(entry, &headers, files)?;
        Ok(MessageDraft { headers_at: headers_at.to_owned(), headers, lacks_headers, body })
    }

    fn read_body(&self, entry: &mut Value, headers: &Headers, files: &BodyFiles) -> EntryResult<BodyDraft> {
        if let Some(at) = first(entry, self.base64) {
            return BodyDraft::base64(&string(entry, at)?, headers, at);
        }
        if let Some(at) = first(entry, self.file) {
            return match files.read(&string(entry, at)?) {
                Ok((shown, bytes)) => BodyDraft::bytes(bytes, headers, at, BodyLocation::File(shown)),
                Err(why) => entry_error(at, why),
            };
        }
        // Logs write `null` if there was no body, and if they did not keep it.
        Ok(match first(entry, self.body).map(|at| (at, entry.pointer_mut(at).map(Value::take))) {
            Some((_, Some(Value::String(text)))) if text.is_empty() && states_length(headers) != Some(true) => BodyDraft::absent(),
            Some((_, Some(Value::String(text)))) if text.is_empty() => BodyDraft::not_recorded(),
            Some((at, Some(Value::String(text)))) => BodyDraft::text(text, at),
            Some((at, Some(json))) => BodyDraft::json(json, at),
            _ if states_length(headers) == Some(false) => BodyDraft::absent(),
            _ => BodyDraft::not_recorded(),
        })
    }
}
