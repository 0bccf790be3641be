//! Parses YAML into a JSON value and a tree of positions of the same shape.

use std::collections::HashMap;

use saphyr_parser::Event;
use serde_json::{Map, Value};

use crate::position::Position;
use crate::yaml::events::{Failure, PositionedEvent, YamlEvents};
use crate::yaml::positions::{Children, Member, Members, Scalar, YamlLocator};
use crate::yaml::scalar::scalar;

/// The deepest nesting that is accepted. `serde_json` has the same limit.
const MAX_DEPTH: usize = 128;

/// The memory that copies for anchors and aliases may take in all, in bytes, beside [`ALIASED_PER_BYTE`] for each byte read.
const MAX_ALIASED: usize = 64 * 1024 * 1024;

/// The memory that copies may take for each byte of the text that was read.
const ALIASED_PER_BYTE: usize = 16;

/// The approximate size of a node with its position, in bytes, beside its text.
const NODE: usize = 64;

/// Parses one YAML document. Fails on syntax errors, duplicate keys, a second document, and values without JSON equivalent.
pub fn parse(text: &str) -> Result<(Value, YamlLocator), Failure> {
    let mut builder = Builder::default();
    for event in YamlEvents::new(text) {
        builder.event(event?)?;
    }
    builder.root.ok_or_else(|| (Position::START, "the file is empty".to_owned()))
}

/// Builds the value from the parser's events with an explicit stack, so that nesting cannot overflow the call stack.
#[derive(Default)]
pub struct Builder {
    open: Vec<Open>,
    anchors: HashMap<usize, (Value, YamlLocator)>,
    /// The memory that was copied for anchors and aliases.
    aliased: usize,
    /// Length of the text that was read.
    read: usize,
    root: Option<(Value, YamlLocator)>,
    /// The keys of a top-level sequence whose items are streamed instead of kept.
    list: &'static [&'static str],
    /// Whether the streamed sequence was found.
    pub list_met: bool,
    /// The items of the streamed sequence that are complete and were not taken yet.
    pub listed: Vec<(Value, YamlLocator)>,
}

/// A collection that is still open.
struct Open {
    position: Position,
    anchor: usize,
    content: Content,
}

enum Content {
    Sequence(Vec<Value>, Vec<YamlLocator>),
    Mapping { values: Map<String, Value>, members: Vec<Member>, key: Option<(String, Position)>, merges: Vec<(Value, YamlLocator)> },
}

impl Builder {
    /// Streams the items of a top-level sequence with one of these keys.
    pub fn of_list(names: &'static [&'static str]) -> Self {
        Self { list: names, ..Self::default() }
    }

    /// Adds an event.
    pub fn event(&mut self, (event, at, offset): PositionedEvent<'_>) -> Result<(), Failure> {
        self.read = offset;
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                if self.expects_key() {
                    return self.key(text.into_owned(), at);
                }
                let value = scalar(&text, style, tag.as_deref()).map_err(|why| (at, why))?;
                let binary = tag.as_ref().is_some_and(|tag| tag.suffix == "binary");
                self.finish(value, YamlLocator { value: at, children: Children::Scalar(Scalar { style, binary }) }, anchor)
            }
            Event::SequenceStart(anchor, _) => self.open(at, anchor, Content::Sequence(Vec::new(), Vec::new())),
            Event::MappingStart(anchor, _) => {
                self.open(at, anchor, Content::Mapping { values: Map::new(), members: Vec::new(), key: None, merges: Vec::new() })
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(),
            Event::Alias(anchor) => {
                if self.expects_key() {
                    return Err((at, "an alias cannot be a key".to_owned()));
                }
                let anchored = self.anchors.get(&anchor).ok_or_else(|| (at, "the alias names an anchor that is still open".to_owned()))?;
                self.aliased = self.aliased.saturating_add(cost(&anchored.0));
                self.check_copies(at)?;
                let Some((value, spans)) = self.anchors.get(&anchor).cloned() else { return Ok(()) };
                self.finish(value, spans, 0)
            }
            Event::DocumentStart(_) if self.root.is_some() => Err((at, "a second YAML document starts here; one is expected".to_owned())),
            _ => Ok(()),
        }
    }

    /// Fails once anchors and aliases have expanded to more than a text of this length may.
    fn check_copies(&self, at: Position) -> Result<(), Failure> {
        if self.aliased <= MAX_ALIASED + ALIASED_PER_BYTE * self.read {
            return Ok(());
        }
        Err((at, format!("anchors and aliases expand to more than {} MiB", MAX_ALIASED / (1024 * 1024))))
    }

    fn expects_key(&self) -> bool {
        matches!(self.open.last(), Some(Open { content: Content::Mapping { key: None, .. }, .. }))
    }

    fn key(&mut self, name: String, at: Position) -> Result<(), Failure> {
        if let Some(Open { content: Content::Mapping { values, key, .. }, .. }) = self.open.last_mut() {
            if values.contains_key(&name) {
                return Err((at, format!("duplicate key `{name}`")));
            }
            *key = Some((name, at));
        }
        Ok(())
    }

    /// Returns whether the node that just ended is an item of the streamed sequence.
    fn is_listed(&self) -> bool {
        match self.open.as_slice() {
            [Open { content: Content::Mapping { key: Some((name, _)), .. }, .. }, Open { content: Content::Sequence(..), .. }] => {
                self.list.contains(&name.as_str())
            }
            _ => false,
        }
    }

    fn open(&mut self, position: Position, anchor: usize, content: Content) -> Result<(), Failure> {
        if self.expects_key() {
            return Err((position, "a key must be a scalar".to_owned()));
        }
        if self.open.len() >= MAX_DEPTH {
            return Err((position, format!("nested more than {MAX_DEPTH} levels deep")));
        }
        self.open.push(Open { position, anchor, content });
        self.list_met |= self.is_listed();
        Ok(())
    }

    fn close(&mut self) -> Result<(), Failure> {
        let Some(Open { position, anchor, content }) = self.open.pop() else { return Ok(()) };
        let (value, children) = match content {
            Content::Sequence(values, items) => (Value::Array(values), Children::Items(items)),
            Content::Mapping { mut values, mut members, merges, .. } => {
                for (value, spans) in merges {
                    merge(&mut values, &mut members, value, spans).map_err(|why| (position, why))?;
                }
                (Value::Object(values), Children::Members(Members::new(members)))
            }
        };
        self.finish(value, YamlLocator { value: position, children }, anchor)
    }

    /// Adds a complete node to the open collection, or makes it the root.
    fn finish(&mut self, value: Value, spans: YamlLocator, anchor: usize) -> Result<(), Failure> {
        if anchor != 0 {
            self.aliased = self.aliased.saturating_add(cost(&value));
            self.check_copies(spans.value)?;
            self.anchors.insert(anchor, (value.clone(), spans.clone()));
        }
        if self.is_listed() {
            self.listed.push((value, spans));
            return Ok(());
        }
        match self.open.last_mut() {
            None => self.root = Some((value, spans)),
            Some(Open { content: Content::Sequence(values, items), .. }) => {
                values.push(value);
                items.push(spans);
            }
            Some(Open { content: Content::Mapping { values, members, key, merges }, .. }) => {
                if let Some((name, at)) = key.take() {
                    if name == "<<" {
                        merges.push((value, spans));
                    } else {
                        members.push(Member { name: name.as_str().into(), key: at, spans });
                        values.insert(name, value);
                    }
                }
            }
        }
        Ok(())
    }
}

/// Merges `<<: *base` and `<<: [*a, *b]`; keys that exist already win.
fn merge(values: &mut Map<String, Value>, members: &mut Vec<Member>, value: Value, spans: YamlLocator) -> Result<(), String> {
    match (value, spans.children) {
        (Value::Object(more), Children::Members(more_members)) => {
            for ((name, value), member) in more.into_iter().zip(more_members.list) {
                if !values.contains_key(&name) {
                    values.insert(name, value);
                    members.push(member);
                }
            }
            Ok(())
        }
        (Value::Array(list), Children::Items(items)) => {
            list.into_iter().zip(items).try_for_each(|(value, spans)| merge(values, members, value, spans))
        }
        _ => Err("`<<` merges mappings only".to_owned()),
    }
}

/// Returns the approximate memory of a value with its positions, in bytes.
fn cost(value: &Value) -> usize {
    let own = match value {
        Value::Array(items) => items.iter().map(cost).sum(),
        Value::Object(members) => members.iter().map(|(name, value)| 2 * name.len() + cost(value)).sum(),
        Value::String(text) => text.len(),
        _ => 0,
    };
    NODE + own
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(yaml: &str, json: &str) {
        let (value, _) = parse(yaml).unwrap_or_else(|(at, why)| panic!("{at}: {why}"));
        assert_eq!(value.to_string(), json);
    }

    #[track_caller]
    fn check_failure(yaml: &str, expected: &str) {
        let (at, why) = parse(yaml).map(|(value, _)| value).expect_err("should not parse");
        assert_eq!(format!("{at}: {why}"), expected);
    }

    #[test]
    fn scalars_follow_the_core_schema() {
        check(
            "[1, -2, 1.5, 1e3, 0x10, 0o17, '1', true, no, null, ~, 2020-01-01, 1.2.3, -x, 9007199254740993]",
            r#"[1,-2,1.5,1000.0,16,15,"1",true,"no",null,null,"2020-01-01","1.2.3","-x",9007199254740993]"#,
        );
        check("a: !!str 200\n200: x", r#"{"a":"200","200":"x"}"#);
    }

    #[test]
    fn aliases_and_merge_keys_are_expanded() {
        check("a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3}\nc: *a", r#"{"a":{"x":1,"y":2},"b":{"y":3,"x":1},"c":{"x":1,"y":2}}"#);
    }

    #[test]
    fn positions_lead_to_keys_and_items() {
        let (_, spans) = parse("paths:\n  /a/b:\n    get: [x, {y: 1}]\n").expect("parses");
        for (pointer, expected) in [("", "1:1"), ("/paths/~1a~1b", "2:3"), ("/paths/~1a~1b/get/1/y", "3:15"), ("/paths/gone", "1:1")] {
            assert_eq!(spans.locate(pointer).to_string(), expected, "{pointer}");
        }
    }

    #[test]
    fn invalid_yaml_is_refused_with_its_position() {
        check_failure("a: 1\nb: 2\na: 3\n", "3:1: duplicate key `a`");
        check_failure("", "1:1: the file is empty");
        check_failure("a: 1\n---\nb: 2\n", "2:1: a second YAML document starts here; one is expected");
        check_failure("{[1]: 2}", "1:2: a key must be a scalar");
        check_failure("a: .inf", "1:4: `.inf` has no JSON equivalent");
    }

    /// The lines of quoted scalars and flow collections may have any indentation, as in libyaml, PyYAML, Psych and js-yaml.
    #[test]
    fn lines_that_are_not_indented_are_read() {
        let cases = [
            ("a:\n  b: '{\n    \"id\": 1\n  }'\n  c: 1\n", r#"{"a":{"b":"{ \"id\": 1 }","c":1}}"#),
            ("a:\n  b: 'x\n\n    y\n\n'\n  c: 1\n", r#"{"a":{"b":"x\ny\n","c":1}}"#),
            ("a:\n  b: 'it''s\n''quoted'''\n  c: 1\n", r#"{"a":{"b":"it's 'quoted'","c":1}}"#),
            ("a:\n  b: \"x \\\n\\\"y\\\\\n\tz\"\n  c: 1\n", r#"{"a":{"b":"x \"y\\ z","c":1}}"#),
            ("a:\r\n  b: 'x\r\n'\r\n  c: ! '\r\ny'\r\n", r#"{"a":{"b":"x ","c":" y"}}"#),
            ("- 'x\n'\n- - \"y\n\"\n  - it's [\n  - |\n   '\n   [\n", r#"["x ",["y ","it's [","'\n[\n"]]"#),
            ("a:\n  b: [\n  x, {y: 'z\n'},\n# comment\n]\n  c: {\n}\n", r#"{"a":{"b":["x",{"y":"z "}],"c":{}}}"#),
            ("a:\n  b: {c: 'x\n', d: 'y\n'}\n  e: 1\n", r#"{"a":{"b":{"c":"x ","d":"y "},"e":1}}"#),
            ("a:\n  'b': 'x\n  y'\n  c: &c 'z\nz'\n  d: *c\n", r#"{"a":{"b":"x y","c":"z z","d":"z z"}}"#),
        ];
        for (yaml, json) in cases {
            check(yaml, json);
        }
    }

    #[test]
    fn positions_after_lines_that_are_not_indented_are_those_of_the_text() {
        let (_, spans) = parse("a:\n    b: {c: 'x\n', d: 'y\n  ', e: [\n1, 2\n]}\n    f: 1\n").expect("parses");
        for (pointer, expected) in [("/a/b/c", "2:9"), ("/a/b/d", "3:4"), ("/a/b/e", "4:6"), ("/a/b/e/1", "5:4"), ("/a/f", "7:5")] {
            assert_eq!(spans.locate(pointer).to_string(), expected, "{pointer}");
        }
    }

    #[test]
    fn a_line_that_is_not_indented_is_named_if_its_scalar_cannot_be_read() {
        let why = |start: &str| {
            format!("this line is part of the quoted scalar that starts at {start} and is not indented: indent it, or close the quote")
        };
        check_failure("a:\n  b: 'x\n  c: 'y'\n", &format!("3:3: {}", why("2:6")));
        check_failure("a:\n  b: 'x\n  c: 1\n", &format!("3:3: {}", why("2:6")));
        check_failure("a:\n  b: 'x\n'\n  c: 1\n  d: @\n", "5:6: unexpected character: `@'");
        check_failure("a:\n  b: 'x\n'\n  b: 1\n", "4:3: duplicate key `b`");
        check_failure("a: 'x\n---\nb: 1\n", "1:4: while scanning a quoted scalar, found unexpected document indicator");
    }

    #[test]
    fn bombs_do_not_go_off() {
        let mut bomb = "a0: &a0 [1,2,3,4,5,6,7,8,9]\n".to_owned();
        for level in 1..12 {
            let previous = format!("*a{}", level - 1);
            bomb += &format!("a{level}: &a{level} [{}]\n", [previous.as_str(); 9].join(","));
        }
        assert!(parse(&bomb).is_err());
        assert!(parse(&"[".repeat(100_000)).is_err());
        // A long scalar, and anchors within anchors, whose copies hold each other.
        let long = format!("a: &a {}\nb: [{}]\n", "x".repeat(100_000), vec!["*a"; 10_000].join(","));
        assert!(parse(&long).is_err());
        let nested = format!("{}{}{}", (0..100).map(|n| format!("&a{n} [")).collect::<String>(), "x,".repeat(1_000_000), "]".repeat(100));
        assert!(parse(&nested).is_err());
        let indented = format!("a:\n  b:\n    [{}'{}']\n", "x, ".repeat(10_000), "\nx".repeat(100_000));
        assert!(parse(&indented).is_err());
        let many: String = (0..20_000).map(|n| format!("- &a{n} {{x: 1, y: *b}}\n")).collect();
        assert!(parse(&format!("- &b text\n{many}")).is_ok());
    }
}
