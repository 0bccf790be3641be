//! Loading a document together with its errata.

use openapi_publish::{Errata, Source};

use crate::documents::{self, Document};
use crate::{files, samples};

/// A document with its errata, ready to be published.
pub fn source(document: Document) -> Result<Source, String> {
    let errata = errata(&files::read(&document.errata())?).map_err(|why| format!("{}: {why}", document.errata().display()))?;
    let source = Source::new(document.name(), files::read(&document.path())?, errata).map_err(|error| error.to_string())?;
    Ok(source.with_schema_base(documents::ADDRESS))
}

/// A document as it is published: with its errata and the code samples of each operation.
pub fn published(document: Document) -> Result<Source, String> {
    source(document)?.with_samples(&samples::settings(document)?).map_err(|error| error.to_string())
}

/// Parses errata and checks that the pages exist.
fn errata(text: &str) -> Result<Errata, String> {
    let errata = Errata::parse(text).map_err(|error| error.to_string())?;
    let unknown = errata.erratum.iter().find_map(|erratum| {
        let page = erratum.pages.iter().find(|page| !documents::is_page(page))?;
        Some(format!("erratum {}: `{page}` is not a page of openapi/pages.toml", erratum.id))
    });
    unknown.map_or(Ok(errata), Err)
}

#[cfg(test)]
mod tests {
    use super::errata;

    #[test]
    fn the_pages_of_errata_exist() {
        let text = |page: &str| {
            format!("[[erratum]]\nid = 'E01'\npages = ['groups', '{page}']\nsays = 'a'\ndocument = 'b'\nwhy = 'c'\npointers = ['/paths']\n")
        };
        assert!(errata(&text("webhooks")).is_ok());
        assert_eq!(errata(&text("webhoks")), Err("erratum E01: `webhoks` is not a page of openapi/pages.toml".to_owned()));
    }
}
