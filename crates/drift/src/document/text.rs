//! A YAML or JSON file as a value that knows where each of its nodes stands.

use std::fmt;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::map::Entry;
use serde_json::{Map, Number, Value};

use super::json_error::json_error;
use super::lined::Lined;
use super::places::Places;
use super::position::Position;
use super::spans::Spans;
use super::yaml;
use crate::trouble::Trouble;

/// A parsed text file: its value and the way back from a pointer to line and column.
#[derive(Debug)]
pub struct Text {
    name: String,
    text: Lined,
    value: Value,
    positions: Positions,
}

/// YAML is parsed once into a tree of positions. JSON is not: its positions are read from the text where they are asked
/// for, which keeps the loading of a large document at the speed of `serde_json`.
#[derive(Debug)]
enum Positions {
    Yaml(Spans),
    Json(Places),
}

impl Text {
    /// Reads a file. `what` names its role in messages, such as `the document`.
    pub fn read(path: &Path, what: &str) -> Result<Self, Trouble> {
        let name = display_name(path);
        let failed = |error: io::Error| Trouble::new(format!("cannot read {what}"), error.to_string()).in_file(&name);
        let mut bytes = Vec::new();
        open_file(path).and_then(|mut file| file.read_to_end(&mut bytes)).map_err(failed)?;
        let text = String::from_utf8(bytes).map_err(|error| {
            let valid = String::from_utf8_lossy(&error.as_bytes()[..error.utf8_error().valid_up_to()]).into_owned();
            Trouble::new(format!("cannot read {what}"), "the file is not UTF-8").in_file(&name).at(Position::of_offset(&valid, valid.len()))
        })?;
        Self::parse(name, text, what)
    }

    /// Parses a text: JSON where it starts with `{` or `[`, and YAML otherwise, or where JSON fails on text that only
    /// YAML allows.
    pub fn parse(name: impl Into<String>, text: String, what: &str) -> Result<Self, Trouble> {
        let name = name.into();
        let text = with_newlines(text);
        let trouble = |(position, why): (Position, String)| Trouble::new(format!("cannot read {what}"), why).in_file(&name).at(position);
        let content = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let looks_like_json = content.trim_start().starts_with(['{', '[']) && !name.ends_with(".yaml") && !name.ends_with(".yml");
        let (value, positions) = if looks_like_json {
            (parse_json(content).map_err(trouble)?, Positions::Json(Places::default()))
        } else {
            let (value, spans) = yaml::parse(content).map_err(trouble)?;
            (value, Positions::Yaml(spans))
        };
        // Copied only where the mark is taken off.
        let text = Lined::new(if content.len() == text.len() { text } else { content.to_owned() });
        Ok(Self { name, text, value, positions })
    }

    /// The file's name as it is shown.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The text from the start of a line on; lines count from 1.
    pub fn lines_from(&self, line: usize) -> &str {
        self.text.lines_from(line.max(1))
    }

    /// The parsed value.
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// Where the node stands that `pointer` leads to, or else its nearest parent: the key of a member, else the value.
    pub fn locate(&self, pointer: &str) -> Position {
        match &self.positions {
            Positions::Yaml(spans) => spans.locate(pointer),
            Positions::Json(places) => self.text.position(places.find(self.text.text(), pointer).key),
        }
    }
}

/// Ends lines by newlines that end by carriage returns alone, which YAML takes for line breaks and nobody else does: lines
/// are counted in one way then.
fn with_newlines(text: String) -> String {
    let mut returns = memchr::memchr_iter(b'\r', text.as_bytes());
    if returns.all(|at| text.as_bytes().get(at + 1) == Some(&b'\n')) {
        return text;
    }
    let mut ended = String::with_capacity(text.len());
    for (index, part) in text.split('\r').enumerate() {
        ended.extend((index > 0).then_some(if part.starts_with('\n') { '\r' } else { '\n' }));
        ended.push_str(part);
    }
    ended
}

/// Opens a file. A pipe that nobody writes to would be waited for without end, so only regular files are, and what a shell
/// puts in a file's place (`<(command)`), which has its name from the system.
pub fn open_file(path: &Path) -> io::Result<File> {
    let found = std::fs::metadata(path)?;
    match found.is_file() || path.starts_with("/dev") || path.starts_with("/proc") {
        true => File::open(path),
        false if found.is_dir() => Err(io::Error::other("it is a folder")),
        false => Err(io::Error::other("it is no regular file; a pipe is read as standard input, which is named `-`")),
    }
}

/// A path as it is shown: relative to the working directory where it lies below it, with `/`.
pub fn display_name(path: &Path) -> String {
    let relative = std::env::current_dir().ok().and_then(|dir| path.strip_prefix(dir).ok().map(Path::to_path_buf));
    relative.as_deref().unwrap_or(path).display().to_string().replace('\\', "/")
}

/// Parses JSON, refusing duplicate keys: which of the two is meant cannot be known.
fn parse_json(text: &str) -> Result<Value, (Position, String)> {
    let mut json = serde_json::Deserializer::from_str(text);
    let value = Strict.deserialize(&mut json).and_then(|value| json.end().map(|()| value));
    value.map_err(|error| (Position::of_json_error(text, &error), json_error(&error)))
}

/// `serde_json`'s own `Value` keeps the last of two equal keys silently; this one refuses them.
struct Strict;

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element_seed(Strict)? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some(key) = map.next_key::<String>()? {
            match members.entry(key) {
                Entry::Vacant(entry) => _ = entry.insert(map.next_value_seed(Strict)?),
                Entry::Occupied(entry) => return Err(serde::de::Error::custom(format!("duplicate key `{}`", entry.key()))),
            }
        }
        Ok(Value::Object(members))
    }
}
