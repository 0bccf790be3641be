//! The files that programs written in JavaScript make: the Postman collection and the reference page.

use openapi_publish::{Artifact, Index, NotMade, Source, Tool};
use serde_json::Value;

use crate::documents::root;
use crate::kits::{InstalledKit, Installer, Unavailable};
use crate::{files, messages, process};

const KIT: &str = "document-tools";
const CONVERTER: &str = "openapi-to-postmanv2";
const REDOC: &str = "redoc";

/// Options of the converter: requests in folders by tag, values from the examples of the document, optional parameters present
/// but disabled, and credentials in one place.
const CONVERTER_OPTIONS: &str = "folderStrategy=Tags,parametersResolution=Example,enableOptionalParameters=false,includeAuthInfoInExample=false,alwaysInheritAuthentication=true";

/// The installed programs.
pub struct ExternalTools {
    kit: InstalledKit,
    redoc: String,
    notice: String,
}

impl ExternalTools {
    /// Installs the programs and names them in the index. Returns none, with the reason in the index, if `is_disabled` or if
    /// Node.js is missing.
    pub fn find(is_disabled: bool, index: &mut Index) -> Result<Option<Self>, String> {
        let disabled = || Err(Unavailable::Missing("disabled by --without-node".to_owned()));
        let kit = match if is_disabled { disabled() } else { Installer::new()?.get(KIT) } {
            Ok(kit) => kit,
            Err(Unavailable::Failed(why)) => return Err(format!("{why}\n  -> pass --without-node to leave these files out")),
            Err(Unavailable::Missing(why)) => {
                for what in ["the Postman collection", "the reference page"] {
                    messages::progress("Skipped", &format!("{what}: {why}"));
                    index.not_made(NotMade { what: what.to_owned(), why: why.clone() });
                }
                return Ok(None);
            }
        };
        for name in [CONVERTER, REDOC] {
            let manifest: Value = serde_json::from_str(&kit.read(&format!("{name}/package.json"))?).unwrap_or_default();
            let version = manifest.get("version").and_then(Value::as_str).unwrap_or_default();
            index.made_with(Tool { name: name.to_owned(), version: version.to_owned() });
        }
        let redoc = kit.read("redoc/bundles/redoc.standalone.js")?;
        let notice = kit.read("redoc/bundles/redoc.standalone.js.LICENSE.txt")?;
        Ok(Some(Self { kit, redoc, notice }))
    }

    /// Makes the files of a document.
    pub fn artifacts(&self, source: &Source) -> Result<Vec<Artifact>, String> {
        let folder = root().join("target/publish-work");
        let (from, to) = (folder.join(format!("{}.json", source.name())), folder.join(format!("{}.postman.json", source.name())));
        files::write(&from, source.convertible())?;
        let mut converter = self.kit.program("openapi2postmanv2");
        converter.arg("--spec").arg(&from).arg("--output").arg(&to).args(["--options", CONVERTER_OPTIONS]);
        // It invents random values where an example is missing. The linter makes sure that none is.
        process::run(&mut converter)?;
        let collection = source.postman(&files::read(&to)?).map_err(|error| error.to_string())?;
        let reference = source.reference(&self.redoc, &self.notice).map_err(|error| error.to_string())?;
        Ok(vec![collection, reference])
    }
}
