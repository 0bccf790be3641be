//! Programs that run the samples of each language.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use openapi_publish::Language;

use crate::documents::root;
use crate::kits::{InstalledKit, Installer, Unavailable};
use crate::{files, process};

/// The languages that this task runs. Those in Rust are functions that a test of the crate `mobilize` runs.
pub const LANGUAGES: [Language; 3] = [Language::Curl, Language::Python, Language::TypeScript];

/// The folder of the written samples.
pub fn folder() -> PathBuf {
    root().join("target/samples")
}

/// Runs the samples of one language.
pub struct Runner {
    language: Language,
    kit: Option<InstalledKit>,
}

impl Runner {
    /// Finds the programs, and installs the kit that a language needs.
    pub fn find(language: Language, installer: &mut Installer) -> Result<Self, Unavailable> {
        let kit = match language {
            Language::Python => Some(installer.get("python")?),
            Language::TypeScript => Some(installer.get("typescript")?),
            _ if process::find("curl").is_none() => return Err(Unavailable::Missing("curl was not found (Debian: curl)".to_owned())),
            _ => None,
        };
        Ok(Self { language, kit })
    }

    /// Writes a sample and returns the command that runs it.
    pub fn command(&self, operation: &str, code: &str) -> Result<Command, String> {
        let (ending, program): (_, OsString) = match (self.language, &self.kit) {
            (Language::Python, Some(kit)) => ("py", kit.bin().join("python").into()),
            (Language::TypeScript, Some(kit)) => ("mts", kit.bin().join("tsx").into()),
            _ => ("sh", "sh".into()),
        };
        let path = self.folder().join(format!("{operation}.{ending}"));
        files::write(&path, code)?;
        let mut command = Command::new(program);
        command.args((ending == "sh").then_some("-eu")).arg(&path).current_dir(self.folder());
        Ok(command)
    }

    /// Checks the types of all written samples.
    pub fn check(&self) -> Result<(), String> {
        let (Language::TypeScript, Some(kit)) = (self.language, &self.kit) else { return Ok(()) };
        let modules = self.folder().join("node_modules");
        link(&kit.folder().join("node_modules"), &modules)?;
        let settings = r#"{"extends": "./base.json", "include": ["*.mts"]}"#;
        files::write(&self.folder().join("base.json"), files::read(&kit.folder().join("tsconfig.json"))?)?;
        files::write(&self.folder().join("tsconfig.json"), settings)?;
        process::run(kit.program("tsc").current_dir(self.folder())).map(|_| ())
    }

    fn folder(&self) -> PathBuf {
        folder().join(self.language.name().to_lowercase())
    }
}

#[cfg(unix)]
fn link(from: &Path, to: &Path) -> Result<(), String> {
    std::os::unix::fs::symlink(from, to).map_err(|error| format!("cannot link {}: {error}", to.display()))
}

#[cfg(not(unix))]
fn link(from: &Path, to: &Path) -> Result<(), String> {
    files::copy_folder(from, to, &|_| true)
}
