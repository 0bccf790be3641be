//! Adapting the document, in memory, to the generator and to a tolerant client.
//!
//! The comment of each adaptation is its reason. It returns the number of changed places; one that changes nothing is out of date
//! and fails the build. A fact about the service that holds for every client belongs in the document instead.
//!
//! The adaptations change JSON and not the types of `openapiv3`, into which the result is converted for the generator: most of
//! them remove or add one keyword wherever it occurs, which these types spread over a dozen structs and enumerations.

use serde_json::{Map, Value, json};

use super::plan::Plan;
use super::schema::{self, components_mut, for_each_schema, is_success, operations_mut, reference, referenced};
use super::types::{NUMBER, USER_NUMBER, accepts_anything, data_name, tolerant};

/// A function that changes the document and returns the number of changed places.
pub type Adaptation = fn(&mut Value, &Plan) -> usize;

/// Applies the adaptations of the plan.
pub fn adapt(mut document: Value, plan: &Plan) -> Result<Value, String> {
    for (name, adaptation) in plan.adaptations {
        if adaptation(&mut document, plan) == 0 {
            return Err(format!("`{name}` of build/adapt.rs changes nothing in {}: remove it from build/plan.rs", plan.document));
        }
    }
    Ok(document)
}

/// Error responses stay raw: the generator decodes a declared error as JSON or loses its status, and a service that is being
/// deployed returns HTML. `src/error/` reads them, so the schema is not needed either.
pub fn drop_errors(document: &mut Value, _: &Plan) -> usize {
    let mut dropped = 0;
    for responses in operations_mut(document).filter_map(responses) {
        let before = responses.len();
        responses.retain(|status, _| is_success(status));
        dropped += before - responses.len();
    }
    let error = components_mut(document).and_then(|schemas| schemas.remove("ErrorBody"));
    if error.is_some() { dropped } else { 0 }
}

/// The generator has one base URL for all operations and appends the path to it. So the path of the server of a path item becomes
/// the beginning of the path.
pub fn put_servers_into_paths(document: &mut Value, _: &Plan) -> usize {
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else {
        return 0;
    };
    let before = std::mem::take(paths);
    let count = before.len();
    for (path, mut item) in before {
        let prefix = schema::server_path(&item).map(str::to_owned);
        item.as_object_mut().and_then(|item| item.remove("servers"));
        let Some(prefix) = prefix else { return 0 };
        paths.insert(format!("{prefix}{path}"), item);
    }
    count
}

/// HAL is JSON with links, which the document describes; the generator only supports `application/json`.
pub fn read_hal_as_json(document: &mut Value, _: &Plan) -> usize {
    let responses = operations_mut(document).filter_map(responses).flatten();
    let contents = responses.filter_map(|(_, response)| response.get_mut("content")?.as_object_mut());
    contents
        .filter_map(|content| {
            let hal = content.remove("application/hal+json")?;
            content.insert("application/json".to_owned(), hal).is_none().then_some(())
        })
        .count()
}

/// A service that returns 201 instead of the documented 200 has succeeded too.
pub fn accept_any_success(document: &mut Value, _: &Plan) -> usize {
    let responses = operations_mut(document).filter_map(responses);
    responses
        .filter_map(|responses| {
            let response = responses.remove("200")?;
            responses.insert("2XX".to_owned(), response).is_none().then_some(())
        })
        .count()
}

/// The generator ignores extensions, and readers of the Rust documentation need the source of a statement.
pub fn name_pages(document: &mut Value, _: &Plan) -> usize {
    let mut named = 0;
    let mut name = |node: &mut Value| {
        if let Some(pages) = schema::pages(node) {
            describe(node, &format!("\n\n{pages}"));
            named += 1;
        }
    };
    operations_mut(document).for_each(&mut name);
    for_each_schema(document, name);
    named
}

/// The generator documents a property only by its own description, and a bare reference has none: it gets that of its target.
pub fn describe_references(document: &mut Value, _: &Plan) -> usize {
    let words: Map<String, Value> =
        schema::components(document).filter_map(|(name, schema)| Some((name.clone(), schema.get("description")?.clone()))).collect();
    let mut described = 0;
    for_each_schema(document, |schema| {
        for (_, property) in properties(schema) {
            let name = property.get("$ref").and(referenced(property)).map(str::to_owned);
            if let Some(description) = name.as_ref().and_then(|name| words.get(name)) {
                property["description"] = description.clone();
                refer(property, &name.unwrap_or_default());
                described += 1;
            }
        }
    });
    described
}

/// The generator makes types of bounds that refuse other values: a zero would cost the page if the minimum is one. Bounds that a
/// caller must know are part of the descriptions.
pub fn drop_bounds(document: &mut Value, _: &Plan) -> usize {
    const BOUNDS: [&str; 6] = ["minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems"];
    let mut dropped = 0;
    for_each_schema(document, |schema| {
        let schema = schema.as_object_mut();
        dropped += schema.map_or(0, |schema| BOUNDS.iter().filter_map(|bound| schema.remove(*bound)).count());
    });
    dropped
}

/// The generator does not show the default of a parameter, and only the service should apply it.
pub fn describe_defaults(document: &mut Value, _: &Plan) -> usize {
    let parameters = document.pointer_mut("/components/parameters").and_then(Value::as_object_mut);
    let described = parameters.into_iter().flatten().filter_map(|(_, parameter)| {
        let default = parameter.get_mut("schema")?.as_object_mut()?.remove("default")?;
        describe(parameter, &format!(" Default: {default}."));
        Some(())
    });
    described.count()
}

/// A string format becomes a type of another crate that refuses invalid values, such as a time without a zone.
pub fn drop_formats(document: &mut Value, _: &Plan) -> usize {
    let mut dropped = 0;
    for_each_schema(document, |schema| {
        if schema["type"] == "string"
            && let Some(schema) = schema.as_object_mut()
        {
            dropped += usize::from(schema.remove("format").is_some());
        }
    });
    dropped
}

/// An inline type becomes a reference to a schema; the plan says where, and why. All of its entries must apply. A schema that the
/// document does not have must have a Rust type in the plan.
pub fn name_plain_types(document: &mut Value, plan: &Plan) -> usize {
    for (pointer, name) in plan.plain {
        match document.pointer_mut(pointer) {
            Some(schema) if referenced(schema).is_none() => refer(schema, name),
            _ => return 0,
        }
        if schema::components(document).all(|(other, _)| other != name) {
            add(document, name, json!({ "type": "string" }));
        }
    }
    plan.plain.len()
}

/// A floating point number does not keep 32 and 32.0 apart.
pub fn keep_exact_numbers(document: &mut Value, _: &Plan) -> usize {
    let mut changed = 0;
    for_each_schema(document, |schema| {
        if schema["type"] == "number" {
            refer(schema, NUMBER);
            changed += 1;
        }
    });
    add(document, NUMBER, json!({ "type": "number" }));
    changed
}

/// The id of a user object is a string; requests need the number.
pub fn send_user_ids_as_numbers(document: &mut Value, plan: &Plan) -> usize {
    let in_requests = schema::in_requests(document);
    let tolerant = tolerant(document, plan);
    let mut changed = 0;
    for (name, schema) in components_mut(document).into_iter().flatten() {
        if !in_requests.contains(name) || tolerant.contains(name) {
            continue;
        }
        for (_, property) in properties(schema) {
            let place = match property.get_mut("items") {
                Some(_) => &mut property["items"],
                None => property,
            };
            if referenced(place) == Some("UserId") {
                refer(place, USER_NUMBER);
                changed += 1;
            }
        }
    }
    add(document, USER_NUMBER, json!({ "type": "integer" }));
    changed
}

/// An absent property must not cost the page, so only properties whose type accepts its absence stay required.
pub fn require_ids_only(document: &mut Value, plan: &Plan) -> usize {
    let tolerant = tolerant(document, plan);
    let mut dropped = 0;
    for (name, schema) in components_mut(document).into_iter().flatten() {
        let properties = schema.get("properties").cloned().unwrap_or_default();
        if tolerant.contains(name)
            && let Some(required) = schema.get_mut("required").and_then(Value::as_array_mut)
        {
            let before = required.len();
            required.retain(|name| {
                let name = name.as_str().unwrap_or_default();
                referenced(&properties[name]).is_some_and(|schema| accepts_anything(plan, schema))
            });
            dropped += before - required.len();
        }
    }
    dropped
}

/// Without null, the generator decodes an absent array as an empty one and refuses null; with it, all three stay apart. A request
/// that must have an array keeps it.
pub fn allow_null_collections(document: &mut Value, _: &Plan) -> usize {
    let mut allowed = 0;
    for_each_schema(document, |schema| {
        let required = schema.get("required").cloned().unwrap_or_default();
        let is_required = |name: &str| required.as_array().is_some_and(|names| names.iter().any(|other| other == name));
        for (name, property) in properties(schema) {
            if property["type"] == "array" && property.get("nullable").is_none() && !is_required(name) {
                property["nullable"] = json!(true);
                allowed += 1;
            }
        }
    });
    allowed
}

/// Similarly, an absent object without named properties is decoded as an empty one, and an empty one is not encoded.
pub fn allow_null_maps(document: &mut Value, _: &Plan) -> usize {
    let mut allowed = 0;
    for_each_schema(document, |schema| {
        for (_, property) in properties(schema) {
            if property["type"] == "object" && property.get("properties").is_none() && property.get("nullable").is_none() {
                property["nullable"] = json!(true);
                allowed += 1;
            }
        }
    });
    allowed
}

/// Without `additionalProperties` the document is as open as with it, but the generator drops unknown properties. Only in responses:
/// a literal of a request struct would have to mention the map of further properties.
pub fn keep_unknown_properties(document: &mut Value, plan: &Plan) -> usize {
    let tolerant = tolerant(document, plan);
    let mut opened = 0;
    for (name, schema) in components_mut(document).into_iter().flatten() {
        if tolerant.contains(name) && schema.get("additionalProperties").is_none() {
            schema["additionalProperties"] = json!({});
            opened += 1;
        }
    }
    opened
}

/// `User` becomes `Tolerant<UserData>`: the properties move to a schema of their own, and a replacement takes the name.
pub fn set_tolerant_objects_apart(document: &mut Value, plan: &Plan) -> usize {
    let tolerant = tolerant(document, plan);
    let Some(schemas) = components_mut(document) else {
        return 0;
    };
    for name in &tolerant {
        let mut schema = schemas[name].clone();
        describe(&mut schema, &format!("\n\nWithin a response this is [`{name}`]({}::types::{name}).", plan.module));
        schemas.insert(data_name(name), schema);
    }
    tolerant.len()
}

fn responses(operation: &mut Value) -> Option<&mut Map<String, Value>> {
    operation.get_mut("responses")?.as_object_mut()
}

fn properties(schema: &mut Value) -> impl Iterator<Item = (&String, &mut Value)> {
    let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
    properties.into_iter().flatten()
}

/// Turns a schema into a reference, in the form that may have a description.
fn refer(schema: &mut Value, name: &str) {
    let mut referring = Map::new();
    if let Some(description) = schema.get("description") {
        referring.insert("description".to_owned(), description.clone());
    }
    referring.insert("allOf".to_owned(), json!([reference(name)]));
    *schema = Value::Object(referring);
}

fn add(document: &mut Value, name: &str, schema: Value) {
    if let Some(schemas) = components_mut(document) {
        schemas.insert(name.to_owned(), schema);
    }
}

/// Appends to a description, if there is one.
fn describe(node: &mut Value, more: &str) {
    if let Some(Value::String(description)) = node.get_mut("description") {
        description.truncate(description.trim_end().len());
        description.push_str(more);
    }
}
