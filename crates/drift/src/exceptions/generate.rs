//! Writes findings as exceptions, after those of a file. The existing text does not change.

use std::collections::{HashMap, HashSet};

use toml_edit::{Array, DocumentMut, Item, Table, Value, value};

use crate::exceptions::exception::{Exception, ListEntry, Scope};
use crate::finding::code::Code;
use crate::finding::finding::Finding;
use crate::text::sanitize;
use openapi_drift_recordings::Side;
use openapi_drift_source::Error;
use openapi_drift_source::Position;
use openapi_drift_source::pointer;

/// The greatest length of a list on one line.
const COLUMNS: usize = 100;

/// The text of a file of exceptions with one more for each finding, and how many were added. Each asks for its reason:
/// it is empty, and such a file is refused until someone says why. Findings about exceptions themselves cannot be accepted.
///
/// # Errors
///
/// [`Error`] if the text is not TOML, or if `exception` is not an array of tables.
pub fn append(text: &str, findings: &[Finding]) -> Result<(String, usize), Error> {
    let trouble = |why: String| Error::new("cannot write the exceptions", why);
    let file: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| trouble(error.message().to_owned()))?;
    if !file.get("exception").is_none_or(Item::is_array_of_tables) {
        return Err(trouble("`exception` is not written as [[exception]]".to_owned()));
    }
    let acceptable: Vec<&Finding> =
        findings.iter().filter(|finding| !matches!(finding.code, Code::UnmatchedException | Code::ExpiredException)).collect();
    let shown = Locations::of(&acceptable);
    let mut known = HashSet::new();
    let mut written = text.to_owned();
    for (index, finding) in acceptable.into_iter().enumerate() {
        let exception = shown.exception(index, finding);
        let entry = table(&exception).to_string();
        if known.insert(entry.clone()) {
            // Tables come at the end as they are, so that comments after the last one stay where they were.
            if !written.is_empty() {
                written.push_str(if written.ends_with('\n') { "\n" } else { "\n\n" });
            }
            written.push_str(&format!("{}[[exception]]\n{entry}", comment(finding, &exception.scope)));
        }
    }
    if text.contains("\r\n") {
        written = written.replace("\r\n", "\n").replace('\n', "\r\n");
    }
    Ok((written, known.len()))
}

/// Every place of every finding, as a finding, with the number of the finding that it is of. Exceptions are matched
/// against these.
struct Locations(HashMap<Code, Vec<(usize, Finding)>>);

impl Locations {
    fn of(findings: &[&Finding]) -> Self {
        let mut shown: HashMap<_, Vec<_>> = HashMap::new();
        for (index, finding) in findings.iter().enumerate() {
            let places = shown.entry(finding.code).or_default();
            if finding.used_by.is_empty() {
                places.push((index, (*finding).clone()));
            }
            // No exception looks at the lists, which are as long as there are places.
            let bare = Finding { used_by: Vec::new(), places: Vec::new(), values: Vec::new(), ..(*finding).clone() };
            for place in &finding.used_by {
                let mut one = bare.clone();
                one.operation.clone_from(&place.operation);
                one.method.clone_from(&place.method);
                one.path.clone_from(&place.path);
                one.pointer.clone_from(&place.pointer);
                one.document.pointer.clone_from(&place.document);
                one.status = place.status;
                places.push((index, one));
            }
        }
        Self(shown)
    }

    /// The other findings that an exception for this one would accept as well.
    fn others<'s>(&'s self, index: usize, exception: &'s Exception) -> impl Iterator<Item = &'s Finding> {
        let places = self.0.get(&exception.code).into_iter().flatten();
        places.filter(move |(of, finding)| *of != index && exception.matches(finding)).map(|(_, finding)| finding)
    }

    /// The exception that accepts this finding and no other. What a reader knows best comes first: an operation, where it
    /// is one operation that shows the finding.
    fn exception(&self, index: usize, finding: &Finding) -> Exception {
        let is_own = |place: &str| place.starts_with("/paths/") || place.starts_with("/webhooks/");
        let is_one =
            finding.used_by.is_empty() && (is_own(&finding.document.pointer) || finding.is_anywhere() || !finding.is_of_statement());
        let mut candidates = Vec::new();
        if is_one {
            candidates.push(of_operation(finding));
        }
        if finding.is_of_statement() {
            candidates.push(of_statement(finding));
        }
        if finding.is_anywhere() && !finding.used_by.is_empty() {
            candidates.push(of_message(finding));
        }
        let is_alone = |exception: &&Exception| self.others(index, exception).next().is_none();
        if let Some(exception) = candidates.iter().find(is_alone) {
            return exception.clone();
        }
        let narrowed: Vec<Exception> = candidates.into_iter().map(|exception| self.narrowed(index, finding, exception)).collect();
        narrowed.iter().find(is_alone).or(narrowed.last()).cloned().unwrap_or_else(|| of_operation(finding))
    }

    /// The exception with more keys, as far as they tell this finding from others.
    fn narrowed(&self, index: usize, finding: &Finding, mut exception: Exception) -> Exception {
        let differs =
            |exception: &Exception, how: fn(&Finding, &Finding) -> bool| self.others(index, exception).any(|other| how(other, finding));
        if differs(&exception, |one, other| one.status != other.status)
            && let Scope::Operation { status, .. } = &mut exception.scope
        {
            *status = finding.status;
        }
        if differs(&exception, |one, other| one.severity != other.severity) {
            exception.severity = Some(finding.severity);
        }
        // Properties that are told together have a message of their own each, and are told apart by their names.
        let is_together = matches!(&exception.scope, Scope::Statement { names, .. } if names.len() > 1);
        if !is_together && differs(&exception, |one, other| one.message != other.message) {
            exception.message = Some(finding.message.clone());
        }
        exception
    }
}

fn of_operation(finding: &Finding) -> Exception {
    let is_any = finding.operation.is_none();
    let scope = Scope::Operation {
        operation: finding.operation.clone().unwrap_or_else(|| "*".to_owned()),
        method: is_any.then(|| finding.method.clone()),
        path: is_any.then(|| finding.path.clone()),
        // A request is the same whatever was answered to it.
        status: finding.status.filter(|_| finding.side == Side::Response && !is_any),
        pointer: (!finding.pointer.is_empty()).then(|| finding.pointer.clone()),
    };
    // A pointer alone does not say whether it leads into the request or the response.
    let side = (!is_any && !finding.pointer.is_empty()).then_some(finding.side);
    Exception { side, ..blank(finding, scope) }
}

/// The exception for a message in any operation.
fn of_message(finding: &Finding) -> Exception {
    let scope = Scope::Operation { operation: "*".to_owned(), method: None, path: None, status: None, pointer: None };
    Exception { message: Some(finding.message.clone()), ..blank(finding, scope) }
}

fn of_statement(finding: &Finding) -> Exception {
    let own = (finding.document.pointer.as_str(), pointer::last(&finding.pointer).into_owned());
    let uses = finding.used_by.iter().map(|place| {
        let name = pointer::last(&place.pointer).into_owned();
        (place.document.as_str(), name)
    });
    let (mut documents, mut names) = (Vec::new(), Vec::new());
    for (document, name) in std::iter::once(own).chain(uses) {
        add(&mut documents, document);
        if finding.is_of_name() {
            add(&mut names, &name);
        }
    }
    Exception { side: Some(finding.side), ..blank(finding, Scope::Statement { documents, names }) }
}

fn add(list: &mut Vec<ListEntry>, text: &str) {
    if !text.is_empty() && list.iter().all(|listed| listed.text != text) {
        list.push(ListEntry { text: text.to_owned(), position: Position::START });
    }
}

fn blank(finding: &Finding, scope: Scope) -> Exception {
    Exception {
        code: finding.code,
        scope,
        side: None,
        severity: None,
        message: None,
        reason: String::new(),
        expires: None,
        position: Position::START,
    }
}

/// The message of the finding, its frequency and, if the exception does not name them, its operations.
fn comment(finding: &Finding, scope: &Scope) -> String {
    let is_together = matches!(scope, Scope::Statement { names, .. } if names.len() > 1);
    let message = match finding.message.split_once(": ") {
        // The names stand below.
        Some((start, _)) if is_together => start,
        _ => &finding.message,
    };
    let mut seen = finding.severity.as_str().to_owned();
    if finding.count > 0 {
        seen.push_str(&format!(", {}", finding.frequency()));
    }
    match scope {
        Scope::Operation { .. } => {}
        Scope::Statement { .. } if finding.used_by.is_empty() => seen.push_str(&format!("; used by {}", finding.subject())),
        Scope::Statement { .. } => seen.push_str(&format!("; used by {}", finding.uses())),
    }
    // A comment must stay on its line, no matter which characters a name has.
    format!("# {}\n# {}\n", sanitize(message), sanitize(&seen))
}

fn table(exception: &Exception) -> Table {
    let mut table = Table::new();
    table["code"] = value(exception.code.as_str());
    let mut set = |key: &str, text: Option<&String>| text.into_iter().for_each(|text| table[key] = value(text));
    match &exception.scope {
        Scope::Operation { operation, method, path, pointer, status } => {
            set("operation", Some(operation));
            set("method", method.as_ref());
            set("path", path.as_ref());
            set("side", exception.side.map(|side| side.as_str().to_owned()).as_ref());
            if let Some(status) = status {
                table["status"] = value(i64::from(*status));
            }
            if let Some(pointer) = pointer {
                table["pointer"] = value(pointer);
            }
        }
        Scope::Statement { documents, names } => {
            table["document"] = Item::Value(list("document", documents));
            if !names.is_empty() {
                table["name"] = Item::Value(list("name", names));
            }
            if let Some(side) = exception.side {
                table["side"] = value(side.as_str());
            }
        }
    }
    if let Some(severity) = exception.severity {
        table["severity"] = value(severity.as_str());
    }
    if let Some(message) = &exception.message {
        table["message"] = value(message);
    }
    table["reason"] = value("");
    table
}

/// One entry is a string. Several have a line each unless they all fit on one, so that a diff shows the changes.
fn list(key: &str, listed: &[ListEntry]) -> Value {
    if let [one] = listed {
        return one.text.as_str().into();
    }
    let mut array: Array = listed.iter().map(|listed| listed.text.as_str()).collect();
    if format!("{key} = {array}").chars().count() > COLUMNS {
        array.iter_mut().for_each(|item| item.decor_mut().set_prefix("\n  "));
        array.set_trailing_comma(true);
        array.set_trailing("\n");
    }
    Value::Array(array)
}
