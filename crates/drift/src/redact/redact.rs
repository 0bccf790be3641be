//! Redacts one recording.

use std::collections::{BTreeMap, BTreeSet};

use crate::redact::keep::{Keep, Place, Verdict};
use crate::redact::key::RedactionKey;
use crate::redact::target::{Literals, UrlPart};
use crate::redact::values::Values;
use openapi_drift_openapi::{Document, Operation, Server};
use openapi_drift_recordings::{Recording, WITHHELD};
use openapi_drift_source::pointer;

/// A value of a recording that was kept, and the statement of the document that lists it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Kept {
    /// The pointer of the statement.
    pub statement: String,
    /// The value.
    pub value: String,
}

/// A value that a pseudonym stands for.
#[derive(Debug, Clone)]
pub(crate) struct Replaced {
    /// The pointer into the recording.
    pub at: String,
    pub original: String,
    pub pseudonym: String,
    pub is_number: bool,
}

/// A redacted recording, and what was done to it.
#[derive(Debug)]
pub(crate) struct Redacted {
    pub recording: Recording,
    /// Pointers to the withheld values.
    pub withheld: BTreeSet<String>,
    pub kept: Vec<Kept>,
    pub replaced: Vec<Replaced>,
    /// Names that were replaced, with what stands for them.
    pub names: BTreeMap<String, String>,
    /// Number of values that are kept everywhere: booleans, null, and empty texts.
    pub free: usize,
}

/// Redacts the recordings of one document with one key.
pub(crate) struct Redactor<'d> {
    pub(crate) document: &'d Document,
    pub(crate) values: Values<'d>,
    pub(crate) keep: Keep<'d>,
}

impl<'d> Redactor<'d> {
    /// `servers` are kept beside those of the document.
    pub fn new(document: &'d Document, servers: &[Server], key: &'d RedactionKey) -> Self {
        let values = Values::new(document, Literals::new(document, servers), key);
        Self { document, values, keep: Keep::new(document) }
    }

    /// Redacts a recording of an operation. The values at the places of `withhold` are withheld. The provenance is left out.
    pub fn redact(&self, recording: &Recording, operation: Option<&Operation>, withhold: &BTreeSet<String>) -> Redacted {
        let mut run = Run::new(self, operation, withhold);
        let mut redacted = recording.clone();
        redacted.provenance = None;
        redacted.request.url = run.url(&recording.request.url);
        redacted.webhook = recording.webhook.as_deref().map(|name| run.name(name));
        run.request(recording, &mut redacted);
        run.response(recording, &mut redacted);
        let Run { withheld, kept, replaced, names, free, .. } = run;
        Redacted { recording: redacted, withheld, kept, replaced, names, free }
    }
}

/// The redaction of one recording.
pub(crate) struct Run<'r, 'd> {
    pub redactor: &'r Redactor<'d>,
    pub operation: Option<&'r Operation>,
    pub withhold: &'r BTreeSet<String>,
    pub withheld: BTreeSet<String>,
    pub kept: Vec<Kept>,
    pub replaced: Vec<Replaced>,
    pub names: BTreeMap<String, String>,
    pub free: usize,
}

impl<'r, 'd> Run<'r, 'd> {
    fn new(redactor: &'r Redactor<'d>, operation: Option<&'r Operation>, withhold: &'r BTreeSet<String>) -> Self {
        let (kept, replaced) = (Vec::new(), Vec::new());
        Self { redactor, operation, withhold, withheld: BTreeSet::new(), kept, replaced, names: BTreeMap::new(), free: 0 }
    }

    fn url(&mut self, url: &str) -> String {
        let redactor = self.redactor;
        let replaced = redactor.values.url(url, self.operation, &mut |part, text| match part {
            UrlPart::Path(name) => {
                let place = self.parameter("path", name);
                self.text(text, &place, &pointer::join("/request/url/path", name))
            }
            UrlPart::Query(name) => {
                let at = pointer::join("/request/url/query", name);
                if redactor.values.literals.is_credential(name) {
                    return self.withhold(at);
                }
                let place = self.parameter("query", name);
                self.text(text, &place, &at)
            }
            UrlPart::Fragment => self.text(text, &Place::default(), "/request/url/fragment"),
        });
        replaced.unwrap_or_else(|| {
            self.withheld.insert("/request/url".to_owned());
            "/".to_owned()
        })
    }

    /// Returns the place of a parameter's value. Items of a list have the same place.
    pub fn parameter(&self, location: &str, name: &str) -> Place {
        let parameters = self.operation.map(|operation| operation.parameters.as_slice()).unwrap_or_default();
        let is_named = |known: &str| known == name || known.trim_end_matches("[]") == name.split('[').next().unwrap_or_default();
        let found = parameters.iter().find(|parameter| parameter.location == location && is_named(&parameter.name));
        self.value_or_items(found.and_then(|parameter| parameter.schema.as_deref()))
    }

    /// Returns the place of a value that a schema describes, or of an item of it.
    pub fn value_or_items(&self, schema: Option<&str>) -> Place {
        let place = self.redactor.keep.place(schema);
        let items = self.redactor.keep.items(&place);
        place.and(items)
    }

    /// Notes a withheld place, and returns what stands there in a text.
    pub fn withhold(&mut self, at: String) -> String {
        self.withheld.insert(at);
        WITHHELD.to_owned()
    }

    /// Returns what is written for a text in a URL, header, form or body.
    pub fn text(&mut self, text: &str, place: &Place, at: &str) -> String {
        if self.withhold.contains(at) {
            return self.withhold(at.to_owned());
        }
        if text.is_empty() || matches!(text, "true" | "false") {
            self.free += 1;
            return text.to_owned();
        }
        // In a URL, a number is a text.
        let is_listed = |listed: &serde_json::Value| listed.as_str().map_or_else(|| *listed == text, |listed| listed == text);
        if let Some(Verdict::Keep(statement)) = self.redactor.keep.verdict(place, is_listed) {
            self.kept.push(Kept { statement, value: text.to_owned() });
            return text.to_owned();
        }
        match self.redactor.values.text(text) {
            Some(pseudonym) => {
                let is_number = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'.'));
                self.replaced.push(Replaced { at: at.to_owned(), original: text.to_owned(), pseudonym: pseudonym.clone(), is_number });
                pseudonym
            }
            None => self.withhold(at.to_owned()),
        }
    }

    /// Returns what is written for a name.
    pub fn name(&mut self, name: &str) -> String {
        let written = self.redactor.values.name(name);
        if written != name {
            self.names.insert(name.to_owned(), written.clone());
        }
        written
    }
}
