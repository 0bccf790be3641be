//! `sbom`: a bill of materials in the format CycloneDX, made from the metadata of cargo.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::Command;

use openapi_drift::cli::ExitStatus;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::documents::root;
use crate::{files, messages, process};

/// Write a bill of materials: all crates that the published crates are built from (no network)
///
/// The format is CycloneDX 1.5 in JSON. Dependencies of tests and examples are left out. The same Cargo.lock gives the same bytes.
#[derive(clap::Args)]
#[command(
    after_help = "Exit status:\n  0  written\n  2  could not be written\n\nExamples:\n  cargo xtask sbom\n  cargo xtask sbom --out sbom.cdx.json"
)]
pub struct Arguments {
    /// The file to write (default: target/sbom.cdx.json of the repository)
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub fn run(arguments: &Arguments) -> ExitStatus {
    let out = arguments.out.clone().unwrap_or_else(|| root().join("target/sbom.cdx.json"));
    let written = metadata().and_then(|metadata| {
        let bill = bill(&metadata)?;
        files::write(&out, format!("{bill:#}\n"))?;
        Ok(bill["components"].as_array().map_or(0, Vec::len))
    });
    match written {
        Ok(count) => {
            messages::progress("Wrote", &format!("{count} crates to {}", out.display()));
            ExitStatus::Clean
        }
        Err(why) => {
            messages::error(&why);
            ExitStatus::Trouble
        }
    }
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    resolve: Graph,
    workspace_members: BTreeSet<String>,
}

#[derive(Deserialize)]
struct Package {
    id: String,
    name: String,
    version: String,
    license: Option<String>,
    /// The registries that accept the crate. Empty for a crate that is not published.
    publish: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct Graph {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    pkg: String,
    dep_kinds: Vec<DependencyKind>,
}

#[derive(Deserialize)]
struct DependencyKind {
    kind: Option<String>,
}

/// The checksums of Cargo.lock.
#[derive(Deserialize)]
struct Lock {
    package: Vec<LockedPackage>,
}

#[derive(Deserialize)]
struct LockedPackage {
    name: String,
    version: String,
    checksum: Option<String>,
}

fn metadata() -> Result<Metadata, String> {
    let mut command = Command::new(env!("CARGO"));
    command.args(["metadata", "--format-version=1", "--all-features", "--locked", "--offline"]).current_dir(root());
    let output = process::run(&mut command)?;
    serde_json::from_slice(&output.stdout).map_err(|error| format!("cannot read cargo metadata: {error}"))
}

fn bill(metadata: &Metadata) -> Result<Value, String> {
    let packages: BTreeMap<&str, &Package> = metadata.packages.iter().map(|package| (package.id.as_str(), package)).collect();
    let edges: BTreeMap<&str, Vec<&str>> = metadata.resolve.nodes.iter().map(|node| (node.id.as_str(), built(node))).collect();
    let published = metadata
        .packages
        .iter()
        .filter(|package| metadata.workspace_members.contains(&package.id) && package.publish.as_deref() != Some(&[]));
    let mut open: Vec<&str> = published.map(|package| package.id.as_str()).collect();
    let mut reached: BTreeSet<&str> = open.iter().copied().collect();
    while let Some(id) = open.pop() {
        open.extend(edges.get(id).into_iter().flatten().filter(|next| reached.insert(next)));
    }
    let checksums = checksums()?;
    let address = |id: &str| packages.get(id).map(|package| format!("pkg:cargo/{}@{}", package.name, package.version));
    let mut components = BTreeMap::new();
    let mut dependencies = BTreeMap::new();
    for (id, package) in reached.iter().filter_map(|id| Some((*id, *packages.get(id)?))) {
        let Some(reference) = address(id) else { continue };
        let mut component =
            json!({ "type": "library", "bom-ref": reference, "name": package.name, "version": package.version, "purl": reference });
        if let Some(license) = &package.license {
            // An older way to write a choice.
            component["licenses"] = json!([{ "expression": license.replace('/', " OR ") }]);
        }
        if let Some(checksum) = checksums.get(&(package.name.clone(), package.version.clone())) {
            component["hashes"] = json!([{ "alg": "SHA-256", "content": checksum }]);
        }
        components.insert(reference.clone(), component);
        let mut needs: Vec<String> = edges.get(id).into_iter().flatten().filter_map(|next| address(next)).collect();
        needs.sort_unstable();
        dependencies.insert(reference.clone(), json!({ "ref": reference, "dependsOn": needs }));
    }
    Ok(json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": { "component": { "type": "application", "bom-ref": "workspace", "name": "mobilize", "version": env!("CARGO_PKG_VERSION") } },
        "components": components.into_values().collect::<Vec<_>>(),
        "dependencies": dependencies.into_values().collect::<Vec<_>>(),
    }))
}

/// The crates that a crate is built from: those of its programs and of its build script.
fn built(node: &Node) -> Vec<&str> {
    let is_built = |dependency: &&Dependency| dependency.dep_kinds.iter().any(|kind| kind.kind.as_deref() != Some("dev"));
    node.deps.iter().filter(is_built).map(|dependency| dependency.pkg.as_str()).collect()
}

fn checksums() -> Result<BTreeMap<(String, String), String>, String> {
    let path = root().join("Cargo.lock");
    let lock: Lock = toml::from_str(&files::read(&path)?).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(lock.package.into_iter().filter_map(|package| Some(((package.name, package.version), package.checksum?))).collect())
}

#[cfg(test)]
mod tests {
    use super::{bill, metadata};

    #[test]
    fn the_bill_lists_what_is_built_and_nothing_else() {
        let bill = bill(&metadata().expect("metadata")).expect("a bill");
        let components = bill["components"].as_array().expect("components");
        let find = |name: &str| components.iter().find(|component| component["name"] == name);
        let client = find("progenitor-client").expect("the client is built from it");
        assert_eq!(client["licenses"][0]["expression"], "MPL-2.0");
        assert_eq!(client["hashes"][0]["content"].as_str().map(str::len), Some(64));
        assert!(find("openapi-drift").is_some(), "a crate of this repository");
        for name in ["insta", "xtask", "openapi-publish"] {
            assert!(find(name).is_none(), "{name} is for tests or tasks");
        }
        assert_eq!(bill["dependencies"].as_array().map(Vec::len), Some(components.len()));
    }
}
