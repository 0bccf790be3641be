//! Documents that cannot be read, or not be used in part: exit code 2, the place and the reason on standard error.

use insta::assert_snapshot;

use super::trouble::trouble;
use super::{AGREES, DOCUMENT, folder};

/// Returns the output of a run with this document.
#[track_caller]
fn document(text: &str) -> String {
    let folder = folder(&[AGREES]);
    folder.write("api.yaml", text);
    trouble(folder.validate(&[]))
}

#[test]
fn a_document_that_cannot_be_read_is_trouble_with_a_place() {
    assert_snapshot!(document(&DOCUMENT.replace("paths:", "paths: [")), @"
    error: cannot read the document
      -> api.yaml:6:8
      -> while parsing a flow mapping, did not find expected ',' or '}'
    ");
    assert_snapshot!(document(&format!("{DOCUMENT}paths: {{}}\n")), @"
    error: cannot read the document
      -> api.yaml:28:1
      -> duplicate key `paths`
    ");
    assert_snapshot!(document(&DOCUMENT.replace("{200: {description: Gone.}}", "{200: {$ref: '#/components/responses/Gone'}}")), @"
    error: cannot read the document
      -> api.yaml:27:25
      -> cannot resolve `$ref: #/components/responses/Gone`
    ");
    assert_snapshot!(document(&DOCUMENT.replace("openapi: 3.0.3", "swagger: '2.0'")), @"
    error: cannot read the document
      -> api.yaml:1:1
      -> this is Swagger 2.0; expected OpenAPI 3.0 or 3.1
    ");
    assert_snapshot!(document(&DOCUMENT.replace("3.0.3", "3.2.0")), @"
    error: cannot read the document
      -> api.yaml:1:1
      -> unsupported version `3.2.0`: expected 3.0 or 3.1
    ");
    assert_snapshot!(document(&DOCUMENT.replace("3.0.3", "3.1")), @"
    error: cannot read the document
      -> api.yaml:1:1
      -> expected a string, found a number
    ");
    assert_snapshot!(document(""), @"
    error: cannot read the document
      -> api.yaml:1:1
      -> the file is empty
    ");
    assert_snapshot!(document("just text"), @"
    error: cannot read the document
      -> api.yaml:1:1
      -> expected an OpenAPI document, which is an object; found a string
    ");
}

#[test]
fn a_schema_that_refers_to_nothing_is_trouble_and_the_rest_is_still_checked() {
    let folder = folder(&[AGREES]);
    folder.write("api.yaml", DOCUMENT.replace("{type: integer}\n  /orders", "{$ref: '#/components/schemas/Id'}\n  /orders"));
    let ran = folder.validate(&[]);
    assert_eq!(ran.code, 2);
    assert_snapshot!(ran, @"
    exit 2
    --- stdout
    --- stderr
         Loading api.yaml (2 operations), 1 file, 0 exceptions
    error: cannot use a schema of the document
      -> api.yaml:22:30
      -> cannot resolve `$ref: #/components/schemas/Id`
       = help: its values were not checked; the rest was
         Checked 1 recording of 1 operation: 0 errors, 0 warnings, 0 accepted
        Coverage 1 of 2 operations, 1 of 2 statuses, 2 of 2 response properties
            Note 1 part of the document never recorded (openapi-drift validate --all lists them)
         Verdict failed: not everything could be checked (exit code 2)
    ");
}

#[test]
fn a_schema_that_cannot_be_compiled_is_trouble() {
    let folder = folder(&[AGREES]);
    folder.write("api.yaml", DOCUMENT.replace("id: {type: integer}\n  /orders", "id: {type: integer, pattern: '('}\n  /orders"));
    assert_snapshot!(folder.validate(&[]), @"
    exit 2
    --- stdout
    --- stderr
         Loading api.yaml (2 operations), 1 file, 0 exceptions
    error: cannot use a schema of the document
      -> api.yaml:22:45
      -> `(` is not a supported regular expression
       = help: its values were not checked; the rest was
         Checked 1 recording of 1 operation: 0 errors, 0 warnings, 0 accepted
        Coverage 1 of 2 operations, 1 of 2 statuses, 2 of 2 response properties
            Note 1 part of the document never recorded (openapi-drift validate --all lists them)
         Verdict failed: not everything could be checked (exit code 2)
    ");
}

#[test]
fn a_schema_that_is_nothing_but_itself_is_trouble() {
    let folder = folder(&[AGREES]);
    let document = DOCUMENT.replace("{type: integer}\n  /orders", "{$ref: '#/components/schemas/Id'}\n  /orders");
    folder.write("api.yaml", format!("{document}\ncomponents: {{schemas: {{Id: {{$ref: '#/components/schemas/Id'}}}}}}\n"));
    let ran = folder.validate(&[]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("`$ref: #/components/schemas/Id` refers to itself"), "{ran}");
}
