//! The schemas whose Rust type is not made by the generator.

use heck::ToUpperCamelCase;
use serde_json::Value;

use super::plan::Plan;
use super::schema::{components, in_responses, pages};

pub const USER_NUMBER: &str = "UserNumber";
pub const NUMBER: &str = "Number";

/// A schema and its Rust type.
pub struct Replacement {
    pub schema: String,
    pub rust: String,
}

/// Returns all replacements: handwritten types, added ones, open enumerations, and tolerant objects.
pub fn replacements(document: &Value, plan: &Plan) -> Result<Vec<Replacement>, String> {
    for (schema, rust) in plan.ids.iter().chain(plan.written) {
        if components(document).all(|(name, _)| name != schema) {
            return Err(format!("{} has no schema `{schema}`, which build/plan.rs replaces by `{rust}`", plan.document));
        }
    }
    let written = plan.ids.iter().chain(plan.written).chain(plan.added);
    let written = written.map(|(schema, rust)| Replacement { schema: (*schema).to_owned(), rust: (*rust).to_owned() });
    let declared = components(document).filter(|(name, schema)| listed(plan, name, schema).is_some());
    let declared = declared.map(|(name, _)| name.clone()).chain(tolerant(document, plan));
    Ok(written.chain(declared.map(|schema| Replacement { rust: format!("{}::types::{schema}", plan.module), schema })).collect())
}

/// Returns the objects of responses: each is decoded into the type [`data_name`], within `Tolerant`.
pub fn tolerant(document: &Value, plan: &Plan) -> Vec<String> {
    let in_responses = in_responses(document);
    let object =
        |(name, schema): &(&String, &Value)| in_responses.contains(*name) && !is_written(plan, name) && schema["properties"].is_object();
    let objects = components(document).filter(object);
    objects.map(|(name, _)| name.clone()).collect()
}

/// Returns the objects of requests.
pub fn plain(document: &Value, plan: &Plan) -> Vec<String> {
    let tolerant = tolerant(document, plan);
    let object =
        |(name, schema): &(&String, &Value)| schema["properties"].is_object() && !is_written(plan, name) && !tolerant.contains(name);
    components(document).filter(object).map(|(name, _)| name.clone()).collect()
}

/// Returns the name of the type with the properties of a tolerant object.
pub fn data_name(schema: &str) -> String {
    format!("{schema}Data")
}

/// Returns true if the Rust type of a schema accepts any value, and an absent one.
pub fn accepts_anything(plan: &Plan, schema: &str) -> bool {
    plan.ids.iter().any(|(name, _)| *name == schema)
}

fn is_written(plan: &Plan, schema: &str) -> bool {
    plan.written.iter().any(|(name, _)| *name == schema)
}

/// Returns the values of an open enumeration of strings; those of numbers are handwritten, since their values have no names.
fn listed<'a>(plan: &Plan, name: &str, schema: &'a Value) -> Option<&'a Vec<Value>> {
    let values = schema.get("x-extensible-enum")?.as_array()?;
    (schema["type"] == "string" && !is_written(plan, name)).then_some(values)
}

/// Returns the Rust source of the open enumerations and tolerant objects, which `src/types/mod.rs` includes.
pub fn declarations(document: &Value, plan: &Plan) -> String {
    let mut rust = String::new();
    for (name, schema) in components(document) {
        if let Some(values) = listed(plan, name, schema) {
            let doc = doc(schema, None);
            let variants: String = values.iter().filter_map(Value::as_str).map(variant).collect();
            rust += &format!("open_enum! {{\n{doc}{name} {{\n{variants}}}\n}}\n");
        }
    }
    for name in tolerant(document, plan) {
        let data = data_name(&name);
        let more =
            format!("Its properties are those of [`{data}`]. Mismatching and unknown values are kept, see [`Tolerant`](crate::Tolerant).");
        let doc = doc(&document["components"]["schemas"][&name], Some(&more));
        rust += &format!("{doc}pub type {name} = crate::Tolerant<{data}>;\n");
    }
    rust
}

fn variant(value: &str) -> String {
    format!("#[doc = \"`{value}`\"]\n{} = {value:?},\n", value.to_upper_camel_case())
}

/// Returns the documentation of a schema: its description, its pages, and a further paragraph.
fn doc(schema: &Value, more: Option<&str>) -> String {
    let description = schema["description"].as_str().unwrap_or_default();
    let pages = pages(schema);
    let paragraphs = [Some(description.trim_end()), more, pages.as_deref()];
    let text = paragraphs.into_iter().flatten().collect::<Vec<_>>().join("\n\n");
    text.lines().map(|line| format!("#[doc = {line:?}]\n")).collect()
}
