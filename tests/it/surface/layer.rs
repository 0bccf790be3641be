//! The handwritten part of the public API.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};

use super::tokens::{is_public, items, named, plain};
use super::{members, module, read};

const SOURCES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src");

/// The public modules. Public items of other modules are internal, unless one of these exports them.
const PUBLIC: [&str; 8] =
    ["lib.rs", "bulk/mod.rs", "drift.rs", "fields/mod.rs", "mode/mod.rs", "mode/types.rs", "types/mod.rs", "webhook.rs"];

/// Internal traits.
const INTERNAL: [&str; 2] = [" ClientHooks<", "impl Paged for"];

/// Files whose public items are for the generated code or for tests.
const PRIVATE: [&str; 4] = ["client/service.rs", "paging/paged.rs", "paging/tests.rs", "runtime.rs"];

/// The names that users can use.
fn public_names() -> BTreeSet<String> {
    let generated = ["client.rs", "mode/client.rs"].map(|file| Path::new(env!("OUT_DIR")).join(file));
    let types = generated.into_iter().flat_map(|file| module(read(file), "types"));
    let mut names: BTreeSet<String> = types.filter_map(|item| named(&item.header, "struct")).collect();
    for file in PUBLIC {
        for item in items(read(Path::new(SOURCES).join(file))).into_iter().filter(|item| is_public(&item.header)) {
            names.extend(item.header.iter().chain(&item.body.into_iter().flatten().collect::<Vec<_>>()).map(TokenTree::to_string));
        }
    }
    names
}

/// Lists the handwritten items by file. Macros are listed by their definition and by their calls.
pub fn layer() -> Vec<String> {
    let public = public_names();
    let mut lines = Vec::new();
    for file in files(Path::new(SOURCES)).into_iter().filter(|file| !PRIVATE.iter().any(|private| file.ends_with(private))) {
        let name = file.strip_prefix(SOURCES).unwrap().display().to_string();
        lines.extend(listed(read(&file), &public).into_iter().map(|line| format!("{name}: {line}")));
    }
    lines
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

fn listed(tokens: TokenStream, public: &BTreeSet<String>) -> Vec<String> {
    let mut lines = Vec::new();
    for item in items(tokens) {
        let header = plain(&item.header);
        let body = || item.body.clone().unwrap_or_default();
        let is_known = |name: &str| public.contains(name) || name.starts_with('$');
        if header.starts_with("macro_rules!") {
            // Each arm has a pattern and a replacement.
            lines.extend(items(body()).into_iter().filter_map(|arm| arm.body).flat_map(|body| listed(body, public)));
        } else if let Some(named) = header.strip_suffix('!') {
            let calls = items(body()).into_iter().map(|call| plain(&call.header));
            lines.extend(calls.filter(|call| !call.is_empty()).map(|call| format!("{named}! {call}")));
        } else if header.starts_with("impl") {
            let of = header.rsplit(" for ").next().unwrap().trim_start_matches("impl").split(" where").next().unwrap();
            let of = of.rsplit("> ").next().unwrap().trim();
            let of = of.trim_start_matches(['&', ' ']).split('<').next().unwrap();
            if !is_known(of) || INTERNAL.iter().any(|name| header.contains(name)) {
                continue;
            }
            if header.contains(" for ") {
                lines.push(header);
            } else {
                let methods = items(body()).into_iter().filter(|method| is_public(&method.header));
                lines.extend(methods.map(|method| format!("{of}: {}", plain(&method.header))));
            }
        } else if is_public(&item.header) && !header.starts_with("pub use") && !header.starts_with("pub mod") {
            let name = ["struct", "enum", "type", "const", "fn", "trait"].into_iter().find_map(|kind| named(&item.header, kind));
            if name.is_some_and(|name| is_known(&name)) {
                let members = members(&item);
                lines.extend(if members.is_empty() { vec![header] } else { members });
            }
        }
    }
    lines
}
