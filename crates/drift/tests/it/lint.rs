//! The faults of a document by itself: each rule with what it finds and what it must leave alone.

use openapi_drift::{RULES, lint};

use crate::support::{Folder, HEAD, document};

/// The faults of a document with these components, as `code line: message`.
fn faults(head: &str, components: &str) -> Vec<String> {
    let document = document(&format!("{head}paths: {{}}\ncomponents:\n  schemas:\n{components}"));
    lint(&document).into_iter().map(|fault| format!("{} {}: {}", fault.code, fault.line, fault.message)).collect()
}

#[track_caller]
fn check(schema: &str, expected: &[&str]) {
    let components = format!("    A: {schema}\n    Closed: {{type: object, properties: {{a: {{}}}}, additionalProperties: false}}\n");
    assert_eq!(faults(HEAD, &components), expected, "{schema}");
}

/// The same in a document of version 3.1.
#[track_caller]
fn check_31(schema: &str, expected: &[&str]) {
    assert_eq!(faults(&HEAD.replace("3.0.3", "3.1.0"), &format!("    A: {schema}\n")), expected, "{schema}");
}

#[test]
fn keywords_of_another_version() {
    let fault = |message: &str| format!("keyword-of-another-version 7: {message}");
    check("{const: a}", &[&fault("`const` has no effect in OpenAPI 3.0: use `enum` with one value")]);
    check(
        "{type: object, if: {}, patternProperties: {}}",
        &[&fault("`if` has no effect in OpenAPI 3.0"), &fault("`patternProperties` has no effect in OpenAPI 3.0")],
    );
    check("{type: [string, integer]}", &[&fault("an array of types is not allowed in OpenAPI 3.0: use `nullable` or `anyOf`")]);
    check("{type: string, nullable: true, maximum: 1, exclusiveMaximum: true}", &[]);
    check_31("{type: string, nullable: true}", &[&fault("`nullable` is not a keyword of OpenAPI 3.1: add `null` to `type`")]);
    check_31(
        "{type: number, minimum: 1, exclusiveMinimum: true}",
        &[&fault("`exclusiveMinimum` is a number in OpenAPI 3.1: write the bound there")],
    );
    check_31("{const: a, type: [string, 'null']}", &[]);
}

#[test]
fn unsatisfiable_schemas() {
    let nothing = |why: &str| format!("unsatisfiable-schema 7: no value satisfies this schema: {why}");
    check("{type: integer, enum: ['1', '2']}", &[&nothing("none of its enum values has its type")]);
    check("{type: string, minLength: 5, maxLength: 3}", &[&nothing("`minLength` 5 is greater than `maxLength` 3")]);
    check("{allOf: [{type: string}, {type: integer}]}", &[&nothing("its types exclude each other")]);
    check(
        "{allOf: [{$ref: '#/components/schemas/Closed'}, {type: object, required: [b], properties: {b: {}}}]}",
        &[
            "forbidden-property 7: `b` is declared here, and forbidden by the closed subschema at line 8",
            &nothing("it requires `b`, which `additionalProperties: false` forbids"),
        ],
    );
    check(
        "{type: object, required: [a], properties: {a: {$ref: '#/components/schemas/A'}}}",
        &[&nothing("it is infinitely recursive through the required property `a`")],
    );
}

#[test]
fn bounds_and_false_without_a_value() {
    let nothing = |why: &str| format!("unsatisfiable-schema 7: no value satisfies this schema: {why}");
    for (schema, why) in [
        ("{type: integer, minimum: 5, exclusiveMaximum: 5}", "no value is between `minimum` 5 and `exclusiveMaximum` 5"),
        ("{type: number, exclusiveMinimum: 5, maximum: 5}", "no value is between `exclusiveMinimum` 5 and `maximum` 5"),
        ("{type: integer, exclusiveMinimum: 4, exclusiveMaximum: 5}", "no value is between `exclusiveMinimum` 4 and `exclusiveMaximum` 5"),
        ("{type: integer, minimum: 1, allOf: [{minimum: 7}], maximum: 6}", "`minimum` 7 is greater than `maximum` 6"),
        ("{type: array, minItems: 1, items: false}", "`minItems` is 1, and `items: false` allows 0"),
        ("{type: array, minItems: 3, prefixItems: [{}, {}], items: false}", "`minItems` is 3, and `items: false` allows 2"),
        ("{type: object, required: [a], properties: {a: false}}", "it requires `a`, whose schema is `false`"),
    ] {
        check_31(schema, &[&nothing(why)]);
    }
    for schema in [
        "{type: number, exclusiveMinimum: 4, exclusiveMaximum: 5}",
        "{type: integer, minimum: 5, maximum: 5}",
        "{type: [integer, 'null'], minimum: 5, exclusiveMaximum: 5}",
        "{type: array, minItems: 2, prefixItems: [{}, {}], items: false}",
        "{type: object, required: [b], properties: {a: false, b: {}}}",
        "{required: [a], properties: {a: false}}",
    ] {
        check_31(schema, &[]);
    }
    // In 3.0 an exclusive bound is a flag.
    check(
        "{type: integer, minimum: 5, maximum: 5, exclusiveMaximum: true}",
        &[&nothing("no value is between `minimum` 5 and `maximum` 5")],
    );
}

#[test]
fn satisfiable_schemas() {
    for schema in [
        "{type: number, enum: [1, 2]}",
        "{type: integer, nullable: true, enum: ['1']}",
        "{minLength: 5, maxLength: 3}",
        "{type: object, required: [a], properties: {a: {type: array, items: {$ref: '#/components/schemas/A'}}}}",
        "{type: object, required: [a], properties: {a: {oneOf: [{type: string}, {$ref: '#/components/schemas/A'}]}}}",
        "{allOf: [{$ref: '#/components/schemas/Closed'}, {type: object, required: [a], properties: {a: {type: string}}}]}",
    ] {
        check(schema, &[]);
    }
}

#[test]
fn statements_and_names() {
    check(
        "{properties: {x: {$ref: '#/components/schemas/Gone'}}}",
        &["dangling-reference 7: cannot resolve `$ref: #/components/schemas/Gone`"],
    );
    check("{type: string, pattern: '('}", &["unusable-statement 7: `(` is not a supported regular expression"]);
    check("{type: string, nullable: 'yes'}", &["wrong-type 7: expected true or false, found a string"]);
    check("{required: [b], properties: {a: {}}}", &["undeclared-required 7: `required` names `b`, which the schema does not declare"]);
    check("{type: integer, example: x}", &["invalid-example 7: the example does not satisfy `type` (line 7 of api.yaml)"]);
    check("{type: integer, default: x}", &["invalid-default 7: the default does not satisfy `type` (line 7 of api.yaml)"]);
    check(
        "{oneOf: [{$ref: '#/components/schemas/Closed'}], discriminator: {propertyName: a, mapping: {x: Gone, y: Closed}}}",
        &["dangling-mapping 7: cannot resolve `Gone`, to which `x` is mapped"],
    );
}

#[test]
fn operations() {
    let paths = "paths:\n  /a/{id}:\n    get: {operationId: a, responses: {}}\n  /b:\n    get:\n      operationId: a\n      parameters: [{name: id, in: path, required: true}]\n      responses: {}\n  /c?q={q}: {get: {responses: {}}}\n";
    let faults: Vec<String> = lint(&document(&format!("{HEAD}{paths}")))
        .into_iter()
        .map(|fault| format!("{} {}:{}", fault.code, fault.line, fault.column))
        .collect();
    assert_eq!(faults, ["unmatched-path-parameter 6:5", "repeated-operation-id 9:7", "unmatched-path-parameter 10:20"]);
}

#[test]
fn the_exit_code_reports_the_result_too() {
    let folder = Folder::new();
    let file = folder.write("api.yaml", format!("{HEAD}paths: {{}}\ncomponents: {{schemas: {{A: {{type: integer, example: x}}}}}}\n"));
    let file = file.to_str().expect("a path");
    assert_eq!(folder.run(&["lint", "--document", file]).code, 0);
    assert_eq!(folder.run(&["lint", "--document", file, "--deny-warnings"]).code, 1);
    assert_eq!(folder.run(&["lint", "--document", "gone.yaml"]).code, 2);
    let ran = folder.run(&["lint", "--document", file, "--format", "json-lines"]);
    let lines: Vec<serde_json::Value> = ran.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(
        (lines[0]["code"].as_str(), lines[0]["line"].as_u64(), &lines[1]["warnings"]),
        (Some("invalid-example"), Some(5), &1.into())
    );
}

#[test]
fn every_rule_has_its_own_name() {
    let names: std::collections::BTreeSet<&str> = RULES.iter().map(|rule| rule.id).collect();
    assert_eq!(names.len(), RULES.len());
}

#[test]
fn components_that_nothing_leads_to() {
    let used = "paths: {/a: {post: {security: [{Key: []}], parameters: [{$ref: '#/components/parameters/Page'}], requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}}}}
components:
  parameters: {Page: {name: page, in: query, schema: {type: integer}}, Size: {name: size, in: query, schema: {type: integer}}}
  securitySchemes: {Key: {type: http, scheme: basic}, Other: {type: http, scheme: basic}}
  schemas:
    Pet: {type: object, discriminator: {propertyName: kind}, properties: {kind: {type: string}}}
    Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {properties: {tail: {$ref: '#/components/schemas/Tail'}}}]}
    Tail: {type: object}
    Alone: {properties: {other: {$ref: '#/components/schemas/Lonely'}}}
    Lonely: {properties: {other: {$ref: '#/components/schemas/Alone'}}}
";
    let unused = lint(&document(&format!("{HEAD}{used}")));
    let unused: Vec<&str> = unused.iter().filter(|fault| fault.code == "unused-component").map(|fault| fault.pointer.as_str()).collect();
    let expected =
        ["/components/parameters/Size", "/components/securitySchemes/Other", "/components/schemas/Alone", "/components/schemas/Lonely"];
    assert_eq!(unused, expected);
}

#[test]
fn an_example_may_be_empty_or_a_text() {
    for (schema, is_fault) in [
        ("{type: integer, example: '7'}", false),
        ("{type: integer, example: seven}", true),
        ("{type: string, example: 12}", false),
        ("{type: string, maxLength: 1, example: 12}", true),
        ("{type: object, required: [a], properties: {a: {type: integer}}, example: '{\"a\": 1}'}", false),
        ("{type: object, required: [a], properties: {a: {type: integer}}, example: '{\"a\": \"1\"}'}", true),
        ("{anyOf: [{type: string, maxLength: 2}, {type: array}], example: '77'}", false),
        ("{type: string, pattern: '^x', example: ''}", false),
        ("{type: string, pattern: '^x', example: y}", true),
        ("{type: string, example: null}", false),
    ] {
        let found = faults(HEAD, &format!("    A: {schema}\n"));
        assert_eq!(found.iter().any(|fault| fault.starts_with("invalid-example")), is_fault, "{schema}: {found:?}");
    }
}

#[test]
fn a_text_is_judged_by_its_content() {
    check(
        "{type: object, properties: {a: {type: integer}}, example: '{\"a\": \"x\"}'}",
        &["invalid-example 7: the example does not satisfy `type` at /a (line 7 of api.yaml)"],
    );
    check(
        "{type: integer, multipleOf: 9, example: '2'}",
        &["invalid-example 7: the example does not satisfy `multipleOf` (line 7 of api.yaml)"],
    );
}

#[test]
fn a_parameter_may_show_its_list_as_it_is_sent() {
    for (example, is_fault) in [("a", false), ("'a,b'", false), ("[a, b]", false), ("c", true), ("'a,c'", true)] {
        let schema = "{type: array, items: {type: string, enum: [a, b]}}";
        let paths = format!(
            "paths: {{/a: {{get: {{parameters: [{{name: q, in: query, example: {example}, schema: {schema}}}], responses: {{}}}}}}}}\n"
        );
        let found = lint(&document(&format!("{HEAD}{paths}")));
        assert_eq!(found.iter().any(|fault| fault.code == "invalid-example"), is_fault, "{example}: {found:?}");
    }
}
