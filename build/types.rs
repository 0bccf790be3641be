//! Which Rust type stands for which schema, where it is not one that the generator makes.

use heck::ToUpperCamelCase;
use serde_json::Value;

use crate::schema::{answered, components, pages};

/// Ids. Their types read any form, since a user object writes as text what everything else writes as a number; and they
/// read even an absent property, so they may stay required.
const IDS: &[(&str, &str)] = &[
    ("ActivityId", "crate::types::ActivityId"),
    ("BulkId", "crate::types::BulkId"),
    ("ConversationId", "crate::types::ConversationId"),
    ("EventId", "crate::types::EventId"),
    ("FieldId", "crate::types::FieldId"),
    ("GroupId", "crate::types::GroupId"),
    ("JobId", "crate::types::JobId"),
    ("PostId", "crate::types::PostId"),
    ("UserId", "crate::types::UserId"),
    ("UserIdText", "crate::types::UserId"),
];

/// Other schemas with a Rust type of this crate, written by hand.
const WRITTEN: &[(&str, &str)] = &[
    // The generator ignores discriminators: it would take the first shape that happens to fit.
    ("Activity", "crate::types::Activity"),
    ("CommentActivities", "crate::types::Activity"),
    // It turns `anyOf` into a struct with one optional field for each member, which nothing but an object fits.
    ("FieldValue", "crate::types::FieldValue"),
    // Both forms of a link arrive in either place.
    ("ImageLink", "crate::types::ImageLink"),
    ("ImageObject", "crate::types::ImageLink"),
    // Numbers that mean something, and other forms of them.
    ("EmailsFrequencySetting", "crate::types::EmailsFrequencySetting"),
    ("EpochMillis", "crate::types::EpochMillis"),
    ("PrivacySetting", "crate::types::PrivacySetting"),
];

/// Schemas that `fit` adds.
const ADDED: &[(&str, &str)] = &[
    (USER_NUMBER, "crate::types::UserNumber"),
    // Keeps whether a number has a fraction, which a floating point number does not: 32 would be written back as 32.0.
    (NUMBER, "::serde_json::Number"),
];

pub const USER_NUMBER: &str = "UserNumber";
pub const NUMBER: &str = "Number";

/// A schema and the Rust type that stands for it.
pub struct Replacement {
    pub schema: String,
    pub rust: String,
}

/// All replacements: the written types, the added ones, the open enumerations, and the tolerant objects.
pub fn replacements(document: &Value) -> Result<Vec<Replacement>, String> {
    for (schema, rust) in IDS.iter().chain(WRITTEN) {
        if components(document).all(|(name, _)| name != schema) {
            return Err(format!("the document has no schema `{schema}`, which build/types.rs replaces by `{rust}`"));
        }
    }
    let written =
        IDS.iter().chain(WRITTEN).chain(ADDED).map(|(schema, rust)| Replacement { schema: (*schema).to_owned(), rust: (*rust).to_owned() });
    let declared = components(document).filter(|(name, schema)| listed(name, schema).is_some());
    let declared = declared.map(|(name, _)| name.clone()).chain(tolerant(document));
    Ok(written.chain(declared.map(|schema| Replacement { rust: format!("crate::types::{schema}"), schema })).collect())
}

/// The objects that responses are made of: each is read into [`data_name`], within `Tolerant`.
pub fn tolerant(document: &Value) -> Vec<String> {
    let answered = answered(document);
    let object = |(name, schema): &(&String, &Value)| answered.contains(*name) && !is_written(name) && schema["properties"].is_object();
    let objects = components(document).filter(object);
    objects.map(|(name, _)| name.clone()).collect()
}

/// The other objects, which requests are made of.
pub fn plain(document: &Value) -> Vec<String> {
    let tolerant = tolerant(document);
    let object = |(name, schema): &(&String, &Value)| schema["properties"].is_object() && !is_written(name) && !tolerant.contains(name);
    components(document).filter(object).map(|(name, _)| name.clone()).collect()
}

/// The type of the properties of a tolerant object.
pub fn data_name(schema: &str) -> String {
    format!("{schema}Data")
}

/// Whether the Rust type of a schema reads anything, even nothing.
pub fn reads_anything(schema: &str) -> bool {
    IDS.iter().any(|(name, _)| *name == schema)
}

fn is_written(schema: &str) -> bool {
    WRITTEN.iter().any(|(name, _)| *name == schema)
}

/// The values of an open enumeration of strings; those of numbers are written by hand, for they have no names.
fn listed<'a>(name: &str, schema: &'a Value) -> Option<&'a Vec<Value>> {
    let values = schema.get("x-extensible-enum")?.as_array()?;
    (schema["type"] == "string" && !is_written(name)).then_some(values)
}

/// The Rust source of the types that the document alone determines; `src/types.rs` includes it.
pub fn declarations(document: &Value) -> String {
    let mut rust = String::new();
    for (name, schema) in components(document) {
        if let Some(values) = listed(name, schema) {
            let doc = doc(schema, None);
            let variants: String = values.iter().filter_map(Value::as_str).map(variant).collect();
            rust += &format!("open_enum! {{\n{doc}{name} {{\n{variants}}}\n}}\n");
        }
    }
    for name in tolerant(document) {
        let data = data_name(&name);
        let more = format!("Its properties are those of [`{data}`]. What does not fit them is kept, see [`Tolerant`](crate::Tolerant).");
        let doc = doc(&document["components"]["schemas"][&name], Some(&more));
        rust += &format!("{doc}pub type {name} = crate::Tolerant<{data}>;\n");
    }
    rust
}

fn variant(value: &str) -> String {
    format!("#[doc = \"`{value}`\"]\n{} = {value:?},\n", value.to_upper_camel_case())
}

/// The description of a schema as documentation, with the pages it rests on and whatever else there is to say.
fn doc(schema: &Value, more: Option<&str>) -> String {
    let description = schema["description"].as_str().unwrap_or_default();
    let pages = pages(schema);
    let paragraphs = [Some(description.trim_end()), more, pages.as_deref()];
    let text = paragraphs.into_iter().flatten().collect::<Vec<_>>().join("\n\n");
    text.lines().map(|line| format!("#[doc = {line:?}]\n")).collect()
}
