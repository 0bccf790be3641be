//! Checking values against the definitions of their fields.

use std::fmt;

use crate::types::{FieldDefinition, FieldType, FieldValue, FieldValues};

/// A value that the service would refuse or drop.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Problem {
    /// The `unique_name` of the field.
    pub field: String,
    /// The reason.
    pub reason: Reason,
}

/// The reason that a value is not valid.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// A new member needs an e-mail address.
    Missing,
    /// No field has this name.
    Unknown,
    /// The value is not one of these choices.
    NotAnOption(Vec<String>),
    /// The value has the wrong type; this describes the expected one.
    Type(&'static str),
    /// The field is of the type file, which cannot be set through the API.
    File,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the field `{}` ", self.field)?;
        match &self.reason {
            Reason::Missing => f.write_str("is missing"),
            Reason::Unknown => f.write_str("is not defined"),
            Reason::NotAnOption(options) => write!(f, "accepts only {}", options.join(", ")),
            Reason::Type(expected) => write!(f, "expects {expected}"),
            Reason::File => f.write_str("is a file, which cannot be set through the API"),
        }
    }
}

impl std::error::Error for Problem {}

const EMAIL: &str = "email";

/// The fields that every member has, even if they are not defined (page: `user-object`).
const BUILT_IN: [&str; 4] = ["name", "first_name", "last_name", EMAIL];

/// Checks the fields of a new member: as [`check_changed`], and `email` must be present (pages: `create-group-member`,
/// `create-members-in-bulk`).
///
/// `required` in a definition is ignored: according to the page, *members* must fill in such a field in their form; the API does
/// not require it. [`unfilled`] lists those fields.
///
/// # Errors
///
/// All problems, not only the first one.
pub fn check_new(definitions: &[FieldDefinition], values: &FieldValues) -> Result<(), Vec<Problem>> {
    let missing = values.get(EMAIL).is_none_or(is_empty);
    problems(definitions, values, missing.then(|| Problem { field: EMAIL.to_owned(), reason: Reason::Missing }))
}

/// Checks the fields of an update: those that are present (page: `fileddefinition-object`). An empty value empties the field.
///
/// The definitions are those of the group, requested with `include_fields`. Without any definitions, only the e-mail address is
/// checked.
///
/// # Errors
///
/// The errors of [`check_new`].
pub fn check_changed(definitions: &[FieldDefinition], values: &FieldValues) -> Result<(), Vec<Problem>> {
    problems(definitions, values, None)
}

/// Returns the fields that the form of the group requires and that are empty: the member will be asked for them (page:
/// `fileddefinition-object`).
pub fn unfilled<'d>(definitions: &'d [FieldDefinition], values: &FieldValues) -> Vec<&'d FieldDefinition> {
    let empty = |definition: &&FieldDefinition| {
        let name = definition.unique_name.as_deref().unwrap_or_default();
        definition.required == Some(true) && values.get(name).is_none_or(is_empty)
    };
    definitions.iter().filter(empty).collect()
}

fn problems(definitions: &[FieldDefinition], values: &FieldValues, missing: Option<Problem>) -> Result<(), Vec<Problem>> {
    let reason = |name: &str, value: &FieldValue| match definitions.iter().find(|field| field.unique_name.as_deref() == Some(name)) {
        _ if is_empty(value) => None,
        _ if name == EMAIL => not_an_email(value),
        Some(definition) => type_problem(definition, value),
        None if definitions.is_empty() || BUILT_IN.contains(&name) => None,
        None => Some(Reason::Unknown),
    };
    let wrong = values.iter().filter_map(|(name, value)| Some(Problem { field: name.clone(), reason: reason(name, value)? }));
    let problems: Vec<_> = missing.into_iter().chain(wrong).collect();
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

/// An address must have text on both sides of an `@`; everything else is left to mail servers.
fn not_an_email(value: &FieldValue) -> Option<Reason> {
    let parts = value.as_str().filter(|text| !text.contains(char::is_whitespace)).and_then(|text| text.split_once('@'));
    let fits = parts.is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty() && !domain.contains('@'));
    (!fits).then_some(Reason::Type("an e-mail address"))
}

fn is_empty(value: &FieldValue) -> bool {
    match value {
        FieldValue::Null => true,
        FieldValue::String(text) => text.is_empty(),
        FieldValue::List(texts) => texts.is_empty(),
        _ => false,
    }
}

/// Returns the problem of a value that is not empty. Fields of unknown types accept any value.
fn type_problem(definition: &FieldDefinition, value: &FieldValue) -> Option<Reason> {
    let text = value.as_str();
    let unless = |fits: bool, expected| (!fits).then_some(Reason::Type(expected));
    match definition.type_.as_ref()? {
        FieldType::Text | FieldType::TextArea | FieldType::Url => unless(text.is_some(), "a text"),
        FieldType::Email => not_an_email(value),
        FieldType::Phone => unless(text.is_some_and(is_phone), "a phone number like +14155552671"),
        FieldType::Number => {
            let number = matches!(value, FieldValue::Number(_)) || text.is_some_and(|text| text.parse::<f64>().is_ok());
            unless(number, "a number")
        }
        // The sample has seconds; other forms of a date are not documented.
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
    fn verdict(definition: Value, values: Value) -> Vec<String> {
        let mut definition = definition;
        definition["unique_name"] = json!("f");
        let definition = serde_json::from_value(definition).expect("reads");
        let values = serde_json::from_value(values).expect("reads");
        let problems = check_changed(&[definition], &values).err().unwrap_or_default();
        problems.iter().map(Problem::to_string).collect()
    }

    #[track_caller]
    fn check_value(kind: &str, good: &[Value], bad: &[Value], why: &str) {
        let definition = json!({ "type": kind, "options": ["a", "b"] });
        for value in good {
            assert_eq!(verdict(definition.clone(), json!({ "f": value })), [""; 0], "{kind}: {value}");
        }
        for value in bad {
            assert_eq!(verdict(definition.clone(), json!({ "f": value })), [format!("the field `f` {why}")], "{kind}: {value}");
        }
    }

    #[test]
    fn every_type_accepts_its_values() {
        check_value("text", &[json!("x"), json!(null)], &[json!(1), json!(["x"])], "expects a text");
        check_value("email", &[json!("a@example.org")], &[json!("a"), json!("@x"), json!("a @x"), json!(1)], "expects an e-mail address");
        check_value("phone", &[json!("+14155552671")], &[json!("4155552671"), json!("+")], "expects a phone number like +14155552671");
        check_value("number", &[json!(1), json!("1.5")], &[json!("x"), json!(true)], "expects a number");
        check_value("date", &[json!(1_436_907_600), json!("2015-07-15")], &[json!([])][..0], "");
        check_value("location", &[json!({ "city": "Haifa" })], &[json!("Haifa")], "expects a place");
        check_value("select", &[json!("a")], &[json!("c")], "accepts only a, b");
        check_value("checkbox", &[json!(["a", "b"]), json!("a"), json!([])], &[json!(["a", "c"])], "accepts only a, b");
        check_value("checkbox", &[], &[json!(1)], "expects a list of its choices");
        check_value("file", &[json!(null)], &[json!("cv.pdf"), json!({ "x": 1 })], "is a file, which cannot be set through the API");
        check_value("hologram", &[json!(1), json!({})], &[], "");
    }

    #[test]
    fn a_free_choice_is_accepted_if_the_definition_allows_it() {
        let definition = json!({ "type": "select", "options": ["a"], "other_option_flag": true });
        assert_eq!(verdict(definition, json!({ "f": "c" })), [""; 0]);
    }

    #[test]
    fn a_new_member_needs_only_an_address() {
        let definitions: Vec<FieldDefinition> =
            serde_json::from_value(json!([{ "unique_name": "f", "type": "text", "required": true }])).expect("reads");
        let new = |values: Value| {
            let values = serde_json::from_value(values).expect("reads");
            let problems = check_new(&definitions, &values).err().unwrap_or_default();
            (problems.iter().map(Problem::to_string).collect::<Vec<_>>().join(", "), unfilled(&definitions, &values).len())
        };
        assert_eq!(new(json!({ "email": "a@example.org" })), (String::new(), 1));
        assert_eq!(new(json!({ "email": "a@example.org", "f": "x", "first_name": "A" })), (String::new(), 0));
        assert_eq!(new(json!({ "f": null })), ("the field `email` is missing".to_owned(), 1));
        assert_eq!(new(json!({ "email": "a" })), ("the field `email` expects an e-mail address".to_owned(), 1));
    }

    #[test]
    fn an_unknown_field_is_reported() {
        assert_eq!(verdict(json!({ "type": "text" }), json!({ "g": "x", "f": "x" })), ["the field `g` is not defined"]);
        assert_eq!(verdict(json!({ "type": "text" }), json!({ "f": null })), [""; 0]);
        let values = FieldValues::from([("g", "x")]);
        assert!(check_changed(&[], &values).is_ok(), "without definitions, every field is accepted");
    }
}
