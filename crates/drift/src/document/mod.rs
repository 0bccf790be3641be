//! The document: an OpenAPI 3.0 or 3.1 description, read so that every node keeps its line and column.

mod files;
mod graph;
mod inspect;
mod json_schema;
mod operation;
mod position;
mod scalar;
mod server;
mod set_aside;
mod shape;
mod spans;
mod template;
mod text;
mod validators;
mod yaml;

pub(crate) mod pointer;

use std::path::Path;
use std::sync::{Arc, OnceLock, RwLock, RwLockReadGuard, TryLockError};
use std::time::Duration;

use jsonschema::ValidationError;
use serde_json::Value;

pub(crate) use graph::{Additional, Discriminator, Graph, Id};
pub use json_schema::Direction;
pub(crate) use json_schema::NUMERIC_FORMAT;
pub use operation::Operation;
pub(crate) use operation::{Encoding, MediaType, Parameter, Response};
pub use position::Position;
pub(crate) use position::{Part, line_start, locate_in_json, offset_in_json, raw_in_json};
pub(crate) use scalar::{offset_in_json_string, offset_in_yaml_scalar};
pub use server::Server;
pub(crate) use set_aside::Aside;
pub(crate) use shape::kind;
pub(crate) use spans::Spans;
pub(crate) use template::{Distance, Fit, path_segments};
pub(crate) use text::{Text, display_name};
pub(crate) use validators::Compiled;
pub(crate) use yaml::{Items as YamlItems, names as yaml_names};

use crate::trouble::Trouble;
use files::Files;
use json_schema::Dialect;
use validators::Validators;

/// Gives the name and the text of a file, or `None` where there is none.
#[cfg(feature = "cli")]
type Read<'r> = &'r dyn Fn(&Path) -> Result<Option<(String, String)>, Trouble>;

/// An OpenAPI document that traffic can be checked against.
///
/// `Send + Sync`; what is compiled on first use is shared by all threads.
#[derive(Debug)]
pub struct Document {
    files: Files,
    servers: Arc<[Server]>,
    operations: Vec<Operation>,
    graph: RwLock<Graph>,
    validators: Validators,
    dialect: Dialect,
    schemas: OnceLock<Vec<String>>,
}

impl Document {
    /// Reads an OpenAPI 3.0 or 3.1 document, in YAML or JSON, with the files that it refers to by relative paths.
    ///
    /// What is odd and can be set aside (a keyword of the wrong type, an `operationId` that another operation has) is
    /// no error; a schema that cannot be used is trouble when traffic touches it.
    ///
    /// # Errors
    ///
    /// [`Trouble`] with file, line and column where the file cannot be read or parsed, has a duplicate key, is not an
    /// OpenAPI document, has operations of the wrong shape, or a `$ref` outside schemas that leads nowhere.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, Trouble> {
        let path = path.as_ref();
        let main = Text::read(path, "the document")?;
        check_shape(&main)?;
        Self::from_files(Files::load(main, path)?)
    }

    /// Reads a document from somewhere else than the file system, such as a revision of a repository. `read` gives the text
    /// at a path and the name by which it is shown; `None` where nothing is.
    #[cfg(feature = "cli")]
    pub(crate) fn load_from(path: &Path, read: Read<'_>) -> Result<Option<Self>, Trouble> {
        let parse = |path: &Path, what| read(path)?.map(|(name, text)| Text::parse(name, text, what)).transpose();
        let Some(main) = parse(path, "the document")? else { return Ok(None) };
        check_shape(&main)?;
        Self::from_files(Files::load_from(main, path, &|path| parse(path, "a file that the document refers to"))?).map(Some)
    }

    /// Reads a document from a text; `name` stands for the file in reports. References to other files lead nowhere.
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
        let main = Text::parse(name, text.to_owned(), "the document")?;
        check_shape(&main)?;
        Self::from_files(Files::single(main))
    }

    fn from_files(files: Files) -> Result<Self, Trouble> {
        let servers = operation::root_servers(files.main().value());
        let mut operations = operation::read_all(&files, &servers).map_err(|dangling| {
            Trouble::new("cannot read the document", format!("`$ref: {}` leads nowhere", dangling.reference))
                .in_file(files.text(&dangling.pointer).name())
                .at(files.locate(&dangling.pointer))
        })?;
        // An id must name one operation; a later one that has it too goes by method and path.
        let mut ids = std::collections::HashSet::new();
        for operation in &mut operations {
            if !ids.insert(operation.id.clone()) {
                operation.id = format!("{} {}", operation.method, operation.path);
                ids.insert(operation.id.clone());
            }
        }
        let is_31 = files.main().value().get("openapi").and_then(Value::as_str).is_some_and(|version| version.starts_with("3.1"));
        let dialect = if is_31 { Dialect::V31 } else { Dialect::V30 };
        Ok(Self {
            servers,
            operations,
            graph: RwLock::default(),
            validators: Validators::new(dialect),
            dialect,
            schemas: OnceLock::new(),
            files,
        })
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
        self.files.main().name()
    }

    /// The file in which the node stands that a pointer leads to, as it is shown.
    pub fn file_of(&self, pointer: &str) -> &str {
        self.files.text(pointer).name()
    }

    /// The node that a pointer leads to. Nodes of other files than the main one have pointers such as
    /// `schemas/user.yaml#/User`.
    pub fn node(&self, pointer: &str) -> Option<&Value> {
        self.files.get(pointer)
    }

    /// The pointer of the node that a reference at `pointer` leads to; `None` where it leads nowhere.
    pub fn target(&self, pointer: &str, reference: &str) -> Option<String> {
        self.files.target(pointer, reference)
    }

    /// Compiles every schema that a request or a response of an operation can touch. Gives how many there are, and
    /// trouble for each statement that cannot be checked.
    pub fn compile(&self) -> (usize, Vec<Trouble>) {
        let mut trouble = std::collections::BTreeMap::new();
        let (requests, responses) = self.roots();
        let schemas = requests.len() + responses.len();
        for (direction, roots) in [(Direction::Request, requests), (Direction::Response, responses)] {
            for root in roots {
                if let Err(why) = self.validator_once(&root, direction) {
                    trouble.insert(root.clone(), why.to_string());
                }
                trouble.extend(self.set_aside(&root, direction).into_iter().map(|aside| (aside.pointer, aside.why)));
            }
        }
        let trouble = trouble.into_iter().map(|(pointer, why)| {
            Trouble::new("cannot use a schema of the document", why).in_file(self.file_of(&pointer)).at(self.locate(&pointer))
        });
        (schemas, trouble.collect())
    }

    /// The document as a value: its main file.
    pub fn value(&self) -> &Value {
        self.files.main().value()
    }

    /// Where the node stands that a JSON pointer leads to, or else its nearest parent.
    pub fn locate(&self, pointer: &str) -> Position {
        self.files.locate(pointer)
    }

    /// The file in which the node stands that `pointer` leads to, from the start of a line on.
    pub(crate) fn source_from(&self, pointer: &str, line: usize) -> &str {
        self.files.text(pointer).lines_from(line)
    }

    /// The validator of the schema at `pointer`.
    pub(crate) fn validator(&self, pointer: &str, direction: Direction) -> Compiled {
        self.validators.get(&self.files, &|| self.all_roots(), pointer, direction)
    }

    /// What of the schema at `pointer`, and of what it refers to, cannot be checked.
    pub(crate) fn set_aside(&self, pointer: &str, direction: Direction) -> Vec<Aside> {
        self.validators.aside(&self.files, &|| self.all_roots(), pointer, direction)
    }

    /// The schemas that requests touch, and those that responses do; each once, in the order of the document.
    fn roots(&self) -> (Vec<String>, Vec<String>) {
        let media = |content: &[MediaType]| content.iter().filter_map(|entry| entry.schema.clone()).collect::<Vec<_>>();
        let (mut requests, mut responses) = (Vec::new(), Vec::new());
        for operation in &self.operations {
            requests.extend(operation.parameters.iter().filter_map(|parameter| parameter.schema.clone()));
            requests.extend(operation.request_body.iter().flat_map(|body| media(&body.content)));
            for response in &operation.responses {
                responses.extend(response.headers.iter().filter_map(|header| header.schema.clone()));
                responses.extend(response.content.iter().flat_map(|content| media(content)));
            }
        }
        for roots in [&mut requests, &mut responses] {
            let mut seen = std::collections::HashSet::new();
            roots.retain(|root| seen.insert(root.clone()));
        }
        (requests, responses)
    }

    fn all_roots(&self) -> Vec<String> {
        let (mut roots, responses) = self.roots();
        roots.extend(responses);
        roots
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
                Ok(mut graph) => break graph.add(&self.files, pointer),
                Err(TryLockError::Poisoned(poisoned)) => break poisoned.into_inner().add(&self.files, pointer),
                Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_micros(20)),
            }
        };
        (self.read_graph(), id)
    }

    pub(crate) fn read_graph(&self) -> RwLockReadGuard<'_, Graph> {
        // A graph is only ever added to, so one that a panic left behind is still good.
        self.graph.read().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// The pointer in the document that a validation error is about.
    pub(crate) fn original_pointer(&self, error: &ValidationError<'_>) -> String {
        // With identifiers a location counts from the schema that has one.
        let absolute = error.absolute_keyword_location().filter(|_| self.files.has_dynamic_references()).map(|uri| uri.as_str());
        if let Some((identifier, fragment)) = absolute.and_then(|uri| uri.split_once('#'))
            && let Some(at) = self.files.identified_by(identifier)
        {
            return format!("{at}{}", percent_encoding::percent_decode_str(fragment).decode_utf8_lossy());
        }
        json_schema::original_pointer(&self.files, error.schema_path().as_str())
    }
}

/// Whether the main file is a document at all.
fn check_shape(text: &Text) -> Result<(), Trouble> {
    shape::check(text.value()).map_err(|misshapen| {
        Trouble::new("cannot read the document", misshapen.why).in_file(text.name()).at(text.locate(&misshapen.pointer))
    })
}
