//! The pieces of a file: all of it, or its lines.

use std::io::{BufRead, Read};

use openapi_drift_source::position::Position;

/// The size in bytes up to which a piece of a file is read: it must be in memory as a whole.
pub const MAX_CHUNK: usize = 512 * 1024 * 1024;

/// A piece of a file: in most formats one exchange.
#[derive(Debug)]
pub struct Chunk {
    /// The text.
    pub bytes: Vec<u8>,
    /// The position in the file at which it starts.
    pub start: Position,
    /// The index of its first exchange.
    pub index: usize,
}

/// The position and the reason of a failure.
pub type Failure = (Position, String);

/// Returns a file piece by piece.
pub trait Chunks: Send {
    /// Returns the next piece. After a failure there are no more.
    fn next_chunk(&mut self) -> Option<Result<Chunk, Failure>>;
}

/// The file as one piece.
pub struct Whole<R>(pub Option<R>);

impl<R: Read + Send> Chunks for Whole<R> {
    fn next_chunk(&mut self) -> Option<Result<Chunk, Failure>> {
        let mut bytes = Vec::new();
        Some(match self.0.take()?.take(MAX_CHUNK as u64 + 1).read_to_end(&mut bytes) {
            Ok(_) => Ok(Chunk { bytes, start: Position::START, index: 0 }),
            Err(error) => Err((Position::START, error.to_string())),
        })
    }
}

/// The lines that are not blank.
pub struct Lines<R> {
    input: R,
    line: usize,
    index: usize,
    ended: bool,
}

impl<R: BufRead + Send> Lines<R> {
    pub fn new(input: R) -> Self {
        Self { input, line: 0, index: 0, ended: false }
    }
}

impl<R: BufRead + Send> Chunks for Lines<R> {
    fn next_chunk(&mut self) -> Option<Result<Chunk, Failure>> {
        while !self.ended {
            let mut bytes = Vec::new();
            self.line += 1;
            let start = Position { line: self.line, column: 1 };
            let limited = (&mut self.input).take(MAX_CHUNK as u64 + 1).read_until(b'\n', &mut bytes);
            // The rest of a line that was cut off is not a line.
            self.ended = bytes.is_empty() || bytes.len() > MAX_CHUNK;
            match limited {
                Err(error) => {
                    self.ended = true;
                    return Some(Err((start, error.to_string())));
                }
                Ok(_) if bytes.iter().all(u8::is_ascii_whitespace) => {}
                Ok(_) => {
                    let end = bytes.trim_ascii_end().len();
                    bytes.truncate(end);
                    self.index += 1;
                    return Some(Ok(Chunk { bytes, start, index: self.index - 1 }));
                }
            }
        }
        None
    }
}
