//! One row at work: its folder, its steps, their logs.

use std::env;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::matrix::{self, Generator, Kit, Matrix};
use super::sandbox::Served;
use super::table::{Verdict, Verdicts};
use crate::documents::{self, Document};

/// Where everything is installed, generated and logged. Nothing outside of it is written.
pub fn folder() -> PathBuf {
    documents::root().join("target/generators")
}

/// What is told of each step when it is over.
pub struct Told<'a> {
    pub generator: &'a Generator,
    pub document: &'a str,
    pub step: &'static str,
    pub verdict: Verdict,
    pub log: &'a Path,
}

/// Everything that is done with one document by one generator.
pub struct Work<'a> {
    pub matrix: &'a Matrix,
    pub generator: &'a Generator,
    pub document: Document,
}

impl Work<'_> {
    /// The verdicts on generating, compiling and using; a step after one that failed has failed too.
    pub fn run(&self, tell: &mut dyn FnMut(&Told)) -> Result<[Verdict; 3], String> {
        let folder = self.folder();
        remove(&folder)?;
        lay_out(&matrix::folder().join(&self.generator.name), &folder, &|name| self.is_used() || !is_use(name))?;
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
            tell(&Told { generator: self.generator, document: self.document.name(), step, verdict: *verdict, log: &log });
        }
        Ok(verdicts)
    }

    fn step(&self, step: &str, script: &str, log: &Path) -> Result<Verdict, String> {
        let served = if step == "use" { Some(Served::start()?) } else { None };
        let mut command = self.command(script);
        if let Some(served) = &served {
            command.envs(served.environment());
        }
        let succeeded = logged(&mut command, log)?;
        if let Some(served) = served {
            let complaints = served.complaints();
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
        let kits = self.generator.kits.iter().filter_map(|name| Some(kit_folder(name).join(&self.matrix.kit.get(name)?.bin)));
        let mut command = shell(script, &self.folder());
        command.env("DOCUMENT", self.document.path()).env("PATH", path(kits));
        for name in &self.generator.kits {
            command.env(format!("KIT_{}", name.to_uppercase().replace('-', "_")), kit_folder(name));
        }
        command
    }

    fn folder(&self) -> PathBuf {
        folder().join(&self.generator.name).join(self.document.name())
    }

    /// The sandbox of a use serves the first document.
    fn is_used(&self) -> bool {
        self.document.name() == documents::ALL[0].name()
    }
}

/// A file of a row's material that belongs to its use, not to the client: `use.py`, `Use.java`, the folder `use`.
fn is_use(name: &str) -> bool {
    name.split('.').next().is_some_and(|stem| stem.eq_ignore_ascii_case("use"))
}

/// The verdicts in the order of the table's columns.
pub fn columns(of: &[(Document, [Verdict; 3])]) -> Verdicts {
    let find = |name| of.iter().find(|(document, _)| document.name() == name).map_or([Verdict::Skipped; 3], |(_, verdicts)| *verdicts);
    let ([generated, compiled, used], [mode_generated, mode_compiled, _]) =
        (find(documents::ALL[0].name()), find(documents::ALL[1].name()));
    [generated, compiled, used, mode_generated, mode_compiled]
}

/// How a kit came to be there.
pub enum Installed {
    /// It was there, from the same lock file.
    Before,
    Now,
    /// It was not to be had; the log says why.
    Not(PathBuf),
}

/// Installs a kit, unless it was installed from the same lock file before.
pub fn install(name: &str, kit: &Kit) -> Result<Installed, String> {
    let (source, folder) = (matrix::folder().join("kits").join(name), kit_folder(name));
    let log = folder.join("install.log");
    let lock = |folder: &Path| fs::read(folder.join(&kit.lock));
    let stamp = folder.join("installed");
    let wanted = lock(&source).map_err(|error| format!("{}: {error}", source.join(&kit.lock).display()))?;
    if fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        // What is not pinned, settings for instance, may have changed all the same.
        lay_out(&source, &folder, &|_| true)?;
        return Ok(Installed::Before);
    }
    remove(&folder)?;
    lay_out(&source, &folder, &|_| true)?;
    if !logged(&mut shell(&kit.install, &folder), &log)? {
        return Ok(Installed::Not(log));
    }
    fs::write(&stamp, wanted).map_err(|error| format!("{}: {error}", stamp.display()))?;
    Ok(Installed::Now)
}

fn kit_folder(name: &str) -> PathBuf {
    folder().join("kits").join(name)
}

fn shell(script: &str, folder: &Path) -> Command {
    let mut command = Command::new("sh");
    command.args(["-euc", script]).current_dir(folder).stdin(Stdio::null());
    command
}

/// The search path with the commands of the kits before all others.
fn path(kits: impl Iterator<Item = PathBuf>) -> OsString {
    let system = env::var_os("PATH").unwrap_or_default();
    let all: Vec<PathBuf> = kits.chain(env::split_paths(&system)).collect();
    env::join_paths(all).unwrap_or(system)
}

/// Runs to the end with everything written into the log.
fn logged(command: &mut Command, log: &Path) -> Result<bool, String> {
    let mut run = || -> io::Result<bool> {
        let file = File::create(log)?;
        Ok(command.stdout(file.try_clone()?).stderr(file).status()?.success())
    };
    run().map_err(|error| format!("{}: {error}", log.display()))
}

fn append(log: &Path, lines: &[String]) -> Result<(), String> {
    use io::Write;

    let write = || lines.iter().try_for_each(|line| writeln!(fs::OpenOptions::new().append(true).open(log)?, "the sandbox says: {line}"));
    write().map_err(|error| format!("{}: {error}", log.display()))
}

/// Copies a folder of material, if there is one.
fn lay_out(from: &Path, to: &Path, wanted: &dyn Fn(&str) -> bool) -> Result<(), String> {
    let told = |path: &Path, error: io::Error| format!("{}: {error}", path.display());
    fs::create_dir_all(to).map_err(|error| told(to, error))?;
    let entries = match fs::read_dir(from) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries.map_err(|error| told(from, error))?,
    };
    for entry in entries {
        let entry = entry.map_err(|error| told(from, error))?;
        let (path, name) = (entry.path(), entry.file_name());
        if !wanted(&name.to_string_lossy()) {
            continue;
        }
        if path.is_dir() {
            lay_out(&path, &to.join(name), &|_| true)?;
        } else {
            fs::copy(&path, to.join(name)).map_err(|error| told(&path, error))?;
        }
    }
    Ok(())
}

fn remove(folder: &Path) -> Result<(), String> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(format!("{}: {error}", folder.display())),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs a row that is nothing but shell scripts; each has a folder of its own, as rows have.
    #[track_caller]
    fn check(name: &str, [generate, compile, use_it]: [&str; 3], expected: [Verdict; 3]) {
        let row = format!(
            "need = {{}}\nkit = {{}}\n[[generator]]\nname = 'test-{name}'\npackage = ''\nversion = '1'\nlanguage = 'sh'\nkits = []\nremarks = ''\n\
             warnings = ['WARN']\nharmless = [{{ says = 'rain', why = 'it passes' }}]\n\
             generate = \"{generate}\"\ncompile = \"{compile}\"\nuse = \"{use_it}\"\n"
        );
        let matrix: Matrix = toml::from_str(&row).unwrap_or_else(|error| panic!("{row}: {error}"));
        let work = Work { matrix: &matrix, generator: &matrix.generator[0], document: documents::ALL[0] };
        let mut told = Vec::new();
        let verdicts = work.run(&mut |step| told.push(step.verdict)).unwrap_or_else(|why| panic!("{why}"));
        assert_eq!(verdicts, expected);
        // What was not run is not told of.
        let run = expected.iter().position(|verdict| *verdict == Verdict::No).map_or(expected.len(), |failed| failed + 1);
        assert_eq!(told, expected[..run]);
        remove(&folder().join(format!("test-{name}"))).unwrap_or_else(|why| panic!("{why}"));
    }

    #[test]
    fn a_use_that_exits_well_but_asked_for_nothing_has_failed() {
        check("idle", ["test -f $DOCUMENT", "true", "test -n $MOBILIZE_BASE_URL"], [Verdict::Yes, Verdict::Yes, Verdict::No]);
    }

    #[test]
    fn after_a_step_that_failed_the_others_have_failed() {
        check("broken", ["false; true", "true", "true"], [Verdict::No; 3]);
        check("refused", ["mkdir client", "test -d server", "true"], [Verdict::Yes, Verdict::No, Verdict::No]);
    }

    #[test]
    fn warnings_show_unless_they_are_harmless() {
        check("warned", ["echo WARN of the flood", "false", "true"], [Verdict::Warned, Verdict::No, Verdict::No]);
        check("calm", ["echo WARN of rain", "false", "true"], [Verdict::Yes, Verdict::No, Verdict::No]);
    }

    #[test]
    fn what_uses_a_client_is_told_from_what_makes_it() {
        for (name, expected) in [("use.py", true), ("Use.java", true), ("use", true), ("user.ts", false), ("fetch.ts", false)] {
            assert_eq!(is_use(name), expected, "{name}");
        }
    }
}
