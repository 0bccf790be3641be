//! OpenAPI Overlays 1.0: changes to a document, each with a place and a reason.

use openapi_drift::Document;
use openapi_drift::pointer::segments;
use serde_json::{Value, json};

use crate::as_documented::heading;
use crate::errata::Erratum;
use crate::json_path::{PathStep, json_path};
use crate::{Error, Source};

/// An overlay.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Overlay {
    /// The title.
    title: String,
    /// The version of the document.
    version: String,
    /// The file of the document, in the same folder.
    extends: String,
    /// The changes, in the order of application.
    actions: Vec<Action>,
}

/// One change.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Action {
    /// The changed node, as a normalized JSONPath.
    target: String,
    /// The reason.
    description: String,
    /// The value that is merged into the target. None removes the target.
    update: Option<Value>,
}

impl Overlay {
    /// The overlays for OpenAPI 3.0 and 3.1 that add each erratum where it applies, as `x-errata` by its id.
    pub(crate) fn of_errata(source: &Source) -> Result<[Self; 2], Error> {
        Ok([Self::of_errata_in(source, source.document(), "3.0")?, Self::of_errata_in(source, source.upgraded(), "3.1")?])
    }

    fn of_errata_in(source: &Source, document: &Document, version: &str) -> Result<Self, Error> {
        let mut actions = Vec::new();
        for erratum in &source.errata().erratum {
            let mut targets: Vec<String> = Vec::new();
            for pointer in &erratum.pointers {
                let target = json_path(&carrier(document.value(), steps(source, erratum, pointer)?));
                // Two places in one object share one extension.
                if !targets.contains(&target) {
                    targets.push(target);
                }
            }
            let mut description = json!({ "pages": erratum.pages, "says": erratum.says, "document": erratum.document, "why": erratum.why });
            if let Some(confidence) = erratum.confidence {
                description["confidence"] = json!(confidence);
            }
            if let Some(settled_by) = &erratum.settled_by {
                description["settledBy"] = json!(settled_by);
            }
            actions.extend(targets.into_iter().map(|target| Action {
                target,
                description: format!("{}: {}", erratum.id, erratum.document),
                // An object by id: every tool merges objects, but not arrays.
                update: Some(json!({ "x-errata": { &erratum.id: description } })),
            }));
        }
        Ok(Self::named(source, "The errata of", version, actions))
    }

    /// The overlay that changes the document into what the pages declare literally, as far as the errata define changes.
    pub(crate) fn of_pages(source: &Source) -> Result<Self, Error> {
        let info = json_path(&[PathStep::Name("info".to_owned())]);
        let description = "The result is not the corrected document.".to_owned();
        let mut actions = vec![Action { target: info, description, update: Some(heading(source)) }];
        for erratum in &source.errata().erratum {
            for change in &erratum.literally {
                let target = steps(source, erratum, &change.at)?;
                let node = source.document().value().pointer(&change.at);
                // Arrays can be extended too, but tools that apply overlays disagree about the result.
                if !change.remove && !node.is_some_and(Value::is_object) {
                    return Err(invalid_pointer(source, erratum, &change.at, "does not refer to an object; only objects can be updated"));
                }
                let description = format!("{}: {}", erratum.id, erratum.says);
                actions.push(Action { target: json_path(&target), description, update: change.update.clone() });
            }
        }
        Ok(Self::named(source, "What the pages literally declare of", "3.0", actions))
    }

    fn named(source: &Source, what: &str, version: &str, actions: Vec<Action>) -> Self {
        Self {
            title: format!("{what} {}", source.title()),
            version: source.version().to_owned(),
            extends: format!("{}.openapi-{version}.yaml", source.name()),
            actions,
        }
    }

    /// The overlay in the form of the specification.
    pub(crate) fn to_value(&self) -> Value {
        let actions = self.actions.iter().map(|action| {
            let Action { target, description, update } = action;
            match update {
                Some(update) => json!({ "target": target, "description": description, "update": update }),
                None => json!({ "target": target, "description": description, "remove": true }),
            }
        });
        json!({
            "overlay": "1.0.0",
            "info": { "title": self.title, "version": self.version },
            "extends": self.extends,
            "actions": actions.collect::<Vec<_>>(),
        })
    }
}

/// Keys whose value maps names to objects. Such a map cannot carry an extension, which would be one more name.
const MAPS: [&str; 20] = [
    "paths",
    "webhooks",
    "x-webhooks",
    "responses",
    "content",
    "headers",
    "examples",
    "links",
    "callbacks",
    "encoding",
    "schemas",
    "parameters",
    "requestBodies",
    "securitySchemes",
    "pathItems",
    "properties",
    "patternProperties",
    "variables",
    "scopes",
    "mapping",
];

/// Keys whose value is data and not part of the structure of the document.
const DATA: [&str; 6] = ["example", "default", "enum", "const", "value", "security"];

/// The path of the innermost object on the way to a place that may carry an extension. The place is in the original document. In the
/// upgraded one a schema may have been wrapped; the wrapper then carries the extension.
fn carrier(root: &Value, mut path: Vec<PathStep>) -> Vec<PathStep> {
    if let Some(PathStep::Name(name)) = path.first_mut()
        && name == "x-webhooks"
        && root.get(name.as_str()).is_none()
    {
        *name = "webhooks".to_owned();
    }
    let mut node = root;
    let (mut length, mut in_map) = (0, false);
    for (index, step) in path.iter().enumerate() {
        let (child, is_structure) = match step {
            PathStep::Index(index) => (node.get(index), true),
            PathStep::Name(name) => {
                let is_data = !in_map && (DATA.contains(&name.as_str()) || name.starts_with("x-") && name != "x-webhooks");
                (node.get(name.as_str()), !is_data)
            }
        };
        let (Some(child), true) = (child, is_structure) else { break };
        in_map = matches!(step, PathStep::Name(name) if !in_map && MAPS.contains(&name.as_str()) && child.is_object());
        if child.is_object() && !in_map && child.get("$ref").is_none() {
            length = index + 1;
        }
        node = child;
    }
    path.truncate(length);
    path
}

/// The steps of a pointer. Fails if the document has no such node.
fn steps(source: &Source, erratum: &Erratum, pointer: &str) -> Result<Vec<PathStep>, Error> {
    let mut node = Some(source.document().value());
    let mut path = Vec::new();
    for segment in segments(pointer) {
        let (step, child) = match node {
            Some(Value::Array(items)) => {
                let index = segment.parse().unwrap_or(usize::MAX);
                (PathStep::Index(index), items.get(index))
            }
            Some(Value::Object(object)) => (PathStep::Name(segment.to_string()), object.get(segment.as_ref())),
            _ => (PathStep::Name(segment.into_owned()), None),
        };
        if child.is_none() {
            return Err(invalid_pointer(source, erratum, pointer, "cannot be resolved"));
        }
        path.push(step);
        node = child;
    }
    Ok(path)
}

fn invalid_pointer(source: &Source, erratum: &Erratum, pointer: &str, what: &str) -> Error {
    let line = source.errata().line_of(&erratum.id, pointer);
    Error::Errata(format!("{}.errata.toml:{line}: erratum {}: the pointer {pointer} {what}", source.name(), erratum.id))
}
