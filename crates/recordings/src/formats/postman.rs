//! Collections of Postman, versions 2.0 and 2.1: the responses that were saved with their requests.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;

use crate::body::BodyDraft;

use crate::error::{EntryResult, entry_error};
use crate::formats::entry::{LIST, MessageDraft, OBJECT, ParsedEntry, STRING, STRING_OR_OBJECT, first, headers, status, string, typed};
use crate::headers::Headers;
use crate::provenance::Origin;

/// Collections are nested by hand, never this deep.
const MAX_DEPTH: usize = 100;

/// Where the saved responses stand, each with the pointer to its request, in the order of the collection; and what stands in
/// place of items.
pub fn saved(collection: &Value) -> Vec<EntryResult<(String, String)>> {
    let mut saved = Vec::new();
    let root = if collection.get("collection").is_some() { "/collection" } else { "" };
    walk(collection, root, 0, &mut saved);
    saved
}

/// Fails where the list of items stands twice: of two equal members a JSON value keeps the last.
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
];

/// Reads one saved response.
pub fn read(collection: &mut Value, response: &str, request: &str) -> EntryResult<ParsedEntry> {
    let members = |half: &str, types: &[(&str, &'static [&'static str])]| {
        types.iter().try_for_each(|(name, types)| typed(collection, &[(&format!("{half}{name}"), types)]))
    };
    members("", COLLECTION)?;
    members(response, RESPONSE)?;
    members(request, REQUEST)?;
    let variables = variables(collection);
    let url = url(collection, request, &variables)?;
    let method = match collection.pointer(&format!("{request}/method")) {
        Some(_) => string(collection, &format!("{request}/method"))?,
        None => "GET".to_owned(),
    };
    let request_headers = enabled_headers(collection, &format!("{request}/header"), &variables)?;
    let body = request_body(collection, request, &variables)?;
    let request = MessageDraft { headers_at: format!("{request}/header"), headers: request_headers, body };
    let status_at = format!("{response}/code");
    let status = status(collection, &status_at)?;
    let response_headers = enabled_headers(collection, &format!("{response}/header"), &[])?;
    let body_at = format!("{response}/body");
    let body = match first(collection, &[&body_at]) {
        Some(at) => BodyDraft::text(string(collection, at)?, at),
        None => BodyDraft::default(),
    };
    let is_answer = response_headers.get("date").is_some();
    let half = MessageDraft { headers_at: format!("{response}/header"), headers: response_headers, body };
    let mut draft = ParsedEntry::new(response, method, url, request, Some((status, status_at, half)), None);
    // Examples may be written by hand; a server says when it answered.
    if let Some(provenance) = draft.recording.provenance.as_mut().filter(|_| !is_answer) {
        provenance.source = Origin::Documentation;
    }
    Ok(draft)
}

/// The collection's own variables.
fn variables(collection: &Value) -> Vec<(String, String)> {
    let listed = collection.get("variable").or_else(|| collection.pointer("/collection/variable")).and_then(Value::as_array);
    listed
        .into_iter()
        .flatten()
        .filter_map(|variable| Some((variable.get("key")?.as_str()?.to_owned(), variable.get("value")?.as_str()?.to_owned())))
        .collect()
}

fn filled(text: &str, variables: &[(String, String)]) -> String {
    variables.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{{{name}}}}}"), value))
}

/// The URL, with variables filled in. A server that is only known by a variable's name may be any.
fn url(collection: &mut Value, request: &str, variables: &[(String, String)]) -> EntryResult<(String, String)> {
    let choices = [format!("{request}/url/raw"), format!("{request}/url"), request.to_owned()];
    let is_text = |at: &&String| collection.pointer(at).is_some_and(Value::is_string);
    let Some(at) = choices.iter().find(is_text) else { return entry_error(request, "the request has no `url`") };
    let segments = collection.pointer(&format!("{request}/url/variable")).and_then(Value::as_array).cloned().unwrap_or_default();
    let mut url = filled(&string(collection, at)?, variables);
    for segment in &segments {
        if let (Some(name), Some(value)) = (segment.get("key").and_then(Value::as_str), segment.get("value").and_then(Value::as_str)) {
            let filled = url.split('/').map(|part| match part.strip_prefix(':').map(|rest| rest.split('?').next().unwrap_or(rest)) {
                Some(known) if known == name => part.replacen(&format!(":{name}"), value, 1),
                _ => part.to_owned(),
            });
            url = filled.collect::<Vec<_>>().join("/");
        }
    }
    if let Some((_, path)) = url.strip_prefix("{{").and_then(|rest| rest.split_once("}}")) {
        url = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
    } else if !url.contains("://") && !url.starts_with('/') {
        url = format!("https://{url}");
    }
    Ok((url, at.clone()))
}

fn enabled_headers(collection: &mut Value, at: &str, variables: &[(String, String)]) -> EntryResult<Headers> {
    if let Some(list) = collection.pointer_mut(at).and_then(Value::as_array_mut) {
        list.retain(|header| header.get("disabled") != Some(&Value::Bool(true)));
        for value in list.iter_mut().filter_map(|header| header.get_mut("value")) {
            if let Some(text) = value.as_str().filter(|text| text.contains("{{")) {
                *value = Value::from(filled(text, variables));
            }
        }
    }
    headers(collection, at)
}

/// Raw text and forms; files and GraphQL are not read.
fn request_body(collection: &mut Value, request: &str, variables: &[(String, String)]) -> EntryResult<BodyDraft> {
    let (raw, form) = (format!("{request}/body/raw"), format!("{request}/body/urlencoded"));
    match collection.pointer(&format!("{request}/body/mode")).and_then(Value::as_str) {
        Some("raw") if first(collection, &[&raw]).is_some() => {
            let text = string(collection, &raw)?;
            // Where variables are filled in, the text is no longer the one that stands in the file.
            Ok(if text.contains("{{") {
                BodyDraft {
                    text: Some(filled(&text, variables)),
                    place: crate::exchange::BodyLocation::Opaque(raw),
                    ..BodyDraft::default()
                }
            } else {
                BodyDraft::text(text, raw)
            })
        }
        Some("urlencoded") => {
            let fields = collection.pointer(&form).and_then(Value::as_array).into_iter().flatten();
            let mut text = url::form_urlencoded::Serializer::new(String::new());
            for field in fields.filter(|field| field.get("disabled") != Some(&Value::Bool(true))) {
                if let (Some(name), Some(value)) = (field.get("key").and_then(Value::as_str), field.get("value").and_then(Value::as_str)) {
                    text.append_pair(name, &filled(value, variables));
                }
            }
            Ok(BodyDraft { text: Some(text.finish()), place: crate::exchange::BodyLocation::Opaque(form), ..BodyDraft::default() })
        }
        _ => Ok(BodyDraft::default()),
    }
}
