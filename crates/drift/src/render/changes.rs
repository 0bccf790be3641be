//! Changes, written for people, programs, changelogs and GitHub.

pub(crate) mod github;
pub(crate) mod human;
pub(crate) mod json_lines;
pub(crate) mod markdown;

use std::io::Write;
use std::str::FromStr;

use std::{fmt, io};

use crate::diff::change::Change;
use crate::diff::code::Impact;
use crate::diff::version::RequiredVersion;
use crate::render::escape::CommandGuard;
use crate::render::terminal::Styles;
use crate::text::plural;

/// The changes between two documents, and the version that they require.
#[derive(Debug)]
pub struct Difference<'a> {
    /// The displayed name of the old document.
    pub old: &'a str,
    /// The displayed name of the new document.
    pub new: &'a str,
    /// `info.title` of the new document.
    pub title: &'a str,
    /// The changes.
    pub changes: &'a [Change],
    /// The version that the changes require.
    pub demand: &'a RequiredVersion,
}

impl Difference<'_> {
    /// Returns the number of changes with this impact, without corrections.
    pub fn count(&self, impact: Impact) -> usize {
        self.changes.iter().filter(|change| change.impact == impact && change.correction.is_none()).count()
    }

    /// Returns the number of corrections.
    pub fn corrections(&self) -> usize {
        self.changes.iter().filter(|change| change.correction.is_some()).count()
    }

    /// Returns the counts, such as `2 breaking, 1 compatible, 14 documentation, 1 correction`.
    pub fn counts(&self) -> String {
        let impacts = Impact::ALL.iter().rev().map(|impact| format!("{} {impact}", self.count(*impact)));
        let corrections = self.corrections();
        impacts.chain((corrections > 0).then(|| plural(corrections, "correction"))).collect::<Vec<_>>().join(", ")
    }

    /// Returns the required version, in a sentence.
    pub fn verdict(&self) -> String {
        let RequiredVersion { old, new, version, is_met, step } = self.demand;
        let meets = if *is_met { "is enough" } else { "is too low" };
        match (version, step) {
            (_, crate::diff::change::VersionBump::None) if *is_met => format!("nothing changed; version {new} after {old}"),
            (Some(version), crate::diff::change::VersionBump::None) => {
                format!("nothing changed, and version {new} is lower than {version}")
            }
            (Some(version), _) => format!("{step}: {old} requires {version} or higher, and {new} {meets}"),
            (None, _) if *is_met => format!("{step}: `{old}` is not a semantic version, so only the change to `{new}` was checked"),
            (None, _) => format!("{step}: the documents differ, and both are called `{old}`"),
        }
    }
}

/// An output format for changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DiffFormat {
    /// For people, on a terminal.
    Human,
    /// For programs: one JSON object per line.
    JsonLines,
    /// For a changelog, a release or a comment: a draft in Markdown.
    Markdown,
    /// For GitHub Actions: an annotation at the line of the new document.
    Github,
}

impl DiffFormat {
    /// All formats.
    pub const ALL: &'static [Self] = &[Self::Human, Self::JsonLines, Self::Markdown, Self::Github];

    /// Returns the name of the format, such as `json-lines`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::JsonLines => "json-lines",
            Self::Markdown => "markdown",
            Self::Github => "github",
        }
    }

    /// Writes the changes. `human` and `github` summarize changes of documentation unless all are requested.
    ///
    /// # Errors
    ///
    /// Returns the writer's I/O errors.
    pub fn write(self, difference: &Difference<'_>, styles: &Styles, all: bool, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::Human => guarded(out, |out| human::write(difference, styles, all, out)),
            Self::JsonLines => json_lines::write(difference, out),
            Self::Markdown => guarded(out, |out| markdown::write(difference, out)),
            Self::Github => github::write(difference, all, out),
        }
    }
}

/// Writes lines none of which is a workflow command.
fn guarded(out: &mut dyn Write, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut guard = CommandGuard::new(out);
    write(&mut guard)?;
    guard.release()
}

impl fmt::Display for DiffFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for DiffFormat {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let names = || Self::ALL.iter().map(|format| format.as_str()).collect::<Vec<_>>().join(", ");
        Self::ALL
            .iter()
            .find(|format| format.as_str() == name)
            .copied()
            .ok_or_else(|| format!("unknown format `{name}` (one of {})", names()))
    }
}

/// Returns the operations of a change, such as `listGroups, getGroup and 3 more operations`.
fn uses(change: &Change) -> String {
    const SHOWN: usize = 5;
    let mut text = change.used_by.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join(", ");
    if change.used_by.len() > SHOWN {
        text.push_str(&format!(" and {}", plural(change.used_by.len() - SHOWN, "more operation")));
    }
    text
}

/// Returns the evidence of the recordings for a correction.
fn evidence(change: &Change) -> Option<String> {
    let correction = change.correction.as_ref()?;
    let verb = if correction.recordings == 1 { "contradicts" } else { "contradict" };
    let recordings = plural(correction.recordings, "recording");
    Some(format!("{recordings} {verb} the old document here and none the new one, first {}", correction.first))
}
