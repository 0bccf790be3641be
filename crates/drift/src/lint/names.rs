//! Names that must agree: of properties, of path parameters, of operations.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use crate::lint::rule::{MOST_PARTS, RuleMatch};
use openapi_drift_openapi::Document;
use openapi_drift_source::pointer;

/// Finds required names that no schema of a composition declares. Subschemas of `allOf` and branches may leave the declaration to
/// their siblings, so they are not checked by themselves.
pub(crate) fn undeclared_required(document: &Document) -> Vec<RuleMatch> {
    let composing: HashSet<&str> = ["allOf", "anyOf", "oneOf", "not", "if", "then", "else"].into();
    let mut faults = Vec::new();
    let referred: HashSet<String> = parts(document, &composing);
    for at in document.schemas() {
        let is_part = pointer::segments(at).any(|segment| composing.contains(segment.as_ref()));
        let Some(schema) = document.node(at).filter(|_| !is_part && !referred.contains(at)) else { continue };
        let names = schema.get("required").and_then(Value::as_array);
        let Some(names) = names.filter(|_| schema.get("properties").is_some_and(Value::is_object)) else { continue };
        let Some(declared) = declared(document, at) else { continue };
        for (index, name) in names.iter().enumerate() {
            let Some(name) = name.as_str().filter(|name| !declared.contains(name)) else { continue };
            faults.push((format!("{at}/required/{index}"), format!("`required` names `{name}`, which the schema does not declare")));
        }
    }
    faults
}

/// Returns the schemas that compositions refer to.
fn parts(document: &Document, composing: &HashSet<&str>) -> HashSet<String> {
    let is_part = |at: &&String| pointer::segments(at).any(|segment| composing.contains(segment.as_ref()));
    let targets = document.schemas().iter().filter(is_part);
    targets.filter_map(|at| document.target(at, document.node(at)?.get("$ref")?.as_str()?)).collect()
}

/// Returns the properties that a schema and its subschemas declare; `None` if others may exist, such as by a pattern.
fn declared<'d>(document: &'d Document, at: &str) -> Option<HashSet<&'d str>> {
    let mut names = HashSet::new();
    let (mut open, mut known) = (vec![at.to_owned()], HashSet::new());
    while let Some(at) = open.pop() {
        if !known.insert(at.clone()) {
            continue;
        }
        let schema = document.node(&at)?;
        let is_elsewhere = ["patternProperties", "dependentSchemas", "if"].iter().any(|keyword| schema.get(keyword).is_some())
            || schema.get("additionalProperties").and_then(Value::as_object).is_some_and(|schema| !schema.is_empty());
        if is_elsewhere || known.len() > MOST_PARTS {
            return None;
        }
        names.extend(schema.get("properties").and_then(Value::as_object).into_iter().flatten().map(|(name, _)| name.as_str()));
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            open.push(document.target(&at, reference)?);
        }
        for key in ["allOf", "anyOf", "oneOf"] {
            open.extend((0..schema.get(key).and_then(Value::as_array).map_or(0, Vec::len)).map(|index| format!("{at}/{key}/{index}")));
        }
        names.extend(schema.get("discriminator").and_then(|discriminator| discriminator.get("propertyName")?.as_str()));
    }
    Some(names)
}

pub(crate) fn path_parameters(document: &Document) -> Vec<RuleMatch> {
    let mut faults = Vec::new();
    for operation in document.operations().iter().filter(|operation| !operation.webhook) {
        // Query and fragment are not part of the template, though some publishers write variables there.
        let variables: Vec<&str> = operation
            .path
            .split(['?', '#'])
            .next()
            .unwrap_or_default()
            .split('{')
            .skip(1)
            .filter_map(|rest| Some(rest.split_once('}')?.0))
            .map(|name| name.trim_matches(['+', '*', '?']))
            .collect();
        let parameters: Vec<_> = operation.parameters.iter().filter(|parameter| parameter.location == "path").collect();
        for parameter in &parameters {
            if !variables.contains(&parameter.name.as_str()) {
                let (name, path) = (&parameter.name, &operation.path);
                let message = if path.contains(&format!("{{{name}}}")) {
                    format!("`{name}` is in the query or fragment of {path}; only the path is a template")
                } else {
                    format!("the path parameter `{name}` is not in the template {path}")
                };
                faults.push((parameter.pointer.clone(), message));
            }
        }
        for variable in variables {
            if !parameters.iter().any(|parameter| parameter.name == variable) {
                let message = format!("no parameter of {} describes `{{{variable}}}` of {}", operation.method, operation.path);
                faults.push((operation.pointer.clone(), message));
            }
        }
    }
    faults
}

pub(crate) fn repeated_operation_ids(document: &Document) -> Vec<RuleMatch> {
    let mut known: HashMap<&str, &str> = HashMap::new();
    let mut faults = Vec::new();
    for operation in document.operations() {
        let id = document.node(&operation.pointer).and_then(|operation| operation.get("operationId")?.as_str());
        let Some(id) = id else { continue };
        match known.get(id) {
            // A path item that two paths refer to has one operation, which is listed twice.
            Some(other) if *other == operation.pointer => {}
            Some(_) => faults
                .push((pointer::join(&operation.pointer, "operationId"), format!("another operation also has the `operationId` {id}"))),
            None => {
                known.insert(id, &operation.pointer);
            }
        }
    }
    faults
}
