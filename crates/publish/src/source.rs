//! A document with its errata, and the files that are made from it.

use openapi_drift::{Document, Severity};
use serde_json::Value;

use crate::as_documented::as_documented;
use crate::overlay::Overlay;
use crate::samples::with_samples;
use crate::{Artifact, Errata, Error, Evidence, Kind, Samples, errata, evidence_page, postman, reference, schemas, upgrade, yaml};

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
    schema_base: String,
}

impl Source {
    /// Reads a document that is one file: its name, its text and its errata.
    ///
    /// # Errors
    ///
    /// [`Error::Document`] if the text is not an OpenAPI document; [`Error::Statement`] if it refers to another file, because
    /// published files must be complete by themselves, or if the linter of the engine finds an error, such as an unresolved reference.
    pub fn new(name: &str, text: String, errata: Errata) -> Result<Self, Error> {
        // A checkout on Windows may have other line endings; published files have one kind.
        let text = text.replace("\r\n", "\n");
        let document = Document::parse(&format!("{name}.yaml"), &text)?;
        if let Some((pointer, target)) = external_reference(document.value(), String::new()) {
            let why = format!("`$ref: {target}` refers to another file; move its target into this one");
            return Err(Error::at(&document, &pointer, why));
        }
        if let Some(fault) = openapi_drift::lint(&document).into_iter().find(|fault| fault.severity == Severity::Error) {
            return Err(Error::at(&document, &fault.pointer, format!("{} ({})\n  -> {}", fault.message, fault.code, fault.hint)));
        }
        let upgraded = Document::parse(&format!("{name}.openapi-3.1.json"), &pretty(&upgrade(&document)))?;
        Ok(Self { name: name.to_owned(), text, document, upgraded, errata, schema_base: String::new() })
    }

    /// Sets the beginning of the `$id` of all schemas, an absolute URL without a final `/`. Nothing needs to be served there. Without
    /// it, identifiers are relative references, which JSON Schema resolves against the address of the file.
    #[must_use]
    pub fn with_schema_base(mut self, base: &str) -> Self {
        self.schema_base = base.to_owned();
        self
    }

    /// Adds code samples to each operation, as `x-codeSamples`. They are in every file that is made of the document.
    ///
    /// # Errors
    ///
    /// [`Error::Statement`] if a sample cannot be made, such as for a required parameter without an example.
    pub fn with_samples(self, samples: &Samples) -> Result<Self, Error> {
        let text = with_samples(&self.document, &self.text, samples)?;
        let Self { name, errata, schema_base, .. } = self;
        Ok(Self { schema_base, ..Self::new(&name, text, errata)? })
    }

    /// The name of the folder and the beginning of file names.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The title of the document, `info.title`.
    pub fn title(&self) -> &str {
        self.info("title")
    }

    /// The version of the document, `info.version`.
    pub fn version(&self) -> &str {
        self.info("version")
    }

    /// The tag of a release of this version, such as `books-openapi-v1.2.0`.
    pub fn tag(&self) -> String {
        format!("{}-openapi-v{}", self.name, self.version())
    }

    /// The original document.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// The document as OpenAPI 3.1, parsed from the published text.
    pub fn upgraded(&self) -> &Document {
        &self.upgraded
    }

    /// The errata.
    pub fn errata(&self) -> &Errata {
        &self.errata
    }

    fn info(&self, key: &str) -> &str {
        self.document.value().pointer(&format!("/info/{key}")).and_then(Value::as_str).unwrap_or_default()
    }

    fn path(&self, ending: &str) -> String {
        format!("{name}/{name}.{ending}", name = self.name)
    }

    /// The files that are made without other programs.
    ///
    /// # Errors
    ///
    /// [`Error::Statement`] if a node of the document cannot be converted; [`Error::Errata`] if the pointer of an erratum cannot be
    /// resolved.
    pub fn artifacts(&self) -> Result<Vec<Artifact>, Error> {
        let (is_30, value) = (self.document.value(), self.upgraded.value());
        let mut artifacts = vec![
            // The original text, because its comments matter too.
            Artifact::new(self.path("openapi-3.0.yaml"), Kind::Openapi30Yaml, self.text.clone()),
            Artifact::new(self.path("openapi-3.0.json"), Kind::Openapi30Json, pretty(is_30)),
            Artifact::new(self.path("openapi-3.1.yaml"), Kind::Openapi31Yaml, yaml::write(value)?),
            Artifact::new(self.path("openapi-3.1.json"), Kind::Openapi31Json, pretty(value)),
        ];
        let separator = if self.schema_base.is_empty() { "" } else { "/" };
        let base = format!("{}{separator}schemas/{}/{}", self.schema_base, self.name, self.version());
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
        if self.errata.has_literal_changes() {
            artifacts.push(self.overlay("as-documented.overlay.yaml", Kind::PagesOverlay, &Overlay::of_pages(self)?)?);
            let declared = as_documented(self)?;
            artifacts.push(Artifact::new(self.path("as-documented.openapi-3.0.yaml"), Kind::PagesYaml, yaml::write(&declared)?));
            artifacts.push(Artifact::new(self.path("as-documented.openapi-3.0.json"), Kind::PagesJson, pretty(&declared)));
        }
        Ok(artifacts)
    }

    fn overlay(&self, ending: &str, kind: Kind, overlay: &Overlay) -> Result<Artifact, Error> {
        Ok(Artifact::new(self.path(ending), kind, yaml::write(&overlay.to_value())?))
    }

    /// The evidence for the document, as JSON and as tables.
    pub fn evidence(&self, evidence: &Evidence) -> [Artifact; 2] {
        let json = serde_json::to_value(evidence).unwrap_or_else(|error| unreachable!("evidence is JSON: {error}"));
        [
            Artifact::new(self.path("evidence.json"), Kind::EvidenceJson, pretty(&json)),
            Artifact::new(
                self.path("evidence.md"),
                Kind::EvidenceTable,
                evidence_page(std::slice::from_ref(evidence), &format!("{}.errata.md", self.name)),
            ),
        ]
    }

    /// Workflows that were written by hand: an Arazzo document, and the guide that was made of it. The source of the Arazzo document
    /// becomes the published file.
    ///
    /// # Errors
    ///
    /// [`Error::UnexpectedOutput`] if the Arazzo document does not name this document as a source.
    pub fn workflows(&self, arazzo: &str, guide: &str) -> Result<[Artifact; 2], Error> {
        let (named, published) = (format!("url: {}.yaml\n", self.name), format!("url: {}.openapi-3.0.yaml\n", self.name));
        let arazzo = arazzo.replace("\r\n", "\n");
        if !arazzo.contains(&named) {
            return Err(Error::UnexpectedOutput {
                what: "the Arazzo document",
                why: format!("it does not contain `{}`", named.trim_end()),
            });
        }
        let arazzo = arazzo.replace(&named, &published);
        Ok([
            Artifact::new(self.path("arazzo.yaml"), Kind::Workflows, arazzo),
            Artifact::new(self.path("workflows.md"), Kind::WorkflowGuide, guide.replace("\r\n", "\n")),
        ])
    }

    /// The paths of the files that need other programs: the Postman collection and the reference page.
    pub fn converted(&self) -> [String; 2] {
        [POSTMAN, REFERENCE].map(|ending| self.path(ending))
    }

    /// The document in the form that the converter for Postman reads.
    pub fn convertible(&self) -> String {
        pretty(self.document.value())
    }

    /// The Postman collection, made from the output of the converter.
    ///
    /// # Errors
    ///
    /// [`Error::UnexpectedOutput`] if the output is not a collection, or a collection of another document.
    pub fn postman(&self, converted: &str) -> Result<Artifact, Error> {
        Ok(Artifact::new(self.path(POSTMAN), Kind::Postman, pretty(&postman::tidy(converted, &self.document)?)))
    }

    /// The reference page. `script` is Redoc as one file for browsers; `notice` contains the notices that its licenses require.
    ///
    /// # Errors
    ///
    /// [`Error::UnexpectedOutput`] if the script is not the expected one.
    pub fn reference(&self, script: &str, notice: &str) -> Result<Artifact, Error> {
        let page = reference::page(self.title(), self.version(), self.document.value(), script, notice)?;
        Ok(Artifact::new(self.path(REFERENCE), Kind::Reference, page))
    }
}

/// A value as indented JSON with a final line break.
pub(crate) fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}

/// The first reference to another file, with its pointer.
fn external_reference(value: &Value, at: String) -> Option<(String, String)> {
    match value {
        Value::Object(object) => object.iter().find_map(|(name, child)| match child.as_str() {
            Some(target) if name == "$ref" && !target.starts_with('#') => Some((format!("{at}/$ref"), target.to_owned())),
            // Examples are data, in which `$ref` is a plain key.
            _ if name == "example" || name == "examples" || name == "default" => None,
            _ => external_reference(child, openapi_drift::pointer::join(&at, name)),
        }),
        Value::Array(items) => items.iter().enumerate().find_map(|(index, item)| external_reference(item, format!("{at}/{index}"))),
        _ => None,
    }
}
