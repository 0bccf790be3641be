//! A document of a revision: `v1.2.0:openapi/shop.yaml`, as git names it.

use std::path::{Component, Path, PathBuf};
use std::process::Command;

use crate::cli::loading::load_below;
use openapi_drift_openapi::Document;
use openapi_drift_source::Error;

/// Reads a file or, where there is none of this name, `revision:path` of the repository in the working directory. Files that
/// the document refers to are read from the same revision.
pub(crate) fn load(name: &str, folder: &Path, root: Option<&Path>) -> Result<Document, Error> {
    let path = folder.join(name);
    let Some((revision, inner)) = name.split_once(':').filter(|(revision, inner)| is_revision(revision, inner) && !path.exists()) else {
        return load_below(&path, root);
    };
    let read = |path: &Path| -> Result<Option<(String, String)>, Error> {
        let name = format!("{revision}:{}", normal(path));
        let output = git(folder, &["show", &name])?;
        if !output.status.success() {
            return Ok(None);
        }
        let text =
            String::from_utf8(output.stdout).map_err(|_| Error::new("cannot read a document", "the file is not UTF-8").in_file(&name))?;
        Ok(Some((name, text)))
    };
    Document::load_from(Path::new(inner), &read)?.ok_or_else(|| missing(name, revision, folder))
}

/// A drive of Windows is no revision.
fn is_revision(revision: &str, inner: &str) -> bool {
    !(inner.is_empty() || revision.is_empty() || revision.starts_with('-') || revision.len() == 1 && inner.starts_with(['\\', '/']))
}

/// Why git has no such file.
fn missing(name: &str, revision: &str, folder: &Path) -> Error {
    let is_known =
        git(folder, &["rev-parse", "--verify", "--quiet", &format!("{revision}^{{commit}}")]).is_ok_and(|output| output.status.success());
    let (why, help) = if is_known {
        ("the revision has no such file", "name the path from the root of the repository, or `revision:./path` from here")
    } else {
        (
            "there is no such file, and no such revision in a repository here",
            "a shallow clone lacks older revisions: `git fetch --tags --unshallow`",
        )
    };
    Error::new("cannot read the document", why).in_file(name).help(help)
}

fn git(folder: &Path, arguments: &[&str]) -> Result<std::process::Output, Error> {
    let mut command = Command::new("git");
    if !folder.as_os_str().is_empty() {
        command.current_dir(folder);
    }
    command.args(arguments).output().map_err(|error| Error::new("cannot run git", error.to_string()))
}

/// A path as git wants it: with `/`, and without `..` where that can be.
fn normal(path: &Path) -> String {
    let mut normal = PathBuf::new();
    let mut is_first = true;
    for component in path.components() {
        match component {
            Component::ParentDir if normal.file_name().is_some_and(|name| name != "..") => {
                normal.pop();
            }
            // `./` at the start says that the path counts from here.
            Component::CurDir if !is_first => {}
            component => normal.push(component),
        }
        is_first = false;
    }
    normal.display().to_string().replace('\\', "/")
}
