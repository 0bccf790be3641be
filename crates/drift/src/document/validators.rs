//! Validators, compiled when traffic first needs them and then kept.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, OnceLock, RwLock};

use jsonschema::{Draft, Keyword, Registry, ValidationError, ValidationOptions, Validator};
use serde_json::{Map, Value, json};

use super::files::Files;
use super::json_schema::{BASE, Converted, Dialect, Direction, NUMERIC_FORMAT, convert, convert_one, encode, reference_to};
use super::set_aside::Aside;

/// One shared registry for each direction, so that a schema is resolved in place however often it is referred to.
pub(crate) struct Validators {
    dialect: Dialect,
    requests: OnceLock<Result<Prepared, String>>,
    responses: OnceLock<Result<Prepared, String>>,
    compiled: RwLock<HashMap<(Direction, String), Compiled>>,
}

/// The schemas of one direction, ready to be referred to.
struct Prepared {
    converted: Converted,
    registry: Registry<'static>,
}

/// A validator, or why the schema cannot be compiled.
pub(crate) type Compiled = Result<Arc<Validator>, Arc<str>>;

impl Validators {
    pub fn new(dialect: Dialect) -> Self {
        Self { dialect, requests: OnceLock::new(), responses: OnceLock::new(), compiled: RwLock::default() }
    }

    /// The validator of the schema at `pointer`. `roots` are the schemas that traffic can touch first.
    pub fn get(&self, files: &Files, roots: &dyn Fn() -> Vec<String>, pointer: &str, direction: Direction) -> Compiled {
        let key = (direction, pointer.to_owned());
        if let Some(compiled) = self.compiled.read().ok().and_then(|compiled| compiled.get(&key).cloned()) {
            return compiled;
        }
        let compiled = self.once(files, roots, pointer, direction);
        if let Ok(mut known) = self.compiled.write() {
            known.insert(key, compiled.clone());
        }
        compiled
    }

    /// The same, not kept.
    pub fn once(&self, files: &Files, roots: &dyn Fn() -> Vec<String>, pointer: &str, direction: Direction) -> Compiled {
        self.prepared(files, roots, direction).and_then(|prepared| self.compile(files, prepared, pointer, direction))
    }

    /// What cannot be checked of the schema at `pointer` and of what it refers to.
    pub fn aside(&self, files: &Files, roots: &dyn Fn() -> Vec<String>, pointer: &str, direction: Direction) -> Vec<Aside> {
        self.prepared(files, roots, direction)
            .map_or_else(|_| Vec::new(), |prepared| prepared.converted.aside_below(pointer).into_iter().cloned().collect())
    }

    fn prepared(&self, files: &Files, roots: &dyn Fn() -> Vec<String>, direction: Direction) -> Result<&Prepared, Arc<str>> {
        let cell = match direction {
            Direction::Request => &self.requests,
            Direction::Response => &self.responses,
        };
        let prepared = cell.get_or_init(|| {
            let mut converted = convert(files, self.dialect, direction, roots());
            let builder = Registry::new().draft(draft(self.dialect)).add(BASE, std::mem::take(&mut converted.schemas));
            let registry = builder.and_then(jsonschema::RegistryBuilder::prepare).map_err(|error| error.to_string())?;
            Ok(Prepared { converted, registry })
        });
        prepared.as_ref().map_err(|error| Arc::from(error.as_str()))
    }

    fn compile(&self, files: &Files, prepared: &Prepared, pointer: &str, direction: Direction) -> Compiled {
        let entry = if prepared.converted.has(pointer) {
            json!({ "$ref": reference_to(pointer) })
        } else {
            // A part of a unit, such as a variant: what it refers to has units all the same.
            let (part, ..) = convert_one(files, self.dialect, direction, pointer);
            json!({ "$defs": { pointer: part }, "allOf": [{ "$ref": format!("#/$defs/{}", encode(&super::pointer::escape(pointer))) }] })
        };
        let validator = options(self.dialect).with_registry(&prepared.registry).build(&entry);
        validator.map(Arc::new).map_err(|error| Arc::from(error.to_string()))
    }
}

impl std::fmt::Debug for Validators {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Validators").finish_non_exhaustive()
    }
}

fn draft(dialect: Dialect) -> Draft {
    match dialect {
        // Draft 7 has what the conversion adds (`if`), and like OpenAPI 3.0 it ignores what stands beside a `$ref`.
        Dialect::V30 => Draft::Draft7,
        Dialect::V31 => Draft::Draft202012,
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
