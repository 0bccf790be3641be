//! Stubs of WireMock: which request is answered, and with which response. Bodies may be in files of their own.

use serde_json::Value;

use crate::body::BodyDraft;
use crate::body_files::BodyFiles;
use crate::error::{EntryError, EntryResult, entry_error};
use crate::exchange::BodyLocation;
use crate::formats::entry::{LIST, MessageDraft, OBJECT, ParsedEntry, STRING, first, headers, status, string, text, typed};
use crate::headers::Headers;
use crate::recording::RecordingPart;
use openapi_drift_source::pointer;

const TYPES: &[(&str, &[&str])] = &[
    ("", OBJECT),
    ("/request", OBJECT),
    ("/request/headers", OBJECT),
    ("/request/queryParameters", OBJECT),
    ("/request/pathParameters", OBJECT),
    ("/request/bodyPatterns", LIST),
    ("/request/bodyPatterns/0", OBJECT),
    ("/request/bodyPatterns/0/equalTo", STRING),
    ("/response", OBJECT),
];

/// Reads one stub.
pub fn read(entry: &mut Value, files: &BodyFiles) -> EntryResult<ParsedEntry> {
    typed(entry, TYPES)?;
    let url = url(entry)?;
    let method = string(entry, "/request/method")?;
    if method == "ANY" {
        return entry_error("/request/method", "the stub matches any method; a recording needs one");
    }
    let (body, body_type) = request_body(entry);
    let mut request_headers: Headers = equal_to(entry, "/request/headers")?.into_iter().collect();
    if let (Some(body_type), None) = (body_type, request_headers.get("content-type")) {
        request_headers = request_headers.with("content-type", body_type);
    }
    let request = MessageDraft::new("/request/headers", request_headers, body);
    let response =
        if first(entry, &["/response/fault", "/response/proxyBaseUrl"]).is_some() { None } else { Some(response(entry, files)?) };
    let mut parsed = ParsedEntry::new(method, url, request, response, None);
    // A stub states which requests it answers, not which request was made.
    parsed.recording.not_recorded.extend([RecordingPart::RequestQuery, RecordingPart::RequestHeaders, RecordingPart::RequestBody]);
    Ok(parsed)
}

fn response(entry: &mut Value, files: &BodyFiles) -> EntryResult<(u16, String, MessageDraft)> {
    // WireMock answers 200 if a stub does not state a status.
    let status = if entry.pointer("/response/status").is_some() { status(entry, "/response/status")? } else { 200 };
    let headers = headers(entry, "/response/headers")?;
    let body = response_body(entry, &headers, files)?;
    Ok((status, "/response/status".to_owned(), MessageDraft::new("/response/headers", headers, body)))
}

/// Returns the path and query. What a template or pattern leaves open is a placeholder.
fn url(entry: &mut Value) -> EntryResult<(String, String)> {
    let names = ["/request/url", "/request/urlPath", "/request/urlPathTemplate", "/request/urlPathPattern", "/request/urlPattern"];
    let Some(at) = first(entry, &names) else {
        return entry_error("/request", "the stub has no `url`: the request is not known");
    };
    let mut url = string(entry, at)?;
    if at.ends_with("Template") {
        url = filled(entry, &url)?;
    } else if at.ends_with("Pattern") {
        let Some(plain) = plain(&url) else {
            return Err(EntryError {
                pointer: at.to_owned(),
                position: None,
                why: "the stub matches a pattern of URLs: the request is not known".to_owned(),
                help: Some("give it a `url`, or leave it out"),
            });
        };
        url = plain;
    }
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in equal_to(entry, "/request/queryParameters")? {
        query.append_pair(&name, &value);
    }
    let query = query.finish();
    if !query.is_empty() {
        url.push(if url.contains('?') { '&' } else { '?' });
        url.push_str(&query);
    }
    Ok((url, at.to_owned()))
}

/// Returns a path template with its variables filled in where a stub states one exact value, and as placeholders otherwise.
fn filled(entry: &Value, template: &str) -> EntryResult<String> {
    let values = equal_to(entry, "/request/pathParameters")?;
    let segments = template.split('/').map(|segment| {
        let Some(name) = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) else { return segment.to_owned() };
        let value = values.iter().find(|(known, _)| known == name);
        value.map_or_else(|| format!("{{{{{name}}}}}"), |(_, value)| value.clone())
    });
    Ok(segments.collect::<Vec<_>>().join("/"))
}

/// Returns a pattern as a path in which each segment that is not plain text is a placeholder; `None` if a segment may match slashes.
fn plain(pattern: &str) -> Option<String> {
    const SPECIAL: [char; 12] = ['\\', '^', '$', '*', '+', '[', ']', '(', ')', '{', '}', '|'];
    let pattern = pattern.trim_start_matches('^').trim_end_matches('$').replace("[^/]", "\\w");
    let segments = pattern.split('/').map(|segment| {
        let plain = segment.replace("\\.", ".").replace("\\?", "?").replace("\\-", "-");
        let is_open = segment.contains(".*") || segment.contains(".+") || segment.matches('(').count() != segment.matches(')').count();
        match plain.contains(SPECIAL) || plain.contains('?') && !segment.contains("\\?") {
            false => Some(plain),
            true if is_open || segment.contains("\\?") => None,
            true => Some("{{pattern}}".to_owned()),
        }
    });
    Some(segments.collect::<Option<Vec<_>>>()?.join("/"))
}

/// Returns the values that matchers state exactly.
fn equal_to(entry: &Value, at: &str) -> EntryResult<Vec<(String, String)>> {
    let mut exact = Vec::new();
    for (name, matcher) in entry.pointer(at).and_then(Value::as_object).into_iter().flatten() {
        let at = pointer::join(at, name);
        typed(entry, &[(&at, OBJECT), (&format!("{at}/equalTo"), STRING)])?;
        exact.extend(matcher.get("equalTo").and_then(text).map(|value| (name.clone(), value)));
    }
    Ok(exact)
}

/// Returns the body that the stub was recorded with, and its media type.
fn request_body(entry: &mut Value) -> (BodyDraft, Option<&'static str>) {
    let found = first(entry, &["/request/bodyPatterns/0/equalToJson", "/request/bodyPatterns/0/equalTo"]);
    let json = |at: &str| at.ends_with("Json").then_some("application/json");
    match found.map(|at| (at, entry.pointer_mut(at).map(Value::take))) {
        Some((at, Some(Value::String(text)))) => (BodyDraft::text(text, at), json(at)),
        Some((at, Some(value))) => (BodyDraft::json(value, at), json(at)),
        _ => (BodyDraft::not_recorded(), None),
    }
}

fn response_body(entry: &mut Value, headers: &Headers, files: &BodyFiles) -> EntryResult<BodyDraft> {
    let Some(at) = first(entry, &["/response/bodyFileName", "/response/jsonBody", "/response/base64Body", "/response/body"]) else {
        return Ok(BodyDraft::absent());
    };
    match at {
        "/response/jsonBody" => Ok(BodyDraft::json(entry.pointer_mut(at).map(Value::take).unwrap_or_default(), at)),
        "/response/base64Body" => BodyDraft::base64(&string(entry, at)?, headers, at),
        "/response/bodyFileName" => {
            let name = string(entry, at)?;
            // The name is a template, whose file is chosen by the request.
            if name.contains("{{") {
                return Ok(BodyDraft::not_recorded());
            }
            match files.of_wiremock().read(&name) {
                Ok((shown, bytes)) => BodyDraft::bytes(bytes, headers, at, BodyLocation::File(shown)),
                Err(why) => entry_error(at, why),
            }
        }
        _ => Ok(BodyDraft::text(string(entry, at)?, at)),
    }
}
