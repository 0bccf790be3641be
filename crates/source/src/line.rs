//! What of a text can be shown of a place in it.

/// How far from a place, in bytes, its line is looked at. Lines of recordings and of documents may be megabytes long, and
/// have thousands of places.
const FAR: usize = 4096;

/// A line, or what of it is near a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line<'t> {
    /// The line without its end.
    pub text: &'t str,
    /// The offset in it of the place that is meant.
    pub at: usize,
    /// Whether it begins with the place because its own beginning is too far away.
    pub is_cut: bool,
}

impl<'t> Line<'t> {
    /// The line in which an offset of a text is.
    pub fn around(text: &'t str, at: usize) -> Self {
        let bytes = text.as_bytes();
        let at = boundary(text, at);
        let near = at.saturating_sub(FAR);
        let newline = memchr::memrchr(b'\n', &bytes[near..at]).map(|found| near + found + 1);
        let (start, is_cut) = match newline {
            Some(start) => (start, false),
            None if near == 0 => (0, false),
            // With a string its quote is kept, so that it is known for one.
            None => (at - usize::from(bytes[at - 1] == b'"'), true),
        };
        let far = boundary(text, at + FAR);
        let end = memchr::memchr(b'\n', &bytes[at..far]).map_or(far, |found| at + found);
        let whole = &text[start..end];
        Self { text: whole.strip_suffix('\r').unwrap_or(whole), at: at - start, is_cut }
    }

    /// The lines of a text from an offset on, which must be the start of one.
    pub fn from(text: &'t str, start: usize) -> impl Iterator<Item = Self> {
        let mut last = None;
        std::iter::from_fn(move || {
            // Where the next one starts is looked for when it is asked for: it may be far away.
            let at = match last {
                None => start,
                Some(last) => last + 1 + memchr::memchr(b'\n', &text.as_bytes()[last..])?,
            };
            last = Some(at);
            (at < text.len()).then(|| Self::around(text, at))
        })
    }
}

/// The nearest offset from here on at which a character begins.
fn boundary(text: &str, at: usize) -> usize {
    (at..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_found_around_a_place() {
        let check = |text: &str, at, expected: (&str, usize, bool)| {
            let line = Line::around(text, at);
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
        assert_eq!(Line::around(&long, 3000).text.len(), 3000 + FAR);
        assert_eq!(Line::from("a\n\nb\n", 0).map(|line| line.text).collect::<Vec<_>>(), ["a", "", "b"]);
    }
}
