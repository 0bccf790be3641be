//! Generating the client: read, adapt, generate, write.

use std::fs;

use progenitor::{GenerationSettings, Generator, HooksMode, InterfaceStyle, TypePatch};
use serde_json::Value;

#[path = "adapt.rs"]
mod adapt;
#[path = "operations.rs"]
mod operations;
#[path = "plan.rs"]
mod plan;
#[path = "refine.rs"]
mod refine;
#[path = "schema.rs"]
mod schema;
#[path = "types.rs"]
mod types;
#[path = "yaml.rs"]
mod yaml;

use crate::write;
use plan::Plan;

pub fn run() -> Result<(), String> {
    plan::plans().into_iter().try_for_each(make)
}

fn make(plan: &Plan) -> Result<(), String> {
    println!("cargo::rerun-if-changed={}", plan.document);
    let document = read(plan.document)?;
    let settings = settings(&document, plan)?;
    let declarations = types::declarations(&document, plan);
    let operations = operations::table(&document).map_err(|err| format!("{}: {err}", plan.document))?;
    let version = document["info"]["version"].as_str().ok_or_else(|| format!("{}: its version is not a string", plan.document))?.to_owned();
    let published = document.to_string();
    let client = generate(adapt::adapt(document, plan)?, plan, &settings)?;

    write(plan.folder, "client.rs", &client)?;
    write(plan.folder, "types.rs", &declarations)?;
    write(plan.folder, "operations.rs", &operations)?;
    write(plan.folder, "version.txt", &version)?;
    // For the tests, which then need no YAML parser.
    write(plan.folder, "document.json", &published)
}

fn read(path: &str) -> Result<Value, String> {
    let text = fs::read_to_string(path).map_err(|err| format!("read {path}: {err}"))?;
    yaml::read(&text).map_err(|err| format!("parse {path}: {err}"))
}

fn settings(document: &Value, plan: &Plan) -> Result<GenerationSettings, String> {
    let mut settings = GenerationSettings::default();
    settings
        .with_interface(InterfaceStyle::Builder)
        .with_hooks(HooksMode::Expected)
        .with_inner_type(quote::quote!(crate::client::Inner))
        .with_map_type("::std::collections::BTreeMap")
        .with_derive("PartialEq");
    for replacement in types::replacements(document, plan)? {
        settings.with_replacement(replacement.schema, replacement.rust, [].into_iter());
    }
    // New properties in the document must not break programs that use the types.
    let mut open = TypePatch::default();
    open.with_attr("#[non_exhaustive]");
    for name in types::plain(document, plan) {
        settings.with_patch(name, &open);
    }
    // All properties of a response may be absent, so an empty one can be made.
    open.with_derive("Default");
    for name in types::tolerant(document, plan) {
        settings.with_patch(types::data_name(&name), &open);
    }
    Ok(settings)
}

fn generate(document: Value, plan: &Plan, settings: &GenerationSettings) -> Result<String, String> {
    let parameters = operations::parameter_docs(&document);
    let document = serde_json::from_value(document).map_err(|err| format!("read {} as OpenAPI 3.0: {err}", plan.document))?;
    let tokens =
        Generator::new(settings).generate_tokens(&document).map_err(|err| format!("generate a client from {}: {err}", plan.document))?;
    let mut file = syn::parse2(tokens).map_err(|err| format!("parse the generated client: {err}"))?;
    refine::refine(&mut file, plan, &parameters)?;
    Ok(prettyplease::unparse(&file))
}
