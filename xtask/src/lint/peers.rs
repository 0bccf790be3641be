//! What other linters say of the documents, and of what is published of them.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use openapi_drift::cli::ExitStatus;
use openapi_publish::Kind;

use crate::documents::{self, root};
use crate::publish;
use crate::tools::{self, Node, Python, Unavailable};

/// Another linter. Every one of them has to be satisfied completely: its warnings count as errors.
struct Peer {
    name: &'static str,
    /// The command that looks at a file; it fails where there is anything to say.
    command: fn(&Installed, &Path) -> Result<Command, Unavailable>,
}

const PEERS: [Peer; 4] = [
    Peer {
        name: "Redocly CLI",
        command: |installed, file| {
            let mut command = installed.node()?.program("redocly");
            command.args(["lint", "--config"]).arg(tools::tools().join("redocly.yaml")).arg(file);
            Ok(command)
        },
    },
    Peer {
        name: "Spectral",
        command: |installed, file| {
            let mut command = installed.node()?.program("spectral");
            command.args(["lint", "--fail-severity", "hint", "--ruleset"]).arg(tools::tools().join("spectral.yaml")).arg(file);
            Ok(command)
        },
    },
    Peer {
        name: "swagger-parser",
        command: |installed, file| {
            let mut command = installed.node()?.script("swagger-parser.mjs").map_err(|error| Unavailable::Failed(error.to_string()))?;
            command.arg(file);
            Ok(command)
        },
    },
    Peer {
        name: "openapi-spec-validator",
        command: |installed, file| {
            let mut command = installed.python()?.program("openapi-spec-validator");
            command.arg(file);
            Ok(command)
        },
    },
];

/// What peers run on.
struct Installed {
    node: Result<Node, Unavailable>,
    python: Result<Python, Unavailable>,
}

impl Installed {
    fn node(&self) -> Result<&Node, Unavailable> {
        self.node.as_ref().map_err(Clone::clone)
    }

    fn python(&self) -> Result<&Python, Unavailable> {
        self.python.as_ref().map_err(Clone::clone)
    }
}

/// Asks each peer of each document. One that cannot be asked is skipped, unless `all` have to be.
pub fn run(all: bool) -> ExitStatus {
    let files = match files() {
        Ok(files) => files,
        Err(why) => {
            eprintln!("error: {why}");
            return ExitStatus::Trouble;
        }
    };
    let installed = Installed { node: Node::install(), python: Python::install() };
    let mut worst = ExitStatus::Clean;
    for peer in &PEERS {
        let status = ask(peer, &installed, &files, all);
        worst = if status.code() > worst.code() { status } else { worst };
    }
    worst
}

fn ask(peer: &Peer, installed: &Installed, files: &[PathBuf], all: bool) -> ExitStatus {
    let mut status = ExitStatus::Clean;
    for file in files {
        let mut command = match (peer.command)(installed, file) {
            Ok(command) => command,
            Err(unavailable) if !all => {
                eprintln!("     Skipped {}: {}", peer.name, unavailable.why());
                return ExitStatus::Clean;
            }
            Err(unavailable) => {
                eprintln!("error: cannot ask {}\n  -> {}", peer.name, unavailable.why());
                return ExitStatus::Trouble;
            }
        };
        if let Err(why) = tools::output(&mut command) {
            let file = file.strip_prefix(root()).unwrap_or(file).display();
            // Whoever closed the pipe has read enough.
            let _ = writeln!(io::stdout(), "error[peer] {} of {file}:\n{why}\n", peer.name);
            status = ExitStatus::Findings;
        }
    }
    let said = if status == ExitStatus::Clean { "nothing to say" } else { "something to say" };
    eprintln!("       Asked {} of {} files: {said}", peer.name, files.len());
    status
}

/// The documents, and the same as 3.1, written where peers can read them.
fn files() -> Result<Vec<PathBuf>, String> {
    let folder = root().join("target/tools/work");
    let mut files = Vec::new();
    for document in documents::ALL {
        files.push(document.path());
        let artifacts = publish::source(document)?.artifacts().map_err(|error| error.to_string())?;
        for artifact in artifacts.into_iter().filter(|artifact| artifact.kind == Kind::Openapi31Yaml) {
            let path = folder.join(artifact.path.replace('/', "."));
            let written = fs::create_dir_all(&folder).and_then(|()| fs::write(&path, artifact.bytes));
            written.map_err(|error| format!("cannot write {}: {error}", path.display()))?;
            files.push(path);
        }
    }
    Ok(files)
}
