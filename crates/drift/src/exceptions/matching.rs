//! Matches findings with exceptions, and finds the entries that match nothing.

use jiff::civil::Date;

use crate::exceptions::exception::{Exception, Exceptions, ListEntry, Scope};
use crate::finding::finding::Finding;
use openapi_drift_source::pointer;

/// The exceptions that were used so far.
pub(crate) struct Matching<'e> {
    exceptions: &'e Exceptions,
    today: Date,
    used: Vec<Used>,
}

/// The entries of one exception that were used.
#[derive(Clone, Default)]
struct Used {
    at_all: bool,
    /// By the entries of its lists.
    listed: Vec<bool>,
}

/// The part of an exception that matched nothing.
pub(crate) enum UnusedEntry<'e> {
    /// Its last day has passed.
    Expired,
    /// It matches nothing.
    Whole,
    /// It matches something, but one of its `document` entries matches nothing.
    Document(&'e ListEntry),
    /// It matches something, but one of its `name` entries matches nothing.
    Name(&'e ListEntry),
}

impl<'e> Matching<'e> {
    pub fn new(exceptions: &'e Exceptions, today: Date) -> Self {
        let used = exceptions.iter().map(|exception| Used { at_all: false, listed: vec![false; exception.scope.listed().count()] });
        Self { exceptions, today, used: used.collect() }
    }

    /// Returns the number of the exception that accepts a finding: the first one of the file that matches and has not expired.
    pub fn accept(&mut self, finding: &Finding) -> Option<usize> {
        let mut accepted = None;
        for (index, exception) in self.exceptions.iter().enumerate().filter(|(_, exception)| exception.matches(finding)) {
            let used = &mut self.used[index];
            used.at_all = true;
            if let Scope::Statement { documents, names } = &exception.scope {
                let is_needed = documents
                    .iter()
                    .map(|listed| listed.text == finding.document.pointer)
                    .chain(names.iter().map(|listed| listed.text == pointer::last(&finding.pointer)));
                used.listed.iter_mut().zip(is_needed).for_each(|(used, is_needed)| *used |= is_needed);
            }
            if !exception.has_expired(self.today) {
                accepted.get_or_insert(index);
            }
        }
        accepted
    }

    /// Returns the unused entries, in the order of the file. `only` names the operations that were asked for, if not all were:
    /// exceptions that may be about others are then skipped.
    pub fn unmatched(self, only: &[String]) -> Vec<(&'e Exception, UnusedEntry<'e>)> {
        let wanted = |exception: &Exception| match exception.operation() {
            Some(operation) => only.is_empty() || only.iter().any(|id| id == operation),
            None => only.is_empty(),
        };
        let mut unmatched = Vec::new();
        for (exception, used) in self.exceptions.iter().zip(self.used).filter(|(exception, _)| wanted(exception)) {
            if exception.has_expired(self.today) {
                unmatched.push((exception, UnusedEntry::Expired));
            } else if !used.at_all {
                unmatched.push((exception, UnusedEntry::Whole));
            } else if let Scope::Statement { documents, .. } = &exception.scope {
                let unused = exception.scope.listed().zip(used.listed).enumerate().filter(|(_, (_, used))| !used);
                let part =
                    |(index, (listed, _))| if index < documents.len() { UnusedEntry::Document(listed) } else { UnusedEntry::Name(listed) };
                unmatched.extend(unused.map(part).map(|part| (exception, part)));
            }
        }
        unmatched
    }
}
