//! Collecting the evidence: sources from the document, counts from its recordings.

use std::collections::HashMap;

use openapi_drift::pointer::{join, segments};
use openapi_drift::{Checked, Document, Operation, Origin, Recording};
use serde_json::Value;

use super::sources::sources;
use super::statement::{Evidence, LiveRecordings, RecordingCounts, Statement, StatementKind};
use crate::Source;
/// Collects the evidence for each statement of a document, one recording after the other.
#[derive(Debug)]
pub struct EvidenceCollector<'a> {
    source: &'a Source,
    statements: Vec<Statement>,
    /// The index of each statement by its pointer.
    by_pointer: HashMap<String, usize>,
}

impl<'a> EvidenceCollector<'a> {
    /// Lists the statements of a document with their sources.
    pub fn new(source: &'a Source) -> Self {
        let mut collector = Self { source, statements: Vec::new(), by_pointer: HashMap::new() };
        let document = source.document();
        for operation in document.operations() {
            let kind = if operation.webhook { StatementKind::Webhook } else { StatementKind::Operation };
            collector.add_statement(kind, &operation.id, "", &operation.pointer);
            for parameter in &operation.parameters {
                // A shared parameter is one statement.
                let of = if parameter.pointer.starts_with("/components/") { "" } else { &operation.id };
                collector.add_statement(StatementKind::Parameter, &parameter.name, of, &parameter.pointer);
            }
            for status in statuses(document, operation) {
                collector.add_statement(StatementKind::Response, status, &operation.id, &response(operation, status));
            }
        }
        for at in document.schemas() {
            if let Some((schema, name)) = property(at) {
                collector.add_statement(StatementKind::Property, &name, &schema, at);
            }
        }
        collector
    }

    fn add_statement(&mut self, kind: StatementKind, name: &str, of: &str, pointer: &str) {
        if self.by_pointer.contains_key(pointer) {
            return;
        }
        let about = self.source.errata().erratum.iter().filter(|erratum| erratum.pointers.iter().any(|at| at == pointer));
        let errata = about.map(|erratum| erratum.id.clone()).collect();
        self.by_pointer.insert(pointer.to_owned(), self.statements.len());
        self.statements.push(Statement {
            kind,
            name: name.to_owned(),
            of: of.to_owned(),
            pointer: pointer.to_owned(),
            sources: sources(self.source.document(), pointer),
            errata,
            recordings: RecordingCounts::default(),
        });
    }

    /// Counts one recording, with the result of checking it. RecordingCounts of a sandbox are no evidence.
    pub fn add(&mut self, recording: &Recording, checked: &Checked) {
        let document = self.source.document();
        let Some(operation) = checked.operation.and_then(|index| document.operations().get(index)) else { return };
        let Some(provenance) = recording.provenance.as_ref().filter(|provenance| provenance.source != Origin::Sandbox) else { return };
        let mut seen: Vec<String> = checked.seen_properties(document).into_iter().map(str::to_owned).collect();
        seen.push(operation.pointer.clone());
        seen.extend(checked.documented_status().map(|status| response(operation, status)));
        let sent = operation.parameters.iter().filter(|parameter| is_sent(recording, &parameter.location, &parameter.name));
        seen.extend(sent.map(|parameter| parameter.pointer.clone()));
        let live = (provenance.source == Origin::Live).then(|| provenance.date().map(|date| date.to_string()));
        for pointer in seen {
            if let Some(index) = self.by_pointer.get(&pointer) {
                count(&mut self.statements[*index].recordings, live.clone());
            }
        }
    }

    /// Returns the evidence.
    pub fn finish(self) -> Evidence {
        let (document, version) = (self.source.name().to_owned(), self.source.version().to_owned());
        Evidence { document, version, statements: self.statements }
    }
}

/// Counts an example of the documentation, or a live recording with its date.
fn count(recordings: &mut RecordingCounts, live: Option<Option<String>>) {
    let Some(date) = live else {
        recordings.documentation += 1;
        return;
    };
    let live = recordings.live.get_or_insert(LiveRecordings { count: 0, between: None });
    live.count += 1;
    // Days in this form are in the order of time.
    match (&mut live.between, date) {
        (_, None) => {}
        (between @ None, Some(day)) => *between = Some([day.clone(), day]),
        (Some([first, _]), Some(day)) if day < *first => *first = day,
        (Some([_, last]), Some(day)) if day > *last => *last = day,
        _ => {}
    }
}

/// The documented statuses of an operation, in their order.
fn statuses<'d>(document: &'d Document, operation: &Operation) -> impl Iterator<Item = &'d str> {
    let responses = document.node(&join(&operation.pointer, "responses")).and_then(Value::as_object);
    responses.into_iter().flat_map(|responses| responses.keys()).map(String::as_str)
}

fn response(operation: &Operation, status: &str) -> String {
    join(&join(&operation.pointer, "responses"), status)
}

/// The name of the schema and of the property, if the pointer is that of a property.
fn property(pointer: &str) -> Option<(String, String)> {
    let schema = pointer.rsplit_once('/')?.0.strip_suffix("/properties")?;
    // A property that is called `properties` is not a list of properties.
    if schema.ends_with("/properties") {
        return None;
    }
    let name = schema.strip_prefix("/components/schemas/").unwrap_or(schema);
    let name = name.replace("/properties/", ".").replace("/items", "[]");
    Some((name, segments(pointer).last()?.into_owned()))
}

fn is_sent(recording: &Recording, location: &str, name: &str) -> bool {
    match location {
        "path" => true,
        "query" => {
            let query = recording.request.url.split_once('?').map_or("", |(_, query)| query);
            query.split('&').any(|pair| pair.split('=').next() == Some(name))
        }
        "header" => recording.request.headers.get(name).is_some(),
        _ => false,
    }
}
