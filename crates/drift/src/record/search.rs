//! Searches a redacted exchange for the values that it must no longer have.

use std::collections::{BTreeSet, HashSet};

use crate::redact::redact::Replaced;

/// Shorter values are too common to be searched for, in characters.
const SHORTEST: usize = 4;

/// Values from this length on are searched for within other values, in characters.
const LONG: usize = 8;

/// Returns the places whose pseudonym has a replaced value in it, or is one.
pub(crate) fn leaks(replaced: &[Replaced]) -> BTreeSet<String> {
    let long: Vec<&str> = distinct(replaced, |length| length >= LONG);
    let whole: HashSet<&str> = distinct(replaced, |length| (SHORTEST..LONG).contains(&length)).into_iter().collect();
    let Ok(within) = regex_of(&long) else { return replaced.iter().map(|value| value.at.clone()).collect() };
    let is_leak = |value: &&Replaced| {
        let text = value.pseudonym.as_str();
        let is_same = value.pseudonym == value.original && value.original.chars().count() >= SHORTEST;
        let segments = || text.split(['/', '?', '&', '=', '#', ',', ';', ' ', '"', '@']);
        let is_whole = || !value.is_number && segments().chain([text]).any(|segment| whole.contains(segment));
        is_same || is_whole() || within.iter().any(|within| within.is_match(text))
    };
    replaced.iter().filter(is_leak).map(|value| value.at.clone()).collect()
}

/// The different original values of some lengths. Numbers meet by chance and count only at their own place.
fn distinct(replaced: &[Replaced], is_wanted: impl Fn(usize) -> bool) -> Vec<&str> {
    let texts = replaced.iter().filter(|value| !value.is_number).map(|value| value.original.as_str());
    let texts: BTreeSet<&str> = texts.filter(|text| is_wanted(text.chars().count())).collect();
    texts.into_iter().collect()
}

/// One expression for many values; several if they are many.
fn regex_of(values: &[&str]) -> Result<Vec<regex::Regex>, regex::Error> {
    const AT_ONCE: usize = 200;
    values
        .chunks(AT_ONCE)
        .map(|values| regex::Regex::new(&values.iter().map(|value| regex::escape(value)).collect::<Vec<_>>().join("|")))
        .collect()
}
