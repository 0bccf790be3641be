//! The errata that live recordings settle, reported after `validate`.

use std::path::Path;

use openapi_drift::cli::ExitStatus;
use openapi_publish::{Outcome, Settled, Settling, Source};

use crate::documents::{Document, root};
use crate::publish::source;
use crate::recordings::each_checked;

/// Prints the errata of a document that its live recordings settle, to standard error. An erratum that a recording refutes is a
/// finding, even if the document accepts the recording.
pub fn run(document: Document) -> ExitStatus {
    // The run before has reported a document or a recording that cannot be read.
    let Ok(source) = source(document) else { return ExitStatus::Trouble };
    let settled = match settled(&source, &document.recordings()) {
        Ok(settled) => settled,
        Err(why) => {
            eprintln!("error: {why}");
            return ExitStatus::Trouble;
        }
    };
    for line in settled.iter().map(|settled| line(document, settled)) {
        eprintln!("{line}");
    }
    let is_refuted = settled.iter().any(|settled| settled.outcome == Outcome::Refuted);
    if is_refuted { ExitStatus::Findings } else { ExitStatus::Clean }
}

fn settled(source: &Source, recordings: &Path) -> Result<Vec<Settled>, String> {
    let document = source.document();
    let mut settling = Settling::new(document, source.errata()).map_err(|error| error.to_string())?;
    each_checked(document, recordings, |exchange, checked| {
        let file = Path::new(&*exchange.file);
        let file = file.strip_prefix(root()).unwrap_or(file).display().to_string();
        settling.add(&file, &exchange.recording, checked);
    })?;
    Ok(settling.finish())
}

fn line(document: Document, settled: &Settled) -> String {
    let errata = document.errata();
    let errata = errata.strip_prefix(root()).unwrap_or(&errata).display();
    let (verb, hint) = match settled.outcome {
        Outcome::Confirmed => ("confirms", "set its `confidence` to `certain`"),
        Outcome::Refuted => ("refutes", "change the document, and the erratum with it"),
    };
    format!("     Settled {} of {errata}: {} {verb} it; {hint}", settled.id, settled.file)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use openapi_publish::Outcome;

    use super::{line, settled};
    use crate::documents::ALL;
    use crate::publish::source;

    #[test]
    fn a_live_recording_settles_errata_of_the_documents() {
        let folder = tempfile::tempdir().expect("a folder");
        let recording = r#"{
            "provenance": {"source": "live", "recorded_at": "2026-12-01", "recorded_by": "a test"},
            "request": {"method": "GET", "url": "https://api.mobilize.io/v1/users/7", "headers": {}},
            "response": {"status": 200, "headers": {"content-type": "application/json"},
                "body": {"id": "7", "avatar": {"thumb": {"url": "https://example.org/7.png"}}}}
        }"#;
        fs::write(folder.path().join("200-live.json"), recording).expect("a file");
        let [mobilize, _] = ALL;
        let settled = settled(&source(mobilize).expect("the document"), folder.path()).expect("settled errata");
        let outcomes: Vec<_> = settled.iter().map(|settled| (settled.id.as_str(), settled.outcome)).collect();
        assert_eq!(outcomes, [("E59", Outcome::Confirmed), ("E61", Outcome::Refuted)]);
        let line = line(mobilize, &settled[1]);
        assert!(line.starts_with("     Settled E61 of openapi/mobilize.errata.toml: "), "{line}");
        assert!(line.ends_with("200-live.json refutes it; change the document, and the erratum with it"), "{line}");
    }
}
