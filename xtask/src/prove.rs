//! `prove`: runs the laws of the engine on many generated cases, and on recorded traffic.

use std::path::PathBuf;
use std::process::Command;

use openapi_drift::cli::ExitStatus;

use crate::documents::root;
use crate::messages;

/// Prove laws of the engine on generated cases and on recorded traffic
#[derive(clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    law: Law,
}

#[derive(clap::Subcommand)]
enum Law {
    Merge(Merge),
}

/// Prove that a report does not depend on how its recordings were divided
///
/// Merging partial reports must be associative and commutative, with the empty report as identity. Generated recordings are divided
/// in `tests/it/partial.rs`; recorded traffic by the example `divisions`, in one process and among several.
#[derive(clap::Args)]
#[command(
    after_help = "Exit status:\n  0  the law holds for every case\n  1  a case breaks it; its seed is printed\n  2  cargo failed\n\nExamples:\n  cargo xtask prove merge --cases 500 --divisions 20\n  cargo xtask prove merge --release --seed 7 --corpus api.yaml recordings/"
)]
struct Merge {
    /// Number of generated cases
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    cases: u32,
    /// Number of random divisions of each corpus; a tenth as many run among processes
    #[arg(long, value_name = "N", default_value_t = 1000)]
    divisions: usize,
    /// Seed of the generated cases and divisions
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// An OpenAPI document and recordings of it (may be repeated) [default: the sample of the engine's tests]
    #[arg(long = "corpus", num_args = 2, value_names = ["DOCUMENT", "RECORDINGS"])]
    corpora: Vec<PathBuf>,
    /// Build the engine optimised, which pays off above some thousand cases
    #[arg(long)]
    release: bool,
}

pub fn run(arguments: &Arguments) -> ExitStatus {
    let Law::Merge(merge) = &arguments.law;
    merge.run().unwrap_or_else(|why| {
        messages::error(&why);
        ExitStatus::Trouble
    })
}

impl Merge {
    fn run(&self) -> Result<ExitStatus, String> {
        let folder = self.folder()?;
        if !self.cargo(&["build", "--bin", "openapi-drift", "--example", "divisions"])? {
            return Err("the engine cannot be built".to_owned());
        }
        messages::progress("Proving", &format!("the laws of merging on {} generated cases, seed {}", self.cases, self.seed));
        if !self.cargo(&["test", "--test", "it", "partial::"])? {
            return Ok(ExitStatus::Findings);
        }
        let sample = root().join("crates/drift/tests/sample");
        let sample = [sample.join("api.yaml"), sample.join("recordings")];
        let corpora = if self.corpora.is_empty() { &sample[..] } else { &self.corpora[..] };
        for corpus in corpora.chunks(2) {
            let mut command = Command::new(folder.join("examples/divisions"));
            command.args(["--count", &self.divisions.to_string(), "--seed", &self.seed.to_string(), "--binary"]);
            command.arg(folder.join("openapi-drift")).args(corpus);
            if !succeeds(&mut command)? {
                return Ok(ExitStatus::Findings);
            }
        }
        messages::progress("Verdict", "every report equals that of one run (exit code 0)");
        Ok(ExitStatus::Clean)
    }

    /// The folder of the programs that cargo builds.
    fn folder(&self) -> Result<PathBuf, String> {
        let xtask = std::env::current_exe().map_err(|error| format!("cannot find the target folder: {error}"))?;
        let target = xtask.ancestors().nth(2).ok_or("cannot find the target folder")?;
        Ok(target.join(if self.release { "release" } else { "debug" }))
    }

    /// Runs cargo for the engine. Returns whether it succeeded.
    fn cargo(&self, arguments: &[&str]) -> Result<bool, String> {
        let mut command = Command::new(env!("CARGO"));
        command.arg(arguments[0]).args(["--quiet", "--package", "openapi-drift"]).args(self.release.then_some("--release"));
        command.args(&arguments[1..]).current_dir(root());
        command.env("PROVE_CASES", self.cases.to_string()).env("PROPTEST_RNG_SEED", self.seed.to_string());
        succeeds(&mut command)
    }
}

fn succeeds(command: &mut Command) -> Result<bool, String> {
    let status = command.status().map_err(|error| format!("cannot run {}: {error}", command.get_program().display()))?;
    Ok(status.success())
}
