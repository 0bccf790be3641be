//! The document: an OpenAPI 3.0 or 3.1 description, read so that every node keeps its line and column.

mod graph;
mod index;
mod json_schema;
mod operation;
mod position;
mod scalar;
mod server;
mod shape;
mod template;
mod text;
mod validators;
mod yaml;

pub(crate) mod pointer;

use std::path::Path;
use std::sync::{Arc, RwLock, RwLockReadGuard, TryLockError};
use std::time::Duration;

use serde_json::Value;

pub(crate) use graph::{Additional, Discriminator, Graph, Id};
pub use json_schema::Direction;
pub(crate) use json_schema::NUMERIC_FORMAT;
pub use operation::Operation;
pub(crate) use operation::{Encoding, MediaType, Parameter, Response};
pub use position::Position;
pub(crate) use position::{Part, locate_in_json, offset_in_json, raw_in_json};
pub(crate) use scalar::{offset_in_json_string, offset_in_yaml_scalar};
pub use server::Server;
pub(crate) use shape::kind;
pub(crate) use template::{Distance, Fit, path_segments};
pub(crate) use text::{Text, display_name};
pub(crate) use validators::Compiled;
pub(crate) use yaml::{Items as YamlItems, Spans, names as yaml_names};

use crate::trouble::Trouble;
use json_schema::Dialect;
use validators::Validators;

/// An OpenAPI document that traffic can be checked against.
///
/// `Send + Sync`; what is compiled on first use is shared by all threads.
#[derive(Debug)]
pub struct Document {
    text: Text,
    servers: Arc<[Server]>,
    operations: Vec<Operation>,
    graph: RwLock<Graph>,
    validators: Validators,
}

impl Document {
    /// Reads an OpenAPI 3.0 or 3.1 document, in YAML or JSON.
    ///
    /// # Errors
    ///
    /// [`Trouble`] with file, line and column where the file cannot be read or parsed, has a duplicate key, is not an
    /// OpenAPI document, has a part of the wrong type, or a `$ref` outside schemas that leads nowhere.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, Trouble> {
        Self::from_text(Text::read(path.as_ref(), "the document")?)
    }

    /// Reads a document from a text; `name` stands for the file in reports.
    ///
    /// # Errors
    ///
    /// The same as [`Document::load`].
    ///
    /// ```
    /// let document = openapi_drift::Document::parse("api.yaml", "{openapi: 3.0.3, info: {title: Empty}, paths: {}}")?;
    /// assert!(document.operations().is_empty());
    ///
    /// let trouble = openapi_drift::Document::parse("api.yaml", "openapi: 3.0.3\ninfo: {}\npaths: []\n").unwrap_err();
    /// assert_eq!(trouble.to_string(), "cannot read the document\n  -> api.yaml:3:1\n  -> expected an object, found a list");
    /// # Ok::<(), openapi_drift::Trouble>(())
    /// ```
    pub fn parse(name: &str, text: &str) -> Result<Self, Trouble> {
        Self::from_text(Text::parse(name, text.to_owned(), "the document")?)
    }

    fn from_text(text: Text) -> Result<Self, Trouble> {
        let trouble =
            |pointer: &str, why: String| Trouble::new("cannot read the document", why).in_file(text.name()).at(text.locate(pointer));
        shape::check(text.value()).map_err(|misshapen| trouble(&misshapen.pointer, misshapen.why))?;
        let servers = operation::root_servers(text.value());
        let operations = operation::read_all(text.value(), &servers)
            .map_err(|dangling| trouble(&dangling.pointer, format!("`$ref: {}` leads nowhere in this document", dangling.reference)))?;
        let mut ids = std::collections::HashMap::new();
        for operation in &operations {
            if let Some(other) = ids.insert(operation.id.as_str(), operation) {
                let at = pointer::join(&operation.pointer, "operationId");
                return Err(trouble(&at, format!("the operationId `{}` is already that of {} {}", operation.id, other.method, other.path)));
            }
        }
        let is_31 = text.value().get("openapi").and_then(Value::as_str).is_some_and(|version| version.starts_with("3.1"));
        let dialect = if is_31 { Dialect::V31 } else { Dialect::V30 };
        Ok(Self { servers, operations, graph: RwLock::default(), validators: Validators::new(dialect), text })
    }

    /// The operations and webhooks, in the order of the document.
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// The servers of the operations that have none of their own.
    pub(crate) fn servers(&self) -> &Arc<[Server]> {
        &self.servers
    }

    /// The operation with this `operationId`.
    pub fn operation(&self, id: &str) -> Option<&Operation> {
        self.operations.iter().find(|operation| operation.id == id)
    }

    /// The document's file, as it is shown.
    pub fn name(&self) -> &str {
        self.text.name()
    }

    /// The document as a value.
    pub fn value(&self) -> &Value {
        self.text.value()
    }

    /// Where the node stands that a JSON pointer leads to, or else its nearest parent.
    pub fn locate(&self, pointer: &str) -> Position {
        self.text.locate(pointer)
    }

    /// The text of the file in which the node stands that `pointer` leads to.
    pub(crate) fn source(&self, _pointer: &str) -> &str {
        self.text.text()
    }

    /// The validator of the schema at `pointer`.
    pub(crate) fn validator(&self, pointer: &str, direction: Direction) -> Compiled {
        self.validators.get(self.value(), pointer, direction)
    }

    /// The graph, with the schema at `pointer` in it.
    pub(crate) fn graph(&self, pointer: &str) -> (RwLockReadGuard<'_, Graph>, Id) {
        // Not in the condition of the `if`: a lock held there would still be held when it is taken again.
        let known = self.read_graph().id(pointer);
        if let Some(id) = known {
            return (self.read_graph(), id);
        }
        // Never waits in line: a thread that reads may read again before it is done, which it could not while another stands
        // in line to write.
        let id = loop {
            match self.graph.try_write() {
                Ok(mut graph) => break graph.add(self.value(), pointer),
                Err(TryLockError::Poisoned(poisoned)) => break poisoned.into_inner().add(self.value(), pointer),
                Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_micros(20)),
            }
        };
        (self.read_graph(), id)
    }

    pub(crate) fn read_graph(&self) -> RwLockReadGuard<'_, Graph> {
        // A graph is only ever added to, so one that a panic left behind is still good.
        self.graph.read().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// The pointer in the document that a location in a converted schema stands for.
    pub(crate) fn original_pointer(&self, location: &str) -> String {
        json_schema::original_pointer(self.value(), location)
    }
}
