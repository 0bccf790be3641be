//! The one way out for text: an escaping function for each kind of output. Names come from documents and recordings, so any
//! text may hold control characters, markup, or commands for the program that reads the output.

use std::io::{self, Write};

use crate::text::{REPLACEMENT, is_unsafe_char};

/// The start of a workflow command in the logs of CI servers, wherever it is in a line.
const COMMAND: &[u8] = b"##[";

/// A stream of lines for people. No line on it is a workflow command: none starts with `::`, none contains `##[`.
pub(crate) struct CommandGuard<W> {
    inner: W,
    /// Only spaces and escape sequences were written since the last line break.
    at_start: bool,
    /// The characters of `::` or `##[` that were held back until the next one is known.
    held: Vec<u8>,
}

impl<W: Write> CommandGuard<W> {
    pub fn new(inner: W) -> Self {
        Self { inner, at_start: true, held: Vec::new() }
    }

    /// Writes the characters that were held back.
    pub fn release(&mut self) -> io::Result<()> {
        let held = std::mem::take(&mut self.held);
        self.inner.write_all(&held)
    }
}

impl<W: Write> Write for CommandGuard<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut out = Vec::with_capacity(bytes.len() + self.held.len());
        for &byte in bytes {
            match (self.held.as_slice(), byte) {
                (b":", b':') => {
                    out.extend_from_slice(REPLACEMENT.to_string().as_bytes());
                    out.extend_from_slice(b"::");
                    self.held.clear();
                    self.at_start = false;
                }
                (b"##", b'[') => {
                    out.extend_from_slice(format!("##{REPLACEMENT}[").as_bytes());
                    self.held.clear();
                    self.at_start = false;
                }
                (b"#", b'#') => self.held.push(byte),
                // Of `###[` the last two are the command.
                (b"##", b'#') => out.push(byte),
                (held, _) => {
                    if !held.is_empty() {
                        out.extend_from_slice(held);
                        self.held.clear();
                        self.at_start = false;
                    }
                    match byte {
                        b'#' => self.held.push(byte),
                        b':' if self.at_start => self.held.push(byte),
                        b'\n' | b'\r' => {
                            self.at_start = true;
                            out.push(byte);
                        }
                        b' ' | b'\t' => out.push(byte),
                        _ => {
                            self.at_start = false;
                            out.push(byte);
                        }
                    }
                }
            }
        }
        self.inner.write_all(&out)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.release()?;
        self.inner.flush()
    }
}

/// Text of a workflow command, with the escapes of GitHub's own toolkit.
pub(crate) fn github_data(text: &str) -> String {
    let text = text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    text.replace("##[", "#%23[")
}

/// Serialized JSON without workflow commands: `##[` occurs in strings alone, where a character may be written as an escape.
pub(crate) fn json(mut bytes: Vec<u8>) -> Vec<u8> {
    let mut from = 0;
    while let Some(at) = find(&bytes[from..], COMMAND) {
        let at = from + at;
        bytes.splice(at + 1..at + 2, *b"\\u0023");
        from = at + 6;
    }
    bytes
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

/// A SARIF message: viewers make links of text in brackets.
pub(crate) fn sarif(text: &str) -> String {
    let safe = |c: char| if is_unsafe_char(c) && c != '\n' { REPLACEMENT } else { c };
    let text: String = text.chars().map(safe).collect();
    text.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]")
}

/// Text in HTML, and in attributes with double quotes. Line breaks and tabs stay.
pub(crate) fn html(text: &str) -> String {
    let safe = |c: char| if is_unsafe_char(c) && !matches!(c, '\n' | '\t') { REPLACEMENT } else { c };
    quick_xml::escape::escape(text.chars().map(safe).collect::<String>()).replace("##[", "#&#35;[")
}

/// Text in XML before the library escapes its markup: XML cannot write most control characters at all.
pub(crate) fn xml(text: &str) -> String {
    let safe = |c: char| match c {
        '\n' | '\t' => c,
        '\u{fffe}' | '\u{ffff}' => REPLACEMENT,
        c if is_unsafe_char(c) => REPLACEMENT,
        c => c,
    };
    text.chars().map(safe).collect::<String>().replace("##[", &format!("##{REPLACEMENT}["))
}

/// Text in Markdown outside of code blocks. Entities work in cells of tables and inside of tags alike.
pub(crate) fn markdown(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' | '<' | '>' | '|' | '*' | '[' | ']' | '\\' | '~' | '#' | '`' | '@' => {
                escaped.push_str(&format!("&#{};", u32::from(c)));
            }
            '\n' | '\r' => escaped.push(' '),
            _ if is_unsafe_char(c) => escaped.push(REPLACEMENT),
            _ => escaped.push(c),
        }
    }
    // Renderers make links of bare addresses.
    escaped.replace("://", "&#58;//").replace("www.", "www&#46;")
}

/// Text of a Markdown code block.
pub(crate) fn markdown_block(text: &str) -> String {
    let mut guarded = CommandGuard::new(Vec::new());
    // A vector accepts everything.
    let _ = guarded.write_all(text.as_bytes()).and_then(|()| guarded.flush());
    String::from_utf8_lossy(&guarded.inner).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        for size in [1, 3, text.len().max(1)] {
            let mut guard = CommandGuard::new(Vec::new());
            text.as_bytes().chunks(size).for_each(|part| guard.write_all(part).expect("a vector accepts it"));
            guard.flush().expect("a vector accepts it");
            assert_eq!(String::from_utf8_lossy(&guard.inner), expected, "{size} bytes at a time");
        }
    }

    #[test]
    fn no_line_is_a_command() {
        check("a::b\n  ::error::x\n", "a::b\n  \u{fffd}::error::x\n");
        check("::stop\r::go", "\u{fffd}::stop\r\u{fffd}::go");
        check(" : :\n:x\n:", " : :\n:x\n:");
        check("x ##[error]y ###[z #[ ##", "x ##\u{fffd}[error]y ###\u{fffd}[z #[ ##");
        check("#::x", "#::x");
    }

    #[test]
    fn json_stays_the_same_value() {
        let value = serde_json::json!({"##[group]": "a ##[error] ###[b"});
        let written = json(serde_json::to_vec(&value).expect("JSON"));
        assert!(!String::from_utf8_lossy(&written).contains("##["));
        assert_eq!(serde_json::from_slice::<serde_json::Value>(&written).expect("JSON"), value);
    }
}
