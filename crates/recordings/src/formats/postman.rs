//! Collections of Postman, versions 2.0 and 2.1: the responses that were saved with their requests.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;

use crate::body::BodyDraft;
use crate::credentials::MASKED;

use crate::error::{EntryResult, entry_error};
use crate::formats::entry::{
    LIST, MessageDraft, OBJECT, ParsedEntry, STRING, STRING_OR_OBJECT, first, headers, states_length, status, string, text, typed,
};
use crate::formats::multipart::{Field, form};
use crate::formats::postman_variables::Variables;
use crate::headers::Headers;
use crate::provenance::Origin;

/// The depth of folders up to which a collection is read. People nest them by hand.
const MAX_DEPTH: usize = 100;

/// Returns the pointers to the saved responses, each with the pointer to its request, in the order of the collection; and the errors of
/// items that are malformed.
pub fn saved(collection: &Value) -> Vec<EntryResult<(String, String)>> {
    let mut saved = Vec::new();
    let root = if collection.get("collection").is_some() { "/collection" } else { "" };
    walk(collection, root, 0, &mut saved);
    saved
}

/// Fails if the array of items is there twice: of two equal properties a JSON value keeps the last.
pub fn has_one_list(text: &str) -> serde_json::Result<()> {
    #[derive(Deserialize)]
    struct Lists {
        #[serde(rename = "item")]
        _item: Option<IgnoredAny>,
        #[serde(rename = "collection")]
        _collection: Option<Box<Lists>>,
    }
    serde_json::from_str::<Lists>(text).map(drop)
}

fn walk(collection: &Value, at: &str, depth: usize, saved: &mut Vec<EntryResult<(String, String)>>) {
    let count = |at: &str| collection.pointer(at).and_then(Value::as_array).map_or(0, Vec::len);
    saved.extend(typed(collection, &[(&format!("{at}/item"), LIST), (&format!("{at}/response"), LIST)]).err().map(Err));
    if depth > MAX_DEPTH {
        return;
    }
    for item in (0..count(&format!("{at}/item"))).map(|index| format!("{at}/item/{index}")) {
        if let Err(entry_error) = typed(collection, &[(&item, OBJECT)]) {
            saved.push(Err(entry_error));
        }
        for response in (0..count(&format!("{item}/response"))).map(|index| format!("{item}/response/{index}")) {
            let original = format!("{response}/originalRequest");
            let request =
                if collection.pointer(&original).is_some_and(|request| !request.is_null()) { original } else { format!("{item}/request") };
            saved.push(Ok((response, request)));
        }
        walk(collection, &item, depth + 1, saved);
    }
}

const COLLECTION: &[(&str, &[&str])] = &[("/variable", LIST), ("/collection/variable", LIST)];

const RESPONSE: &[(&str, &[&str])] = &[("", OBJECT)];

const REQUEST: &[(&str, &[&str])] = &[
    ("", STRING_OR_OBJECT),
    ("/url", STRING_OR_OBJECT),
    ("/url/variable", LIST),
    ("/body", OBJECT),
    ("/body/mode", STRING),
    ("/body/urlencoded", LIST),
    ("/body/formdata", LIST),
];

/// Reads one saved response.
pub fn read(collection: &mut Value, response: &str, request: &str, variables: &Variables) -> EntryResult<ParsedEntry> {
    let check = |part: &str, types: &[(&str, &'static [&'static str])]| {
        types.iter().try_for_each(|(name, types)| typed(collection, &[(&format!("{part}{name}"), types)]))
    };
    check("", COLLECTION)?;
    check(response, RESPONSE)?;
    check(request, REQUEST)?;
    let url = url(collection, request, variables)?;
    let method = match collection.pointer(&format!("{request}/method")) {
        Some(_) => string(collection, &format!("{request}/method"))?,
        None => "GET".to_owned(),
    };
    let request_headers = enabled_headers(collection, &format!("{request}/header"), Some(variables))?;
    let request_headers = with_credentials(collection, request, request_headers);
    let (body, request_headers) = request_body(collection, request, request_headers, variables)?;
    // Postman adds headers while it sends, and exports none of them.
    let request = MessageDraft { headers_at: format!("{request}/header"), headers: request_headers, lacks_headers: true, body };
    let status_at = format!("{response}/code");
    let status = status(collection, &status_at)?;
    let response_headers = enabled_headers(collection, &format!("{response}/header"), None)?;
    let body_at = format!("{response}/body");
    let body = match first(collection, &[&body_at]) {
        Some(at) => BodyDraft::text(string(collection, at)?, at),
        None => BodyDraft::not_recorded(),
    };
    let body = if body.is_empty() && states_length(&response_headers) == Some(true) { BodyDraft::not_recorded() } else { body };
    let is_answer = response_headers.get("date").is_some();
    let draft = MessageDraft::new(format!("{response}/header"), response_headers, body);
    let mut parsed = ParsedEntry::new(method, url, request, Some((status, status_at, draft)), None);
    parsed.locations.whole = response.to_owned();
    // Examples may be written by hand; a response of a server has a date.
    if let Some(provenance) = parsed.recording.provenance.as_mut().filter(|_| !is_answer) {
        provenance.source = Origin::Documentation;
    }
    Ok(parsed)
}

/// Returns the URL, with variables filled in. A server that is only known by the name of a variable may be any server.
fn url(collection: &mut Value, request: &str, variables: &Variables) -> EntryResult<(String, String)> {
    let choices = [format!("{request}/url/raw"), format!("{request}/url"), request.to_owned()];
    let is_text = |at: &&String| collection.pointer(at).is_some_and(Value::is_string);
    let Some(at) = choices.iter().find(is_text) else { return entry_error(request, "the request has no `url`") };
    let segments = collection.pointer(&format!("{request}/url/variable")).and_then(Value::as_array).cloned().unwrap_or_default();
    let url = variables.fill(&string(collection, at)?, at)?;
    let (path, query) = url.split_at(url.find(['?', '#']).unwrap_or(url.len()));
    // `:name` is a variable of the path. Without a value it is a placeholder.
    let parts =
        path.split('/').enumerate().map(|(index, part)| match part.strip_prefix(':').filter(|name| index > 0 && !name.is_empty()) {
            Some(name) => {
                let named = segments.iter().find(|segment| segment.get("key").and_then(Value::as_str) == Some(name));
                let value = named.and_then(|segment| segment.get("value").and_then(text)).filter(|value| !value.is_empty());
                value.map_or_else(|| Ok(format!("{{{{{name}}}}}")), |value| variables.fill(&value, at))
            }
            None => Ok(part.to_owned()),
        });
    let path = parts.collect::<EntryResult<Vec<_>>>()?.join("/");
    let mut url = format!("{path}{query}");
    if let Some((_, path)) = url.strip_prefix("{{").and_then(|rest| rest.split_once("}}")) {
        url = if path.starts_with('/') { path.to_owned() } else { format!("/{}", path.split_once('/').map_or("", |(_, path)| path)) };
    } else if !url.contains("://") && !url.starts_with('/') {
        url = format!("https://{url}");
    }
    Ok((url, at.clone()))
}

fn enabled_headers(collection: &mut Value, at: &str, variables: Option<&Variables>) -> EntryResult<Headers> {
    if let Some(list) = collection.pointer_mut(at).and_then(Value::as_array_mut) {
        list.retain(|header| header.get("disabled") != Some(&Value::Bool(true)));
        for value in list.iter_mut().filter_map(|header| header.get_mut("value")) {
            if let (Some(variables), Some(text)) = (variables, value.as_str().filter(|text| text.contains("{{"))) {
                *value = Value::from(variables.fill(text, at)?);
            }
        }
    }
    headers(collection, at)
}

/// Adds the names of the credentials that Postman sends for a request, by the settings of the request or the collection.
fn with_credentials(collection: &Value, request: &str, headers: Headers) -> Headers {
    let own = collection.pointer(&format!("{request}/auth")).filter(|auth| !auth.is_null());
    let auth = own.or_else(|| collection.get("auth")).or_else(|| collection.pointer("/collection/auth"));
    let kind = auth.and_then(|auth| auth.get("type")).and_then(Value::as_str);
    match kind {
        None | Some("noauth") => headers,
        Some("apikey") => {
            let settings = auth.and_then(|auth| auth.get("apikey")).and_then(Value::as_array).into_iter().flatten();
            let setting =
                |name: &str| settings.clone().find(|item| item.get("key").and_then(Value::as_str) == Some(name))?.get("value")?.as_str();
            match (setting("in"), setting("key")) {
                (Some("query"), _) | (_, None) => headers,
                (_, Some(name)) => headers.with(name, MASKED),
            }
        }
        Some(_) if headers.get("authorization").is_none() => headers.with("authorization", MASKED),
        Some(_) => headers,
    }
}

/// Returns the body of a request, and its headers with the media type that Postman sends for the body's mode.
fn request_body(collection: &mut Value, request: &str, headers: Headers, variables: &Variables) -> EntryResult<(BodyDraft, Headers)> {
    let at = format!("{request}/body");
    let Some(body) = collection.pointer(&at).filter(|body| !body.is_null() && body.get("disabled") != Some(&Value::Bool(true))) else {
        return Ok((BodyDraft::absent(), headers));
    };
    let mode = body.get("mode").and_then(Value::as_str).unwrap_or_default().to_owned();
    let is_json = body.pointer("/options/raw/language").and_then(Value::as_str) == Some("json");
    let typed = |headers: Headers, media_type: &str| match headers.get("content-type") {
        Some(_) => headers,
        None => headers.with("content-type", media_type),
    };
    let at = format!("{at}/{mode}");
    match mode.as_str() {
        "raw" if first(collection, &[&at]).is_some() => {
            let text = string(collection, &at)?;
            let headers = if is_json && !text.is_empty() { typed(headers, "application/json") } else { headers };
            let filled = if text.contains("{{") { Some(variables.fill(&text, &at)?) } else { None };
            // With variables filled in, the text is no longer the one in the file.
            let body = filled.filter(|filled| *filled != text).map(|filled| BodyDraft::made(filled, at.clone()));
            Ok((body.unwrap_or_else(|| BodyDraft::text(text, at)), headers))
        }
        "urlencoded" | "formdata" => {
            let fields = collection.pointer(&at).and_then(Value::as_array).into_iter().flatten();
            let enabled = fields.filter(|field| field.get("disabled") != Some(&Value::Bool(true)));
            let fields = enabled.filter_map(|field| {
                let name = field.get("key")?.as_str()?.to_owned();
                let is_file = field.get("type").and_then(Value::as_str) == Some("file");
                let content_type = field.get("contentType").and_then(Value::as_str).map(str::to_owned);
                let value = if is_file { String::new() } else { field.get("value").and_then(text).unwrap_or_default() };
                let file_name = is_file.then(|| "file".to_owned());
                Some(variables.fill(&value, &at).map(|value| Field { name, value, file_name, content_type }))
            });
            let fields = fields.collect::<EntryResult<Vec<_>>>()?;
            let (text, headers) = form(&fields, headers, mode == "formdata");
            Ok((BodyDraft::made(text, at), headers))
        }
        "graphql" => {
            let part = |name: &str| collection.pointer(&format!("{at}/{name}")).and_then(Value::as_str).unwrap_or_default();
            let mut json = serde_json::Map::new();
            json.insert("query".to_owned(), Value::from(variables.fill(part("query"), &at)?));
            if let Ok(given) = serde_json::from_str(&variables.fill(part("variables"), &at)?) {
                json.insert("variables".to_owned(), given);
            }
            Ok((BodyDraft::made(Value::Object(json).to_string(), at), typed(headers, "application/json")))
        }
        "raw" => Ok((BodyDraft::absent(), headers)),
        // A file that was sent is not part of the export.
        _ => Ok((BodyDraft::not_recorded(), headers)),
    }
}
