//! Validators, compiled when traffic first needs them and then kept.

use std::sync::{Arc, LazyLock, OnceLock};

use jsonschema::{Draft, Keyword, Registry, ValidationError, ValidationOptions, Validator};
use serde_json::{Map, Value, json};

use crate::references::resolver::ReferenceResolver;
use crate::schema::bundle::{ConvertedSchemas, convert};
use crate::schema::convert::{BASE, convert_one, encode, reference_to};
use crate::schema::dialect::Dialect;
use crate::schema::direction::Direction;
use crate::schema::evaluations::{Evaluations, Pass};
use crate::schema::graph::{Graph, Id};
use crate::schema::keywords::NUMERIC_FORMAT;
use crate::schema::origin::original_pointer;
use crate::schema::unsupported::IgnoredKeyword;
use openapi_drift_source::pointer;

/// More statements than this are not taken out of one schema: then it is given up as a whole.
const MAX_REFUSED: usize = 32;

/// The validators of one direction.
#[derive(Debug)]
pub struct Validators {
    schemas: Schemas,
    /// By the number of their schema in the graph, which may be made while the schemas are converted.
    compiled: OnceLock<Vec<OnceLock<Compiled>>>,
    evaluations: OnceLock<Evaluations>,
}

/// A validator, and what of its schema cannot be checked.
#[derive(Debug)]
pub struct Compiled {
    pub validator: Validator,
    pub aside: Vec<IgnoredKeyword>,
}

impl Validators {
    pub fn new(schemas: Schemas) -> Self {
        Self { schemas, compiled: OnceLock::new(), evaluations: OnceLock::new() }
    }

    /// How many schemas at most apply to one value, one by way of the other.
    pub fn composition(&self) -> usize {
        self.schemas.composition()
    }

    /// Whether the schema at `pointer` is one at which composition was cut, so that it says nothing.
    pub fn is_cut(&self, pointer: &str) -> bool {
        !self.schemas.converted.cut.is_empty() && self.schemas.converted.cut.contains(pointer)
    }

    /// Returns whether a pass over a value with the schema at `pointer` stays within the budget of evaluations.
    pub fn are_evaluations_few(&self, pointer: &str, value: &Value, pass: Pass) -> bool {
        let converted = &self.schemas.converted;
        self.evaluations.get_or_init(|| Evaluations::new(converted)).are_few(converted, pointer, value, pass)
    }

    pub fn get(&self, files: &ReferenceResolver, graph: &Graph, id: Id) -> &Compiled {
        let compiled = self.compiled.get_or_init(|| std::iter::repeat_with(OnceLock::new).take(graph.len()).collect());
        compiled[id].get_or_init(|| self.schemas.compile(files, &graph.node(id).pointer))
    }
}

/// The schemas of one direction as JSON Schema, in one registry, so that a schema is resolved in place however often it is
/// referred to.
#[derive(Debug)]
pub struct Schemas {
    dialect: Dialect,
    direction: Direction,
    converted: ConvertedSchemas,
    registry: Result<Registry<'static>, String>,
}

impl Schemas {
    /// Converts the schemas at `roots` and all that they refer to.
    pub fn new(files: &ReferenceResolver, dialect: Dialect, direction: Direction, roots: Vec<String>) -> Self {
        let converted = convert(files, dialect, direction, roots);
        let registry = registry(dialect, &converted.schemas);
        Self { dialect, direction, converted, registry }
    }

    /// How many schemas at most apply to one value, one by way of the other.
    pub fn composition(&self) -> usize {
        self.converted.depth
    }

    /// Compiles the schema at `at`.
    pub fn compile(&self, files: &ReferenceResolver, at: &str) -> Compiled {
        let entry = if self.converted.has(at) {
            json!({ "$ref": reference_to(at) })
        } else {
            // A part of a unit, such as a variant: what it refers to has units all the same.
            let part = convert_one(files, self.dialect, self.direction, at, &self.converted.loose).schema;
            let reference = json!([{ "$ref": format!("#/$defs/{}", encode(&pointer::escape(at))) }]);
            let parts = Map::from_iter([(at.to_owned(), part)]);
            Value::Object(Map::from_iter([("$defs".to_owned(), Value::Object(parts)), ("allOf".to_owned(), reference)]))
        };
        let mut aside: Vec<IgnoredKeyword> = self.converted.aside_below(at).into_iter().cloned().collect();
        let validator = self.build(&entry).unwrap_or_else(|refused| self.compile_the_rest(files, at, entry, refused, &mut aside));
        Compiled { validator, aside }
    }

    /// All that cannot be used of all schemas: what the conversion set aside, and what the validator refuses beyond that.
    pub fn all_aside(&self, files: &ReferenceResolver) -> Vec<IgnoredKeyword> {
        let mut aside = self.converted.all_aside();
        let parts: Vec<Value> = self.converted.units().map(|unit| json!({ "$ref": reference_to(unit) })).collect();
        // A list without schemas is refused itself.
        let is_any = !parts.is_empty();
        let entry = Value::Object(Map::from_iter([("allOf".to_owned(), Value::Array(parts))]));
        if let (true, Err(refused)) = (is_any, self.build(&entry)) {
            self.compile_the_rest(files, "", entry, refused, &mut aside);
        }
        aside
    }

    fn build(&self, entry: &Value) -> Result<Validator, Refused> {
        match &self.registry {
            Ok(registry) => options(self.dialect).with_registry(registry).build(entry).map_err(|error| refused(&error)),
            Err(why) => Err((String::new(), why.clone())),
        }
    }

    /// Compiles what is left of a schema without the statements that the validator refuses although the conversion took them
    /// for sound. Each is set aside with its place, so that nothing but what stands there goes unchecked.
    fn compile_the_rest(
        &self,
        files: &ReferenceResolver,
        at: &str,
        mut entry: Value,
        mut refused: Refused,
        aside: &mut Vec<IgnoredKeyword>,
    ) -> Validator {
        let mut schemas = Value::clone(&self.converted.schemas);
        for _ in 0..MAX_REFUSED {
            let (location, why) = &refused;
            let taken_out = take_out(&mut schemas, location) || take_out(&mut entry, location);
            let pointer = if taken_out { original_pointer(files, location) } else { at.to_owned() };
            aside.push(IgnoredKeyword { pointer, why: why.clone() });
            if !taken_out {
                break;
            }
            let registry = registry(self.dialect, &Arc::new(schemas.clone()));
            let compiled = registry.map_err(|why| (String::new(), why)).and_then(|registry| {
                options(self.dialect).with_registry(&registry).build(&entry).map_err(|error| crate::schema::validator::refused(&error))
            });
            match compiled {
                Ok(validator) => return validator,
                Err(next) => refused = next,
            }
        }
        options(self.dialect).build(&Value::Bool(true)).expect("`true` is a schema")
    }
}

/// Where the validator refuses a schema, and why.
type Refused = (String, String);

fn refused(error: &ValidationError<'_>) -> Refused {
    (error.schema_path().as_str().to_owned(), error.to_string())
}

/// Removes the keyword at a location. Whether there was one.
fn take_out(schema: &mut Value, location: &str) -> bool {
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
        // Draft 7 has what the conversion adds (`if`), and like OpenAPI 3.0 it ignores what stands beside a `$ref`.
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

fn uuid_like(text: &str) -> bool {
    text.len() == 36
        && text
            .bytes()
            .enumerate()
            .all(|(index, byte)| if matches!(index, 8 | 13 | 18 | 23) { byte == b'-' } else { byte.is_ascii_hexdigit() })
}

/// A duration of ISO 8601, in any version of OpenAPI; the draft that stands for 3.0 does not know the format.
fn is_duration(text: &str) -> bool {
    static VALIDATOR: LazyLock<Option<Validator>> = LazyLock::new(|| {
        let options = jsonschema::options().with_draft(Draft::Draft202012).should_validate_formats(true);
        options.build(&json!({ "format": "duration" })).ok()
    });
    VALIDATOR.as_ref().is_none_or(|validator| validator.is_valid(&Value::from(text)))
}

/// The alphabet and padding of RFC 4648, section 4; line breaks are let pass, as most encoders of mail write them.
fn base64_like(text: &str) -> bool {
    let digits: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let padding = digits.iter().rev().take_while(|&&byte| byte == b'=').count();
    let alphabet = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_');
    padding <= 2 && digits[..digits.len() - padding].iter().all(alphabet) && (padding == 0 || digits.len().is_multiple_of(4))
}

/// `int32` and `int64`: whether an integer fits. `float` and `double` are satisfied by every number.
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
            #[expect(clippy::cast_precision_loss, reason = "the bound of a format need not be exact where the value is not")]
            (None, Some(float)) => !number.is_u64() && float >= *low as f64 && float <= *high as f64,
            (None, None) => true,
        }
    }
}
