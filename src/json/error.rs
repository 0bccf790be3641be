//! Errors of the reader.

use std::fmt;

/// The reason that a text cannot be decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Problem {
    NotJson,
    TooDeep,
    /// The value does not match the type.
    Mismatch,
    /// The result needs more memory than the limit.
    Memory,
}

/// An error with its place. It does not contain the message of serde, which may quote the value.
#[derive(Debug)]
pub(crate) struct JsonError(Box<Place>);

#[derive(Debug)]
struct Place {
    problem: Problem,
    /// The offset in the text, once it is known.
    at: Option<usize>,
    /// The path from the inside to the outside.
    path: Vec<Segment>,
}

#[derive(Debug)]
enum Segment {
    Key(String),
    Index(usize),
}

impl JsonError {
    pub fn new(problem: Problem, at: usize) -> Self {
        Self(Box::new(Place { problem, at: Some(at), path: Vec::new() }))
    }

    pub fn problem(&self) -> Problem {
        self.0.problem
    }

    pub fn is_mismatch(&self) -> bool {
        self.0.problem == Problem::Mismatch
    }

    pub fn at(&self) -> usize {
        self.0.at.unwrap_or_default()
    }

    /// Sets the offset, unless it is known.
    pub fn with_offset(mut self, at: usize) -> Self {
        self.0.at.get_or_insert(at);
        self
    }

    pub fn in_key(mut self, key: &str) -> Self {
        self.0.path.push(Segment::Key(key.to_owned()));
        self
    }

    pub fn in_index(mut self, index: usize) -> Self {
        self.0.path.push(Segment::Index(index));
        self
    }

    /// The path of the value: `users[3].id`, or `.` for the root.
    pub fn path(&self) -> String {
        let mut path = String::new();
        for segment in self.0.path.iter().rev() {
            match segment {
                Segment::Index(index) => path += &format!("[{index}]"),
                Segment::Key(key) if path.is_empty() => path += key,
                Segment::Key(key) => path += &format!(".{key}"),
            }
        }
        if path.is_empty() { ".".to_owned() } else { path }
    }
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} at {}", self.0.problem, self.path())
    }
}

impl std::error::Error for JsonError {}

impl serde::de::Error for JsonError {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self(Box::new(Place { problem: Problem::Mismatch, at: None, path: Vec::new() }))
    }

    /// Names the property, as a part of the path.
    fn missing_field(field: &'static str) -> Self {
        <Self as serde::de::Error>::custom("").in_key(field)
    }
}
