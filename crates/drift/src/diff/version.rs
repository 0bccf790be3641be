//! The version that the changes of a document require.

use schemars::JsonSchema;
use semver::Version;
use serde::Serialize;

use crate::diff::change::{Change, VersionBump};

/// The versions of two documents, and the version that semantic versioning requires of the new one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct RequiredVersion {
    /// `info.version` of the old document, as it is written.
    pub old: String,
    /// `info.version` of the new document, as it is written.
    pub new: String,
    /// The largest step that a change requires.
    pub step: VersionBump,
    /// The lowest version that the new document may have. None if the old version is not a semantic version; then any other
    /// text is enough.
    pub version: Option<String>,
    /// True if the new version is high enough.
    pub is_met: bool,
}

/// Returns the version that the changes require. Before 1.0.0 a breaking change requires a minor step, and a compatible one a patch.
pub fn required_version(old: &str, new: &str, changes: &[Change]) -> RequiredVersion {
    let step = changes.iter().map(Change::step).max().unwrap_or(VersionBump::None);
    let demanded = parse(old).map(|old| next(old, step));
    let is_met = match (&demanded, parse(new)) {
        // A pre-release of the required version is enough.
        (Some(demanded), Some(new)) => new >= *demanded || step != VersionBump::None && released(&new) >= *demanded,
        // Without two semantic versions there is no order: a changed document needs another version text.
        _ => step == VersionBump::None || old != new,
    };
    RequiredVersion { old: old.to_owned(), new: new.to_owned(), step, version: demanded.map(|version| version.to_string()), is_met }
}

/// Reads a version, also one that leaves out its last numbers or begins with `v`.
fn parse(text: &str) -> Option<Version> {
    let text = text.trim().trim_start_matches(['v', 'V']);
    let core = text.find(['-', '+']).unwrap_or(text.len());
    let (numbers, rest) = text.split_at(core);
    // Four digits are a year.
    let is_year = numbers.split('.').next().is_some_and(|first| first.len() >= 4);
    let missing = 2usize.checked_sub(numbers.matches('.').count())?;
    Version::parse(&format!("{numbers}{}{rest}", ".0".repeat(missing))).ok().filter(|_| !is_year)
}

/// Returns the version that a pre-release leads to.
fn released(version: &Version) -> Version {
    Version::new(version.major, version.minor, version.patch)
}

fn next(old: Version, step: VersionBump) -> Version {
    // A pre-release may still change without another step.
    let is_released = old.pre.is_empty();
    let Version { major, minor, patch, .. } = old;
    match (step, major) {
        (VersionBump::None, _) => old,
        _ if !is_released => Version { build: semver::BuildMetadata::EMPTY, ..old },
        (VersionBump::Major, 1..) => Version::new(major + 1, 0, 0),
        (VersionBump::Minor, 1..) | (VersionBump::Major, 0) => Version::new(major, minor + 1, 0),
        _ => Version::new(major, minor, patch + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_release_of_a_candidate_is_enough() {
        let check = |new: &str, expected: bool| {
            let is_enough = parse(new).is_some_and(|new| released(&new) >= Version::new(2, 0, 0));
            assert_eq!(is_enough, expected, "{new}");
        };
        check("2.0.0-beta.1", true);
        check("2.0.0", true);
        check("1.9.0-beta.1", false);
    }

    #[test]
    fn the_least_version() {
        let check = |old: &str, step, expected: &str| {
            assert_eq!(parse(old).map(|old| next(old, step).to_string()).as_deref(), Some(expected), "{old} {step}");
        };
        check("1.2.3", VersionBump::None, "1.2.3");
        check("1.2.3", VersionBump::Patch, "1.2.4");
        check("1.2.3", VersionBump::Minor, "1.3.0");
        check("1.2.3", VersionBump::Major, "2.0.0");
        check("0.2.3", VersionBump::Major, "0.3.0");
        check("0.2.3", VersionBump::Minor, "0.2.4");
        check("v1.2", VersionBump::Minor, "1.3.0");
        check("1", VersionBump::Patch, "1.0.1");
        check("2.0.0-beta.1", VersionBump::Major, "2.0.0-beta.1");
        for date in ["2026-11-21", "2026.1.1", "20261121", "", "latest"] {
            assert_eq!(parse(date), None, "{date}");
        }
    }
}
