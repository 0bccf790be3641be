//! The task `lint`: its options and its steps.

use std::path::PathBuf;

use openapi_drift::RULES;
use openapi_drift::cli::{ExitStatus, LintOptions};

use super::{peers, rules};
use crate::documents;

/// Check the documents themselves (network only to install peers once)
///
/// Applies the rules of openapi-drift lint, which hold for any document, and the rules of this repository: the conventions of
/// openapi/README.md, and the limits of the generator of the client. Warnings fail the run too.
#[derive(clap::Args)]
#[command(
    after_help = "Exit status:\n  0  the documents are clean\n  1  they are not; the findings are on standard output\n  2  could not check\n\nExamples:\n  cargo xtask lint\n  cargo xtask lint draft.yaml\n  cargo xtask lint --list\n  cargo xtask lint --peers"
)]
pub struct Arguments {
    /// Check other documents by the same rules (default: those of this repository)
    #[arg(value_name = "FILE", conflicts_with_all = ["peers", "all_peers"])]
    files: Vec<PathBuf>,
    /// Run other linters too, also on the OpenAPI 3.1 files: Redocly, Spectral, swagger-parser, openapi-spec-validator
    ///
    /// They are installed below target/kits, at the versions pinned in xtask/kits. A linter that cannot be installed, because
    /// Node.js, Python or the network is missing, is skipped with a message.
    #[arg(long)]
    peers: bool,
    /// Like --peers, but fail if a linter cannot run
    #[arg(long)]
    all_peers: bool,
    #[command(flatten)]
    options: LintOptions,
}

pub fn run(arguments: Arguments) -> ExitStatus {
    let rules: Vec<_> = RULES.iter().chain(rules::REPOSITORY_RULES).copied().collect();
    let ours = || documents::ALL.iter().map(|document| document.path()).collect();
    let paths: Vec<PathBuf> = if arguments.files.is_empty() { ours() } else { arguments.files };
    let runs_peers = (arguments.peers || arguments.all_peers) && !arguments.options.lists();
    let own = arguments.options.denying_warnings().run(&paths, &rules);
    let peers = if runs_peers { peers::run(arguments.all_peers) } else { ExitStatus::Clean };
    if peers.code() > own.code() { peers } else { own }
}
