//! Dialects of JSON Schema, which define the keywords of schemas.

/// The dialect of a document's schemas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// OpenAPI 3.0: a subset of JSON Schema with `nullable` and boolean exclusive bounds; siblings of `$ref` are ignored.
    V30,
    /// OpenAPI 3.1: JSON Schema 2020-12.
    V31,
    /// OpenAPI 3.1 with schemas of draft 7 or older: converted to 2020-12, and siblings of `$ref` are ignored.
    Draft7,
}

/// The supported dialects, by the beginning of their identifiers.
const KNOWN_DIALECTS: [(&str, Dialect); 6] = [
    ("https://spec.openapis.org/oas/3.1/dialect/", Dialect::V31),
    ("https://json-schema.org/draft/2020-12/schema", Dialect::V31),
    ("https://json-schema.org/draft/2019-09/schema", Dialect::V31),
    ("http://json-schema.org/draft-07/schema", Dialect::Draft7),
    ("http://json-schema.org/draft-06/schema", Dialect::Draft7),
    ("http://json-schema.org/draft-04/schema", Dialect::Draft7),
];

impl Dialect {
    /// Returns the dialect with an identifier, as `jsonSchemaDialect` or `$schema` contain it.
    ///
    /// # Errors
    ///
    /// A message if the dialect is not supported.
    pub fn named(identifier: &str) -> Result<Self, String> {
        let known = KNOWN_DIALECTS.iter().find(|(start, _)| identifier.starts_with(start)).map(|(_, dialect)| *dialect);
        known.ok_or_else(|| format!("unsupported JSON Schema dialect `{identifier}`"))
    }

    /// Returns the identifiers of the supported dialects, separated by commas.
    pub fn names() -> String {
        KNOWN_DIALECTS.map(|(start, _)| start).join(", ")
    }

    /// Returns whether siblings of a `$ref` are ignored.
    pub fn hides_siblings(self) -> bool {
        self != Self::V31
    }
}
