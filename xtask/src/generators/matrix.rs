//! The matrix as data: `xtask/generators/matrix.toml` defines the generators and the scripts of each.

use std::path::PathBuf;

use serde::Deserialize;

use crate::kits::Kits;
use crate::{documents, files};

/// The contents of `matrix.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Matrix {
    /// The rows, in the order of the table.
    pub generator: Vec<Generator>,
}

/// A row: one generator for one language.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Generator {
    /// The argument of `--only`, and the name of the row's folder beside `matrix.toml`.
    pub name: String,
    /// The package of the generator, as its registry names it.
    #[cfg_attr(not(test), expect(dead_code, reason = "compared with the lock files by a test"))]
    pub package: String,
    pub version: String,
    pub language: String,
    pub kits: Vec<String>,
    #[serde(default)]
    needs: Vec<String>,
    /// Generates the folder `client` from the document at `$DOCUMENT`.
    pub generate: String,
    /// Compiles or type-checks the client. None if no available program can.
    pub compile: Option<String>,
    /// Uses the client against the sandbox at `$MOBILIZE_BASE_URL`. Runs for the document that the sandbox serves.
    #[serde(rename = "use")]
    pub use_it: Option<String>,
    /// Words that mark a line of the generator's output as a warning.
    #[serde(default)]
    warnings: Vec<String>,
    /// Warnings that do not matter for the client.
    #[serde(default)]
    harmless: Vec<AcceptedWarning>,
    /// Advice for users of this generator.
    pub remarks: String,
}

/// A warning that is accepted.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AcceptedWarning {
    /// A part of the line.
    says: String,
    /// The reason. Required, although only people read it.
    #[serde(rename = "why")]
    _why: String,
}

impl Matrix {
    pub fn read() -> Result<Self, String> {
        let path = folder().join("matrix.toml");
        toml::from_str(&files::read(&path)?).map_err(|error| format!("{}: {error}", path.display()))
    }
}

impl Generator {
    /// The needs of the row and of its kits.
    pub fn needs<'a>(&'a self, kits: &'a Kits) -> impl Iterator<Item = &'a String> {
        let of_kits = self.kits.iter().filter_map(|name| kits.kit(name)).flat_map(|kit| &kit.needs);
        of_kits.chain(&self.needs)
    }

    /// The warnings in the generator's output that are not accepted.
    pub fn warnings_in<'a>(&'a self, output: &'a str) -> impl Iterator<Item = &'a str> {
        let warns = |line: &&str| self.warnings.iter().any(|word| line.contains(word.as_str()));
        let is_accepted = |line: &&str| self.harmless.iter().any(|harmless| line.contains(&harmless.says));
        output.lines().filter(warns).filter(move |line| !is_accepted(line))
    }
}

/// The folder of the matrix and of the files of all rows.
pub fn folder() -> PathBuf {
    documents::root().join("xtask/generators")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;

    use super::*;

    fn matrix() -> Matrix {
        Matrix::read().unwrap_or_else(|why| panic!("{why}"))
    }

    fn kits() -> Kits {
        Kits::read().unwrap_or_else(|why| panic!("{why}"))
    }

    /// The version of the package in the lock file of a kit.
    fn pinned(kit: &str, package: &str) -> Option<String> {
        let file = documents::root().join("xtask/kits").join(kit).join(&kits().kit(kit)?.lock);
        let text = files::read(&file).unwrap_or_else(|why| panic!("{why}"));
        if file.extension().is_some_and(|ending| ending == "json") {
            let lock: serde_json::Value = serde_json::from_str(&text).expect("a lock file is JSON");
            return Some(lock.pointer("/packages")?.get(format!("node_modules/{package}"))?.get("version")?.as_str()?.to_owned());
        }
        text.lines().find_map(|line| line.strip_prefix(package)?.strip_prefix("==")?.split_whitespace().next().map(str::to_owned))
    }

    #[test]
    fn every_row_is_pinned_by_the_lock_file_of_a_kit() {
        for row in matrix().generator {
            let found: Vec<String> = row.kits.iter().filter_map(|kit| pinned(kit, &row.package)).collect();
            assert_eq!(found, [row.version], "{}", row.name);
        }
    }

    #[test]
    fn names_are_unique_and_every_kit_and_need_exists() {
        let (matrix, kits) = (matrix(), kits());
        let names: BTreeSet<&str> = matrix.generator.iter().map(|row| row.name.as_str()).collect();
        assert_eq!(names.len(), matrix.generator.len());
        for row in &matrix.generator {
            assert!(row.kits.iter().all(|kit| kits.kit(kit).is_some()), "{}: a kit is unknown", row.name);
        }
        let used: BTreeSet<&str> = matrix.generator.iter().flat_map(|row| row.needs(&kits)).map(String::as_str).collect();
        assert_eq!(used, kits.needs(), "rows use every need and no others");
    }

    #[test]
    fn every_file_that_a_row_names_is_there_and_every_folder_belongs_to_a_row() {
        let matrix = matrix();
        for row in &matrix.generator {
            let steps = [Some(&row.generate), row.compile.as_ref(), row.use_it.as_ref()];
            for word in steps.into_iter().flatten().flat_map(|step| step.split_whitespace()) {
                let word = word.trim_matches('"');
                let is_material =
                    !word.contains('/') && [".py", ".ts", ".java", ".rb", ".php", ".mjs", ".json"].iter().any(|end| word.ends_with(end));
                assert!(!is_material || folder().join(&row.name).join(word).is_file(), "{}: {word} is missing", row.name);
            }
        }
        for entry in fs::read_dir(folder()).expect("the folder is there").filter_map(Result::ok).filter(|entry| entry.path().is_dir()) {
            let name = entry.file_name().into_string().expect("names are text");
            assert!(matrix.generator.iter().any(|row| row.name == name), "{name} belongs to no row");
        }
    }

    #[test]
    fn a_warning_counts_unless_it_is_harmless() {
        let matrix = matrix();
        let row = matrix.generator.iter().find(|row| !row.harmless.is_empty()).expect("a row accepts a warning");
        let output = format!("INFO all is well\n{0} {1}\n{0} the sky falls\n", row.warnings[0], row.harmless[0].says);
        assert_eq!(row.warnings_in(&output).collect::<Vec<_>>(), [format!("{} the sky falls", row.warnings[0])]);
    }
}
