//! `sandbox`: builds the optimised `mobilize-sandbox` and starts it.

use std::ffi::OsString;
use std::process::Command;

use openapi_drift::cli::ExitStatus;

use crate::messages;

/// Start the stateful sandbox on 127.0.0.1, optimised (see `cargo xtask sandbox --help`)
#[derive(clap::Args)]
#[command(disable_help_flag = true)]
pub struct Arguments {
    /// Arguments of `mobilize-sandbox`
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGUMENT")]
    arguments: Vec<OsString>,
}

pub fn run(arguments: Arguments) -> ExitStatus {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["run", "--release", "--package", "mobilize-sandbox", "--bin", "mobilize-sandbox", "--"]).args(arguments.arguments);
    match replace(&mut command) {
        Ok(status) => status,
        Err(error) => {
            messages::error(&format!("cannot run cargo\n  -> {error}"));
            ExitStatus::Trouble
        }
    }
}

/// Replaces this process, so that signals reach the sandbox.
#[cfg(unix)]
fn replace(command: &mut Command) -> std::io::Result<ExitStatus> {
    use std::os::unix::process::CommandExt;

    Err(command.exec())
}

#[cfg(not(unix))]
fn replace(command: &mut Command) -> std::io::Result<ExitStatus> {
    let status = command.status()?;
    Ok(if status.success() { ExitStatus::Clean } else { ExitStatus::Trouble })
}
