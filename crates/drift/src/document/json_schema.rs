//! OpenAPI schemas rewritten as JSON Schema. Each schema that a request, a response or a reference names becomes a unit,
//! and all units stand in one object under their pointers, so that what the validator says about a keyword leads back to
//! the document. Keywords that were added stand where OpenAPI has none.
//!
//! What no validator could compile is set aside with its place, so that one broken schema breaks nothing else.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::composition::{Composition, excessive};
use super::dialect::Dialect;
use super::files::Files;
use super::graph::mapping;
use super::keywords::{IN_PLACE, MANY, NAMED, NUMERIC_FORMAT, ONE, SINCE_31, UNIONS};
use super::pattern;
use super::pointer;
use super::set_aside::{self, Aside};

/// The name under which the converted schemas stand in the registry; it never leaves this room.
pub(crate) const BASE: &str = "urn:openapi:document";

/// Which way a body travels: it decides whether `readOnly` and `writeOnly` properties may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// From the client to the service.
    Request,
    /// From the service to the client.
    Response,
}

/// The units, and what is to be known about them.
#[derive(Debug, Default)]
pub(crate) struct Converted {
    /// All units as one JSON Schema, each under its pointer in `$defs`.
    pub schemas: Arc<Value>,
    /// Which units each unit refers to.
    references: HashMap<String, Vec<String>>,
    /// What of each unit was set aside.
    aside: HashMap<String, Vec<Aside>>,
    /// How many schemas at most apply to one value, one by way of the other.
    pub depth: usize,
    /// The units at which composition was cut.
    pub cut: HashSet<String>,
}

impl Converted {
    /// All that was set aside.
    pub fn all_aside(&self) -> Vec<Aside> {
        self.aside.values().flatten().cloned().collect()
    }

    /// The pointers of the units.
    pub fn units(&self) -> impl Iterator<Item = &str> {
        self.references.keys().map(String::as_str)
    }

    /// Whether the schema at `at` is a unit.
    pub fn has(&self, at: &str) -> bool {
        self.references.contains_key(at)
    }

    /// What was set aside of a unit and of all that it refers to.
    pub fn aside_below(&self, unit: &str) -> Vec<&Aside> {
        if self.aside.is_empty() {
            return Vec::new();
        }
        let (mut seen, mut open) = (HashSet::from([unit]), vec![unit]);
        let mut found = Vec::new();
        while let Some(unit) = open.pop() {
            found.extend(self.aside.get(unit).into_iter().flatten());
            open.extend(self.references.get(unit).into_iter().flatten().map(String::as_str).filter(|target| seen.insert(target)));
        }
        found
    }
}

/// Rewrites the schemas at `roots` and all that they refer to.
pub(crate) fn convert(files: &Files, dialect: Dialect, direction: Direction, roots: impl IntoIterator<Item = String>) -> Converted {
    let mut converted = Converted::default();
    let mut units = Map::new();
    let mut compositions = HashMap::new();
    let mut open: Vec<String> = roots.into_iter().collect();
    while let Some(at) = open.pop() {
        if units.contains_key(&at) {
            continue;
        }
        let unit = convert_one(files, dialect, direction, &at);
        units.insert(at.clone(), unit.schema);
        open.extend(unit.references.iter().filter(|target| !units.contains_key(*target)).cloned());
        if !unit.aside.is_empty() {
            converted.aside.insert(at.clone(), unit.aside);
        }
        compositions.insert(at.clone(), unit.composition);
        converted.references.insert(at, unit.references);
    }
    let (excessive, depth) = excessive(&compositions);
    converted.depth = depth;
    for (pointer, why) in excessive {
        converted.cut.insert(pointer.clone());
        units.insert(pointer.clone(), Value::Bool(true));
        converted.aside.entry(pointer.clone()).or_default().push(Aside { pointer, why });
    }
    // Not by `json!`, which would copy all of them.
    converted.schemas = Arc::new(Value::Object(Map::from_iter([("$defs".to_owned(), Value::Object(units))])));
    converted
}

/// One schema, rewritten.
pub(super) struct Unit {
    pub schema: Value,
    /// What it refers to.
    references: Vec<String>,
    /// What of it was set aside.
    aside: Vec<Aside>,
    composition: Composition,
}

/// Rewrites one schema.
pub(super) fn convert_one(files: &Files, dialect: Dialect, direction: Direction, at: &str) -> Unit {
    let mut converter = Converter {
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
pub(crate) fn reference_to(at: &str) -> String {
    format!("{BASE}#/$defs/{}", encode(&pointer::escape(at)))
}

pub(super) struct Converter<'d> {
    pub(super) files: &'d Files,
    dialect: Dialect,
    pub(super) direction: Direction,
    /// The schema that is being rewritten.
    pub(super) at: String,
    references: Vec<String>,
    aside: Vec<Aside>,
    composition: Composition,
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
        let Some(source) = schema.as_object() else {
            return if schema.is_boolean() { schema.clone() } else { Value::Bool(true) };
        };
        let outer = self.dialect;
        if let (Some(identifier), true) = (source.get("$schema").and_then(Value::as_str), outer != Dialect::V30) {
            match Dialect::named(identifier) {
                Ok(dialect) => self.dialect = dialect,
                Err(why) => self.set_aside("$schema", format!("{why}; the schema was read as JSON Schema 2020-12")),
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
        for (keyword, value) in source {
            self.keyword(keyword, value, source, &mut target);
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
        let (keyword, converted) = match keyword {
            "exclusiveMinimum" | "exclusiveMaximum" if value.is_boolean() => return,
            "$ref" | "$dynamicRef" => match self.reference(keyword, value) {
                Some(reference) => (keyword, Value::String(reference)),
                None => return,
            },
            "$dynamicAnchor" if value.is_string() => (keyword, value.clone()),
            "required" if value.is_string() => {
                return self.set_aside(keyword, "`required` is a string, a list of names is expected".to_owned());
            }
            "required" => match self.required(value, source) {
                names if names.is_empty() => return,
                names => (keyword, Value::Array(names)),
            },
            // Lists of item schemas and `dependencies` are of older drafts, which a 3.1 document may name as its dialect.
            "items" if value.is_array() => ("prefixItems", self.list("items", value)),
            "dependencies" if self.dialect != Dialect::V30 => return self.dependencies(value, target),
            "additionalItems" if source.get("items").is_some_and(Value::is_array) => ("items", self.below(keyword, value)),
            _ if ONE.contains(&keyword) => (keyword, self.below(keyword, value)),
            // A list without schemas says nothing, and some drafts refuse it.
            _ if MANY.contains(&keyword) && value.as_array().is_none_or(Vec::is_empty) => return,
            "allOf" => (keyword, self.parts(value, source)),
            _ if MANY.contains(&keyword) => (keyword, self.list(keyword, value)),
            _ if NAMED.contains(&keyword) => (keyword, self.named(keyword, value)),
            _ => match set_aside::assertion(keyword, value) {
                Ok(Some(converted)) => (renamed(keyword, value, source), converted),
                Ok(None) => return,
                Err(why) => return self.set_aside(keyword, why),
            },
        };
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

    fn set_aside(&mut self, keyword: &str, why: String) {
        self.aside.push(Aside { pointer: pointer::join(&self.at, keyword), why });
    }

    /// The reference as it stands in the registry; `None` for one that leads nowhere.
    fn reference(&mut self, keyword: &str, reference: &Value) -> Option<String> {
        let target = reference.as_str().and_then(|reference| self.files.target(&self.at, reference));
        let Some(target) = target else {
            self.set_aside(keyword, format!("`{keyword}: {}` leads nowhere", reference.as_str().unwrap_or("…")));
            return None;
        };
        // A schema that is nothing but a reference, by way of others perhaps, to itself says nothing at all.
        if self.files.is_circular(&target) {
            self.set_aside(keyword, format!("`{keyword}: {}` leads back to itself", reference.as_str().unwrap_or("…")));
            return None;
        }
        let target = if keyword == "$ref" { self.files.beyond_aliases(target) } else { target };
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
    fn compose(&mut self, target: String) {
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

    pub(super) fn list(&mut self, keyword: &str, schemas: &Value) -> Value {
        let items = schemas.as_array().map_or(&[][..], Vec::as_slice);
        self.within(keyword, |this| items.iter().enumerate().map(|(index, schema)| this.below(&index.to_string(), schema)).collect())
    }

    fn named(&mut self, keyword: &str, schemas: &Value) -> Value {
        let mut converted = Map::new();
        for (name, schema) in schemas.as_object().into_iter().flatten() {
            if keyword == "patternProperties"
                && let Err(why) = pattern::as_it_stands(name)
            {
                self.set_aside(keyword, why);
                continue;
            }
            let schema = self.within(keyword, |this| this.below(name, schema));
            converted.insert(name.clone(), schema);
        }
        Value::Object(converted)
    }

    /// A union with a discriminator is a switch: the value named by it decides alone. A name that it does not know is
    /// for the walk to report; only what names nothing is left to `oneOf` and `anyOf`.
    fn discriminator(&mut self, schema: &Value, target: &mut Map<String, Value>) {
        let Some(discriminator) = schema.get("discriminator") else { return };
        let Some(property) = discriminator.get("propertyName").and_then(Value::as_str) else { return };
        let is_union = UNIONS.iter().any(|key| target.contains_key(*key));
        let pairs = mapping(self.files, &self.at, schema, discriminator);
        if !is_union || pairs.is_empty() {
            // A value may be of any component that is composed of this one, which no reference leads to.
            self.references.extend(self.files.children(&self.at).into_iter().map(|(_, target)| target));
            return;
        }
        let is = |value: &str| json!({ "type": "object", "required": [property], "properties": { property: { "const": value } } });
        let names = json!({ "type": "object", "required": [property], "properties": { property: { "type": "string" } } });
        let mut switch: Vec<Value> = Vec::with_capacity(pairs.len() + 1);
        // Whoever names a variant is not asked about the union, so that both count once.
        let known: HashSet<String> = self.composition.parts.iter().map(|(target, _)| target.clone()).collect();
        for (value, pointer) in pairs {
            switch.push(conditional(is(&value), json!({ "$ref": reference_to(&pointer) }), Value::Bool(true)));
            if known.contains(&pointer) {
                self.references.push(pointer);
            } else {
                self.compose(pointer);
            }
        }
        let unions = UNIONS.iter().filter_map(|key| Some(union(key, target.shift_remove(*key)?))).collect();
        switch.push(conditional(names, Value::Bool(true), Value::Object(Map::from_iter([("allOf".to_owned(), Value::Array(unions))]))));
        also(target, switch);
    }
}

/// A union that fails without saying how each variant does: of unions within unions that would be more than any memory
/// holds. `check/union.rs` asks the variants one by one. The last keyword on the way to the error is that of the union.
fn union(keyword: &str, variants: Value) -> Value {
    let of = |variants: Value| Value::Object(Map::from_iter([(keyword.to_owned(), variants)]));
    conditional(of(variants), Value::Bool(true), of(json!([false])))
}

/// Adds parts to the composition of a schema.
fn also(target: &mut Map<String, Value>, parts: Vec<Value>) {
    if !parts.is_empty()
        && let Some(known) = target.entry("allOf").or_insert_with(|| json!([])).as_array_mut()
    {
        known.extend(parts);
    }
}

/// Lets null pass, and every other value on to `schema`.
///
/// 3.0 has no `if`, so a location below it is known to be ours, and errors come as they are and not as those of a union.
fn or_null(schema: Value) -> Value {
    conditional(json!({ "type": "null" }), Value::Bool(true), schema)
}

/// Not by `json!`, which would copy schemas as often as they are nested.
fn conditional(condition: Value, then: Value, otherwise: Value) -> Value {
    Value::Object(Map::from_iter([("if".to_owned(), condition), ("then".to_owned(), then), ("else".to_owned(), otherwise)]))
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
pub(crate) fn encode(pointer: &str) -> String {
    percent_encoding::utf8_percent_encode(pointer, &FRAGMENT).to_string()
}

/// What cannot stand in a fragment as it is.
pub(crate) const FRAGMENT: percent_encoding::AsciiSet = percent_encoding::CONTROLS
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
