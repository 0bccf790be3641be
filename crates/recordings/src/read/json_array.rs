//! The items of an array in a JSON file, one after the other, without the rest of the file in memory.
//!
//! Only brackets and quotes are read here: an item that is not valid JSON fails when it is parsed, so that it does not cost the
//! items after it. The file is read to its end, because another archive may follow the array.

use std::io::BufRead;

use crate::read::chunks::{Chunk, Chunks, Failure, MAX_CHUNK};
use openapi_drift_source::position::Position;

/// Reads the items of the array at `path`. Each step of the path is a choice of names.
pub struct JsonList<R> {
    input: R,
    position: Position,
    path: &'static [&'static [&'static str]],
    state: State,
    index: usize,
}

#[derive(PartialEq)]
enum State {
    Before,
    Within,
    After,
}

impl<R: BufRead> JsonList<R> {
    pub fn new(input: R, path: &'static [&'static [&'static str]]) -> Self {
        Self { input, position: Position::START, path, state: State::Before, index: 0 }
    }

    fn fail<T>(&self, why: impl Into<String>) -> Result<T, Failure> {
        Err((self.position, why.into()))
    }

    /// Returns the next byte that is not one of `skipped`, without taking it.
    fn peek(&mut self, skipped: &[u8]) -> Result<Option<u8>, Failure> {
        loop {
            let buffer = self.input.fill_buf().map_err(|error| (self.position, error.to_string()))?;
            let blank = buffer.iter().take_while(|byte| skipped.contains(byte)).count();
            let found = buffer.get(blank).copied();
            let empty = buffer.is_empty();
            self.position = self.position.after(&buffer[..blank]);
            self.input.consume(blank);
            if found.is_some() || empty {
                return Ok(found);
            }
        }
    }

    fn peek_token(&mut self) -> Result<Option<u8>, Failure> {
        self.peek(b" \t\r\n")
    }

    fn expect(&mut self, wanted: u8) -> Result<(), Failure> {
        match self.peek_token()? {
            Some(byte) if byte == wanted => {
                self.input.consume(1);
                self.position.column += 1;
                Ok(())
            }
            Some(_) => self.fail(format!("expected `{}`", char::from(wanted))),
            None => self.fail("the file ends too early"),
        }
    }

    /// Reads over one value, and returns its length. Its text is appended to `into`, if given, up to the limit.
    fn value(&mut self, mut into: Option<&mut Vec<u8>>) -> Result<usize, Failure> {
        let (mut depth, mut quoted, mut escaped, mut length) = (0_usize, false, false, 0);
        loop {
            let buffer = self.input.fill_buf().map_err(|error| (self.position, error.to_string()))?;
            if buffer.is_empty() {
                return if length > 0 && depth == 0 && !quoted { Ok(length) } else { self.fail("the file ends within a value") };
            }
            let (mut at, mut ended) = (0, false);
            while at < buffer.len() && !ended {
                if escaped {
                    escaped = false;
                } else if quoted {
                    at += memchr::memchr2(b'"', b'\\', &buffer[at..]).unwrap_or(buffer.len() - at);
                    match buffer.get(at) {
                        Some(b'"') => {
                            quoted = false;
                            ended = depth == 0;
                        }
                        Some(_) => escaped = true,
                        None => break,
                    }
                } else {
                    match buffer[at] {
                        b'"' if depth == 0 && length + at > 0 => break_at(&mut ended, &mut at),
                        b'"' => quoted = true,
                        b'{' | b'[' => depth += 1,
                        b'}' | b']' if depth > 0 => {
                            depth -= 1;
                            ended = depth == 0;
                        }
                        b'}' | b']' | b',' | b':' | b' ' | b'\t' | b'\r' | b'\n' if depth == 0 => break_at(&mut ended, &mut at),
                        _ => {}
                    }
                }
                at = at.wrapping_add(1);
            }
            if let Some(into) = into.as_deref_mut().filter(|into| into.len() <= MAX_CHUNK) {
                into.extend_from_slice(&buffer[..at]);
            }
            self.position = self.position.after(&buffer[..at]);
            length += at;
            self.input.consume(at);
            if ended {
                return if length == 0 { self.fail("expected a value") } else { Ok(length) };
            }
        }
    }

    fn name(&mut self) -> Result<String, Failure> {
        let mut raw = Vec::new();
        match self.peek_token()? {
            Some(b'"') => self.value(Some(&mut raw))?,
            _ => return self.fail("expected a name in quotes"),
        };
        serde_json::from_slice(&raw).or_else(|_| self.fail("the name is not valid JSON"))
    }

    /// Moves to the start of the array.
    fn descend(&mut self) -> Result<(), Failure> {
        for step in self.path {
            self.expect(b'{')?;
            loop {
                if self.peek(b" \t\r\n,")? == Some(b'}') {
                    return self.fail(format!("there is no `{}`", step.join("` or `")));
                }
                let name = self.name()?;
                self.expect(b':')?;
                self.peek_token()?;
                if step.contains(&name.as_str()) {
                    break;
                }
                self.value(None)?;
            }
        }
        self.expect(b'[')
    }

    /// Reads the properties after the array, and the ends of the objects around it. Nothing else may follow.
    fn ascend(&mut self) -> Result<(), Failure> {
        for step in self.path.iter().rev() {
            loop {
                if self.peek(b" \t\r\n,")? == Some(b'}') {
                    self.expect(b'}')?;
                    break;
                }
                if self.peek_token()?.is_none() {
                    return self.fail("the file ends too early");
                }
                let at = self.position;
                let name = self.name()?;
                if step.contains(&name.as_str()) {
                    return Err((at, format!("duplicate `{name}`: use one file per archive")));
                }
                self.expect(b':')?;
                self.peek_token()?;
                self.value(None)?;
            }
        }
        match self.peek_token()? {
            None => Ok(()),
            Some(_) => self.fail("unexpected content after the end of the archive: use one file per archive"),
        }
    }

    fn item(&mut self) -> Result<Option<Chunk>, Failure> {
        if self.state == State::Before {
            self.descend()?;
            self.state = State::Within;
        }
        match self.peek(b" \t\r\n,")? {
            None => self.fail("the file ends within the list"),
            Some(b']') => {
                self.state = State::After;
                self.expect(b']')?;
                self.ascend()?;
                Ok(None)
            }
            Some(_) => {
                let start = self.position;
                let mut bytes = Vec::new();
                self.value(Some(&mut bytes))?;
                self.index += 1;
                Ok(Some(Chunk { bytes, start, index: self.index - 1 }))
            }
        }
    }
}

/// Ends a value before the current byte: takes back the step forward of the loop.
fn break_at(ended: &mut bool, at: &mut usize) {
    *ended = true;
    *at = at.wrapping_sub(1);
}

impl<R: BufRead + Send> Chunks for JsonList<R> {
    fn next_chunk(&mut self) -> Option<Result<Chunk, Failure>> {
        if self.state == State::After {
            return None;
        }
        let item = self.item();
        if item.is_err() {
            // Without balanced brackets the rest cannot be read.
            self.state = State::After;
        }
        item.transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(text: &str, capacity: usize) -> Vec<String> {
        let input = std::io::BufReader::with_capacity(capacity, text.as_bytes());
        let mut list = JsonList::new(input, &[&["log"], &["entries", "items"]]);
        std::iter::from_fn(|| list.next_chunk())
            .map(|item| match item {
                Ok(chunk) => format!("{} {}", chunk.start, String::from_utf8_lossy(&chunk.bytes)),
                Err((at, why)) => format!("{at} {why}"),
            })
            .collect()
    }

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        for capacity in [1, 2, 7, 4096] {
            assert_eq!(items(text, capacity), expected, "{text} read {capacity} bytes at a time");
        }
    }

    #[test]
    fn items_are_cut_out_with_their_places() {
        check(
            "{\"log\": {\"a\": [1, {}], \"entries\": [{\"ä\": \"]\\\"}\"},\n  [1] , \"x\",7\n]}}",
            &["1:36 {\"ä\": \"]\\\"}\"}", "2:3 [1]", "2:9 \"x\"", "2:13 7"],
        );
        check("{\"log\":{\"items\":[]}}", &[]);
    }

    #[test]
    fn unbalanced_brackets_are_one_error() {
        check("{\"log\": {\"version\": \"1.2\"}}", &["1:26 there is no `entries` or `items`"]);
        check("{\"log\": {\"entries\": 7}}", &["1:21 expected `[`"]);
        check("{\"log\": {\"entries\": [1, {\"a\": [", &["1:22 1", "1:32 the file ends within a value"]);
        check("{\"log\": {\"entries\": [{}, ", &["1:22 {}", "1:26 the file ends within the list"]);
        check("{\"log\": {\"entries\": [:", &["1:22 expected a value"]);
        check("", &["1:1 the file ends too early"]);
    }

    #[test]
    fn content_after_the_array_is_read() {
        let more = |at: &str| format!("{at} unexpected content after the end of the archive: use one file per archive");
        let second = |at: &str, name: &str| format!("{at} duplicate `{name}`: use one file per archive");
        let fails = |text: &str, expected: &str| check(text, &["1:20 7", expected]);
        check("{\"log\":{\"entries\": [7], \"pages\": [{\"entries\": \"]}\"}],\n\"a\":1 }, \"b\": {} }\n \n", &["1:21 7"]);
        fails("{\"log\":{\"entries\":[7]}}\n{\"log\":{\"entries\":[8]}}", &more("2:1"));
        fails("{\"log\":{\"entries\":[7]}}{\"log\":{\"entries\":[8]}}", &more("1:24"));
        fails("{\"log\":{\"entries\":[7]}} GARBAGE", &more("1:25"));
        fails("{\"log\":{\"entries\":[7]}},", &more("1:24"));
        fails("{\"log\":{\"entries\":[7],\"entries\":[8]}}", &second("1:23", "entries"));
        fails("{\"log\":{\"entries\":[7],\"a\":1,\"items\":[8]}}", &second("1:29", "items"));
        fails("{\"log\":{\"entries\":[7]}, \"log\":{\"entries\":[8]}}", &second("1:25", "log"));
        fails("{\"log\":{\"entries\":[7]", "1:22 the file ends too early");
        fails("{\"log\":{\"entries\":[7]}", "1:23 the file ends too early");
        fails("{\"log\":{\"entries\":[7], \"pages\": [", "1:34 the file ends within a value");
        fails("{\"log\":{\"entries\":[7]]}", "1:22 expected a name in quotes");
        fails("{\"log\":{\"entries\":[7], x}}", "1:24 expected a name in quotes");
    }
}
