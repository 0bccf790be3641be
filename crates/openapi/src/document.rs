//! The document: an OpenAPI 3.0 or 3.1 description, read so that every node keeps its line and column.

use std::collections::HashMap;
use std::path::Path;

use std::sync::{Arc, OnceLock};

use jsonschema::ValidationError;
use serde_json::Value;

use crate::operation::{MediaType, Operation};
use crate::operation_index::OperationIndex;
use crate::references::resolver::ReferenceResolver;
use crate::schema::dialect::Dialect;
use crate::schema::direction::Direction;
use crate::schema::graph::{Graph, Id};

use crate::schema::unsupported::IgnoredKeyword;
use crate::schema::validator::{Compiled, Schemas, Validators};
use crate::server::Server;
use crate::vocabulary::Vocabulary;
use crate::{operation, structure};
use openapi_drift_source::error::Error;
use openapi_drift_source::file::SourceFile;
use openapi_drift_source::position::Position;
use openapi_drift_source::text::SourceText;

/// Gives the name and the text of a file, or `None` where there is none.
type Read<'r> = &'r dyn Fn(&Path) -> Result<Option<(String, String)>, Error>;

/// An OpenAPI document that traffic can be checked against.
///
/// `Send + Sync`; what is compiled on first use is shared by all threads.
#[derive(Debug)]
pub struct Document {
    pub(crate) files: ReferenceResolver,
    /// What the linter asks for more than once.
    pub(crate) all_schemas: [OnceLock<Schemas>; 2],
    pub(crate) servers: Arc<[Server]>,
    pub(crate) operations: Vec<Operation>,
    pub(crate) ids: HashMap<String, usize>,
    pub(crate) routes: Vec<OperationIndex>,
    pub(crate) graph: OnceLock<Graph>,
    pub(crate) names: OnceLock<Vocabulary>,
    pub(crate) requests: OnceLock<Validators>,
    pub(crate) responses: OnceLock<Validators>,
    pub(crate) dialect: Dialect,
    pub(crate) schemas: OnceLock<Vec<String>>,
    pub(crate) aside: OnceLock<Vec<IgnoredKeyword>>,
}

impl Document {
    /// Reads an OpenAPI 3.0 or 3.1 document, in YAML or JSON, with the files that it refers to by relative paths.
    ///
    /// What is odd and can be set aside (a keyword of the wrong type, an `operationId` that another operation has) is
    /// no error; a schema that cannot be used is trouble when traffic touches it.
    ///
    /// # Errors
    ///
    /// [`Error`] with file, line and column where the file cannot be read or parsed, has a duplicate key, is not an
    /// OpenAPI document, names a dialect of JSON Schema that is not known, has operations of the wrong shape, or a `$ref` outside schemas that leads nowhere.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let main = SourceFile::read(path, "the document")?;
        check_structure(&main)?;
        Self::from_files(ReferenceResolver::load(main, path)?)
    }

    /// Reads a document from somewhere else than the file system, such as a revision of a repository. `read` gives the text
    /// at a path and the name by which it is shown; `None` where nothing is.
    pub fn load_from(path: &Path, read: Read<'_>) -> Result<Option<Self>, Error> {
        let parse = |path: &Path, what| read(path)?.map(|(name, text)| SourceFile::parse(name, text, what)).transpose();
        let Some(main) = parse(path, "the document")? else { return Ok(None) };
        check_structure(&main)?;
        Self::from_files(ReferenceResolver::load_from(main, path, &|path| parse(path, "a file that the document refers to"))?).map(Some)
    }

    /// Reads a document from a text; `name` stands for the file in reports. References to other files lead nowhere.
    ///
    /// # Errors
    ///
    /// The same as [`Document::load`].
    ///
    /// ```
    /// let document = openapi_drift_openapi::document::Document::parse("api.yaml", "{openapi: 3.0.3, info: {title: Empty}, paths: {}}")?;
    /// assert!(document.operations().is_empty());
    ///
    /// let trouble = openapi_drift_openapi::document::Document::parse("api.yaml", "openapi: 3.0.3\ninfo: {}\npaths: []\n").unwrap_err();
    /// assert_eq!(trouble.to_string(), "cannot read the document\n  -> api.yaml:3:1\n  -> expected an object, found an array");
    /// # Ok::<(), openapi_drift_source::error::Error>(())
    /// ```
    pub fn parse(name: &str, text: &str) -> Result<Self, Error> {
        let main = SourceFile::parse(name, text.to_owned(), "the document")?;
        check_structure(&main)?;
        Self::from_files(ReferenceResolver::single(main))
    }

    fn from_files(files: ReferenceResolver) -> Result<Self, Error> {
        let servers = operation::root_servers(files.main().value());
        let mut operations = operation::read_all(&files, &servers).map_err(|dangling| {
            let whither = if dangling.is_circle { "round in a circle" } else { "nowhere" };
            Error::new("cannot read the document", format!("`$ref: {}` leads {whither}", dangling.reference))
                .in_file(files.text(&dangling.pointer).name())
                .at(files.locate(&dangling.pointer))
        })?;
        // An id must name one operation; a later one that has it too goes by method and path.
        let mut ids = HashMap::new();
        for (index, operation) in operations.iter_mut().enumerate() {
            if ids.contains_key(&operation.id) {
                operation.id = format!("{} {}", operation.method, operation.path);
            }
            ids.entry(operation.id.clone()).or_insert(index);
        }
        let is_31 = files.main().value().get("openapi").and_then(Value::as_str).is_some_and(|version| version.starts_with("3.1"));
        let named = files.main().value().get("jsonSchemaDialect").and_then(Value::as_str).filter(|_| is_31);
        let dialect = named.map_or(Ok(if is_31 { Dialect::V31 } else { Dialect::V30 }), Dialect::named).map_err(|why| {
            Error::new("cannot read the document", why)
                .in_file(files.main().name())
                .at(files.locate("/jsonSchemaDialect"))
                .help(format!("those that can be are {}; a schema may name its own as `$schema`", Dialect::names()))
        })?;
        Ok(Self {
            servers,
            routes: OperationIndex::of(&operations),
            ids,
            operations,
            graph: OnceLock::new(),
            names: OnceLock::new(),
            requests: OnceLock::new(),
            responses: OnceLock::new(),
            dialect,
            all_schemas: [OnceLock::new(), OnceLock::new()],
            schemas: OnceLock::new(),
            aside: OnceLock::new(),
            files,
        })
    }

    /// The operations and webhooks, in the order of the document.
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// The operations by their paths, for each list of servers.
    pub fn routes(&self) -> &[OperationIndex] {
        &self.routes
    }

    /// The servers of the operations that have none of their own.
    pub fn servers(&self) -> &Arc<[Server]> {
        &self.servers
    }

    /// The operation with this `operationId`.
    pub fn operation(&self, id: &str) -> Option<&Operation> {
        self.ids.get(id).map(|index| &self.operations[*index])
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

    /// The node at `pointer`, or what it refers to, and where that stands.
    pub fn follow(&self, pointer: &str) -> Option<(&Value, String)> {
        self.files.follow(pointer.to_owned(), self.node(pointer)?).ok()
    }

    /// Compiles every schema that a request or a response of an operation can touch. Gives how many there are, and
    /// trouble for each statement that cannot be checked.
    pub fn compile(&self) -> (usize, Vec<Error>) {
        let mut aside = std::collections::BTreeSet::new();
        let mut count = 0;
        for direction in [Direction::Request, Direction::Response] {
            let roots = self.roots(direction);
            let schemas = Schemas::new(&self.files, self.dialect, direction, roots.clone());
            count += roots.len();
            for root in roots {
                aside.extend(schemas.compile(&self.files, &root).aside);
            }
        }
        let trouble = aside.into_iter().map(|aside| {
            Error::new("cannot use a schema of the document", aside.why)
                .in_file(self.file_of(&aside.pointer))
                .at(self.locate(&aside.pointer))
        });
        (count, trouble.collect())
    }

    /// Returns the texts of the document's files, the main file first.
    pub fn sources(&self) -> impl Iterator<Item = &SourceText> {
        self.files.files().map(|file| file.source())
    }

    /// The document as a value: its main file.
    pub fn value(&self) -> &Value {
        self.files.main().value()
    }

    /// Where the node stands that a JSON pointer leads to, or else its nearest parent.
    pub fn locate(&self, pointer: &str) -> Position {
        self.files.locate(pointer)
    }

    /// The text of the file in which the node stands that `pointer` leads to.
    pub fn source_of(&self, pointer: &str) -> &SourceText {
        self.files.text(pointer).source()
    }

    /// The schemas as a graph.
    pub fn graph(&self) -> &Graph {
        self.graph.get_or_init(|| Graph::new(&self.files, self.all_roots()))
    }

    /// Whether a property, a parameter or a header of the document has this name.
    pub fn has_name(&self, name: &str) -> bool {
        self.names.get_or_init(|| Vocabulary::new(self)).has(name)
    }

    /// The validator of a schema.
    pub fn compiled(&self, id: Id, direction: Direction) -> &Compiled {
        self.validators(direction).get(&self.files, self.graph(), id)
    }

    /// Converts the schemas of responses, which most recordings need. Who is about to check many may have that done while
    /// another thread makes the graph.
    pub fn prepare(&self) {
        self.validators(Direction::Response);
    }

    fn validators(&self, direction: Direction) -> &Validators {
        let validators = match direction {
            Direction::Request => &self.requests,
            Direction::Response => &self.responses,
        };
        validators.get_or_init(|| Validators::new(Schemas::new(&self.files, self.dialect, direction, self.roots(direction))))
    }

    /// How many schemas at most apply to one value, one by way of the other.
    pub fn composition(&self, direction: Direction) -> usize {
        self.validators(direction).composition()
    }

    /// Whether the schema is composed of so many others that it is not checked.
    pub fn is_cut(&self, id: Id, direction: Direction) -> bool {
        self.validators(direction).is_cut(&self.graph().node(id).pointer)
    }

    /// Whether following `$ref` from the node at `pointer` ends nowhere but in a circle.
    pub fn is_circular(&self, pointer: &str) -> bool {
        self.files.is_circular(pointer)
    }

    /// The schemas that requests touch, or those that responses do; each once, in the order of the document.
    fn roots(&self, direction: Direction) -> Vec<String> {
        let media = |content: &[MediaType]| content.iter().filter_map(|entry| entry.schema.clone()).collect::<Vec<_>>();
        let mut roots = Vec::new();
        for operation in &self.operations {
            match direction {
                Direction::Request => {
                    roots.extend(operation.parameters.iter().filter_map(|parameter| parameter.schema.clone()));
                    roots.extend(operation.request_body.iter().flat_map(|body| media(&body.content)));
                }
                Direction::Response => {
                    for response in &operation.responses {
                        roots.extend(response.headers.iter().filter_map(|header| header.schema.clone()));
                        roots.extend(response.content.iter().flat_map(|content| media(content)));
                    }
                }
            }
        }
        let mut seen = std::collections::HashSet::new();
        roots.retain(|root| seen.insert(root.clone()));
        roots
    }

    pub fn all_roots(&self) -> Vec<String> {
        let mut roots = self.roots(Direction::Request);
        roots.extend(self.roots(Direction::Response));
        roots
    }

    /// Whether what an error is about depends on more than its place in the schema.
    pub fn has_dynamic_scope(&self) -> bool {
        self.files.has_dynamic_references()
    }

    /// The pointer in the document that a validation error is about.
    pub fn original_pointer(&self, error: &ValidationError<'_>) -> String {
        // With identifiers a location counts from the schema that has one.
        let absolute = error.absolute_keyword_location().filter(|_| self.files.has_dynamic_references()).map(|uri| uri.as_str());
        if let Some((identifier, fragment)) = absolute.and_then(|uri| uri.split_once('#'))
            && let Some(at) = self.files.identified_by(identifier)
        {
            return format!("{at}{}", percent_encoding::percent_decode_str(fragment).decode_utf8_lossy());
        }
        crate::schema::origin::original_pointer(&self.files, error.schema_path().as_str())
    }
}

/// Whether the main file is a document at all.
fn check_structure(text: &SourceFile) -> Result<(), Error> {
    structure::check(text.value())
        .map_err(|misshapen| Error::new("cannot read the document", misshapen.why).in_file(text.name()).at(text.locate(&misshapen.pointer)))
}
