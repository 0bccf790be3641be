//! One cause, one finding: what one statement of a shared component brings about in many places is told once.

use std::collections::HashMap;

use super::{Finding, Use};
use crate::document::pointer;
use crate::finding::{Code, Location, Side};

/// The recordings that show something, by number, as runs.
#[derive(Debug, Clone, Default)]
pub(super) struct Seen(Vec<(usize, usize)>);

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

    fn join(&mut self, other: &Self) {
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
    side: Side,
    location: Location,
    document: String,
    below: String,
    message: String,
    /// Which exception accepts it: one for some places must not accept the others.
    accepted: Option<usize>,
}

/// Folds findings, given in the order of the document and each with the number of the exception that accepts it. What
/// stands first stays first, and lends the folded finding its own members.
pub(super) fn fold(findings: Vec<(Finding, Seen, Option<usize>)>, places: usize) -> Vec<(Finding, Option<usize>)> {
    let mut folded: Vec<(Finding, Seen, Option<usize>, Vec<Exchanges>)> = Vec::with_capacity(findings.len());
    let mut known = HashMap::new();
    for (finding, seen, accepted) in findings {
        let exchanges = Exchanges { operation: finding.operation.clone(), status: finding.status, of: finding.of };
        let Some(below) = below_component(&finding) else {
            folded.push((finding, seen, accepted, Vec::new()));
            continue;
        };
        let cause = Cause {
            code: finding.code,
            side: finding.side,
            location: finding.location,
            document: finding.document.pointer.clone(),
            below,
            message: finding.message.clone(),
            accepted,
        };
        match known.entry(cause) {
            std::collections::hash_map::Entry::Vacant(entry) => {
                entry.insert(folded.len());
                folded.push((finding, seen, accepted, vec![exchanges]));
            }
            std::collections::hash_map::Entry::Occupied(entry) => {
                let (first, first_seen, _, all) = &mut folded[*entry.get()];
                if first.used_by.is_empty() {
                    first.used_by.push(Use::of(first));
                }
                first.used_by.push(Use::of(&finding));
                first.count += finding.count;
                first_seen.join(&seen);
                first.recordings = first_seen.len();
                if !all.contains(&exchanges) {
                    first.of += finding.of;
                    all.push(exchanges);
                }
                let room = places.saturating_sub(first.places.len());
                first.places.extend(finding.places.into_iter().take(room));
                first.values.extend(finding.values.into_iter().take(room));
            }
        }
    }
    folded.into_iter().map(|(finding, _, accepted, _)| (finding, accepted)).collect()
}

/// The recordings among which a finding was looked for.
#[derive(Debug, PartialEq, Eq)]
struct Exchanges {
    operation: Option<String>,
    status: Option<u16>,
    of: usize,
}

/// Where a finding is, counted from the component that its statement stands in; `None` where it stands in none.
fn below_component(finding: &Finding) -> Option<String> {
    let document = finding.document.pointer.strip_prefix("/components/")?;
    if finding.location != Location::Body || !document.starts_with("schemas/") {
        return Some(finding.pointer.clone());
    }
    let mut segments = document.split('/').skip(2);
    let mut depth = usize::from(matches!(finding.code, Code::MissingProperty | Code::UndocumentedProperty));
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
    Some(all[all.len().saturating_sub(depth)..].iter().fold(String::new(), |below, segment| pointer::join(&below, segment)))
}
