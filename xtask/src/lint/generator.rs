//! The limits of the generator of the client, which fails without naming a place, or generates the wrong code.

use openapi_drift::pointer::{join, last};
use openapi_drift::{Document, Operation, RuleMatch};
use serde_json::Value;

use super::elements::{ElementKind, children, elements};

pub fn version(document: &Document) -> Vec<RuleMatch> {
    let version = document.value().get("openapi").and_then(Value::as_str).unwrap_or_default();
    if version.starts_with("3.0.") {
        Vec::new()
    } else {
        vec![("/openapi".to_owned(), format!("the version is {version}; the generator reads 3.0"))]
    }
}

/// Checks request bodies and success responses. The build removes other responses, because the client reads errors by itself.
pub fn bodies(document: &Document) -> Vec<RuleMatch> {
    let mut faults = Vec::new();
    for operation in document.operations().iter().filter(|operation| !operation.webhook) {
        let request = resolved(document, join(&operation.pointer, "requestBody"));
        for at in std::iter::once(request).chain(successes(document, operation)) {
            let content = join(&at, "content");
            let types = children(document, &content);
            if types.len() > 1 {
                faults.push((content, format!("{} media types in one body of `{}`", types.len(), operation.id)));
            }
            for place in types {
                let media_type = last(&place).into_owned();
                if !(media_type == "application/json" || media_type.ends_with("+json")) {
                    faults.push((place, format!("`{media_type}` is not JSON")));
                } else if document.node(&place).is_some_and(|node| node.get("schema").is_none()) {
                    faults.push((place, format!("`{media_type}` has no schema")));
                }
            }
        }
    }
    faults
}

pub fn responses(document: &Document) -> Vec<RuleMatch> {
    let schemas = |at: String| -> Vec<Option<&Value>> {
        children(document, &join(&at, "content")).iter().map(|place| document.node(place)?.get("schema")).collect()
    };
    let mut faults = Vec::new();
    for operation in document.operations().iter().filter(|operation| !operation.webhook) {
        let mut bodies: Vec<_> = successes(document, operation).map(schemas).collect();
        bodies.dedup();
        if bodies.len() > 1 {
            faults.push((join(&operation.pointer, "responses"), format!("the success responses of `{}` differ", operation.id)));
        }
    }
    faults
}

/// The success responses of an operation.
fn successes<'d>(document: &'d Document, operation: &Operation) -> impl Iterator<Item = String> + use<'d> {
    let all = children(document, &join(&operation.pointer, "responses")).into_iter();
    all.filter(|at| last(at).starts_with('2')).map(|at| resolved(document, at))
}

/// The place, or the target of its `$ref`.
fn resolved(document: &Document, at: String) -> String {
    let reference = document.node(&at).and_then(|node| node.get("$ref")?.as_str());
    reference.and_then(|reference| document.target(&at, reference)).unwrap_or(at)
}

/// Names of parameters that the generated code uses itself.
const RESERVED: [&str; 4] = ["header_map", "client", "body", "self"];

pub fn parameters(document: &Document) -> Vec<RuleMatch> {
    let mut faults = Vec::new();
    for element in elements(document).iter().filter(|element| element.kind == ElementKind::Parameter) {
        let text = |key: &str| element.node.get(key).and_then(Value::as_str).unwrap_or_default();
        let name = text("name");
        let why = if text("in") == "cookie" {
            format!("`{name}` is in a cookie")
        } else if element.has("content") {
            format!("`{name}` has `content` instead of a schema")
        } else if text("style") == "deepObject" {
            format!("`{name}` has the style `deepObject`")
        } else if text("in") == "path" && element.node.get("required") != Some(&Value::Bool(true)) {
            format!("`{name}` is in the path and not `required`")
        } else if RESERVED.contains(&name) {
            format!("`{name}` is a name that the generated code uses itself")
        } else {
            continue;
        };
        faults.push((element.pointer.clone(), why));
    }
    faults
}

pub fn paths(document: &Document) -> Vec<RuleMatch> {
    let mut faults = Vec::new();
    for place in children(document, "/paths") {
        if last(&place).contains(['?', '#']) {
            faults.push((place.clone(), format!("the path {} has a query or a fragment", last(&place))));
        }
        if document.node(&place).is_some_and(|item| item.get("$ref").is_some()) {
            faults.push((join(&place, "$ref"), "a path item refers to another".to_owned()));
        }
    }
    faults
}

pub fn references(document: &Document) -> Vec<RuleMatch> {
    let mut faults = Vec::new();
    let mut open = vec![(String::new(), document.value())];
    while let Some((at, value)) = open.pop() {
        match value {
            Value::Object(object) => {
                for (name, child) in object {
                    match child.as_str() {
                        Some(target) if name == "$ref" && !is_component(target) => {
                            faults.push((join(&at, name), format!("`{target}` is not a component of this document")));
                        }
                        // Data may have any keys.
                        _ if matches!(name.as_str(), "example" | "examples" | "default") => {}
                        _ => open.push((join(&at, name), child)),
                    }
                }
            }
            Value::Array(items) => open.extend(items.iter().enumerate().map(|(index, item)| (format!("{at}/{index}"), item))),
            _ => {}
        }
    }
    faults
}

fn is_component(target: &str) -> bool {
    target.strip_prefix("#/components/").is_some_and(|rest| rest.split('/').count() == 2)
}

pub fn nullables(document: &Document) -> Vec<RuleMatch> {
    let mut faults = Vec::new();
    for at in document.schemas() {
        let Some(schema) = document.node(at).filter(|schema| schema.get("nullable").is_some()) else { continue };
        let place = join(at, "nullable");
        if schema.get("$ref").is_some() {
            faults.push((place, "`nullable` next to `$ref` has no effect".to_owned()));
        } else if schema.get("type").is_none() && schema.get("allOf").is_none() {
            faults.push((place, "`nullable` without `type` has no effect".to_owned()));
        }
    }
    faults
}
