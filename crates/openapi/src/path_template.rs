//! Path templates: matches recorded paths, extracts the values of variables, and measures the distance of other paths.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// A path template such as `/groups/{group_id}/members`.
#[derive(Debug, Clone)]
pub struct Template {
    segments: Vec<Vec<Part>>,
    /// The variables whose parameters allow slashes.
    slashed: Vec<String>,
    /// The variables that may contain slashes, by their parameters or by their names; by the index of their segment.
    may_hold: Vec<usize>,
}

/// A part of a template segment: literal characters or a variable.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// Characters that a path must contain as they are.
    Literal(String),
    /// The name of a variable, without braces.
    Variable(String),
}

/// The rank of a match, one number per segment: 0 for a literal, 1 for a literal with variables, 2 for a variable. The template
/// with the lexicographically smallest rank is preferred.
pub type Fit = Vec<u8>;

impl Template {
    /// Parses a template. Braces that are not paired are literal characters.
    pub fn new(text: &str) -> Self {
        Self { segments: text.trim_matches('/').split('/').map(parts).collect(), slashed: Vec::new(), may_hold: Vec::new() }
            .with_slashed(Vec::new())
    }

    /// Returns the template with the names of the variables that are documented to contain slashes.
    pub fn with_slashed(self, slashed: Vec<String>) -> Self {
        let holds = |name: &String| slashed.contains(name) || holds_slashes(name);
        let segments = self.segments.iter().enumerate();
        let may_hold = segments.filter(|(_, parts)| matches!(parts.as_slice(), [Part::Variable(name)] if holds(name)));
        let may_hold = may_hold.map(|(index, _)| index).collect();
        Self { slashed, may_hold, ..self }
    }

    /// Returns the segments, each as its parts.
    pub fn segments(&self) -> &[Vec<Part>] {
        &self.segments
    }

    /// Matches the segments of a recorded path (percent-encoded, without a trailing empty one). Returns the rank of the match and
    /// the values of the variables, still encoded.
    pub fn fit(&self, path: &[String]) -> Option<(Fit, Vec<(&str, String)>)> {
        if path.len() != self.segments.len() {
            return None;
        }
        let mut variables = Vec::new();
        let mut fit = Vec::with_capacity(path.len());
        for (parts, recorded) in self.segments.iter().zip(path) {
            if !capture_encoded(parts, recorded, &mut variables) {
                return None;
            }
            fit.push(rank(parts));
        }
        Some((fit, variables))
    }

    /// Returns whether a variable may contain slashes, so that the template may match longer paths.
    pub fn may_contain_slashes(&self) -> bool {
        self.variables_with_slashes().next().is_some()
    }

    /// Returns the variables that may contain slashes: the segment and the name of each, and whether its parameter documents slashes.
    fn variables_with_slashes(&self) -> impl Iterator<Item = (usize, &str, bool)> {
        let is_word = |index: usize| self.segments.get(index).is_none_or(|parts| rank(parts) == 0);
        self.may_hold.iter().filter_map(move |&at| {
            let [Part::Variable(name)] = self.segments[at].as_slice() else { return None };
            let is_documented = self.slashed.contains(name);
            let follows_word = at.checked_sub(1).map_or(is_documented, is_word);
            (is_word(at + 1) && follows_word).then_some((at, name.as_str(), is_documented))
        })
    }

    /// Matches a path with more segments than the template, by giving several segments to one variable whose parameter or name
    /// suggests slashes. The variable must be between literal segments, because after another variable any path would match;
    /// only a variable that is documented to contain slashes may begin the path.
    pub fn fit_with_slashes(&self, path: &[String]) -> Option<MultiSegmentMatch<'_>> {
        let more = path.len().checked_sub(self.segments.len()).filter(|more| *more > 0)?;
        self.variables_with_slashes().find_map(|(at, name, is_documented)| {
            if !self.segments[..at].iter().zip(path).all(|(parts, recorded)| matches_encoded(parts, recorded)) {
                return None;
            }
            let mut joined = path[..at].to_vec();
            joined.push(path[at..=at + more].join("/"));
            joined.extend_from_slice(&path[at + more + 1..]);
            let (fit, variables) = self.fit(&joined)?;
            Some(MultiSegmentMatch { name, is_documented, fit, variables })
        })
    }

    /// Returns whether a path can be close to the template: at least one literal segment is at the same place, and the path is at
    /// most half shorter than the template.
    pub fn may_be_near(&self, path: &[String]) -> bool {
        let difference = path.len().abs_diff(self.segments.len());
        let is_word = |(parts, recorded): (&Vec<Part>, &String)| matches!(parts.as_slice(), [Part::Literal(word)] if word == recorded);
        (difference * 2 <= path.len() || path.len() > self.segments.len()) && self.segments.iter().zip(path).any(is_word)
    }

    /// Returns the leading segments of a path that match, each as whether it contains a variable. A last variable that may
    /// contain slashes matches all remaining segments.
    pub fn agreement(&self, path: &[String]) -> Vec<bool> {
        let fits = |(parts, recorded): &(&Vec<Part>, &String)| matches_encoded(parts, recorded);
        let mut agreed: Vec<bool> = self.segments.iter().zip(path).take_while(fits).map(|(parts, _)| rank(parts) > 0).collect();
        if agreed.len() == self.segments.len() && self.may_hold.last().is_some_and(|last| last + 1 == agreed.len()) {
            agreed.resize(path.len(), true);
        }
        agreed
    }

    /// Returns whether the first segment matches.
    pub fn begins(&self, recorded: &str) -> bool {
        self.segments.first().is_some_and(|parts| matches_encoded(parts, recorded))
    }

    /// Returns whether the template has more than `length` segments.
    pub fn is_longer_than(&self, length: usize) -> bool {
        self.segments.len() > length
    }

    /// Returns whether a segment is a word, so that it does not fit just any path.
    pub fn has_words(&self) -> bool {
        self.segments.iter().any(|parts| matches!(parts.as_slice(), [Part::Literal(word)] if !word.is_empty()))
    }

    /// Returns the distance of a path from the template: the number of segments to change, add or remove, 0 if it matches.
    ///
    /// [`Distance::slashes`] names a variable that would have to contain several segments, because that is the most common reason
    /// for a path that matches no template.
    pub fn distance(&self, path: &[String]) -> Distance {
        let slashes = (path.len() > self.segments.len()).then(|| self.catch_all_variable(path)).flatten();
        let mut row: Vec<usize> = (0..=path.len()).collect();
        for (index, parts) in self.segments.iter().enumerate() {
            let mut previous = std::mem::replace(&mut row[0], index + 1);
            for (column, recorded) in path.iter().enumerate() {
                let change = previous + usize::from(!matches_encoded(parts, recorded));
                previous = row[column + 1];
                row[column + 1] = change.min(previous + 1).min(row[column] + 1);
            }
        }
        let literals = self.segments.iter().zip(path).filter(|(parts, recorded)| rank(parts) == 0 && matches_encoded(parts, recorded));
        let same_length = path.len() == self.segments.len();
        Distance { slashes, edits: row.last().copied().unwrap_or_default(), same_length, literals: literals.count() }
    }

    /// Returns the last variable if the path matches once that variable contains all remaining segments.
    fn catch_all_variable(&self, path: &[String]) -> Option<String> {
        let (last, before) = self.segments.split_last()?;
        let [Part::Variable(name)] = last.as_slice() else { return None };
        // After another variable any path would match.
        let anchored = before.last().is_some_and(|parts| rank(parts) == 0);
        let fits = before.iter().zip(path).all(|(parts, recorded)| matches_encoded(parts, recorded));
        (anchored && fits).then(|| name.clone())
    }
}

/// The distance of a path from a template that it does not match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Distance {
    /// The variable that would have to contain slashes for the path to match.
    pub slashes: Option<String>,
    /// The number of segments to change, add or remove.
    pub edits: usize,
    /// Whether path and template have the same number of segments.
    pub same_length: bool,
    /// The number of literal segments that are equal.
    pub literals: usize,
}

/// A path that matches because one variable contains several segments.
#[derive(Debug)]
pub struct MultiSegmentMatch<'t> {
    /// The variable.
    pub name: &'t str,
    /// Whether its parameter allows slashes.
    pub is_documented: bool,
    /// The rank of the match.
    pub fit: Fit,
    /// The values of all variables, still encoded.
    pub variables: Vec<(&'t str, String)>,
}

/// Words in the names of variables whose values contain slashes in some services, though OpenAPI does not allow it. Values of
/// other variables, such as `id` or `username`, never do: a path that seems to match them belongs to an undocumented operation.
const SLASHED: [&str; 12] =
    ["path", "file", "filename", "filepath", "folder", "directory", "ref", "branch", "tag", "basehead", "proxy", "wildcard"];

/// Returns whether the name of a variable suggests values with slashes.
fn holds_slashes(name: &str) -> bool {
    // `{+path}` and `{path*}` are not OpenAPI either; both mean that slashes are allowed.
    let mut words = String::with_capacity(name.len());
    for character in name.chars() {
        if character.is_ascii_uppercase() {
            words.push(' ');
        }
        words.push(if character.is_ascii_alphanumeric() { character.to_ascii_lowercase() } else { ' ' });
    }
    name.starts_with('+') || name.ends_with(['+', '*']) || words.split_whitespace().any(|word| SLASHED.contains(&word))
}

fn rank(parts: &[Part]) -> u8 {
    match parts {
        [Part::Literal(_)] => 0,
        [Part::Variable(_)] => 2,
        _ => 1,
    }
}

/// Splits the path of a URL into segments, still encoded. A trailing slash is ignored.
pub fn path_segments(path: &str) -> Vec<String> {
    let trimmed = path.strip_suffix('/').unwrap_or(path);
    trimmed.strip_prefix('/').unwrap_or(trimmed).split('/').map(str::to_owned).collect()
}

/// Decodes a percent-encoded segment; bytes that are not UTF-8 are replaced.
pub fn decoded(segment: &str) -> Cow<'_, str> {
    percent_decode_str(segment).decode_utf8_lossy()
}

/// Matches one encoded segment. The values keep their encoding, because an encoded comma is not a delimiter. If the literals
/// match only the decoded segment, every character of the values is encoded again.
fn capture_encoded<'t>(parts: &'t [Part], recorded: &str, variables: &mut Vec<(&'t str, String)>) -> bool {
    let length = variables.len();
    if capture(parts, recorded, variables) {
        return true;
    }
    variables.truncate(length);
    if !recorded.contains('%') {
        return false;
    }
    let decoded = decoded(recorded);
    if !capture(parts, &decoded, variables) {
        return false;
    }
    for (_, value) in &mut variables[length..] {
        *value = percent_encoding::utf8_percent_encode(value, percent_encoding::NON_ALPHANUMERIC).to_string();
    }
    true
}

/// Returns whether a segment matches, decoded or not. Nearly all segments are one literal or one variable, which need no copies.
fn matches_encoded(parts: &[Part], recorded: &str) -> bool {
    match parts {
        [Part::Literal(literal)] => literal == recorded || recorded.contains('%') && *literal == *decoded(recorded),
        [Part::Variable(_)] => !recorded.is_empty(),
        _ => capture_encoded(parts, recorded, &mut Vec::new()),
    }
}

/// Splits a segment of a template into literals and variables.
pub fn parts(segment: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = segment;
    while let Some((before, (name, after))) = rest.split_once('{').and_then(|(before, after)| Some((before, after.split_once('}')?))) {
        if !before.is_empty() {
            parts.push(Part::Literal(before.to_owned()));
        }
        parts.push(Part::Variable(name.to_owned()));
        rest = after;
    }
    if !rest.is_empty() || parts.is_empty() {
        parts.push(Part::Literal(rest.to_owned()));
    }
    parts
}

/// Matches one segment and adds the values of its variables to `variables`. A value has at least one character, and as few as
/// the rest of the segment allows.
pub fn capture<'t>(parts: &'t [Part], recorded: &str, variables: &mut Vec<(&'t str, String)>) -> bool {
    match parts {
        [] => recorded.is_empty(),
        [Part::Literal(literal), rest @ ..] => {
            recorded.strip_prefix(literal.as_str()).is_some_and(|recorded| capture(rest, recorded, variables))
        }
        [Part::Variable(name)] => {
            variables.push((name, recorded.to_owned()));
            !recorded.is_empty()
        }
        [Part::Variable(name), rest @ ..] => recorded.char_indices().skip(1).any(|(end, _)| {
            let length = variables.len();
            variables.push((name, recorded[..end].to_owned()));
            let fits = capture(rest, &recorded[end..], variables);
            if !fits {
                variables.truncate(length);
            }
            fits
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(template: &str, path: &str, expected: Option<&[(&str, &str)]>) {
        let template = Template::new(template);
        let variables = template.fit(&path_segments(path)).map(|(_, variables)| variables);
        let expected = expected.map(|pairs| pairs.iter().map(|(name, value)| (*name, (*value).to_owned())).collect::<Vec<_>>());
        assert_eq!(variables, expected);
    }

    #[test]
    fn templates_match_paths() {
        check("/groups/{id}", "/groups/12", Some(&[("id", "12")]));
        check("/groups/{id}", "/groups/12/", Some(&[("id", "12")]));
        check("/groups/{id}", "/groups/a%2Fb", Some(&[("id", "a%2Fb")]));
        check("/a b/{id}", "/a%20b/1", Some(&[("id", "1")]));
        check("/a b:{id}", "/a%20b:c%2Cd", Some(&[("id", "c%2Cd")]));
        check("/groups/{id}", "/groups", None);
        check("/groups/{id}", "/groups/", None);
        check("/{owner}:{repo}.json", "/me:it.v2.json", Some(&[("owner", "me"), ("repo", "it.v2")]));
        check("/", "/", Some(&[]));
    }

    #[test]
    fn documented_or_likely_variables_may_contain_slashes() {
        let fit = |template: &str, path: &str| {
            let template = Template::new(template);
            let fits = template.fit_with_slashes(&path_segments(path));
            fits.map(|fits| fits.variables.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" "))
        };
        let check = |template, path, expected: Option<&str>| assert_eq!(fit(template, path).as_deref(), expected, "{template} {path}");
        check("/{repo}/contents/{path}", "/r/contents/a/b%2Fc/d", Some("repo=r path=a/b%2Fc/d"));
        check("/branches/{branch}/protection", "/branches/feature/x/protection", Some("branch=feature/x"));
        check("/files/{filePath}.json", "/files/a/b.json", None);
        check("/files/{+any}", "/files/a/b", Some("+any=a/b"));
        check("/files/{path}", "/files/a", None);
        check("/users/{id}", "/users/1/groups", None);
        check("/{bucket}/{path}", "/a/b/c", None);
        check("/files/{path}/{version}", "/files/a/b/1", None);
        check("/profiles/{profile}", "/profiles/1/x", None);
    }

    #[test]
    fn distances_count_segments_to_change() {
        let distance = |template: &str, path: &str| Template::new(template).distance(&path_segments(path));
        assert_eq!(distance("/files/{path}", "/files/a/b/c").slashes.as_deref(), Some("path"));
        assert_eq!(distance("/{owner}/{repo}", "/a/b/c").slashes, None);
        assert_eq!(distance("/groups/{id}/members", "/groups/1/member").edits, 1);
        assert_eq!(distance("/v2/groups/{id}", "/groups/1").edits, 1);
    }
}
