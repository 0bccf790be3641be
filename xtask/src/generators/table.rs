//! The committed table of results in `openapi/README.md`.

use std::fmt;
use std::path::PathBuf;

use super::matrix::{Generator, Matrix};
use crate::{documents, files};

const BEGIN: &str = "<!-- begin: written by `cargo xtask generators --write` -->";
const END: &str = "<!-- end -->";
const HEAD: &str = "| generator | version | language | generated | compiled | used | Mode: generated | compiled | remarks |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n";

/// The result of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It worked.
    Yes,
    /// It worked, with warnings that are not accepted.
    Warned,
    /// It did not work, or an earlier step did not.
    No,
    /// This machine lacks something that it needs. Never counts as success.
    Skipped,
    /// The matrix has no such step.
    None,
}

impl Verdict {
    const ALL: [Self; 5] = [Self::Yes, Self::Warned, Self::No, Self::Skipped, Self::None];

    fn word(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::Warned => "warnings",
            Self::No => "no",
            Self::Skipped => "skipped",
            Self::None => "–",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.word() == word)
    }

    /// Returns whether the step ran.
    pub fn is_judged(self) -> bool {
        matches!(self, Self::Yes | Self::Warned | Self::No)
    }

    /// Returns whether less works than before. A step without an earlier result must work.
    pub fn is_worse_than(self, before: Self) -> bool {
        let rank = |verdict| match verdict {
            Self::Warned => 1,
            Self::No => 0,
            _ => 2,
        };
        self.is_judged() && rank(self) < rank(before)
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.word())
    }
}

/// The results of a row: Mobilize generated, compiled, used; Mode generated, compiled.
pub type Verdicts = [Verdict; 5];

/// The names of the columns in messages.
pub const COLUMNS: [&str; 5] = ["mobilize generate", "mobilize compile", "mobilize use", "mode generate", "mode compile"];

/// A line of the committed table.
#[derive(Debug, PartialEq)]
pub struct TableLine {
    pub name: String,
    pub version: String,
    pub verdicts: Verdicts,
    /// The language and the remarks, copied from the matrix.
    words: [String; 2],
}

impl TableLine {
    pub fn new(generator: &Generator, verdicts: Verdicts) -> Self {
        let words = [generator.language.clone(), generator.remarks.split_whitespace().collect::<Vec<_>>().join(" ")];
        Self { name: generator.name.clone(), version: generator.version.clone(), verdicts, words }
    }

    fn parse(line: &str) -> Result<Self, String> {
        let wrong = || format!("unexpected line in the table of generators: {line}");
        let cells: Vec<&str> = line.trim().trim_matches('|').split('|').map(str::trim).collect();
        let [name, version, language, generated, compiled, used, mode_generated, mode_compiled, remarks] = cells[..] else {
            return Err(wrong());
        };
        let verdicts = [generated, compiled, used, mode_generated, mode_compiled].map(Verdict::parse);
        let [Some(a), Some(b), Some(c), Some(d), Some(e)] = verdicts else { return Err(wrong()) };
        let words = [language.to_owned(), remarks.to_owned()];
        Ok(Self { name: name.trim_matches('`').to_owned(), version: version.to_owned(), verdicts: [a, b, c, d, e], words })
    }
}

impl fmt::Display for TableLine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, e] = self.verdicts;
        let [language, remarks] = &self.words;
        write!(formatter, "| `{}` | {} | {language} | {a} | {b} | {c} | {d} | {e} | {remarks} |", self.name, self.version)
    }
}

/// The committed table, and the rest of its page.
pub struct Table {
    before: String,
    pub lines: Vec<TableLine>,
    after: String,
}

impl Table {
    pub fn read() -> Result<Self, String> {
        let path = path();
        Self::parse(&files::read(&path)?).map_err(|why| format!("{}: {why}", path.display()))
    }

    fn parse(text: &str) -> Result<Self, String> {
        let markers = || format!("the markers of the table of generators are missing, `{BEGIN}` and `{END}`");
        let (before, rest) = text.split_once(BEGIN).ok_or_else(markers)?;
        let (table, after) = rest.split_once(END).ok_or_else(markers)?;
        let lines = table.lines().filter(|line| line.starts_with("| `")).map(TableLine::parse).collect::<Result<_, _>>()?;
        Ok(Self { before: before.to_owned(), lines, after: after.to_owned() })
    }

    /// The results of a row.
    pub fn verdicts(&self, name: &str) -> Option<Verdicts> {
        self.lines.iter().find(|line| line.name == name).map(|line| line.verdicts)
    }

    /// Adds the results of a run. Results of rows that were skipped or not chosen stay.
    pub fn update(&mut self, matrix: &Matrix, results: &[(&Generator, Verdicts)]) {
        let line = |generator: &Generator| {
            let mut verdicts = self.verdicts(&generator.name).unwrap_or([Verdict::Skipped; 5]);
            let Some((_, new)) = results.iter().find(|(row, _)| row.name == generator.name) else {
                return self.lines.iter().find(|line| line.name == generator.name).map(|old| {
                    // The line keeps the version that ran.
                    TableLine { version: old.version.clone(), ..TableLine::new(generator, verdicts) }
                });
            };
            for (cell, new) in verdicts.iter_mut().zip(new) {
                if *new != Verdict::Skipped {
                    *cell = *new;
                }
            }
            Some(TableLine::new(generator, verdicts))
        };
        self.lines = matrix.generator.iter().filter_map(line).collect();
    }

    /// Writes the page if it changed.
    pub fn write(&self) -> Result<(), String> {
        let (path, text) = (path(), self.to_string());
        if files::read(&path).is_ok_and(|written| written == text) {
            return Ok(());
        }
        files::write(&path, text)
    }
}

impl fmt::Display for Table {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}{BEGIN}\n\n{HEAD}", self.before)?;
        for line in &self.lines {
            writeln!(formatter, "{line}")?;
        }
        write!(formatter, "\n{END}{}", self.after)
    }
}

fn path() -> PathBuf {
    documents::root().join("openapi/README.md")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn committed() -> (Matrix, Table) {
        (Matrix::read().unwrap_or_else(|why| panic!("{why}")), Table::read().unwrap_or_else(|why| panic!("{why}")))
    }

    #[test]
    fn the_table_matches_the_matrix() {
        let (matrix, table) = committed();
        let expected: Vec<TableLine> = matrix
            .generator
            .iter()
            .map(|row| {
                TableLine::new(
                    row,
                    table.verdicts(&row.name).unwrap_or_else(|| panic!("{} has no line: run the task with --write", row.name)),
                )
            })
            .collect();
        assert_eq!(table.lines, expected, "run `cargo xtask generators --write` for the rows that changed");
    }

    #[test]
    fn the_table_has_the_form_that_the_task_writes() {
        let text = files::read(&path()).expect("the page is there");
        assert_eq!(Table::parse(&text).map(|table| table.to_string()), Ok(text));
    }

    #[test]
    fn a_cell_is_empty_if_and_only_if_the_matrix_has_no_step() {
        let (matrix, table) = committed();
        for row in &matrix.generator {
            let [generated, compiled, used, mode_generated, mode_compiled] = table.verdicts(&row.name).expect("the row has a line");
            assert!(generated != Verdict::None && mode_generated != Verdict::None, "{}", row.name);
            for (cell, step) in [(compiled, &row.compile), (mode_compiled, &row.compile), (used, &row.use_it)] {
                assert_eq!(cell == Verdict::None, step.is_none(), "{}", row.name);
            }
        }
    }

    #[track_caller]
    fn check(now: Verdict, before: Verdict, worse: bool) {
        assert_eq!(now.is_worse_than(before), worse, "{now} after {before}");
    }

    #[test]
    fn a_result_is_worse_if_less_works_and_never_if_it_was_skipped() {
        use Verdict::*;
        check(No, Yes, true);
        check(Warned, Yes, true);
        check(No, Warned, true);
        check(No, No, false);
        check(Yes, No, false);
        check(Skipped, Yes, false);
        // A step without an earlier result must work.
        check(No, Skipped, true);
        check(No, None, true);
    }

    #[test]
    fn a_skipped_row_keeps_its_committed_cells() {
        let (matrix, mut table) = committed();
        let row = &matrix.generator[0];
        let before = table.verdicts(&row.name);
        table.update(&matrix, &[(row, [Verdict::Skipped; 5])]);
        assert_eq!(table.verdicts(&row.name), before);
        table.update(&matrix, &[(row, [Verdict::No; 5])]);
        assert_eq!(table.verdicts(&row.name), Some([Verdict::No; 5]));
    }

    #[test]
    fn a_page_without_markers_is_refused() {
        assert!(Table::parse("# The documents\n").is_err_and(|why| why.contains("markers")));
        let torn = format!("{BEGIN}\n| `a` | 1 | Go | perhaps | yes | yes | yes | yes | |\n{END}");
        assert!(Table::parse(&torn).is_err_and(|why| why.contains("perhaps")));
    }
}
