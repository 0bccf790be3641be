//! HTTP Archives, version 1.2, and the habits of their writers.

use serde_json::Value;

use crate::body::BodyDraft;
use crate::body_files::BodyFiles;
use crate::credentials::MASKED;
use crate::error::{EntryResult, entry_error};
use crate::exchange::BodyLocation;
use crate::formats::entry::{LIST, MessageDraft, OBJECT, ParsedEntry, STRING, first, headers, states_length, status, string, text, typed};
use crate::formats::multipart::{Field, form};
use crate::headers::Headers;

const TYPES: &[(&str, &[&str])] = &[
    ("", OBJECT),
    ("/startedDateTime", STRING),
    ("/request", OBJECT),
    ("/request/cookies", LIST),
    ("/request/postData", OBJECT),
    ("/request/postData/mimeType", STRING),
    ("/request/postData/params", LIST),
    ("/response", OBJECT),
    ("/response/content", OBJECT),
    ("/response/content/mimeType", STRING),
];

/// Reads one entry of `log.entries`.
pub fn read(entry: &mut Value, files: &BodyFiles) -> EntryResult<ParsedEntry> {
    typed(entry, TYPES)?;
    let url = string(entry, "/request/url")?;
    let method = string(entry, "/request/method")?;
    let request = request(entry, files)?;
    // A request that was blocked or cancelled has an entry too, with the status 0.
    let is_answer = |response: &Value| response.get("status").is_none_or(|status| status.as_i64().is_none_or(|status| status > 0));
    let answered = entry.get("response").and_then(Value::as_object).is_some_and(|response| !response.is_empty());
    let answered = answered && entry.get("response").is_some_and(is_answer);
    let response =
        if answered { Some((status(entry, "/response/status")?, "/response/status".to_owned(), response(entry, files)?)) } else { None };
    let recorded_at = entry.get("startedDateTime").and_then(Value::as_str).map(str::to_owned);
    let recorded_at = recorded_at.as_deref().map(|date| (date, "/startedDateTime"));
    let mut parsed = ParsedEntry::new(method, (url, "/request/url".to_owned()), request, response, recorded_at);
    let resource_type = resource_type(entry, &parsed.recording.request.headers);
    parsed.recording.provenance.iter_mut().for_each(|provenance| provenance.resource_type.clone_from(&resource_type));
    Ok(parsed)
}

/// Returns what a browser loaded; `None` if the archive is not that of a browser.
fn resource_type(entry: &Value, headers: &Headers) -> Option<String> {
    if let Some(stated) = entry.get("_resourceType").and_then(Value::as_str) {
        return Some(stated.to_owned());
    }
    match headers.get("sec-fetch-dest") {
        Some("empty") => Some("fetch".to_owned()),
        Some(destination) => Some(destination.to_owned()),
        None => entry.get("pageref").filter(|page| page.is_string()).map(|_| "other".to_owned()),
    }
}

fn request(entry: &mut Value, files: &BodyFiles) -> EntryResult<MessageDraft> {
    let headers = with_type(headers(entry, "/request/headers")?, entry, "/request/postData/mimeType");
    let headers = with_cookies(headers, entry);
    let lacks_headers = headers.names().all(|name| name.eq_ignore_ascii_case("content-type"));
    let is_base64 = is_base64(entry, "/request/postData/encoding")?;
    let at = "/request/postData/text";
    let written = entry.pointer(at).and_then(Value::as_str).is_some_and(|text| !text.is_empty());
    let (body, headers) = if written {
        (BodyDraft::string(string(entry, at)?, is_base64, &headers, at)?, headers)
    } else if let Some(fields) = fields(entry, "/request/postData/params") {
        let is_multipart = headers.get("content-type").is_none();
        let (text, headers) = form(&fields, headers, is_multipart);
        (BodyDraft::made(text, "/request/postData/params"), headers)
    } else {
        typed(entry, &[(at, STRING)])?;
        let body = without_text(entry, "/request/postData", &["/request/bodySize"], files, &headers)?;
        (body, headers)
    };
    Ok(MessageDraft { headers_at: "/request/headers".to_owned(), headers, lacks_headers, body })
}

fn response(entry: &mut Value, files: &BodyFiles) -> EntryResult<MessageDraft> {
    let headers = with_type(headers(entry, "/response/headers")?, entry, "/response/content/mimeType");
    let lacks_headers = headers.names().all(|name| name.eq_ignore_ascii_case("content-type"));
    let is_base64 = is_base64(entry, "/response/content/encoding")?;
    let at = "/response/content/text";
    let body = if entry.pointer(at).and_then(Value::as_str).is_some_and(|text| !text.is_empty()) {
        BodyDraft::string(string(entry, at)?, is_base64, &headers, at)?
    } else {
        typed(entry, &[(at, STRING)])?;
        without_text(entry, "/response/content", &["/response/content/size", "/response/bodySize"], files, &headers)?
    };
    Ok(MessageDraft { headers_at: "/response/headers".to_owned(), headers, lacks_headers, body })
}

/// Returns a body that has no text in the archive: it is in a file beside it, it was not recorded, or it was empty.
fn without_text(entry: &mut Value, at: &str, sizes: &[&str], files: &BodyFiles, headers: &Headers) -> EntryResult<BodyDraft> {
    let file_at = format!("{at}/_file");
    if first(entry, &[&file_at]).is_some() {
        return match files.read(&string(entry, &file_at)?) {
            Ok((shown, bytes)) => BodyDraft::bytes(bytes, headers, &file_at, BodyLocation::File(shown)),
            Err(why) => entry_error(file_at, why),
        };
    }
    let sizes: Vec<i64> = sizes.iter().filter_map(|at| entry.pointer(at)?.as_f64()).map(|size| size as i64).collect();
    let is_text = entry.pointer(&format!("{at}/text")).is_some_and(Value::is_string);
    let has_comment = entry.pointer(&format!("{at}/comment")).and_then(Value::as_str).is_some_and(|comment| !comment.is_empty());
    let is_empty = match (states_length(headers), sizes.first()) {
        (Some(true), _) => false,
        _ if sizes.iter().any(|size| *size > 0) || has_comment => false,
        (Some(false), _) => true,
        // An unknown size says nothing; an empty text does.
        (None, Some(0)) => true,
        (None, _) => is_text,
    };
    Ok(if is_empty { BodyDraft::absent() } else { BodyDraft::not_recorded() })
}

/// Returns whether the text of a body is base64.
fn is_base64(entry: &Value, at: &str) -> EntryResult<bool> {
    match entry.pointer(at) {
        None | Some(Value::Null) => Ok(false),
        Some(Value::String(name)) if matches!(name.to_ascii_lowercase().as_str(), "" | "utf-8" | "utf8") => Ok(false),
        Some(Value::String(name)) if name.eq_ignore_ascii_case("base64") => Ok(true),
        Some(_) => entry_error(at, "expected `base64`, or no encoding if the text is the body as it is"),
    }
}

/// Some writers leave the headers out and still know the media type.
fn with_type(headers: Headers, entry: &Value, at: &str) -> Headers {
    match entry.pointer(at).and_then(Value::as_str) {
        Some(mime) if headers.get("content-type").is_none() && mime.contains('/') => headers.with("content-type", mime),
        _ => headers,
    }
}

/// Some browsers leave the header `cookie` out and still list the cookies. Only their names are taken.
fn with_cookies(headers: Headers, entry: &Value) -> Headers {
    let cookies = entry.pointer("/request/cookies").and_then(Value::as_array).into_iter().flatten();
    let names: Vec<&str> = cookies.filter_map(|cookie| cookie.get("name")?.as_str()).collect();
    if names.is_empty() || headers.get("cookie").is_some() {
        return headers;
    }
    let cookies: Vec<String> = names.iter().map(|name| format!("{name}={MASKED}")).collect();
    headers.with("cookie", &cookies.join("; "))
}

/// Returns the fields of a form; `None` if there are none.
fn fields(entry: &Value, at: &str) -> Option<Vec<Field>> {
    let fields = entry.pointer(at)?.as_array().filter(|fields| !fields.is_empty())?;
    let optional = |field: &Value, name: &str| field.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned);
    let read = fields.iter().map(|field| {
        Some(Field {
            name: field.get("name")?.as_str()?.to_owned(),
            value: field.get("value").and_then(text).unwrap_or_default(),
            file_name: optional(field, "fileName"),
            content_type: optional(field, "contentType"),
        })
    });
    read.collect()
}
