//! Field values as cells of a table, for `export_members` and `sync_group`: what one writes, the other reads.

use mobilize::types::{FieldType, FieldValue};

/// Several choices share a cell, unless one of them has a semicolon; what is no text is written as JSON.
pub fn cell(value: &FieldValue) -> String {
    match value {
        FieldValue::Null => String::new(),
        FieldValue::String(text) => text.clone(),
        FieldValue::List(texts) if !texts.iter().any(|text| text.contains(';')) => texts.join("; "),
        other => serde_json::to_string(other).unwrap_or_default(),
    }
}

/// The value of a cell that is not empty, in the form that its field takes.
pub fn value(kind: Option<&FieldType>, cell: &str) -> FieldValue {
    let json = || serde_json::from_str::<FieldValue>(cell).ok();
    let text = || FieldValue::from(cell);
    match kind {
        Some(FieldType::Checkbox) => match json() {
            Some(list @ FieldValue::List(_)) => list,
            _ => cell.split(';').map(|choice| choice.trim().to_owned()).collect::<Vec<_>>().into(),
        },
        Some(FieldType::Number | FieldType::Date) => json().filter(|value| matches!(value, FieldValue::Number(_))).unwrap_or_else(text),
        Some(FieldType::Location) => json().filter(|value| value.as_location().is_some()).unwrap_or_else(text),
        _ => text(),
    }
}
