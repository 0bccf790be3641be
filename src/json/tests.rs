//! The reader compared with `serde_json`, and its limits.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::types::{Group, GroupList};

fn read(text: &str) -> Result<Value, Problem> {
    let mut reader = Reader::new(text, MAX_DECODED_BYTES);
    let value = serde::Deserialize::deserialize(&mut reader).map_err(|error: JsonError| error.problem())?;
    reader.end().map_err(|error| error.problem())?;
    Ok(value)
}

#[track_caller]
fn check(text: &str, expected: Result<Value, Problem>) {
    assert_eq!(read(text), expected, "{text}");
}

#[test]
fn invalid_json_is_repaired() {
    check(r#"["\ud83d", 1]"#, Ok(json!(["\u{fffd}", 1])));
    check(r#"["\udc00\ud83d\ud83d\ude00"]"#, Ok(json!(["\u{fffd}\u{fffd}\u{1f600}"])));
    check("[1e400, -1E+999, 12]", Ok(json!(["1e400", "-1E+999", 12])));
    check("[\"a\nb\"]", Ok(json!(["a\nb"])));
}

#[test]
fn other_text_is_refused() {
    for text in [
        "",
        " ",
        "[",
        "[1",
        "[1,",
        "[1,]",
        "[,1]",
        "{",
        r#"{"a"}"#,
        r#"{"a":}"#,
        r#"{"a":1,}"#,
        "{1:2}",
        "nul",
        "tru",
        "01",
        "-",
        "1.",
        "1e",
        ".5",
    ] {
        check(text, Err(Problem::NotJson));
    }
    for text in ["\"", r#""\x""#, r#""\u12""#, r#""\u12g4""#, "1 2", "[1] x", "+1", "'a'"] {
        check(text, Err(Problem::NotJson));
    }
    check(&"[".repeat(200), Err(Problem::TooDeep));
    assert!(read(&format!("{}{}", "[".repeat(127), "]".repeat(127))).is_ok());
}

#[test]
fn memory_is_limited() {
    let megabyte = |part: &str| vec![part; 1024 * 1024 / part.len()].join(",");
    let limit = 64 * 1024 * 1024;
    let mut reader = Reader::new("{}", limit);
    assert!(<GroupList as serde::Deserialize>::deserialize(&mut reader).is_ok());
    for text in [
        format!(r#"{{ "groups": [{}] }}"#, megabyte("{}")),
        format!(r#"{{ "new": [{}] }}"#, megabyte(r#"{"":0}"#)),
        format!(r#"{{ "groups": [{{ "name": [{}] }}] }}"#, megabyte(r#"{"a":{}}"#)),
    ] {
        let mut reader = Reader::new(&text, limit);
        let error = <GroupList as serde::Deserialize>::deserialize(&mut reader).expect_err("too much memory");
        assert_eq!(error.problem(), Problem::Memory);
    }
}

#[test]
fn a_property_that_occurs_twice_costs_nothing() {
    let group: Group = crate::decode_json(br#"{ "id": 1, "name": "a", "name": "b", "new": 1, "new": 2 }"#).expect("decodes");
    assert_eq!((group.name.as_deref(), &group.odd()["name"]), (Some("a"), &json!("b")));
    assert_eq!((&group.extra["new"], &group.odd()["new"]), (&json!(1), &json!(2)));
}

#[test]
fn rows_have_their_places() {
    let text = r#" { "total": 2, "groups": [ {"id":1} , 7 ], "new": [[1]] } "#;
    let mut reader = Reader::new(text, MAX_DECODED_BYTES);
    let _: GroupList = serde::Deserialize::deserialize(&mut reader).expect("decodes");
    let rows = reader.end().expect("ends");
    let texts: Vec<Vec<_>> = rows.into_iter().map(|rows| rows.into_iter().map(|range| &text[range]).collect()).collect();
    assert_eq!(texts, [vec![r#"{"id":1}"#, "7"], vec!["[1]"]]);
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".*".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 60, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
            prop::collection::btree_map(".*", inner, 0..8).prop_map(|properties| Value::Object(properties.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn valid_json_is_read_as_serde_json_reads_it(value in value(), pretty: bool) {
        let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) }.expect("encodes");
        prop_assert_eq!(read(&text), Ok(serde_json::from_str(&text).expect("decodes")));
    }

    #[test]
    fn any_text_is_read_as_serde_json_reads_it(text in prop::collection::vec(prop::sample::select(b"\"\\ud8c0{}[]:,1e4-+. nultrefas\n".to_vec()), 0..40)) {
        let text = String::from_utf8(text).expect("ASCII");
        // Whatever serde_json accepts is read alike; text that it refuses may be repaired.
        if let Ok(value) = serde_json::from_str::<Value>(&text) {
            prop_assert_eq!(read(&text), Ok(value));
        } else {
            let _ = read(&text);
        }
    }
}
