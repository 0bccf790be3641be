//! What is made by programs written in JavaScript.

use std::fs;

use openapi_publish::{Artifact, Index, NotMade, Source, Tool};
use serde_json::Value;

use crate::documents::root;
use crate::tools::{self, Node, Unavailable};

const CONVERTER: &str = "openapi-to-postmanv2";
const REDOC: &str = "redoc";

/// How collections are made: requests in folders by tag, filled with the examples of the document, optional parameters there but
/// not switched on, and credentials in one place.
const CONVERTER_OPTIONS: &str = "folderStrategy=Tags,parametersResolution=Example,enableOptionalParameters=false,includeAuthInfoInExample=false,alwaysInheritAuthentication=true";

/// The programs, installed.
pub struct Programs {
    node: Node,
    redoc: String,
    notice: String,
}

impl Programs {
    /// Installs the programs, and tells the index about them. None where Node.js is absent or unwanted: then the index says so.
    pub fn find(unwanted: bool, index: &mut Index) -> Result<Option<Self>, String> {
        let node = if unwanted { Err(Unavailable::Absent("it was made with --without-node".to_owned())) } else { Node::install() };
        let node = match node {
            Ok(node) => node,
            Err(Unavailable::Failed(why)) => {
                return Err(format!("cannot install what xtask/tools/package.json names (--without-node does without)\n  -> {why}"));
            }
            Err(Unavailable::Absent(why)) => {
                for what in ["the collection for Postman", "the page of reference"] {
                    eprintln!("     Skipped {what}: {why}");
                    index.not_made(NotMade { what: what.to_owned(), why: why.clone() });
                }
                return Ok(None);
            }
        };
        for name in [CONVERTER, REDOC] {
            let manifest = node.read(&format!("{name}/package.json")).map_err(|error| error.to_string())?;
            let version =
                serde_json::from_str(&manifest).ok().and_then(|manifest: Value| Some(manifest.get("version")?.as_str()?.to_owned()));
            index.made_with(Tool { name: name.to_owned(), version: version.unwrap_or_default() });
        }
        let script = node.read("redoc/bundles/redoc.standalone.js");
        let notice = node.read("redoc/bundles/redoc.standalone.js.LICENSE.txt");
        let (redoc, notice) = (script.map_err(|error| error.to_string())?, notice.map_err(|error| error.to_string())?);
        Ok(Some(Self { node, redoc, notice }))
    }

    /// What they make of a document.
    pub fn artifacts(&self, source: &Source) -> Result<Vec<Artifact>, String> {
        let work = root().join("target/tools/work");
        let (from, to) = (work.join(format!("{}.json", source.name())), work.join(format!("{}.postman.json", source.name())));
        let failed = |error: std::io::Error| format!("cannot convert {}: {error}", source.name());
        fs::create_dir_all(&work).and_then(|()| fs::write(&from, source.convertible())).map_err(failed)?;
        let mut converter = self.node.program("openapi2postmanv2");
        converter.arg("--spec").arg(&from).arg("--output").arg(&to).args(["--options", CONVERTER_OPTIONS]);
        // What it fakes where an example is missing is random, so the document has to have them all: the linter sees to that.
        tools::output(&mut converter)?;
        let collection = fs::read_to_string(&to).map_err(failed)?;
        let collection = source.postman(&collection).map_err(|error| error.to_string())?;
        let reference = source.reference(&self.redoc, &self.notice).map_err(|error| error.to_string())?;
        Ok(vec![collection, reference])
    }
}
