//! HTTP Archives, version 1.2 and the habits of those who write them.

use serde_json::Value;

use crate::body::BodyDraft;

use crate::error::{EntryResult, entry_error};
use crate::formats::entry::{LIST, MessageDraft, OBJECT, ParsedEntry, STRING, first, headers, status, string, typed};
use crate::headers::Headers;

const MEMBERS: &[(&str, &[&str])] = &[
    ("", OBJECT),
    ("/startedDateTime", STRING),
    ("/request", OBJECT),
    ("/request/postData", OBJECT),
    ("/request/postData/mimeType", STRING),
    ("/request/postData/params", LIST),
    ("/response", OBJECT),
    ("/response/content", OBJECT),
    ("/response/content/mimeType", STRING),
];

/// Reads one entry of `log.entries`.
pub fn read(entry: &mut Value) -> EntryResult<ParsedEntry> {
    typed(entry, MEMBERS)?;
    let url = string(entry, "/request/url")?;
    let method = string(entry, "/request/method")?;
    let request = request(entry)?;
    // A request that was blocked or cancelled has an entry too, with the status 0.
    let is_answer = |response: &Value| response.get("status").is_none_or(|status| status.as_i64().is_none_or(|status| status > 0));
    let answered = entry.get("response").and_then(Value::as_object).is_some_and(|response| !response.is_empty());
    let answered = answered && entry.get("response").is_some_and(is_answer);
    let response =
        if answered { Some((status(entry, "/response/status")?, "/response/status".to_owned(), response(entry)?)) } else { None };
    let recorded_at = entry.get("startedDateTime").and_then(Value::as_str).map(str::to_owned);
    Ok(ParsedEntry::new(
        "",
        method,
        (url, "/request/url".to_owned()),
        request,
        response,
        recorded_at.as_deref().map(|date| (date, "/startedDateTime")),
    ))
}

fn request(entry: &mut Value) -> EntryResult<MessageDraft> {
    let headers = with_type(headers(entry, "/request/headers")?, entry, "/request/postData/mimeType");
    let is_base64 = is_base64(entry, "/request/postData/encoding")?;
    let body = match first(entry, &["/request/postData/text", "/request/postData/params"]) {
        Some(at @ "/request/postData/text") => BodyDraft::string(string(entry, at)?, is_base64, &headers, at)?,
        Some(at) => form(entry, at).map_or_else(BodyDraft::default, |text| BodyDraft {
            text: Some(text),
            place: opaque(at),
            ..BodyDraft::default()
        }),
        None => BodyDraft::default(),
    };
    Ok(MessageDraft { headers_at: "/request/headers".to_owned(), headers, body })
}

fn response(entry: &mut Value) -> EntryResult<MessageDraft> {
    let headers = with_type(headers(entry, "/response/headers")?, entry, "/response/content/mimeType");
    let is_base64 = is_base64(entry, "/response/content/encoding")?;
    let body = match first(entry, &["/response/content/text"]) {
        Some(at) => BodyDraft::string(string(entry, at)?, is_base64, &headers, at)?,
        None => BodyDraft::default(),
    };
    Ok(MessageDraft { headers_at: "/response/headers".to_owned(), headers, body })
}

/// How the text of a body is written: as it is, or in base64.
fn is_base64(entry: &Value, at: &str) -> EntryResult<bool> {
    match entry.pointer(at) {
        None | Some(Value::Null) => Ok(false),
        Some(Value::String(name)) if matches!(name.to_ascii_lowercase().as_str(), "" | "utf-8" | "utf8") => Ok(false),
        Some(Value::String(name)) if name.eq_ignore_ascii_case("base64") => Ok(true),
        Some(_) => entry_error(at, "expected `base64`, or nothing where the text is the body as it is"),
    }
}

fn opaque(at: &str) -> crate::exchange::BodyLocation {
    crate::exchange::BodyLocation::Opaque(at.to_owned())
}

/// Some writers leave the headers out and still know the media type.
fn with_type(headers: Headers, entry: &Value, at: &str) -> Headers {
    match entry.pointer(at).and_then(Value::as_str) {
        Some(mime) if headers.get("content-type").is_none() && mime.contains('/') => headers.with("content-type", mime),
        _ => headers,
    }
}

/// The fields of a form, encoded again as they were sent; `None` where files were sent with them.
fn form(entry: &Value, at: &str) -> Option<String> {
    let fields = entry.pointer(at)?.as_array()?;
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    for field in fields {
        form.append_pair(field.get("name")?.as_str()?, field.get("value")?.as_str()?);
    }
    Some(form.finish())
}
