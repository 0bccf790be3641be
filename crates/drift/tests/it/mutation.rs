//! The engine notices changes: the repository's own document and recordings, changed in one place at a time.
//!
//! `cargo test -p openapi-drift --test it mutation -- --nocapture` prints how many changes were made and noticed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use openapi_drift::{Code, Collector, Document, Exceptions, Exchange, Observation, Options, Recording, Recordings, Report, check, find};
use serde_json::Value;

/// Properties whose removal goes unnoticed although a recording shows them. We want this list to shrink, not grow.
const UNNOTICED_PROPERTIES: &[(&str, &str)] = &[
    ("/components/schemas/Acknowledgement/properties/success", "the schema's only property: without it the object is free-form"),
    ("/components/schemas/BulkReference/properties/id", "the schema's only property"),
    ("/components/schemas/ImageObject/properties/url", "the schema's only property"),
];

/// Places where a value of another type goes unnoticed, since the document allows that type. Only to shrink.
const UNNOTICED_VALUES: &[(&str, &str)] = &[
    ("createGroup /hidden_emails", "null was recorded, and the document allows a boolean too"),
    ("createGroup /posts_moderation", "null is all that was ever shown, so the document names no type"),
    ("createGroupMember /fields/*", "a custom field may have a value of any type (`FieldValue`)"),
    ("createUser /fields/*", "the same"),
    ("listNotifications /notifications/*/item/fields/*", "the same"),
    ("getGroup /posts_moderation", "no type, as above"),
    ("listGroups /groups/*/posts_moderation", "no type, as above"),
    ("updateGroupMember /fields/*", "the same"),
    ("updateUser /fields/*", "the same"),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn document() -> Document {
    Document::load(root().join("openapi/mobilize.yaml")).unwrap_or_else(|trouble| panic!("{trouble}"))
}

fn exchanges() -> Vec<Exchange> {
    let files = find(&[root().join("tests/recordings/mobilize")]).unwrap_or_else(|trouble| panic!("{trouble}"));
    assert!(!files.is_empty(), "there are no recordings");
    Recordings::new(files).map(|exchange| exchange.unwrap_or_else(|trouble| panic!("{trouble}"))).collect()
}

fn report(document: &Document, exchanges: &[Exchange]) -> Report {
    let mut collector = Collector::new(document);
    for exchange in exchanges {
        collector.add(exchange, check(document, &exchange.recording, &Options::default()));
    }
    collector.finish(&Exceptions::default(), "2026-06-01".parse().expect("a date"), &[])
}

/// A finding as the names of its property and of the schema that should have declared it.
type Undocumented = BTreeSet<(String, String)>;

/// Returns the undocumented properties after these properties are removed from the document.
fn without(document: &Value, exchanges: &[Exchange], gone: &[&String]) -> Undocumented {
    let mut changed = document.clone();
    for pointer in gone {
        let (properties, name) = pointer.rsplit_once('/').expect("a pointer");
        let properties = changed.pointer_mut(properties).and_then(Value::as_object_mut).expect("the properties of a schema");
        properties.shift_remove(&name.replace("~1", "/").replace("~0", "~")).expect("a property");
    }
    let changed = Document::parse("changed.json", &changed.to_string()).unwrap_or_else(|trouble| panic!("{trouble}"));
    undocumented(&changed, exchanges)
}

fn undocumented(document: &Document, exchanges: &[Exchange]) -> Undocumented {
    let observations = exchanges.iter().flat_map(|exchange| check(document, &exchange.recording, &Options::default()).observations);
    let of_code = observations.filter(|observation| observation.code == Code::UndocumentedProperty);
    of_code
        .map(|observation| (observation.document.clone(), observation.pointer.rsplit('/').next().unwrap_or_default().to_owned()))
        .collect()
}

#[test]
fn a_property_that_goes_from_the_document_is_missed() {
    let document = document();
    let exchanges = exchanges();
    let before = report(&document, &exchanges);
    let unseen: BTreeSet<&String> = before.coverage.unseen_properties.iter().collect();
    let known = undocumented(&document, &exchanges);
    let shown: Vec<String> = response_properties(&document).into_iter().filter(|pointer| !unseen.contains(pointer)).collect();
    assert_eq!(shown.len(), before.coverage.seen_properties(), "the test and the engine count other properties");

    // A document for each property would take minutes, so a change is made in as many schemas as there are, one property
    // of each. What goes unnoticed then may have stood below another one that went, and is tried alone.
    let mut rounds: Vec<Vec<&String>> = Vec::new();
    let mut of_schema: BTreeMap<&str, usize> = BTreeMap::new();
    for pointer in &shown {
        let round = of_schema.entry(pointer.rsplit_once('/').expect("a pointer").0).or_default();
        if rounds.len() <= *round {
            rounds.push(Vec::new());
        }
        rounds[*round].push(pointer);
        *round += 1;
    }
    let mut parsed = 0;
    let mut missed = |gone: &[&String]| {
        parsed += 1;
        without(document.value(), &exchanges, gone).difference(&known).cloned().collect::<Undocumented>()
    };
    let names = |found: &Undocumented, pointer: &str| {
        let (schema, name) = pointer.rsplit_once("/properties/").expect("a property's pointer");
        found.contains(&(schema.to_owned(), name.to_owned()))
    };
    let mut alone: Vec<&String> = Vec::new();
    for round in &rounds {
        let found = missed(round);
        alone.extend(round.iter().filter(|pointer| !names(&found, pointer)));
    }
    let unnoticed: Vec<&String> = alone
        .iter()
        .copied()
        .filter(|pointer| {
            let name = pointer.rsplit('/').next().unwrap_or_default();
            !missed(&[pointer]).iter().any(|(_, found)| found == name)
        })
        .collect();
    println!("removed {} recorded properties ({parsed} documents), {} noticed", shown.len(), shown.len() - unnoticed.len());
    let listed: Vec<&str> = UNNOTICED_PROPERTIES.iter().map(|(pointer, _)| *pointer).collect();
    assert_eq!(unnoticed, listed);
}

/// The pointers of all properties of schemas that an answer can reach, without those that are only written.
fn response_properties(document: &Document) -> BTreeSet<String> {
    let root = document.value();
    let mut found = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut open = Vec::new();
    for operation in document.operations().iter().filter(|operation| !operation.webhook) {
        let responses = root.pointer(&format!("{}/responses", operation.pointer)).and_then(Value::as_object).expect("responses");
        for (status, response) in responses {
            let at = target(response).unwrap_or_else(|| format!("{}/responses/{status}", operation.pointer));
            let content = root.pointer(&format!("{at}/content")).and_then(Value::as_object).into_iter().flatten();
            open.extend(content.map(|(range, _)| format!("{at}/content/{}/schema", range.replace('/', "~1"))));
        }
    }
    while let Some(at) = open.pop() {
        let Some(schema) = root.pointer(&at).filter(|_| seen.insert(at.clone())) else { continue };
        open.extend(target(schema));
        for (key, value) in schema.as_object().into_iter().flatten() {
            match (key.as_str(), value) {
                ("properties", Value::Object(properties)) => {
                    let readable = properties.iter().filter(|(_, property)| property.get("writeOnly") != Some(&Value::Bool(true)));
                    let pointers = readable.map(|(name, _)| format!("{at}/properties/{}", name.replace('~', "~0").replace('/', "~1")));
                    let pointers: Vec<String> = pointers.collect();
                    found.extend(pointers.iter().cloned());
                    open.extend(pointers);
                }
                ("allOf" | "oneOf" | "anyOf", Value::Array(parts)) => {
                    open.extend((0..parts.len()).map(|index| format!("{at}/{key}/{index}")))
                }
                ("items" | "additionalProperties", Value::Object(_)) => open.push(format!("{at}/{key}")),
                _ => {}
            }
        }
    }
    found
}

fn target(value: &Value) -> Option<String> {
    Some(value.get("$ref")?.as_str()?.strip_prefix('#')?.to_owned())
}

#[test]
fn a_changed_type_is_noticed_at_its_place() {
    let document = document();
    let (mut changes, mut noticed) = (0, 0);
    let mut unnoticed = BTreeSet::new();
    for exchange in exchanges() {
        let Some(body) =
            exchange.recording.response.as_ref().filter(|response| response.status < 300).and_then(|response| response.body.clone())
        else {
            continue;
        };
        let known = check(&document, &exchange.recording, &Options::default());
        let operation = known.operation.map(|index| document.operations()[index].id.clone()).unwrap_or_default();
        let mut scalars = Vec::new();
        collect_scalars(&body, String::new(), &mut scalars);
        for pointer in scalars {
            let changed = changed(&exchange.recording, &body, &pointer);
            let found = check(&document, &changed, &Options::default());
            changes += 1;
            let is_here = |observation: &&Observation| observation.place == pointer && is_folded(&observation.pointer, &pointer);
            match found.observations.iter().filter(|observation| !known.observations.contains(observation)).find(is_here) {
                Some(_) => noticed += 1,
                None => drop(unnoticed.insert(format!("{operation} {}", fold(&pointer)))),
            }
        }
    }
    println!("changed {changes} recorded values to another type, {noticed} noticed");
    let listed: BTreeSet<String> = UNNOTICED_VALUES.iter().map(|(place, _)| (*place).to_owned()).collect();
    assert_eq!(unnoticed, listed);
    assert!(changes > 0);
}

/// The recording with another type of value at one place of its answer.
fn changed(recording: &Recording, body: &Value, pointer: &str) -> Recording {
    let mut body = body.clone();
    let value = body.pointer_mut(pointer).expect("a value of the body");
    *value = if value.is_boolean() { Value::from("text") } else { Value::Bool(true) };
    let mut recording = recording.clone();
    if let Some(response) = &mut recording.response {
        response.body = Some(body);
    }
    recording
}

fn collect_scalars(value: &Value, at: String, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            members
                .iter()
                .for_each(|(name, member)| collect_scalars(member, format!("{at}/{}", name.replace('~', "~0").replace('/', "~1")), found));
        }
        Value::Array(items) => items.iter().enumerate().for_each(|(index, item)| collect_scalars(item, format!("{at}/{index}"), found)),
        _ => found.push(at),
    }
}

/// A pointer with its array indices folded, and the keys of this service's one map, `fields`.
fn fold(pointer: &str) -> String {
    let mut folded: Vec<&str> = Vec::new();
    for segment in pointer.split('/') {
        let is_data = segment.parse::<usize>().is_ok() || folded.last() == Some(&"fields");
        folded.push(if is_data { "*" } else { segment });
    }
    folded.join("/")
}

/// Returns whether `folded` names the same place, with `*` for indices and possibly for keys of maps.
fn is_folded(folded: &str, pointer: &str) -> bool {
    let fits =
        |(folded, exact): (&str, &str)| if exact.parse::<usize>().is_ok() { folded == "*" } else { folded == exact || folded == "*" };
    folded.split('/').count() == pointer.split('/').count() && folded.split('/').zip(pointer.split('/')).all(fits)
}
