//! The files that are made without other programs: those of each document, and the committed ones.

use std::path::PathBuf;

use openapi_publish::{Artifact, Evidence, EvidenceCollector, Source, evidence_page, table};

use super::source;
use crate::documents::{self, Document, root};
use crate::files;
use crate::recordings::each_checked;

/// A committed file with its generated contents.
pub struct Committed {
    pub path: PathBuf,
    pub text: String,
}

/// Makes the committed files from all documents and their recordings.
pub fn committed() -> Result<Vec<Committed>, String> {
    let sources = documents::ALL.into_iter().map(source).collect::<Result<Vec<Source>, String>>()?;
    let evidence = documents::ALL.into_iter().zip(&sources).map(|(document, source)| evidence(document, source));
    let evidence = evidence.collect::<Result<Vec<Evidence>, String>>()?;
    let file = |name: &str, text| Committed { path: root().join("openapi").join(name), text };
    Ok(vec![file("ERRATA.md", table(&sources.iter().collect::<Vec<_>>())), file("EVIDENCE.md", evidence_page(&evidence, "ERRATA.md"))])
}

/// Writes the committed files.
pub fn write_committed() -> Result<(), String> {
    committed()?.iter().try_for_each(|file| files::write(&file.path, &file.text))
}

/// Collects the evidence for a document from its recordings.
pub fn evidence(document: Document, source: &Source) -> Result<Evidence, String> {
    let mut collector = EvidenceCollector::new(source);
    each_checked(source.document(), &document.recordings(), |exchange, checked| collector.add(&exchange.recording, checked))?;
    Ok(collector.finish())
}

/// All files of a document that are made without other programs.
pub fn artifacts(source: &Source) -> Result<Vec<Artifact>, String> {
    let mut artifacts = source.artifacts().map_err(|error| error.to_string())?;
    if let Some(document) = documents::ALL.into_iter().find(|document| document.name() == source.name()) {
        artifacts.extend(source.evidence(&evidence(document, source)?));
        if document.workflows().exists() {
            let (arazzo, guide) = (files::read(&document.workflows())?, files::read(&root().join("openapi/WORKFLOWS.md"))?);
            artifacts.extend(source.workflows(&arazzo, &guide).map_err(|error| error.to_string())?);
        }
    }
    Ok(artifacts)
}
