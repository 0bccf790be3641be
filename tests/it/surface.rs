//! The public Rust API as text, one line for each thing, so that a change of a document, or of the layer, shows in a review what
//! it means for users.

mod tokens;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use tokens::{Item, fields, is_public, items, named, plain};

fn read(path: impl AsRef<Path>) -> TokenStream {
    let path = path.as_ref();
    fs::read_to_string(path).unwrap().parse().unwrap_or_else(|err| panic!("{}: {err}", path.display()))
}

fn generated(file: &str) -> TokenStream {
    read(Path::new(env!("OUT_DIR")).join(file))
}

fn sorted(lines: impl IntoIterator<Item = String>) -> String {
    let lines: BTreeSet<String> = lines.into_iter().collect();
    lines.into_iter().collect::<Vec<_>>().join("\n")
}

/// The items of a module within a file.
fn module(file: TokenStream, name: &str) -> Vec<Item> {
    let module = items(file).into_iter().find(|item| named(&item.header, "mod") == Some(name.to_owned())).unwrap();
    items(module.body.unwrap())
}

/// `get_group.group_id(GroupId)`, `get_group.send() -> Group`
fn operations(file: TokenStream) -> Vec<String> {
    let methods = |item: Item| {
        let builder = plain(&item.header).strip_prefix("impl<'a> ").map(|name| name.replace("<'a>", ""));
        builder.map(|builder| (builder, items(item.body.unwrap_or_default())))
    };
    let mut lines = Vec::new();
    for (builder, methods) in module(file, "builder").into_iter().filter_map(methods) {
        for method in methods.into_iter().filter(|method| is_public(&method.header)) {
            let signature = plain(&method.header);
            // A builder is made by its operation, and `body_map` says what `body` says.
            if signature.starts_with("pub fn new(") || signature.starts_with("pub fn body_map<") {
                continue;
            }
            let (name, rest) = signature.split_once('(').unwrap();
            let name = name.rsplit(' ').next().unwrap().split('<').next().unwrap();
            let line = match rest.split_once("where V: TryInto<").or_else(|| rest.split_once("-> Result<ResponseValue<")) {
                Some((arguments, taken)) if arguments.starts_with("mut self") => {
                    format!("{name}({})", taken.split(">, <V as ").next().unwrap().trim_end_matches('>'))
                }
                Some((_, answer)) => format!("{name}() -> {}", answer.trim_end_matches(">, Error<()>>")),
                None => format!("{name}({rest}"),
            };
            lines.push(format!("{builder}.{line}"));
        }
    }
    lines
}

/// `GroupData.name: Option<String>`, `Privacy::Public = "public"`, `type Group = Tolerant<GroupData>`
fn types(client: TokenStream, declarations: TokenStream) -> Vec<String> {
    let mut lines = Vec::new();
    for item in module(client, "types").into_iter().filter(|item| is_public(&item.header)) {
        lines.extend(members(&item));
    }
    for item in items(declarations) {
        if plain(&item.header) == "open_enum!" {
            for inner in items(item.body.unwrap()) {
                let name = plain(&inner.header);
                lines.extend(fields(inner.body.unwrap()).iter().map(|variant| format!("{name}::{}", plain(variant))));
            }
        } else {
            lines.push(plain(&item.header).replace("pub type", "type"));
        }
    }
    lines
}

/// A struct with its public fields, or an enum with its variants.
fn members(item: &Item) -> Vec<String> {
    let Some((kind, name)) = ["struct", "enum"].into_iter().find_map(|kind| Some((kind, named(&item.header, kind)?))) else {
        return Vec::new();
    };
    let header = plain(&item.header);
    let header = header.trim_start_matches("pub ");
    // What stands in parentheses is nobody's business.
    let mut lines = vec![header.split('(').next().unwrap().to_owned()];
    for field in fields(item.body.clone().unwrap_or_default()) {
        match kind {
            "enum" => lines.push(format!("{name}::{}", plain(&field))),
            _ if is_public(&field) => lines.push(format!("{name}.{}", plain(&field).trim_start_matches("pub "))),
            _ => {}
        }
    }
    lines
}

const SOURCES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src");

/// The modules that users name; whatever is public in another one is so for the crate, unless one of these exports it.
const PUBLIC: [&str; 8] = ["lib.rs", "bulk.rs", "drift.rs", "fields.rs", "mode.rs", "mode/types.rs", "types.rs", "webhook.rs"];

/// Traits of the crate's own.
const INTERNAL: [&str; 2] = [" ClientHooks<", "impl Paged for"];

/// Whatever is public in these is so for the generated code.
const PRIVATE: [&str; 3] = ["client/hooks.rs", "paging/tests.rs", "runtime.rs"];

/// The names that users can name.
fn public_names() -> BTreeSet<String> {
    let generated = ["client.rs", "mode/client.rs"].map(|file| Path::new(env!("OUT_DIR")).join(file));
    let types = generated.into_iter().filter(|file| file.exists()).flat_map(|file| module(read(file), "types"));
    let mut names: BTreeSet<String> = types.filter_map(|item| named(&item.header, "struct")).collect();
    for file in PUBLIC {
        for item in items(read(Path::new(SOURCES).join(file))).into_iter().filter(|item| is_public(&item.header)) {
            names.extend(item.header.iter().chain(&item.body.into_iter().flatten().collect::<Vec<_>>()).map(TokenTree::to_string));
        }
    }
    names
}

/// What is written by hand, by file. Macros are listed as they are defined, and with what they are called for.
fn layer() -> Vec<String> {
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
            // Each arm is what it matches, and what it is replaced by.
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

#[test]
fn operations_take_and_answer_what_they_did() {
    insta::assert_snapshot!("operations", sorted(operations(generated("client.rs"))));
}

#[test]
fn types_are_what_they_were() {
    insta::assert_snapshot!("types", sorted(types(generated("client.rs"), generated("types.rs"))));
}

#[cfg(feature = "mode")]
#[test]
fn operations_of_mode_take_and_answer_what_they_did() {
    insta::assert_snapshot!("mode_operations", sorted(operations(generated("mode/client.rs"))));
}

#[cfg(feature = "mode")]
#[test]
fn types_of_mode_are_what_they_were() {
    insta::assert_snapshot!("mode_types", sorted(types(generated("mode/client.rs"), generated("mode/types.rs"))));
}

/// It is about types of both documents.
#[cfg(feature = "mode")]
#[test]
fn the_layer_is_what_it_was() {
    insta::assert_snapshot!("layer", sorted(layer()));
}

/// Whoever reads the documentation of an operation or a type can tell what it rests on.
#[test]
fn everything_that_is_generated_names_its_page_or_its_erratum() {
    let client = items(generated("client.rs"));
    let methods = client.into_iter().filter(|item| plain(&item.header) == "impl Client");
    let operations = methods.flat_map(|item| items(item.body.unwrap())).filter(|method| plain(&method.header).contains("-> builder::"));
    let types = module(generated("client.rs"), "types").into_iter().filter(|item| named(&item.header, "struct").is_some());
    let declared = items(generated("types.rs")).into_iter().filter(|item| named(&item.header, "type").is_some());
    let mut count = 0;
    for item in operations.chain(types).chain(declared) {
        let names = ["Page: ", "Pages: ", "Erratum: ", "Errata: "];
        assert!(names.iter().any(|name| item.doc.contains(name)), "{}", plain(&item.header));
        count += 1;
    }
    assert!(count > 50, "{count}");
}
