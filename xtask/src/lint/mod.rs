//! `lint`: the documents by themselves, by the engine's rules, by those of this house, and by what other linters say.

mod described;
mod fit;
mod names;
mod open;
mod parts;
mod peers;
mod rules;
mod statements;
#[cfg(test)]
mod tests;
mod wording;

use std::path::PathBuf;

use openapi_drift::RULES;
use openapi_drift::cli::{ExitStatus, LintOptions};

use crate::documents;

/// Look for faults of the documents themselves (no network, but for installing the peers once)
///
/// Asks the rules of openapi-drift lint, which hold for any document, and the rules of this repository: what openapi/README.md
/// promises, and what the generator of the client cannot take. Warnings fail the run too.
#[derive(clap::Args)]
#[command(
    after_help = "Exit status:\n  0  the documents are clean\n  1  they are not; the faults are on standard output\n  2  could not look\n\nExamples:\n  cargo xtask lint\n  cargo xtask lint draft.yaml\n  cargo xtask lint --list\n  cargo xtask lint --peers"
)]
pub struct Arguments {
    /// Other documents to ask the same rules of (default: those of this repository)
    #[arg(value_name = "FILE", conflicts_with_all = ["peers", "all_peers"])]
    files: Vec<PathBuf>,
    /// Ask other linters too, also of what is published as 3.1: Redocly, Spectral, swagger-parser, openapi-spec-validator
    ///
    /// They are installed below target/tools, at the versions that xtask/tools pins. Those that cannot be installed, for want of
    /// Node.js, Python or a network, are skipped, and it is said which and why.
    #[arg(long)]
    peers: bool,
    /// The same, and a peer that cannot be asked is trouble
    #[arg(long)]
    all_peers: bool,
    #[command(flatten)]
    options: LintOptions,
}

pub fn run(arguments: Arguments) -> ExitStatus {
    let rules: Vec<_> = RULES.iter().chain(rules::HOUSE).copied().collect();
    let ours = || documents::ALL.iter().map(|document| document.path()).collect();
    let paths: Vec<PathBuf> = if arguments.files.is_empty() { ours() } else { arguments.files };
    let asks_peers = (arguments.peers || arguments.all_peers) && !arguments.options.lists();
    let own = arguments.options.denying_warnings().run(&paths, &rules);
    let peers = if asks_peers { peers::run(arguments.all_peers) } else { ExitStatus::Clean };
    if peers.code() > own.code() { peers } else { own }
}
