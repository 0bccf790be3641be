//! The printed results: a line for each step, and a table at the end.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};

use openapi_drift::cli::ExitStatus;

use super::matrix::Generator;
use super::table::{COLUMNS, Table, Verdict, Verdicts};
use super::work::Step;
use crate::kits::Kits;
use crate::process;

/// The last lines of a log that are printed after a failure.
const LOG_LINES: usize = 12;

/// Lists the rows with their results in the table and the needs that this machine does not meet.
pub fn list(kits: &Kits, table: &Table, rows: &[&Generator], out: &mut impl Write) -> io::Result<()> {
    for row in rows {
        writeln!(out, "{} {} ({})", row.name, row.version, row.language)?;
        for (column, verdict) in COLUMNS.iter().zip(table.verdicts(&row.name).unwrap_or([Verdict::Skipped; 5])) {
            writeln!(out, "  {column:<18}{verdict}")?;
        }
        if let Some(missing) = kits.describe_missing(row.needs(kits)) {
            writeln!(out, "  would be skipped: {missing}")?;
        }
    }
    Ok(())
}

/// Prints a finished step; after a failure the end of its log, after warnings each of them once.
pub fn step(out: &mut impl Write, step: &Step, seconds: f32) {
    let verb = match (step.verdict, step.name) {
        (Verdict::No, _) => "Failed",
        (Verdict::Warned, _) => "Warned",
        (_, "generate") => "Generated",
        (_, "compile") => "Compiled",
        _ => "Used",
    };
    line(out, verb, &format!("{}: {} of {} ({seconds:.1} s)", step.generator.name, step.name, step.document));
    match step.verdict {
        Verdict::Warned => {
            let text = fs::read(step.log).unwrap_or_default();
            let text = String::from_utf8_lossy(&text);
            let warnings: BTreeSet<&str> = step.generator.warnings_in(&text).collect();
            warnings.iter().for_each(|text| line(out, "|", text));
        }
        Verdict::No => process::last_lines(step.log, LOG_LINES).lines().for_each(|text| line(out, "|", text)),
        _ => return,
    }
    line(out, "Log", &step.log.display().to_string());
}

/// Prints a line in the form of cargo's progress. A closed pipe does not stop the run.
pub fn line(out: &mut impl Write, verb: &str, text: &str) {
    let _ = writeln!(out, "{verb:>12} {text}").and_then(|()| out.flush());
}

/// Prints the results of this run, and how they differ from the committed table.
pub fn conclude(table: &Table, results: &[(&Generator, Verdicts)], out: &mut impl Write) -> io::Result<ExitStatus> {
    let width = results.iter().map(|(row, _)| row.name.len()).max().unwrap_or_default();
    writeln!(out, "\n{:width$}  {}", "", COLUMNS.map(|column| format!("{column:<17}")).join("  "))?;
    let (mut worse, mut better) = (Vec::new(), BTreeSet::new());
    for (row, verdicts) in results {
        writeln!(out, "{:width$}  {}", row.name, verdicts.map(|verdict| format!("{verdict:<17}")).join("  ").trim_end())?;
        let before = table.verdicts(&row.name).unwrap_or([Verdict::Skipped; 5]);
        for ((now, before), column) in verdicts.iter().zip(before).zip(COLUMNS) {
            if now.is_worse_than(before) {
                worse.push(format!("{}, {column}: {now}; the table has {before}", row.name));
            } else if now.is_judged() && before != *now {
                better.insert(row.name.as_str());
            }
        }
    }
    writeln!(out)?;
    worse.iter().for_each(|text| line(out, "Worse", text));
    better.iter().for_each(|name| line(out, "Better", &format!("{name} does more than the table has (--write updates it)")));
    let judged = results.iter().filter(|(_, verdicts)| verdicts.iter().any(|verdict| verdict.is_judged())).count();
    line(out, "Finished", &format!("{judged} rows ran, {} skipped, {} got worse", results.len() - judged, worse.len()));
    if judged == 0 {
        line(out, "Skipped", "everything: no row could run on this machine, so nothing was checked");
    }
    Ok(if worse.is_empty() { ExitStatus::Clean } else { ExitStatus::Findings })
}
