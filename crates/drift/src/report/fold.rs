//! One cause, one finding: a keyword of a shared component causes the same difference in many places, and so do equal objects
//! and parameters that are written several times.

use std::collections::hash_map::Entry;
use std::sync::Arc;

use foldhash::{HashMap, HashMapExt as _, HashSet};

use crate::finding::code::{Code, Severity};
use crate::finding::finding::{Finding, Place, UsedBy};
use crate::finding::observation::Location;
use crate::report::fingerprint::ShownBy;
use crate::report::found::Found;
use crate::report::key::ObservationKey;
use openapi_drift_openapi::Document;
use openapi_drift_recordings::Side;
use openapi_drift_source::pointer;

/// The cause of findings at several places: the keyword of the document, and the place below its component.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Cause {
    code: Code,
    severity: Severity,
    side: Side,
    location: Location,
    statement: Statement,
    below: String,
    message: String,
    /// The exception that accepts it: one for some places must not accept the others.
    accepted: Option<usize>,
}

/// Observations of one cause are in one group; those of one group may be of several causes.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct CauseGroup {
    code: Code,
    severity: Severity,
    side: Side,
    location: Location,
    /// The pointer of a component's keyword, or the place below an object that is not a component.
    statement: String,
}

/// Returns the group of an observation; `None` if it is not folded with others.
pub(crate) fn cause_group(key: &ObservationKey) -> Option<CauseGroup> {
    let statement = if is_anywhere(key.code) || key.code == Code::UndocumentedOperation {
        String::new()
    } else {
        match owner(key.code, key.location, &key.document, &key.pointer)? {
            Owner::Component(at) => at.to_owned(),
            Owner::Inline(_, below) => below,
        }
    };
    Some(CauseGroup { code: key.code, severity: key.severity, side: key.side, location: key.location, statement })
}

/// A finding, the recordings that show it, and the number of the exception that accepts it.
pub(crate) struct MatchedFinding {
    pub finding: Finding,
    pub shown_by: ShownBy,
    pub accepted: Option<usize>,
    /// The observations that it is made of.
    pub keys: Vec<(Arc<ObservationKey>, ShownBy)>,
}

/// The overlaps of observations, by their keys.
struct Overlaps<'f> {
    all: Vec<ShownBy>,
    by_key: HashMap<&'f ObservationKey, Vec<usize>>,
}

impl<'f> Overlaps<'f> {
    fn new(found: &'f Found) -> Self {
        let mut by_key: HashMap<&ObservationKey, Vec<usize>> = HashMap::new();
        for (number, keys) in found.overlaps.keys().enumerate() {
            keys.iter().for_each(|key| by_key.entry(key).or_default().push(number));
        }
        Self { all: found.overlaps.values().copied().collect(), by_key }
    }

    /// The recordings that show any of these observations. A recording that shows several is in the set of each.
    fn union(&self, keys: &[(Arc<ObservationKey>, ShownBy)]) -> ShownBy {
        let (mut union, mut times) = (ShownBy::default(), HashMap::<usize, usize>::new());
        for (key, shown_by) in keys {
            union.add(*shown_by);
            self.by_key.get(&**key).into_iter().flatten().for_each(|number| *times.entry(*number).or_default() += 1);
        }
        times.into_iter().for_each(|(number, times)| union.remove(self.all[number], times - 1));
        union
    }
}

/// Folds findings, given in the order of the document. The first one stays in its place and lends the folded finding its
/// operation, status and pointer.
pub(crate) fn fold(findings: Vec<MatchedFinding>, found: &Found, document: &Document, places: usize) -> Vec<MatchedFinding> {
    let mut folded: Vec<MatchedFinding> = Vec::with_capacity(findings.len());
    let mut groups: Vec<HashSet<ExchangeGroup>> = Vec::with_capacity(findings.len());
    let mut known = HashMap::new();
    let mut words = DocumentWords { document, of_owner: HashMap::new(), numbers: HashMap::new() };
    for mut matched in findings {
        let finding = &mut matched.finding;
        let group = ExchangeGroup::of(finding);
        // A request without an operation is one finding, whatever its statuses are.
        if finding.code == Code::UndocumentedOperation {
            finding.status = None;
        }
        let finding = &matched.finding;
        let cause = statement(finding, &mut words).map(|(statement, below)| Cause {
            code: finding.code,
            severity: finding.severity,
            side: finding.side,
            location: finding.location,
            statement,
            below,
            message: finding.message.clone(),
            accepted: matched.accepted,
        });
        let next = folded.len();
        match cause.map_or(next, |cause| *known.entry(cause).or_insert(next)) {
            number if number == next => {
                folded.push(matched);
                groups.push(HashSet::from_iter([group]));
            }
            number => {
                let first = &mut folded[number];
                let of = group.of;
                if groups[number].insert(group) {
                    first.finding.of += of;
                }
                first.keys.extend(matched.keys);
                // One request with other statuses is no other use.
                match matched.finding.code {
                    Code::UndocumentedOperation => add_places(&mut first.finding, matched.finding, places),
                    _ => join(&mut first.finding, matched.finding, places),
                }
            }
        }
    }
    let overlaps = Overlaps::new(found);
    for matched in folded.iter_mut().filter(|matched| matched.keys.len() > 1) {
        matched.shown_by = overlaps.union(&matched.keys);
        matched.finding.recordings = matched.shown_by.recordings;
    }
    folded
}

/// From this number on, properties of one object that the same recordings lack, or have in addition to the document, are one
/// finding: the object is of another version.
const TOGETHER: usize = 4;

/// The number of names that the message of a combined finding has. `used_by` has all of them.
const MAX_NAMES: usize = 100;

/// Combines such properties. Those with a hint of their own stay separate.
pub(crate) fn together(findings: Vec<MatchedFinding>, places: usize) -> Vec<MatchedFinding> {
    let key = |MatchedFinding { finding, shown_by, accepted, .. }: &MatchedFinding| {
        let is_one = is_member(finding.code) && finding.hint == finding.code.advice();
        is_one.then(|| {
            let uses = if finding.used_by.is_empty() { vec![UsedBy::of(finding)] } else { finding.used_by.clone() };
            let parent = |pointer: &str| pointer.rsplit_once('/').map_or(String::new(), |(parent, _)| parent.to_owned());
            let uses: Vec<_> =
                uses.iter().map(|place| (place.operation.clone(), place.path.clone(), place.status, parent(&place.pointer))).collect();
            (finding.code, finding.severity, finding.side, finding.document.pointer.clone(), uses, *shown_by, *accepted)
        })
    };
    let mut groups: HashMap<_, usize> = HashMap::new();
    for key in findings.iter().filter_map(key) {
        *groups.entry(key).or_default() += 1;
    }
    let mut firsts: HashMap<_, usize> = HashMap::new();
    let mut combined: Vec<MatchedFinding> = Vec::with_capacity(findings.len());
    let mut names: HashMap<usize, Vec<String>> = HashMap::new();
    for matched in findings {
        let group = key(&matched).filter(|key| groups.get(key).is_some_and(|count| *count >= TOGETHER));
        let name = name(&matched.finding.pointer);
        match group.map(|group| firsts.entry(group)) {
            None => combined.push(matched),
            Some(Entry::Vacant(entry)) => {
                names.insert(combined.len(), vec![name]);
                entry.insert(combined.len());
                combined.push(matched);
            }
            Some(Entry::Occupied(entry)) => {
                names.entry(*entry.get()).or_default().push(name);
                join(&mut combined[*entry.get()].finding, matched.finding, places);
            }
        }
    }
    for (index, names) in names {
        let mut list = names.iter().take(MAX_NAMES).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        if names.len() > MAX_NAMES {
            list.push_str(&format!(" and {} more", names.len() - MAX_NAMES));
        }
        let finding = &mut combined[index].finding;
        finding.message = match finding.code {
            Code::MissingProperty => format!("{} required properties are missing: {list}", names.len()),
            _ => format!("{} properties are not documented: {list}", names.len()),
        };
    }
    combined
}

fn join(first: &mut Finding, mut other: Finding, places: usize) {
    if first.used_by.is_empty() {
        first.used_by.push(UsedBy::of(first));
    }
    if other.used_by.is_empty() {
        first.used_by.push(UsedBy::of(&other));
    }
    first.used_by.extend(std::mem::take(&mut other.used_by));
    add_places(first, other, places);
}

fn add_places(first: &mut Finding, other: Finding, places: usize) {
    first.count += other.count;
    let room = places.saturating_sub(first.places.len());
    // Only the first place is shown with its line.
    first.places.extend(other.places.into_iter().take(room).map(|place| Place { excerpt: None, ..place }));
    first.values.extend(other.values.into_iter().take(room));
}

/// The recordings in which a finding could have occurred.
#[derive(Debug, PartialEq, Eq, Hash)]
struct ExchangeGroup {
    operation: Option<String>,
    path: String,
    status: Option<u16>,
    of: usize,
}

impl ExchangeGroup {
    fn of(finding: &Finding) -> Self {
        Self { operation: finding.operation.clone(), path: finding.path.clone(), status: finding.status, of: finding.of }
    }
}

/// The part of the document that causes a finding.
#[derive(Debug, PartialEq, Eq, Hash)]
enum Statement {
    /// A keyword in a component, by its pointer.
    Of(String),
    /// An object or parameter that is not a component, by the number of its text.
    In(usize),
    /// No part of the document: the service does the same in many operations, and the message says what.
    Anywhere,
    /// No part of the document: the method and the folded path of a request without an operation.
    Request(String, String),
}

/// The texts of objects and parameters, each of which is written and compared once.
struct DocumentWords<'d> {
    document: &'d Document,
    of_owner: HashMap<String, usize>,
    numbers: HashMap<String, usize>,
}

impl DocumentWords<'_> {
    fn number(&mut self, owner: &str) -> Option<usize> {
        if let Some(known) = self.of_owner.get(owner) {
            return Some(*known);
        }
        let next = self.numbers.len();
        let number = *self.numbers.entry(self.document.node(owner)?.to_string()).or_insert(next);
        self.of_owner.insert(owner.to_owned(), number);
        Some(number)
    }
}

/// The keyword or object that causes a finding, and the place below it. `None` for findings about an operation alone.
fn statement(finding: &Finding, words: &mut DocumentWords<'_>) -> Option<(Statement, String)> {
    let at = &finding.document.pointer;
    if is_anywhere(finding.code) && finding.count > 0 {
        return Some((Statement::Anywhere, finding.pointer.clone()));
    }
    if finding.code == Code::UndocumentedOperation && finding.count > 0 {
        return Some((Statement::Request(finding.method.clone(), finding.path.clone()), at.clone()));
    }
    Some(match owner(finding.code, finding.location, at, &finding.pointer)? {
        Owner::Component(at) => (Statement::Of(at.to_owned()), below_component(finding)),
        Owner::Inline(owner, below) => (Statement::In(words.number(owner)?), below),
    })
}

/// The part of the document that a keyword belongs to.
enum Owner<'f> {
    /// A component, with the pointer of the keyword in it.
    Component(&'f str),
    /// An object or parameter that is not a component, and the place of the finding below it.
    Inline(&'f str, String),
}

fn owner<'a>(code: Code, location: Location, at: &'a str, pointer: &str) -> Option<Owner<'a>> {
    if is_anywhere(code) {
        return None;
    }
    if at.starts_with("/components/") {
        return Some(Owner::Component(at));
    }
    let (owner, below) = match location {
        Location::Body if is_member(code) => (at.trim_end_matches("/required"), name(pointer)),
        Location::Body => at.rsplit_once("/properties/").map(|(owner, below)| (owner, below.to_owned()))?,
        Location::Path | Location::Query | Location::Header | Location::Cookie
            if matches!(code, Code::MissingParameter | Code::InvalidParameter | Code::MissingHeader | Code::InvalidHeader) =>
        {
            (at.trim_end_matches("/schema"), name(pointer))
        }
        _ => return None,
    };
    Some(Owner::Inline(owner, below))
}

/// Returns whether equal messages of a code are one finding in all operations: the service has one reason to do so.
fn is_anywhere(code: Code) -> bool {
    matches!(
        code,
        Code::UndocumentedServer
            | Code::UndocumentedContentType
            | Code::UndocumentedHeader
            | Code::UndocumentedParameter
            | Code::MissingCredentials
    )
}

fn is_member(code: Code) -> bool {
    matches!(code, Code::MissingProperty | Code::UndocumentedProperty)
}

fn name(pointer: &str) -> String {
    pointer::last(pointer).into_owned()
}

impl Finding {
    /// Returns whether the finding belongs to a keyword of the document, so that all uses of that keyword are one finding.
    #[cfg(feature = "cli")]
    pub(crate) fn is_of_statement(&self) -> bool {
        owner(self.code, self.location, &self.document.pointer, &self.pointer).is_some()
    }

    /// Returns whether the same message is one finding in all operations.
    #[cfg(feature = "cli")]
    pub(crate) fn is_anywhere(&self) -> bool {
        is_anywhere(self.code)
    }

    /// Returns whether the keyword causes one finding for each name: of a property, a parameter or a header.
    #[cfg(feature = "cli")]
    pub(crate) fn is_of_name(&self) -> bool {
        is_member(self.code) || !matches!(self.location, Location::Body | Location::Exchange)
    }
}

/// The place of a finding, counted from the component of its keyword.
fn below_component(finding: &Finding) -> String {
    let document = finding.document.pointer.trim_start_matches("/components/");
    if finding.location != Location::Body || !document.starts_with("schemas/") {
        return finding.pointer.clone();
    }
    let mut segments = document.split('/').skip(2);
    let mut depth = usize::from(is_member(finding.code));
    while let Some(segment) = segments.next() {
        match segment {
            "properties" | "patternProperties" | "prefixItems" => {
                segments.next();
                depth += 1;
            }
            "items" | "additionalProperties" | "unevaluatedProperties" | "unevaluatedItems" | "contains" => depth += 1,
            "allOf" | "anyOf" | "oneOf" | "dependentSchemas" | "$defs" => drop(segments.next()),
            _ => {}
        }
    }
    // A keyword that forbids properties belongs to the object, the finding to the property.
    let all: Vec<_> = pointer::segments(&finding.pointer).collect();
    all[all.len().saturating_sub(depth)..].iter().fold(String::new(), |below, segment| pointer::join(&below, segment))
}
