//! Values that conform to a schema of a document, made from the schema alone, so that the engine is not its own judge.
//!
//! A schema is first merged with all that it refers to and is composed of; of a union one variant is taken. The same seed
//! gives the same values.

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use serde_json::{Map, Number, Value, json};

/// Where optional members and items are no longer made.
const SHALLOW: usize = 5;
/// Where a schema that requires itself is given up.
const DEEPEST: usize = 40;

/// Why there is no value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// No value satisfies the schema.
    Unsatisfiable(String),
    /// This generator cannot make one.
    Limit(String),
}

/// A small generator of pseudo-random numbers (SplitMix64): no test needs a better one.
pub struct Random(u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % (limit.max(1) as u64)).unwrap_or_default()
    }
}

pub struct Generator<'d> {
    root: &'d Value,
    is_30: bool,
    /// `readOnly` in requests, `writeOnly` in responses: properties that do not travel.
    hidden: &'static str,
    pub random: Random,
}

/// A schema with all that always applies, and whether a union was left out.
#[derive(Debug, Default, Clone)]
pub struct Merged {
    pub keywords: Map<String, Value>,
    pub has_union: bool,
    /// Properties that may stand in the object, where it is closed.
    pub closed: Option<Vec<String>>,
    /// The component that is meant, for discriminators.
    component: Option<String>,
}

impl Merged {
    pub fn get(&self, keyword: &str) -> Option<&Value> {
        self.keywords.get(keyword)
    }

    /// The types that are allowed; empty where any is.
    pub fn types(&self) -> Vec<String> {
        names(self.get("type"))
    }
}

fn names(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(name)) => vec![name.clone()],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

impl<'d> Generator<'d> {
    pub fn new(root: &'d Value, side: &str, seed: u64) -> Self {
        let is_30 = root["openapi"].as_str().is_some_and(|version| version.starts_with("3.0"));
        Self { root, is_30, hidden: if side == "request" { "readOnly" } else { "writeOnly" }, random: Random(seed) }
    }

    pub fn resolve(&self, reference: &str) -> Result<&'d Value, Why> {
        let pointer =
            reference.strip_prefix('#').map(|pointer| percent_encoding::percent_decode_str(pointer).decode_utf8_lossy().into_owned());
        pointer.and_then(|pointer| self.root.pointer(&pointer)).ok_or_else(|| Why::Limit(format!("reference {reference}")))
    }

    /// Merges a schema. Of a union one variant is taken, unless `statically`.
    pub fn merged(&mut self, schema: &Value, statically: bool) -> Result<Merged, Why> {
        let mut merged = Merged::default();
        self.merge(&mut merged, schema, statically, 0)?;
        Ok(merged)
    }

    fn merge(&mut self, into: &mut Merged, schema: &Value, statically: bool, depth: usize) -> Result<(), Why> {
        if depth > 30 {
            return Err(Why::Unsatisfiable("composed of itself".to_owned()));
        }
        let source = match schema {
            Value::Object(source) => source,
            Value::Bool(false) => return Err(Why::Unsatisfiable("false".to_owned())),
            _ => return Ok(()),
        };
        if let Some(reference) = source.get("$ref").and_then(Value::as_str) {
            into.component.get_or_insert_with(|| reference.rsplit('/').next().unwrap_or_default().to_owned());
            let target = self.resolve(reference)?;
            self.merge(into, target, statically, depth + 1)?;
            if self.is_30 {
                return Ok(());
            }
        }
        for part in source.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            self.merge(into, part, statically, depth + 1)?;
        }
        self.own(into, source)?;
        self.variants(into, source, statically, depth)
    }

    /// The keywords of one schema.
    fn own(&mut self, into: &mut Merged, source: &Map<String, Value>) -> Result<(), Why> {
        for (keyword, value) in source {
            let known = into.keywords.get(keyword).cloned();
            let combined = match (keyword.as_str(), known) {
                ("$ref" | "allOf" | "oneOf" | "anyOf" | "discriminator", _) => continue,
                ("not" | "if" | "dependentSchemas" | "dependentRequired" | "contains" | "propertyNames" | "unevaluatedItems", _)
                    if !(self.is_30 && keyword != "not") =>
                {
                    value.clone()
                }
                ("type", Some(known)) => {
                    let (known, own) = (names(Some(&known)), names(Some(value)));
                    let fits = |name: &&String| own.contains(name) || **name == "integer" && own.contains(&"number".to_owned());
                    let mut both: Vec<String> = known.iter().filter(fits).cloned().collect();
                    if known.contains(&"number".to_owned()) && own.contains(&"integer".to_owned()) {
                        both.push("integer".to_owned());
                    }
                    if both.is_empty() {
                        return Err(Why::Unsatisfiable(format!("types {known:?} and {own:?}")));
                    }
                    json!(both)
                }
                ("enum", Some(Value::Array(known))) => {
                    let own = value.as_array().cloned().unwrap_or_default();
                    let both: Vec<Value> = known.into_iter().filter(|value| own.contains(value)).collect();
                    if both.is_empty() {
                        return Err(Why::Unsatisfiable("enumerations without a common value".to_owned()));
                    }
                    json!(both)
                }
                ("required", Some(Value::Array(mut known))) => {
                    known.extend(value.as_array().cloned().unwrap_or_default());
                    json!(known)
                }
                ("properties", Some(Value::Object(mut known))) => {
                    for (name, schema) in value.as_object().into_iter().flatten() {
                        let both = known.get(name).map_or_else(|| schema.clone(), |known| json!({ "allOf": [known, schema] }));
                        known.insert(name.clone(), both);
                    }
                    Value::Object(known)
                }
                ("items" | "additionalProperties", Some(known)) if known.is_object() && value.is_object() => {
                    json!({ "allOf": [known, value] })
                }
                ("minimum" | "exclusiveMinimum" | "minLength" | "minItems" | "minProperties", Some(Value::Number(known))) => {
                    json!(if known.as_f64() > value.as_f64() { Value::Number(known) } else { value.clone() })
                }
                ("maximum" | "exclusiveMaximum" | "maxLength" | "maxItems" | "maxProperties", Some(Value::Number(known))) => {
                    json!(if known.as_f64() < value.as_f64() { Value::Number(known) } else { value.clone() })
                }
                ("pattern" | "format", Some(known)) if known != *value => return Err(Why::Limit(format!("two of {keyword}"))),
                ("nullable", Some(Value::Bool(false))) => json!(false),
                (_, _) => value.clone(),
            };
            into.keywords.insert(keyword.clone(), combined);
        }
        if source.get("additionalProperties") == Some(&json!(false)) {
            let own: Vec<String> =
                source.get("properties").and_then(Value::as_object).into_iter().flatten().map(|(name, _)| name.clone()).collect();
            let both =
                into.closed.take().map_or_else(|| own.clone(), |known| known.into_iter().filter(|name| own.contains(name)).collect());
            into.closed = Some(both);
        }
        // A base that names its heirs by a discriminator.
        let discriminator = source.get("discriminator").filter(|_| !source.contains_key("oneOf") && !source.contains_key("anyOf"));
        if let (Some(discriminator), Some(component)) = (discriminator, into.component.clone()) {
            self.tag(into, discriminator, &component)?;
        }
        Ok(())
    }

    /// Gives the property of a discriminator the value that means a component.
    fn tag(&mut self, into: &mut Merged, discriminator: &Value, component: &str) -> Result<(), Why> {
        let Some(property) = discriminator["propertyName"].as_str() else { return Ok(()) };
        let mapping = discriminator["mapping"].as_object();
        let meant = |target: &Value| target.as_str().is_some_and(|target| target.rsplit('/').next() == Some(component));
        let mapped = mapping.into_iter().flatten().find(|(_, target)| meant(target)).map(|(name, _)| name.as_str());
        let tag = json!({ "properties": { property: { "enum": [mapped.unwrap_or(component)] } } });
        self.own(into, tag.as_object().unwrap_or(&Map::new()))
    }

    fn variants(&mut self, into: &mut Merged, source: &Map<String, Value>, statically: bool, depth: usize) -> Result<(), Why> {
        for keyword in ["oneOf", "anyOf"] {
            let variants = source.get(keyword).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
            if variants.is_empty() {
                continue;
            }
            into.has_union = true;
            if statically {
                continue;
            }
            let first = self.random.below(variants.len());
            let mut why = None;
            for index in 0..variants.len() {
                let variant = &variants[(first + index) % variants.len()];
                let mut tried = into.clone();
                tried.component = None;
                let merged = self.merge(&mut tried, variant, statically, depth + 1).and_then(|()| {
                    match (source.get("discriminator"), variant["$ref"].as_str()) {
                        (Some(discriminator), Some(reference)) => {
                            self.tag(&mut tried, discriminator, reference.rsplit('/').next().unwrap_or_default())
                        }
                        _ => Ok(()),
                    }
                });
                match merged {
                    Ok(()) => {
                        *into = tried;
                        why = None;
                        break;
                    }
                    Err(error) => why = Some(error),
                }
            }
            if let Some(why) = why {
                return Err(why);
            }
        }
        Ok(())
    }

    /// A value that conforms to the schema.
    pub fn value(&mut self, schema: &Value, depth: usize) -> Result<Value, Why> {
        if depth > DEEPEST {
            return Err(Why::Unsatisfiable("requires itself".to_owned()));
        }
        // What cannot be merged with one choice of variants may be with another.
        let mut result = Err(Why::Limit("no attempt".to_owned()));
        for _ in 0..4 {
            result = self.merged(schema, false).and_then(|merged| self.of(&merged, depth));
            if result.is_ok() || depth > SHALLOW {
                break;
            }
        }
        result
    }

    fn of(&mut self, merged: &Merged, depth: usize) -> Result<Value, Why> {
        if let Some(keyword) = ["not", "if", "dependentSchemas", "dependentRequired", "contains", "propertyNames", "unevaluatedItems"]
            .into_iter()
            .find(|keyword| merged.get(keyword).is_some())
        {
            return Err(Why::Limit(keyword.to_owned()));
        }
        if let Some(value) = merged.get("const").filter(|_| !self.is_30) {
            return Ok(value.clone());
        }
        let types = merged.types();
        if let Some(values) =
            merged.get("enum").or(merged.get("x-extensible-enum")).and_then(Value::as_array).filter(|values| !values.is_empty())
        {
            let fitting: Vec<&Value> =
                values.iter().filter(|value| types.is_empty() || types.iter().any(|name| is_a(value, name))).collect();
            let Some(value) = fitting.get(self.random.below(fitting.len())) else {
                return Err(Why::Unsatisfiable("no listed value has the type".to_owned()));
            };
            return Ok((*value).clone());
        }
        let name = match types.len() {
            0 => implied(merged).to_owned(),
            count => types[self.random.below(count)].clone(),
        };
        match name.as_str() {
            "object" => self.object(merged, depth),
            "array" => self.array(merged, depth),
            "string" => self.string(merged),
            "integer" | "number" => self.number(merged, name == "integer"),
            "boolean" => Ok(json!(self.random.below(2) == 0)),
            _ => Ok(Value::Null),
        }
    }

    fn object(&mut self, merged: &Merged, depth: usize) -> Result<Value, Why> {
        let mut object = Map::new();
        let empty = Map::new();
        let properties = merged.get("properties").and_then(Value::as_object).unwrap_or(&empty);
        let required = names(merged.get("required"));
        let is_closed_to = |name: &str| merged.closed.as_ref().is_some_and(|closed| !closed.iter().any(|known| known == name));
        for (name, schema) in properties {
            let is_required = required.contains(name);
            let wanted = is_required || depth < SHALLOW && self.random.below(4) > 0;
            if !wanted || is_closed_to(name) && !is_required || self.is_hidden(schema) {
                continue;
            }
            match self.value(schema, depth + 1) {
                Ok(value) => drop(object.insert(name.clone(), value)),
                Err(why) if is_required => return Err(why),
                Err(_) => {}
            }
        }
        for name in required.iter().filter(|name| !properties.contains_key(*name)) {
            let value = match merged.get("additionalProperties") {
                Some(schema @ Value::Object(_)) => self.value(schema, depth + 1)?,
                _ => json!("required"),
            };
            object.insert(name.clone(), value);
        }
        let is_closed = |name: &String| is_closed_to(name) && !merged.keywords.contains_key("patternProperties");
        if let Some(name) = object.keys().find(|name| is_closed(name)) {
            return Err(Why::Unsatisfiable(format!("`{name}` is required and forbidden")));
        }
        let wanted = count(merged, "minProperties").unwrap_or_default().max(usize::from(properties.is_empty() && depth < SHALLOW));
        if let (None, Some(schema @ Value::Object(_))) = (&merged.closed, merged.get("additionalProperties")) {
            for index in object.len()..wanted {
                object.insert(format!("key{index}"), self.value(schema, depth + 1)?);
            }
        }
        if object.len() < count(merged, "minProperties").unwrap_or_default() {
            for (name, schema) in properties.iter().filter(|(name, _)| !is_closed_to(name)) {
                if object.len() < wanted && !object.contains_key(name) && !self.is_hidden(schema) {
                    object.insert(name.clone(), self.value(schema, depth + 1)?);
                }
            }
        }
        let most = count(merged, "maxProperties").unwrap_or(usize::MAX);
        let surplus: Vec<String> = object.keys().filter(|name| !required.contains(name)).cloned().collect();
        surplus.iter().take(object.len().saturating_sub(most)).for_each(|name| drop(object.shift_remove(name)));
        Ok(Value::Object(object))
    }

    /// Whether a property does not travel in this direction.
    pub fn is_hidden(&mut self, schema: &Value) -> bool {
        self.merged(schema, true).is_ok_and(|merged| merged.get(self.hidden) == Some(&json!(true)))
    }

    fn array(&mut self, merged: &Merged, depth: usize) -> Result<Value, Why> {
        let least = count(merged, "minItems").unwrap_or_default();
        let most = count(merged, "maxItems").unwrap_or(least.max(2));
        let wanted = if depth < SHALLOW { least.max(most.min(1 + self.random.below(2))) } else { least };
        let is_unique = merged.get("uniqueItems") == Some(&json!(true));
        let prefix = merged.get("prefixItems").and_then(Value::as_array).filter(|_| !self.is_30);
        let mut items: Vec<Value> = Vec::new();
        for index in 0..wanted.max(prefix.map_or(0, Vec::len).min(most)) {
            let described = prefix.and_then(|prefix| prefix.get(index)).or_else(|| merged.get("items"));
            if described == Some(&json!(false)) {
                break;
            }
            let mut item = match described {
                Some(schema) => self.value(schema, depth + 1),
                None => Ok(json!(index)),
            };
            for _ in 0..20 {
                if !is_unique || item.as_ref().is_ok_and(|item| !items.contains(item)) {
                    break;
                }
                item = self.value(described.unwrap_or(&Value::Null), depth + 1);
            }
            match item {
                Ok(item) if is_unique && items.contains(&item) => break,
                Ok(item) => items.push(item),
                Err(why) if items.len() < least => return Err(why),
                Err(_) => break,
            }
        }
        if items.len() < least { Err(Why::Limit("items that differ".to_owned())) } else { Ok(Value::Array(items)) }
    }

    fn string(&mut self, merged: &Merged) -> Result<Value, Why> {
        let (least, most) = (count(merged, "minLength").unwrap_or_default(), count(merged, "maxLength").unwrap_or(usize::MAX));
        let fits = |text: &str| (least..=most).contains(&text.chars().count());
        if let Some(pattern) = merged.get("pattern").and_then(Value::as_str) {
            return self
                .matching(pattern, merged)
                .filter(|text| fits(text))
                .map(Value::from)
                .ok_or_else(|| Why::Limit("pattern".to_owned()));
        }
        let format = merged.get("format").and_then(Value::as_str).unwrap_or_default();
        let number = self.random.below(1000);
        let text = match format {
            "date" => "2024-02-29".to_owned(),
            "date-time" => format!("2024-02-29T10:00:00.{number:03}Z"),
            "time" => "10:00:00Z".to_owned(),
            "duration" => "P1DT2H".to_owned(),
            "email" | "idn-email" => format!("user{number}@example.org"),
            "hostname" | "idn-hostname" => format!("host{number}.example.org"),
            "ipv4" => "192.0.2.1".to_owned(),
            "ipv6" => "2001:db8::1".to_owned(),
            "uri" | "url" | "iri" => format!("https://example.org/{number}"),
            "uri-reference" | "iri-reference" => format!("/{number}"),
            "uri-template" => "https://example.org/{id}".to_owned(),
            "uuid" => format!("123e4567-e89b-12d3-a456-426614174{number:03}"),
            "byte" => "aGVsbG8=".to_owned(),
            "regex" => "^a+$".to_owned(),
            "json-pointer" => "/a/0".to_owned(),
            "relative-json-pointer" => "1/a".to_owned(),
            _ => {
                let text = format!("é{number}");
                let padded = format!("{text}{}", "x".repeat(least.saturating_sub(text.chars().count())));
                padded.chars().take(most).collect()
            }
        };
        if fits(&text) { Ok(Value::from(text)) } else { Err(Why::Limit(format!("{format} of a length"))) }
    }

    /// A text that a regular expression matches: an example of the document, or one made for it.
    fn matching(&mut self, pattern: &str, merged: &Merged) -> Option<String> {
        let made = proptest::string::string_regex(pattern.trim_start_matches('^').trim_end_matches('$')).ok().and_then(|strategy| {
            let mut runner = TestRunner::deterministic();
            strategy.new_tree(&mut runner).ok().map(|tree| tree.current())
        });
        let matches = |text: &String| jsonschema::is_valid(&json!({ "pattern": pattern }), &json!(text));
        let fits = |text: &String| {
            jsonschema::is_valid(
                &json!({ "minLength": merged.get("minLength").unwrap_or(&json!(0)), "maxLength": merged.get("maxLength").unwrap_or(&json!(100_000)) }),
                &json!(text),
            )
        };
        let example = ["example", "default"].into_iter().find_map(|key| merged.get(key)?.as_str()).map(str::to_owned);
        made.into_iter().chain(example).find(|text| matches(text) && fits(text))
    }

    fn number(&mut self, merged: &Merged, is_integer: bool) -> Result<Value, Why> {
        let of = |keyword: &str| merged.get(keyword).and_then(Value::as_f64);
        let flag = |keyword: &str| merged.get(keyword) == Some(&json!(true));
        let step = of("multipleOf").unwrap_or(if is_integer { 1.0 } else { 0.5 });
        let mut low = of("minimum").unwrap_or(f64::NEG_INFINITY);
        let mut high = of("maximum").unwrap_or(f64::INFINITY);
        if let Some(bound) = of("exclusiveMinimum").or(of("minimum").filter(|_| flag("exclusiveMinimum"))) {
            low = low.max(bound + step);
        }
        if let Some(bound) = of("exclusiveMaximum").or(of("maximum").filter(|_| flag("exclusiveMaximum"))) {
            high = high.min(bound - step);
        }
        #[expect(clippy::cast_precision_loss, reason = "small numbers")]
        let steps = self.random.below(50) as f64;
        let from = if low.is_finite() { (low / step).ceil() * step } else { (high.min(1000.0) / step).floor() * step - 50.0 * step };
        let value = [from + steps * step, from].into_iter().find(|value| *value >= low && *value <= high);
        let Some(value) = value.or((low <= high && !is_integer).then_some(low)) else {
            return Err(Why::Unsatisfiable("no number lies between the bounds".to_owned()));
        };
        #[expect(clippy::cast_possible_truncation, reason = "whole and small")]
        let number = if value.fract() == 0.0 && value.abs() < 9e15 {
            Number::from(value as i64)
        } else {
            Number::from_f64(value).unwrap_or(Number::from(0))
        };
        Ok(Value::Number(number))
    }
}

fn count(merged: &Merged, keyword: &str) -> Option<usize> {
    usize::try_from(merged.get(keyword)?.as_u64()?).ok()
}

/// The type that the keywords of a schema without one speak of.
fn implied(merged: &Merged) -> &'static str {
    let has = |keywords: &[&str]| keywords.iter().any(|keyword| merged.get(keyword).is_some());
    if has(&["properties", "required", "additionalProperties", "minProperties"]) {
        "object"
    } else if has(&["items", "prefixItems", "minItems"]) {
        "array"
    } else if has(&["minimum", "maximum", "multipleOf"]) {
        "number"
    } else {
        "string"
    }
}

/// Whether a value is of a type.
pub fn is_a(value: &Value, name: &str) -> bool {
    match value {
        Value::Null => name == "null",
        Value::Bool(_) => name == "boolean",
        Value::Number(number) => name == "number" || name == "integer" && number.as_f64().is_none_or(|number| number.fract() == 0.0),
        Value::String(_) => name == "string",
        Value::Array(_) => name == "array",
        Value::Object(_) => name == "object",
    }
}
