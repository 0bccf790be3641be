//! A schema merged with all that it refers to and is composed of.

use serde_json::{Map, Value, json};

use super::{Generator, Why};

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

pub(super) fn names(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(name)) => vec![name.clone()],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

impl Generator<'_> {
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
}
