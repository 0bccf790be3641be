//! The rules of this house, as a list.

use openapi_drift::{Rule, Severity};

use super::{described, fit, names, open, statements, wording};

/// What every document here has to be, beyond what makes a document usable at all.
///
/// The first half is what `openapi/README.md` promises to readers. The second is what progenitor, which makes the client, refuses
/// by a panic, takes without a word for something else, or makes code of that does not compile.
pub const HOUSE: &[Rule] = &[
    Rule {
        id: "missing-description",
        severity: Severity::Error,
        meaning: "Something has no description. Descriptions become the documentation of generated code, and of the reference.",
        advice: "say in a sentence what it is; what the pages do not tell is worth saying too",
        find: described::descriptions,
    },
    Rule {
        id: "missing-summary",
        severity: Severity::Error,
        meaning: "An operation has no summary. It names the operation in menus, and the request in collections.",
        advice: "say in a few words what the operation does",
        find: described::summaries,
    },
    Rule {
        id: "missing-example",
        severity: Severity::Error,
        meaning: "A body, a parameter or a schema has no example. Collections and references would make one up, another each time.",
        advice: "add an `example`, from the pages where they show one",
        find: described::examples,
    },
    Rule {
        id: "missing-source",
        severity: Severity::Error,
        meaning: "A statement does not say where it comes from, so nobody can check it.",
        advice: "add `x-source` with the page; openapi/README.md has its forms",
        find: described::sources,
    },
    Rule {
        id: "missing-error",
        severity: Severity::Error,
        meaning: "An operation declares no answer for a request that is at fault (4xx), which every operation has.",
        advice: "refer to the shared responses, such as `#/components/responses/BadRequest`",
        find: described::errors,
    },
    Rule {
        id: "closed-enum",
        severity: Severity::Error,
        meaning: "`enum` or `const` lists all values there will ever be. Clients would fail with the vendor's next one.",
        advice: "list the known values with `x-extensible-enum`",
        find: open::enums,
    },
    Rule {
        id: "closed-object",
        severity: Severity::Error,
        meaning: "An object forbids properties that it does not name. Clients would fail with the vendor's next one.",
        advice: "remove the keyword: it is the validator that reports unknown properties",
        find: open::objects,
    },
    Rule {
        id: "unnamed-shape",
        severity: Severity::Error,
        meaning: "A discriminator maps values to shapes and leaves one out. Readers of discriminators then refuse the whole.",
        advice: "map each known value of the shape to it, also of the one that takes what is new",
        find: open::discriminators,
    },
    Rule {
        id: "operation-id-style",
        severity: Severity::Error,
        meaning: "An operationId is not in camelCase, or does not begin with the verb that its method stands for.",
        advice: "write it like `listGroups`; the verbs of each method stand in xtask/src/lint/names.rs",
        find: names::operation_ids,
    },
    Rule {
        id: "parameter-style",
        severity: Severity::Error,
        meaning: "Parameters that mean the same are named differently, or a name is not in snake_case.",
        advice: "use one name everywhere, written_like_this",
        find: names::parameters,
    },
    Rule {
        id: "component-order",
        severity: Severity::Error,
        meaning: "Components do not stand in the order of their names, so nobody finds them.",
        advice: "move the component to where its name belongs",
        find: names::order,
    },
    Rule {
        id: "unknown-source",
        severity: Severity::Error,
        meaning: "`x-source` names a page or an erratum that there is not, or has none of its forms.",
        advice: "name a page of openapi/pages.toml or an erratum; openapi/README.md has the forms",
        find: statements::sources,
    },
    Rule {
        id: "known-values",
        severity: Severity::Error,
        meaning: "A value of `x-extensible-enum` has another type than its schema, or is there twice, or the example is none of them.",
        advice: "list each value once, of the type of the schema, that of the example too",
        find: statements::values,
    },
    Rule {
        id: "unknown-keyword",
        severity: Severity::Error,
        meaning: "A schema has a keyword that OpenAPI does not know; everybody ignores it.",
        advice: "correct its spelling, or begin it with `x-`",
        find: statements::keywords,
    },
    Rule {
        id: "unknown-format",
        severity: Severity::Error,
        meaning: "A schema has a format that is none of its type; validators and generators ignore it.",
        advice: "correct its spelling, or describe the form in words",
        find: statements::formats,
    },
    Rule {
        id: "undeclared-tag",
        severity: Severity::Error,
        meaning: "An operation has a tag that is not declared, so menus show it without description and out of order.",
        advice: "declare it under `tags`, or correct its spelling",
        find: statements::tags,
    },
    Rule {
        id: "incomplete-head",
        severity: Severity::Error,
        meaning: "The document has no server, or a version that cannot be compared with others.",
        advice: "give `servers`, and an `info.version` like 1.2.0",
        find: statements::head,
    },
    Rule {
        id: "description-form",
        severity: Severity::Error,
        meaning: "A description has HTML, indented code or a bare address, which generated documentation garbles.",
        advice: "write it as plain Markdown; put addresses and code in backticks",
        find: wording::descriptions,
    },
    Rule {
        id: "real-address",
        severity: Severity::Error,
        meaning: "An example or a description has an e-mail address that may be somebody's.",
        advice: "use an address at example.org",
        find: wording::addresses,
    },
    // From here on: what the generator cannot take.
    Rule {
        id: "unfit-version",
        severity: Severity::Error,
        meaning: "The document is not OpenAPI 3.0, the only version that the generator reads.",
        advice: "write it in 3.0; `cargo xtask publish` makes 3.1 of it",
        find: fit::version,
    },
    Rule {
        id: "unfit-body",
        severity: Severity::Error,
        meaning: "A request, or an answer of success, has several media types, one that is not JSON, or no schema; the generator stops at it.",
        advice: "declare one media type of JSON, with a schema",
        find: fit::bodies,
    },
    Rule {
        id: "unfit-answers",
        severity: Severity::Error,
        meaning: "An operation has answers of success with different bodies, or some with a body and some without; the generator stops at it.",
        advice: "declare one answer of success, or the same schema for all of them",
        find: fit::answers,
    },
    Rule {
        id: "unfit-parameter",
        severity: Severity::Error,
        meaning: "A parameter is in a cookie, has `content` or `deepObject`, or a name that the generated code uses itself.",
        advice: "write the parameter with a plain schema in path, query or header, under a name of its own",
        find: fit::parameters,
    },
    Rule {
        id: "unfit-path",
        severity: Severity::Error,
        meaning: "A path has a query, or refers to a path item elsewhere.",
        advice: "declare what stands after `?` as parameters; write operations where their path is",
        find: fit::paths,
    },
    Rule {
        id: "unfit-reference",
        severity: Severity::Error,
        meaning: "A reference leads to another file, or to something that is no component.",
        advice: "make a component of what it leads to",
        find: fit::references,
    },
    Rule {
        id: "unfit-null",
        severity: Severity::Error,
        meaning: "`nullable` stands where the generator does not see it: without a `type`, or beside a `$ref`.",
        advice: "repeat the type beside `nullable`",
        find: fit::nullables,
    },
    Rule {
        id: "colliding-names",
        severity: Severity::Error,
        meaning: "Two names become one in generated code, because they differ by case or punctuation only.",
        advice: "rename one; a property that the wire has twice needs a type written by hand",
        find: names::collisions,
    },
];
