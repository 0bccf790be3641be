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
    /// A new member needs it: the e-mail address.
    Missing,
    /// No field has this name.
    Unknown,
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
            Reason::Missing => f.write_str("is missing"),
            Reason::Unknown => f.write_str("is not defined"),
            Reason::NotAnOption(options) => write!(f, "takes only {}", options.join(", ")),
            Reason::Type(expected) => write!(f, "takes {expected}"),
            Reason::File => f.write_str("is a file, which cannot be set through the API"),
        }
    }
}

impl std::error::Error for Problem {}

const EMAIL: &str = "email";

/// What every member has, defined or not (page: `user-object`).
const EVERYBODYS: [&str; 4] = ["name", "first_name", "last_name", EMAIL];

/// Checks the fields of a new member: as [`check_changed`], and the `email` has to be there (pages: `create-group-member`,
/// `create-members-in-bulk`).
///
/// That a definition says `required` is no matter of this: the page has *members* fill in such a field, on their form, and
/// nothing says that the service wants it from anybody else. [`unfilled`] lists those.
///
/// # Errors
///
/// Everything that is wrong, not the first thing only.
pub fn check_new(definitions: &[FieldDefinition], values: &FieldValues) -> Result<(), Vec<Problem>> {
    let missing = values.get(EMAIL).is_none_or(is_empty);
    problems(definitions, values, missing.then(|| Problem { field: EMAIL.to_owned(), reason: Reason::Missing }))
}

/// Checks the fields of an update: those that are there (page: `fileddefinition-object`). An empty one empties the field.
///
/// The definitions are those of the group, asked for with `include_fields`. Where there are none at all, nothing is known of
/// any field, and nothing but the e-mail address is checked.
///
/// # Errors
///
/// As [`check_new`].
pub fn check_changed(definitions: &[FieldDefinition], values: &FieldValues) -> Result<(), Vec<Problem>> {
    problems(definitions, values, None)
}

/// The fields that the form of the group requires and that are empty here: the member will be asked for them (page:
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
        Some(definition) => misfit(definition, value),
        None if definitions.is_empty() || EVERYBODYS.contains(&name) => None,
        None => Some(Reason::Unknown),
    };
    let wrong = values.iter().filter_map(|(name, value)| Some(Problem { field: name.clone(), reason: reason(name, value)? }));
    let problems: Vec<_> = missing.into_iter().chain(wrong).collect();
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

/// Something on both sides of an `@`: what else an address may be, its server decides.
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

/// What is wrong with a value that is not empty. Of a type that is not documented nothing is known.
fn misfit(definition: &FieldDefinition, value: &FieldValue) -> Option<Reason> {
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
    fn every_type_takes_its_values() {
        check_value("text", &[json!("x"), json!(null)], &[json!(1), json!(["x"])], "takes a text");
        check_value("email", &[json!("a@example.org")], &[json!("a"), json!("@x"), json!("a @x"), json!(1)], "takes an e-mail address");
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
        assert_eq!(verdict(definition, json!({ "f": "c" })), [""; 0]);
    }

    #[test]
    fn a_new_member_needs_an_address_and_nothing_else() {
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
        assert_eq!(new(json!({ "email": "a" })), ("the field `email` takes an e-mail address".to_owned(), 1));
    }

    #[test]
    fn a_name_that_no_field_has_is_noticed() {
        assert_eq!(verdict(json!({ "type": "text" }), json!({ "g": "x", "f": "x" })), ["the field `g` is not defined"]);
        assert_eq!(verdict(json!({ "type": "text" }), json!({ "f": null })), [""; 0]);
        let values = FieldValues::from([("g", "x")]);
        assert!(check_changed(&[], &values).is_ok(), "of a group without definitions nothing is known");
    }
}
