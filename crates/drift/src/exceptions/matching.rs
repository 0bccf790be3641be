//! Findings and exceptions brought together: which exception accepts a finding, and what of the exceptions accepts nothing.

use jiff::civil::Date;

use crate::exceptions::exception::{Exception, Exceptions, ListEntry, Scope};
use crate::finding::finding::Finding;
use openapi_drift_source::pointer;

/// Which exceptions were needed, as far as findings have come.
pub(crate) struct Matching<'e> {
    exceptions: &'e Exceptions,
    today: Date,
    used: Vec<Used>,
}

/// What of one exception was needed.
#[derive(Clone, Default)]
struct Used {
    at_all: bool,
    /// For each that is listed.
    listed: Vec<bool>,
}

/// What of an exception is no longer right.
pub(crate) enum UnusedEntry<'e> {
    /// Its last day has passed.
    Expired,
    /// It matches nothing.
    Whole,
    /// It matches something, and one of the statements that it lists brings nothing about.
    Document(&'e ListEntry),
    /// It matches something, and one of the names that it lists is that of nothing.
    Name(&'e ListEntry),
}

impl<'e> Matching<'e> {
    pub fn new(exceptions: &'e Exceptions, today: Date) -> Self {
        let used = exceptions.iter().map(|exception| Used { at_all: false, listed: vec![false; exception.scope.listed().count()] });
        Self { exceptions, today, used: used.collect() }
    }

    /// The number of the exception that accepts a finding: the first of the file that is about it and has not expired.
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

    /// What is no longer right, in the order of the file. `only` names the operations that were asked for, if not all
    /// were: exceptions that may be about others are then left alone.
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
