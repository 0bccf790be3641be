//! The report for CI servers that show tests: JUnit XML. An operation is a suite; each of its findings is a test that
//! failed, an operation that agrees is one that passed, and one without recordings is one that was skipped.

use std::collections::HashMap;
use std::io::{self, Write};

use quick_xml::events::{BytesDecl, BytesText, Event};
use quick_xml::writer::Writer;

use crate::finding::code::Severity;
use crate::finding::finding::Finding;
use crate::render::escape::xml as clean;
use crate::render::human::write_finding;
use crate::render::terminal::Styles;
use crate::report::coverage::OperationCoverage;
use crate::report::report::Report;
use crate::text::plural;

/// The number of findings in a report.
const MAX_FINDINGS: usize = 10_000;

/// The number of places that a finding lists.
const MAX_USES: usize = 100;

/// Writes a suite for each operation, and one for findings outside the operations. Errors are failures; warnings and notes pass,
/// with their text as the output of the test, since CI servers know only passed and failed.
///
/// # Errors
///
/// Returns the writer's I/O errors.
pub fn write_junit(report: &Report, with_notes: bool, out: &mut dyn Write) -> io::Result<()> {
    let mut suites: Vec<Suite> = report.coverage.operations.iter().chain(&report.coverage.webhooks).map(Suite::of).collect();
    let indices: HashMap<String, usize> = suites.iter().enumerate().map(|(index, suite)| (suite.name.clone(), index)).collect();
    let mut elsewhere = Suite { name: "outside the operations".to_owned(), cases: Vec::new() };
    let (shown, hidden) = report.first(with_notes, MAX_FINDINGS);
    for finding in shown.into_iter().filter(|finding| !finding.is_unrecorded_operation()) {
        let index = finding.operation.as_ref().and_then(|id| indices.get(id)).copied();
        let suite = index.and_then(|index| suites.get_mut(index)).unwrap_or(&mut elsewhere);
        suite.cases.push(Case::of(finding));
    }
    if hidden > 0 {
        let (name, code) = (format!("and {}", plural(hidden, "more finding")), "");
        elsewhere.cases.push(Case { outcome: CaseOutcome::Passed(String::new()), code, message: String::new(), name });
    }
    for trouble in &report.trouble {
        let (name, text) = (trouble.why().to_owned(), trouble.to_string());
        elsewhere.cases.push(Case { outcome: CaseOutcome::Error(text), code: "trouble", message: name.clone(), name });
    }
    suites.push(elsewhere);
    for suite in &mut suites {
        if suite.cases.is_empty() && suite.name != "outside the operations" {
            let name = "agrees with the document".to_owned();
            suite.cases.push(Case { name, code: "", message: String::new(), outcome: CaseOutcome::Passed(String::new()) });
        }
    }
    suites.retain(|suite| !suite.cases.is_empty());
    write(report, &suites, out)
}

struct Suite {
    name: String,
    cases: Vec<Case>,
}

struct Case {
    name: String,
    code: &'static str,
    message: String,
    outcome: CaseOutcome,
}

enum CaseOutcome {
    Passed(String),
    Failed(String),
    Error(String),
    Skipped,
}

impl Suite {
    fn of(operation: &OperationCoverage) -> Self {
        let mut cases = Vec::new();
        if operation.recordings == 0 {
            let (name, message) = ("is recorded".to_owned(), "no recording shows the operation".to_owned());
            cases.push(Case { name, code: "never-recorded", message, outcome: CaseOutcome::Skipped });
        }
        Self { name: operation.id.clone(), cases }
    }

    fn count(&self, wanted: impl Fn(&CaseOutcome) -> bool) -> usize {
        self.cases.iter().filter(|case| wanted(&case.outcome)).count()
    }
}

impl Case {
    fn of(finding: &Finding) -> Self {
        let mut text = Vec::new();
        // A vector accepts everything.
        let _ = write_finding(finding, &Styles::default(), &mut text);
        let mut text = String::from_utf8_lossy(&text).into_owned();
        text.extend(used_by(finding));
        let subject = finding.subject();
        let name = if subject.is_empty() || finding.count == 0 { finding.message.clone() } else { format!("{} {subject}", finding.code) };
        let outcome = if finding.severity == Severity::Error { CaseOutcome::Failed(text) } else { CaseOutcome::Passed(text) };
        Self { name, code: finding.code.as_str(), message: finding.message.clone(), outcome }
    }
}

/// The places of a folded finding: readers of a suite cannot unfold it.
fn used_by(finding: &Finding) -> impl Iterator<Item = String> {
    let heading = (!finding.used_by.is_empty()).then(|| "\nused by\n".to_owned());
    let more = finding.used_by.len().saturating_sub(MAX_USES);
    let more = (more > 0).then(|| format!("  and {}\n", plural(more, "more place")));
    heading.into_iter().chain(finding.uses_in_full(MAX_USES).into_iter().map(|place| format!("  {place}\n"))).chain(more)
}

fn write(report: &Report, suites: &[Suite], out: &mut dyn Write) -> io::Result<()> {
    let mut xml = Writer::new_with_indent(&mut *out, b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    xml.create_element("testsuites").with_attribute(("name", clean(&report.document).as_str())).write_inner_content(|xml| {
        write_properties(report, xml)?;
        for suite in suites {
            let counts = [
                ("tests", suite.cases.len()),
                ("failures", suite.count(|outcome| matches!(outcome, CaseOutcome::Failed(_)))),
                ("errors", suite.count(|outcome| matches!(outcome, CaseOutcome::Error(_)))),
                ("skipped", suite.count(|outcome| matches!(outcome, CaseOutcome::Skipped))),
            ]
            .map(|(name, count)| (name, count.to_string()));
            xml.create_element("testsuite")
                .with_attribute(("name", clean(&suite.name).as_str()))
                .with_attributes(counts.iter().map(|(name, count)| (*name, count.as_str())))
                .write_inner_content(|xml| suite.cases.iter().try_for_each(|case| write_case(&suite.name, case, xml)))?;
        }
        Ok(())
    })?;
    writeln!(out)
}

/// The figures of the run, which have no other place in this format.
fn write_properties<W: Write>(report: &Report, xml: &mut Writer<W>) -> io::Result<()> {
    let figures = [
        ("exchanges matched", report.matched_share()),
        ("exchanges not checked", report.not_checked_reasons()),
        ("not recorded", report.not_recorded_parts()),
        ("unknown values", report.unknown_value_count()),
        ("unreadable recordings", if report.unreadable > 0 { report.unreadable.to_string() } else { String::new() }),
    ];
    let properties = xml.create_element("properties");
    let write = properties.write_inner_content(|xml| {
        for (name, figure) in figures.iter().filter(|(_, figure)| !figure.is_empty()) {
            xml.create_element("property")
                .with_attribute(("name", *name))
                .with_attribute(("value", clean(figure).as_str()))
                .write_empty()?;
        }
        Ok(())
    });
    write.map(drop)
}

fn write_case<W: Write>(suite: &str, case: &Case, xml: &mut Writer<W>) -> io::Result<()> {
    let (name, suite, message) = (clean(&case.name), clean(suite), clean(&case.message));
    let element = xml.create_element("testcase").with_attribute(("name", name.as_str())).with_attribute(("classname", suite.as_str()));
    let report = |xml: &mut Writer<W>, tag: &str, text: &str| {
        let element = xml.create_element(tag).with_attribute(("message", message.as_str())).with_attribute(("type", case.code));
        element.write_text_content(BytesText::new(&clean(text))).map(drop)
    };
    match &case.outcome {
        CaseOutcome::Passed(text) if text.is_empty() => element.write_empty().map(drop),
        CaseOutcome::Passed(text) => element
            .write_inner_content(|xml| xml.create_element("system-out").write_text_content(BytesText::new(&clean(text))).map(drop))
            .map(drop),
        CaseOutcome::Failed(text) => element.write_inner_content(|xml| report(xml, "failure", text)).map(drop),
        CaseOutcome::Error(text) => element.write_inner_content(|xml| report(xml, "error", text)).map(drop),
        CaseOutcome::Skipped => element
            .write_inner_content(|xml| xml.create_element("skipped").with_attribute(("message", message.as_str())).write_empty().map(drop))
            .map(drop),
    }
}
