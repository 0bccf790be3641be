//! Field values as cells of a table: `export_members` writes them, `sync_group` compares with them.

use mobilize::types::FieldValue;

/// Several choices share a cell, unless one of them has a semicolon; what is no text is written as JSON.
pub(crate) fn cell(value: &FieldValue) -> String {
    match value {
        FieldValue::Null => String::new(),
        FieldValue::String(text) => text.clone(),
        FieldValue::List(texts) if !texts.iter().any(|text| text.contains(';')) => texts.join("; "),
        other => serde_json::to_string(other).unwrap_or_default(),
    }
}
