//! The elements of a document that rules are about, each with its kind and its place.

use openapi_drift::Document;
use openapi_drift::pointer::{join, last};
use serde_json::Value;

/// The kind of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ElementKind {
    Tag,
    Server,
    Operation,
    Webhook,
    Parameter,
    RequestBody,
    Response,
    Header,
    /// A media type of a body.
    Content,
    SecurityScheme,
    /// A schema in `components`.
    Schema,
    /// A property of any schema, unless it is a `$ref`: its target has the description, the example and the source.
    Property,
}

impl ElementKind {
    /// The name in messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tag => "tag",
            Self::Server => "server",
            Self::Operation => "operation",
            Self::Webhook => "webhook",
            Self::Parameter => "parameter",
            Self::RequestBody => "request body",
            Self::Response => "response",
            Self::Header => "header",
            Self::Content => "body",
            Self::SecurityScheme => "security scheme",
            Self::Schema => "schema",
            Self::Property => "property",
        }
    }
}

/// An element that is written out. A `$ref` is not an element.
pub struct Element<'d> {
    pub kind: ElementKind,
    pub pointer: String,
    pub node: &'d Value,
}

impl Element<'_> {
    pub fn has(&self, key: &str) -> bool {
        self.node.get(key).is_some()
    }

    /// The name in messages: its operationId, name or URL, or the last segment of its pointer.
    pub fn title(&self) -> String {
        let own = ["operationId", "name", "url"].iter().find_map(|key| self.node.get(key).and_then(Value::as_str));
        own.map_or_else(|| last(&self.pointer).into_owned(), str::to_owned)
    }
}

/// All elements: tags, servers, path items, operations, components, and properties.
pub fn elements(document: &Document) -> Vec<Element<'_>> {
    let mut collector = ElementCollector { document, elements: Vec::new() };
    collector.array("", "tags", ElementKind::Tag);
    collector.array("", "servers", ElementKind::Server);
    for section in ["paths", "x-webhooks", "webhooks"] {
        for path in children(document, &join("", section)) {
            collector.array(&path, "servers", ElementKind::Server);
            collector.array(&path, "parameters", ElementKind::Parameter);
        }
    }
    for operation in document.operations() {
        let kind = if operation.webhook { ElementKind::Webhook } else { ElementKind::Operation };
        collector.add(kind, operation.pointer.clone());
    }
    for (section, kind) in [
        ("securitySchemes", ElementKind::SecurityScheme),
        ("parameters", ElementKind::Parameter),
        ("requestBodies", ElementKind::RequestBody),
        ("responses", ElementKind::Response),
        ("headers", ElementKind::Header),
        ("schemas", ElementKind::Schema),
    ] {
        collector.object("/components", section, kind);
    }
    for at in document.schemas() {
        collector.object(at, "properties", ElementKind::Property);
    }
    collector.elements
}

struct ElementCollector<'d> {
    document: &'d Document,
    elements: Vec<Element<'d>>,
}

impl ElementCollector<'_> {
    /// Adds an element and the elements in it.
    fn add(&mut self, kind: ElementKind, pointer: String) {
        let Some(node) = self.document.node(&pointer).filter(|node| node.is_object() && node.get("$ref").is_none()) else { return };
        self.elements.push(Element { kind, pointer: pointer.clone(), node });
        match kind {
            ElementKind::Operation | ElementKind::Webhook => {
                self.array(&pointer, "servers", ElementKind::Server);
                self.array(&pointer, "parameters", ElementKind::Parameter);
                self.add(ElementKind::RequestBody, join(&pointer, "requestBody"));
                self.object(&pointer, "responses", ElementKind::Response);
            }
            ElementKind::RequestBody => self.object(&pointer, "content", ElementKind::Content),
            ElementKind::Response => {
                self.object(&pointer, "headers", ElementKind::Header);
                self.object(&pointer, "content", ElementKind::Content);
            }
            _ => {}
        }
    }

    fn array(&mut self, at: &str, key: &str, kind: ElementKind) {
        let array = join(at, key);
        for index in 0..self.document.node(&array).and_then(Value::as_array).map_or(0, Vec::len) {
            self.add(kind, format!("{array}/{index}"));
        }
    }

    fn object(&mut self, at: &str, key: &str, kind: ElementKind) {
        for pointer in children(self.document, &join(at, key)) {
            self.add(kind, pointer);
        }
    }
}

/// The pointers of the properties of an object.
pub fn children(document: &Document, at: &str) -> Vec<String> {
    let object = document.node(at).and_then(Value::as_object);
    object.into_iter().flatten().map(|(name, _)| join(at, name)).collect()
}
