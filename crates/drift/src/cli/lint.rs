//! `lint`: faults of a document without recordings.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};
use clap::{Args, ValueEnum};
use serde::Serialize;

use crate::cli::loading::load_below;
use crate::cli::{ExitStatus, IgnoreBrokenPipe, ended};
use crate::finding::code::Severity;
use crate::lint::rule::{Lint, Rule};
use crate::lint::rules::{RULES, lint_with};
use crate::render::escape::{self, CommandGuard};
use crate::text::{plural, sanitize};

/// Look for faults of a document itself, without recordings
///
/// Finds statements that no traffic can satisfy (schemas without a valid value, references without a target) and statements that
/// mislead readers (examples that do not match their schema).
#[derive(Debug, Clone, Args)]
#[command(
    name = "lint",
    after_help = "Exit status:\n  0  no faults of error severity\n  1  there are such faults; they are on standard output\n  2  the document could not be read\n\nExamples:\n  openapi-drift lint --document openapi.yaml\n  openapi-drift lint --document openapi.yaml --format json-lines"
)]
pub struct LintDocument {
    /// The OpenAPI 3.0 or 3.1 document, YAML or JSON
    #[arg(long, value_name = "FILE", required_unless_present = "list")]
    document: Option<PathBuf>,
    #[command(flatten)]
    options: LintOptions,
}

/// Options for any set of rules.
#[derive(Debug, Clone, Args)]
pub struct LintOptions {
    /// The report format
    #[arg(long, value_enum, default_value_t)]
    format: LintFormat,
    /// Allow references to files below this folder [default: the folder of the document]
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
    /// Fail on warnings too
    #[arg(long)]
    deny_warnings: bool,
    /// List the rules and what they mean
    #[arg(long)]
    list: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum LintFormat {
    /// For people.
    #[default]
    Human,
    /// For programs: a JSON object a line.
    JsonLines,
}

/// One line of the output for programs.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum LintLine<'a> {
    Fault(&'a Lint),
    Summary { errors: usize, warnings: usize },
}

impl LintDocument {
    /// Checks the document, writes faults to standard output and everything else to standard error.
    pub fn run(&self) -> ExitStatus {
        self.options.run(self.document.as_slice(), RULES)
    }
}

impl LintOptions {
    /// Checks the documents by the rules, or lists the rules. Writes faults to standard output and everything else to standard
    /// error, and returns the worst exit status.
    pub fn run(&self, documents: &[PathBuf], rules: &[Rule]) -> ExitStatus {
        let mut out = io::BufWriter::new(IgnoreBrokenPipe(AutoStream::new(io::stdout(), ColorChoice::Auto)));
        let mut err = CommandGuard::new(AutoStream::new(io::stderr(), ColorChoice::Auto));
        let status = self.run_with(documents, rules, &mut out, &mut err).and_then(|status| out.flush().map(|()| status));
        ended(status, &mut err)
    }

    /// Returns the options with warnings as errors.
    #[must_use]
    pub fn denying_warnings(mut self) -> Self {
        self.deny_warnings = true;
        self
    }

    /// Returns true if the rules are only listed.
    pub fn lists(&self) -> bool {
        self.list
    }

    fn run_with(&self, documents: &[PathBuf], rules: &[Rule], out: &mut dyn Write, err: &mut dyn Write) -> io::Result<ExitStatus> {
        if self.list {
            for rule in rules {
                writeln!(out, "{:<25} {:<8} {}", rule.id, rule.severity.as_str(), rule.meaning)?;
            }
            return Ok(ExitStatus::Clean);
        }
        let mut worst = ExitStatus::Clean;
        for path in documents {
            let status = self.lint(path, rules, out, err)?;
            worst = if status.code() > worst.code() { status } else { worst };
        }
        Ok(worst)
    }

    fn lint(&self, path: &Path, rules: &[Rule], out: &mut dyn Write, err: &mut dyn Write) -> io::Result<ExitStatus> {
        let document = match load_below(path, self.root.as_deref()) {
            Ok(document) => document,
            Err(trouble) => {
                writeln!(err, "error: {trouble}")?;
                return Ok(ExitStatus::Trouble);
            }
        };
        let faults = lint_with(&document, rules);
        let count = |severity: Severity| faults.iter().filter(|fault| fault.severity == severity).count();
        let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
        match self.format {
            LintFormat::Human => {
                let mut guarded = CommandGuard::new(&mut *out);
                faults.iter().try_for_each(|fault| write_human(fault, &mut guarded))?;
                guarded.release()?;
            }
            LintFormat::JsonLines => {
                faults.iter().try_for_each(|fault| write_line(&LintLine::Fault(fault), out))?;
                write_line(&LintLine::Summary { errors, warnings }, out)?;
            }
        }
        let style = AnsiColor::BrightGreen.on_default().bold();
        let schemas = plural(document.schemas().len(), "schema");
        let operations = plural(document.operations().len(), "operation");
        let (errors_shown, warnings_shown) = (plural(errors, "error"), plural(warnings, "warning"));
        let name = document.name();
        writeln!(err, "{style}{:>12}{style:#} {name} ({operations}, {schemas}): {errors_shown}, {warnings_shown}", "Linted")?;
        let failed = errors > 0 || self.deny_warnings && warnings > 0;
        Ok(if failed { ExitStatus::Findings } else { ExitStatus::Clean })
    }
}

fn write_human(fault: &Lint, out: &mut dyn Write) -> io::Result<()> {
    let heading = match fault.severity {
        Severity::Error => AnsiColor::BrightRed,
        _ => AnsiColor::Yellow,
    };
    let (heading, label) = (heading.on_default().bold(), Style::new().fg_color(Some(AnsiColor::BrightBlue.into())).bold());
    let Lint { file, line, column, pointer, code, severity, message, hint } = fault;
    writeln!(out, "{heading}{severity}[{code}]{heading:#} {}", sanitize(message))?;
    let pointer = sanitize(openapi_drift_source::pointer::split(pointer).1);
    writeln!(out, "{label}{:>10}:{label:#} {}:{line}:{column} #{pointer}", "document", sanitize(file))?;
    writeln!(out, "{label}{:>10}:{label:#} {}\n", "hint", sanitize(hint))
}

fn write_line(line: &LintLine<'_>, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(&escape::json(serde_json::to_vec(line)?))?;
    writeln!(out)
}
