//! How parameters and form fields are written: the styles of OpenAPI, undone.
//!
//! Nothing here knows types. What comes out is text in the shape in which it was written, percent-decoded after it was
//! split, since an encoded delimiter is data.

use std::collections::HashMap;

use openapi_drift_openapi::operation::Parameter;
use percent_encoding::percent_decode_str;

/// Text in the shape of a value. Which of it is a number is for the schema to say.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ParameterValue {
    Text(String),
    List(Vec<ParameterValue>),
    Map(Vec<(String, ParameterValue)>),
    /// A part that has types of its own.
    Json(serde_json::Value),
}

/// How a value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    Simple,
    Label,
    Matrix,
    Form,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
}

impl Style {
    /// The style by its name, or what OpenAPI takes where none is given.
    pub fn of(name: Option<&str>, location: &str) -> Self {
        match name {
            Some("simple") => Self::Simple,
            Some("label") => Self::Label,
            Some("matrix") => Self::Matrix,
            Some("form") => Self::Form,
            Some("spaceDelimited") => Self::SpaceDelimited,
            Some("pipeDelimited") => Self::PipeDelimited,
            Some("deepObject") => Self::DeepObject,
            _ if matches!(location, "path" | "header") => Self::Simple,
            _ => Self::Form,
        }
    }
}

/// A value as it was written: its style, and the still encoded text.
pub(crate) struct RawParameter<'a> {
    pub style: Style,
    pub explode: bool,
    pub name: &'a str,
    /// The texts under the name itself, in their order.
    pub values: Vec<&'a str>,
    /// All pairs of the query (or cookie, or form), for objects that spread over several.
    pub pairs: &'a [(String, String)],
    /// Whether an encoded comma may have been meant as a delimiter, as it is where a client encodes the whole value.
    pub lenient: bool,
}

impl<'a> RawParameter<'a> {
    pub fn new(parameter: &'a Parameter, values: Vec<&'a str>, pairs: &'a [(String, String)], lenient: bool) -> Self {
        let style = Style::of(parameter.style.as_deref(), &parameter.location);
        Self { style, explode: parameter.explode.unwrap_or(style == Style::Form), name: &parameter.name, values, pairs, lenient }
    }

    /// The text as one value; `None` where the style's mark is missing, or where there is nothing.
    pub fn scalars(&self) -> Option<Vec<String>> {
        let one = |text: &str| Some(vec![decode(text)]);
        match self.style {
            Style::Simple => one(&self.values.join(",")),
            Style::Label => one(self.values.first()?.strip_prefix('.')?),
            Style::Matrix => one(self.matrix()?),
            _ if self.values.is_empty() => None,
            _ => Some(self.values.iter().map(|text| decode_form(text)).collect()),
        }
    }

    /// The ways in which the text can be read as a list.
    pub fn lists(&self) -> Vec<Vec<String>> {
        let decoded = |items: Vec<&str>| items.into_iter().map(decode).collect::<Vec<_>>();
        let Some(first) = self.values.first() else { return self.bracketed().into_iter().collect() };
        match (self.style, self.explode) {
            (Style::Simple, _) => vec![self.values.iter().flat_map(|text| text.split(',')).map(|item| decode(item.trim())).collect()],
            (Style::Label, true) => first.strip_prefix('.').map(|text| decoded(text.split('.').collect())).into_iter().collect(),
            // Before 3.0.4 the specification's table showed full stops here, RFC 6570 has commas.
            (Style::Label, false) => first
                .strip_prefix('.')
                .map(|text| decoded(text.split(if text.contains(',') { ',' } else { '.' }).collect()))
                .into_iter()
                .collect(),
            (Style::Matrix, true) => first
                .strip_prefix(';')
                .and_then(|text| text.split(';').map(|part| named(part, self.name)).collect::<Option<Vec<_>>>())
                .map(decoded)
                .into_iter()
                .collect(),
            (Style::Matrix, false) => self.matrix().map(|text| decoded(text.split(',').collect())).into_iter().collect(),
            (Style::DeepObject, _) => Vec::new(),
            (_, true) => vec![self.values.iter().map(|text| decode_form(text)).collect()],
            // Several texts under a name are no delimited list.
            (_, false) if self.values.len() > 1 => Vec::new(),
            (style, false) => self.delimited(style, first),
        }
    }

    /// The ways in which the text can be read as the members of an object. `properties` are the names that an exploded
    /// object may have.
    pub fn maps(&self, properties: impl Fn(&str) -> bool) -> Vec<Vec<(String, ParameterValue)>> {
        match (self.style, self.explode) {
            (Style::DeepObject, _) => deep(self.pairs, self.name).into_iter().collect(),
            (Style::Form | Style::SpaceDelimited | Style::PipeDelimited, true) => {
                let mut members: Vec<(String, ParameterValue)> = Vec::new();
                for (name, text) in self.pairs.iter().filter(|(name, _)| properties(name)) {
                    let text = ParameterValue::Text(decode_form(text));
                    match members.iter_mut().find(|(known, _)| known == name) {
                        Some((_, ParameterValue::List(items))) => items.push(text),
                        Some((_, first)) => *first = ParameterValue::List(vec![first.clone(), text]),
                        None => members.push((name.clone(), text)),
                    }
                }
                if members.is_empty() { Vec::new() } else { vec![members] }
            }
            (Style::Simple, true) => assigned(self.values.iter().flat_map(|text| text.split(',')).map(str::trim)).into_iter().collect(),
            (Style::Label, true) => self.values.first().and_then(|text| assigned(text.strip_prefix('.')?.split('.'))).into_iter().collect(),
            (Style::Matrix, true) => {
                self.values.first().and_then(|text| assigned(text.strip_prefix(';')?.split(';'))).into_iter().collect()
            }
            (_, false) => self.lists().into_iter().filter_map(alternating).collect(),
        }
    }

    /// The text of `;name=text`. An empty value has no `=`.
    fn matrix(&self) -> Option<&'a str> {
        named(self.values.first()?.strip_prefix(';')?, self.name)
    }

    /// `ids[]=1&ids[]=2`, which OpenAPI has no style for and many services take.
    fn bracketed(&self) -> Option<Vec<String>> {
        let items: Vec<String> =
            self.pairs.iter().filter(|(name, _)| name.strip_suffix("[]") == Some(self.name)).map(|(_, text)| decode_form(text)).collect();
        (!items.is_empty()).then_some(items)
    }

    fn delimited(&self, style: Style, text: &str) -> Vec<Vec<String>> {
        // The delimiters other than the comma must be encoded in a URL, so that an encoded one is a delimiter too.
        let (delimiters, always): (&[&str], bool) = match style {
            Style::SpaceDelimited => (&["%20", "+", " "], true),
            Style::PipeDelimited => (&["%7C", "%7c", "|"], true),
            _ => (&["%2C", "%2c"], false),
        };
        if text.is_empty() {
            return vec![Vec::new(), vec![String::new()]];
        }
        let plain = |text: &str| text.split(',').map(decode_form).collect::<Vec<_>>();
        let unified = delimiters.iter().fold(text.to_owned(), |text, delimiter| text.replace(delimiter, "\u{0}"));
        let encoded = || unified.split('\u{0}').map(decode_form).collect::<Vec<_>>();
        match always {
            true => vec![encoded()],
            false if self.lenient && !text.contains(',') && unified.contains('\u{0}') => vec![plain(text), encoded()],
            false => vec![plain(text)],
        }
    }
}

/// `name=text`, or `name` alone for an empty text.
fn named<'a>(part: &'a str, name: &str) -> Option<&'a str> {
    let (found, text) = part.split_once('=').unwrap_or((part, ""));
    (found == name).then_some(text)
}

/// `a=1`, `b=2` as members.
fn assigned<'a>(parts: impl Iterator<Item = &'a str>) -> Option<Vec<(String, ParameterValue)>> {
    parts.map(|part| part.split_once('=').map(|(name, text)| (decode(name), ParameterValue::Text(decode(text))))).collect()
}

/// `a`, `1`, `b`, `2` as members.
fn alternating(items: Vec<String>) -> Option<Vec<(String, ParameterValue)>> {
    let whole = items.len().is_multiple_of(2);
    whole.then(|| items.chunks_exact(2).map(|pair| (pair[0].clone(), ParameterValue::Text(pair[1].clone()))).collect())
}

/// Brackets deeper than this are one key: no service reads them, and a tree of them would exhaust the stack.
const MAX_DEPTH: usize = 64;

/// The members of an object written as `name[key]=text`; deeper brackets and `[]`, which OpenAPI leaves open, are read
/// as most services read them.
pub(crate) fn deep(pairs: &[(String, String)], name: &str) -> Option<Vec<(String, ParameterValue)>> {
    let inner = |key: &'_ str| key.strip_prefix(name)?.strip_prefix('[')?.strip_suffix(']').map(str::to_owned);
    let written: Vec<(String, &str)> = pairs.iter().filter_map(|(key, text)| Some((inner(key)?, text.as_str()))).collect();
    let entries = written.iter().map(|(inner, text)| (inner.splitn(MAX_DEPTH, "][").collect(), *text)).collect::<Vec<_>>();
    (!entries.is_empty()).then(|| members(entries.iter().map(|(keys, text): &(Vec<&str>, &str)| (keys.as_slice(), *text)).collect()))
}

/// Keys, each in brackets, and the text behind them.
type KeyedText<'a> = (&'a [&'a str], &'a str);

/// The members that keys and texts make, in the order in which their names first come. Under a name the first shape stays.
fn members(entries: Vec<KeyedText<'_>>) -> Vec<(String, ParameterValue)> {
    let mut groups: Vec<(&str, Vec<KeyedText<'_>>)> = Vec::new();
    let mut indices = HashMap::new();
    for (keys, text) in entries {
        let Some((first, rest)) = keys.split_first() else { continue };
        let index = *indices.entry(*first).or_insert_with(|| {
            groups.push((first, Vec::new()));
            groups.len() - 1
        });
        groups[index].1.push((rest, text));
    }
    let is_leaf = |keys: &[&str]| matches!(keys, [] | [""]);
    let tree = |entries: Vec<KeyedText<'_>>| {
        if entries.first().is_some_and(|(keys, _)| !is_leaf(keys)) {
            return ParameterValue::Map(members(entries.into_iter().filter(|(keys, _)| !is_leaf(keys)).collect()));
        }
        let is_list = entries.first().is_some_and(|(keys, _)| !keys.is_empty());
        let texts = entries.into_iter().filter(|(keys, _)| is_leaf(keys)).map(|(_, text)| ParameterValue::Text(decode_form(text)));
        let mut texts: Vec<ParameterValue> = texts.collect();
        if is_list || texts.len() > 1 {
            ParameterValue::List(texts)
        } else {
            texts.pop().unwrap_or_else(|| ParameterValue::List(Vec::new()))
        }
    };
    groups.into_iter().map(|(name, entries)| (name.to_owned(), tree(entries))).collect()
}

/// Percent-decodes a text of a path or header.
pub(crate) fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// Percent-decodes a text of a query or form, where `+` is a space.
pub(crate) fn decode_form(text: &str) -> String {
    decode(&text.replace('+', " "))
}

/// The pairs of a query or form, with decoded names and still encoded texts. A name alone has the empty text.
pub(crate) fn pairs(query: &str) -> Vec<(String, String)> {
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, text)| (decode_form(name), text.to_owned()))
        .collect()
}
