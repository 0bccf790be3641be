//! Installing kits, each at most once for the same contents.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use openapi_publish::sha256;

use super::definition::{self, Kit, Kits};
use crate::{documents, files, messages, process};

/// Settings that keep programs from asking questions, looking for updates and reporting their use.
const ENVIRONMENT: [(&str, &str); 3] = [("REDOCLY_TELEMETRY", "off"), ("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true"), ("NO_COLOR", "1")];

/// The last lines of a log that a message shows.
const LOG_LINES: usize = 12;

/// The reason why a kit cannot be used.
#[derive(Debug, Clone)]
pub enum Unavailable {
    /// The machine does not meet a need. Nothing is wrong.
    Missing(String),
    /// The installation failed.
    Failed(String),
}

impl Unavailable {
    /// The reason in words.
    pub fn reason(&self) -> &str {
        match self {
            Self::Missing(reason) | Self::Failed(reason) => reason,
        }
    }
}

/// A kit in `target/kits`.
#[derive(Debug, Clone)]
pub struct InstalledKit {
    folder: PathBuf,
    bin: PathBuf,
}

impl InstalledKit {
    /// The copy of the kit's folder, with the installed packages.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The folder of the installed commands.
    pub fn bin(&self) -> &Path {
        &self.bin
    }

    /// A command of the kit.
    pub fn program(&self, name: &str) -> Command {
        let mut command = Command::new(self.bin.join(name));
        command.envs(ENVIRONMENT);
        command
    }

    /// A command that runs a script of the kit's folder with Node.js.
    pub fn script(&self, name: &str) -> Command {
        let mut command = Command::new("node");
        command.arg(self.folder.join(name)).envs(ENVIRONMENT);
        command
    }

    /// The text of a file of an npm package.
    pub fn read(&self, path: &str) -> Result<String, String> {
        files::read(&self.folder.join("node_modules").join(path))
    }
}

/// Installs kits on demand and remembers the results.
pub struct Installer {
    kits: Kits,
    tried: BTreeMap<String, Result<InstalledKit, Unavailable>>,
}

impl Installer {
    pub fn new() -> Result<Self, String> {
        Ok(Self { kits: Kits::read()?, tried: BTreeMap::new() })
    }

    pub fn kits(&self) -> &Kits {
        &self.kits
    }

    /// The installed kit. The first call for a kit installs it unless an earlier run did.
    pub fn get(&mut self, name: &str) -> Result<InstalledKit, Unavailable> {
        if let Some(result) = self.tried.get(name) {
            return result.clone();
        }
        let result = self.kits.kit(name).ok_or_else(|| Unavailable::Failed(format!("unknown kit `{name}`"))).and_then(|kit| {
            match self.kits.describe_missing(kit.needs.iter()) {
                Some(missing) => Err(Unavailable::Missing(missing)),
                None => install(name, kit).map_err(Unavailable::Failed),
            }
        });
        self.tried.insert(name.to_owned(), result.clone());
        result
    }
}

fn install(name: &str, kit: &Kit) -> Result<InstalledKit, String> {
    let (source, folder) = (definition::folder().join(name), documents::root().join("target/kits").join(name));
    let installed = InstalledKit { bin: folder.join(&kit.bin), folder: folder.clone() };
    let (stamp, wanted) = (folder.join("installed"), fingerprint(&source, kit)?);
    if fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
        return Ok(installed);
    }
    messages::progress("Installing", &format!("kit {name} (once)"));
    files::remove_folder(&folder)?;
    files::copy_folder(&source, &folder, &|_| true)?;
    let log = folder.join("install.log");
    if !process::logged(process::shell(&kit.install, &folder).envs(ENVIRONMENT), &log)? {
        return Err(format!("cannot install the kit {name}: {}\n{}", log.display(), process::last_lines(&log, LOG_LINES)));
    }
    files::write(&stamp, wanted)?;
    Ok(installed)
}

/// The checksum of everything that decides about an installation: the script and the files of the kit's folder.
fn fingerprint(source: &Path, kit: &Kit) -> Result<String, String> {
    let failed = |error: std::io::Error| format!("cannot read {}: {error}", source.display());
    let mut paths =
        fs::read_dir(source).and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>, _>>()).map_err(failed)?;
    paths.sort();
    let mut contents = kit.install.clone().into_bytes();
    for path in paths {
        contents.extend(path.file_name().unwrap_or_default().as_encoded_bytes());
        contents.extend(fs::read(&path).map_err(failed)?);
    }
    Ok(sha256(&contents))
}
