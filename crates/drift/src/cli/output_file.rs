//! Files that a run writes: whole or not at all, never over an input, never through a link.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use openapi_drift_source::Error;

/// Writes a file. Its old content stays until the new one is complete.
///
/// # Errors
///
/// [`Error`] if `file` is one of the inputs or below an input folder's recordings, if it is a link or not a regular file, or if
/// it cannot be written.
pub(crate) fn write_output(what: &str, file: &Path, content: &[u8], inputs: &[PathBuf]) -> Result<(), Error> {
    let failed = |why: String| Error::new(what, why).in_file(file.display().to_string());
    let folder = match file.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    if let Ok(found) = std::fs::symlink_metadata(file) {
        if found.file_type().is_symlink() {
            return Err(failed("it is a symbolic link".to_owned()).help("name the file itself"));
        }
        if !found.is_file() {
            return write_special(file, content).map_err(|error| failed(error.to_string()));
        }
        if inputs.iter().any(|input| is_input(file, input)) {
            return Err(failed("it is an input of this run".to_owned()).help("name another file"));
        }
    }
    let write = || -> std::io::Result<()> {
        let name = file.file_name().ok_or_else(|| std::io::Error::other("it has no file name"))?;
        let temporary = folder.join(format!(".{}.{}.tmp", name.display(), std::process::id()));
        let mut target = std::fs::OpenOptions::new().write(true).create_new(true).open(&temporary)?;
        let written = target.write_all(content).and_then(|()| target.sync_all()).and_then(|()| std::fs::rename(&temporary, file));
        if written.is_err() {
            // The first error is the one to report.
            let _ = std::fs::remove_file(&temporary);
        }
        written
    };
    write().map_err(|error| failed(error.to_string()))
}

/// Pipes and devices such as `/dev/stdout` are written as they are; folders are refused by the system.
fn write_special(file: &Path, content: &[u8]) -> std::io::Result<()> {
    std::fs::OpenOptions::new().write(true).open(file)?.write_all(content)
}

/// Returns whether the file is this input, or is read as a part of this input folder.
fn is_input(file: &Path, input: &Path) -> bool {
    let (Ok(file), Ok(input)) = (file.canonicalize(), input.canonicalize()) else { return false };
    if file == input {
        return true;
    }
    let is_read = || openapi_drift_recordings::find(&[&input]).is_ok_and(|files| files.contains(&file));
    input.is_dir() && file.starts_with(&input) && is_read()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(file: &Path, inputs: &[PathBuf], expected: &str) {
        let before = std::fs::read(file).ok();
        let result = write_output("cannot write", file, b"new", inputs).map_err(|error| error.why().to_owned());
        match result {
            Ok(()) => assert_eq!((expected, std::fs::read(file).ok().as_deref()), ("written", Some(&b"new"[..]))),
            Err(why) => assert_eq!((why.as_str(), std::fs::read(file).ok()), (expected, before)),
        }
    }

    #[test]
    fn inputs_and_links_are_not_written() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        for name in ["api.yaml", "recordings/a.json", "recordings/report.html", "other"] {
            std::fs::create_dir_all(at(name).parent().expect("a parent")).expect("folders");
            std::fs::write(at(name), "old").expect("a file");
        }
        let inputs = [at("api.yaml"), at("recordings")];
        check(&at("report.html"), &inputs, "written");
        check(&at("report.html"), &inputs, "written");
        check(&at("recordings/report.html"), &inputs, "written");
        check(&at("api.yaml"), &inputs, "it is an input of this run");
        check(&at("recordings/a.json"), &inputs, "it is an input of this run");
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(at("other"), at("link")).expect("a link");
            check(&at("link"), &inputs, "it is a symbolic link");
        }
        let left: Vec<_> = std::fs::read_dir(folder.path()).expect("a folder").flatten().map(|entry| entry.file_name()).collect();
        assert!(!left.iter().any(|name| name.to_string_lossy().ends_with(".tmp")), "{left:?}");
    }
}
