//! A YAML or JSON file as a value that knows where each of its nodes stands.

use std::fs::File;
use std::io;
use std::io::Read as _;
use std::path::Path;

use serde_json::Value;

use crate::error::Error;
use crate::json::locate::Places;
use crate::json::parse as json;
use crate::position::Position;
use crate::text::SourceText;
use crate::yaml::parse as yaml;
use crate::yaml::positions::Spans;

/// A parsed text file: its value and the way back from a pointer to line and column.
#[derive(Debug)]
pub struct Text {
    name: String,
    text: SourceText,
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
    pub fn read(path: &Path, what: &str) -> Result<Self, Error> {
        let name = display_name(path);
        let failed = |error: io::Error| Error::new(format!("cannot read {what}"), error.to_string()).in_file(&name);
        let mut bytes = Vec::new();
        open_file(path).and_then(|mut file| file.read_to_end(&mut bytes)).map_err(failed)?;
        let text = String::from_utf8(bytes).map_err(|error| {
            let valid = String::from_utf8_lossy(&error.as_bytes()[..error.utf8_error().valid_up_to()]).into_owned();
            Error::new(format!("cannot read {what}"), "the file is not UTF-8").in_file(&name).at(Position::of_offset(&valid, valid.len()))
        })?;
        Self::parse(name, text, what)
    }

    /// Parses a text: JSON where it starts with `{` or `[`, and YAML otherwise, or where JSON fails on text that only
    /// YAML allows.
    pub fn parse(name: impl Into<String>, text: String, what: &str) -> Result<Self, Error> {
        let name = name.into();
        let text = with_newlines(text);
        let trouble = |(position, why): (Position, String)| Error::new(format!("cannot read {what}"), why).in_file(&name).at(position);
        let content = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let looks_like_json = content.trim_start().starts_with(['{', '[']) && !name.ends_with(".yaml") && !name.ends_with(".yml");
        let (value, positions) = if looks_like_json {
            (json::parse(content).map_err(trouble)?, Positions::Json(Places::default()))
        } else {
            let (value, spans) = yaml::parse(content).map_err(trouble)?;
            (value, Positions::Yaml(spans))
        };
        // Copied only where the mark is taken off.
        let text = SourceText::new(if content.len() == text.len() { text } else { content.to_owned() });
        Ok(Self { name, text, value, positions })
    }

    /// The file's name as it is shown.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The text as it was read.
    pub fn lined(&self) -> &SourceText {
        &self.text
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
