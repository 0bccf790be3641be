//! The matrix as data: `xtask/generators/matrix.toml` says which generators there are and what is done with each.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use serde::Deserialize;

use crate::documents;

/// Everything that `matrix.toml` holds.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Matrix {
    /// What only the system can provide, by the name that rows and kits use for it.
    pub need: BTreeMap<String, Need>,
    /// What is installed from a package registry, with everything pinned, and shared by rows.
    pub kit: BTreeMap<String, Kit>,
    /// The rows, in the order of the table.
    pub generator: Vec<Generator>,
}

/// A command or a file that is there or not.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Need {
    /// A command to be found on the path, or the absolute path of a file.
    pub find: String,
    /// The packages of Debian that bring it.
    pub debian: Vec<String>,
}

/// Tools from one package registry.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kit {
    pub needs: Vec<String>,
    /// The file of the kit's folder that pins every package, dependencies among them.
    pub lock: String,
    /// What installs it, in a copy of the kit's folder.
    pub install: String,
    /// Where in that copy its commands are afterwards.
    pub bin: String,
}

/// A row: one generator for one language.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Generator {
    /// What `--only` takes; the folder beside `matrix.toml` that holds the row's material has the same name.
    pub name: String,
    /// The package that is installed, as its registry calls it.
    #[cfg_attr(not(test), expect(dead_code, reason = "compared with the lock files by a test"))]
    pub package: String,
    pub version: String,
    pub language: String,
    pub kits: Vec<String>,
    #[serde(default)]
    pub needs: Vec<String>,
    /// Makes the folder `client` of the document at `$DOCUMENT`.
    pub generate: String,
    /// Compiles or type-checks it; none where nothing here could.
    pub compile: Option<String>,
    /// Uses it against the sandbox at `$MOBILIZE_BASE_URL`; only of the document that the sandbox serves.
    #[serde(rename = "use")]
    pub use_it: Option<String>,
    /// By which words a line of the generator's output is a warning.
    #[serde(default)]
    pub warnings: Vec<String>,
    /// Warnings that mean nothing for the client.
    #[serde(default)]
    pub harmless: Vec<Harmless>,
    /// What somebody who uses this generator has to know.
    pub remarks: String,
}

/// A warning that is accepted.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Harmless {
    /// A part of the line.
    pub says: String,
    /// Why it is harmless. Read by people alone, but without it an entry is no entry.
    #[serde(rename = "why")]
    _why: String,
}

impl Matrix {
    pub fn read() -> Result<Self, String> {
        let path = folder().join("matrix.toml");
        let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        toml::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))
    }

    /// What a row needs of the system, its kits' needs among it.
    pub fn needs<'a>(&'a self, generator: &'a Generator) -> impl Iterator<Item = &'a String> {
        let kits = generator.kits.iter().filter_map(|kit| self.kit.get(kit));
        kits.flat_map(|kit| &kit.needs).chain(&generator.needs)
    }
}

impl Generator {
    /// What of the generator's output is a warning that nobody has looked at yet.
    pub fn warnings_in<'a>(&'a self, output: &'a str) -> impl Iterator<Item = &'a str> {
        let warns = |line: &&str| self.warnings.iter().any(|word| line.contains(word.as_str()));
        let known = |line: &&str| self.harmless.iter().any(|harmless| line.contains(&harmless.says));
        output.lines().filter(warns).filter(move |line| !known(line))
    }
}

/// Where the matrix and all material is.
pub fn folder() -> PathBuf {
    documents::root().join("xtask/generators")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn matrix() -> Matrix {
        Matrix::read().unwrap_or_else(|why| panic!("{why}"))
    }

    /// What a lock file pins the package to. No lock file names a registry.
    fn pinned(kit: &str, package: &str) -> Option<String> {
        let file = folder().join("kits").join(kit).join(&matrix().kit[kit].lock);
        let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        assert!(!text.contains("://registry") && !text.contains("--index-url"), "{} names a registry", file.display());
        if file.extension().is_some_and(|ending| ending == "json") {
            let lock: serde_json::Value = serde_json::from_str(&text).expect("a lock file is JSON");
            return Some(lock.pointer("/packages")?.get(format!("node_modules/{package}"))?.get("version")?.as_str()?.to_owned());
        }
        text.lines().find_map(|line| line.strip_prefix(package)?.strip_prefix("==").map(str::to_owned))
    }

    #[test]
    fn every_row_is_pinned_by_the_lock_file_of_a_kit() {
        for row in matrix().generator {
            let found: Vec<String> = row.kits.iter().filter_map(|kit| pinned(kit, &row.package)).collect();
            assert_eq!(found, [row.version], "{}", row.name);
        }
    }

    #[test]
    fn every_requirement_of_python_has_an_exact_version() {
        for kit in matrix().kit.iter().filter(|(_, kit)| kit.lock == "requirements.txt") {
            let text = fs::read_to_string(folder().join("kits").join(kit.0).join(&kit.1.lock)).expect("the file is there");
            let loose: Vec<&str> = text.lines().filter(|line| !line.starts_with('#') && !line.contains("==")).collect();
            assert_eq!(loose, Vec::<&str>::new(), "{}", kit.0);
        }
    }

    #[test]
    fn names_are_unique_and_every_kit_and_need_exists() {
        let matrix = matrix();
        let names: BTreeSet<&str> = matrix.generator.iter().map(|row| row.name.as_str()).collect();
        assert_eq!(names.len(), matrix.generator.len());
        for row in &matrix.generator {
            assert!(row.kits.iter().all(|kit| matrix.kit.contains_key(kit)), "{}: a kit is unknown", row.name);
            assert!(matrix.needs(row).all(|need| matrix.need.contains_key(need)), "{}: a need is unknown", row.name);
        }
        let used: BTreeSet<&String> = matrix.generator.iter().flat_map(|row| matrix.needs(row)).collect();
        assert_eq!(used, matrix.need.keys().collect(), "every need is somebody's");
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
            assert!(name == "kits" || matrix.generator.iter().any(|row| row.name == name), "{name} belongs to no row");
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
