//! The linters of other projects, run on the documents and on their OpenAPI 3.1 versions.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use openapi_drift::cli::ExitStatus;
use openapi_publish::Kind;

use crate::documents::{self, root};
use crate::kits::{InstalledKit, Installer, Unavailable};
use crate::{files, messages, process, publish};

/// A linter of another project. Its warnings count as errors.
struct Peer {
    name: &'static str,
    kit: &'static str,
    /// The command that checks a file. It fails if there is anything to report.
    command: fn(&InstalledKit, &Path) -> Command,
}

const PEERS: [Peer; 4] = [
    Peer {
        name: "Redocly CLI",
        kit: "document-tools",
        command: |kit, file| {
            let mut command = kit.program("redocly");
            command.args(["lint", "--config"]).arg(kit.folder().join("redocly.yaml")).arg(file);
            command
        },
    },
    Peer {
        name: "Spectral",
        kit: "document-tools",
        command: |kit, file| {
            let mut command = kit.program("spectral");
            command.args(["lint", "--fail-severity", "hint", "--ruleset"]).arg(kit.folder().join("spectral.yaml")).arg(file);
            command
        },
    },
    Peer {
        name: "swagger-parser",
        kit: "document-tools",
        command: |kit, file| {
            let mut command = kit.script("swagger-parser.mjs");
            command.arg(file);
            command
        },
    },
    Peer {
        name: "openapi-spec-validator",
        kit: "document-validator",
        command: |kit, file| {
            let mut command = kit.program("openapi-spec-validator");
            command.arg(file);
            command
        },
    },
];

/// Runs each peer on each document. A peer that cannot run is skipped, or an error if `all` must run.
pub fn run(all: bool) -> ExitStatus {
    let prepared = Installer::new().and_then(|installer| Ok((installer, checked_files()?)));
    let (mut installer, files) = match prepared {
        Ok(prepared) => prepared,
        Err(why) => {
            messages::error(&why);
            return ExitStatus::Trouble;
        }
    };
    let statuses = PEERS.iter().map(|peer| match installer.get(peer.kit) {
        Ok(kit) => check(peer, &kit, &files),
        Err(unavailable) => skip(peer, &unavailable, all),
    });
    statuses.max_by_key(|status| status.code()).unwrap_or(ExitStatus::Clean)
}

fn skip(peer: &Peer, unavailable: &Unavailable, all: bool) -> ExitStatus {
    if all {
        messages::error(&format!("cannot run {}\n  -> {}", peer.name, unavailable.reason()));
        return ExitStatus::Trouble;
    }
    messages::progress("Skipped", &format!("{}: {}", peer.name, unavailable.reason()));
    ExitStatus::Clean
}

fn check(peer: &Peer, kit: &InstalledKit, files: &[PathBuf]) -> ExitStatus {
    let mut failed = 0;
    for file in files {
        if let Err(why) = process::run(&mut (peer.command)(kit, file)) {
            let file = file.strip_prefix(root()).unwrap_or(file).display();
            // A closed pipe is ignored.
            let _ = writeln!(io::stdout(), "error[peer] {} on {file}:\n{why}\n", peer.name);
            failed += 1;
        }
    }
    messages::progress("Checked", &format!("{} files with {}: {failed} with findings", files.len(), peer.name));
    if failed == 0 { ExitStatus::Clean } else { ExitStatus::Findings }
}

/// The documents, and their OpenAPI 3.1 versions, written below `target`.
fn checked_files() -> Result<Vec<PathBuf>, String> {
    let folder = root().join("target/publish-work");
    let mut paths = Vec::new();
    for document in documents::ALL {
        paths.push(document.path());
        let artifacts = publish::source(document)?.artifacts().map_err(|error| error.to_string())?;
        for artifact in artifacts.into_iter().filter(|artifact| artifact.kind == Kind::Openapi31Yaml) {
            let path = folder.join(artifact.path.replace('/', "."));
            files::write(&path, artifact.bytes)?;
            paths.push(path);
        }
    }
    Ok(paths)
}
