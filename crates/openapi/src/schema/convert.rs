//! Converts OpenAPI schemas to JSON Schema.
//!
//! Each schema that a request, a response or a reference names becomes a unit. All units are in one object under their
//! pointers, so that locations of validation errors can be mapped back to the document. Keywords that the conversion adds are at
//! places where OpenAPI has none.
//!
//! Keywords that no validator can compile are ignored and listed with their pointers, so that one invalid schema does not affect
//! others.

pub mod assertions;
pub mod pattern;
pub mod required;
pub mod unions;

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use crate::references::resolver::ReferenceResolver;
use crate::schema::convert::assertions::wrong_type;
use crate::schema::convert::unions::{add_to_all_of, or_null, union};
use crate::schema::dialect::Dialect;
use crate::schema::keywords::{IN_PLACE, SCHEMA_ARRAYS, SCHEMA_MAPS, SINCE_31, SUBSCHEMAS, UNIONS};
use crate::schema::limits::Composition;
use crate::{Direction, IgnoredKeyword, NUMERIC_FORMAT};
use openapi_drift_source::json::json_type::json_type;
use openapi_drift_source::pointer;

/// URL of the converted schemas in the registry. It is never shown.
pub const BASE: &str = "urn:openapi:document";

/// One converted schema.
pub struct Unit {
    /// The JSON Schema.
    pub schema: Value,
    /// The pointers of the schemas that it refers to.
    pub references: Vec<String>,
    /// The keywords that cannot be checked.
    pub ignored: Vec<IgnoredKeyword>,
    /// The number and depth of its subschemas for the same value.
    pub composition: Composition,
}

/// Converts one schema. `loose` contains the pointers of schemas that are known to accept more values than intended, because
/// some of their keywords are ignored.
pub fn convert_one(files: &ReferenceResolver, dialect: Dialect, direction: Direction, at: &str, loose: &HashSet<String>) -> Unit {
    let mut converter = Converter {
        loose,
        gaps: 0,
        files,
        dialect,
        direction,
        at: at.to_owned(),
        references: Vec::new(),
        ignored: Vec::new(),
        composition: Composition::default(),
        depth: Some(0),
    };
    let schema = files.get(at).map_or(Value::Bool(true), |schema| converter.schema(schema));
    let Converter { references, ignored, composition, .. } = converter;
    Unit { schema, references, ignored, composition }
}

/// Returns the reference to a unit.
pub fn reference_to(at: &str) -> String {
    format!("{BASE}#/$defs/{}", encode(&pointer::escape(at)))
}

/// The conversion of one unit.
pub struct Converter<'d> {
    /// The files of the document.
    pub files: &'d ReferenceResolver,
    dialect: Dialect,
    /// The direction, which decides about `readOnly` and `writeOnly`.
    pub direction: Direction,
    /// The pointer of the schema that is being converted.
    pub at: String,
    /// The pointers of the schemas that the unit refers to.
    pub references: Vec<String>,
    ignored: Vec<IgnoredKeyword>,
    loose: &'d HashSet<String>,
    /// Number of converted keywords that accept more values than the original.
    gaps: usize,
    /// The composition of the unit so far.
    pub composition: Composition,
    /// The nesting level in the composition of the unit; `None` inside a schema for a property or item of the value.
    depth: Option<usize>,
}

impl Converter<'_> {
    fn schema(&mut self, schema: &Value) -> Value {
        let outer = self.depth;
        self.depth = outer.map(|depth| depth + 1);
        if let Some(depth) = self.depth {
            self.composition.depth = self.composition.depth.max(depth);
            self.composition.weight += 1;
        }
        let converted = self.in_dialect(schema);
        self.depth = outer;
        converted
    }

    fn in_dialect(&mut self, schema: &Value) -> Value {
        let source = match schema {
            Value::Object(source) => source,
            Value::Bool(_) => return schema.clone(),
            other => {
                if !other.is_null() {
                    self.gap(self.at.clone(), format!("expected a schema, found {}", json_type(other)));
                }
                return Value::Bool(true);
            }
        };
        let outer = self.dialect;
        if let (Some(identifier), true) = (source.get("$schema").and_then(Value::as_str), outer != Dialect::V30) {
            match Dialect::named(identifier) {
                Ok(dialect) => self.dialect = dialect,
                Err(why) => self.ignore_keyword("$schema", format!("{why}; the schema was read as JSON Schema 2020-12")),
            }
        }
        let converted = self.members(schema, source);
        self.dialect = outer;
        converted
    }

    fn members(&mut self, schema: &Value, source: &Map<String, Value>) -> Value {
        let nullable = source.get("nullable") == Some(&Value::Bool(true));
        // OpenAPI 3.0 ignores siblings of `$ref`, but publishers who write `nullable` there intend it.
        if let (Some(reference), true) = (source.get("$ref"), self.dialect.hides_siblings()) {
            let target = self.reference("$ref", reference).map_or(json!({}), |target| json!({ "$ref": target }));
            return if nullable { or_null(target) } else { target };
        }
        let mut target = Map::new();
        if let Some(identifier) = self.files.identifier(&self.at).filter(|_| self.files.has_dynamic_references()) {
            target.insert("$id".to_owned(), identifier.into());
        }
        let gaps = self.gaps;
        for (keyword, value) in source {
            self.keyword(keyword, value, source, &mut target);
        }
        if self.gaps > gaps {
            remove_too_strict(source, &mut target);
        }
        self.discriminator(schema, &mut target);
        let unions = UNIONS.iter().filter_map(|key| Some(union(key, target.shift_remove(*key)?))).collect();
        add_to_all_of(&mut target, unions);
        if !nullable {
            return Value::Object(target);
        }
        // `nullable` adds null to `type`. If there is no `type`, or if another keyword would reject null, null bypasses the
        // whole schema.
        let only_type = !["enum", "const", "allOf", "anyOf", "oneOf", "not", "$ref"].iter().any(|keyword| source.contains_key(*keyword));
        match target.get_mut("type") {
            Some(Value::String(name)) if only_type => {
                let widened = json!([name, "null"]);
                target.insert("type".to_owned(), widened);
                Value::Object(target)
            }
            _ => or_null(Value::Object(target)),
        }
    }

    fn keyword(&mut self, keyword: &str, value: &Value, source: &Map<String, Value>, target: &mut Map<String, Value>) {
        if self.dialect == Dialect::V30 && SINCE_31.contains(&keyword) {
            return;
        }
        let outer = self.depth;
        // Subschemas of all other keywords apply to a property or item of the value, where a new composition begins.
        self.depth = outer.filter(|_| IN_PLACE.contains(&keyword));
        self.rewrite(keyword, value, source, target);
        self.depth = outer;
    }

    fn rewrite(&mut self, keyword: &str, value: &Value, source: &Map<String, Value>, target: &mut Map<String, Value>) {
        let gaps = self.gaps;
        let (keyword, converted) = match keyword {
            "exclusiveMinimum" | "exclusiveMaximum" if value.is_boolean() => return,
            "$ref" | "$dynamicRef" => match self.reference(keyword, value) {
                Some(reference) => (keyword, Value::String(reference)),
                None => return,
            },
            "$dynamicAnchor" if value.is_string() => (keyword, value.clone()),
            // In older drafts, `required` is a flag in the schema of the property. It has no effect here.
            "required" if !value.is_array() && !value.is_boolean() && !value.is_null() => {
                return self.ignore_type(keyword, value, "an array of names");
            }
            "required" => match self.required(value, source) {
                names if names.is_empty() => return,
                names => (keyword, Value::Array(names)),
            },
            // Arrays of item schemas and `dependencies` are from older drafts, which a 3.1 document may name as its dialect.
            _ if value.is_null() && !matches!(keyword, "const" | "type") => return,
            "items" if value.is_array() && self.dialect != Dialect::V30 => ("prefixItems", self.list("items", value)),
            "dependencies" if self.dialect != Dialect::V30 => return self.dependencies(value, target),
            "additionalItems" if source.get("items").is_some_and(Value::is_array) => ("items", self.below(keyword, value)),
            _ if SUBSCHEMAS.contains(&keyword) && !value.is_object() && !value.is_boolean() => {
                return self.ignore_type(keyword, value, "a schema");
            }
            _ if SUBSCHEMAS.contains(&keyword) => (keyword, self.below(keyword, value)),
            _ if SCHEMA_ARRAYS.contains(&keyword) && !value.is_array() => return self.ignore_type(keyword, value, "an array of schemas"),
            // An empty array of schemas has no effect, and some drafts reject it.
            _ if SCHEMA_ARRAYS.contains(&keyword) && value.as_array().is_none_or(Vec::is_empty) => return,
            _ if SCHEMA_MAPS.contains(&keyword) && !value.is_object() => return self.ignore_type(keyword, value, "an object of schemas"),
            "allOf" | "anyOf" | "oneOf" => (keyword, self.parts(keyword, value, source)),
            _ if SCHEMA_ARRAYS.contains(&keyword) => (keyword, self.list(keyword, value)),
            _ if SCHEMA_MAPS.contains(&keyword) => (keyword, self.named(keyword, value)),
            _ => match assertions::assertion(keyword, value) {
                Ok(Some(converted)) => (renamed(keyword, value, source), converted),
                Ok(None) => return,
                Err(why) => return self.ignore_keyword(keyword, why),
            },
        };
        // In these keywords, a wider subschema would reject more values, so it is skipped.
        if self.gaps > gaps && matches!(keyword, "not" | "if" | "contains" | "oneOf") {
            return;
        }
        target.insert(keyword.to_owned(), converted);
    }

    /// Splits `dependencies` into `dependentRequired` and `dependentSchemas`.
    fn dependencies(&mut self, value: &Value, target: &mut Map<String, Value>) {
        for (name, dependency) in value.as_object().into_iter().flatten() {
            let (keyword, converted) = match dependency {
                Value::Array(names) if names.iter().all(Value::is_string) => ("dependentRequired", dependency.clone()),
                Value::Object(_) | Value::Bool(_) => ("dependentSchemas", self.within("dependencies", |this| this.below(name, dependency))),
                _ => continue,
            };
            if let Value::Object(members) = target.entry(keyword).or_insert_with(|| json!({})) {
                members.insert(name.clone(), converted);
            }
        }
    }

    fn ignore_keyword(&mut self, keyword: &str, why: String) {
        self.gap(pointer::join(&self.at, keyword), why);
    }

    fn ignore_type(&mut self, keyword: &str, value: &Value, expected: &str) {
        self.ignore_keyword(keyword, wrong_type(keyword, value, expected));
    }

    fn gap(&mut self, pointer: String, why: String) {
        self.gaps += 1;
        self.ignored.push(IgnoredKeyword { pointer, why, is_unresolved: false });
    }

    fn ignore_reference(&mut self, keyword: &str, why: String) {
        self.gaps += 1;
        self.ignored.push(IgnoredKeyword { pointer: pointer::join(&self.at, keyword), why, is_unresolved: true });
    }

    /// Returns a reference as the registry resolves it; `None` if it cannot be resolved.
    fn reference(&mut self, keyword: &str, reference: &Value) -> Option<String> {
        let target = reference.as_str().and_then(|reference| self.files.target(&self.at, reference));
        let Some(target) = target else {
            let named = reference.as_str().unwrap_or("…");
            if ["http://", "https://"].iter().any(|scheme| named.starts_with(scheme)) {
                let why = "is on the web and is not fetched: save it beside the document and refer to the file";
                self.ignore_reference(keyword, format!("`{keyword}: {named}` {why}"));
            } else {
                self.ignore_reference(keyword, format!("cannot resolve `{keyword}: {named}`"));
            }
            return None;
        };
        // A schema that is only a reference to itself, directly or not, has no content.
        if self.files.is_circular(&target) {
            self.ignore_keyword(keyword, format!("`{keyword}: {}` refers to itself", reference.as_str().unwrap_or("…")));
            return None;
        }
        let target = if keyword == "$ref" { self.files.follow_aliases(target) } else { target };
        self.compose(target.clone());
        // The target of a `$dynamicRef` is known only when values are checked, so the name of the anchor must stay. A name that
        // is not a dynamic anchor is resolved like a `$ref`.
        let named = reference.as_str().and_then(|reference| reference.split_once('#')).filter(|_| keyword == "$dynamicRef");
        let anchor = self.files.get(&target).and_then(|schema| schema.get("$dynamicAnchor")?.as_str());
        Some(match (named.filter(|(_, name)| anchor == Some(*name)), self.files.resource(&target)) {
            (Some(("", name)), _) => format!("#{name}"),
            // An anchor of another schema is named by the identifier of that schema.
            (Some((_, name)), Some((resource, identifier))) => {
                self.compose(resource.to_owned());
                format!("{identifier}#{name}")
            }
            _ => reference_to(&target),
        })
    }

    /// Adds a schema that applies to the same value by reference.
    pub fn compose(&mut self, target: String) {
        self.gaps += usize::from(self.loose.contains(&target));
        if let Some(depth) = self.depth {
            self.composition.parts.push((target.clone(), depth));
        }
        self.references.push(target);
    }

    fn below(&mut self, segment: &str, schema: &Value) -> Value {
        let length = self.at.len();
        self.at.push('/');
        self.at.push_str(&pointer::escape(segment));
        let converted = self.schema(schema);
        self.at.truncate(length);
        converted
    }

    fn within(&mut self, keyword: &str, convert: impl FnOnce(&mut Self) -> Value) -> Value {
        let length = self.at.len();
        self.at.push('/');
        self.at.push_str(keyword);
        let converted = convert(self);
        self.at.truncate(length);
        converted
    }

    /// Converts the array of schemas of a keyword.
    pub fn list(&mut self, keyword: &str, schemas: &Value) -> Value {
        let items = schemas.as_array().map_or(&[][..], Vec::as_slice);
        self.within(keyword, |this| items.iter().enumerate().map(|(index, schema)| this.below(&index.to_string(), schema)).collect())
    }

    fn named(&mut self, keyword: &str, schemas: &Value) -> Value {
        let mut converted = Map::new();
        for (name, schema) in schemas.as_object().into_iter().flatten() {
            if keyword == "patternProperties"
                && let Err(why) = pattern::check_unchanged(name)
            {
                self.ignore_keyword(keyword, why);
                continue;
            }
            // A frequent mistake: the array of required names, one level too deep. It does not describe a property.
            if keyword == "properties" && name == "required" && schema.is_array() {
                converted.insert(name.clone(), Value::Bool(true));
                continue;
            }
            let schema = self.within(keyword, |this| this.below(name, schema));
            converted.insert(name.clone(), schema);
        }
        Value::Object(converted)
    }
}

/// Removes the keywords that would reject properties or items which an ignored keyword may describe.
fn remove_too_strict(source: &Map<String, Value>, target: &mut Map<String, Value>) {
    target.shift_remove("unevaluatedProperties");
    target.shift_remove("unevaluatedItems");
    if source.contains_key("if") && !target.contains_key("if") {
        target.shift_remove("then");
        target.shift_remove("else");
    }
    let members = |schema: &Map<String, Value>, keyword: &str| match schema.get(keyword) {
        Some(Value::Object(members)) => members.len(),
        // A value that is not an object may describe any property.
        Some(Value::Null) | None => 0,
        Some(_) => usize::MAX,
    };
    if ["properties", "patternProperties"].iter().any(|keyword| members(source, keyword) > members(target, keyword)) {
        target.shift_remove("additionalProperties");
    }
}

/// Returns the name in JSON Schema of an assertion: bounds with an exclusive flag and numeric formats are renamed.
fn renamed<'k>(keyword: &'k str, value: &Value, source: &Map<String, Value>) -> &'k str {
    let is_exclusive = |flag: &str| source.get(flag) == Some(&Value::Bool(true));
    match keyword {
        "minimum" if is_exclusive("exclusiveMinimum") => "exclusiveMinimum",
        "maximum" if is_exclusive("exclusiveMaximum") => "exclusiveMaximum",
        "format" if matches!(value.as_str(), Some("int32" | "int64" | "float" | "double")) => NUMERIC_FORMAT,
        keyword => keyword,
    }
}

/// Percent-encodes a pointer for the fragment of a reference.
pub fn encode(pointer: &str) -> String {
    percent_encoding::utf8_percent_encode(pointer, &FRAGMENT).to_string()
}

/// The characters that must be encoded in a fragment.
pub const FRAGMENT: percent_encoding::AsciiSet = percent_encoding::CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'`')
    .add(b'#')
    .add(b'%')
    .add(b'{')
    .add(b'}')
    .add(b'|')
    .add(b'\\')
    .add(b'^')
    .add(b'[')
    .add(b']');
