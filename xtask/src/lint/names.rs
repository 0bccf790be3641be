//! Names: of operations, of parameters, of components, and what becomes of them in code.

use std::collections::{BTreeMap, HashMap};

use openapi_drift::{Document, Fault, Operation};
use serde_json::Value;

use super::parts::{Kind, Part, join, last, members, parts};

/// The verbs with which the id of an operation begins, by its method.
const VERBS: [(&str, &[&str]); 5] = [
    ("GET", &["list", "get", "search", "find"]),
    ("POST", &["create", "invite"]),
    ("PUT", &["update"]),
    ("PATCH", &["update"]),
    ("DELETE", &["delete"]),
];

pub fn operation_ids(document: &Document) -> Vec<Fault> {
    let mut faults = Vec::new();
    for operation in document.operations() {
        let place = join(&operation.pointer, "operationId");
        // An operation without an id goes by method and path.
        let Some(id) = document.node(&place).and_then(Value::as_str) else {
            faults.push((operation.pointer.clone(), format!("{} {} has no `operationId`", operation.method, operation.path)));
            continue;
        };
        if !is_camel_case(id) {
            faults.push((place, format!("`{id}` is not in camelCase")));
        } else if let Some(verbs) = wrong_verb(operation, id) {
            faults.push((place, format!("`{id}` is a {}, so it should begin with {}", operation.method, verbs.join(", "))));
        }
    }
    faults
}

fn is_camel_case(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(|c| c.is_ascii_alphanumeric())
}

fn is_snake_case(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// The verbs of the operation's method, where the id begins with none of them. Webhooks are named after what happened.
fn wrong_verb(operation: &Operation, id: &str) -> Option<&'static [&'static str]> {
    let (_, verbs) = VERBS.iter().find(|(method, _)| *method == operation.method).filter(|_| !operation.webhook)?;
    let begins = |verb: &&str| id.strip_prefix(*verb).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()));
    (!verbs.iter().any(begins)).then_some(*verbs)
}

/// A name is in snake_case, and what stands in one place of the paths has one name.
pub fn parameters(document: &Document) -> Vec<Fault> {
    let mut faults = Vec::new();
    for part in parts(document).iter().filter(|part| part.kind == Kind::Parameter) {
        let name = part.node.get("name").and_then(Value::as_str).unwrap_or_default();
        // Headers are written as headers are.
        if !is_snake_case(name) && part.node.get("in").and_then(Value::as_str) != Some("header") {
            faults.push((join(&part.pointer, "name"), format!("`{name}` is not in snake_case")));
        }
    }
    let mut known: HashMap<String, String> = HashMap::new();
    for place in members(document, "/paths") {
        let path = last(&place);
        // Paths of different servers are different places.
        let server = document.node(&place).and_then(|item| item.pointer("/servers/0/url")?.as_str());
        let mut before = server.unwrap_or_default().to_owned();
        for segment in path.split('/') {
            if segment.starts_with('{') {
                let first = known.entry(before.clone()).or_insert_with(|| segment.to_owned());
                if first != segment {
                    faults.push((place.clone(), format!("`{segment}` after `{before}` is `{first}` elsewhere")));
                }
            }
            // By what stands before, whatever the variables in it are called.
            before = format!("{before}/{}", if segment.starts_with('{') { "{}" } else { segment });
        }
    }
    faults
}

/// The sections of components whose order is that of the names.
const ORDERED: [&str; 4] = ["parameters", "responses", "requestBodies", "schemas"];

pub fn order(document: &Document) -> Vec<Fault> {
    let mut faults = Vec::new();
    for section in ORDERED {
        let places = members(document, &format!("/components/{section}"));
        for pair in places.windows(2) {
            let (before, name) = (last(&pair[0]), last(&pair[1]));
            if name < before {
                faults.push((pair[1].clone(), format!("`{name}` stands after `{before}`")));
            }
        }
    }
    faults
}

/// Names that generated code cannot tell apart: of operations, of schemas, of the properties of one schema.
pub fn collisions(document: &Document) -> Vec<Fault> {
    let operations = document.operations().iter().map(|operation| (operation.id.clone(), join(&operation.pointer, "operationId")));
    let mut faults = colliding(operations);
    faults.extend(colliding(members(document, "/components/schemas").into_iter().map(|place| (last(&place), place))));
    for at in document.schemas() {
        faults.extend(colliding(members(document, &join(at, "properties")).into_iter().map(|place| (last(&place), place))));
    }
    faults.extend(path_and_query(document));
    faults
}

/// A parameter of the path and one of the query become one method of the builder.
fn path_and_query(document: &Document) -> Vec<Fault> {
    let resolved = |at: &str, parameter: &Value| {
        let target = parameter.get("$ref").and_then(Value::as_str).and_then(|reference| document.target(at, reference));
        let node = target.as_deref().and_then(|target| document.node(target)).unwrap_or(parameter);
        node.get("name").and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let operations = parts(document).into_iter().filter(|part| part.kind == Kind::Operation);
    operations
        .flat_map(|part: Part<'_>| {
            let at = join(&part.pointer, "parameters");
            let parameters = part.node.get("parameters").and_then(Value::as_array).into_iter().flatten().enumerate();
            colliding(parameters.map(|(index, parameter)| (resolved(&at, parameter), format!("{at}/{index}"))))
        })
        .collect()
}

/// The names that are another's but for case and punctuation.
fn colliding(names: impl Iterator<Item = (String, String)>) -> Vec<Fault> {
    let mut known: BTreeMap<String, String> = BTreeMap::new();
    let mut faults = Vec::new();
    for (name, place) in names {
        let plain: String = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        match known.get(&plain) {
            Some(other) => faults.push((place, format!("`{name}` and `{other}` become one name in code"))),
            None => drop(known.insert(plain, name)),
        }
    }
    faults
}
