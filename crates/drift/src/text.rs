/// Replaces control and direction characters, because names come from documents and traffic.
pub(crate) fn sanitize(text: &str) -> String {
    text.chars().map(|c| if is_unsafe_char(c) { REPLACEMENT } else { c }).collect()
}

/// Returns whether a character controls a terminal or the direction of text.
pub(crate) fn is_unsafe_char(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Breaks lines between words; words longer than a line, such as paths, are kept whole.
pub(crate) fn wrap(text: &str, columns: usize, indent: &str) -> String {
    let options = textwrap::Options::new(columns)
        .break_words(false)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .wrap_algorithm(textwrap::WrapAlgorithm::FirstFit)
        .subsequent_indent(indent);
    textwrap::fill(&sanitize(text), options)
}

/// The replacement for unsafe characters.
pub(crate) const REPLACEMENT: char = '\u{fffd}';

/// Returns a count with its noun: `1 recording`, `2 recordings`.
pub(crate) fn plural(count: usize, word: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {word}{ending}")
}

/// Returns whether two names are similar: they differ in case and separators only, or by a typing error.
pub(crate) fn is_similar(one: &str, other: &str) -> bool {
    let plain = |name: &str| name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let (one, other) = (plain(one), plain(other));
    one == other || one.len().min(other.len()) > 3 && strsim::normalized_damerau_levenshtein(&one, &other) >= 0.75
}
