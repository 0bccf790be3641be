//! What this machine has of what the rows need.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use super::matrix::{Generator, Matrix, Need};
use crate::tools;

impl Need {
    fn is_there(&self) -> bool {
        if self.find.starts_with('/') {
            return Path::new(&self.find).exists();
        }
        tools::which(&self.find).is_some()
    }
}

impl Matrix {
    /// What a row lacks here, and which packages of Debian would bring it.
    pub fn lacking(&self, generator: &Generator) -> Option<String> {
        let missing = self.missing(std::iter::once(generator));
        let names: Vec<&str> = missing.iter().map(|need| need.find.as_str()).collect();
        let packages: Vec<&str> = missing.iter().flat_map(|need| &need.debian).map(String::as_str).collect();
        (!missing.is_empty()).then(|| format!("{} is not here (Debian: {})", names.join(", "), packages.join(" ")))
    }

    fn missing<'a>(&'a self, generators: impl Iterator<Item = &'a Generator>) -> Vec<&'a Need> {
        let names: BTreeSet<&String> = generators.flat_map(|generator| self.needs(generator)).collect();
        names.into_iter().filter_map(|name| self.need.get(name)).filter(|need| !need.is_there()).collect()
    }
}

/// Installs what is missing, by apt-get. What is there already is left alone, wherever it came from.
pub fn install<'a>(matrix: &'a Matrix, generators: impl Iterator<Item = &'a Generator>) -> Result<(), String> {
    let packages: BTreeSet<&str> = matrix.missing(generators).into_iter().flat_map(|need| &need.debian).map(String::as_str).collect();
    if packages.is_empty() {
        return Ok(());
    }
    let mut command = Command::new("apt-get");
    command.args(["install", "--yes", "--no-install-recommends"]).args(&packages).env("DEBIAN_FRONTEND", "noninteractive");
    let status = command.status().map_err(|error| format!("apt-get cannot be started: {error}"))?;
    let packages = packages.into_iter().collect::<Vec<_>>().join(" ");
    status
        .success()
        .then_some(())
        .ok_or_else(|| format!("apt-get install {packages}: {status}; it has to be called with the rights to install"))
}
