//! Keys of redaction: one for each output folder, outside of it.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::redact::key::RedactionKey;
use openapi_drift_source::Error;

/// Returns the key of an output folder from the user's state directory; it is made the first time.
pub(crate) fn of_folder(out: &Path) -> Result<RedactionKey, Error> {
    let failed = |why: String| Error::new("cannot use a key of redaction", why).help("pass `--key-file` or `--fresh-key`");
    let folder = state().ok_or_else(|| failed("there is no home directory".to_owned()))?;
    let out = out.canonicalize().map_err(|error| failed(format!("{}: {error}", out.display())))?;
    if folder.starts_with(&out) {
        return Err(failed("the directory of the keys is inside the output folder".to_owned()));
    }
    let name = format!("{:016x}.key", xxhash_rust::xxh3::xxh3_64(out.as_os_str().as_encoded_bytes()));
    at(&folder.join("openapi-drift").join("keys").join(name))
}

/// Returns the key in a file; it is made if there is no such file.
pub(crate) fn at(file: &Path) -> Result<RedactionKey, Error> {
    let failed = |why: String| Error::new("cannot use the key of redaction", why).in_file(file.display().to_string());
    match std::fs::read_to_string(file).map(Zeroizing::new) {
        Ok(text) => parse(text.trim()).ok_or_else(|| failed("it is not 64 hexadecimal digits".to_owned())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let key = RedactionKey::random().map_err(|error| failed(error.to_string()))?;
            store(file, &key).map_err(|error| failed(error.to_string()))?;
            Ok(key)
        }
        Err(error) => Err(failed(error.to_string())),
    }
}

fn parse(text: &str) -> Option<RedactionKey> {
    let mut bytes = Zeroizing::new([0; RedactionKey::LENGTH]);
    if text.len() != 2 * bytes.len() || !text.is_ascii() {
        return None;
    }
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * index..2 * index + 2], 16).ok()?;
    }
    Some(RedactionKey::new(*bytes))
}

/// Writes a new key that only the user can read.
fn store(file: &Path, key: &RedactionKey) -> std::io::Result<()> {
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut text = Zeroizing::new(String::with_capacity(2 * RedactionKey::LENGTH + 1));
    for byte in key.bytes() {
        text.extend([byte >> 4, byte & 15].into_iter().filter_map(|digit| char::from_digit(digit.into(), 16)));
    }
    text.push('\n');
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut target = options.open(file)?;
    target.write_all(text.as_bytes())?;
    target.sync_all()
}

/// The directory for the state of programs.
fn state() -> Option<PathBuf> {
    let from = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    from("XDG_STATE_HOME")
        .filter(|folder| folder.is_absolute())
        .or_else(|| from("HOME").map(|home| home.join(".local/state")))
        .or_else(|| from("LOCALAPPDATA"))
}
