//! Stubs of WireMock: which request is answered, and with what. Bodies may stand in files of their own.

use std::fs;

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;

use crate::body::BodyDraft;
use crate::error::{EntryError, EntryResult, entry_error};
use crate::exchange::BodyLocation;
use crate::formats::entry::{LIST, MessageDraft, OBJECT, ParsedEntry, STRING, first, headers, status, string, typed};
use crate::headers::Headers;
use crate::read::chunks::MAX_CHUNK;
use crate::recording::RecordingPart;
use openapi_drift_source::file::display_name;
use openapi_drift_source::pointer;

/// The folder that the names of body files start from.
pub struct Folder(pub Option<PathBuf>);

impl Folder {
    /// Reads a file below the folder, and says how it is shown.
    pub fn read(&self, name: &str) -> Result<(Arc<str>, Vec<u8>), String> {
        let below = Path::new(name);
        // A recording names files beside it; that it should lead anywhere else is no honest recording's need.
        let leaves = below.components().any(|part| !matches!(part, Component::Normal(_) | Component::CurDir));
        let Some(folder) = self.0.as_ref().filter(|_| !leaves) else {
            return Err("the body's file is not below the recording's folder".to_owned());
        };
        let path = folder.join(below);
        let shown: Arc<str> = display_name(&path).into();
        match fs::metadata(&path) {
            Ok(found) if found.len() > MAX_CHUNK as u64 => Err(format!("the body's file {shown} is larger than 512 MiB")),
            Ok(found) if !found.is_file() => Err(format!("the body's file {shown} is no file")),
            _ => match fs::read(&path) {
                Ok(bytes) => Ok((shown, bytes)),
                Err(error) => Err(format!("cannot read the body's file {shown}: {error}")),
            },
        }
    }

    /// `__files` beside the nearest folder named `mappings`.
    fn files(&self) -> Self {
        let mappings = self.0.as_ref().and_then(|folder| folder.ancestors().find(|folder| folder.ends_with("mappings")));
        let root = mappings.and_then(Path::parent).or(self.0.as_deref());
        Self(root.map(|root| root.join("__files")))
    }
}

const MEMBERS: &[(&str, &[&str])] = &[
    ("", OBJECT),
    ("/request", OBJECT),
    ("/request/headers", OBJECT),
    ("/request/queryParameters", OBJECT),
    ("/request/bodyPatterns", LIST),
    ("/request/bodyPatterns/0", OBJECT),
    ("/request/bodyPatterns/0/equalTo", STRING),
    ("/response", OBJECT),
];

/// Reads one stub.
pub fn read(entry: &mut Value, folder: &Folder) -> EntryResult<ParsedEntry> {
    typed(entry, MEMBERS)?;
    let url = url(entry)?;
    let method = string(entry, "/request/method")?;
    if method == "ANY" {
        return entry_error("/request/method", "the stub answers any method, so that none was recorded");
    }
    let (body, body_type) = request_body(entry);
    let mut request_headers: Headers = equal_to(entry, "/request/headers")?.into_iter().collect();
    if let (Some(body_type), None) = (body_type, request_headers.get("content-type")) {
        request_headers = request_headers.with("content-type", body_type);
    }
    let request = MessageDraft { headers_at: "/request/headers".to_owned(), headers: request_headers, body };
    // WireMock answers 200 where a stub names no status.
    let status = if entry.pointer("/response/status").is_some() { status(entry, "/response/status")? } else { 200 };
    let response_headers = headers(entry, "/response/headers")?;
    let body = response_body(entry, &response_headers, folder)?;
    let response = MessageDraft { headers_at: "/response/headers".to_owned(), headers: response_headers, body };
    let mut draft = ParsedEntry::new("", method, url, request, Some((status, "/response/status".to_owned(), response)), None);
    draft.recording.not_recorded.extend([RecordingPart::RequestQuery, RecordingPart::RequestHeaders, RecordingPart::RequestBody]);
    Ok(draft)
}

/// The path and query, where they are said: a stub may be made for a pattern of many, and is no recording then.
fn url(entry: &mut Value) -> EntryResult<(String, String)> {
    let Some(at) = first(entry, &["/request/url", "/request/urlPath", "/request/urlPathPattern", "/request/urlPattern"]) else {
        return entry_error("/request", "the stub names no `url`, so that it does not say what was requested");
    };
    let mut url = string(entry, at)?;
    if at.ends_with("Pattern") {
        let plain = url.replace("\\.", ".").replace("\\?", "?");
        if plain.contains(['\\', '^', '$', '*', '+', '[', ']', '(', ')', '{', '}', '|']) || url.contains('?') && !url.contains("\\?") {
            return Err(EntryError {
                pointer: at.to_owned(),
                position: None,
                why: "the stub is made for a pattern of URLs, so that it does not say what was requested".to_owned(),
                help: Some("give it a `url`, or leave it out"),
            });
        }
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

/// The matchers that name one exact value.
fn equal_to(entry: &Value, at: &str) -> EntryResult<Vec<(String, String)>> {
    let mut exact = Vec::new();
    for (name, matcher) in entry.pointer(at).and_then(Value::as_object).into_iter().flatten() {
        let at = pointer::join(at, name);
        typed(entry, &[(&at, OBJECT), (&format!("{at}/equalTo"), STRING)])?;
        exact.extend(matcher.get("equalTo").and_then(Value::as_str).map(|value| (name.clone(), value.to_owned())));
    }
    Ok(exact)
}

/// The body that the stub was recorded with, and its media type.
fn request_body(entry: &mut Value) -> (BodyDraft, Option<&'static str>) {
    let found = first(entry, &["/request/bodyPatterns/0/equalToJson", "/request/bodyPatterns/0/equalTo"]);
    let json = |at: &str| at.ends_with("Json").then_some("application/json");
    match found.map(|at| (at, entry.pointer_mut(at).map(Value::take))) {
        Some((at, Some(Value::String(text)))) => (BodyDraft::text(text, at), json(at)),
        Some((at, Some(value))) => (BodyDraft::json(value, at), json(at)),
        _ => (BodyDraft::default(), None),
    }
}

fn response_body(entry: &mut Value, headers: &Headers, folder: &Folder) -> EntryResult<BodyDraft> {
    let Some(at) = first(entry, &["/response/bodyFileName", "/response/jsonBody", "/response/base64Body", "/response/body"]) else {
        return Ok(BodyDraft::default());
    };
    match at {
        "/response/jsonBody" => Ok(BodyDraft::json(entry.pointer_mut(at).map(Value::take).unwrap_or_default(), at)),
        "/response/base64Body" => BodyDraft::base64(&string(entry, at)?, headers, at),
        "/response/bodyFileName" => {
            let name = string(entry, at)?;
            match folder.files().read(&name) {
                Ok((shown, bytes)) => BodyDraft::bytes(bytes, headers, at, BodyLocation::File(shown)),
                Err(why) => entry_error(at, why),
            }
        }
        _ => Ok(BodyDraft::text(string(entry, at)?, at)),
    }
}
