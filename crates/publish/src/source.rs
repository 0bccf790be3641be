//! A document with what belongs to it, and everything that can be made of it without other programs.

use openapi_drift::{Document, Severity};
use serde_json::Value;

use crate::overlay::Overlay;
use crate::{Artifact, Errata, Error, Kind, errata, postman, reference, schemas, upgrade, yaml};

/// Where identifiers of schemas begin. Nothing is served there: an identifier has to be an address, and this one is ours.
const IDENTIFIERS: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/schemas");

const POSTMAN: &str = "postman.json";
const REFERENCE: &str = "reference.html";

/// A document to be published.
#[derive(Debug)]
pub struct Source {
    name: String,
    text: String,
    document: Document,
    upgraded: Document,
    errata: Errata,
}

impl Source {
    /// Takes a document that stands in one file: its name, its text and its errata.
    ///
    /// # Errors
    ///
    /// [`Error::Document`] where the text is no OpenAPI document; [`Error::Statement`] where it refers to another file, because
    /// what is published must be complete by itself, and where the engine's linter finds an error, such as a reference that leads
    /// nowhere.
    pub fn new(name: &str, text: String, errata: Errata) -> Result<Self, Error> {
        // A checkout on Windows may have other line ends, and what is published has one kind.
        let text = text.replace("\r\n", "\n");
        let document = Document::parse(&format!("{name}.yaml"), &text)?;
        if let Some((pointer, target)) = foreign_reference(document.value(), String::new()) {
            let why = format!("`$ref: {target}` leads to another file; take what it leads to into this one");
            return Err(statement(&document, &pointer, why));
        }
        if let Some(fault) = openapi_drift::lint(&document).into_iter().find(|fault| fault.severity == Severity::Error) {
            return Err(statement(&document, &fault.pointer, format!("{} ({})\n  -> {}", fault.message, fault.code, fault.hint)));
        }
        let upgraded = Document::parse(&format!("{name}.openapi-3.1.json"), &pretty(&upgrade(&document)))?;
        Ok(Self { name: name.to_owned(), text, document, upgraded, errata })
    }

    /// The name: that of the folder and the beginning of the names of files.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The title that the document gives itself.
    pub fn title(&self) -> &str {
        self.info("title")
    }

    /// The version of the document, `info.version`.
    pub fn version(&self) -> &str {
        self.info("version")
    }

    /// The tag that a release of this version has: `books-openapi-v1.2.0`.
    pub fn tag(&self) -> String {
        format!("{}-openapi-v{}", self.name, self.version())
    }

    /// The document, as it was read.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// The same as OpenAPI 3.1, read again from what is published.
    pub fn upgraded(&self) -> &Document {
        &self.upgraded
    }

    /// The errata.
    pub fn errata(&self) -> &Errata {
        &self.errata
    }

    fn info(&self, member: &str) -> &str {
        self.document.value().pointer(&format!("/info/{member}")).and_then(Value::as_str).unwrap_or_default()
    }

    fn path(&self, ending: &str) -> String {
        format!("{name}/{name}.{ending}", name = self.name)
    }

    /// Everything that is made without other programs.
    ///
    /// # Errors
    ///
    /// [`Error::Statement`] where a statement of the document cannot be expressed elsewhere; [`Error::Errata`] where an erratum leads
    /// nowhere.
    pub fn artifacts(&self) -> Result<Vec<Artifact>, Error> {
        let (is_30, value) = (self.document.value(), self.upgraded.value());
        let mut artifacts = vec![
            // The text itself: the document is one file already, and its comments are part of what it says.
            Artifact::new(self.path("openapi-3.0.yaml"), Kind::Openapi30Yaml, self.text.clone()),
            Artifact::new(self.path("openapi-3.0.json"), Kind::Openapi30Json, pretty(is_30)),
            Artifact::new(self.path("openapi-3.1.yaml"), Kind::Openapi31Yaml, yaml::write(value)?),
            Artifact::new(self.path("openapi-3.1.json"), Kind::Openapi31Json, pretty(value)),
        ];
        let base = format!("{IDENTIFIERS}/{}/{}", self.name, self.version());
        let definitions = schemas::definitions(&self.upgraded)?;
        if !definitions.is_empty() {
            let title = format!("The schemas of {}", self.title());
            let bundle = schemas::bundle(&title, &format!("{base}/{}.schemas.json", self.name), &definitions);
            artifacts.push(Artifact::new(self.path("schemas.json"), Kind::SchemaBundle, pretty(&bundle)));
        }
        for component in definitions.keys() {
            let path = format!("{}/schemas/{}", self.name, schemas::file_name(component));
            artifacts.push(Artifact::new(path, Kind::Schema, pretty(&schemas::file(component, &definitions, &base))));
        }
        if !self.errata.is_empty() {
            artifacts.push(Artifact::new(self.path("errata.md"), Kind::ErrataTable, errata::table(&[self])));
            let [of_30, of_31] = Overlay::of_errata(self)?;
            artifacts.push(self.overlay("errata-3.0.overlay.yaml", Kind::ErrataOverlay30, &of_30)?);
            artifacts.push(self.overlay("errata-3.1.overlay.yaml", Kind::ErrataOverlay31, &of_31)?);
        }
        if self.errata.says_literally() {
            artifacts.push(self.overlay("as-documented.overlay.yaml", Kind::PagesOverlay, &Overlay::of_pages(self)?)?);
        }
        Ok(artifacts)
    }

    fn overlay(&self, ending: &str, kind: Kind, overlay: &Overlay) -> Result<Artifact, Error> {
        Ok(Artifact::new(self.path(ending), kind, yaml::write(&overlay.to_value())?))
    }

    /// The paths of what is made of what other programs write: the collection for Postman, and the page of reference.
    pub fn converted(&self) -> [String; 2] {
        [POSTMAN, REFERENCE].map(|ending| self.path(ending))
    }

    /// The file that documents are converted from by other programs.
    pub fn convertible(&self) -> String {
        pretty(self.document.value())
    }

    /// The collection for Postman, of what the converter wrote.
    ///
    /// # Errors
    ///
    /// [`Error::Foreign`] where that is no collection, or one of another document.
    pub fn postman(&self, converted: &str) -> Result<Artifact, Error> {
        Ok(Artifact::new(self.path(POSTMAN), Kind::Postman, pretty(&postman::tidy(converted, &self.document)?)))
    }

    /// The page of reference. `script` is Redoc, as one file for browsers; `notice` is what its licenses want said.
    ///
    /// # Errors
    ///
    /// [`Error::Foreign`] where the script is another than the page knows how to start.
    pub fn reference(&self, script: &str, notice: &str) -> Result<Artifact, Error> {
        let page = reference::page(self.title(), self.version(), self.document.value(), script, notice)?;
        Ok(Artifact::new(self.path(REFERENCE), Kind::Reference, page))
    }
}

/// A value as JSON for people, with the line's end that files have.
pub(crate) fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}

/// A statement that cannot be published, with its place.
pub(crate) fn statement(document: &Document, pointer: &str, why: String) -> Error {
    let position = document.locate(pointer);
    let (line, column) = (position.line, position.column);
    Error::Statement { document: document.name().to_owned(), line, column, pointer: pointer.to_owned(), why }
}

/// The first reference that leads out of the document.
fn foreign_reference(value: &Value, at: String) -> Option<(String, String)> {
    match value {
        Value::Object(members) => members.iter().find_map(|(name, member)| match member.as_str() {
            Some(target) if name == "$ref" && !target.starts_with('#') => Some((format!("{at}/$ref"), target.to_owned())),
            // Examples hold the data of others, in which a `$ref` is just a name.
            _ if name == "example" || name == "examples" || name == "default" => None,
            _ => foreign_reference(member, crate::pointer::join(&at, name)),
        }),
        Value::Array(items) => items.iter().enumerate().find_map(|(index, item)| foreign_reference(item, format!("{at}/{index}"))),
        _ => None,
    }
}
