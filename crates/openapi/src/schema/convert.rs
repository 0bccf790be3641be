//! OpenAPI schemas rewritten as JSON Schema. Each schema that a request, a response or a reference names becomes a unit,
//! and all units stand in one object under their pointers, so that what the validator says about a keyword leads back to
//! the document. Keywords that were added stand where OpenAPI has none.
//!
//! What no validator could compile is set aside with its place, so that one broken schema breaks nothing else.

pub mod assertions;
pub mod pattern;
pub mod required;
pub mod unions;

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use crate::references::resolver::ReferenceResolver;
use crate::schema::convert::unions::{also, or_null, union};
use crate::schema::dialect::Dialect;
use crate::schema::direction::Direction;
use crate::schema::keywords::{IN_PLACE, NUMERIC_FORMAT, SCHEMA_ARRAYS, SCHEMA_MAPS, SINCE_31, SUBSCHEMAS, UNIONS};
use crate::schema::limits::Composition;
use crate::schema::unsupported::IgnoredKeyword;
use openapi_drift_source::json::json_type::json_type;
use openapi_drift_source::pointer;

/// The name under which the converted schemas stand in the registry; it never leaves this room.
pub const BASE: &str = "urn:openapi:document";

/// One schema, rewritten.
pub struct Unit {
    pub schema: Value,
    /// What it refers to.
    pub references: Vec<String>,
    /// What of it was set aside.
    pub aside: Vec<IgnoredKeyword>,
    pub composition: Composition,
}

/// Rewrites one schema. `loose` names those that are known to have gaps: something that cannot be checked was set aside in them,
/// so that they accept more than is meant.
pub fn convert_one(files: &ReferenceResolver, dialect: Dialect, direction: Direction, at: &str, loose: &HashSet<String>) -> Unit {
    let mut converter = Converter {
        loose,
        gaps: 0,
        files,
        dialect,
        direction,
        at: at.to_owned(),
        references: Vec::new(),
        aside: Vec::new(),
        composition: Composition::default(),
        depth: Some(0),
    };
    let schema = files.get(at).map_or(Value::Bool(true), |schema| converter.schema(schema));
    let Converter { references, aside, composition, .. } = converter;
    Unit { schema, references, aside, composition }
}

/// The reference to a unit.
pub fn reference_to(at: &str) -> String {
    format!("{BASE}#/$defs/{}", encode(&pointer::escape(at)))
}

pub struct Converter<'d> {
    pub files: &'d ReferenceResolver,
    dialect: Dialect,
    pub direction: Direction,
    /// The schema that is being rewritten.
    pub at: String,
    pub references: Vec<String>,
    aside: Vec<IgnoredKeyword>,
    loose: &'d HashSet<String>,
    /// How often something was met that accepts more than is meant.
    gaps: usize,
    pub composition: Composition,
    /// How many schemas deep it is in the composition of the unit; `None` where the schema is one for a part of the value.
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
                    self.gap(self.at.clone(), format!("a schema is expected, this is {}", json_type(other)));
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
        // 3.0 ignores what stands beside a `$ref`, but publishers who write `nullable` there mean it.
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
            without_what_gaps_refuse(source, &mut target);
        }
        self.discriminator(schema, &mut target);
        let unions = UNIONS.iter().filter_map(|key| Some(union(key, target.shift_remove(*key)?))).collect();
        also(&mut target, unions);
        if !nullable {
            return Value::Object(target);
        }
        // `nullable` widens `type`; where there is none, or where another keyword would refuse null after all, the
        // whole schema must be passed by.
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
        // Under any other keyword stands what describes a part of the value, where composition begins anew.
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
            // A flag in the schema of the property itself is how older drafts have it; it says nothing here.
            "required" if !value.is_array() && !value.is_boolean() && !value.is_null() => {
                return self.misshapen(keyword, value, "a list of names");
            }
            "required" => match self.required(value, source) {
                names if names.is_empty() => return,
                names => (keyword, Value::Array(names)),
            },
            // Lists of item schemas and `dependencies` are of older drafts, which a 3.1 document may name as its dialect.
            _ if value.is_null() && !matches!(keyword, "const" | "type") => return,
            "items" if value.is_array() => ("prefixItems", self.list("items", value)),
            "dependencies" if self.dialect != Dialect::V30 => return self.dependencies(value, target),
            "additionalItems" if source.get("items").is_some_and(Value::is_array) => ("items", self.below(keyword, value)),
            _ if SUBSCHEMAS.contains(&keyword) && !value.is_object() && !value.is_boolean() => {
                return self.misshapen(keyword, value, "a schema");
            }
            _ if SUBSCHEMAS.contains(&keyword) => (keyword, self.below(keyword, value)),
            _ if SCHEMA_ARRAYS.contains(&keyword) && !value.is_array() => return self.misshapen(keyword, value, "a list of schemas"),
            // A list without schemas says nothing, and some drafts refuse it.
            _ if SCHEMA_ARRAYS.contains(&keyword) && value.as_array().is_none_or(Vec::is_empty) => return,
            _ if SCHEMA_MAPS.contains(&keyword) && !value.is_object() => return self.misshapen(keyword, value, "an object of schemas"),
            "allOf" => (keyword, self.parts(value, source)),
            _ if SCHEMA_ARRAYS.contains(&keyword) => (keyword, self.list(keyword, value)),
            _ if SCHEMA_MAPS.contains(&keyword) => (keyword, self.named(keyword, value)),
            _ => match assertions::assertion(keyword, value) {
                Ok(Some(converted)) => (renamed(keyword, value, source), converted),
                Ok(None) => return,
                Err(why) => return self.ignore_keyword(keyword, why),
            },
        };
        // What accepts more than is meant would make these refuse more.
        if self.gaps > gaps && matches!(keyword, "not" | "if" | "contains" | "oneOf") {
            return;
        }
        target.insert(keyword.to_owned(), converted);
    }

    /// What is two keywords today was one: names that must be there too, or schemas that must fit.
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

    fn misshapen(&mut self, keyword: &str, value: &Value, expected: &str) {
        self.ignore_keyword(keyword, format!("`{keyword}` is {}, {expected} is expected", json_type(value)));
    }

    fn gap(&mut self, pointer: String, why: String) {
        self.gaps += 1;
        self.aside.push(IgnoredKeyword { pointer, why });
    }

    /// The reference as it stands in the registry; `None` for one that leads nowhere.
    fn reference(&mut self, keyword: &str, reference: &Value) -> Option<String> {
        let target = reference.as_str().and_then(|reference| self.files.target(&self.at, reference));
        let Some(target) = target else {
            self.ignore_keyword(keyword, format!("`{keyword}: {}` leads nowhere", reference.as_str().unwrap_or("…")));
            return None;
        };
        // A schema that is nothing but a reference, by way of others perhaps, to itself says nothing at all.
        if self.files.is_circular(&target) {
            self.ignore_keyword(keyword, format!("`{keyword}: {}` leads back to itself", reference.as_str().unwrap_or("…")));
            return None;
        }
        let target = if keyword == "$ref" { self.files.follow_aliases(target) } else { target };
        self.compose(target.clone());
        // Which schema is meant is known only when values are checked, so the anchor's name must stay. A name that is no
        // dynamic anchor leads where a `$ref` would.
        let named = reference.as_str().and_then(|reference| reference.split_once('#')).filter(|_| keyword == "$dynamicRef");
        let anchor = self.files.get(&target).and_then(|schema| schema.get("$dynamicAnchor")?.as_str());
        Some(match (named.filter(|(_, name)| anchor == Some(*name)), self.files.resource(&target)) {
            (Some(("", name)), _) => format!("#{name}"),
            // An anchor of another schema goes by that one's identifier.
            (Some((_, name)), Some((resource, identifier))) => {
                self.compose(resource.to_owned());
                format!("{identifier}#{name}")
            }
            _ => reference_to(&target),
        })
    }

    /// Notes what the schema refers to.
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

    pub fn list(&mut self, keyword: &str, schemas: &Value) -> Value {
        let items = schemas.as_array().map_or(&[][..], Vec::as_slice);
        self.within(keyword, |this| items.iter().enumerate().map(|(index, schema)| this.below(&index.to_string(), schema)).collect())
    }

    fn named(&mut self, keyword: &str, schemas: &Value) -> Value {
        let mut converted = Map::new();
        for (name, schema) in schemas.as_object().into_iter().flatten() {
            if keyword == "patternProperties"
                && let Err(why) = pattern::as_it_stands(name)
            {
                self.ignore_keyword(keyword, why);
                continue;
            }
            // The list of required names, one level too deep: a slip that many make. It describes no property.
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

/// Takes out what refuses values for what nothing else describes, where it is not known what else does.
fn without_what_gaps_refuse(source: &Map<String, Value>, target: &mut Map<String, Value>) {
    target.shift_remove("unevaluatedProperties");
    target.shift_remove("unevaluatedItems");
    if source.contains_key("if") && !target.contains_key("if") {
        target.shift_remove("then");
        target.shift_remove("else");
    }
    let members = |schema: &Map<String, Value>, keyword: &str| match schema.get(keyword) {
        Some(Value::Object(members)) => members.len(),
        // What is no object at all might have named anything.
        Some(Value::Null) | None => 0,
        Some(_) => usize::MAX,
    };
    if ["properties", "patternProperties"].iter().any(|keyword| members(source, keyword) > members(target, keyword)) {
        target.shift_remove("additionalProperties");
    }
}

/// Bounds that are exclusive by a flag beside them, and numeric formats, have another name in JSON Schema.
fn renamed<'k>(keyword: &'k str, value: &Value, source: &Map<String, Value>) -> &'k str {
    let is_exclusive = |flag: &str| source.get(flag) == Some(&Value::Bool(true));
    match keyword {
        "minimum" if is_exclusive("exclusiveMinimum") => "exclusiveMinimum",
        "maximum" if is_exclusive("exclusiveMaximum") => "exclusiveMaximum",
        "format" if matches!(value.as_str(), Some("int32" | "int64" | "float" | "double")) => NUMERIC_FORMAT,
        keyword => keyword,
    }
}

/// A pointer as it must be written in the fragment of a reference.
pub fn encode(pointer: &str) -> String {
    percent_encoding::utf8_percent_encode(pointer, &FRAGMENT).to_string()
}

/// What cannot stand in a fragment as it is.
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
