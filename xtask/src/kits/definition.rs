//! The definitions in `xtask/kits/kits.toml`: kits, and the needs that only the system can meet.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

use crate::{documents, files, process};

/// The contents of `kits.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kits {
    need: BTreeMap<String, Need>,
    kit: BTreeMap<String, Kit>,
}

/// A command or a file of the system.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Need {
    /// The name of a command on the path, or the absolute path of a file.
    find: String,
    /// The Debian packages that contain it.
    debian: Vec<String>,
}

/// Packages from one package registry.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kit {
    pub needs: Vec<String>,
    /// The file of the kit's folder that pins every package, dependencies included.
    #[cfg_attr(not(test), expect(dead_code, reason = "read by the tests that compare pinned versions"))]
    pub lock: String,
    /// The script that installs the packages in a copy of the kit's folder.
    pub install: String,
    /// The folder of the installed commands, relative to that copy.
    pub bin: PathBuf,
}

impl Need {
    fn is_met(&self) -> bool {
        if self.find.starts_with('/') { Path::new(&self.find).exists() } else { process::find(&self.find).is_some() }
    }
}

impl Kits {
    pub fn read() -> Result<Self, String> {
        let path = folder().join("kits.toml");
        toml::from_str(&files::read(&path)?).map_err(|error| format!("{}: {error}", path.display()))
    }

    pub fn kit(&self, name: &str) -> Option<&Kit> {
        self.kit.get(name)
    }

    #[cfg(test)]
    pub fn names(&self) -> impl Iterator<Item = &String> {
        self.kit.keys()
    }

    #[cfg(test)]
    pub fn needs(&self) -> BTreeSet<&str> {
        self.need.keys().map(String::as_str).collect()
    }

    /// The needs that this machine does not meet, and the Debian packages that contain them. None if it meets all of them.
    pub fn describe_missing<'a>(&self, needs: impl Iterator<Item = &'a String>) -> Option<String> {
        let missing = self.missing(needs);
        let names: Vec<&str> = missing.iter().map(|need| need.find.as_str()).collect();
        (!missing.is_empty()).then(|| format!("{} was not found (Debian: {})", names.join(", "), packages(&missing).join(" ")))
    }

    /// Installs the packages of the needs that this machine does not meet, with apt-get.
    pub fn install_missing<'a>(&self, needs: impl Iterator<Item = &'a String>) -> Result<(), String> {
        let packages = packages(&self.missing(needs));
        if packages.is_empty() {
            return Ok(());
        }
        let mut command = Command::new("apt-get");
        command.args(["install", "--yes", "--no-install-recommends"]).args(&packages).env("DEBIAN_FRONTEND", "noninteractive");
        let status = command.status().map_err(|error| format!("cannot run apt-get: {error}"))?;
        if status.success() {
            return Ok(());
        }
        Err(format!("apt-get install {}: {status}\n  -> run it with the rights to install packages", packages.join(" ")))
    }

    fn missing<'a>(&self, needs: impl Iterator<Item = &'a String>) -> Vec<&Need> {
        let names: BTreeSet<&String> = needs.collect();
        names.into_iter().filter_map(|name| self.need.get(name)).filter(|need| !need.is_met()).collect()
    }
}

fn packages<'a>(needs: &[&'a Need]) -> Vec<&'a str> {
    let packages: BTreeSet<&str> = needs.iter().flat_map(|need| &need.debian).map(String::as_str).collect();
    packages.into_iter().collect()
}

/// The folder of the definitions and of all kits.
pub fn folder() -> PathBuf {
    documents::root().join("xtask/kits")
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn kits() -> Kits {
        Kits::read().unwrap_or_else(|why| panic!("{why}"))
    }

    fn lock(name: &str) -> String {
        files::read(&folder().join(name).join(&kits().kit[name].lock)).unwrap_or_else(|why| panic!("{why}"))
    }

    #[test]
    fn every_need_of_a_kit_is_defined() {
        let kits = kits();
        for (name, kit) in &kits.kit {
            assert!(kit.needs.iter().all(|need| kits.need.contains_key(need)), "{name}: a need is unknown");
        }
    }

    #[test]
    fn every_folder_is_a_kit() {
        let entries = fs::read_dir(folder()).expect("a folder").map(|entry| entry.expect("an entry").path());
        let folders = entries.filter(|path| path.is_dir()).filter_map(|path| path.file_name()?.to_str().map(str::to_owned));
        assert_eq!(folders.collect::<BTreeSet<_>>(), kits().kit.into_keys().collect());
    }

    #[test]
    fn no_lock_file_names_a_registry() {
        for name in kits().names() {
            let text = lock(name);
            assert!(!text.contains("://registry") && !text.contains("--index-url"), "{name}");
        }
    }

    /// Each requirement begins a line; its hashes follow on lines that are indented.
    #[test]
    fn every_requirement_of_python_has_an_exact_version_and_hashes() {
        for (name, _) in kits().kit.iter().filter(|(_, kit)| kit.lock == "requirements.txt") {
            let text = lock(name).replace("\\\n", "");
            let loose: Vec<&str> = text
                .lines()
                .filter(|line| !line.trim_start().starts_with('#') && !line.is_empty())
                .filter(|line| !(line.contains("==") && line.contains("--hash=sha256:")))
                .collect();
            assert_eq!(loose, Vec::<&str>::new(), "{name}");
        }
    }
}
