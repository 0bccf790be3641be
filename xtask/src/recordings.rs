//! The recordings of a document, each with the result of checking it.

use std::path::Path;

use openapi_drift::{Checked, Document, Exchange, IntoExchanges, Options, check};

/// Checks every readable recording of a folder, in order. `validate` reports those that cannot be read.
pub fn each_checked(document: &Document, folder: &Path, mut with: impl FnMut(&Exchange, &Checked)) -> Result<(), String> {
    for exchange in folder.into_exchanges().map_err(|error| error.to_string())? {
        let Ok(exchange) = exchange else { continue };
        let checked = check(document, &exchange.recording, &Options::default());
        with(&exchange, &checked);
    }
    Ok(())
}
