//! Generates: read, fit, generate, write.

use std::fs;

use progenitor::{GenerationSettings, Generator, HooksMode, InterfaceStyle, TypePatch};
use serde_json::Value;

#[path = "fit.rs"]
mod fit;
#[path = "operations.rs"]
mod operations;
#[path = "schema.rs"]
mod schema;
#[path = "types.rs"]
mod types;
#[path = "yaml.rs"]
mod yaml;

use crate::{DOCUMENT, write};

pub fn run() -> Result<(), String> {
    let document = read()?;
    let settings = settings(&document)?;
    let declarations = types::declarations(&document);
    let operations = operations::table(&document);
    let published = document.to_string();
    let client = generate(fit::fit(document)?, &settings)?;

    write("client.rs", &client)?;
    write("types.rs", &declarations)?;
    write("operations.rs", &operations)?;
    // For the tests, which then need no reader of YAML of their own.
    write("document.json", &published)
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
