//! The components of whole documents: for each a conforming value is made, and changed at each of its places in each way
//! that its schema gives.
//!
//! For a document of one's own:
//!
//! ```text
//! CONFORMING=api.yaml cargo test -p openapi-drift --test it keywords::components -- --ignored --nocapture
//! ```

use std::collections::BTreeMap;
use std::path::Path;

use openapi_drift::{Document, Options, Recording, check};
use serde_json::{Map, Value, json};

use crate::generate::{Generator, Merged, is_a};

/// A changed value, and what it must yield.
struct Change {
    keyword: &'static str,
    body: Value,
    code: &'static str,
    pointer: String,
}

/// Where in a value, exactly and folded.
#[derive(Clone)]
struct At {
    exact: String,
    folded: String,
}

impl At {
    fn named(&self, name: &str) -> Self {
        let name = name.replace('~', "~0").replace('/', "~1");
        Self { exact: format!("{}/{name}", self.exact), folded: format!("{}/{name}", self.folded) }
    }

    fn data(&self, name: &str) -> Self {
        Self { folded: format!("{}/*", self.folded), ..self.named(name) }
    }
}

struct Mutator<'g, 'd> {
    generator: &'g mut Generator<'d>,
    body: Value,
    changes: Vec<Change>,
    /// Places that were left out, since more than one schema may be meant there.
    unions: usize,
}

impl Mutator<'_, '_> {
    fn put(&mut self, keyword: &'static str, at: &At, value: Value, code: &'static str) {
        let mut body = self.body.clone();
        *body.pointer_mut(&at.exact).expect("a place of the body") = value;
        self.changes.push(Change { keyword, body, code, pointer: at.folded.clone() });
    }

    fn visit(&mut self, schema: &Value, value: &Value, at: &At) {
        let Ok(merged) = self.generator.merged(schema, true) else { return };
        if merged.has_union {
            self.unions += 1;
            return;
        }
        self.types(&merged, at);
        match value {
            Value::Object(members) => self.object(&merged, members, at),
            Value::Array(items) => self.array(&merged, items, at),
            Value::String(_) => self.string(&merged, at),
            Value::Number(_) => self.number(&merged, at),
            _ => {}
        }
    }

    fn types(&mut self, merged: &Merged, at: &At) {
        let types = merged.types();
        let listed = merged.get("enum").or(merged.get("x-extensible-enum")).and_then(Value::as_array);
        let lists_null = merged.get("enum").and_then(Value::as_array).is_some_and(|values| values.iter().any(Value::is_null));
        if !types.is_empty() {
            let others = [json!(true), json!("other"), json!(7), json!({ "other": 1 }), json!(["other"])];
            for other in others.into_iter().filter(|other| !types.iter().any(|name| is_a(other, name))) {
                self.put("type", at, other, "type-mismatch");
            }
            let takes_null = types.iter().any(|name| name == "null") || merged.get("nullable") == Some(&json!(true)) || lists_null;
            if !takes_null {
                self.put("null", at, Value::Null, "unexpected-null");
            }
        }
        if listed.is_some_and(|values| values.iter().any(Value::is_string))
            && (types.is_empty() || types.iter().any(|name| name == "string"))
        {
            self.put("enum", at, json!("none of these"), "unknown-enum-value");
        }
    }

    fn string(&mut self, merged: &Merged, at: &At) {
        let is_listed = merged.get("enum").is_some();
        let known = ["date", "date-time", "time", "email", "hostname", "ipv4", "ipv6", "uri", "uuid", "duration"];
        if merged.get("format").and_then(Value::as_str).is_some_and(|format| known.contains(&format)) && !is_listed {
            self.put("format", at, json!("none of \"this\" format"), "format-mismatch");
        }
        let bound = |keyword: &str| merged.get(keyword).and_then(Value::as_u64).and_then(|bound| usize::try_from(bound).ok());
        if let Some(least) = bound("minLength").filter(|least| *least > 0) {
            self.put("minLength", at, json!("x".repeat(least - 1)), "constraint-violation");
        }
        if let Some(most) = bound("maxLength").filter(|most| *most < 100_000) {
            self.put("maxLength", at, json!("x".repeat(most + 1)), "constraint-violation");
        }
        if let Some(pattern) = merged.get("pattern") {
            let is_refused = |text: &str| !jsonschema::is_valid(&json!({ "pattern": pattern }), &json!(text));
            if let Some(text) = ["", "\n", "§ §"].into_iter().find(|text| is_refused(text)) {
                self.put("pattern", at, json!(text), "constraint-violation");
            }
        }
    }

    fn number(&mut self, merged: &Merged, at: &At) {
        let whole = |keyword: &str| merged.get(keyword).and_then(Value::as_i64);
        if let Some(least) = whole("minimum").or(whole("exclusiveMinimum")) {
            self.put("minimum", at, json!(least - 1), "constraint-violation");
        }
        if let Some(most) = whole("maximum").or(whole("exclusiveMaximum")).filter(|most| *most < i64::MAX) {
            self.put("maximum", at, json!(most + 1), "constraint-violation");
        }
        if merged.get("format") == Some(&json!("int32")) {
            self.put("format int32", at, json!(2_147_483_648_i64), "format-mismatch");
        }
    }

    fn array(&mut self, merged: &Merged, items: &[Value], at: &At) {
        let bound = |keyword: &str| merged.get(keyword).and_then(Value::as_u64).and_then(|bound| usize::try_from(bound).ok());
        if bound("minItems").is_some_and(|least| least > 0) {
            self.put("minItems", at, json!([]), "constraint-violation");
        }
        let Some(first) = items.first() else { return };
        if let Some(most) = bound("maxItems").filter(|most| *most < 2000) {
            self.put("maxItems", at, json!(vec![first; most + 1]), "constraint-violation");
        }
        if merged.get("uniqueItems") == Some(&json!(true)) {
            self.put("uniqueItems", at, json!([first, first]), "constraint-violation");
        }
        if let (Some(schema @ Value::Object(_)), None) = (merged.get("items"), merged.get("prefixItems")) {
            self.visit(schema, first, &at.data("0"));
        }
    }

    fn object(&mut self, merged: &Merged, members: &Map<String, Value>, at: &At) {
        let empty = Map::new();
        let properties = merged.get("properties").and_then(Value::as_object).unwrap_or(&empty);
        let required = merged.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
        let mut required: Vec<&str> = required.filter(|name| members.contains_key(*name)).collect();
        required.dedup();
        for name in required {
            let mut fewer = members.clone();
            fewer.shift_remove(name);
            self.put("required", at, Value::Object(fewer), "missing-property");
            if let Some(change) = self.changes.last_mut() {
                change.pointer = at.named(name).folded;
            }
        }
        let additional = merged.get("additionalProperties");
        let is_open =
            merged.get("patternProperties").is_none() && additional.is_none_or(|schema| schema.is_boolean() || *schema == json!({}));
        if is_open && (!properties.is_empty() || merged.closed.is_some()) {
            let mut more = members.clone();
            more.insert("not_documented".to_owned(), json!(1));
            self.put("properties", at, Value::Object(more), "undocumented-property");
            if let Some(change) = self.changes.last_mut() {
                change.pointer = at.named("not_documented").folded;
            }
        }
        for (name, member) in members {
            match (properties.get(name), additional) {
                (Some(schema), _) => self.visit(schema, member, &at.named(name)),
                (None, Some(schema @ Value::Object(_))) => self.visit(schema, member, &at.data(name)),
                _ => {}
            }
        }
    }
}

/// The document with its schemas instead of its paths: each component, and each answer that is described in place, can be
/// sent to, and had from, a path of its own.
fn schemas_of(document: &Document) -> (Document, Vec<(String, Value)>) {
    let mut root = document.value().clone();
    let components = root["components"]["schemas"].as_object().into_iter().flatten();
    let mut schemas: Vec<(String, Value)> =
        components.map(|(name, _)| (name.clone(), json!({ "$ref": format!("#/components/schemas/{name}") }))).collect();
    for operation in document.operations() {
        let responses = root.pointer(&format!("{}/responses", operation.pointer)).and_then(Value::as_object);
        for (status, response) in responses.into_iter().flatten() {
            let in_place = response["content"]["application/json"].get("schema").filter(|schema| schema.get("$ref").is_none());
            schemas.extend(in_place.map(|schema| (format!("answer{}", schemas.len()), schema.clone())).filter(|_| status != "default"));
        }
    }
    let paths: Map<String, Value> = schemas
        .iter()
        .map(|(name, schema)| {
            let content = json!({ "description": "a body", "content": { "application/json": { "schema": schema } } });
            let responses = json!({ "200": content, "204": { "description": "none" } });
            (format!("/{name}"), json!({ "post": { "requestBody": content, "responses": responses } }))
        })
        .collect();
    root["paths"] = Value::Object(paths);
    root["servers"] = json!([{ "url": "https://api.example.org" }]);
    let document = Document::parse("schemas.json", &root.to_string()).unwrap_or_else(|trouble| panic!("{trouble}"));
    (document, schemas)
}

fn recording(name: &str, side: &str, body: &Value) -> Recording {
    let headers = json!({ "content-type": "application/json" });
    let mut recording = json!({
        "request": { "method": "POST", "url": format!("https://api.example.org/{name}"), "headers": headers },
        "response": { "status": 204 },
    });
    match side {
        "request" => recording["request"]["body"] = body.clone(),
        _ => recording["response"] = json!({ "status": 200, "headers": headers, "body": body }),
    }
    serde_json::from_value(recording).expect("a recording")
}

/// Changes each component; gives what went unnoticed.
fn survey(name: &str, document: &Document, seeds: u64) -> Vec<String> {
    let (document, schemas) = schemas_of(document);
    let (mut made, mut changes, mut unions) = (0, 0, 0);
    let mut by_keyword: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut unnoticed = Vec::new();
    for (component, schema) in &schemas {
        for (side, seed) in ["request", "response"].into_iter().flat_map(|side| (0..seeds).map(move |seed| (side, seed))) {
            let mut generator = Generator::new(document.value(), side, seed);
            let Ok(body) = generator.value(schema, 0) else { continue };
            made += 1;
            let mut mutator = Mutator { generator: &mut generator, body: body.clone(), changes: Vec::new(), unions: 0 };
            mutator.visit(schema, &body, &At { exact: String::new(), folded: String::new() });
            unions += mutator.unions;
            for change in mutator.changes {
                changes += 1;
                let checked = check(&document, &recording(component, side, &change.body), &Options::default());
                let is_it = checked.observations.iter().any(|found| found.code.as_str() == change.code && found.pointer == change.pointer);
                let count = by_keyword.entry(change.keyword).or_default();
                *count = (count.0 + 1, count.1 + usize::from(is_it));
                if !is_it {
                    let found: Vec<String> = checked.observations.iter().map(|found| format!("{} {}", found.code, found.pointer)).collect();
                    unnoticed.push(format!("{component} ({side}) {}: {} {}, found {found:?}", change.keyword, change.code, change.pointer));
                }
            }
        }
    }
    println!(
        "{name}: {made} values of {} schemas, {changes} changes, {} noticed where they are, {unions} unions left out",
        schemas.len(),
        changes - unnoticed.len()
    );
    by_keyword.iter().for_each(|(keyword, (made, noticed))| println!("  {keyword}: {noticed} of {made}"));
    assert!(changes > 0);
    unnoticed
}

#[test]
fn each_change_of_a_component_is_noticed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for name in
        ["openapi/mobilize.yaml", "openapi/mode.yaml", "crates/drift/tests/sample/api.yaml", "crates/drift/tests/sample/since-31.yaml"]
    {
        let document = Document::load(root.join(name)).unwrap_or_else(|trouble| panic!("{trouble}"));
        let unnoticed = survey(name, &document, 2);
        assert!(unnoticed.is_empty(), "{} unnoticed:\n{}", unnoticed.len(), unnoticed.join("\n"));
    }
}

#[test]
#[ignore = "asks for a document: CONFORMING=api.yaml"]
fn each_change_of_a_component_of_a_document_is_noticed() {
    let path = std::env::var("CONFORMING").expect("CONFORMING names a document");
    let document = Document::load(&path).unwrap_or_else(|trouble| panic!("{trouble}"));
    let unnoticed = survey(&path, &document, 1);
    assert!(unnoticed.is_empty(), "{} unnoticed:\n{}", unnoticed.len(), unnoticed.join("\n"));
}
