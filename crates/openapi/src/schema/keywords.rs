//! The keywords that hold schemas.

/// The keyword under which a numeric format is checked; the validator knows formats of strings only.
pub const NUMERIC_FORMAT: &str = "x-numeric-format";

/// Keywords that hold one schema.
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

/// Keywords that hold a list of schemas.
pub const SCHEMA_ARRAYS: &[&str] = &["allOf", "anyOf", "oneOf", "prefixItems"];

/// Keywords that hold named schemas.
pub const SCHEMA_MAPS: &[&str] = &["properties", "patternProperties", "dependentSchemas", "$defs", "definitions"];

/// Keywords that take the value itself on to other schemas, and not a part of it.
pub const IN_PLACE: &[&str] =
    &["$ref", "$dynamicRef", "allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas", "dependencies"];

/// Keywords that hold variants, in the order in which they are checked.
pub const UNIONS: &[&str] = &["oneOf", "anyOf"];

/// Keywords that 3.0 does not have: what stands under such a name there means nothing.
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
