//! Copies the files that an earlier build generated from the same document, so that the generator need not be compiled.

use std::path::Path;
use std::{env, fs};

use crate::write;

const VARIABLE: &str = "MOBILIZE_GENERATED";

pub fn run() -> Result<(), String> {
    println!("cargo::rerun-if-env-changed={VARIABLE}");
    let folder = env::var(VARIABLE).map_err(|_| {
        format!("without the feature `generate`, set {VARIABLE} to a folder with the files that a build with it wrote to OUT_DIR")
    })?;
    println!("cargo::rerun-if-changed={folder}");
    let subfolders: &[&str] = if cfg!(feature = "mode") { &["", "mode"] } else { &[""] };
    for subfolder in subfolders {
        for name in ["client.rs", "types.rs", "operations.rs", "version.txt", "document.json"] {
            let path = Path::new(&folder).join(subfolder).join(name);
            let text = fs::read_to_string(&path).map_err(|err| format!("read {}: {err}", path.display()))?;
            write(subfolder, name, &text)?;
        }
    }
    Ok(())
}
