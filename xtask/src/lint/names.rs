//! Names of operations, parameters and components, and their names in generated code.

use std::collections::{BTreeMap, HashMap};

use openapi_drift::pointer::{join, last};
use openapi_drift::{Document, Operation, RuleMatch};
use serde_json::Value;

use super::elements::{Element, ElementKind, children, elements};

/// The first words of operation ids, by method.
const VERBS: [(&str, &[&str]); 5] = [
    ("GET", &["list", "get", "search", "find"]),
    ("POST", &["create", "invite"]),
    ("PUT", &["update"]),
    ("PATCH", &["update"]),
    ("DELETE", &["delete"]),
];

pub fn operation_ids(document: &Document) -> Vec<RuleMatch> {
    let mut faults = Vec::new();
    for operation in document.operations() {
        let place = join(&operation.pointer, "operationId");
        // The engine names an operation without an id by its method and path.
        let Some(id) = document.node(&place).and_then(Value::as_str) else {
            faults.push((operation.pointer.clone(), format!("{} {} has no `operationId`", operation.method, operation.path)));
            continue;
        };
        if !is_camel_case(id) {
            faults.push((place, format!("`{id}` is not in camelCase")));
        } else if let Some(verbs) = wrong_verb(operation, id) {
            faults.push((place, format!("`{id}` is a {}, so it must begin with {}", operation.method, verbs.join(", "))));
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

/// The verbs of the operation's method, if the id begins with none of them. Webhooks are named after events.
fn wrong_verb(operation: &Operation, id: &str) -> Option<&'static [&'static str]> {
    let (_, verbs) = VERBS.iter().find(|(method, _)| *method == operation.method).filter(|_| !operation.webhook)?;
    let begins = |verb: &&str| id.strip_prefix(*verb).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()));
    (!verbs.iter().any(begins)).then_some(*verbs)
}

/// Checks that names are in snake_case, and that a path variable has the same name in all paths with the same prefix.
pub fn parameters(document: &Document) -> Vec<RuleMatch> {
    let mut faults = Vec::new();
    for element in elements(document).iter().filter(|element| element.kind == ElementKind::Parameter) {
        let name = element.node.get("name").and_then(Value::as_str).unwrap_or_default();
        // Headers have their own style.
        if !is_snake_case(name) && element.node.get("in").and_then(Value::as_str) != Some("header") {
            faults.push((join(&element.pointer, "name"), format!("`{name}` is not in snake_case")));
        }
    }
    let mut known: HashMap<String, String> = HashMap::new();
    for place in children(document, "/paths") {
        let path = last(&place);
        // Paths of different servers are independent.
        let server = document.node(&place).and_then(|item| item.pointer("/servers/0/url")?.as_str());
        let mut before = server.unwrap_or_default().to_owned();
        for segment in path.split('/') {
            if segment.starts_with('{') {
                let first = known.entry(before.clone()).or_insert_with(|| segment.to_owned());
                if first != segment {
                    faults.push((place.clone(), format!("`{segment}` after `{before}` is `{first}` elsewhere")));
                }
            }
            // The names of variables in the prefix do not matter.
            before = format!("{before}/{}", if segment.starts_with('{') { "{}" } else { segment });
        }
    }
    faults
}

/// The sections of components that are sorted by name.
const ORDERED: [&str; 4] = ["parameters", "responses", "requestBodies", "schemas"];

pub fn order(document: &Document) -> Vec<RuleMatch> {
    let mut faults = Vec::new();
    for section in ORDERED {
        let places = children(document, &format!("/components/{section}"));
        for pair in places.windows(2) {
            let (before, name) = (last(&pair[0]), last(&pair[1]));
            if name < before {
                faults.push((pair[1].clone(), format!("`{name}` is after `{before}`")));
            }
        }
    }
    faults
}

/// Names of operations, of schemas, or of properties of one schema that are equal in generated code.
pub fn collisions(document: &Document) -> Vec<RuleMatch> {
    let operations = document.operations().iter().map(|operation| (operation.id.clone(), join(&operation.pointer, "operationId")));
    let mut faults = colliding(operations);
    faults.extend(colliding(children(document, "/components/schemas").into_iter().map(|place| (last(&place).into_owned(), place))));
    for at in document.schemas() {
        faults.extend(colliding(children(document, &join(at, "properties")).into_iter().map(|place| (last(&place).into_owned(), place))));
    }
    faults.extend(path_and_query(document));
    faults
}

/// Parameters of the path and of the query with equal names become one method of the builder.
fn path_and_query(document: &Document) -> Vec<RuleMatch> {
    let resolved = |at: &str, parameter: &Value| {
        let target = parameter.get("$ref").and_then(Value::as_str).and_then(|reference| document.target(at, reference));
        let node = target.as_deref().and_then(|target| document.node(target)).unwrap_or(parameter);
        node.get("name").and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let operations = elements(document).into_iter().filter(|element| element.kind == ElementKind::Operation);
    operations
        .flat_map(|element: Element<'_>| {
            let at = join(&element.pointer, "parameters");
            let parameters = element.node.get("parameters").and_then(Value::as_array).into_iter().flatten().enumerate();
            colliding(parameters.map(|(index, parameter)| (resolved(&at, parameter), format!("{at}/{index}"))))
        })
        .collect()
}

/// Names that differ only in case and punctuation.
fn colliding(names: impl Iterator<Item = (String, String)>) -> Vec<RuleMatch> {
    let mut known: BTreeMap<String, String> = BTreeMap::new();
    let mut faults = Vec::new();
    for (name, place) in names {
        let plain: String = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        match known.get(&plain) {
            Some(other) => faults.push((place, format!("`{name}` and `{other}` are one name in generated code"))),
            None => drop(known.insert(plain, name)),
        }
    }
    faults
}
