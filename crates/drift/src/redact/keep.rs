//! The values that the document lists at a place, so that they are kept there.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use serde_json::Value;

use openapi_drift_openapi::schema::graph::Additional;
use openapi_drift_openapi::{Document, Id};

/// The schemas that may describe a value.
#[derive(Debug, Clone, Default)]
pub(crate) struct Place {
    schemas: Vec<Id>,
    /// The discriminator values that are listed here, each with its schema.
    mapped: Vec<(String, Id)>,
}

impl Place {
    /// Returns the place of a value that either place may have.
    pub fn and(mut self, other: Self) -> Self {
        self.schemas.extend(other.schemas);
        self.mapped.extend(other.mapped);
        self
    }
}

/// A decision of the document about a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It is kept, because of the statement at this pointer.
    Keep(String),
    /// It is replaced.
    Replace,
}

/// What one schema says about its values.
#[derive(Debug, Default)]
struct Statements {
    listed: Vec<(Value, String)>,
    /// `x-sensitive-data` or `x-data-classification`: whether values are private.
    private: Option<(bool, String)>,
}

/// The lists of values of a document, read when they are first needed.
pub(crate) struct Keep<'d> {
    document: &'d Document,
    statements: RefCell<HashMap<Id, Rc<Statements>>>,
}

impl<'d> Keep<'d> {
    pub fn new(document: &'d Document) -> Self {
        Self { document, statements: RefCell::default() }
    }

    /// Returns the place of the values that the schemas at these pointers describe.
    pub fn place<'p>(&self, pointers: impl IntoIterator<Item = &'p str>) -> Place {
        self.closure(pointers.into_iter().filter_map(|pointer| self.document.graph().id(pointer)).collect())
    }

    /// Adds the schemas that a schema refers to or is composed of.
    fn closure(&self, mut schemas: Vec<Id>) -> Place {
        let graph = self.document.graph();
        let mut at = 0;
        while let Some(&id) = schemas.get(at) {
            at += 1;
            let node = graph.node(id);
            let more = node.reference.iter().chain(&node.all_of).chain(&node.one_of).chain(&node.any_of).chain(&node.conditional);
            for &id in more {
                if !schemas.contains(&id) {
                    schemas.push(id);
                }
            }
        }
        Place { schemas, mapped: Vec::new() }
    }

    /// Returns the place of a property.
    pub fn property(&self, place: &Place, name: &str) -> Place {
        let graph = self.document.graph();
        let (mut schemas, mut mapped) = (Vec::new(), Vec::new());
        for &id in &place.schemas {
            let node = graph.node(id);
            schemas.extend(node.properties.get(name));
            let patterns =
                node.pattern_properties.iter().filter(|(pattern, _)| pattern.as_ref().is_none_or(|pattern| pattern.is_match(name)));
            schemas.extend(patterns.map(|(_, id)| *id));
            if let (Additional::Described(described), false) = (&node.additional, node.properties.contains_key(name)) {
                schemas.push(*described);
            }
            if let Some(discriminator) = node.discriminator.as_ref().filter(|discriminator| discriminator.property == name) {
                mapped.extend(discriminator.mapping.iter().map(|(value, _)| (value.clone(), id)));
            }
        }
        schemas.sort_unstable();
        schemas.dedup();
        Place { mapped, ..self.closure(schemas) }
    }

    /// Returns the place of the items of an array.
    pub fn items(&self, place: &Place) -> Place {
        let graph = self.document.graph();
        let of = |id: &Id| {
            let node = graph.node(*id);
            node.items.iter().chain(&node.prefix_items).chain(&node.unevaluated_items).copied().collect::<Vec<_>>()
        };
        let mut schemas: Vec<Id> = place.schemas.iter().flat_map(of).collect();
        schemas.sort_unstable();
        schemas.dedup();
        self.closure(schemas)
    }

    /// Returns what the document says about a value at a place; `None` if nothing.
    pub fn verdict(&self, place: &Place, is_value: impl Fn(&Value) -> bool) -> Option<Verdict> {
        let statements: Vec<Rc<Statements>> = place.schemas.iter().map(|id| self.statements(*id)).collect();
        let private: Vec<&(bool, String)> = statements.iter().filter_map(|statements| statements.private.as_ref()).collect();
        if private.iter().any(|(private, _)| *private) {
            return Some(Verdict::Replace);
        }
        if let Some((_, pointer)) = private.first() {
            return Some(Verdict::Keep(pointer.clone()));
        }
        let mut listed = statements.iter().flat_map(|statements| &statements.listed);
        if let Some((_, pointer)) = listed.find(|(value, _)| is_value(value)) {
            return Some(Verdict::Keep(pointer.clone()));
        }
        let mapped = place.mapped.iter().find(|(value, _)| is_value(&Value::from(value.as_str())));
        mapped.map(|(_, id)| Verdict::Keep(format!("{}/discriminator", self.document.graph().node(*id).pointer)))
    }

    fn statements(&self, id: Id) -> Rc<Statements> {
        if let Some(known) = self.statements.borrow().get(&id) {
            return Rc::clone(known);
        }
        let pointer = &self.document.graph().node(id).pointer;
        let mut statements = Statements::default();
        if let Some(schema) = self.document.node(pointer) {
            for keyword in ["enum", "x-extensible-enum"] {
                let values = schema.get(keyword).and_then(Value::as_array).into_iter().flatten();
                statements.listed.extend(values.map(|value| (value.clone(), format!("{pointer}/{keyword}"))));
            }
            statements.listed.extend(schema.get("const").map(|value| (value.clone(), format!("{pointer}/const"))));
            statements.private = privacy(schema).map(|(private, keyword)| (private, format!("{pointer}/{keyword}")));
        }
        let statements = Rc::new(statements);
        self.statements.borrow_mut().insert(id, Rc::clone(&statements));
        statements
    }
}

/// Reads the registered extensions about private data.
fn privacy(schema: &Value) -> Option<(bool, &'static str)> {
    const SENSITIVE: &str = "x-sensitive-data";
    const CLASSIFICATION: &str = "x-data-classification";
    if let Some(sensitive) = schema.get(SENSITIVE) {
        return Some((*sensitive != Value::Bool(false) && !sensitive.is_null(), SENSITIVE));
    }
    let classification = schema.get(CLASSIFICATION)?;
    let is_public = classification.as_str().is_some_and(|class| class.eq_ignore_ascii_case("public"));
    Some((!is_public, CLASSIFICATION))
}
