//! `deny`: checks the dependencies with cargo-deny, as far as this machine can.

use std::path::PathBuf;
use std::process::Command;

use openapi_drift::cli::ExitStatus;

use crate::documents::root;
use crate::{messages, process};

/// Check licences, sources and advisories of all dependencies by deny.toml (no network)
///
/// Runs cargo-deny if it is installed, and reads the advisories of its database if it has been downloaded. Everything that cannot be
/// checked is named as skipped.
#[derive(clap::Args)]
#[command(
    after_help = "Exit status:\n  0  no rule is broken; or everything was skipped, as the last line says\n  1  a rule is broken\n\nExamples:\n  cargo xtask deny\n  cargo deny fetch   # downloads the database of advisories"
)]
pub struct Arguments {}

pub fn run(_: &Arguments) -> ExitStatus {
    if process::find("cargo-deny").is_none() {
        messages::progress("Skipped", "everything: cargo-deny was not found (cargo install --locked cargo-deny), so nothing was checked");
        return ExitStatus::Clean;
    }
    let mut checks = vec!["bans", "licenses", "sources"];
    if advisories().is_some_and(|folder| folder.is_dir()) {
        checks.push("advisories");
    } else {
        messages::progress("Skipped", "advisories: their database was not downloaded (cargo deny fetch)");
    }
    let mut command = Command::new("cargo-deny");
    command.args(["--offline", "check"]).args(&checks).current_dir(root());
    match process::run(&mut command) {
        Ok(_) => {
            messages::progress("Checked", &checks.join(", "));
            ExitStatus::Clean
        }
        Err(why) => {
            messages::error(&why);
            ExitStatus::Findings
        }
    }
}

/// The folder of the databases of advisories, as cargo-deny chooses it.
fn advisories() -> Option<PathBuf> {
    let cargo = std::env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| Some(std::env::home_dir()?.join(".cargo")));
    Some(cargo?.join("advisory-dbs"))
}
