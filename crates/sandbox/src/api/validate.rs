//! The check of a request by the engine, before the handler. The error names the property.

use openapi_drift::{Document, Location, Options, Recording, Request, Severity, Side, check};
use serde_json::{Map, Value};

use super::exchange::{MAX_VALUES, has_too_many_values};
use super::operation::Operation;
use super::response::ApiResponse;
use super::routes::RequestBody;
use super::wording;
use crate::model::World;
use crate::vendor::Vendor;

/// Properties that are accepted as strings although the document has numbers or booleans: the sample of `create-group` (E43), the
/// table of `invite-group-members` (E60), the tables of all pages that set `default_emails_frequency` (E40), and ids of users,
/// which responses have as strings (S14).
const AS_STRINGS: [(&str, &[&str]); 6] = [
    ("createGroup", &["parent_group_id", "privacy", "default_emails_frequency", "invite_members_enabled", "hidden_emails"]),
    ("updateGroup", &["default_emails_frequency"]),
    ("createGroupsInBulk", &["default_emails_frequency"]),
    ("updateGroupsInBulk", &["default_emails_frequency"]),
    ("createGroupMember", &["user_id"]),
    ("inviteGroupMembers", &["sender_id", "recipients_ids"]),
];

/// Checks a request of an operation. Returns its body as the handler reads it.
///
/// # Errors
///
/// Returns the error response for the first difference from the document; parameters come before the body.
pub fn admit(
    vendor: Vendor,
    document: &Document,
    operation: &'static Operation,
    documented_body: Option<RequestBody>,
    mut request: Request,
    world: &World,
) -> Result<Value, ApiResponse> {
    let absent = request.body.is_none() && request.body_text.is_none();
    // An absent body is checked as an empty object, so that the error names the first required property.
    if documented_body.is_some() && absent {
        request.body = Some(Value::Object(Map::new()));
    }
    if request.body_text.as_deref().is_some_and(|text| text.contains(char::REPLACEMENT_CHARACTER)) {
        return Err(vendor.unreadable_body(operation, "it is not UTF-8"));
    }
    if has_too_many_values(request.body.as_ref()) {
        return Err(vendor.unreadable_body(operation, &format!("it has more than the sandbox's limit of {MAX_VALUES} values")));
    }
    // The sample of `create-group` has an empty `hidden_emails` instead of null, which the document does not have.
    let mut emptied = false;
    if let Some((_, names)) = AS_STRINGS.iter().find(|(id, _)| *id == operation.id)
        && let Some(Value::Object(body)) = &mut request.body
    {
        emptied = operation.id == "createGroup" && body.get("hidden_emails").is_some_and(|value| *value == "");
        if emptied {
            body["hidden_emails"] = Value::Bool(false);
        }
        read_strings(body, names);
        // Groups in bulk have the properties of single groups.
        let groups = body.get_mut("groups").and_then(Value::as_array_mut);
        groups.into_iter().flatten().filter_map(Value::as_object_mut).for_each(|group| read_strings(group, names));
    }
    let recording = Recording::new(request, None);
    let sightings = check(document, &recording, &Options::default()).observations;
    let errors = sightings.iter().filter(|sighting| sighting.severity == Severity::Error && sighting.side == Side::Request);
    if let Some(sighting) = errors.min_by_key(|sighting| sighting.location == Location::Body) {
        return Err(wording::refuse(vendor, document, operation, sighting, world));
    }
    if absent && documented_body == Some(RequestBody::Required) {
        return Err(vendor.unreadable_body(operation, "it is missing"));
    }
    let mut body = recording.request.body.unwrap_or_default();
    if emptied {
        body["hidden_emails"] = Value::Null;
    }
    Ok(body)
}

/// Reads numbers and booleans that are written as strings, also as items of an array.
fn read_strings(body: &mut Map<String, Value>, names: &[&str]) {
    for name in names {
        match body.get_mut(*name) {
            Some(Value::Array(items)) => items.iter_mut().for_each(read_string),
            Some(value) => read_string(value),
            None => {}
        }
    }
}

fn read_string(value: &mut Value) {
    let read = value.as_str().and_then(|text| serde_json::from_str::<Value>(text).ok());
    if let Some(read) = read.filter(|read| read.is_i64() || read.is_boolean()) {
        *value = read;
    }
}
