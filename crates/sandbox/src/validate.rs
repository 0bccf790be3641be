//! The engine before the handler: what does not satisfy the document is refused, and the error names the property.

use openapi_drift::{Document, Headers, Location, Options, Recording, Request, Response, Severity, Side, Sighting, check};
use serde_json::{Map, Value};

use crate::Vendor;
use crate::answer::Answer;
use crate::api::Operation;
use crate::model::World;
use crate::wording;

/// Where a page has a number or a boolean as a string, and the document has not: the sample of `create-group` (E43), the table
/// of `invite-group-members` (E60), and the tables of all pages that set `default_emails_frequency` (E40).
const AS_STRINGS: [(&str, &[&str]); 5] = [
    ("createGroup", &["parent_group_id", "privacy", "default_emails_frequency", "invite_members_enabled", "hidden_emails"]),
    ("updateGroup", &["default_emails_frequency"]),
    ("createGroupsInBulk", &["default_emails_frequency"]),
    ("updateGroupsInBulk", &["default_emails_frequency"]),
    ("inviteGroupMembers", &["sender_id"]),
];

/// A request as the engine reads it. `path` begins after the server's.
pub fn request(vendor: Vendor, method: &str, path: &str, query: Option<&str>, content_type: Option<&str>, body: &[u8]) -> Request {
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    let (body, body_text) = read(body);
    let headers = content_type.map(|value| ("content-type", value)).into_iter().collect();
    Request { method: method.to_owned(), url: format!("{}{path}{query}", vendor.server()), headers, body, body_text, body_base64: None }
}

/// A body as JSON, or else as the text that it is.
fn read(body: &[u8]) -> (Option<Value>, Option<String>) {
    match serde_json::from_slice(body) {
        Ok(value) => (Some(value), None),
        Err(_) if body.is_empty() => (None, None),
        Err(_) => (None, Some(String::from_utf8_lossy(body).into_owned())),
    }
}

/// An exchange as the engine reads it. A connection that was cut, which has the status 0, has no answer.
pub fn recording(request: Request, status: u16, content_type: &str, body: &[u8]) -> Recording {
    if status == 0 {
        return Recording { provenance: None, webhook: None, request, response: None };
    }
    let (body, body_text) = read(body);
    let headers = Headers::from_iter([("content-type", content_type)]);
    let response = Response { status, headers, body, body_text, body_base64: None };
    Recording { provenance: None, webhook: None, request, response: Some(response) }
}

/// What the engine says of a whole exchange.
pub fn verdict(document: &Document, recording: &Recording) -> Vec<Sighting> {
    check(document, recording, &Options::default()).sightings
}

/// Checks a request of an operation, and returns its body as the handler may read it, or the refusal.
pub fn admit(
    vendor: Vendor,
    document: &Document,
    operation: &'static Operation,
    has_body: bool,
    mut request: Request,
    world: &World,
) -> Result<Value, Answer> {
    // Without a body there is no property to name: an empty one is missing the first that is required.
    if has_body && request.body.is_none() && request.body_text.is_none() {
        request.body = Some(Value::Object(Map::new()));
    }
    if request.body_text.as_deref().is_some_and(|text| text.contains(char::REPLACEMENT_CHARACTER)) {
        return Err(vendor.unreadable(operation, "it is not UTF-8"));
    }
    // An empty `hidden_emails` stands for null, which the document does not have.
    let mut emptied = false;
    if let Some((_, names)) = AS_STRINGS.iter().find(|(id, _)| *id == operation.id)
        && let Some(Value::Object(body)) = &mut request.body
    {
        emptied = operation.id == "createGroup" && body.get("hidden_emails").is_some_and(|value| *value == "");
        if emptied {
            body["hidden_emails"] = Value::Bool(false);
        }
        read_strings(body, names);
        // What is done in bulk is written as it is for one.
        let groups = body.get_mut("groups").and_then(Value::as_array_mut);
        groups.into_iter().flatten().filter_map(Value::as_object_mut).for_each(|group| read_strings(group, names));
    }
    let recording = Recording { provenance: None, webhook: None, request, response: None };
    let sightings = check(document, &recording, &Options::default()).sightings;
    let first = sightings.iter().filter(|sighting| sighting.severity == Severity::Error && sighting.side == Side::Request);
    // Parameters before the body, and then in the order of the engine.
    if let Some(sighting) = first.min_by_key(|sighting| sighting.location == Location::Body) {
        return Err(wording::refuse(vendor, document, operation, sighting, world));
    }
    let mut body = recording.request.body.unwrap_or_default();
    if emptied {
        body["hidden_emails"] = Value::Null;
    }
    Ok(body)
}

/// Reads numbers and booleans that are written as strings.
fn read_strings(body: &mut Map<String, Value>, names: &[&str]) {
    for name in names {
        let Some(value) = body.get_mut(*name) else { continue };
        let read = value.as_str().and_then(|text| serde_json::from_str::<Value>(text).ok());
        if let Some(read) = read.filter(|read| read.is_i64() || read.is_boolean()) {
            *value = read;
        }
    }
}
