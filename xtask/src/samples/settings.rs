//! The settings for the samples of a document: the variables of `openapi/samples.toml`, and the functions of `examples/samples`.

use std::collections::BTreeMap;

use openapi_publish::{SampleCredentials, Samples};

use crate::documents::{Document, root};
use crate::files;

/// Reads the settings of a document.
pub fn settings(document: Document) -> Result<Samples, String> {
    let path = root().join("openapi/samples.toml");
    let mut all: BTreeMap<String, SampleCredentials> =
        toml::from_str(&files::read(&path)?).map_err(|error| format!("{}: {error}", path.display()))?;
    let credentials = all.remove(document.name()).unwrap_or_default();
    let text = files::read(&root().join(format!("examples/samples/{}.rs", document.name())))?;
    Ok(Samples { credentials, rust: programs(&text) })
}

/// The bodies of the public functions of a formatted Rust file as programs, by the `operationId` that each is named after.
fn programs(text: &str) -> BTreeMap<String, String> {
    let text = text.replace("\r\n", "\n");
    let functions = text.split("\npub async fn ").skip(1).filter_map(|function| {
        let (head, rest) = function.split_once(" {\n")?;
        let (name, parameters) = head.split_once('(')?;
        let (body, _) = rest.split_once("\n}\n")?;
        let client = if parameters.contains("&Client") { "mobilize::mode::Client" } else { "mobilize::Client" };
        let body: String = body.lines().filter(|line| *line != "    Ok(())").map(|line| format!("{}\n", dedented(line))).collect();
        let used =
            imports(&text).into_iter().filter(|(name, _)| is_named(&body, name)).fold(BTreeMap::new(), |mut used, (name, module)| {
                used.entry(module).or_insert_with(Vec::new).push(name);
                used
            });
        let uses: String = used.into_iter().map(|(module, names)| format!("use {module}::{};\n", listed(&names))).collect();
        let gap = if uses.is_empty() { "" } else { "\n" };
        Some((camel_case(name), format!("{uses}{gap}let client = {client}::from_env()?;\n{body}")))
    });
    functions.collect()
}

/// The types that a file imports, each with its module. Clients are named with their path instead.
fn imports(text: &str) -> Vec<(&str, &str)> {
    let statements = text.split("\nuse ").skip(1).filter_map(|statement| statement.split_once(';'));
    let modules = statements.filter_map(|(statement, _)| {
        let (module, names) = statement.rsplit_once("::")?;
        Some((module, names.trim_matches(['{', '}'])))
    });
    let each = modules.flat_map(|(module, names)| names.split(',').map(move |name| (name.trim(), module)));
    each.filter(|(name, _)| !name.is_empty() && *name != "Client").collect()
}

fn is_named(body: &str, name: &str) -> bool {
    body.split(|character: char| !character.is_alphanumeric() && character != '_').any(|word| word == name)
}

fn listed(names: &[&str]) -> String {
    if let [name] = names { (*name).to_owned() } else { format!("{{{}}}", names.join(", ")) }
}

fn dedented(line: &str) -> &str {
    line.strip_prefix("    ").unwrap_or(line)
}

fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |text, word| {
        let (initial, rest) = word.split_at_checked(1).unwrap_or_default();
        text + &initial.to_uppercase() + rest
    })
}

#[cfg(test)]
mod tests {
    use super::programs;

    #[test]
    fn a_function_is_a_program_with_its_imports() {
        let text = "//! Samples.\n\nuse mobilize::types::{Body, Row};\n\npub async fn create_book(client: &mobilize::Client) -> mobilize::Result<()> {\n    \
                    let body = Body::new(7);\n    client\n        .create_book()\n        .body(body)\n        .await?;\n    Ok(())\n}\n";
        let expected = "use mobilize::types::Body;\n\nlet client = mobilize::Client::from_env()?;\nlet body = Body::new(7);\nclient\n    \
                        .create_book()\n    .body(body)\n    .await?;\n";
        assert_eq!(programs(text).into_iter().collect::<Vec<_>>(), [("createBook".to_owned(), expected.to_owned())]);
    }
}
