//! Keywords with subschemas.

/// The keyword that checks a numeric format; `format` itself applies only to strings in the validator.
pub const NUMERIC_FORMAT: &str = "x-numeric-format";

/// Keywords whose value is one schema.
pub const SUBSCHEMAS: &[&str] = &[
    "not",
    "additionalProperties",
    "items",
    "contains",
    "propertyNames",
    "if",
    "then",
    "else",
    "unevaluatedItems",
    "unevaluatedProperties",
];

/// Keywords whose value is an array of schemas.
pub const SCHEMA_ARRAYS: &[&str] = &["allOf", "anyOf", "oneOf", "prefixItems"];

/// Keywords whose value is a map of schemas.
pub const SCHEMA_MAPS: &[&str] = &["properties", "patternProperties", "dependentSchemas", "$defs", "definitions"];

/// Keywords whose subschemas apply to the same value, not to a property or item of it.
pub const IN_PLACE: &[&str] =
    &["$ref", "$dynamicRef", "allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas", "dependencies"];

/// Keywords with branches, in the order in which they are checked.
pub const UNIONS: &[&str] = &["oneOf", "anyOf"];

/// Keywords that OpenAPI 3.0 does not have and therefore ignores.
pub const SINCE_31: &[&str] = &[
    "const",
    "minContains",
    "maxContains",
    "dependentRequired",
    "contains",
    "propertyNames",
    "if",
    "then",
    "else",
    "unevaluatedItems",
    "unevaluatedProperties",
    "prefixItems",
    "patternProperties",
    "dependentSchemas",
    "$defs",
    "definitions",
];
