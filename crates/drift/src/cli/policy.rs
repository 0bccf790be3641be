//! What fails a run, as the caller decides it: severities, codes, coverage.

use std::str::FromStr;

use crate::finding::code::{Code, Severity};
use crate::finding::finding::Finding;
use crate::report::report::Report;

/// What makes a run fail beside findings of error severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deny {
    /// Everything of this severity or a higher one.
    Severity(Severity),
    /// Everything of this code.
    Code(Code),
}

impl FromStr for Deny {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "warnings" => Ok(Self::Severity(Severity::Warning)),
            "notes" => Ok(Self::Severity(Severity::Note)),
            code => code.parse().map(Self::Code).map_err(|error| format!("{error}, and neither `warnings` nor `notes`")),
        }
    }
}

/// How a run's findings are weighed.
#[derive(Debug, Default)]
pub(crate) struct Policy<'a> {
    pub deny: Vec<Deny>,
    pub allow: &'a [Code],
    pub only: &'a [Code],
}

impl Policy<'_> {
    /// Leaves out what was not asked for, and lowers what was allowed.
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

    /// Whether notes about what was never recorded decide over the run, and so have to be seen.
    pub fn asks_for_notes(&self) -> bool {
        self.deny.contains(&Deny::Severity(Severity::Note))
            || self.deny.contains(&Deny::Code(Code::NeverRecorded))
            || self.only.contains(&Code::NeverRecorded)
    }

    /// Whether a finding fails the run. What is denied by its code fails even where it is allowed.
    pub fn fails(&self, finding: &Finding) -> bool {
        let denied = |deny: &Deny| match deny {
            Deny::Severity(least) => finding.severity >= *least,
            Deny::Code(code) => finding.code == *code,
        };
        finding.severity == Severity::Error || self.deny.iter().any(denied)
    }
}

/// How much has to be recorded, in per cent.
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
        let percent = |text: &str| match text.trim().trim_end_matches('%').parse::<u8>() {
            Ok(percent @ 0..=100) => Ok(percent),
            _ => Err(format!("`{text}` is no percentage from 0 to 100")),
        };
        let mut least = Self::default();
        for part in text.split(',') {
            match part.split_once('=') {
                None if text == part => least.operations = percent(part)?,
                Some(("operations", value)) => least.operations = percent(value)?,
                Some(("statuses", value)) => least.statuses = percent(value)?,
                Some(("properties", value)) => least.properties = percent(value)?,
                _ => return Err(format!("`{part}` is neither operations=N, statuses=N nor properties=N")),
            }
        }
        Ok(least)
    }
}

impl MinCoverage {
    /// What was recorded too little of: a sentence each.
    pub fn missed(&self, report: &Report) -> Vec<String> {
        let coverage = &report.coverage;
        let measured = [
            ("operations", self.operations, (coverage.seen_operations(), coverage.operations.len())),
            ("statuses", self.statuses, coverage.statuses()),
            ("response properties", self.properties, (coverage.seen_properties(), coverage.properties)),
        ];
        let too_little = |(name, least, (recorded, documented)): (&str, u8, (usize, usize))| {
            // Compared as whole numbers, so that 90 % is reached by 9 of 10 and not only nearly.
            let short = recorded * 100 < usize::from(least) * documented;
            short.then(|| {
                format!("{recorded} of {documented} {name} were recorded ({} %, {least} % asked for)", recorded * 100 / documented)
            })
        };
        measured.into_iter().filter_map(too_little).collect()
    }
}
