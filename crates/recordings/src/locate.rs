//! The text that a recording was read from, and positions in it. Positions are looked up for findings only.

use std::collections::HashMap;
use std::fmt;

use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;

use openapi_drift_source::json::locate::JsonLocator;
use openapi_drift_source::line::SourceLine;
use openapi_drift_source::pointer;
use openapi_drift_source::position::Position;
use openapi_drift_source::string_offsets::{DecodedString, offset_in_yaml_scalar};
use openapi_drift_source::text::SourceText;
use openapi_drift_source::yaml::positions::YamlLocator;

/// The text of an exchange, or of the part of a file that it was read from.
#[derive(Clone)]
pub enum EntrySource {
    /// JSON.
    Json(Arc<Json>),
    /// A YAML file, and the positions of one of its nodes.
    Yaml { text: Arc<SourceText>, spans: Arc<YamlLocator> },
    /// HTTP messages: pointers and their positions.
    Http(Arc<[(String, Position)]>),
}

/// A JSON value, and the position at which it starts in its file.
pub struct Json {
    text: Arc<SourceText>,
    start: Position,
    places: JsonLocator,
    /// The strings in which positions were looked up, by their offset.
    strings: Mutex<HashMap<usize, Arc<DecodedString>>>,
}

impl Json {
    /// Returns the offset of the value at `pointer`; `None` if there is only a parent of it.
    fn exactly(&self, pointer: &str) -> Option<usize> {
        let found = self.places.find(self.text.text(), pointer);
        found.is_exact.then_some(found.value)
    }

    /// Returns the offset of the character at `offset` in the value of the string that starts at `from`.
    fn in_string(&self, from: usize, offset: usize) -> usize {
        let raw = &self.text.text()[from..];
        if !raw.starts_with('"') {
            return from;
        }
        let mut strings = self.strings.lock().unwrap_or_else(PoisonError::into_inner);
        let string = Arc::clone(strings.entry(from).or_insert_with(|| Arc::new(DecodedString::new(raw))));
        from + string.offset(raw, offset)
    }

    fn position(&self, offset: usize) -> Position {
        self.start.and(self.text.position(offset))
    }
}

impl EntrySource {
    pub fn json(text: Arc<SourceText>, start: Position) -> Self {
        Self::Json(Arc::new(Json { text, start, places: JsonLocator::default(), strings: Mutex::default() }))
    }

    /// Returns the position of the value at a pointer, or of its nearest parent.
    pub fn locate(&self, at: &str) -> Position {
        match self {
            Self::Json(json) => json.position(json.places.find(json.text.text(), at).value),
            Self::Yaml { spans, .. } => spans.locate_value(at),
            Self::Http(places) => {
                let nearest = places.iter().filter(|(known, _)| at.starts_with(known.as_str())).max_by_key(|(known, _)| known.len());
                nearest.map_or(Position::START, |(_, position)| *position)
            }
        }
    }

    /// Returns the position in the file of a position in the text of the entry.
    pub fn within(&self, position: Position) -> Option<Position> {
        if let Self::Json(json) = self { Some(json.start.and(position)) } else { None }
    }

    /// Returns the position of the character at `offset` in the value of the string at a pointer.
    pub fn locate_in_string(&self, at: &str, value: &str, offset: usize) -> Position {
        let found = match self {
            Self::Json(json) => json.exactly(at).map(|from| json.position(json.in_string(from, offset))),
            Self::Yaml { text, spans } => spans.scalar(at).map(|(position, scalar)| {
                let from = text.offset(position);
                text.position(from + offset_in_yaml_scalar(&text.text()[from..], scalar.style, value, offset))
            }),
            Self::Http(_) => Some(self.locate(at).and(Position::of_offset(value, offset))),
        };
        found.unwrap_or_else(|| self.locate(at))
    }

    /// Returns the position of a header, in any form that headers have; or else that of the headers.
    pub fn locate_header(&self, headers: &str, name: &str) -> Position {
        let listed = match self {
            Self::Json(json) => json
                .exactly(headers)
                .and_then(|from| serde_json::Deserializer::from_str(&json.text.text()[from..]).into_iter::<Value>().next()?.ok()),
            _ => None,
        };
        let is_name = |value: &Value| value.as_str().is_some_and(|known| known.eq_ignore_ascii_case(name));
        let index = listed.as_ref().and_then(Value::as_array).and_then(|list| {
            list.iter().position(|item| is_name(item) || ["name", "key"].iter().any(|key| item.get(key).is_some_and(is_name)))
        });
        match index {
            Some(index) => self.locate(&format!("{headers}/{index}")),
            None => self.locate(&pointer::join(headers, name)),
        }
    }

    /// Returns the line at a position, as far as the text is known.
    pub fn line_of(&self, at: Position) -> Option<SourceLine<'_>> {
        let (text, start) = match self {
            Self::Json(json) => (&json.text, json.start),
            Self::Yaml { text, .. } => (text, Position::START),
            Self::Http(_) => return None,
        };
        let line = at.line.checked_sub(start.line)?;
        let column = if line == 0 { at.column.checked_sub(start.column - 1).filter(|column| *column > 0)? } else { at.column };
        Some(SourceLine::around(text.text(), text.offset(Position { line: line + 1, column })))
    }

    /// Returns whether the string at a pointer is marked as base64 by the source, as with `!!binary` in YAML.
    pub fn is_binary(&self, at: &str) -> bool {
        matches!(self, Self::Yaml { spans, .. } if spans.scalar(at).is_some_and(|(_, scalar)| scalar.binary))
    }
}

/// The text of a recording is private, and long.
impl fmt::Debug for EntrySource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Json(_) => "Json",
            Self::Yaml { .. } => "Yaml",
            Self::Http(_) => "Http",
        })
    }
}
