//! Examples and defaults beside the schemas that they must satisfy.

use openapi_drift_openapi::Document;
use openapi_drift_openapi::schema::direction::Direction;
use openapi_drift_openapi::schema::validator::Schemas;
use openapi_drift_source::pointer;
use serde_json::Value;

use crate::check::schema::stack::with_stack_for;
use crate::lint::rule::RuleMatch;

/// What samples are judged by.
struct ExampleChecker<'d> {
    document: &'d Document,
    schemas: [&'d Schemas; 2],
    faults: Vec<RuleMatch>,
}

/// Examples of schemas, parameters and media types.
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
        // `default: null` says that there is none.
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

    /// An example that is empty stands for none. One that is text may hold what it means as text, as OpenAPI allows: JSON in a
    /// string, or a number in quotes; and a parameter's is a list as it is sent. A number or flag may stand for its text, where
    /// YAML would want quotes.
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
            // What is wrong is then within what the text holds.
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

    /// Where in a sample it is wrong, and which statement says so. A sample that is valid in one direction is valid: nothing
    /// says which one it shows.
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
            // The directions differ only in what they require.
            if !matches!(keyword.as_str(), "required" | "anyOf" | "oneOf") {
                break;
            }
        }
        first
    }
}

/// The list that a parameter's text stands for.
fn sent_list(text: &str) -> Value {
    let scalar = |part: &str| match serde_json::from_str(part) {
        Ok(value @ (Value::Number(_) | Value::Bool(_))) => value,
        _ => Value::from(part),
    };
    text.split(',').map(scalar).collect()
}
