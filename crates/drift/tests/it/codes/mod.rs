//! Every finding code has a case: a small document, a recording that differs from it in one thing, what exactly is found,
//! and the recording's twin, in which that thing is as documented and nothing is found.

mod body;
mod evidence;
mod request;
mod response;

use std::collections::BTreeSet;

use openapi_drift::{Code, Severity};

use crate::support::{HEAD, Run, document, render};

pub struct Case {
    pub code: Code,
    /// The document after [`HEAD`]; its first line is line 4.
    pub document: &'static str,
    /// The recording that yields the finding.
    pub recording: &'static str,
    /// The finding as [`render`] writes it.
    pub found: &'static str,
    /// The recording that yields nothing.
    pub twin: &'static str,
    /// The settings for the recording, and for its twin.
    pub run: Run<'static>,
    pub twin_run: Run<'static>,
}

/// Codes that nothing yields yet, each with the reason. We want this list to shrink, not grow.
const NOT_YET: &[(Code, &str)] = &[(Code::StaleRecording, "nothing compares `recorded_at` with a day yet; it comes with the recorder")];

fn cases() -> Vec<Case> {
    [request::cases(), response::cases(), body::cases(), evidence::cases()].into_iter().flatten().collect()
}

/// Everything that is found with the code's kind of weight: differences, or the lack of evidence.
fn found(case: &Case, recording: &str, run: &Run<'_>) -> String {
    let document = document(&format!("{HEAD}{}", case.document));
    let report = run.report(&document, &[("recording.json", recording)]);
    let trouble: Vec<String> = report.trouble.iter().map(ToString::to_string).collect();
    assert!(trouble.is_empty(), "{}: {trouble:?}", case.code);
    let findings = if case.code.severity() == Severity::Note { &report.notes } else { &report.findings };
    findings.iter().map(render).collect()
}

#[test]
fn every_code_has_a_case_or_a_reason_for_having_none() {
    let covered: BTreeSet<Code> = cases().iter().map(|case| case.code).collect();
    let excused: BTreeSet<Code> = NOT_YET.iter().map(|(code, _)| *code).collect();
    let missing: Vec<&Code> = Code::ALL.iter().filter(|code| !covered.contains(code) && !excused.contains(code)).collect();
    assert!(missing.is_empty(), "codes without a case: {missing:?}");
    let both: Vec<&Code> = covered.intersection(&excused).collect();
    assert!(both.is_empty(), "these codes have a case now, take them off the list: {both:?}");
    assert!(NOT_YET.len() <= 1, "the list of codes without a case may only shrink");
}

#[test]
fn each_case_yields_its_finding_and_nothing_else() {
    let mut wrong = String::new();
    for case in cases() {
        let found = found(&case, case.recording, &case.run);
        let expected: String = case.found.trim().lines().map(|line| format!("{line}\n")).collect();
        if found != expected {
            wrong += &format!("---- {}\n{found}---- expected\n{expected}", case.code);
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn the_twin_of_each_case_yields_nothing() {
    let mut wrong = String::new();
    for case in cases() {
        let found = found(&case, case.twin, &case.twin_run);
        if !found.is_empty() {
            wrong += &format!("---- {}\n{found}", case.code);
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// The severity that a finding has by its code is the one that it is reported with, except where a case says otherwise.
#[test]
fn findings_begin_with_severity_and_code() {
    for case in cases() {
        let heading = format!("{}[{}]", case.code.severity(), case.code);
        assert!(case.found.trim().starts_with(&heading), "{} should begin with {heading}", case.found);
    }
}
