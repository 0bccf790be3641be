//! The recordings: one request and the response to it per file, or a delivery of a webhook.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/recordings");

/// A recording and the name of its file, `listGroups/200-documented.json`.
pub struct Recording {
    pub name: String,
    pub operation: String,
    pub exchange: Exchange,
}

#[derive(Deserialize)]
pub struct Exchange {
    pub request: Request,
    /// A delivery of a webhook has none: what the receiver answers is not the service's.
    pub response: Option<Response>,
}

#[derive(Deserialize)]
pub struct Request {
    pub method: String,
    pub url: String,
    pub body: Option<Value>,
}

#[derive(Deserialize)]
pub struct Response {
    pub status: u16,
    pub headers: BTreeMap<String, String>,
    pub body: Option<Value>,
    pub body_text: Option<String>,
}

impl Response {
    /// The body as it travelled.
    pub fn bytes(&self) -> String {
        let json = || self.body.as_ref().map(Value::to_string);
        self.body_text.clone().or_else(json).unwrap_or_default()
    }
}

impl Recording {
    /// The body that the client decodes: of a successful response, or of a delivery.
    pub fn decoded(&self) -> Option<&Value> {
        match &self.exchange.response {
            Some(response) if (200..300).contains(&response.status) => response.body.as_ref(),
            Some(_) => None,
            None => self.exchange.request.body.as_ref(),
        }
    }
}

/// All recordings of Mobilize by name.
pub fn all() -> Vec<Recording> {
    of("mobilize")
}

/// All recordings of a document by name. None at all is a failure: a test over no recordings says nothing.
pub fn of(document: &str) -> Vec<Recording> {
    let root = Path::new(ROOT).join(document);
    let mut files = Vec::new();
    collect(&root, &mut files);
    files.sort();
    assert!(!files.is_empty(), "there are no recordings in {}", root.display());
    files.iter().map(|file| read(&root, file)).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "json") {
            files.push(path);
        }
    }
}

fn read(root: &Path, file: &Path) -> Recording {
    let name = file.strip_prefix(root).unwrap().display().to_string();
    let text = fs::read_to_string(file).unwrap();
    Recording {
        operation: name.split('/').next().unwrap().to_owned(),
        exchange: serde_json::from_str(&text).unwrap_or_else(|err| panic!("{name}: {err}")),
        name,
    }
}
