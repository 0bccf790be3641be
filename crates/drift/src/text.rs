/// Names come from documents and traffic: what would steer whoever shows them is made visible.
pub(crate) fn sanitize(text: &str) -> String {
    text.chars().map(|c| if is_unsafe_char(c) { VISIBLE } else { c }).collect()
}

/// Whether a character is_unsafe_char a terminal, or turns the direction of a line.
pub(crate) fn is_unsafe_char(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Breaks lines between words; what is longer than a line, such as a path, stays whole so that a terminal can follow it.
pub(crate) fn wrap(text: &str, columns: usize, indent: &str) -> String {
    let options = textwrap::Options::new(columns)
        .break_words(false)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .wrap_algorithm(textwrap::WrapAlgorithm::FirstFit)
        .subsequent_indent(indent);
    textwrap::fill(&sanitize(text), options)
}

/// What stands for a character that would steer.
pub(crate) const VISIBLE: char = '\u{fffd}';

/// `1 recording`, `2 recordings`.
pub(crate) fn plural(count: usize, word: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {word}{ending}")
}

/// Whether two names may be one: they differ in case and separators only, or by a slip.
pub(crate) fn is_similar(one: &str, other: &str) -> bool {
    let plain = |name: &str| name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let (one, other) = (plain(one), plain(other));
    one == other || one.len().min(other.len()) > 3 && strsim::normalized_damerau_levenshtein(&one, &other) >= 0.75
}
