//! A file in pieces: as a whole, or line by line.

use std::io::{BufRead, Read};

use openapi_drift_source::position::Position;

/// A piece of a file that is larger than this is refused: it would have to be in memory as a whole.
pub const MAX_CHUNK: usize = 512 * 1024 * 1024;

/// A piece of a file: most often one exchange.
pub struct Chunk {
    pub bytes: Vec<u8>,
    /// Where it starts in its file.
    pub start: Position,
    /// The index of its first exchange.
    pub index: usize,
}

pub type Failure = (Position, String);

/// Gives a file piece by piece.
pub trait Chunks: Send {
    /// The next piece. After a failure there are none, since nothing is known of what follows.
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
            // What follows a line that was cut off is no line.
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
