//! A YAML or JSON file whose nodes have positions.

use std::fs::File;
use std::io;
use std::io::Read as _;
use std::path::Path;

use serde_json::Value;

use crate::error::Error;
use crate::json::locate::JsonLocator;
use crate::json::parse as json;
use crate::position::Position;
use crate::text::SourceText;
use crate::yaml::parse as yaml;
use crate::yaml::positions::YamlLocator;

const MIB: u64 = 1024 * 1024;

/// The size of a file, in bytes, up to which it is read.
pub const MAX_SOURCE_FILE: u64 = 128 * MIB;

/// A named, parsed text: its value, and the line and column of each JSON Pointer.
#[derive(Debug)]
pub struct SourceFile {
    name: String,
    text: SourceText,
    value: Value,
    positions: Positions,
}

/// The positions of a text. YAML has a tree of them. Those of JSON are found in the text on demand, so that a large document
/// loads at the speed of `serde_json`.
#[derive(Debug)]
enum Positions {
    Yaml(YamlLocator),
    Json(JsonLocator),
}

impl SourceFile {
    /// Reads a file. `what` names its role in messages, such as `the document`.
    ///
    /// # Errors
    ///
    /// An [`Error`] with file, line and column if the file cannot be read, is larger than [`MAX_SOURCE_FILE`], is not UTF-8, or is not
    /// valid YAML or JSON.
    pub fn read(path: &Path, what: &str) -> Result<Self, Error> {
        let name = display_name(path);
        let failed = |why: String| Error::new(format!("cannot read {what}"), why).in_file(&name);
        let mut bytes = Vec::new();
        open_file(path)
            .and_then(|file| file.take(MAX_SOURCE_FILE + 1).read_to_end(&mut bytes))
            .map_err(|error| failed(error.to_string()))?;
        if bytes.len() as u64 > MAX_SOURCE_FILE {
            return Err(failed(format!("it is larger than {} MiB", MAX_SOURCE_FILE / MIB)));
        }
        Self::from_bytes(name, bytes, what)
    }

    /// Parses the bytes of a file.
    ///
    /// # Errors
    ///
    /// An [`Error`] with file, line and column if they are not UTF-8, or not valid YAML or JSON.
    pub fn from_bytes(name: impl Into<String>, bytes: Vec<u8>, what: &str) -> Result<Self, Error> {
        let name = name.into();
        let text = String::from_utf8(bytes).map_err(|error| {
            let valid = String::from_utf8_lossy(&error.as_bytes()[..error.utf8_error().valid_up_to()]).into_owned();
            Error::new(format!("cannot read {what}"), "the file is not UTF-8").in_file(&name).at(Position::of_offset(&valid, valid.len()))
        })?;
        Self::parse(name, text, what)
    }

    /// Parses a text: as JSON if it starts with `{` or `[` and its name does not end with `.yaml` or `.yml`, else as YAML.
    ///
    /// # Errors
    ///
    /// An [`Error`] with file, line and column if the text is not valid.
    pub fn parse(name: impl Into<String>, text: String, what: &str) -> Result<Self, Error> {
        let name = name.into();
        let text = with_newlines(text);
        let trouble = |(position, why): (Position, String)| Error::new(format!("cannot read {what}"), why).in_file(&name).at(position);
        let content = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let looks_like_json = content.trim_start().starts_with(['{', '[']) && !name.ends_with(".yaml") && !name.ends_with(".yml");
        let (value, positions) = if looks_like_json {
            (json::parse(content).map_err(trouble)?, Positions::Json(JsonLocator::default()))
        } else {
            let (value, spans) = yaml::parse(content).map_err(trouble)?;
            (value, Positions::Yaml(spans))
        };
        // Copied only if there was a byte order mark.
        let text = SourceText::new(if content.len() == text.len() { text } else { content.to_owned() });
        Ok(Self { name, text, value, positions })
    }

    /// Returns the name of the file for display.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the text with its line index.
    pub fn source(&self) -> &SourceText {
        &self.text
    }

    /// Returns the parsed value.
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// Returns the position of the node at `pointer`, or of its closest existing parent: the key of a property, else the value.
    pub fn locate(&self, pointer: &str) -> Position {
        match &self.positions {
            Positions::Yaml(spans) => spans.locate(pointer),
            Positions::Json(places) => self.text.position(places.find(self.text.text(), pointer).key),
        }
    }
}

/// Replaces lone carriage returns by newlines. YAML treats both as line breaks, and all lines are counted in one way then.
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

/// Opens a regular file, or the file that a shell passes for `<(command)`. Another pipe could block forever.
///
/// # Errors
///
/// The error of the file system, or a message if the path is a folder or not a regular file.
pub fn open_file(path: &Path) -> io::Result<File> {
    let found = std::fs::metadata(path)?;
    match found.is_file() || path.starts_with("/dev") || path.starts_with("/proc") {
        true => File::open(path),
        false if found.is_dir() => Err(io::Error::other("it is a folder")),
        false => Err(io::Error::other("not a regular file; use `-` to read from standard input")),
    }
}

/// Returns a path for display: relative to the working directory if it is below it, with `/`.
pub fn display_name(path: &Path) -> String {
    let relative = std::env::current_dir().ok().and_then(|dir| path.strip_prefix(dir).ok().map(Path::to_path_buf));
    relative.as_deref().unwrap_or(path).display().to_string().replace('\\', "/")
}
