//! What `record` and `redact` share: the key, and files of recordings.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::cli::key_file;
use crate::cli::output_file::write_output;
use crate::redact::key::RedactionKey;
use openapi_drift_recordings::Recording;
use openapi_drift_source::Error;

/// The key of redaction.
#[derive(Debug, Clone, Args)]
pub struct KeyOptions {
    /// Use the key in this file; it is created if it does not exist [default: one key for each output folder]
    #[arg(long, value_name = "FILE", conflicts_with = "fresh_key")]
    key_file: Option<PathBuf>,
    /// Use a key for this run alone, which is not stored
    #[arg(long)]
    fresh_key: bool,
}

impl KeyOptions {
    /// Creates the output folder, and returns the key for it.
    pub(crate) fn key(&self, out: &Path) -> Result<RedactionKey, Error> {
        let failed = |error: std::io::Error| Error::new("cannot write recordings", error.to_string()).in_file(out.display().to_string());
        std::fs::create_dir_all(out).map_err(failed)?;
        match &self.key_file {
            _ if self.fresh_key => RedactionKey::random().map_err(failed),
            Some(file) => key_file::at(file),
            None => key_file::of_folder(out),
        }
    }
}

/// The exchanges that are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Keep {
    /// Those that show an operation, status, property or difference that the kept ones of this run do not
    Informative,
    /// All
    All,
}

/// Writes a recording below a folder, whole or not at all. The file is none of `inputs`.
pub(crate) fn write_recording(out: &Path, file: &Path, recording: &Recording, inputs: &[PathBuf]) -> Result<(), Error> {
    let file = out.join(file);
    let failed = |error: String| Error::new("cannot write the recording", error).in_file(file.display().to_string());
    let mut text = serde_json::to_string_pretty(recording).map_err(|error| failed(error.to_string()))?;
    text.push('\n');
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder).map_err(|error| failed(error.to_string()))?;
    }
    write_output("cannot write the recording", &file, text.as_bytes(), inputs)
}
