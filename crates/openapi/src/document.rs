//! OpenAPI 3.0 and 3.1 documents, in which every node keeps its line and column.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use jsonschema::ValidationError;
use serde_json::Value;

use crate::references::resolver::ReferenceResolver;
use crate::schema::dialect::Dialect;
use crate::schema::evaluations::Pass;
use crate::schema::validator::Validators;
use crate::vocabulary::Vocabulary;
use crate::{Compiled, Direction, Graph, Id, IgnoredKeyword, MediaType, Operation, OperationIndex, Schemas, Server, operation, structure};
use openapi_drift_source::error::Error;
use openapi_drift_source::file::SourceFile;
use openapi_drift_source::file_root::FileRoot;
use openapi_drift_source::position::Position;
use openapi_drift_source::text::SourceText;

/// Returns the name and the text of a file, or `None` if it does not exist.
type Read<'r> = &'r dyn Fn(&Path) -> Result<Option<(String, String)>, Error>;

/// An OpenAPI document that traffic can be checked against.
///
/// It is `Send + Sync`. Validators are compiled on first use and shared by all threads.
#[derive(Debug)]
pub struct Document {
    pub(crate) files: ReferenceResolver,
    /// The converted schemas of each direction, with those of unused components; the linter needs them.
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
    pub(crate) ignored: OnceLock<Vec<IgnoredKeyword>>,
}

impl Document {
    /// Reads an OpenAPI 3.0 or 3.1 document, in YAML or JSON, with the files that it refers to by relative paths. They must be regular
    /// files below the folder of the document, after symbolic links are resolved.
    ///
    /// Invalid parts that can be ignored (a keyword with the wrong type, a duplicate `operationId`) are not errors;
    /// [`Document::structure_errors`] and [`Document::ignored_keywords`] list them. A schema that cannot be compiled is reported
    /// when traffic uses it.
    ///
    /// # Errors
    ///
    /// [`Error`] with file, line and column if a file cannot be read or parsed, has a duplicate key, is not an OpenAPI document,
    /// names an unsupported dialect of JSON Schema, has operations of the wrong type, or if a `$ref` outside schemas cannot be
    /// resolved.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        Self::load_below(path, path.parent().unwrap_or(Path::new("")))
    }

    /// Does the same as [`Document::load`] with files that the document refers to from anywhere below the folder `root`.
    ///
    /// # Errors
    ///
    /// Those of [`Document::load`].
    pub fn load_below(path: impl AsRef<Path>, root: impl AsRef<Path>) -> Result<Self, Error> {
        let main = SourceFile::read(path.as_ref(), "the document")?;
        check_structure(&main)?;
        Self::from_files(ReferenceResolver::load(main, path.as_ref(), &FileRoot::new(root.as_ref()))?)
    }

    /// Reads a document with files from `read`, for example a revision of a repository. `read` returns the displayed name and
    /// the text of the file at a path, or `None` if it does not exist. The result is `None` if the main file does not exist.
    ///
    /// # Errors
    ///
    /// The errors of `read` and of [`Document::load`].
    pub fn load_from(path: &Path, read: Read<'_>) -> Result<Option<Self>, Error> {
        let parse = |path: &Path, what| read(path)?.map(|(name, text)| SourceFile::parse(name, text, what)).transpose();
        let Some(main) = parse(path, "the document")? else { return Ok(None) };
        check_structure(&main)?;
        Self::from_files(ReferenceResolver::load_from(main, path, &|path| parse(path, "a file that the document refers to"))?).map(Some)
    }

    /// Reads a document from a text; reports use `name` as its file name. References to other files cannot be resolved.
    ///
    /// # Errors
    ///
    /// The same as [`Document::load`].
    ///
    /// ```
    /// use openapi_drift_openapi::Document;
    ///
    /// let document = Document::parse("api.yaml", "{openapi: 3.0.3, info: {title: Empty}, paths: {}}")?;
    /// assert!(document.operations().is_empty());
    ///
    /// let error = Document::parse("api.yaml", "openapi: 3.0.3\ninfo: {}\npaths: []\n").unwrap_err();
    /// assert_eq!(error.to_string(), "cannot read the document\n  -> api.yaml:3:1\n  -> expected an object, found an array");
    /// # Ok::<(), openapi_drift_source::error::Error>(())
    /// ```
    pub fn parse(name: &str, text: &str) -> Result<Self, Error> {
        let main = SourceFile::parse(name, text.to_owned(), "the document")?;
        check_structure(&main)?;
        Self::from_files(ReferenceResolver::single(main))
    }

    fn from_files(files: ReferenceResolver) -> Result<Self, Error> {
        let servers = operation::root_servers(files.main().value());
        let mut operations = operation::read_all(&files, &servers).map_err(|unresolved| {
            let reference = &unresolved.reference;
            let message = if unresolved.is_circle {
                format!("`$ref: {reference}` refers to itself")
            } else {
                format!("cannot resolve `$ref: {reference}`")
            };
            Error::new("cannot read the document", message)
                .in_file(files.text(&unresolved.pointer).name())
                .at(files.locate(&unresolved.pointer))
        })?;
        // An id must identify one operation: a later operation with the same id is identified by method and path.
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
                .help(format!("use one of {}; a schema may name its own dialect in `$schema`", Dialect::names()))
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
            ignored: OnceLock::new(),
            files,
        })
    }

    /// Returns the operations and webhooks, in the order of the document.
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// Returns the operations by path, one index for each list of servers.
    pub fn routes(&self) -> &[OperationIndex] {
        &self.routes
    }

    /// Returns the servers of the document, which operations have unless they or their path name others.
    pub fn servers(&self) -> &Arc<[Server]> {
        &self.servers
    }

    /// Returns the operation with an `operationId`.
    pub fn operation(&self, id: &str) -> Option<&Operation> {
        self.ids.get(id).map(|index| &self.operations[*index])
    }

    /// Returns the displayed name of the main file.
    pub fn name(&self) -> &str {
        self.files.main().name()
    }

    /// Returns the displayed name of the file that contains the node at `pointer`.
    pub fn file_of(&self, pointer: &str) -> &str {
        self.files.text(pointer).name()
    }

    /// Returns the node at a pointer. Nodes outside the main file have pointers such as `schemas/user.yaml#/User`.
    pub fn node(&self, pointer: &str) -> Option<&Value> {
        self.files.get(pointer)
    }

    /// Returns the pointer of the node that a reference at `pointer` refers to; `None` if it cannot be resolved.
    pub fn target(&self, pointer: &str, reference: &str) -> Option<String> {
        self.files.target(pointer, reference)
    }

    /// Returns the node at `pointer` after following its `$ref`s, and the pointer of that node; `None` if one of them cannot be
    /// resolved.
    pub fn follow(&self, pointer: &str) -> Option<(&Value, String)> {
        self.files.follow(pointer.to_owned(), self.node(pointer)?).ok()
    }

    /// Compiles every schema that operations use. Returns the number of schemas, counted for requests and for responses, and an
    /// error for each keyword that cannot be checked.
    pub fn compile(&self) -> (usize, Vec<Error>) {
        let mut ignored = std::collections::BTreeSet::new();
        let mut count = 0;
        for direction in [Direction::Request, Direction::Response] {
            let roots = self.roots(direction);
            let schemas = Schemas::new(&self.files, self.dialect, direction, roots.clone());
            count += roots.len();
            for root in roots {
                ignored.extend(schemas.compile(&self.files, &root).ignored);
            }
        }
        let errors = ignored.into_iter().map(|keyword| {
            Error::new("cannot use a schema of the document", keyword.why)
                .in_file(self.file_of(&keyword.pointer))
                .at(self.locate(&keyword.pointer))
        });
        (count, errors.collect())
    }

    /// Returns the texts of the document's files, the main file first.
    pub fn sources(&self) -> impl Iterator<Item = &SourceText> {
        self.files.files().map(|file| file.source())
    }

    /// Returns the main file as a value.
    pub fn value(&self) -> &Value {
        self.files.main().value()
    }

    /// Returns the position of the node at `pointer`, or of its nearest existing parent.
    pub fn locate(&self, pointer: &str) -> Position {
        self.files.locate(pointer)
    }

    /// Returns the text of the file that contains the node at `pointer`.
    pub fn source_of(&self, pointer: &str) -> &SourceText {
        self.files.text(pointer).source()
    }

    /// Returns whether lines of the file that contains the node at `pointer` may be shown. A file that is named by a `$ref` and is not
    /// part of an OpenAPI document may be anything.
    pub fn is_shown(&self, pointer: &str) -> bool {
        self.files.is_shown(pointer)
    }

    /// Returns the schemas that operations use, as a graph.
    pub fn graph(&self) -> &Graph {
        self.graph.get_or_init(|| Graph::new(&self.files, self.all_roots()))
    }

    /// Returns whether a property, parameter, header or security scheme of the document has this name.
    pub fn has_name(&self, name: &str) -> bool {
        self.names.get_or_init(|| Vocabulary::new(self.graph(), &self.operations, self.value())).has(name)
    }

    /// Returns the validator of a schema, compiled on first use.
    pub fn compiled(&self, id: Id, direction: Direction) -> &Compiled {
        self.validators(direction).get(&self.files, self.graph(), id)
    }

    /// Converts the schemas of responses, which most recordings need. A caller that will check many recordings can run this
    /// while another thread builds the graph.
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

    /// Returns the largest number of nested schemas that apply to one value.
    pub fn composition(&self, direction: Direction) -> usize {
        self.validators(direction).composition()
    }

    /// Returns whether the schema is composed of too many others to be checked.
    pub fn is_cut(&self, id: Id, direction: Direction) -> bool {
        self.validators(direction).is_cut(&self.graph().node(id).pointer)
    }

    /// Returns whether a pass of the validator over a value stays within the budget of evaluations, which grows with the value. Beyond
    /// it the time to check would not be in proportion to the value.
    pub fn are_evaluations_few(&self, id: Id, value: &Value, direction: Direction, pass: Pass) -> bool {
        self.validators(direction).are_evaluations_few(&self.graph().node(id).pointer, value, pass)
    }

    /// Returns whether the validator lists few enough errors for a value to hold them in memory: at most a million. It lists all of them
    /// before the first one is read.
    pub fn are_errors_few(&self, id: Id, value: &Value, direction: Direction) -> bool {
        self.validators(direction).are_errors_few(&self.graph().node(id).pointer, value)
    }

    /// Returns whether the chain of `$ref`s from the node at `pointer` is a circle.
    pub fn is_circular(&self, pointer: &str) -> bool {
        self.files.is_circular(pointer)
    }

    /// Returns the pointers of the schemas that requests use, or responses; each once, in the order of the document.
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

    /// Returns the pointers of the schemas that operations use, those of requests first. A schema of both occurs twice.
    pub fn all_roots(&self) -> Vec<String> {
        let mut roots = self.roots(Direction::Request);
        roots.extend(self.roots(Direction::Response));
        roots
    }

    /// Returns whether the target of a reference can depend on the schemas that were passed before it (`$dynamicRef`).
    pub fn has_dynamic_scope(&self) -> bool {
        self.files.has_dynamic_references()
    }

    /// Returns the pointer in the document of the keyword that a validation error reports.
    pub fn original_pointer(&self, error: &ValidationError<'_>) -> String {
        // With identifiers, a location is relative to the nearest schema with an `$id`.
        let absolute = error.absolute_keyword_location().filter(|_| self.files.has_dynamic_references()).map(|uri| uri.as_str());
        if let Some((identifier, fragment)) = absolute.and_then(|uri| uri.split_once('#'))
            && let Some(at) = self.files.identified_by(identifier)
        {
            return format!("{at}{}", percent_encoding::percent_decode_str(fragment).decode_utf8_lossy());
        }
        crate::schema::origin::original_pointer(&self.files, error.schema_path().as_str())
    }
}

/// Checks that the main file is an OpenAPI document with readable operations.
fn check_structure(text: &SourceFile) -> Result<(), Error> {
    structure::check(text.value())
        .map_err(|invalid| Error::new("cannot read the document", invalid.why).in_file(text.name()).at(text.locate(&invalid.pointer)))
}
