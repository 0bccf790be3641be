//! One cause, one finding: what one statement of a shared component brings about in many places is told once, and so is
//! what a document says several times in the same words.

use foldhash::HashMap;

use crate::finding::code::{Code, Severity};
use crate::finding::finding::{Finding, UsedBy};
use crate::finding::observation::Location;
use openapi_drift_openapi::document::Document;
use openapi_drift_recordings::Side;
use openapi_drift_source::pointer;

/// The recordings that show something, by number, as runs.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seen(Vec<(usize, usize)>);

impl Seen {
    /// Adds a recording, whose number must not be smaller than those added before.
    pub fn add(&mut self, recording: usize) {
        match self.0.last_mut() {
            Some((_, end)) if *end >= recording => {}
            Some((_, end)) if *end + 1 == recording => *end = recording,
            _ => self.0.push((recording, recording)),
        }
    }

    pub fn len(&self) -> usize {
        self.0.iter().map(|(start, end)| end - start + 1).sum()
    }

    /// The same recordings in a count that starts so much later.
    pub fn after(mut self, recordings: usize) -> Self {
        for (start, end) in &mut self.0 {
            *start += recordings;
            *end += recordings;
        }
        self
    }

    pub fn join(&mut self, other: &Self) {
        let mut all: Vec<_> = self.0.iter().chain(&other.0).copied().collect();
        all.sort_unstable();
        let mut joined: Vec<(usize, usize)> = Vec::with_capacity(all.len());
        for (start, end) in all {
            match joined.last_mut() {
                Some((_, last)) if *last + 1 >= start => *last = (*last).max(end),
                _ => joined.push((start, end)),
            }
        }
        self.0 = joined;
    }
}

/// What makes findings of several places the same: the statement of the document, and the place below its component.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Cause {
    code: Code,
    severity: Severity,
    side: Side,
    location: Location,
    statement: Statement,
    below: String,
    message: String,
    /// Which exception accepts it: one for some places must not accept the others.
    accepted: Option<usize>,
}

/// A finding, the recordings that show it, and the number of the exception that accepts it.
pub(crate) type MatchedFinding = (Finding, Seen, Option<usize>);

/// Folds findings, given in the order of the document. What stands first stays first, and lends the folded finding its
/// own members.
pub(crate) fn fold(findings: Vec<MatchedFinding>, document: &Document, places: usize) -> Vec<MatchedFinding> {
    let mut folded: Vec<(MatchedFinding, Vec<ExchangeGroup>)> = Vec::with_capacity(findings.len());
    let mut known = HashMap::default();
    let mut words = Words { document, of_owner: HashMap::default(), numbers: HashMap::default() };
    for (finding, seen, accepted) in findings {
        let exchanges = ExchangeGroup { operation: finding.operation.clone(), status: finding.status, of: finding.of };
        let Some((statement, below)) = statement(&finding, &mut words) else {
            folded.push(((finding, seen, accepted), Vec::new()));
            continue;
        };
        let cause = Cause {
            code: finding.code,
            severity: finding.severity,
            side: finding.side,
            location: finding.location,
            statement,
            below,
            message: finding.message.clone(),
            accepted,
        };
        match known.entry(cause) {
            std::collections::hash_map::Entry::Vacant(entry) => {
                entry.insert(folded.len());
                folded.push(((finding, seen, accepted), vec![exchanges]));
            }
            std::collections::hash_map::Entry::Occupied(entry) => {
                let ((first, first_seen, _), all) = &mut folded[*entry.get()];
                join(first, first_seen, finding, &seen, places);
                if !all.contains(&exchanges) {
                    first.of += exchanges.of;
                    all.push(exchanges);
                }
            }
        }
    }
    folded.into_iter().map(|(matched, _)| matched).collect()
}

/// From so many on, properties of one object that the same recordings lack, or that they have beyond the document, are
/// one finding: the object is of another version.
const TOGETHER: usize = 4;

/// Tells such properties together. Those with a hint of their own stay apart.
pub(crate) fn together(findings: Vec<MatchedFinding>, places: usize) -> Vec<MatchedFinding> {
    let key = |(finding, seen, accepted): &MatchedFinding| {
        let is_one = is_member(finding.code) && finding.hint == finding.code.advice();
        is_one.then(|| {
            let uses = if finding.used_by.is_empty() { vec![UsedBy::of(finding)] } else { finding.used_by.clone() };
            let parent = |pointer: &str| pointer.rsplit_once('/').map_or(String::new(), |(parent, _)| parent.to_owned());
            let uses: Vec<_> =
                uses.iter().map(|place| (place.operation.clone(), place.path.clone(), place.status, parent(&place.pointer))).collect();
            (finding.code, finding.severity, finding.side, finding.document.pointer.clone(), uses, seen.0.clone(), *accepted)
        })
    };
    let mut groups: HashMap<_, usize> = HashMap::default();
    for key in findings.iter().filter_map(key) {
        *groups.entry(key).or_default() += 1;
    }
    let mut firsts: HashMap<_, usize> = HashMap::default();
    let mut told: Vec<MatchedFinding> = Vec::with_capacity(findings.len());
    let mut names: HashMap<usize, Vec<String>> = HashMap::default();
    for matched in findings {
        let group = key(&matched).filter(|key| groups.get(key).is_some_and(|count| *count >= TOGETHER));
        let name = name(&matched.0);
        match group.map(|group| firsts.entry(group)) {
            None => told.push(matched),
            Some(std::collections::hash_map::Entry::Vacant(entry)) => {
                names.insert(told.len(), vec![name]);
                entry.insert(told.len());
                told.push(matched);
            }
            Some(std::collections::hash_map::Entry::Occupied(entry)) => {
                let (first, first_seen, _) = &mut told[*entry.get()];
                names.entry(*entry.get()).or_default().push(name);
                join(first, first_seen, matched.0, &matched.1, places);
            }
        }
    }
    for (index, names) in names {
        let list = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let finding = &mut told[index].0;
        finding.message = match finding.code {
            Code::MissingProperty => format!("{} required properties are missing: {list}", names.len()),
            _ => format!("{} properties are not documented: {list}", names.len()),
        };
    }
    told
}

fn join(first: &mut Finding, first_seen: &mut Seen, other: Finding, seen: &Seen, places: usize) {
    if first.used_by.is_empty() {
        first.used_by.push(UsedBy::of(first));
    }
    if other.used_by.is_empty() {
        first.used_by.push(UsedBy::of(&other));
    }
    first.used_by.extend(other.used_by);
    first.count += other.count;
    first_seen.join(seen);
    first.recordings = first_seen.len();
    let room = places.saturating_sub(first.places.len());
    first.places.extend(other.places.into_iter().take(room));
    first.values.extend(other.values.into_iter().take(room));
}

/// The recordings among which a finding was looked for.
#[derive(Debug, PartialEq, Eq)]
struct ExchangeGroup {
    operation: Option<String>,
    status: Option<u16>,
    of: usize,
}

/// What of the document a finding is about.
#[derive(Debug, PartialEq, Eq, Hash)]
enum Statement {
    /// A statement within a component, by its pointer.
    Of(String),
    /// The words of an object or parameter that is no component, by their number.
    In(usize),
}

/// The words of objects and parameters, each of which is written and compared once.
struct Words<'d> {
    document: &'d Document,
    of_owner: HashMap<String, usize>,
    numbers: HashMap<String, usize>,
}

impl Words<'_> {
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

/// What of the document a finding is about, and where below that. `None` where it is about an operation alone.
fn statement(finding: &Finding, words: &mut Words<'_>) -> Option<(Statement, String)> {
    Some(match owner(finding)? {
        Owner::Component(at) => (Statement::Of(at.to_owned()), below_component(finding)),
        Owner::Inline(owner, below) => (Statement::In(words.number(owner)?), below),
    })
}

/// What the statement of a finding belongs to.
enum Owner<'f> {
    /// A component, with the pointer of the statement in it.
    Component(&'f str),
    /// An object or parameter that is no component, and where below it the finding is.
    Inline(&'f str, String),
}

fn owner(finding: &Finding) -> Option<Owner<'_>> {
    let at = finding.document.pointer.as_str();
    if at.starts_with("/components/") {
        return Some(Owner::Component(at));
    }
    let (owner, below) = match finding.location {
        Location::Body if is_member(finding.code) => (at.trim_end_matches("/required"), name(finding)),
        Location::Body => at.rsplit_once("/properties/").map(|(owner, below)| (owner, below.to_owned()))?,
        Location::Path | Location::Query | Location::Header | Location::Cookie
            if matches!(finding.code, Code::MissingParameter | Code::InvalidParameter | Code::MissingHeader | Code::InvalidHeader) =>
        {
            (at.trim_end_matches("/schema"), name(finding))
        }
        _ => return None,
    };
    Some(Owner::Inline(owner, below))
}

fn is_member(code: Code) -> bool {
    matches!(code, Code::MissingProperty | Code::UndocumentedProperty)
}

fn name(finding: &Finding) -> String {
    pointer::last(&finding.pointer).into_owned()
}

impl Finding {
    /// Whether the statement of the document brings the finding about wherever it is used, so that all that show it are
    /// one finding.
    #[cfg(feature = "cli")]
    pub(crate) fn is_of_statement(&self) -> bool {
        owner(self).is_some()
    }

    /// Whether a statement brings about one finding for each name: of a property, a parameter or a header.
    #[cfg(feature = "cli")]
    pub(crate) fn is_of_name(&self) -> bool {
        is_member(self.code) || !matches!(self.location, Location::Body | Location::Exchange)
    }
}

/// Where a finding is, counted from the component that its statement stands in.
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
    // A keyword that forbids members stands at the object, and the finding at the member.
    let all: Vec<_> = pointer::segments(&finding.pointer).collect();
    all[all.len().saturating_sub(depth)..].iter().fold(String::new(), |below, segment| pointer::join(&below, segment))
}
