//! Reads the file of exceptions, and reports its errors with line and column.

use std::fmt;

use jiff::civil::Date;
use serde::de::value::SeqAccessDeserializer;

use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use toml::Spanned;

use crate::exceptions::exception::{Exception, ListEntry, Scope};
use crate::finding::code::{Code, Severity};
use crate::text::plural;
use openapi_drift_recordings::Side;
use openapi_drift_source::Error;
use openapi_drift_source::Position;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    exception: Vec<Spanned<ExceptionEntry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExceptionEntry {
    code: Spanned<String>,
    operation: Option<Spanned<String>>,
    method: Option<Spanned<String>>,
    path: Option<Spanned<String>>,
    status: Option<Spanned<u16>>,
    pointer: Option<Spanned<String>>,
    document: Option<Spanned<OneOrMore>>,
    name: Option<Spanned<OneOrMore>>,
    side: Option<Side>,
    severity: Option<Severity>,
    message: Option<String>,
    reason: Spanned<String>,
    /// A TOML date, or the same as a string.
    expires: Option<Spanned<toml::Value>>,
}

/// A string, or a list of them.
enum OneOrMore {
    One(String),
    More(Vec<Spanned<String>>),
}

/// The exceptions of a text; `name` stands for its file.
pub(crate) fn read(name: &str, text: &str) -> Result<Vec<Exception>, Error> {
    let reader = Reader { name, text };
    let file: File =
        toml::from_str(text).map_err(|error| reader.trouble(error.span().map_or(0, |span| span.start), error.message().to_owned()))?;
    let empty: Vec<usize> = file
        .exception
        .iter()
        .map(|entry| &entry.get_ref().reason)
        .filter(|reason| reason.get_ref().trim().is_empty())
        .map(|reason| reason.span().start)
        .collect();
    let exceptions = file.exception.into_iter().map(|entry| reader.exception(entry)).collect::<Result<Vec<_>, _>>()?;
    match empty.as_slice() {
        [] => Ok(exceptions),
        [one] => Err(reader.trouble(*one, "the reason is empty").help("explain why the finding is accepted")),
        [first, ..] => {
            let lines: Vec<String> = empty.iter().map(|offset| reader.position(*offset).line.to_string()).collect();
            let why = format!("{} are empty, in lines {}", plural(empty.len(), "reason"), lines.join(", "));
            Err(reader.trouble(*first, why).help("explain why each finding is accepted"))
        }
    }
}

struct Reader<'t> {
    name: &'t str,
    text: &'t str,
}

impl Reader<'_> {
    fn position(&self, offset: usize) -> Position {
        Position::of_offset(self.text, offset)
    }

    fn trouble(&self, offset: usize, why: impl Into<String>) -> Error {
        Error::new("cannot read the exceptions", why).in_file(self.name).at(self.position(offset))
    }

    fn exception(&self, entry: Spanned<ExceptionEntry>) -> Result<Exception, Error> {
        let start = entry.span().start;
        let entry = entry.into_inner();
        let code = entry.code.get_ref().parse::<Code>().map_err(|error| self.trouble(entry.code.span().start, error.to_string()))?;
        Ok(Exception {
            code,
            scope: self.scope(&entry, start)?,
            side: entry.side,
            severity: entry.severity,
            message: entry.message,
            reason: entry.reason.into_inner(),
            expires: entry.expires.map(|date| self.date(&date)).transpose()?,
            position: self.position(start),
        })
    }

    fn scope(&self, entry: &ExceptionEntry, start: usize) -> Result<Scope, Error> {
        let ExceptionEntry { operation, method, path, status, pointer, document, name, .. } = entry;
        match (operation, document) {
            (None, None) => Err(self.trouble(start, "an exception needs `operation` or `document`").help(
                "name an operation, or \"*\" for any; or pass as `document` the pointer that the report shows, without line and column",
            )),
            (Some(operation), Some(document)) => Err(self
                .trouble(operation.span().start.max(document.span().start), "`operation` and `document` exclude each other")
                .help("use `operation` for one operation, or `document` for one place of the document in every operation")),
            (Some(operation), None) => {
                if let Some(name) = name {
                    let trouble = self.trouble(name.span().start, "`name` needs `document`");
                    return Err(trouble.help("with `operation`, use `pointer` for the place of the finding"));
                }
                Ok(Scope::Operation {
                    operation: operation.get_ref().clone(),
                    method: method.as_ref().map(inner),
                    path: path.as_ref().map(inner),
                    status: status.as_ref().map(inner),
                    pointer: pointer.as_ref().map(inner),
                })
            }
            (None, Some(document)) => {
                let strings = [("method", method), ("path", path), ("pointer", pointer)];
                let strings = strings.into_iter().filter_map(|(key, value)| Some((key, value.as_ref()?.span())));
                let status = status.as_ref().map(|status| ("status", status.span()));
                if let Some((key, span)) = strings.chain(status).min_by_key(|(_, span)| span.start) {
                    let trouble = self.trouble(span.start, format!("`{key}` needs `operation`"));
                    return Err(trouble.help("use `document` for one place of the document, in every operation"));
                }
                Ok(Scope::Statement {
                    documents: self.pointers(document)?,
                    names: name.as_ref().map(|name| self.listed("name", name)).transpose()?.unwrap_or_default(),
                })
            }
        }
    }

    fn pointers(&self, document: &Spanned<OneOrMore>) -> Result<Vec<ListEntry>, Error> {
        let mut pointers = self.listed("document", document)?;
        for listed in &mut pointers {
            // Reports show pointers with a number sign.
            if let Some(pointer) = listed.text.strip_prefix('#') {
                listed.text = pointer.to_owned();
            }
            if !listed.text.starts_with('/') && !listed.text.contains('#') {
                return Err(Error::new("cannot read the exceptions", format!("`{}` is not a JSON Pointer", listed.text))
                    .in_file(self.name)
                    .at(listed.position)
                    .help("write it as /components/schemas/User/required, or for another file as user.yaml#/User/required"));
            }
        }
        Ok(pointers)
    }

    fn listed(&self, key: &str, list: &Spanned<OneOrMore>) -> Result<Vec<ListEntry>, Error> {
        let listed = |text: &str, offset| ListEntry { text: text.to_owned(), position: self.position(offset) };
        match list.get_ref() {
            OneOrMore::One(one) => Ok(vec![listed(one, list.span().start)]),
            OneOrMore::More(more) if more.is_empty() => Err(self.trouble(list.span().start, format!("`{key}` is an empty list"))),
            OneOrMore::More(more) => Ok(more.iter().map(|one| listed(one.get_ref(), one.span().start)).collect()),
        }
    }

    fn date(&self, date: &Spanned<toml::Value>) -> Result<Date, Error> {
        let text = match date.get_ref() {
            toml::Value::String(text) => text.clone(),
            toml::Value::Datetime(date) => date.to_string(),
            other => other.type_str().to_owned(),
        };
        let why = |_| self.trouble(date.span().start, format!("`{text}` is not a date")).help("write it as 2027-01-31");
        text.parse::<Date>().map_err(why)
    }
}

fn inner<T: Clone>(value: &Spanned<T>) -> T {
    value.get_ref().clone()
}

/// Written by hand: the errors of an untagged enum say neither the expected type nor the place.
impl<'de> Deserialize<'de> for OneOrMore {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;

        impl<'de> Visitor<'de> for Either {
            type Value = OneOrMore;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string or a list of strings")
            }

            fn visit_str<E: serde::de::Error>(self, one: &str) -> Result<OneOrMore, E> {
                Ok(OneOrMore::One(one.to_owned()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<OneOrMore, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(list)).map(OneOrMore::More)
            }
        }

        deserializer.deserialize_any(Either)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_trouble(text: &str, expected: &str) {
        let trouble = read("exceptions.toml", text).expect_err("should not parse");
        assert_eq!(trouble.to_string(), format!("cannot read the exceptions\n  -> exceptions.toml:{expected}"));
    }

    #[test]
    fn trouble_has_a_place() {
        check_trouble(
            "[[exception]]\ncode = \"tpye-mismatch\"\noperation = \"*\"\nreason = \"x\"\n",
            "2:8\n  -> unknown finding code `tpye-mismatch`",
        );
        check_trouble(
            "[[exception]]\ncode = \"type-mismatch\"\noperation = \"*\"\nreason = \" \"\n",
            "4:10\n  -> the reason is empty\n   = help: explain why the finding is accepted",
        );
        check_trouble(
            "[[exception]]\ncode = \"type-mismatch\"\noperation = \"*\"\nreason = \"x\"\nexpires = \"soon\"\n",
            "5:11\n  -> `soon` is not a date\n   = help: write it as 2027-01-31",
        );
    }
}
