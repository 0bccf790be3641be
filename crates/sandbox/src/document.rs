//! The vendors' documents, which are part of this crate. The files in `openapi/` are links to those of the repository.

use std::sync::{Arc, LazyLock};

use openapi_drift::Document;

use crate::vendor::Vendor;

type Parsed = LazyLock<Result<Arc<Document>, String>>;

static MOBILIZE: Parsed = LazyLock::new(|| parse("openapi/mobilize.yaml", include_str!("../openapi/mobilize.yaml")));
static MODE: Parsed = LazyLock::new(|| parse("openapi/mode.yaml", include_str!("../openapi/mode.yaml")));

fn parse(name: &str, text: &str) -> Result<Arc<Document>, String> {
    Document::parse(name, text).map(Arc::new).map_err(|error| error.to_string())
}

/// Returns a vendor's document, which is parsed once for all sandboxes of the process.
///
/// # Errors
///
/// Returns the engine's message if the document in this crate is invalid.
pub fn document(vendor: Vendor) -> Result<Arc<Document>, String> {
    match vendor {
        Vendor::Mobilize => MOBILIZE.clone(),
        Vendor::Mode => MODE.clone(),
    }
}
