//! One line of a source text, cut for display.

/// The distance in bytes up to which a line is read around a place. A line may be megabytes long and have thousands of places.
const MAX_DISTANCE: usize = 4096;

/// A line, or the part of it near a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SourceLine<'t> {
    /// The line without its end.
    pub text: &'t str,
    /// The offset of the place in the line.
    pub at: usize,
    /// True if the start of the line was cut off because it is too far from the place.
    pub is_cut: bool,
}

impl<'t> SourceLine<'t> {
    /// Returns the line around an offset of a text.
    pub fn around(text: &'t str, at: usize) -> Self {
        let bytes = text.as_bytes();
        let at = boundary(text, at);
        let near = at.saturating_sub(MAX_DISTANCE);
        let newline = memchr::memrchr(b'\n', &bytes[near..at]).map(|found| near + found + 1);
        let (start, is_cut) = match newline {
            Some(start) => (start, false),
            None if near == 0 => (0, false),
            // A string keeps its opening quote, so that it can be recognised.
            None => (at - usize::from(bytes[at - 1] == b'"'), true),
        };
        let far = boundary(text, at + MAX_DISTANCE);
        let end = memchr::memchr(b'\n', &bytes[at..far]).map_or(far, |found| at + found);
        let whole = &text[start..end];
        Self { text: whole.strip_suffix('\r').unwrap_or(whole), at: at - start, is_cut }
    }

    /// Returns the lines of a text from an offset on, which must be the start of a line.
    pub fn from(text: &'t str, start: usize) -> impl Iterator<Item = Self> {
        let mut last = None;
        std::iter::from_fn(move || {
            // The next line is searched on demand, since it may be far away.
            let at = match last {
                None => start,
                Some(last) => last + 1 + memchr::memchr(b'\n', &text.as_bytes()[last..])?,
            };
            last = Some(at);
            (at < text.len()).then(|| Self::around(text, at))
        })
    }
}

/// Returns the first character boundary at or after an offset.
fn boundary(text: &str, at: usize) -> usize {
    (at..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_found_around_a_place() {
        let check = |text: &str, at, expected: (&str, usize, bool)| {
            let line = SourceLine::around(text, at);
            assert_eq!((line.text, line.at, line.is_cut), expected);
        };
        check("one\ntwo\r\nthree", 5, ("two", 1, false));
        check("one\ntwo", 0, ("one", 0, false));
        check("one\ntwo", 99, ("two", 3, false));
        check("ä\n", 1, ("ä", 2, false));
        check("", 0, ("", 0, false));
        let long = format!("[{}\"x\", 7]", "1, ".repeat(5000));
        check(&long, 15001, ("\"x\", 7]", 0, true));
        check(&long, 15002, ("\"x\", 7]", 1, true));
        assert_eq!(SourceLine::around(&long, 3000).text.len(), 3000 + MAX_DISTANCE);
        assert_eq!(SourceLine::from("a\n\nb\n", 0).map(|line| line.text).collect::<Vec<_>>(), ["a", "", "b"]);
    }
}
