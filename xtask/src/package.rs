//! `package`: packages every crate that is to be published, in the order of their dependencies.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use openapi_drift::cli::ExitStatus;
use serde::Deserialize;

use crate::documents::root;
use crate::{messages, process};

/// Package every crate that is to be published, in order, and build each package (no network)
///
/// Runs cargo offline, so that all dependencies must have been downloaded. Checks first that each package contains its licence and
/// its README, that both are up to date, and that its metadata are complete.
#[derive(clap::Args)]
#[command(
    after_help = "Exit status:\n  0  every crate can be packaged\n  1  a crate lacks something that a package needs\n  2  cargo failed\n\nExamples:\n  cargo xtask package\n  cargo xtask package --no-verify\n  cargo xtask package --list"
)]
pub struct Arguments {
    /// Do not build the packages
    #[arg(long)]
    no_verify: bool,
    /// Print the crates in the order of publishing, and do nothing else
    #[arg(long)]
    list: bool,
    /// Allow uncommitted changes
    #[arg(long)]
    allow_dirty: bool,
}

pub fn run(arguments: &Arguments) -> ExitStatus {
    package(arguments).unwrap_or_else(|why| {
        messages::error(&why);
        ExitStatus::Trouble
    })
}

fn package(arguments: &Arguments) -> Result<ExitStatus, String> {
    let crates = in_order()?;
    if arguments.list {
        let names = crates.iter().fold(String::new(), |mut text, package| {
            let _ = writeln!(text, "{} {}", package.name, package.version);
            text
        });
        print(&names);
        return Ok(ExitStatus::Clean);
    }
    let faults: Vec<String> = crates.iter().flat_map(faults).collect();
    if !faults.is_empty() {
        print(&faults.iter().fold(String::new(), |text, fault| text + "error[package] " + fault + "\n"));
        return Ok(ExitStatus::Findings);
    }
    let mut command = Command::new(env!("CARGO"));
    command.args(["package", "--offline", "--locked", "--quiet"]).current_dir(root());
    command.args(arguments.no_verify.then_some("--no-verify")).args(arguments.allow_dirty.then_some("--allow-dirty"));
    for package in &crates {
        command.args(["--package", &package.name]);
    }
    process::run(&mut command)?;
    let names: Vec<&str> = crates.iter().map(|package| package.name.as_str()).collect();
    messages::progress("Packaged", &names.join(", "));
    Ok(ExitStatus::Clean)
}

/// A crate of the workspace, as `cargo metadata` describes it.
#[derive(Debug, Clone, Deserialize)]
pub struct Package {
    pub name: String,
    pub version: String,
    description: Option<String>,
    license: Option<String>,
    readme: Option<PathBuf>,
    manifest_path: PathBuf,
    keywords: Vec<String>,
    categories: Vec<String>,
    dependencies: Vec<Dependency>,
    /// The registries that accept the crate. Empty for a crate that is not published.
    publish: Option<Vec<String>>,
}

#[derive(Debug, Clone, Deserialize)]
struct Dependency {
    name: String,
    kind: Option<String>,
    path: Option<PathBuf>,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

/// The crates that are to be published, each after its dependencies.
pub fn in_order() -> Result<Vec<Package>, String> {
    let mut command = Command::new(env!("CARGO"));
    command.args(["metadata", "--format-version=1", "--no-deps", "--offline"]).current_dir(root());
    let output = process::run(&mut command)?;
    let metadata: Metadata = serde_json::from_slice(&output.stdout).map_err(|error| format!("cannot read cargo metadata: {error}"))?;
    sorted(metadata.packages.into_iter().filter(|package| package.publish.as_deref() != Some(&[])).collect())
}

fn sorted(mut rest: Vec<Package>) -> Result<Vec<Package>, String> {
    let mut sorted: Vec<Package> = Vec::new();
    while !rest.is_empty() {
        // A dependency for tests may be published later.
        let waits = |package: &Package| {
            let needed =
                package.dependencies.iter().filter(|dependency| dependency.path.is_some() && dependency.kind.as_deref() != Some("dev"));
            needed.into_iter().any(|dependency| rest.iter().any(|other| other.name == dependency.name))
        };
        let Some(next) = rest.iter().position(|package| !waits(package)) else {
            return Err(format!(
                "the crates {} depend on each other",
                rest.iter().map(|package| &*package.name).collect::<Vec<_>>().join(", ")
            ));
        };
        sorted.push(rest.remove(next));
    }
    Ok(sorted)
}

/// Everything that a registry or a user would miss in a package.
fn faults(package: &Package) -> Vec<String> {
    let folder = package.manifest_path.parent().unwrap_or(Path::new("."));
    let same_as_root = |name: &str| matches!((fs::read(folder.join(name)), fs::read(root().join(name))), (Ok(a), Ok(b)) if a == b);
    let checks = [
        (package.description.is_none(), "`description` is missing"),
        (package.license.is_none(), "`license` is missing"),
        (package.readme.as_ref().is_none_or(|readme| !folder.join(readme).is_file()), "README.md is missing"),
        (package.keywords.is_empty() || package.keywords.len() > 5, "expected one to five `keywords`"),
        (package.categories.is_empty() || package.categories.len() > 5, "expected one to five `categories`"),
        (!same_as_root("LICENSE"), "LICENSE is missing or differs from the file at the root; copy it into the folder of the crate"),
    ];
    checks.iter().filter(|(is_missing, _)| *is_missing).map(|(_, why)| format!("{}: {why}", package.name)).collect()
}

/// Prints to standard output. A closed pipe is ignored.
fn print(text: &str) {
    use std::io::Write;

    let _ = std::io::stdout().write_all(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str, dependencies: &[(&str, Option<&str>)]) -> Package {
        let dependency = |(name, kind): &(&str, Option<&str>)| Dependency {
            name: (*name).to_owned(),
            kind: kind.map(str::to_owned),
            path: Some(PathBuf::new()),
        };
        Package {
            name: name.to_owned(),
            version: "1.0.0".to_owned(),
            description: None,
            license: None,
            readme: None,
            manifest_path: PathBuf::new(),
            keywords: Vec::new(),
            categories: Vec::new(),
            dependencies: dependencies.iter().map(dependency).collect(),
            publish: None,
        }
    }

    #[test]
    fn a_crate_follows_its_dependencies() {
        let crates = vec![
            package("sdk", &[("engine", None), ("sandbox", Some("dev"))]),
            package("sandbox", &[("engine", None)]),
            package("engine", &[]),
        ];
        let names: Vec<String> = sorted(crates).expect("no circle").into_iter().map(|package| package.name).collect();
        assert_eq!(names, ["engine", "sdk", "sandbox"]);
        assert!(sorted(vec![package("a", &[("b", None)]), package("b", &[("a", None)])]).is_err());
    }

    /// Without cargo's own checks, which take minutes: `cargo xtask package` runs them.
    #[test]
    fn every_crate_can_be_packaged() {
        let crates = in_order().unwrap_or_else(|why| panic!("{why}"));
        assert_eq!(crates.iter().flat_map(faults).collect::<Vec<_>>(), Vec::<String>::new());
    }
}
