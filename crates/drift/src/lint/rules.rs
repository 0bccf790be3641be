//! Rules for a document alone, without recordings. Each rule is a function of the document.

use crate::finding::code::Severity;

use crate::lint::rule::{Lint, Rule};
use crate::lint::{examples, names, references, satisfiable, unused, versions};
use openapi_drift_openapi::Document;

/// All rules.
pub const RULES: &[Rule] = &[
    Rule {
        id: "unsatisfiable-schema",
        severity: Severity::Error,
        meaning: "No value satisfies the schema: its types, bounds, enum values or required properties contradict each other.",
        advice: "remove one of the contradictory keywords",
        find: satisfiable::unsatisfiable,
    },
    Rule {
        id: "forbidden-property",
        severity: Severity::Warning,
        meaning: "One subschema of `allOf` declares a property that another, closed subschema forbids.",
        advice: "remove `additionalProperties: false` from the closed subschema",
        find: satisfiable::forbidden_properties,
    },
    Rule {
        id: "dangling-reference",
        severity: Severity::Error,
        meaning: "A `$ref` cannot be resolved.",
        advice: "correct the reference, or add its target",
        find: references::dangling_references,
    },
    Rule {
        id: "unusable-statement",
        severity: Severity::Error,
        meaning: "A keyword has a value that no validator can use, such as a pattern that is not a valid regular expression.",
        advice: "correct the keyword's value",
        find: references::unusable,
    },
    Rule {
        id: "keyword-of-another-version",
        severity: Severity::Warning,
        meaning: "A schema has a keyword that the OpenAPI version of the document does not have; other tools ignore it.",
        advice: "use the keyword of this version, or raise the version of the document",
        find: versions::keywords_of_another_version,
    },
    Rule {
        id: "wrong-type",
        severity: Severity::Warning,
        meaning: "An object of the document has the wrong type or lacks a required field, and was ignored.",
        advice: "correct it as OpenAPI requires, or remove it",
        find: references::wrong_types,
    },
    Rule {
        id: "dangling-mapping",
        severity: Severity::Error,
        meaning: "A discriminator maps a value to a schema that does not exist.",
        advice: "correct the mapping, or add the schema",
        find: references::dangling_mappings,
    },
    Rule {
        id: "undeclared-required",
        severity: Severity::Warning,
        meaning: "`required` names a property that the schema does not declare; most often one of the two is misspelt.",
        advice: "declare the property, or remove the name from `required`",
        find: names::undeclared_required,
    },
    Rule {
        id: "invalid-example",
        severity: Severity::Warning,
        meaning: "An example does not satisfy its schema.",
        advice: "correct the example, or the schema if the example is right",
        find: examples::examples,
    },
    Rule {
        id: "invalid-default",
        severity: Severity::Warning,
        meaning: "A default does not satisfy its own schema.",
        advice: "correct the default",
        find: examples::defaults,
    },
    Rule {
        id: "unused-component",
        severity: Severity::Warning,
        meaning: "No path and no webhook uses the component.",
        advice: "refer to the component, or remove it",
        find: unused::components,
    },
    Rule {
        id: "unmatched-path-parameter",
        severity: Severity::Error,
        meaning: "A path parameter is not in the path template, or a template variable has no path parameter.",
        advice: "give the parameter and the variable the same name",
        find: names::path_parameters,
    },
    Rule {
        id: "repeated-operation-id",
        severity: Severity::Error,
        meaning: "Two operations have the same `operationId`; reports name the second one by method and path.",
        advice: "give each operation its own id",
        find: names::repeated_operation_ids,
    },
];

/// Checks a document against all [`RULES`]. Returns the violations in the order of the document.
pub fn lint(document: &Document) -> Vec<Lint> {
    lint_with(document, RULES)
}

/// Checks a document against the given rules. Returns the violations in the order of the document.
///
/// ```
/// use openapi_drift::{Document, Rule, Severity, lint_with};
///
/// const TITLE: Rule = Rule {
///     id: "shouting-title",
///     severity: Severity::Warning,
///     meaning: "The title is in capitals.",
///     advice: "write it as other words are written",
///     find: |document| match document.value().pointer("/info/title").and_then(|title| title.as_str()) {
///         Some(title) if title == title.to_uppercase() => vec![("/info/title".to_owned(), format!("{title} is in capitals"))],
///         _ => Vec::new(),
///     },
/// };
/// let document = Document::parse("api.yaml", "openapi: 3.0.3\ninfo: {title: BOOKS, version: '1'}\npaths: {}\n")?;
/// let faults = lint_with(&document, &[TITLE]);
/// assert_eq!((faults[0].line, faults[0].code), (2, "shouting-title"));
/// # Ok::<(), openapi_drift::Error>(())
/// ```
pub fn lint_with(document: &Document, rules: &[Rule]) -> Vec<Lint> {
    let mut lints: Vec<Lint> = rules
        .iter()
        .flat_map(|rule| (rule.find)(document).into_iter().map(move |fault| (rule, fault)))
        .map(|(rule, (pointer, message))| {
            let position = document.locate(&pointer);
            Lint {
                file: document.file_of(&pointer).to_owned(),
                line: position.line,
                column: position.column,
                pointer,
                code: rule.id,
                severity: rule.severity,
                message,
                hint: rule.advice,
            }
        })
        .collect();
    lints.sort_unstable();
    lints.dedup();
    lints
}
