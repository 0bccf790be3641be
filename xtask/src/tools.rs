//! Programs of others, written in JavaScript and Python: pinned in `xtask/tools`, installed below `target/tools`.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use openapi_publish::sha256;

use crate::documents::root;

/// Why a program of others cannot be run.
#[derive(Debug, Clone)]
pub enum Unavailable {
    /// What runs it is not on this machine; nothing is wrong.
    Absent(String),
    /// It could not be installed.
    Failed(String),
}

impl Unavailable {
    /// The reason in words.
    pub fn why(&self) -> &str {
        match self {
            Self::Absent(why) | Self::Failed(why) => why,
        }
    }
}

/// The packages of `xtask/tools/package.json`, installed.
pub struct Node(PathBuf);

impl Node {
    /// Installs what the lock file says, unless that is done already.
    pub fn install() -> Result<Self, Unavailable> {
        let folder = Installed::at("node", &["package.json", "package-lock.json", ".npmrc"])?;
        if which("npm").is_none() || which("node").is_none() {
            return Err(Unavailable::Absent("npm is not on this machine".to_owned()));
        }
        folder.install(|at| vec![npm(at, &["ci"])])?;
        Ok(Self(folder.at))
    }

    /// A command that runs a package's own program.
    pub fn program(&self, name: &str) -> Command {
        let mut command = Command::new("node");
        command.arg(self.0.join("node_modules/.bin").join(name)).envs(QUIET);
        command
    }

    /// A command that runs a script of `xtask/tools`, which may import the packages.
    pub fn script(&self, name: &str) -> io::Result<Command> {
        // Packages are looked for beside the script.
        let script = self.0.join(name);
        fs::copy(tools().join(name), &script)?;
        let mut command = Command::new("node");
        command.arg(script).envs(QUIET);
        Ok(command)
    }

    /// A file of a package.
    pub fn read(&self, path: &str) -> io::Result<String> {
        let path = self.0.join("node_modules").join(path);
        fs::read_to_string(&path).map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))
    }
}

/// The packages of `xtask/tools/requirements.txt`, installed.
pub struct Python(PathBuf);

impl Python {
    /// Installs what the requirements say, unless that is done already.
    pub fn install() -> Result<Self, Unavailable> {
        let folder = Installed::at("python", &["requirements.txt"])?;
        let Some(python) = which("python3") else { return Err(Unavailable::Absent("python3 is not on this machine".to_owned())) };
        folder.install(|at| {
            let mut venv = Command::new(&python);
            venv.args(["-m", "venv"]).arg(at.join("venv"));
            let mut pip = Command::new(at.join("venv/bin/python"));
            pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"]).arg(at.join("requirements.txt"));
            vec![venv, pip]
        })?;
        Ok(Self(folder.at))
    }

    /// A command that runs a package's own program.
    pub fn program(&self, name: &str) -> Command {
        Command::new(self.0.join("venv/bin").join(name))
    }
}

/// Tells tools to do their work and nothing else.
const QUIET: [(&str, &str); 3] = [("REDOCLY_TELEMETRY", "off"), ("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true"), ("NO_COLOR", "1")];

/// Where tools stand in the repository.
pub fn tools() -> PathBuf {
    root().join("xtask/tools")
}

/// A folder below `target`, and what is to be installed in it.
struct Installed {
    at: PathBuf,
    manifests: &'static [&'static str],
    stamp: String,
}

impl Installed {
    fn at(name: &str, manifests: &'static [&'static str]) -> Result<Self, Unavailable> {
        let contents = manifests.iter().map(|manifest| fs::read(tools().join(manifest))).collect::<io::Result<Vec<_>>>();
        let contents = contents.map_err(|error| Unavailable::Failed(format!("cannot read {}: {error}", tools().display())))?;
        Ok(Self { at: root().join("target/tools").join(name), manifests, stamp: sha256(&contents.concat()) })
    }

    /// Runs the commands that install, one after the other, unless the same manifests were installed here before.
    fn install(&self, commands: impl Fn(&Path) -> Vec<Command>) -> Result<(), Unavailable> {
        let stamp = self.at.join("installed");
        if fs::read_to_string(&stamp).is_ok_and(|installed| installed == self.stamp) {
            return Ok(());
        }
        let prepared = (|| {
            match fs::remove_dir_all(&self.at) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => fs::create_dir_all(&self.at)?,
            }
            self.manifests.iter().try_for_each(|manifest| fs::copy(tools().join(manifest), self.at.join(manifest)).map(|_| ()))
        })();
        prepared.map_err(|error| Unavailable::Failed(format!("cannot write to {}: {error}", self.at.display())))?;
        eprintln!("  Installing {} (once)", self.at.strip_prefix(root()).unwrap_or(&self.at).display());
        for mut command in commands(&self.at) {
            output(&mut command).map_err(Unavailable::Failed)?;
        }
        fs::write(&stamp, &self.stamp).map_err(|error| Unavailable::Failed(format!("{}: {error}", stamp.display())))
    }
}

fn npm(at: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("npm");
    command.args(arguments).current_dir(at).envs(QUIET);
    command
}

/// Runs a command to its end. Gives what it wrote, or else, in words, what failed.
pub fn output(command: &mut Command) -> Result<Output, String> {
    let name = format!("{} {}", command.get_program().display(), shown(command));
    let output = command.stdin(Stdio::null()).output().map_err(|error| format!("cannot run {name}: {error}"))?;
    if output.status.success() {
        return Ok(output);
    }
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    Err(format!("{name}: {}\n{}", output.status, [out.trim(), err.trim()].join("\n").trim()))
}

fn shown(command: &Command) -> String {
    command.get_args().map(|argument| argument.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

/// Where the shell would find a program.
pub fn which(name: &str) -> Option<PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH")?).map(|folder| folder.join(name)).find(|path| path.is_file())
}
