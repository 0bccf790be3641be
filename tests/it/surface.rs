//! The public Rust API as text, one line for each thing, so that a change of a document, or of the layer, shows in a review what
//! it means for users.

#[cfg(feature = "mode")]
mod layer;
mod tokens;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use proc_macro2::TokenStream;
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
        let builder = plain(&item.header).strip_prefix("impl ").map(str::to_owned);
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
            let name = name.split('<').next().unwrap().rsplit(' ').next().unwrap();
            let taken = rest.split_once("where V: TryInto<").or_else(|| rest.split_once("IntoOptional<"));
            let line = match taken.or_else(|| rest.split_once("-> Result<Response<")) {
                Some((arguments, taken)) if arguments.starts_with("mut self") => {
                    let taken = taken.split(">, <V as ").next().unwrap().split(", M>").next().unwrap();
                    format!("{name}({})", taken.trim_end_matches('>'))
                }
                Some((_, answer)) => format!("{name}() -> {}", answer.trim_end_matches(">, Error>")),
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
    // Tuple fields are private.
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
    insta::assert_snapshot!("layer", sorted(layer::layer()));
}

/// The generator documents no setters; `build/refine.rs` does.
#[test]
fn every_public_method_of_a_builder_is_documented() {
    let builders = module(generated("client.rs"), "builder");
    let Some(inner) =
        module(generated("client.rs"), "types").into_iter().find(|item| named(&item.header, "mod") == Some("builder".to_owned()))
    else {
        panic!("the types have no builders")
    };
    let methods = builders.into_iter().chain(items(inner.body.unwrap())).filter(|item| plain(&item.header).starts_with("impl "));
    let methods = methods.flat_map(|item| items(item.body.unwrap_or_default())).filter(|method| is_public(&method.header));
    let undocumented: Vec<_> = methods.filter(|method| !method.doc.contains("doc")).map(|method| plain(&method.header)).collect();
    assert!(undocumented.is_empty(), "{undocumented:#?}");
}

/// The documentation of every operation and type names its evidence.
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
