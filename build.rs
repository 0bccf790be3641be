//! Generates the client and its types from the document: read, adapt, generate, write (`build/generate.rs`); with the feature
//! `mode`, from the second document too.
//!
//! The published document stays true to the documentation. It is adapted to the generator in memory (`build/adapt.rs`).
//! `build/plan.rs` lists the adaptations of each document, and the schemas with a handwritten Rust type; an entry that no longer
//! applies fails the build.
//!
//! Without the feature `generate`, the generated files of an earlier build are copied instead (`build/copy.rs`).

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
    if let Err(error) = run() {
        // Cargo shows each such line as an error, and fails the build.
        for line in error.lines() {
            println!("cargo::error={line}");
        }
    }
}

/// Writes a file into a folder of `OUT_DIR`, the only place that a build may write to.
fn write(folder: &str, name: &str, text: &str) -> Result<(), String> {
    let out = env::var("OUT_DIR").map_err(|err| format!("read OUT_DIR: {err}"))?;
    let folder = Path::new(&out).join(folder);
    fs::create_dir_all(&folder).map_err(|err| format!("create {}: {err}", folder.display()))?;
    let path = folder.join(name);
    fs::write(&path, text).map_err(|err| format!("write {}: {err}", path.display()))
}
