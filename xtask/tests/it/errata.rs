//! The errata beside each document.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use openapi_drift::Document;
use openapi_publish::{Errata, Kind, Settling, Source};
use serde_json::Value;

/// A document, and up to which number the contradictions are known that were there before it, by their letter.
struct Subject {
    name: &'static str,
    known: &'static [(char, usize)],
    /// Pages that errata cite and nothing in the document comes from.
    other_pages: &'static [&'static str],
}

const SUBJECTS: [Subject; 2] = [
    Subject { name: "mobilize", known: &[('E', 98)], other_pages: &[] },
    Subject { name: "mode", known: &[('M', 16), ('S', 14)], other_pages: &[] },
];

impl Subject {
    fn read(&self, ending: &str) -> String {
        let name = format!("{}.{ending}", self.name);
        std::fs::read_to_string(openapi(&name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    fn errata(&self) -> Errata {
        Errata::parse(&self.read("errata.toml")).unwrap_or_else(|error| panic!("{}: {error}", self.name))
    }

    fn document(&self) -> Document {
        Document::load(openapi(&format!("{}.yaml", self.name))).unwrap_or_else(|trouble| panic!("{trouble}"))
    }

    /// `E07`, `X12`
    fn is_number(&self, word: &str) -> bool {
        let letters = self.known.iter().map(|(letter, _)| *letter).chain(['X']).collect::<Vec<char>>();
        word.strip_prefix(letters.as_slice()).is_some_and(|digits| digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit()))
    }
}

fn openapi(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi").join(name)
}

#[test]
fn every_document_has_errata_that_are_tested() {
    let folder = std::fs::read_dir(openapi("")).expect("a folder").map(|entry| entry.expect("an entry").file_name());
    let names = folder.filter_map(|name| Some(name.to_str()?.strip_suffix(".errata.toml")?.to_owned()));
    assert_eq!(names.collect::<BTreeSet<String>>(), SUBJECTS.iter().map(|subject| subject.name.to_owned()).collect());
}

#[test]
fn every_pointer_leads_somewhere() {
    for subject in SUBJECTS {
        let (document, errata) = (subject.document(), subject.errata());
        let pointers = errata.erratum.iter().flat_map(|erratum| erratum.pointers.iter().map(move |pointer| (&erratum.id, pointer)));
        let dangling: Vec<_> = pointers.filter(|(_, pointer)| document.value().pointer(pointer).is_none()).collect();
        assert!(dangling.is_empty(), "{}: {dangling:#?}", subject.name);
    }
}

#[test]
fn every_erratum_has_a_text_and_a_valid_pointer() {
    for subject in SUBJECTS {
        let errata = subject.errata();
        for erratum in errata.erratum {
            let texts = [&erratum.says, &erratum.document, &erratum.why];
            assert!(texts.iter().all(|text| !text.trim().is_empty()), "{} {} is silent", subject.name, erratum.id);
            assert!(!erratum.pages.is_empty() && !erratum.pointers.is_empty(), "{} {} cites nothing", subject.name, erratum.id);
        }
        assert!(errata.not_about_the_wire.iter().all(|entry| !entry.why.trim().is_empty()));
    }
}

#[test]
fn every_known_contradiction_is_decided_once() {
    for subject in SUBJECTS {
        let errata = subject.errata();
        let mut times: BTreeMap<&str, usize> = BTreeMap::new();
        for id in errata.ids() {
            *times.entry(id).or_default() += 1;
        }
        let twice: Vec<_> = times.iter().filter(|(_, times)| **times > 1).collect();
        assert!(twice.is_empty(), "{}: ids that occur more than once: {twice:?}", subject.name);
        let expected: BTreeSet<String> =
            subject.known.iter().flat_map(|(letter, last)| (1..=*last).map(move |number| format!("{letter}{number:02}"))).collect();
        let known: BTreeSet<String> = times.keys().filter(|id| !id.starts_with('X')).map(|id| (*id).to_owned()).collect();
        assert_eq!(known, expected, "{}", subject.name);
    }
}

/// Every page that the document names as a source, anywhere outside examples.
fn sources(value: &Value, found: &mut BTreeSet<String>) {
    match value.get("x-source") {
        Some(Value::Array(several)) => found.extend(several.iter().filter_map(page)),
        Some(one) => found.extend(page(one)),
        None => {}
    }
    match value {
        Value::Object(members) => members.values().for_each(|member| sources(member, found)),
        Value::Array(items) => items.iter().for_each(|item| sources(item, found)),
        _ => {}
    }
}

/// A source is a page, an object with one, or, where no page says it, the erratum that does.
fn page(source: &Value) -> Option<String> {
    let named = source.as_str().or_else(|| source.get("page")?.as_str());
    assert!(named.is_some() || source.get("erratum").is_some(), "an x-source names a page or an erratum: {source}");
    named.map(str::to_owned)
}

#[test]
fn every_page_that_errata_cite_is_a_source_of_the_document() {
    for subject in SUBJECTS {
        let mut known = BTreeSet::new();
        sources(subject.document().value(), &mut known);
        let cited: BTreeSet<String> = subject.errata().erratum.into_iter().flat_map(|erratum| erratum.pages).collect();
        let strange: Vec<&String> = cited.difference(&known).collect();
        assert_eq!(strange, subject.other_pages, "{}", subject.name);
    }
}

#[test]
fn every_erratum_that_an_exception_cites_exists() {
    for subject in SUBJECTS {
        let errata = subject.errata();
        let known: BTreeSet<&str> = errata.ids().collect();
        let exceptions = subject.read("exceptions.toml");
        let words = exceptions.split(|c: char| !c.is_ascii_alphanumeric());
        let cited: BTreeSet<&str> = words.filter(|word| subject.is_number(word)).collect();
        assert!(!cited.is_empty(), "the exceptions of {} cite no erratum", subject.name);
        let unknown: Vec<_> = cited.difference(&known).collect();
        assert!(unknown.is_empty(), "{}: {unknown:?}", subject.name);
    }
}

#[test]
fn every_erratum_has_a_confidence_and_a_settling_recording() {
    for subject in SUBJECTS {
        let (document, errata) = (subject.document(), subject.errata());
        let silent: Vec<&str> = errata.erratum.iter().filter(|one| one.confidence.is_none()).map(|one| one.id.as_str()).collect();
        assert!(silent.is_empty(), "{}: {silent:?} have no confidence", subject.name);
        // Names of operations and schemas of values.
        Settling::new(&document, &errata).unwrap_or_else(|error| panic!("{}: {error}", subject.name));
    }
}

/// The pointers of all parts that no page states.
fn stated_by_no_page(value: &Value, at: String, found: &mut Vec<String>) {
    let is_erratum = |source: &Value| source.get("erratum").is_some();
    if value.get("x-source").is_some_and(|source| source.as_array().map_or_else(|| is_erratum(source), |all| all.iter().all(is_erratum))) {
        found.push(at.clone());
    }
    match value {
        Value::Object(members) => members.iter().for_each(|(name, member)| stated_by_no_page(member, format!("{at}/{name}"), found)),
        Value::Array(items) => items.iter().enumerate().for_each(|(index, item)| stated_by_no_page(item, format!("{at}/{index}"), found)),
        _ => {}
    }
}

#[test]
fn the_document_of_the_pages_has_nothing_that_no_page_states() {
    for subject in SUBJECTS {
        let source = Source::new(subject.name, subject.read("yaml"), subject.errata()).unwrap_or_else(|error| panic!("{error}"));
        let artifacts = source.artifacts().unwrap_or_else(|error| panic!("{}: {error}", subject.name));
        let declared = artifacts.iter().find(|artifact| artifact.kind == Kind::PagesJson).expect("the document of the pages");
        let declared: Value = serde_json::from_slice(&declared.bytes).expect("JSON");
        let mut found = Vec::new();
        stated_by_no_page(&declared, String::new(), &mut found);
        assert_eq!(found, [""; 0], "{}", subject.name);
    }
}
