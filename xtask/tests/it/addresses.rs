//! No address in the repository is invented.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use openapi_drift::Document;

/// The address of this project, from the Cargo.toml of the workspace. Empty until it has one.
const ADDRESS: &str = env!("CARGO_PKG_REPOSITORY");

/// Hosts that exist, and hosts in the samples of vendors.
const HOSTS: &[&str] = &[
    // The vendors, and hosts in the samples of their pages.
    "api.mobilize.io",
    "app.mode.com",
    "group.mobilize.io",
    "mobilize.readme.io",
    "mode.com",
    "modeanalytics.com",
    "s3.amazonaws.com",
    "tester.mobilize.io",
    "www.facebook.com",
    "www.mobilize.io",
    // Standards and tools that the texts refer to.
    "docs.rs",
    "github.com",
    "json-schema.org",
    "keepachangelog.com",
    "opensource.org",
    "rustsec.org",
    "semver.org",
    "slsa.dev",
    "spec.openapis.org",
    "www.mozilla.org",
    "www.rfc-editor.org",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The Markdown, YAML and TOML files of the repository.
fn texts() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![root()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            if path.is_dir() && !["target", ".git", "node_modules", "fuzz"].contains(&name) {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ["md", "yaml", "yml", "toml"].iter().any(|known| ending == *known)) {
                found.push(path);
            }
        }
    }
    found
}

/// The hosts of the URLs in a text.
fn hosts(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices("://").filter(|(at, _)| text[..*at].ends_with("http") || text[..*at].ends_with("https")).map(|(at, _)| {
        let rest = &text[at + 3..];
        &rest[..rest.find(|c: char| !(c.is_ascii_alphanumeric() || ".-".contains(c))).unwrap_or(rest.len())]
    })
}

fn is_reserved(host: &str) -> bool {
    let reserved = ["example.org", "example.com", "example", "localhost", "127.0.0.1"];
    host.is_empty() || reserved.iter().any(|name| host == *name || host.ends_with(&format!(".{name}")))
}

#[test]
fn every_host_exists_or_is_reserved() {
    let mut unknown = BTreeSet::new();
    for path in texts() {
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let own = ADDRESS.split('/').nth(2).unwrap_or_default();
        unknown.extend(
            hosts(&text)
                .filter(|host| !is_reserved(host) && !HOSTS.contains(host) && *host != own)
                .map(|host| format!("{host} in {}", path.strip_prefix(root()).unwrap_or(&path).display())),
        );
    }
    assert_eq!(unknown, BTreeSet::new(), "add hosts that exist to the list in this file");
}

/// A repository on GitHub is that of this project, or the text says nothing about one.
#[test]
fn the_project_has_one_address() {
    for path in texts() {
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        // Not `unknown-git`, a rule for dependencies.
        let keys = text.match_indices("git = \"").filter(|(at, _)| !text[..*at].ends_with('-'));
        let places = keys.map(|(at, start)| &text[at + start.len()..]);
        for rest in places {
            assert!(!ADDRESS.is_empty() && rest.starts_with(ADDRESS), "{}: `git = ` must name {ADDRESS:?}", path.display());
        }
    }
    for name in ["mobilize", "mode"] {
        let document = Document::load(root().join(format!("openapi/{name}.yaml"))).unwrap_or_else(|trouble| panic!("{trouble}"));
        let url = document.node("/info/contact/url").and_then(serde_json::Value::as_str).unwrap_or_default();
        assert_eq!(url, ADDRESS, "the `contact` of {name}");
    }
}
