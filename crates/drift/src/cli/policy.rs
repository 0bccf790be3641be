//! The rules by which a run fails: severities, codes, coverage, the share of matched exchanges.

use std::str::FromStr;

use crate::finding::code::{Code, Severity};
use crate::finding::finding::Finding;
use crate::report::report::Report;

/// Findings that fail a run, in addition to errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deny {
    /// All findings of this severity or a higher one.
    Severity(Severity),
    /// All findings of this code.
    Code(Code),
}

impl FromStr for Deny {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "warnings" => Ok(Self::Severity(Severity::Warning)),
            "notes" => Ok(Self::Severity(Severity::Note)),
            code => code.parse().map(Self::Code).map_err(|error| format!("{error}; expected a code, `warnings` or `notes`")),
        }
    }
}

/// The rules for the findings of a run.
#[derive(Debug, Default)]
pub(crate) struct Policy<'a> {
    pub deny: Vec<Deny>,
    pub allow: &'a [Code],
    pub only: &'a [Code],
}

impl Policy<'_> {
    /// Removes findings that were not asked for, and lowers those that are allowed.
    pub fn apply(&self, report: &mut Report) {
        if !self.only.is_empty() {
            for findings in [&mut report.findings, &mut report.notes, &mut report.accepted] {
                findings.retain(|finding| self.only.contains(&finding.code));
            }
            if !self.only.contains(&Code::NeverRecorded) {
                report.unrecorded = 0;
            }
        }
        let (allowed, kept) = std::mem::take(&mut report.findings).into_iter().partition(|finding| self.allow.contains(&finding.code));
        report.findings = kept;
        report.notes.extend(Vec::into_iter(allowed).map(|finding: Finding| Finding { severity: Severity::Note, ..finding }));
    }

    /// Returns whether notes about unrecorded parts of the document can fail the run, so that they must be shown.
    pub fn asks_for_notes(&self) -> bool {
        self.deny.contains(&Deny::Severity(Severity::Note))
            || self.deny.contains(&Deny::Code(Code::NeverRecorded))
            || self.only.contains(&Code::NeverRecorded)
    }

    /// Returns whether a finding fails the run. A denied code fails even if it is allowed too.
    pub fn fails(&self, finding: &Finding) -> bool {
        let denied = |deny: &Deny| match deny {
            Deny::Severity(least) => finding.severity >= *least,
            Deny::Code(code) => finding.code == *code,
        };
        finding.severity == Severity::Error || self.deny.iter().any(denied)
    }
}

/// The share of exchanges that must match an operation of the document, in per cent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct MinMatched(u8);

impl FromStr for MinMatched {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        percent(text).map(Self)
    }
}

impl MinMatched {
    /// Returns a sentence if too few exchanges match.
    pub fn missed(self, report: &Report) -> Option<String> {
        let is_short = report.matched * 100 < usize::from(self.0) * report.comparable;
        is_short.then(|| format!("{} ({} % required)", report.matched_share(), self.0))
    }
}

/// Reads a number of per cent, with or without the sign.
fn percent(text: &str) -> Result<u8, String> {
    match text.trim().trim_end_matches('%').parse::<u8>() {
        Ok(percent @ 0..=100) => Ok(percent),
        _ => Err(format!("`{text}` is not a percentage from 0 to 100")),
    }
}

/// The share of the document that must be recorded, in per cent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct MinCoverage {
    operations: u8,
    statuses: u8,
    properties: u8,
}

impl FromStr for MinCoverage {
    type Err = String;

    /// `90`, or `operations=90,statuses=10`.
    fn from_str(text: &str) -> Result<Self, String> {
        let mut least = Self::default();
        for part in text.split(',') {
            match part.split_once('=') {
                None if text == part => least.operations = percent(part)?,
                Some(("operations", value)) => least.operations = percent(value)?,
                Some(("statuses", value)) => least.statuses = percent(value)?,
                Some(("properties", value)) => least.properties = percent(value)?,
                _ => return Err(format!("`{part}` is not one of operations=N, statuses=N and properties=N")),
            }
        }
        Ok(least)
    }
}

impl MinCoverage {
    /// Returns a sentence for each kind of which too little was recorded.
    pub fn missed(&self, report: &Report) -> Vec<String> {
        let coverage = &report.coverage;
        let measured = [
            ("operations", self.operations, (coverage.seen_operations(), coverage.operations.len())),
            ("statuses", self.statuses, coverage.statuses()),
            ("response properties", self.properties, (coverage.seen_properties(), coverage.properties)),
        ];
        let too_little = |(name, least, (recorded, documented)): (&str, u8, (usize, usize))| {
            // Compared as integers: 9 of 10 are exactly 90 %.
            let short = recorded * 100 < usize::from(least) * documented;
            short
                .then(|| format!("{recorded} of {documented} {name} were recorded ({} %, {least} % required)", recorded * 100 / documented))
        };
        measured.into_iter().filter_map(too_little).collect()
    }
}
