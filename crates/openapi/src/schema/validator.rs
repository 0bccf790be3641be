//! Validators, compiled when traffic first needs them and then cached.

use std::sync::{Arc, LazyLock, OnceLock};

use jsonschema::{Draft, Keyword, Registry, ValidationError, ValidationOptions, Validator};
use serde_json::{Map, Value, json};

use crate::references::resolver::ReferenceResolver;
use crate::schema::bundle::{ConvertedSchemas, convert};
use crate::schema::convert::{BASE, convert_one, encode, reference_to};
use crate::schema::dialect::Dialect;
use crate::schema::evaluations::{Evaluations, Pass};
use crate::schema::origin::original_pointer;
use crate::{Direction, Graph, Id, IgnoredKeyword, NUMERIC_FORMAT};
use openapi_drift_source::pointer;

/// Upper limit for the keywords that are removed from one schema because the validator rejects them. A schema with more of them
/// is not checked.
const MAX_REFUSED: usize = 32;

/// The validators of one direction.
#[derive(Debug)]
pub struct Validators {
    schemas: Schemas,
    /// By the id of the schema. The graph may be built while the schemas are converted.
    compiled: OnceLock<Vec<OnceLock<Compiled>>>,
    evaluations: OnceLock<Evaluations>,
}

/// The validator of a schema, and its keywords that cannot be checked.
#[derive(Debug)]
pub struct Compiled {
    /// The validator, without the ignored keywords.
    pub validator: Validator,
    /// The ignored keywords of the schema and of all schemas that it refers to.
    pub ignored: Vec<IgnoredKeyword>,
}

impl Validators {
    /// Creates an empty cache for the validators of `schemas`.
    pub fn new(schemas: Schemas) -> Self {
        Self { schemas, compiled: OnceLock::new(), evaluations: OnceLock::new() }
    }

    /// Returns the largest number of nested schemas that apply to one value.
    pub fn composition(&self) -> usize {
        self.schemas.composition()
    }

    /// Returns whether the schema at `pointer` exceeds a limit and therefore accepts every value.
    pub fn is_cut(&self, pointer: &str) -> bool {
        !self.schemas.converted.cut.is_empty() && self.schemas.converted.cut.contains(pointer)
    }

    /// Returns whether a pass over a value with the schema at `pointer` stays within the budget of evaluations.
    pub fn are_evaluations_few(&self, pointer: &str, value: &Value, pass: Pass) -> bool {
        let converted = &self.schemas.converted;
        self.evaluations.get_or_init(|| Evaluations::new(converted)).are_few(converted, pointer, value, pass)
    }

    /// Returns whether the validator lists few enough errors for a value to hold them in memory.
    pub fn are_errors_few(&self, pointer: &str, value: &Value) -> bool {
        Evaluations::are_errors_few(&self.schemas.converted, pointer, value)
    }

    /// Returns the validator of a schema of `graph`, compiled on first use.
    pub fn get(&self, files: &ReferenceResolver, graph: &Graph, id: Id) -> &Compiled {
        let compiled = self.compiled.get_or_init(|| std::iter::repeat_with(OnceLock::new).take(graph.len()).collect());
        compiled[id].get_or_init(|| self.schemas.compile(files, &graph.node(id).pointer))
    }
}

/// The schemas of one direction as JSON Schema, in one registry, so that a schema exists once however many references it has.
#[derive(Debug)]
pub struct Schemas {
    dialect: Dialect,
    direction: Direction,
    converted: ConvertedSchemas,
    registry: Result<Registry<'static>, String>,
}

impl Schemas {
    /// Converts the schemas at `roots` and all schemas that they refer to.
    pub fn new(files: &ReferenceResolver, dialect: Dialect, direction: Direction, roots: Vec<String>) -> Self {
        let converted = convert(files, dialect, direction, roots);
        let registry = registry(dialect, &converted.schemas);
        Self { dialect, direction, converted, registry }
    }

    /// Returns the largest number of nested schemas that apply to one value.
    pub fn composition(&self) -> usize {
        self.converted.depth
    }

    /// Compiles the schema at `at`. Keywords that the validator rejects are removed and listed in [`Compiled::ignored`].
    pub fn compile(&self, files: &ReferenceResolver, at: &str) -> Compiled {
        let entry = if self.converted.has(at) {
            json!({ "$ref": reference_to(at) })
        } else {
            // A subschema of a unit, such as a branch. The schemas that it refers to are units.
            let part = convert_one(files, self.dialect, self.direction, at, &self.converted.loose).schema;
            let reference = json!([{ "$ref": format!("#/$defs/{}", encode(&pointer::escape(at))) }]);
            let parts = Map::from_iter([(at.to_owned(), part)]);
            Value::Object(Map::from_iter([("$defs".to_owned(), Value::Object(parts)), ("allOf".to_owned(), reference)]))
        };
        let mut ignored: Vec<IgnoredKeyword> = self.converted.ignored_below(at).into_iter().cloned().collect();
        let validator = self.build(&entry).unwrap_or_else(|rejected| self.compile_without(files, at, entry, rejected, &mut ignored));
        Compiled { validator, ignored }
    }

    /// Returns the ignored keywords of all schemas: those that the conversion ignored, and those that the validator rejects.
    pub fn all_ignored(&self, files: &ReferenceResolver) -> Vec<IgnoredKeyword> {
        let mut ignored = self.converted.all_ignored();
        let parts: Vec<Value> = self.converted.units().map(|unit| json!({ "$ref": reference_to(unit) })).collect();
        // The validator rejects an empty `allOf`.
        let is_any = !parts.is_empty();
        let entry = Value::Object(Map::from_iter([("allOf".to_owned(), Value::Array(parts))]));
        if let (true, Err(rejected)) = (is_any, self.build(&entry)) {
            self.compile_without(files, "", entry, rejected, &mut ignored);
        }
        ignored
    }

    fn build(&self, entry: &Value) -> Result<Validator, Rejected> {
        match &self.registry {
            Ok(registry) => options(self.dialect).with_registry(registry).build(entry).map_err(|error| rejected(&error)),
            Err(why) => Err((String::new(), why.clone())),
        }
    }

    /// Compiles a schema without the keywords that the validator rejects although the conversion accepted them. Each of them is
    /// added to `ignored`; all other keywords are checked.
    fn compile_without(
        &self,
        files: &ReferenceResolver,
        at: &str,
        mut entry: Value,
        mut rejected: Rejected,
        ignored: &mut Vec<IgnoredKeyword>,
    ) -> Validator {
        let mut schemas = Value::clone(&self.converted.schemas);
        for _ in 0..MAX_REFUSED {
            let (location, why) = &rejected;
            let is_removed = remove(&mut schemas, location) || remove(&mut entry, location);
            let pointer = if is_removed { original_pointer(files, location) } else { at.to_owned() };
            ignored.push(IgnoredKeyword { pointer, why: why.clone(), is_unresolved: false });
            if !is_removed {
                break;
            }
            let registry = registry(self.dialect, &Arc::new(schemas.clone()));
            let compiled = registry.map_err(|why| (String::new(), why)).and_then(|registry| {
                options(self.dialect).with_registry(&registry).build(&entry).map_err(|error| crate::schema::validator::rejected(&error))
            });
            match compiled {
                Ok(validator) => return validator,
                Err(next) => rejected = next,
            }
        }
        options(self.dialect).build(&Value::Bool(true)).expect("`true` is a valid schema")
    }
}

/// The location of a keyword that the validator rejects, and the reason.
type Rejected = (String, String);

fn rejected(error: &ValidationError<'_>) -> Rejected {
    (error.schema_path().as_str().to_owned(), error.to_string())
}

/// Removes the keyword at a location. Returns whether it existed.
fn remove(schema: &mut Value, location: &str) -> bool {
    let Some((parent, keyword)) = location.rsplit_once('/') else { return false };
    match schema.pointer_mut(parent) {
        Some(Value::Object(members)) => members.remove(pointer::unescape(keyword).as_ref()).is_some(),
        _ => false,
    }
}

fn registry(dialect: Dialect, schemas: &Arc<Value>) -> Result<Registry<'static>, String> {
    let builder = Registry::new().draft(draft(dialect)).add(BASE, Arc::clone(schemas));
    builder.and_then(jsonschema::RegistryBuilder::prepare).map_err(|error| error.to_string())
}

fn draft(dialect: Dialect) -> Draft {
    match dialect {
        // Draft 7 has `if`, which the conversion adds, and like OpenAPI 3.0 it ignores siblings of `$ref`.
        Dialect::V30 => Draft::Draft7,
        Dialect::V31 | Dialect::Draft7 => Draft::Draft202012,
    }
}

fn options(dialect: Dialect) -> ValidationOptions<'static> {
    jsonschema::options()
        .with_draft(draft(dialect))
        .should_validate_formats(true)
        .with_format("uuid", uuid_like)
        .with_format("byte", base64_like)
        .with_format("duration", is_duration)
        .with_keyword(NUMERIC_FORMAT, |_: &Map<String, Value>, value: &Value, _| {
            Ok(Box::new(NumericFormat::new(value)) as Box<dyn for<'i> Keyword<'i>>)
        })
}

/// Returns whether a text has the form of a UUID of any version.
fn uuid_like(text: &str) -> bool {
    text.len() == 36
        && text
            .bytes()
            .enumerate()
            .all(|(index, byte)| if matches!(index, 8 | 13 | 18 | 23) { byte == b'-' } else { byte.is_ascii_hexdigit() })
}

/// Returns whether a text is an ISO 8601 duration. The draft that is used for OpenAPI 3.0 lacks this format.
fn is_duration(text: &str) -> bool {
    static VALIDATOR: LazyLock<Option<Validator>> = LazyLock::new(|| {
        let options = jsonschema::options().with_draft(Draft::Draft202012).should_validate_formats(true);
        options.build(&json!({ "format": "duration" })).ok()
    });
    VALIDATOR.as_ref().is_none_or(|validator| validator.is_valid(&Value::from(text)))
}

/// Returns whether a text has the alphabet and padding of RFC 4648, section 4 or 5. White space is allowed, because encoders for
/// mail write line breaks.
fn base64_like(text: &str) -> bool {
    let digits: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let padding = digits.iter().rev().take_while(|&&byte| byte == b'=').count();
    let alphabet = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_');
    padding <= 2 && digits.len().is_multiple_of(4) && digits[..digits.len() - padding].iter().all(alphabet)
}

/// The range of `int32` and `int64`. `float` and `double` have no range.
struct NumericFormat(Option<i64>, Option<i64>);

impl NumericFormat {
    fn new(format: &Value) -> Self {
        match format.as_str() {
            Some("int32") => Self(Some(i32::MIN.into()), Some(i32::MAX.into())),
            Some("int64") => Self(Some(i64::MIN), Some(i64::MAX)),
            _ => Self(None, None),
        }
    }
}

impl<'i> Keyword<'i> for NumericFormat {
    fn validate(&self, instance: &'i Value) -> Result<(), ValidationError<'i>> {
        if self.is_valid(instance) { Ok(()) } else { Err(ValidationError::custom("does not fit the numeric format")) }
    }

    fn is_valid(&self, instance: &'i Value) -> bool {
        let (Self(Some(low), Some(high)), Value::Number(number)) = (self, instance) else { return true };
        match (number.as_i64(), number.as_f64()) {
            (Some(integer), _) => (*low..=*high).contains(&integer),
            #[expect(clippy::cast_precision_loss, reason = "the value is a float, so the bound need not be exact")]
            (None, Some(float)) => !number.is_u64() && float >= *low as f64 && float <= *high as f64,
            (None, None) => true,
        }
    }
}
