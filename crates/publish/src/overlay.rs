//! OpenAPI Overlays 1.0: changes of a document, each with a place and a reason.

use openapi_drift::Document;
use serde_json::{Value, json};

use crate::errata::Erratum;
use crate::pointer::{Step, json_path, segments};
use crate::{Error, Source};

/// An overlay.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Overlay {
    /// What it is for.
    title: String,
    /// The version of the document that it belongs to.
    version: String,
    /// The file of the document, beside the overlay.
    extends: String,
    /// The changes, in the order in which they are made.
    actions: Vec<Action>,
}

/// One change.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Action {
    /// What is changed, as a normalized JSONPath.
    target: String,
    /// The reason.
    description: String,
    /// What is merged into the target; it is removed where there is none.
    update: Option<Value>,
}

impl Overlay {
    /// The overlays that write each erratum into the document where it applies, below `x-errata` by its id: as 3.0, and as 3.1.
    pub(crate) fn of_errata(source: &Source) -> Result<[Self; 2], Error> {
        Ok([Self::of_errata_in(source, source.document(), "3.0")?, Self::of_errata_in(source, source.upgraded(), "3.1")?])
    }

    fn of_errata_in(source: &Source, document: &Document, version: &str) -> Result<Self, Error> {
        let mut actions = Vec::new();
        for erratum in &source.errata().erratum {
            let mut targets: Vec<String> = Vec::new();
            for pointer in &erratum.pointers {
                let target = json_path(&carrier(document.value(), steps(source, erratum, pointer)?));
                // Two places in one object are one place for an extension.
                if !targets.contains(&target) {
                    targets.push(target);
                }
            }
            let said = json!({ "pages": erratum.pages, "says": erratum.says, "document": erratum.document, "why": erratum.why });
            actions.extend(targets.into_iter().map(|target| Action {
                target,
                description: format!("{}: {}", erratum.id, erratum.document),
                // By id, because objects are merged by everyone, and lists are not.
                update: Some(json!({ "x-errata": { &erratum.id: said } })),
            }));
        }
        Ok(Self::named(source, "The errata of", version, actions))
    }

    /// The overlay that makes the document say what the pages literally say, as far as the errata tell it by changes.
    pub(crate) fn of_pages(source: &Source) -> Result<Self, Error> {
        let mut actions = Vec::new();
        for erratum in &source.errata().erratum {
            for change in &erratum.literally {
                let target = steps(source, erratum, &change.at)?;
                let node = source.document().value().pointer(&change.at);
                // Lists can be added to as well, but those who apply overlays do not agree how.
                if !change.remove && !node.is_some_and(Value::is_object) {
                    return Err(dangling(source, erratum, &change.at, "leads to no object, and only objects can be updated"));
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

/// Members whose value is a map from names to objects: such a map can carry no extension, it would be one more name.
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

/// Members whose value is data, and no part of the document's own structure.
const DATA: [&str; 6] = ["example", "default", "enum", "const", "value", "security"];

/// The way to the innermost object that leads towards a place and may carry an extension. The place is one of the document as it was
/// written; in the upgraded one a schema may have been wrapped, which then carries what belongs to its parts.
fn carrier(root: &Value, mut way: Vec<Step>) -> Vec<Step> {
    if let Some(Step::Name(name)) = way.first_mut()
        && name == "x-webhooks"
        && root.get(name.as_str()).is_none()
    {
        *name = "webhooks".to_owned();
    }
    let mut node = root;
    let (mut length, mut in_map) = (0, false);
    for (index, step) in way.iter().enumerate() {
        let (child, is_structure) = match step {
            Step::Index(index) => (node.get(index), true),
            Step::Name(name) => {
                let is_data = !in_map && (DATA.contains(&name.as_str()) || name.starts_with("x-") && name != "x-webhooks");
                (node.get(name.as_str()), !is_data)
            }
        };
        let (Some(child), true) = (child, is_structure) else { break };
        in_map = matches!(step, Step::Name(name) if !in_map && MAPS.contains(&name.as_str()) && child.is_object());
        if child.is_object() && !in_map && child.get("$ref").is_none() {
            length = index + 1;
        }
        node = child;
    }
    way.truncate(length);
    way
}

/// The pointer, step by step.
fn steps(source: &Source, erratum: &Erratum, pointer: &str) -> Result<Vec<Step>, Error> {
    let mut node = Some(source.document().value());
    let mut way = Vec::new();
    for segment in segments(pointer) {
        let (step, child) = match node {
            Some(Value::Array(items)) => {
                let index = segment.parse().unwrap_or(usize::MAX);
                (Step::Index(index), items.get(index))
            }
            Some(Value::Object(members)) => (Step::Name(segment.clone()), members.get(&segment)),
            _ => (Step::Name(segment), None),
        };
        if child.is_none() {
            return Err(dangling(source, erratum, pointer, "leads nowhere"));
        }
        way.push(step);
        node = child;
    }
    Ok(way)
}

fn dangling(source: &Source, erratum: &Erratum, pointer: &str, what: &str) -> Error {
    let line = source.errata().line_of(&erratum.id, pointer);
    Error::Errata(format!("{}.errata.toml:{line}: erratum {}: the pointer {pointer} {what}", source.name(), erratum.id))
}
