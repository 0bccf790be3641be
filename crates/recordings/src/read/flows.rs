//! The flows in a file of mitmproxy, one after the other.

use std::io::{BufRead, Read as _};

use crate::formats::tnetstring;
use crate::read::chunks::{Chunk, Chunks, Failure, MAX_CHUNK};
use openapi_drift_source::position::Position;

/// Reads tagged netstrings. A position is a byte: the file has no lines.
pub struct Flows<R> {
    input: R,
    offset: usize,
    index: usize,
    ended: bool,
}

impl<R: BufRead + Send> Flows<R> {
    /// Reads flows from the start of a file.
    pub fn new(input: R) -> Self {
        Self { input, offset: 0, index: 0, ended: false }
    }

    /// Reads the next flow; no bytes at the end of the file.
    fn flow(&mut self) -> Result<Vec<u8>, String> {
        let mut bytes = Vec::new();
        let length = loop {
            match tnetstring::length(&bytes)? {
                Some(length) => break length,
                None if (&mut self.input).take(1).read_to_end(&mut bytes).map_err(|error| error.to_string())? == 0 => {
                    return if bytes.is_empty() { Ok(bytes) } else { Err("the file ends within a flow".to_owned()) };
                }
                None => {}
            }
        };
        if length > MAX_CHUNK {
            return Err("it is larger than 512 MiB".to_owned());
        }
        let missing = (length - bytes.len()) as u64;
        let read = (&mut self.input).take(missing).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
        if (read as u64) < missing { Err("the file ends within a flow".to_owned()) } else { Ok(bytes) }
    }
}

impl<R: BufRead + Send> Chunks for Flows<R> {
    fn next_chunk(&mut self) -> Option<Result<Chunk, Failure>> {
        if self.ended {
            return None;
        }
        let start = Position { line: 1, column: self.offset + 1 };
        match self.flow() {
            Ok(bytes) if bytes.is_empty() => {
                self.ended = true;
                None
            }
            Ok(bytes) => {
                self.offset += bytes.len();
                self.index += 1;
                Some(Ok(Chunk { bytes, start, index: self.index - 1 }))
            }
            Err(why) => {
                self.ended = true;
                Some(Err((start, why)))
            }
        }
    }
}
