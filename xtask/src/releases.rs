//! The released versions of documents: `openapi/releases/<document>/<version>.yaml`.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use openapi_drift::Document;
use semver::Version;
use serde_json::Value;

/// The path of a released version, relative to the root of the repository.
pub fn path(document: &str, version: &Version) -> PathBuf {
    PathBuf::from(format!("openapi/releases/{document}/{version}.yaml"))
}

/// The highest released version of a document. None if it has no release. Pre-releases do not count.
///
/// Fails if the folder contains a file that is not a release, or if a file contains another version than its name says.
pub fn last(document: &str, root: &Path) -> Result<Option<Version>, String> {
    let Some(version) = versions(document, root)?.into_iter().filter(|version| version.pre.is_empty()).max() else { return Ok(None) };
    let path = path(document, &version);
    let released = Document::load(root.join(&path)).map_err(|error| error.to_string())?;
    match declared(&released) {
        found if found == version.to_string() => Ok(Some(version)),
        found => Err(format!("{} contains version `{found}`\n  -> restore the file, or name it after its `info.version`", path.display())),
    }
}

/// The version that a document declares. Empty if it declares none.
pub fn declared(document: &Document) -> &str {
    document.node("/info/version").and_then(Value::as_str).unwrap_or_default()
}

fn versions(document: &str, root: &Path) -> Result<Vec<Version>, String> {
    let folder = root.join("openapi/releases").join(document);
    let entries = match fs::read_dir(&folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(|error| format!("cannot read {}: {error}", folder.display()))?,
    };
    let versions = entries.map(|entry| {
        let name = entry.map_err(|error| format!("cannot read {}: {error}", folder.display()))?.file_name();
        let name = name.to_string_lossy();
        let version = name.strip_suffix(".yaml").and_then(|stem| Version::parse(stem).ok());
        version.ok_or_else(|| format!("{}/{name} is not a released document\n  -> name it <version>.yaml, or remove it", folder.display()))
    });
    versions.collect()
}
