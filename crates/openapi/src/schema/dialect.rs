//! Which meaning the keywords of schemas have.

/// The dialect of a document's schemas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// OpenAPI 3.0: its own subset, with `nullable` and boolean exclusive bounds; `$ref` hides its siblings.
    V30,
    /// OpenAPI 3.1: JSON Schema 2020-12.
    V31,
    /// OpenAPI 3.1 with schemas of draft 7 or older: they are rewritten as 2020-12, and `$ref` hides its siblings.
    Draft7,
}

/// The dialects that can be named, by how their identifiers begin.
const KNOWN_DIALECTS: [(&str, Dialect); 6] = [
    ("https://spec.openapis.org/oas/3.1/dialect/", Dialect::V31),
    ("https://json-schema.org/draft/2020-12/schema", Dialect::V31),
    ("https://json-schema.org/draft/2019-09/schema", Dialect::V31),
    ("http://json-schema.org/draft-07/schema", Dialect::Draft7),
    ("http://json-schema.org/draft-06/schema", Dialect::Draft7),
    ("http://json-schema.org/draft-04/schema", Dialect::Draft7),
];

impl Dialect {
    /// The dialect that `jsonSchemaDialect` or `$schema` names.
    pub fn named(identifier: &str) -> Result<Self, String> {
        let known = KNOWN_DIALECTS.iter().find(|(start, _)| identifier.starts_with(start)).map(|(_, dialect)| *dialect);
        known.ok_or_else(|| format!("the dialect `{identifier}` is none that can be checked"))
    }

    /// Those that can be named, for a help.
    pub fn names() -> String {
        KNOWN_DIALECTS.map(|(start, _)| start).join(", ")
    }

    /// Whether what stands beside a `$ref` means nothing.
    pub fn hides_siblings(self) -> bool {
        self != Self::V31
    }
}
