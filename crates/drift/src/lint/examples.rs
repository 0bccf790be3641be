//! Checks examples and defaults against their schemas.

use openapi_drift_openapi::Document;
use openapi_drift_openapi::schema::direction::Direction;
use openapi_drift_openapi::schema::validator::Schemas;
use openapi_drift_source::pointer;
use serde_json::Value;

use crate::check::schema::stack::with_stack_for;
use crate::lint::rule::RuleMatch;

/// The schemas for examples and defaults.
struct ExampleChecker<'d> {
    document: &'d Document,
    schemas: [&'d Schemas; 2],
    faults: Vec<RuleMatch>,
}

/// Finds invalid examples of schemas, parameters and media types.
pub(crate) fn examples(document: &Document) -> Vec<RuleMatch> {
    let mut judge = ExampleChecker::new(document);
    for at in document.schemas() {
        let Some(schema) = document.node(at) else { continue };
        if let Some(example) = schema.get("example") {
            judge.example(at, &format!("{at}/example"), example, false);
        }
        for (index, example) in schema.get("examples").and_then(Value::as_array).into_iter().flatten().enumerate() {
            judge.example(at, &format!("{at}/examples/{index}"), example, false);
        }
    }
    for (owner, schema) in document.owners() {
        let Some(node) = document.node(&owner) else { continue };
        let is_parameter = node.get("in").is_some();
        if let Some(example) = node.get("example") {
            judge.example(&schema, &format!("{owner}/example"), example, is_parameter);
        }
        for (name, example) in node.get("examples").and_then(Value::as_object).into_iter().flatten() {
            let mut at = pointer::join(&format!("{owner}/examples"), name);
            let mut example = Some(example);
            if let Some(reference) = example.and_then(|example| example.get("$ref")?.as_str()) {
                let Some(target) = document.target(&at, reference) else { continue };
                (example, at) = (document.node(&target), target);
            }
            if let Some(value) = example.and_then(|example| example.get("value")) {
                judge.example(&schema, &format!("{at}/value"), value, is_parameter);
            }
        }
    }
    judge.faults
}

pub(crate) fn defaults(document: &Document) -> Vec<RuleMatch> {
    let mut judge = ExampleChecker::new(document);
    for at in document.schemas() {
        // `default: null` means that there is no default.
        if let Some(default) = document.node(at).and_then(|schema| schema.get("default")).filter(|default| !default.is_null()) {
            judge.sample(at, &format!("{at}/default"), default, "default");
        }
    }
    judge.faults
}

impl<'d> ExampleChecker<'d> {
    fn new(document: &'d Document) -> Self {
        Self {
            document,
            schemas: [Direction::Response, Direction::Request].map(|direction| document.all_schemas(direction)),
            faults: Vec::new(),
        }
    }

    /// Checks an example. An empty example counts as none. A text may contain the value as text, as OpenAPI allows: JSON in a string,
    /// a number in quotes, or the serialized array of a parameter. A number or boolean may be a text that lacks quotes in YAML.
    fn example(&mut self, schema: &str, place: &str, example: &Value, is_parameter: bool) {
        if example.is_null() || example == "" || self.first_error(schema, example).is_none() {
            return;
        }
        let read: Option<Value> = match example {
            Value::String(text) => serde_json::from_str(text).ok(),
            Value::Number(_) | Value::Bool(_) => Some(Value::from(example.to_string())),
            _ => None,
        };
        let list = example.as_str().filter(|_| is_parameter).map(sent_list);
        if list.is_some_and(|list| self.first_error(schema, &list).is_none()) {
            return;
        }
        match read.map(|read| (self.first_error(schema, &read), read)) {
            Some((None, _)) => {}
            // The error is then inside the value that the text contains.
            Some((Some((inside, statement)), read)) if !inside.is_empty() || !statement.ends_with("/type") => {
                self.sample(schema, place, &read, "example")
            }
            _ => self.sample(schema, place, example, "example"),
        }
    }

    fn sample(&mut self, schema: &str, place: &str, sample: &Value, what: &str) {
        if let Some((inside, statement)) = self.first_error(schema, sample) {
            let document = self.document;
            let at = if inside.is_empty() { String::new() } else { format!(" at {inside}") };
            let keyword = pointer::last(&statement).into_owned();
            let position = document.locate(&statement);
            let message =
                format!("the {what} does not satisfy `{keyword}`{at} (line {} of {})", position.line, document.file_of(&statement));
            self.faults.push((format!("{place}{inside}"), message));
        }
    }

    /// Returns the place in a sample that is invalid, and the violated keyword. A sample that is valid in one direction is valid,
    /// because its direction is not known.
    fn first_error(&self, schema: &str, sample: &Value) -> Option<(String, String)> {
        let mut first = None;
        for schemas in self.schemas {
            let (inside, statement, keyword) = with_stack_for(sample, schemas.composition(), || {
                let compiled = self.document.compile_one(schemas, schema);
                let error = compiled.validator.iter_errors(sample).next()?;
                let keyword = error.kind().keyword().to_owned();
                Some((error.instance_path().as_str().to_owned(), self.document.original_pointer(&error), keyword))
            })?;
            first.get_or_insert((inside, statement));
            // The directions differ only in required properties.
            if !matches!(keyword.as_str(), "required" | "anyOf" | "oneOf") {
                break;
            }
        }
        first
    }
}

/// Parses the serialized array of a parameter.
fn sent_list(text: &str) -> Value {
    let scalar = |part: &str| match serde_json::from_str(part) {
        Ok(value @ (Value::Number(_) | Value::Bool(_))) => value,
        _ => Value::from(part),
    };
    text.split(',').map(scalar).collect()
}
