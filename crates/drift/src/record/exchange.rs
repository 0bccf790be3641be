//! One exchange: redaction, and the laws that are proved for it.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::check::check;
use crate::check::checked::Options;
use crate::finding::code::Code;
use crate::record::search::leaks;
use crate::record::verdicts::{Verdict, verdicts};
use crate::redact::key::RedactionKey;
use crate::redact::mac::mac;
use crate::redact::redact::{Redacted, Redactor};
use openapi_drift_openapi::{Document, Server};
use openapi_drift_recordings::{Provenance, Recording, Redaction};

/// The version of the rules of redaction.
const POLICY: u32 = 1;

/// An exchange is redacted at most this often, each time with more withheld values.
const MAX_ROUNDS: usize = 64;

/// A redacted exchange, for which the laws hold.
#[derive(Debug)]
pub(crate) struct Proved {
    pub redacted: Redacted,
    /// The index of the operation in the document.
    pub operation: Option<usize>,
    /// Findings that depend on withheld values, so that they are gone.
    pub removed: Vec<(Code, String)>,
}

/// The outcome for one exchange.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// It may be stored.
    Proved(Box<Proved>),
    /// It is not compared with the document, for this reason, and not stored.
    NotChecked(String),
    /// The laws do not hold for it, and it must not be stored.
    Refused(String),
}

/// Redacts exchanges and proves that this changes no verdict.
pub(crate) struct Recorder<'d> {
    document: &'d Document,
    options: &'d Options,
    key: &'d RedactionKey,
    redactor: Redactor<'d>,
}

impl<'d> Recorder<'d> {
    pub fn new(document: &'d Document, options: &'d Options, upstream: &[Server], key: &'d RedactionKey) -> Self {
        let servers: Vec<Server> = options.servers.iter().chain(upstream).cloned().collect();
        Self { document, options, key, redactor: Redactor::new(document, &servers, key) }
    }

    /// Redacts an exchange. Where a pseudonym changes a verdict or gives a value away, the value is withheld.
    pub fn redact(&self, recording: &Recording) -> Outcome {
        let before = check(self.document, recording, self.options);
        if let Some(reason) = before.not_checked {
            return Outcome::NotChecked(reason);
        }
        let operation = before.operation.map(|index| &self.document.operations()[index]);
        let mut withhold = BTreeSet::new();
        for _ in 0..MAX_ROUNDS {
            let redacted = self.redactor.redact(recording, operation, &withhold);
            // The redaction may withhold more than it was asked to, and unknown values are judged by the list of withheld ones.
            let sealed = seal(&redacted, recording.provenance.clone(), None);
            let after = check(self.document, &sealed, self.options);
            if after.operation != before.operation || after.not_checked.is_some() {
                return Outcome::Refused("the redacted request is one of another operation".to_owned());
            }
            let (old, new) = (verdicts(&before, &redacted.names), verdicts(&after, &BTreeMap::new()));
            let added =
                new.iter().filter(|(verdict, count)| old.get(verdict).is_none_or(|before| before < count)).map(|(verdict, _)| verdict);
            let removed =
                old.iter().filter(|(verdict, count)| new.get(verdict).is_none_or(|after| after < count)).map(|(verdict, _)| verdict);
            let (expected, changed): (Vec<&Verdict>, Vec<&Verdict>) =
                removed.partition(|verdict| verdict.at.as_ref().is_some_and(|at| depends(at, &redacted.withheld)));
            let mut more = BTreeSet::new();
            for verdict in added.chain(changed) {
                let Some(at) = verdict.at.as_deref().and_then(|at| next_to_withhold(at, &withhold)) else {
                    return Outcome::Refused(format!("redaction would change a `{}` finding", verdict.code().as_str()));
                };
                more.insert(at);
            }
            more.extend(leaks(&redacted.replaced).into_iter().filter_map(|at| next_to_withhold(&at, &withhold)));
            if more.is_empty() {
                let removed = expected.into_iter().map(|verdict| (verdict.code(), verdict.at.clone().unwrap_or_default())).collect();
                return Outcome::Proved(Box::new(Proved { redacted, operation: before.operation, removed }));
            }
            withhold.extend(more);
        }
        Outcome::Refused(format!("redaction still changes findings after {MAX_ROUNDS} attempts"))
    }

    /// Returns a proved recording as it is stored.
    pub fn seal(&self, redacted: &Redacted, provenance: Provenance) -> Recording {
        let withheld: Vec<String> = redacted.withheld.iter().cloned().collect();
        let mac = mac(self.key, &redacted.recording, &withheld);
        seal(redacted, Some(provenance), Some(mac))
    }
}

fn seal(redacted: &Redacted, provenance: Option<Provenance>, mac: Option<String>) -> Recording {
    let mut recording = redacted.recording.clone();
    let mut provenance = provenance.unwrap_or_else(|| Provenance::new(openapi_drift_recordings::Origin::Live));
    provenance.redaction = Some(Redaction { policy: POLICY, withheld: redacted.withheld.iter().cloned().collect(), mac });
    recording.provenance = Some(provenance);
    recording
}

/// Returns whether a verdict at a place may depend on a withheld value: the value is there, around it, or within it.
fn depends(at: &str, withheld: &BTreeSet<String>) -> bool {
    withheld.iter().any(|withheld| is_below(at, withheld) || is_below(withheld, at))
}

fn is_below(pointer: &str, parent: &str) -> bool {
    pointer.strip_prefix(parent).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Returns the place itself, or the nearest one around it that is not withheld yet; `None` if the whole part is.
fn next_to_withhold(at: &str, withheld: &BTreeSet<String>) -> Option<String> {
    let mut at = at;
    // The parts of a recording that can be withheld have at least two segments.
    while withheld.contains(at) {
        at = at.rsplit_once('/').map(|(parent, _)| parent).filter(|parent| parent.matches('/').count() >= 2)?;
    }
    Some(at.to_owned())
}
