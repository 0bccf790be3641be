//! Shared helpers of the tests.

use std::path::{Path, PathBuf};

use openapi_drift::{Checked, Collector, Document, Exceptions, Finding, Options, Recording, Recordings, Report, check, find};
use tempfile::TempDir;

/// The first lines of each small document; `paths` or `components` follow.
pub const HEAD: &str = "openapi: 3.0.3\ninfo: {title: Test, version: '1'}\nservers: [{url: https://api.example.org/v1}]\n";

/// A folder that goes when it is dropped.
pub struct Folder(TempDir);

impl Folder {
    pub fn new() -> Self {
        Self(TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).expect("a temporary folder"))
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes a file, with the folders above it.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        std::fs::write(&path, content).expect("a file");
        path
    }

    /// Takes the folder out of a text, so that it is the same in each run.
    pub fn normalise(&self, text: &str) -> String {
        text.replace(&format!("{}/", self.path().display().to_string().replace('\\', "/")), "")
    }
}

#[track_caller]
pub fn document(text: &str) -> Document {
    Document::parse("api.yaml", text).unwrap_or_else(|trouble| panic!("{trouble}\n{text}"))
}

#[track_caller]
pub fn recording(text: &str) -> Recording {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// `code pointer: message`, a line for each observation; `agrees` where there is none.
pub fn observations(checked: &Checked) -> String {
    let lines: Vec<String> = checked
        .observations
        .iter()
        .map(|observation| format!("{}[{}] {}: {}", observation.severity, observation.code, observation.pointer, observation.message))
        .collect();
    if lines.is_empty() { "agrees".to_owned() } else { lines.join("\n") }
}

/// The settings of a run besides the document and the recordings.
#[derive(Default)]
pub struct Run<'a> {
    pub exceptions: &'a str,
    pub today: Option<&'a str>,
    pub only: &'a [&'a str],
    pub all: bool,
    pub show_values: bool,
    pub undocumented_headers: bool,
}

impl Run<'_> {
    /// Checks recordings, given by file name and text, and reports; files are named as given.
    #[track_caller]
    pub fn report(&self, document: &Document, recordings: &[(&str, &str)]) -> Report {
        let folder = Folder::new();
        for (name, text) in recordings {
            folder.write(name, text);
        }
        let files = find(&[folder.path()]).expect("the folder can be read");
        let mut collector = Collector::new(document).all_places(self.all).keep_values(self.show_values);
        for exchange in Recordings::new(files) {
            let exchange = exchange.unwrap_or_else(|trouble| panic!("{trouble}"));
            let options = Options { undocumented_headers: self.undocumented_headers, ..Options::default() };
            collector.add(&exchange, check(document, &exchange.recording, &options));
        }
        let exceptions = Exceptions::parse("exceptions.toml", self.exceptions).unwrap_or_else(|trouble| panic!("{trouble}"));
        let today = self.today.unwrap_or("2026-06-01").parse().expect("a date");
        let only: Vec<String> = self.only.iter().map(|id| (*id).to_owned()).collect();
        let mut report = collector.finish(&exceptions, today, &only);
        for finding in report.findings.iter_mut().chain(&mut report.notes).chain(&mut report.accepted) {
            for place in &mut finding.places {
                place.file = folder.normalise(&place.file);
            }
        }
        report
    }
}

/// All that a finding says, in a few lines.
pub fn render(finding: &Finding) -> String {
    let Finding { severity, code, message, side, pointer, document, .. } = finding;
    let side = serde_json::to_value(side).expect("a side serialises");
    let location = serde_json::to_value(finding.location).expect("a location serialises");
    let status = finding.status.map_or("-".to_owned(), |status| status.to_string());
    let operation = finding.operation.as_deref().unwrap_or("-");
    let mut text = format!("{severity}[{code}] {message}\n");
    text += &format!("  at {operation} {} {} {status}, ", finding.method, finding.path);
    text += &format!("{} {} {pointer}\n", side.as_str().unwrap_or_default(), location.as_str().unwrap_or_default());
    text += &format!("  document {}:{}:{} {}\n", document.file, document.line, document.column, document.pointer);
    for place in &finding.places {
        text += &format!("  recorded {}:{}:{}\n", place.file, place.line, place.column);
    }
    text.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}
