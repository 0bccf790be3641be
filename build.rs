//! Generates the client and its types from the document: read, fit, generate, write (`build/generate.rs`); with the feature
//! `mode`, likewise from the second one.
//!
//! The published document stays true to the documentation. What only this generator cannot take is fitted in memory
//! (`build/fit.rs`); which fits a document needs, and which of its schemas have a hand-written Rust type, is data
//! (`build/plan.rs`). Both fail the build when they no longer apply to anything.
//!
//! Without the feature `generate`, what an earlier build has generated is copied instead (`build/copy.rs`).

use std::path::Path;
use std::{env, fs};

#[cfg(not(feature = "generate"))]
#[path = "build/copy.rs"]
mod copy;
#[cfg(feature = "generate")]
#[path = "build/generate.rs"]
mod generate;

#[cfg(not(feature = "generate"))]
use copy::run;
#[cfg(feature = "generate")]
use generate::run;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build");
    if let Err(trouble) = run() {
        // Cargo shows each such line as an error of its own, and fails the build.
        for line in trouble.lines() {
            println!("cargo::error={line}");
        }
    }
}

/// Writes a file into `OUT_DIR`, the only place that is written to, or into a folder within it.
fn write(folder: &str, name: &str, text: &str) -> Result<(), String> {
    let out = env::var("OUT_DIR").map_err(|err| format!("read OUT_DIR: {err}"))?;
    let folder = Path::new(&out).join(folder);
    fs::create_dir_all(&folder).map_err(|err| format!("make {}: {err}", folder.display()))?;
    let path = folder.join(name);
    fs::write(&path, text).map_err(|err| format!("write {}: {err}", path.display()))
}
