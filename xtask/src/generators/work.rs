//! The steps of one row for one document, in a folder with their logs.

use std::collections::BTreeMap;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::matrix::{self, Generator};
use super::sandbox::ClientSandbox;
use super::table::{Verdict, Verdicts};
use crate::documents::{self, Document};
use crate::kits::InstalledKit;
use crate::{files, process};

/// The folder of all generated files and logs.
pub fn folder() -> PathBuf {
    documents::root().join("target/generators")
}

/// A finished step.
pub struct Step<'a> {
    pub generator: &'a Generator,
    pub document: &'a str,
    pub name: &'static str,
    pub verdict: Verdict,
    pub log: &'a Path,
}

/// The installed kits of a row, by name.
pub type RowKits<'a> = BTreeMap<&'a str, InstalledKit>;

/// One generator, applied to one document.
pub struct Work<'a> {
    pub generator: &'a Generator,
    pub document: Document,
    pub kits: &'a RowKits<'a>,
}

impl Work<'_> {
    /// Generates, compiles and uses the client. A step after a failed one has failed too.
    pub fn run(&self, on_step: &mut dyn FnMut(&Step)) -> Result<[Verdict; 3], String> {
        let folder = self.folder();
        files::remove_folder(&folder)?;
        files::copy_folder(&matrix::folder().join(&self.generator.name), &folder, &|name| self.is_used() || !is_use(name))?;
        let steps = [
            ("generate", Some(&self.generator.generate)),
            ("compile", self.generator.compile.as_ref()),
            ("use", self.generator.use_it.as_ref().filter(|_| self.is_used())),
        ];
        let mut verdicts = [Verdict::None; 3];
        let mut failed = false;
        for ((step, script), verdict) in steps.into_iter().zip(&mut verdicts) {
            let Some(script) = script else { continue };
            if failed {
                *verdict = Verdict::No;
                continue;
            }
            let log = folder.join(format!("{step}.log"));
            *verdict = self.step(step, script, &log)?;
            failed = *verdict == Verdict::No;
            on_step(&Step { generator: self.generator, document: self.document.name(), name: step, verdict: *verdict, log: &log });
        }
        Ok(verdicts)
    }

    fn step(&self, step: &str, script: &str, log: &Path) -> Result<Verdict, String> {
        let sandbox = if step == "use" { Some(ClientSandbox::start()?) } else { None };
        let mut command = self.command(script);
        if let Some(sandbox) = &sandbox {
            command.envs(sandbox.environment());
        }
        let succeeded = process::logged(&mut command, log)?;
        if let Some(sandbox) = sandbox {
            let complaints = sandbox.complaints();
            append(log, &complaints)?;
            return Ok(if succeeded && complaints.is_empty() { Verdict::Yes } else { Verdict::No });
        }
        if !succeeded {
            return Ok(Verdict::No);
        }
        let output = fs::read(log).map_err(|error| format!("{}: {error}", log.display()))?;
        let output = String::from_utf8_lossy(&output);
        let warned = step == "generate" && self.generator.warnings_in(&output).next().is_some();
        Ok(if warned { Verdict::Warned } else { Verdict::Yes })
    }

    fn command(&self, script: &str) -> Command {
        let mut command = process::shell(script, &self.folder());
        command
            .env("DOCUMENT", self.document.path())
            .env("PATH", path(self.generator.kits.iter().filter_map(|name| self.kits.get(name.as_str()))));
        for (name, kit) in self.kits {
            command.env(format!("KIT_{}", name.to_uppercase().replace('-', "_")), kit.folder());
        }
        command
    }

    fn folder(&self) -> PathBuf {
        folder().join(&self.generator.name).join(self.document.name())
    }

    /// The sandbox serves the first document.
    fn is_used(&self) -> bool {
        self.document.name() == documents::ALL[0].name()
    }
}

/// Returns whether a file uses the client and is not part of it: `use.py`, `Use.java`, the folder `use`.
fn is_use(name: &str) -> bool {
    name.split('.').next().is_some_and(|stem| stem.eq_ignore_ascii_case("use"))
}

/// The results in the order of the table's columns.
pub fn columns(of: &[(Document, [Verdict; 3])]) -> Verdicts {
    let find = |name| of.iter().find(|(document, _)| document.name() == name).map_or([Verdict::Skipped; 3], |(_, verdicts)| *verdicts);
    let ([generated, compiled, used], [mode_generated, mode_compiled, _]) =
        (find(documents::ALL[0].name()), find(documents::ALL[1].name()));
    [generated, compiled, used, mode_generated, mode_compiled]
}

/// The search path, with the commands of the kits first.
fn path<'a>(kits: impl Iterator<Item = &'a InstalledKit>) -> OsString {
    let system = env::var_os("PATH").unwrap_or_default();
    let all: Vec<PathBuf> = kits.map(|kit| kit.bin().to_owned()).chain(env::split_paths(&system)).collect();
    env::join_paths(all).unwrap_or(system)
}

fn append(log: &Path, lines: &[String]) -> Result<(), String> {
    use std::io::Write;

    let write = || lines.iter().try_for_each(|line| writeln!(fs::OpenOptions::new().append(true).open(log)?, "sandbox: {line}"));
    write().map_err(|error| format!("{}: {error}", log.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs a row of shell scripts, each in a separate folder.
    #[track_caller]
    fn check(name: &str, [generate, compile, use_it]: [&str; 3], expected: [Verdict; 3]) {
        let row = format!(
            "[[generator]]\nname = 'test-{name}'\npackage = ''\nversion = '1'\nlanguage = 'sh'\nkits = []\nremarks = ''\n\
             warnings = ['WARN']\nharmless = [{{ says = 'rain', why = 'it passes' }}]\n\
             generate = \"{generate}\"\ncompile = \"{compile}\"\nuse = \"{use_it}\"\n"
        );
        let matrix: matrix::Matrix = toml::from_str(&row).unwrap_or_else(|error| panic!("{row}: {error}"));
        let work = Work { generator: &matrix.generator[0], document: documents::ALL[0], kits: &RowKits::new() };
        let mut finished = Vec::new();
        let verdicts = work.run(&mut |step| finished.push(step.verdict)).unwrap_or_else(|why| panic!("{why}"));
        assert_eq!(verdicts, expected);
        // Steps that did not run are not reported.
        let run = expected.iter().position(|verdict| *verdict == Verdict::No).map_or(expected.len(), |failed| failed + 1);
        assert_eq!(finished, expected[..run]);
        files::remove_folder(&folder().join(format!("test-{name}"))).unwrap_or_else(|why| panic!("{why}"));
    }

    #[test]
    fn a_use_that_succeeds_without_requests_has_failed() {
        check("idle", ["test -f $DOCUMENT", "true", "test -n $MOBILIZE_BASE_URL"], [Verdict::Yes, Verdict::Yes, Verdict::No]);
    }

    #[test]
    fn steps_after_a_failed_one_have_failed() {
        check("broken", ["false; true", "true", "true"], [Verdict::No; 3]);
        check("refused", ["mkdir client", "test -d server", "true"], [Verdict::Yes, Verdict::No, Verdict::No]);
    }

    #[test]
    fn warnings_count_unless_they_are_accepted() {
        check("warned", ["echo WARN of the flood", "false", "true"], [Verdict::Warned, Verdict::No, Verdict::No]);
        check("calm", ["echo WARN of rain", "false", "true"], [Verdict::Yes, Verdict::No, Verdict::No]);
    }

    #[test]
    fn files_that_use_the_client_are_recognised() {
        for (name, expected) in [("use.py", true), ("Use.java", true), ("use", true), ("user.ts", false), ("fetch.ts", false)] {
            assert_eq!(is_use(name), expected, "{name}");
        }
    }
}
