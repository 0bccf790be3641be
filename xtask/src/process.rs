//! Running the programs of other projects.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Runs a command to its end and returns its output. A failure is described by the command, its status and its output.
pub fn run(command: &mut Command) -> Result<Output, String> {
    let arguments: Vec<_> = command.get_args().map(|argument| argument.to_string_lossy()).collect();
    let name = format!("{} {}", command.get_program().display(), arguments.join(" "));
    let output = command.stdin(Stdio::null()).output().map_err(|error| format!("cannot run {name}: {error}"))?;
    if output.status.success() {
        return Ok(output);
    }
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    Err(format!("{name}: {}\n{}", output.status, [out.trim(), err.trim()].join("\n").trim()))
}

/// Runs git in a folder and returns its standard output without the last line break.
pub fn git(folder: &Path, arguments: &[&str]) -> Result<String, String> {
    let output = run(Command::new("git").arg("-C").arg(folder).args(arguments))?;
    Ok(String::from_utf8_lossy(&output.stdout).trim_end().to_owned())
}

/// The path of a program, as the shell would find it.
pub fn find(name: &str) -> Option<PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH")?).map(|folder| folder.join(name)).find(|path| path.is_file())
}

/// A command that runs a shell script in a folder. The script stops at the first command that fails.
pub fn shell(script: &str, folder: &Path) -> Command {
    let mut command = Command::new("sh");
    command.args(["-euc", script]).current_dir(folder).stdin(Stdio::null());
    command
}

/// Runs a command with its output written to a log. Returns whether it succeeded.
pub fn logged(command: &mut Command, log: &Path) -> Result<bool, String> {
    let mut run = || {
        let file = File::create(log)?;
        Ok(command.stdout(file.try_clone()?).stderr(file).status()?.success())
    };
    run().map_err(|error: io::Error| format!("{}: {error}", log.display()))
}

/// The last lines of a log, each cut at 200 characters.
pub fn last_lines(log: &Path, count: usize) -> String {
    let text = fs::read(log).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let lines: Vec<String> = text.lines().map(|line| line.chars().take(200).collect()).collect();
    lines[lines.len().saturating_sub(count)..].join("\n")
}
