//! Checking values against the definitions of their fields.

use std::fmt;

use crate::types::{FieldDefinition, FieldType, FieldValue, FieldValues};

/// A value that the service would refuse, or silently drop.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Problem {
    /// The `unique_name` of the field.
    pub field: String,
    /// What is wrong with it.
    pub reason: Reason,
}

/// What is wrong with a value.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// The field is required and would be empty.
    Required,
    /// The value is none of these choices.
    NotAnOption(Vec<String>),
    /// The value is of another type; this is what the type of the field takes.
    Type(&'static str),
    /// The field is of the type file, which cannot be set through the API.
    File,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the field `{}` ", self.field)?;
        match &self.reason {
            Reason::Required => f.write_str("is required"),
            Reason::NotAnOption(options) => write!(f, "takes only {}", options.join(", ")),
            Reason::Type(expected) => write!(f, "takes {expected}"),
            Reason::File => f.write_str("is a file, which cannot be set through the API"),
        }
    }
}

impl std::error::Error for Problem {}

/// Checks the fields of a new member: all required ones have to be there.
///
/// The definitions are those of the group, asked for with `include_fields`. A value without a definition is let pass, since
/// nothing is known of it.
///
/// # Errors
///
/// Everything that is wrong, not the first thing only.
pub fn check_new(definitions: &[FieldDefinition], values: &FieldValues) -> Result<(), Vec<Problem>> {
    check(definitions, values, true)
}

/// Checks the fields of an update: those that are left out stay as they are, and may be required.
///
/// # Errors
///
/// As [`check_new`].
pub fn check_changed(definitions: &[FieldDefinition], values: &FieldValues) -> Result<(), Vec<Problem>> {
    check(definitions, values, false)
}

fn check(definitions: &[FieldDefinition], values: &FieldValues, new: bool) -> Result<(), Vec<Problem>> {
    let problem = |definition: &FieldDefinition| {
        let field = definition.unique_name.as_deref()?;
        let required = definition.required.unwrap_or_default() && definition.type_ != Some(FieldType::File);
        let reason = match values.get(field) {
            None => (new && required).then_some(Reason::Required),
            Some(value) if is_empty(value) => required.then_some(Reason::Required),
            Some(value) => misfit(definition, value),
        };
        reason.map(|reason| Problem { field: field.to_owned(), reason })
    };
    let problems: Vec<_> = definitions.iter().filter_map(problem).collect();
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

fn is_empty(value: &FieldValue) -> bool {
    match value {
        FieldValue::Null => true,
        FieldValue::String(text) => text.is_empty(),
        FieldValue::List(texts) => texts.is_empty(),
        _ => false,
    }
}

/// What is wrong with a value that is not empty. Of a type that is not documented nothing is known.
fn misfit(definition: &FieldDefinition, value: &FieldValue) -> Option<Reason> {
    let text = value.as_str();
    let unless = |fits: bool, expected| (!fits).then_some(Reason::Type(expected));
    match definition.type_.as_ref()? {
        FieldType::Text | FieldType::TextArea | FieldType::Url => unless(text.is_some(), "a text"),
        FieldType::Email => unless(text.is_some_and(|text| text.contains('@')), "an e-mail address"),
        FieldType::Phone => unless(text.is_some_and(is_phone), "a phone number like +14155552671"),
        FieldType::Number => {
            let number = matches!(value, FieldValue::Number(_)) || text.is_some_and(|text| text.parse::<f64>().is_ok());
            unless(number, "a number")
        }
        // The sample shows seconds; in what other form a date may be sent is not documented.
        FieldType::Date => unless(matches!(value, FieldValue::Number(_)) || text.is_some(), "a date in seconds since 1970"),
        FieldType::Location => unless(value.as_location().is_some(), "a place"),
        FieldType::Radio | FieldType::Select => unless(text.is_some(), "one of its choices").or_else(|| not_an_option(definition, value)),
        FieldType::Checkbox => {
            let texts = matches!(value, FieldValue::List(_)) || text.is_some();
            unless(texts, "a list of its choices").or_else(|| not_an_option(definition, value))
        }
        FieldType::File => Some(Reason::File),
        FieldType::Other(_) => None,
    }
}

fn not_an_option(definition: &FieldDefinition, value: &FieldValue) -> Option<Reason> {
    let options = definition.options.as_deref().filter(|options| !options.is_empty())?;
    let free = definition.other_option_flag.unwrap_or_default();
    let listed = free || value.as_list().iter().all(|text| options.contains(text));
    (!listed).then(|| Reason::NotAnOption(options.to_vec()))
}

fn is_phone(text: &str) -> bool {
    let digits = text.strip_prefix('+').unwrap_or_default();
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[track_caller]
    fn verdict(definition: Value, values: Value, new: bool) -> Vec<String> {
        let mut definition = definition;
        definition["unique_name"] = json!("f");
        let definition = serde_json::from_value(definition).expect("reads");
        let values = serde_json::from_value(values).expect("reads");
        let problems = check(&[definition], &values, new).err().unwrap_or_default();
        problems.iter().map(Problem::to_string).collect()
    }

    #[track_caller]
    fn check_value(kind: &str, good: &[Value], bad: &[Value], why: &str) {
        let definition = json!({ "type": kind, "options": ["a", "b"] });
        for value in good {
            assert_eq!(verdict(definition.clone(), json!({ "f": value }), true), [""; 0], "{kind}: {value}");
        }
        for value in bad {
            assert_eq!(verdict(definition.clone(), json!({ "f": value }), true), [format!("the field `f` {why}")], "{kind}: {value}");
        }
    }

    #[test]
    fn every_type_takes_its_values() {
        check_value("text", &[json!("x"), json!(null)], &[json!(1), json!(["x"])], "takes a text");
        check_value("email", &[json!("a@example.org")], &[json!("a")], "takes an e-mail address");
        check_value("phone", &[json!("+14155552671")], &[json!("4155552671"), json!("+")], "takes a phone number like +14155552671");
        check_value("number", &[json!(1), json!("1.5")], &[json!("x"), json!(true)], "takes a number");
        check_value("date", &[json!(1_436_907_600), json!("2015-07-15")], &[json!([])][..0], "");
        check_value("location", &[json!({ "city": "Haifa" })], &[json!("Haifa")], "takes a place");
        check_value("select", &[json!("a")], &[json!("c")], "takes only a, b");
        check_value("checkbox", &[json!(["a", "b"]), json!("a"), json!([])], &[json!(["a", "c"])], "takes only a, b");
        check_value("checkbox", &[], &[json!(1)], "takes a list of its choices");
        check_value("file", &[json!(null)], &[json!("cv.pdf"), json!({ "x": 1 })], "is a file, which cannot be set through the API");
        check_value("hologram", &[json!(1), json!({})], &[], "");
    }

    #[test]
    fn a_choice_of_ones_own_is_let_pass_where_that_is_allowed() {
        let definition = json!({ "type": "select", "options": ["a"], "other_option_flag": true });
        assert_eq!(verdict(definition, json!({ "f": "c" }), true), [""; 0]);
    }

    #[test]
    fn what_is_required_may_be_left_out_of_an_update_but_not_emptied() {
        let definition = json!({ "type": "text", "required": true });
        let required = ["the field `f` is required"];
        assert_eq!(verdict(definition.clone(), json!({}), true), required);
        assert_eq!(verdict(definition.clone(), json!({}), false), [""; 0]);
        assert_eq!(verdict(definition.clone(), json!({ "f": null }), false), required);
        assert_eq!(verdict(definition, json!({ "f": "" }), true), required);
    }
}
