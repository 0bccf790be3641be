//! Generates the client and its types from the document: read, fit, generate, write.
//!
//! The published document stays true to the documentation. What only this generator cannot take is fitted in memory
//! (`build/fit.rs`); which schemas have a hand-written Rust type is data (`build/types.rs`). Both fail the build when they
//! no longer apply to anything.

use std::path::Path;
use std::{env, fs};

use progenitor::{GenerationSettings, Generator, HooksMode, InterfaceStyle, TypePatch};
use serde_json::Value;

#[path = "build/fit.rs"]
mod fit;
#[path = "build/operations.rs"]
mod operations;
#[path = "build/schema.rs"]
mod schema;
#[path = "build/types.rs"]
mod types;
#[path = "build/yaml.rs"]
mod yaml;

const DOCUMENT: &str = "openapi/mobilize.yaml";

fn main() {
    println!("cargo::rerun-if-changed={DOCUMENT}");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build");
    if let Err(trouble) = run() {
        // Cargo shows each such line as an error of its own, and fails the build.
        for line in trouble.lines() {
            println!("cargo::error={line}");
        }
    }
}

fn run() -> Result<(), String> {
    let document = read()?;
    let settings = settings(&document)?;
    let declarations = types::declarations(&document);
    let operations = operations::table(&document);
    let published = document.to_string();
    let client = generate(fit::fit(document)?, &settings)?;

    let out = env::var("OUT_DIR").map_err(|err| format!("read OUT_DIR: {err}"))?;
    write(&out, "client.rs", &client)?;
    write(&out, "types.rs", &declarations)?;
    write(&out, "operations.rs", &operations)?;
    // For the tests, which then need no reader of YAML of their own.
    write(&out, "document.json", &published)
}

fn read() -> Result<Value, String> {
    let text = fs::read_to_string(DOCUMENT).map_err(|err| format!("read {DOCUMENT}: {err}"))?;
    yaml::read(&text).map_err(|err| format!("parse {DOCUMENT}: {err}"))
}

fn settings(document: &Value) -> Result<GenerationSettings, String> {
    let mut settings = GenerationSettings::default();
    settings
        .with_interface(InterfaceStyle::Builder)
        .with_hooks(HooksMode::Expected)
        .with_inner_type(quote::quote!(crate::client::Inner))
        .with_map_type("::std::collections::BTreeMap")
        .with_derive("PartialEq");
    for replacement in types::replacements(document)? {
        settings.with_replacement(replacement.schema, replacement.rust, [].into_iter());
    }
    // The document learns of new properties, which must not break those who use the types.
    let mut open = TypePatch::default();
    open.with_attr("#[non_exhaustive]");
    for name in types::plain(document) {
        settings.with_patch(name, &open);
    }
    // All properties of a response may be absent, so an empty one can be made too.
    open.with_derive("Default");
    for name in types::tolerant(document) {
        settings.with_patch(types::data_name(&name), &open);
    }
    Ok(settings)
}

fn generate(document: Value, settings: &GenerationSettings) -> Result<String, String> {
    let document = serde_json::from_value(document).map_err(|err| format!("read {DOCUMENT} as OpenAPI 3.0: {err}"))?;
    let tokens = Generator::new(settings).generate_tokens(&document).map_err(|err| format!("generate a client from {DOCUMENT}: {err}"))?;
    let file = syn::parse2(tokens).map_err(|err| format!("parse the generated client: {err}"))?;
    Ok(prettyplease::unparse(&file))
}

fn write(out: &str, name: &str, text: &str) -> Result<(), String> {
    let path = Path::new(out).join(name);
    fs::write(&path, text).map_err(|err| format!("write {}: {err}", path.display()))
}
