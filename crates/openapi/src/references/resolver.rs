//! Resolves `$ref` across the files of a document: the main file and the files that references name.
//!
//! A node is named by its pointer; outside the main file by `other.yaml#/pointer`, with the path relative to the main file.

use std::collections::{HashMap, HashSet};
use std::io::ErrorKind;
use std::path::Path;
use std::sync::{Mutex, OnceLock, PoisonError};

use percent_encoding::percent_decode_str;
use serde_json::Value;
use url::Url;

use crate::references::identifiers::FileIndex;
use crate::references::pointer_path::{relative, root_of};
use crate::references::subtypes::Subtypes;
use crate::references::visibility;
use crate::schema::limits::MAX_DEPTH;
use openapi_drift_source::error::Error;
use openapi_drift_source::file::{MAX_SOURCE_FILE, SourceFile, display_name};
use openapi_drift_source::file_root::{FileRoot, FileRootError};
use openapi_drift_source::pointer;
use openapi_drift_source::position::Position;

/// Base URL of relative identifiers. It is never shown or fetched.
const BASE: &str = "openapi://document/";

/// The failure of a file that the document refers to.
const REFERENCED_FILE: &str = "cannot read a file that the document refers to";

/// A `$ref` that cannot be resolved, or that refers to itself.
#[derive(Debug)]
pub struct UnresolvedReference {
    /// The pointer of the `$ref` itself.
    pub pointer: String,
    /// The value of the `$ref`.
    pub reference: String,
    /// Whether the reference leads back to itself; otherwise its target does not exist.
    pub is_circle: bool,
}

/// The end of a chain of references.
#[derive(Debug, Clone)]
struct End {
    is_circle: bool,
    /// The first node of the chain that has keywords besides `$ref`.
    node: String,
}

/// The files of a document, with the targets of their references.
#[derive(Debug)]
pub struct ReferenceResolver {
    texts: Vec<SourceFile>,
    /// Index into `texts` by the path relative to the main file, as pointers contain it.
    indices: HashMap<String, usize>,
    /// Pointers of the schemas with an `$id` (3.1), by absolute identifier.
    resources: HashMap<String, String>,
    /// Absolute identifiers of the schemas with an `$id`, with their pointers.
    identifiers: Vec<(String, Url)>,
    /// Pointers of `$anchor` and `$dynamicAnchor`, by resource and name.
    anchors: HashMap<(String, String), String>,
    dynamic: bool,
    /// The files that are not part of an OpenAPI document, although a reference names them.
    private: HashSet<String>,
    /// Cache: the end of the chain of references from a node.
    ends: Mutex<HashMap<String, End>>,
    derived: OnceLock<Subtypes>,
}

impl ReferenceResolver {
    /// Returns the files of the document, the main file first.
    pub fn files(&self) -> impl Iterator<Item = &SourceFile> {
        self.texts.iter()
    }

    /// Creates a resolver for the main file alone; references to other files are not resolved.
    pub fn single(main: SourceFile) -> Self {
        let mut files = Self {
            texts: vec![main],
            indices: HashMap::from([(String::new(), 0)]),
            resources: HashMap::new(),
            identifiers: Vec::new(),
            anchors: HashMap::new(),
            dynamic: false,
            private: HashSet::new(),
            ends: Mutex::default(),
            derived: OnceLock::new(),
        };
        files.scan(0);
        files
    }

    /// Reads all files that references name, directly or through other files. A missing file is not an error here; following a
    /// reference to it is.
    ///
    /// # Errors
    ///
    /// [`Error`] with file, line and column if a file is not below `root`, or exists but cannot be read or parsed.
    pub fn load(main: SourceFile, path: &Path, root: &FileRoot) -> Result<Self, Error> {
        Self::load_from(main, path, &|path| {
            let failed = |why: String| Error::new(REFERENCED_FILE, why);
            match root.read(path, MAX_SOURCE_FILE) {
                Ok(bytes) => SourceFile::from_bytes(display_name(path), bytes, "a file that the document refers to").map(Some),
                Err(FileRootError::Folder) => Ok(None),
                Err(FileRootError::Io(error)) if error.kind() == ErrorKind::NotFound => Ok(None),
                Err(FileRootError::Io(error)) => Err(failed(error.to_string()).in_file(display_name(path))),
                Err(FileRootError::NotRegular) => Err(failed("it is not a regular file".to_owned())),
                Err(FileRootError::TooLarge) => Err(failed(format!("it is larger than {} MiB", MAX_SOURCE_FILE / (1024 * 1024)))),
                Err(FileRootError::Outside) => {
                    let why = format!("it is not below the folder {}", display_name(root.folder()));
                    Err(failed(why).help("pass `--root DIR` to allow the files below another folder"))
                }
            }
        })
    }

    /// Does the same as [`ReferenceResolver::load`] with files from `read`, which returns `None` for a missing file.
    ///
    /// # Errors
    ///
    /// The errors of `read`.
    pub fn load_from(main: SourceFile, path: &Path, read: &dyn Fn(&Path) -> Result<Option<SourceFile>, Error>) -> Result<Self, Error> {
        let folder = path.parent().unwrap_or(Path::new(""));
        let mut files = Self::single(main);
        if let Some(name) = path.file_name() {
            files.indices.insert(name.to_string_lossy().into_owned(), 0);
        }
        let mut open = files.scan(0);
        while let Some(name) = open.pop() {
            let path = folder.join(&name);
            if files.indices.contains_key(&name) {
                continue;
            }
            let Some(text) = read(&path).map_err(|error| files.at_reference(error, &name))? else { continue };
            let index = files.texts.len();
            files.texts.push(text);
            files.indices.insert(name, index);
            open.extend(files.scan(index));
        }
        files.private = visibility::private_files(&files);
        Ok(files)
    }

    /// Returns an error about a file, if it has no place yet, at the first reference to that file.
    fn at_reference(&self, error: Error, name: &str) -> Error {
        if error.file().is_some() {
            return error;
        }
        let names_it = |from: &str, reference: &str| {
            let path = reference.split('#').next().filter(|path| !path.is_empty());
            path.and_then(|path| relative(from, path)).is_some_and(|path| path == name)
        };
        let mut references = self.files_by_name().flat_map(|(file, text)| {
            let found = visibility::references(text.value());
            found.into_iter().filter(move |(_, reference)| names_it(file, reference)).map(move |(at, _)| (text, at))
        });
        match references.next() {
            Some((text, at)) => error.in_file(text.name()).at(text.locate(&at)),
            None => error,
        }
    }

    /// Returns the files with their paths relative to the main file, whose own is empty.
    pub fn files_by_name(&self) -> impl Iterator<Item = (&str, &SourceFile)> {
        let others = self.indices.iter().filter(|(_, index)| **index > 0).map(|(name, index)| (name.as_str(), &self.texts[*index]));
        std::iter::once(("", &self.texts[0])).chain(others)
    }

    /// Returns whether the file of a node may be shown, because it is part of an OpenAPI document.
    pub fn is_shown(&self, at: &str) -> bool {
        !self.private.contains(pointer::split(at).0)
    }

    /// Returns the main file.
    pub fn main(&self) -> &SourceFile {
        &self.texts[0]
    }

    fn is_30(&self) -> bool {
        self.main().value().get("openapi").and_then(Value::as_str).is_some_and(|version| version.starts_with("3.0"))
    }

    /// Returns whether any file contains a `$dynamicRef`.
    pub fn has_dynamic_references(&self) -> bool {
        self.dynamic
    }

    /// Returns the file of a node; the main file if there is no such file.
    pub fn text(&self, at: &str) -> &SourceFile {
        self.indices.get(pointer::split(at).0).map_or(&self.texts[0], |index| &self.texts[*index])
    }

    /// Returns the node at a pointer.
    pub fn get(&self, at: &str) -> Option<&Value> {
        let (file, local) = pointer::split(at);
        pointer::get(self.texts[if file.is_empty() { 0 } else { *self.indices.get(file)? }].value(), local)
    }

    /// Returns the position of a node, or of its nearest existing parent.
    pub fn locate(&self, at: &str) -> Position {
        self.text(at).locate(pointer::split(at).1)
    }

    /// Returns whether equal references have the same target everywhere in the document.
    pub fn have_one_scope(&self) -> bool {
        self.texts.len() == 1 && self.identifiers.is_empty()
    }

    /// Returns the pointer of the node that a reference at `at` refers to; `None` if it cannot be resolved.
    pub fn target(&self, at: &str, reference: &str) -> Option<String> {
        self.resolve(at, reference).map(|(target, _)| target)
    }

    /// Returns the pointer and the node that a reference at `at` refers to.
    fn resolve(&self, at: &str, reference: &str) -> Option<(String, &Value)> {
        let (path, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let mut target = match path {
            "" => self.resource_of(at),
            path => self.identified(at, path).or_else(|| self.other_file(pointer::split(at).0, path))?,
        };
        let fragment = percent_decode_str(fragment).decode_utf8().ok()?;
        if fragment.is_empty() || fragment.starts_with('/') {
            target.push_str(&fragment);
        } else {
            target = self.anchors.get(&(target, fragment.to_string()))?.clone();
        }
        if let Some(node) = self.get(&target) {
            return Some((target, node));
        }
        // Publishers who give each component an `$id` still use `#/components/…` relative to the file.
        if !path.is_empty() || !fragment.starts_with('/') {
            return None;
        }
        let target = format!("{}{fragment}", root_of(pointer::split(at).0));
        let node = self.get(&target)?;
        Some((target, node))
    }

    /// Follows `$ref` from the node at `at` to the first node without one, and returns that node with its pointer.
    ///
    /// # Errors
    ///
    /// [`UnresolvedReference`] for the reference that cannot be resolved or that closes a circle.
    pub fn follow<'d>(&'d self, mut at: String, mut value: &'d Value) -> Result<(&'d Value, String), UnresolvedReference> {
        // Brent's algorithm: remembers one visited node and replaces it whenever the number of steps doubles. A circle returns
        // to it; a chain without a circle may have any length, with constant memory.
        let mut passed: Option<String> = None;
        let (mut steps, mut until) = (0_usize, 1_usize);
        loop {
            let Some(reference) = value.get("$ref").and_then(Value::as_str) else { return Ok((value, at)) };
            let unresolved =
                |is_circle| UnresolvedReference { pointer: pointer::join(&at, "$ref"), reference: reference.to_owned(), is_circle };
            let (target, node) = self.resolve(&at, reference).ok_or_else(|| unresolved(false))?;
            if passed.as_ref() == Some(&target) || target == at {
                return Err(unresolved(true));
            }
            value = node;
            steps += 1;
            if steps == until {
                (passed, steps, until) = (Some(target.clone()), 0, until * 2);
            }
            at = target;
        }
    }

    /// Returns the node at `at` and the nodes of its chain of `$ref`s, in order, at most [`MAX_DEPTH`] references deep.
    pub fn steps<'d>(&'d self, at: &str, value: &'d Value) -> Vec<(String, &'d Value)> {
        let mut steps = vec![(at.to_owned(), value)];
        let mut passed = HashSet::from([at.to_owned()]);
        while let Some((at, value)) = steps.last().filter(|_| steps.len() <= MAX_DEPTH) {
            let next = value.get("$ref").and_then(|reference| self.resolve(at, reference.as_str()?));
            let Some(next) = next.filter(|(target, _)| passed.insert(target.clone())) else { break };
            steps.push(next);
        }
        steps
    }

    /// Returns the name and pointer of the components that extend `base` through `allOf`, directly or not. Without a mapping, their
    /// names are the discriminator values.
    pub fn children(&self, base: &str) -> Vec<(String, String)> {
        self.derived.get_or_init(|| Subtypes::new(self)).of(base)
    }

    /// Returns whether the chain of `$ref`s from the node at `at` is a circle.
    pub fn is_circular(&self, at: &str) -> bool {
        self.end(at).is_circle
    }

    /// Follows `$ref`s that have no sibling keywords, and returns the pointer of the first other node. Iterative, because long
    /// chains would overflow the stack.
    pub fn follow_aliases(&self, at: String) -> String {
        match self.end(&at) {
            End { is_circle: false, node } if !self.dynamic => node,
            _ => at,
        }
    }

    /// Returns the end of the chain of references from a node. Results are cached, so that each node is visited once.
    fn end(&self, at: &str) -> End {
        let mut known = self.ends.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut chain, mut passed, mut at) = (Vec::new(), HashSet::new(), at.to_owned());
        let mut end = loop {
            if let Some(end) = known.get(&at) {
                break end.clone();
            }
            if !passed.insert(at.clone()) {
                break End { is_circle: true, node: at };
            }
            let node = self.get(&at);
            let Some(next) = node.and_then(|node| self.target(&at, node.get("$ref")?.as_str()?)) else {
                let end = End { is_circle: false, node: at.clone() };
                known.insert(at, end.clone());
                break end;
            };
            let is_annotation = |name: &String| matches!(name.as_str(), "$ref" | "description" | "summary");
            let is_alias = node.and_then(Value::as_object).is_some_and(|members| members.keys().all(is_annotation));
            chain.push((std::mem::replace(&mut at, next), is_alias));
        };
        for (at, is_alias) in chain.into_iter().rev() {
            if !is_alias {
                end.node = at.clone();
            }
            known.insert(at, end.clone());
        }
        end
    }

    /// Returns the `$id` of the schema at `at` as an absolute URL.
    pub fn identifier(&self, at: &str) -> Option<&str> {
        self.identifiers.iter().find(|(place, _)| place == at).map(|(_, url)| url.as_str())
    }

    /// Returns the pointer of the schema with an absolute identifier.
    pub fn identified_by(&self, identifier: &str) -> Option<&str> {
        self.resources.get(identifier).map(String::as_str)
    }

    /// Returns the root of pointers in references at `at`: the nearest schema with an `$id`, or the root of the file.
    fn resource_of(&self, at: &str) -> String {
        self.scope(at).map_or_else(|| root_of(pointer::split(at).0), |(place, _)| place.clone())
    }

    /// Returns the nearest schema at or above `at` with an `$id`: its pointer, and the `$id` as an absolute URL.
    pub fn resource(&self, at: &str) -> Option<(&str, &str)> {
        self.scope(at).map(|(place, url)| (place.as_str(), url.as_str()))
    }

    fn scope(&self, at: &str) -> Option<&(String, Url)> {
        let holds = |place: &str| at.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        self.identifiers.iter().filter(|(place, _)| holds(place)).max_by_key(|(place, _)| place.len())
    }

    fn identified(&self, at: &str, path: &str) -> Option<String> {
        if self.resources.is_empty() {
            return None;
        }
        self.resources.get(self.base(at)?.join(path).ok()?.as_str()).cloned()
    }

    fn base(&self, at: &str) -> Option<Url> {
        self.scope(at).map(|(_, url)| url.clone()).or_else(|| Url::parse(BASE).ok()?.join(pointer::split(at).0).ok())
    }

    fn other_file(&self, from: &str, path: &str) -> Option<String> {
        let name = relative(from, path)?;
        let index = self.indices.get(&name)?;
        Some(if *index == 0 { String::new() } else { root_of(&name) })
    }

    /// Adds the identifiers and anchors of a file, and returns the other files that it refers to.
    fn scan(&mut self, index: usize) -> Vec<String> {
        let file = self.indices.iter().filter(|(_, known)| **known == index).map(|(name, _)| name.as_str()).min().unwrap_or_default();
        let file = if index == 0 { String::new() } else { file.to_owned() };
        let Some(mut found) = FileIndex::in_text(&self.texts[index], root_of(&file)) else { return Vec::new() };
        // OpenAPI 3.0 has no identifiers and no anchors: a property with such a name has no effect.
        if self.is_30() {
            (found.identifiers, found.anchors, found.dynamic) = (Vec::new(), Vec::new(), false);
        }
        self.dynamic |= found.dynamic;
        // Outer identifiers come first, because inner ones are relative to them.
        for (at, identifier) in found.identifiers {
            let url = self.base(&at).and_then(|base| base.join(&identifier).ok());
            if let Some(mut url) = url {
                url.set_fragment(None);
                self.resources.insert(url.to_string(), at.clone());
                self.identifiers.push((at, url));
            }
        }
        for (at, anchor) in found.anchors {
            self.anchors.insert((self.resource_of(&at), anchor), at);
        }
        let mut names: Vec<String> = found.paths.into_iter().filter_map(|path| relative(&file, &path)).collect();
        names.sort_unstable();
        names
    }
}

#[cfg(test)]
mod tests {
    use crate::references::pointer_path::relative;

    #[test]
    fn paths_are_relative_to_the_main_file() {
        let check = |from, path, expected: Option<&str>| assert_eq!(relative(from, path).as_deref(), expected, "{from} -> {path}");
        check("", "./schemas/user.yaml", Some("schemas/user.yaml"));
        check("schemas/user.yaml", "./address.yaml", Some("schemas/address.yaml"));
        check("schemas/user.yaml", "../api.yaml", Some("api.yaml"));
        check("", "../shared/a%20b.json", Some("../shared/a b.json"));
        check("../shared/a.json", "../x.json", Some("../x.json"));
        check("", "https://example.org/a.json", None);
    }
}
