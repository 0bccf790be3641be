//! The parts of a document that rules ask about, each with its kind and its place.

use openapi_drift::Document;
use serde_json::Value;

/// What a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
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
    /// A schema that is a component.
    Schema,
    /// A property of any schema, unless it is a mere reference: then it has all that its target has.
    Property,
}

impl Kind {
    /// Its name in messages.
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

/// A part that is written out; one that refers to another part is not one by itself.
pub struct Part<'d> {
    pub kind: Kind,
    pub pointer: String,
    pub node: &'d Value,
}

impl Part<'_> {
    pub fn has(&self, member: &str) -> bool {
        self.node.get(member).is_some()
    }

    /// What the part calls itself, for messages: its operationId or name, or else the last segment of its pointer.
    pub fn title(&self) -> String {
        let own = ["operationId", "name", "url"].iter().find_map(|member| self.node.get(member).and_then(Value::as_str));
        own.map_or_else(|| last(&self.pointer), str::to_owned)
    }
}

/// All parts, in the order of the document but for properties, which come last.
pub fn parts(document: &Document) -> Vec<Part<'_>> {
    let mut walk = Walk { document, parts: Vec::new() };
    walk.list("", "tags", Kind::Tag);
    walk.list("", "servers", Kind::Server);
    for section in ["paths", "x-webhooks", "webhooks"] {
        walk.paths(section);
    }
    let components = "/components";
    for (section, kind) in [
        ("securitySchemes", Kind::SecurityScheme),
        ("parameters", Kind::Parameter),
        ("requestBodies", Kind::RequestBody),
        ("responses", Kind::Response),
        ("headers", Kind::Header),
        ("schemas", Kind::Schema),
    ] {
        for pointer in members(document, &join(components, section)) {
            walk.add(kind, pointer);
        }
    }
    for at in document.schemas() {
        for pointer in members(document, &join(at, "properties")) {
            walk.add(Kind::Property, pointer);
        }
    }
    walk.parts
}

struct Walk<'d> {
    document: &'d Document,
    parts: Vec<Part<'d>>,
}

impl Walk<'_> {
    /// Adds a part and the parts in it.
    fn add(&mut self, kind: Kind, pointer: String) {
        let Some(node) = self.document.node(&pointer).filter(|node| node.is_object() && node.get("$ref").is_none()) else { return };
        self.parts.push(Part { kind, pointer: pointer.clone(), node });
        match kind {
            Kind::Operation | Kind::Webhook => {
                self.list(&pointer, "servers", Kind::Server);
                self.list(&pointer, "parameters", Kind::Parameter);
                self.add(Kind::RequestBody, join(&pointer, "requestBody"));
                self.map(&pointer, "responses", Kind::Response);
            }
            Kind::RequestBody => self.map(&pointer, "content", Kind::Content),
            Kind::Response => {
                self.map(&pointer, "headers", Kind::Header);
                self.map(&pointer, "content", Kind::Content);
            }
            _ => {}
        }
    }

    fn paths(&mut self, section: &str) {
        let kind = if section == "paths" { Kind::Operation } else { Kind::Webhook };
        for path in members(self.document, &join("", section)) {
            self.list(&path, "servers", Kind::Server);
            self.list(&path, "parameters", Kind::Parameter);
            for method in METHODS {
                self.add(kind, join(&path, method));
            }
        }
    }

    fn list(&mut self, at: &str, member: &str, kind: Kind) {
        let list = join(at, member);
        for index in 0..self.document.node(&list).and_then(Value::as_array).map_or(0, Vec::len) {
            self.add(kind, format!("{list}/{index}"));
        }
    }

    fn map(&mut self, at: &str, member: &str, kind: Kind) {
        for pointer in members(self.document, &join(at, member)) {
            self.add(kind, pointer);
        }
    }
}

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// The pointers of the members of an object, extensions left out where names are not free.
pub fn members(document: &Document, at: &str) -> Vec<String> {
    let object = document.node(at).and_then(Value::as_object);
    object.into_iter().flatten().map(|(name, _)| join(at, name)).collect()
}

/// The pointer with one segment more.
pub fn join(pointer: &str, segment: &str) -> String {
    format!("{pointer}/{}", segment.replace('~', "~0").replace('/', "~1"))
}

/// The last segment of a pointer, unescaped.
pub fn last(pointer: &str) -> String {
    pointer.rsplit('/').next().unwrap_or_default().replace("~1", "/").replace("~0", "~")
}
