//! Field values as cells of a table: `export_members` writes them, `sync_group` compares them.

use mobilize::types::FieldValue;

/// Returns the text of a cell. Several choices share a cell, unless one has a semicolon; other values than texts are JSON.
pub(crate) fn cell(value: &FieldValue) -> String {
    match value {
        FieldValue::Null => String::new(),
        FieldValue::String(text) => text.clone(),
        FieldValue::List(texts) if !texts.iter().any(|text| text.contains(';')) => texts.join("; "),
        other => serde_json::to_string(other).unwrap_or_default(),
    }
}
