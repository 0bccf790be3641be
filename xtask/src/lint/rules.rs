//! The list of the rules of this repository.

use openapi_drift::{Rule, Severity};

use super::{generator, names, open, required, values, wording};

/// The rules for the documents of this repository, beyond those that hold for any document.
///
/// The first group holds the conventions of `openapi/README.md`. The second holds the limits of progenitor, which generates the
/// client: it panics, silently generates something else, or generates code that does not compile.
pub const REPOSITORY_RULES: &[Rule] = &[
    Rule {
        id: "missing-description",
        severity: Severity::Error,
        meaning: "An element has no description. Descriptions become the documentation of generated code and of the reference.",
        advice: "describe the element in a sentence; also say what the pages leave open",
        find: required::descriptions,
    },
    Rule {
        id: "missing-summary",
        severity: Severity::Error,
        meaning: "An operation has no summary. It is the name of the operation in menus and of the request in collections.",
        advice: "describe the operation in a few words",
        find: required::summaries,
    },
    Rule {
        id: "missing-example",
        severity: Severity::Error,
        meaning: "A body, a parameter or a schema has no example. Collections and references would invent a different one each time.",
        advice: "add an `example`, from the pages if they show one",
        find: required::examples,
    },
    Rule {
        id: "missing-source",
        severity: Severity::Error,
        meaning: "A statement has no source, so nobody can check it.",
        advice: "add `x-source` with the page; openapi/README.md describes its forms",
        find: required::sources,
    },
    Rule {
        id: "missing-error",
        severity: Severity::Error,
        meaning: "An operation declares no response for invalid requests (4xx).",
        advice: "refer to the shared responses, such as `#/components/responses/BadRequest`",
        find: required::errors,
    },
    Rule {
        id: "closed-enum",
        severity: Severity::Error,
        meaning: "`enum` or `const` allows no other values. Clients would fail with the vendor's next value.",
        advice: "list the known values with `x-extensible-enum`",
        find: open::enums,
    },
    Rule {
        id: "closed-object",
        severity: Severity::Error,
        meaning: "An object forbids properties that it does not declare. Clients would fail with the vendor's next property.",
        advice: "remove the keyword: the validator reports undeclared properties",
        find: open::objects,
    },
    Rule {
        id: "unmapped-branch",
        severity: Severity::Error,
        meaning: "A discriminator mapping leaves out a branch. Tools that read discriminators then reject its values.",
        advice: "map each known value to its branch, also for the branch that accepts unknown values",
        find: open::discriminators,
    },
    Rule {
        id: "operation-id-style",
        severity: Severity::Error,
        meaning: "An operationId is not in camelCase, or does not begin with a verb of its method.",
        advice: "write it like `listGroups`; xtask/src/lint/names.rs lists the verbs of each method",
        find: names::operation_ids,
    },
    Rule {
        id: "parameter-style",
        severity: Severity::Error,
        meaning: "Parameters with the same meaning have different names, or a name is not in snake_case.",
        advice: "use one name everywhere, in snake_case",
        find: names::parameters,
    },
    Rule {
        id: "component-order",
        severity: Severity::Error,
        meaning: "Components are not sorted by name, so they are hard to find.",
        advice: "move the component to its place in the order of names",
        find: names::order,
    },
    Rule {
        id: "unknown-source",
        severity: Severity::Error,
        meaning: "`x-source` names an unknown page or erratum, or has an invalid form.",
        advice: "name a page of openapi/pages.toml or an erratum; openapi/README.md describes the forms",
        find: values::sources,
    },
    Rule {
        id: "known-values",
        severity: Severity::Error,
        meaning: "A value of `x-extensible-enum` has a different type than its schema or occurs twice, or the example is not one of the values.",
        advice: "list each value once, in the type of the schema, including the example",
        find: values::values,
    },
    Rule {
        id: "unknown-keyword",
        severity: Severity::Error,
        meaning: "A schema has a keyword that OpenAPI does not define; every tool ignores it.",
        advice: "correct its spelling, or begin it with `x-`",
        find: values::keywords,
    },
    Rule {
        id: "unknown-format",
        severity: Severity::Error,
        meaning: "A schema has a format that its type does not have; validators and generators ignore it.",
        advice: "correct its spelling, or describe the format in words",
        find: values::formats,
    },
    Rule {
        id: "undeclared-tag",
        severity: Severity::Error,
        meaning: "An operation has a tag that is not declared. Menus show it without description and in the wrong order.",
        advice: "declare it under `tags`, or correct its spelling",
        find: values::tags,
    },
    Rule {
        id: "incomplete-info",
        severity: Severity::Error,
        meaning: "The document has no server, or a version that cannot be compared with others.",
        advice: "add `servers`, and an `info.version` like 1.2.0",
        find: values::info,
    },
    Rule {
        id: "description-form",
        severity: Severity::Error,
        meaning: "A description contains HTML, indented code or a bare URL, which documentation tools render wrongly.",
        advice: "use plain Markdown; put URLs and code in backticks",
        find: wording::descriptions,
    },
    Rule {
        id: "real-email",
        severity: Severity::Error,
        meaning: "An example or a description contains an e-mail address that may belong to somebody.",
        advice: "use an address at example.org",
        find: wording::addresses,
    },
    // The limits of the generator.
    Rule {
        id: "unsupported-version",
        severity: Severity::Error,
        meaning: "The document is not OpenAPI 3.0, the only version that the generator reads.",
        advice: "write it in 3.0; `cargo xtask publish` converts it to 3.1",
        find: generator::version,
    },
    Rule {
        id: "unsupported-body",
        severity: Severity::Error,
        meaning: "A request or a success response has several media types, one that is not JSON, or no schema. The generator fails.",
        advice: "declare one JSON media type with a schema",
        find: generator::bodies,
    },
    Rule {
        id: "unsupported-responses",
        severity: Severity::Error,
        meaning: "An operation has success responses with different bodies, or some with a body and some without. The generator fails.",
        advice: "declare one success response, or the same schema for all of them",
        find: generator::responses,
    },
    Rule {
        id: "unsupported-parameter",
        severity: Severity::Error,
        meaning: "A parameter is in a cookie, has `content` or `deepObject`, or a name that the generated code uses itself.",
        advice: "use a plain schema in path, query or header, and another name",
        find: generator::parameters,
    },
    Rule {
        id: "unsupported-path",
        severity: Severity::Error,
        meaning: "A path contains a query, or is a `$ref`.",
        advice: "declare the query as parameters; write the operations at their path",
        find: generator::paths,
    },
    Rule {
        id: "unsupported-reference",
        severity: Severity::Error,
        meaning: "A `$ref` refers to another file, or to something that is not a component.",
        advice: "make a component of the target",
        find: generator::references,
    },
    Rule {
        id: "unsupported-null",
        severity: Severity::Error,
        meaning: "`nullable` has no effect for the generator: there is no `type`, or it is next to a `$ref`.",
        advice: "add the `type` next to `nullable`",
        find: generator::nullables,
    },
    Rule {
        id: "colliding-names",
        severity: Severity::Error,
        meaning: "Two names are equal in generated code because they differ only in case or punctuation.",
        advice: "rename one; two such properties of the API need a hand-written type",
        find: names::collisions,
    },
];
