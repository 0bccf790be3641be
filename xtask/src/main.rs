//! Repository tasks; each is a thin wrapper around a crate, with the defaults of this repository.

mod deny;
mod diff;
mod documents;
mod files;
mod generators;
mod kits;
mod lint;
mod messages;
mod package;
mod process;
mod prove;
mod publish;
mod recordings;
mod release;
mod releases;
mod samples;
mod sandbox;
mod sbom;
mod settled;
mod validate;

use std::io;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use openapi_drift::cli::{ExitStatus, Explain};

/// Tasks of this repository
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", subcommand_value_name = "TASK", subcommand_help_heading = "Tasks")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    Validate(validate::Arguments),
    Diff(diff::Arguments),
    Explain(Explain),
    Sandbox(sandbox::Arguments),
    Lint(lint::Arguments),
    Publish(publish::Arguments),
    Package(package::Arguments),
    Prove(prove::Arguments),
    Release(release::Arguments),
    Generators(generators::Arguments),
    Samples(samples::Arguments),
    Deny(deny::Arguments),
    Sbom(sbom::Arguments),
}

fn main() -> ExitCode {
    match Arguments::parse().task {
        Task::Validate(arguments) => validate::run(&arguments).into(),
        Task::Diff(arguments) => diff::run(&arguments).into(),
        Task::Explain(explain) => explain.run(&mut io::stdout()).unwrap_or(ExitStatus::Trouble).into(),
        Task::Sandbox(arguments) => sandbox::run(arguments).into(),
        Task::Lint(arguments) => lint::run(arguments).into(),
        Task::Publish(arguments) => publish::run(&arguments).into(),
        Task::Prove(arguments) => prove::run(&arguments).into(),
        Task::Package(arguments) => package::run(&arguments).into(),
        Task::Release(arguments) => release::run(&arguments).into(),
        Task::Generators(arguments) => generators::run(&arguments).into(),
        Task::Samples(arguments) => samples::run(&arguments).into(),
        Task::Deny(arguments) => deny::run(&arguments).into(),
        Task::Sbom(arguments) => sbom::run(&arguments).into(),
    }
}
