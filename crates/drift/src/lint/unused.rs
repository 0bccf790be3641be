//! Unused components.

use std::collections::{BTreeSet, HashSet};

use serde_json::{Map, Value};

use crate::lint::rule::RuleMatch;
use openapi_drift_openapi::Document;
use openapi_drift_source::pointer;

/// The sections of a document whose references count as use.
const ROOTS: [&str; 4] = ["paths", "webhooks", "x-webhooks", "security"];

/// Finds the components that no path and no webhook uses, directly or through other components. A document without paths is a
/// library of components with unknown users.
pub(crate) fn components(document: &Document) -> Vec<RuleMatch> {
    let root = document.value();
    let is_library = ROOTS.iter().all(|name| root.get(name).and_then(Value::as_object).is_none_or(Map::is_empty));
    if is_library {
        return Vec::new();
    }
    let mut walk = ComponentWalk { document, used: HashSet::new(), open: Vec::new() };
    for name in ROOTS {
        if let Some(value) = root.get(name) {
            walk.visit(value, &mut format!("/{name}"));
        }
    }
    walk.follow();
    let bases = walk.used.clone();
    walk.derived(&bases);
    let sections = root.get("components").and_then(Value::as_object).into_iter().flatten();
    let all = sections.filter(|(section, _)| !section.starts_with("x-")).flat_map(|(section, members)| {
        let names = members.as_object().into_iter().flatten().map(|(name, _)| name);
        names.map(|name| pointer::join(&pointer::join("/components", section), name)).collect::<Vec<_>>()
    });
    all.filter(|at| !walk.used.contains(at)).map(|at| (at, "no operation uses the component".to_owned())).collect()
}

struct ComponentWalk<'d> {
    document: &'d Document,
    /// The nodes that something refers to: components, and nodes of other files.
    used: HashSet<String>,
    open: Vec<String>,
}

impl ComponentWalk<'_> {
    /// Adds the targets of the references inside a value.
    fn visit(&mut self, value: &Value, at: &mut String) {
        match value {
            Value::Object(members) => {
                self.note(members, at);
                for (name, child) in members.iter().filter(|(_, child)| child.is_object() || child.is_array()) {
                    self.below(name, child, at);
                }
            }
            Value::Array(items) => items.iter().enumerate().for_each(|(index, item)| self.below(&index.to_string(), item, at)),
            _ => {}
        }
    }

    fn below(&mut self, segment: &str, child: &Value, at: &mut String) {
        let length = at.len();
        at.push('/');
        at.push_str(&pointer::escape(segment));
        self.visit(child, at);
        at.truncate(length);
    }

    fn note(&mut self, members: &Map<String, Value>, at: &str) {
        for key in ["$ref", "$dynamicRef"] {
            let target = members.get(key).and_then(Value::as_str).and_then(|reference| self.document.target(at, reference));
            self.open.extend(target.as_deref().map(component));
        }
        let mapping = members.get("discriminator").and_then(|discriminator| discriminator.get("mapping")?.as_object());
        for target in mapping.into_iter().flatten().filter_map(|(_, target)| self.document.mapped(at, target.as_str()?)) {
            self.open.push(component(&target));
        }
        let schemes = members.get("security").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object).flatten();
        self.open.extend(schemes.map(|(name, _)| pointer::join("/components/securitySchemes", name)));
        // The security requirements of the document are an array, whose items are visited without their name.
        if at.starts_with("/security/") {
            self.open.extend(members.iter().map(|(name, _)| pointer::join("/components/securitySchemes", name)));
        }
    }

    fn follow(&mut self) {
        while let Some(mut at) = self.open.pop() {
            if self.used.insert(at.clone())
                && let Some(node) = self.document.node(&at)
            {
                self.visit(node, &mut at);
            }
        }
    }

    /// Adds the components that extend a used one with a discriminator: a value may be of such a type, though no reference names it.
    fn derived(&mut self, bases: &HashSet<String>) {
        let has_discriminator = |at: &&String| self.document.node(at).is_some_and(|node| node.get("discriminator").is_some());
        let bases: BTreeSet<String> = bases.iter().filter(has_discriminator).cloned().collect();
        for base in bases {
            let children: Vec<String> = self.document.children(&base);
            self.open.extend(children);
        }
        let known = self.used.len();
        self.follow();
        if self.used.len() > known {
            let used = self.used.clone();
            self.derived(&used);
        }
    }
}

/// Returns the component that contains a pointer; other pointers are returned unchanged.
fn component(at: &str) -> String {
    match at.strip_prefix("/components/").map(|rest| rest.splitn(3, '/').take(2).collect::<Vec<_>>()) {
        Some(names) if names.len() == 2 => format!("/components/{}", names.join("/")),
        _ => at.to_owned(),
    }
}
