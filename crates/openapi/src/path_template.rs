//! Path templates: does a recorded path fit, and what does it put into the variables?

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// A path template such as `/groups/{group_id}/members`.
#[derive(Debug, Clone)]
pub struct Template {
    segments: Vec<Vec<Part>>,
    /// The variables whose parameters say that they hold slashes.
    slashed: Vec<String>,
}

/// A run of characters in a template segment: as they stand, or a variable.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    Literal(String),
    Variable(String),
}

/// How well a path fits: one mark per segment, and a template with a smaller sequence of marks wins.
/// A literal segment (0) is better than one that is partly so (1), which is better than a bare variable (2).
pub type Fit = Vec<u8>;

impl Template {
    pub fn new(text: &str) -> Self {
        let segments = text.trim_matches('/').split('/').map(parts).collect();
        Self { segments, slashed: Vec::new() }
    }

    /// The same with variables that are documented to hold slashes.
    pub fn with_slashed(self, slashed: Vec<String>) -> Self {
        Self { slashed, ..self }
    }

    pub fn segments(&self) -> &[Vec<Part>] {
        &self.segments
    }

    /// Fits recorded segments (percent-encoded, without a trailing empty one) to the template: how well, and the
    /// variables' values, still encoded.
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

    /// Fits a path of more segments than the template has, where one variable that holds slashes takes what is too many: its
    /// parameter says so, or its name. It must stand between words, as after another variable any path at all would fit;
    /// only one whose parameter says so may begin the path.
    pub fn fit_with_slashes(&self, path: &[String]) -> Option<MultiSegmentMatch<'_>> {
        let more = path.len().checked_sub(self.segments.len()).filter(|more| *more > 0)?;
        let is_word = |index: usize| self.segments.get(index).is_none_or(|parts| rank(parts) == 0);
        (0..self.segments.len()).filter(|at| is_word(at + 1)).find_map(|at| {
            let [Part::Variable(name)] = self.segments[at].as_slice() else { return None };
            let is_documented = self.slashed.contains(name);
            let is_behind_word = at.checked_sub(1).map_or(is_documented, is_word);
            if !is_behind_word || !is_documented && !holds_slashes(name) {
                return None;
            }
            let mut joined = path[..at].to_vec();
            joined.push(path[at..=at + more].join("/"));
            joined.extend_from_slice(&path[at + more + 1..]);
            let (fit, variables) = self.fit(&joined)?;
            Some(MultiSegmentMatch { name, is_documented, fit, variables })
        })
    }

    /// Whether a path can be near at all: it is not much shorter or longer, and begins with the same words or shares some.
    pub fn may_be_near(&self, path: &[String]) -> bool {
        let difference = path.len().abs_diff(self.segments.len());
        let is_word = |(parts, recorded): (&Vec<Part>, &String)| matches!(parts.as_slice(), [Part::Literal(word)] if word == recorded);
        (difference * 2 <= path.len() || path.len() > self.segments.len()) && self.segments.iter().zip(path).any(is_word)
    }

    /// The segments of a path that fit, from its start on: of each, whether a variable takes it or a part of it. A last
    /// variable that holds slashes takes all that remain.
    pub fn agreement(&self, path: &[String]) -> Vec<bool> {
        let fits = |(parts, recorded): &(&Vec<Part>, &String)| capture_encoded(parts, recorded, &mut Vec::new());
        let mut agreed: Vec<bool> = self.segments.iter().zip(path).take_while(fits).map(|(parts, _)| rank(parts) > 0).collect();
        let holds_slashes = |name: &String| self.slashed.contains(name) || holds_slashes(name);
        if !self.goes_on_after(agreed.len())
            && matches!(self.segments.last().map(Vec::as_slice), Some([Part::Variable(name)]) if holds_slashes(name))
        {
            agreed.resize(path.len(), true);
        }
        agreed
    }

    /// Whether it has more segments than these.
    pub fn goes_on_after(&self, length: usize) -> bool {
        self.segments.len() > length
    }

    /// Whether one of its segments is this word.
    pub fn has_word(&self, word: &str) -> bool {
        self.segments.iter().any(|parts| matches!(parts.as_slice(), [Part::Literal(literal)] if literal == word))
    }

    /// How far a path is from the template: 0 where it fits, one for each segment to change, add or take away.
    ///
    /// A variable that would have to take several segments is named, since that is the commonest reason why a path fits
    /// no template at all.
    pub fn distance(&self, path: &[String]) -> Distance {
        let slashes = (path.len() > self.segments.len()).then(|| self.catch_all_variable(path)).flatten();
        let mut row: Vec<usize> = (0..=path.len()).collect();
        for (index, parts) in self.segments.iter().enumerate() {
            let mut previous = std::mem::replace(&mut row[0], index + 1);
            for (column, recorded) in path.iter().enumerate() {
                let change = previous + usize::from(!capture_encoded(parts, recorded, &mut Vec::new()));
                previous = row[column + 1];
                row[column + 1] = change.min(previous + 1).min(row[column] + 1);
            }
        }
        let literals = self
            .segments
            .iter()
            .zip(path)
            .filter(|(parts, recorded)| rank(parts) == 0 && capture_encoded(parts, recorded, &mut Vec::new()));
        let same_length = path.len() == self.segments.len();
        Distance { slashes, edits: row.last().copied().unwrap_or_default(), same_length, literals: literals.count() }
    }

    /// The last variable, where the path fits if that variable takes all segments that remain.
    fn catch_all_variable(&self, path: &[String]) -> Option<String> {
        let (last, before) = self.segments.split_last()?;
        let [Part::Variable(name)] = last.as_slice() else { return None };
        // After another variable any path at all would fit.
        let anchored = before.last().is_some_and(|parts| rank(parts) == 0);
        let fits = before.iter().zip(path).all(|(parts, recorded)| capture_encoded(parts, recorded, &mut Vec::new()));
        (anchored && fits).then(|| name.clone())
    }
}

/// How far a path is from a template that it does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Distance {
    /// The variable that would have to hold slashes for the path to fit.
    pub slashes: Option<String>,
    /// How many segments differ.
    pub edits: usize,
    /// Whether there are as many segments.
    pub same_length: bool,
    /// How many segments agree word for word.
    pub literals: usize,
}

/// A path that fits because a variable takes several segments.
#[derive(Debug)]
pub struct MultiSegmentMatch<'t> {
    /// The variable.
    pub name: &'t str,
    /// Whether its parameter says that it holds slashes.
    pub is_documented: bool,
    pub fit: Fit,
    pub variables: Vec<(&'t str, String)>,
}

/// Words in the names of variables that publishers let hold slashes, though OpenAPI does not. Others, such as `id` or
/// `username`, never do: what seems to fit them is another operation, which the document lacks.
const SLASHED: [&str; 12] =
    ["path", "file", "filename", "filepath", "folder", "directory", "ref", "branch", "tag", "basehead", "proxy", "wildcard"];

fn holds_slashes(name: &str) -> bool {
    // `{+path}` and `{path*}` are no names of OpenAPI either, and mean just that.
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

/// Splits the path of a URL into segments, still encoded; a trailing slash makes no difference.
pub fn path_segments(path: &str) -> Vec<String> {
    let trimmed = path.strip_suffix('/').unwrap_or(path);
    trimmed.strip_prefix('/').unwrap_or(trimmed).split('/').map(str::to_owned).collect()
}

pub fn decoded(segment: &str) -> Cow<'_, str> {
    percent_decode_str(segment).decode_utf8_lossy()
}

/// Fits one encoded segment. The variables keep their encoding, since an encoded comma is no delimiter; where the
/// literals fit only the decoded segment, the variables are encoded anew, every character of them.
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

/// Fits one segment. A variable takes at least one character, and as few as the rest allows.
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
    fn templates_fit_paths() {
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
    fn variables_that_say_so_hold_slashes() {
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
    fn distances_are_told() {
        let distance = |template: &str, path: &str| Template::new(template).distance(&path_segments(path));
        assert_eq!(distance("/files/{path}", "/files/a/b/c").slashes.as_deref(), Some("path"));
        assert_eq!(distance("/{owner}/{repo}", "/a/b/c").slashes, None);
        assert_eq!(distance("/groups/{id}/members", "/groups/1/member").edits, 1);
        assert_eq!(distance("/v2/groups/{id}", "/groups/1").edits, 1);
    }
}
