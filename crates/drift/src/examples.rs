//! An example of each code: a document and a recording that differs from it. The finding that `explain` shows is not
//! written down beside them but found, so that it is always the one that a user would get.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use serde::Deserialize;

use crate::check::check::check;
use crate::check::checked::Options;
use crate::exceptions::exception::Exceptions;
use crate::finding::code::Code;
use crate::render::human::write_human;
use crate::render::terminal::Styles;
use crate::report::collector::Collector;
use crate::report::report::Report;
use openapi_drift_openapi::Document;
use openapi_drift_recordings::Exchange;
use openapi_drift_source::Error;

/// The examples, by the names of their codes.
const EXAMPLES: &str = include_str!("examples.toml");

/// The day on which the examples are looked at.
const TODAY: Date = date(2027, 1, 31);

/// A document and a recording that differ in one way.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FindingExample {
    pub document: String,
    pub recording: String,
    pub exceptions: Option<String>,
    /// Options of the command that the check needs, if it does not run by default.
    pub arguments: Option<String>,
    #[serde(skip)]
    code: Option<Code>,
}

/// The example of a code.
pub(crate) fn of(code: Code) -> Option<FindingExample> {
    let mut examples: BTreeMap<String, FindingExample> = toml::from_str(EXAMPLES).ok()?;
    examples.remove(code.as_str()).map(|example| FindingExample { code: Some(code), ..example })
}

impl FindingExample {
    /// Returns the finding with this code in the example, as the report for people prints it.
    pub fn finding(&self) -> Result<String, Error> {
        let document = Document::parse("openapi.yaml", &self.document)?;
        let exceptions = self.exceptions.as_deref().map(|text| Exceptions::parse("exceptions.toml", text)).transpose()?.unwrap_or_default();
        let mut report = self.report(&document, &exceptions)?;
        for findings in [&mut report.findings, &mut report.notes] {
            findings.retain(|finding| Some(finding.code) == self.code);
        }
        let mut text = Vec::new();
        write_human(&report, &Styles::default().width(90), true, &mut text)
            .map_err(|error| Error::new("cannot write the finding", error.to_string()))?;
        Ok(String::from_utf8_lossy(&text).into_owned())
    }

    fn report(&self, document: &Document, exceptions: &Exceptions) -> Result<Report, Error> {
        let exchange = Exchange::parse("recording.json", &self.recording)?;
        let mut collector = Collector::new(document).max_age(Some(180));
        collector.add(&exchange, check(document, &exchange.recording, &Options { undocumented_headers: true, ..Options::default() }));
        Ok(collector.finish(exceptions, TODAY, &[]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_an_example_that_shows_it() {
        for code in Code::ALL {
            let example = of(*code).unwrap_or_else(|| panic!("src/examples.toml has no example of {code}"));
            let finding = example.finding().unwrap_or_else(|trouble| panic!("{code}: {trouble}"));
            assert!(finding.contains(&format!("[{code}]")), "the example of {code} shows: {finding}");
        }
    }
    #[cfg(feature = "cli")]
    #[test]
    fn written_exceptions_accept_a_finding_of_every_code() -> Result<(), Error> {
        for code in Code::ALL {
            let example = of(*code).unwrap_or_else(|| panic!("src/examples.toml has no example of {code}"));
            let document = Document::parse("openapi.yaml", &example.document)?;
            let before = example.report(&document, &Exceptions::default())?;
            let (text, written) = crate::exceptions::generate::append("", &before.findings)?;
            assert_eq!(written, before.findings.len(), "{code}:\n{text}");
            let exceptions = Exceptions::parse("exceptions.toml", &text.replace("reason = \"\"", "reason = \"known\""))?;
            exceptions.check(&document)?;
            let after = example.report(&document, &exceptions)?;
            assert!(after.findings.is_empty(), "{code} is not accepted by\n{text}");
            assert_eq!(after.accepted.len(), written);
        }
        Ok(())
    }
}
