//! Errata as an overlay and as a table.

use openapi_publish::Kind;
use serde_json::json;

use super::{document, source, text, try_source, yaml};

const BOOKS: &str = "
paths:
  /books/{id}:
    get:
      parameters:
        - $ref: '#/components/parameters/Id'
        - {name: q, in: query, schema: {type: string}}
      responses: {'200': {description: A book.}}
components:
  parameters:
    Id: {name: id, in: path, required: true, schema: {type: string}}
  schemas:
    Book: {type: object, required: [id], properties: {id: {type: string}, title: {type: string, example: Emma}}}
";

fn erratum(pointer: &str) -> String {
    format!(
        "[[erratum]]\nid = 'E01'\npages = ['books']\nsays = 'One | thing.'\ndocument = 'Another <b> `<c>`.'\nwhy = 'It is shown.'\npointers = ['{pointer}']\n"
    )
}

/// The targets that the overlay has for an erratum with this pointer.
#[track_caller]
fn check_target(pointer: &str, expected: &str) {
    let overlay = yaml(&text(&source(&document(BOOKS), &erratum(pointer)), Kind::ErrataOverlay30));
    assert_eq!(overlay["overlay"], "1.0.0");
    assert_eq!(overlay["extends"], "books.openapi-3.0.yaml");
    assert_eq!(overlay["actions"][0]["target"], expected, "{pointer}");
    assert_eq!(overlay["actions"][0]["update"]["x-errata"]["E01"]["document"], "Another <b> `<c>`.");
}

#[test]
fn an_erratum_is_written_to_the_nearest_object_that_may_carry_it() {
    check_target("/paths/~1books~1{id}/get", "$['paths']['/books/{id}']['get']");
    check_target("/components/schemas/Book/properties/id", "$['components']['schemas']['Book']['properties']['id']");
    // A map of names, a list of names, a plain value, a reference, data: none of them carries an extension.
    check_target("/components/schemas/Book/properties", "$['components']['schemas']['Book']");
    check_target("/components/schemas/Book/required/0", "$['components']['schemas']['Book']");
    check_target("/components/schemas/Book/properties/id/type", "$['components']['schemas']['Book']['properties']['id']");
    check_target("/paths/~1books~1{id}/get/parameters/0", "$['paths']['/books/{id}']['get']");
    check_target("/paths/~1books~1{id}/get/parameters/1", "$['paths']['/books/{id}']['get']['parameters'][1]");
    check_target("/components/schemas/Book/properties/title/example", "$['components']['schemas']['Book']['properties']['title']");
    check_target("/paths", "$");
}

#[test]
fn the_upgraded_document_has_an_overlay_of_its_own() {
    let check = |pointer: &str, expected: &str| {
        let text_of = document(
            "paths: {}\nx-webhooks:\n  opened: {post: {responses: {'200': {description: Fine.}}}}\ncomponents:\n  schemas:\n    Perhaps: {nullable: true, allOf: [{type: object, properties: {id: {type: string}}}]}\n",
        );
        let overlay = yaml(&text(&source(&text_of, &erratum(pointer)), Kind::ErrataOverlay31));
        assert_eq!(overlay["extends"], "books.openapi-3.1.yaml");
        assert_eq!(overlay["actions"][0]["target"], expected, "{pointer}");
    };
    check("/x-webhooks/opened/post", "$['webhooks']['opened']['post']");
    check("/components/schemas/Perhaps/allOf/0/properties/id", "$['components']['schemas']['Perhaps']");
}

#[test]
fn an_unresolved_pointer_is_reported_with_its_erratum() {
    let error = source(&document(BOOKS), &erratum("/paths/~1book")).artifacts().expect_err("the pointer leads nowhere");
    insta::assert_snapshot!(error, @r"
    invalid errata
      -> books.errata.toml:7: erratum E01: the pointer /paths/~1book cannot be resolved
    ");
}

#[test]
fn the_literal_pages_are_an_overlay_too() {
    let changes = "literally = [\n  { at = '/components/schemas/Book/properties/id', update = { type = 'integer' } },\n  { at = '/components/schemas/Book/properties/title', remove = true },\n]\n";
    let source = source(&document(BOOKS), &(erratum("/components/schemas/Book") + changes));
    let overlay = yaml(&text(&source, Kind::PagesOverlay));
    let book = "$['components']['schemas']['Book']['properties']";
    let expected = json!([
        {"target": format!("{book}['id']"), "description": "E01: One | thing.", "update": {"type": "integer"}},
        {"target": format!("{book}['title']"), "description": "E01: One | thing.", "remove": true},
    ]);
    assert_eq!(overlay["actions"][0]["target"], "$['info']");
    assert_eq!(json!(overlay["actions"].as_array().expect("a list")[1..]), expected);
    let declared = yaml(&text(&source, Kind::PagesYaml));
    assert_eq!(declared["info"]["title"], "Books as its pages declare it");
    let book = json!({"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}});
    assert_eq!(declared["components"]["schemas"]["Book"], book);
}

#[test]
fn a_change_of_something_that_was_removed_is_an_error() {
    let change = "{ at = '/components/schemas/Book/properties/title', remove = true }";
    let errata = erratum("/paths") + &format!("literally = [{change}, {change}]\n");
    let error = source(&document(BOOKS), &errata).artifacts().expect_err("it is removed twice");
    insta::assert_snapshot!(error, @r"
    invalid errata
      -> erratum E01: `literally` changes /components/schemas/Book/properties/title, which does not exist at that point
    ");
}

#[test]
fn a_change_has_to_change_something() {
    for change in ["{ at = '/paths' }", "{ at = '/paths', remove = true, update = {} }"] {
        let errata = erratum("/paths") + &format!("literally = [{change}]\n");
        let error = try_source(&document(BOOKS), &errata).expect_err("that is no change");
        assert_eq!(error.to_string(), "invalid errata\n  -> erratum E01: the change of /paths needs either `update` or `remove`");
    }
    let plain = erratum("/paths") + "literally = [{ at = '/info/title', update = 'Tomes' }]\n";
    let error = source(&document(BOOKS), &plain).artifacts().expect_err("a plain value cannot be updated");
    assert!(error.to_string().ends_with("does not refer to an object; only objects can be updated"), "{error}");
}

#[test]
fn fields_of_an_erratum_are_not_repeated() {
    let one = || erratum("/paths");
    let check = |errata: String, expected: &str| {
        let error = try_source(&document(BOOKS), &errata).expect_err("that is no list of errata");
        assert_eq!(error.to_string(), format!("invalid errata\n  -> {expected}"));
    };
    check(one() + &one(), "the id E01 occurs twice; ids are not reused");
    check(one() + "[[not_about_the_wire]]\nid = 'E01'\nwhy = 'A word.'\n", "the id E01 occurs twice; ids are not reused");
    check(one().replace("It is shown.", " "), "erratum E01: `why` is empty");
    check(one().replace("['books']", "[]"), "erratum E01 needs at least one page and one pointer");
    check(one() + "[[not_about_the_wire]]\nid = 'E02'\nwhy = ''\n", "erratum E02: `why` is empty");
}

#[test]
fn the_table_is_a_table() {
    let certain =
        "confidence = 'likely'\nsettled_by = { operation = 'getBook', status = 200, pointer = '/id', holds = { type = 'string' } }\n";
    let errata = erratum("/paths") + certain + "[[not_about_the_wire]]\nid = 'E02'\nwhy = 'Only a word.'\n";
    insta::assert_snapshot!(text(&source(&document(BOOKS), &errata), Kind::ErrataTable), @r#"
    # Errata

    Places where the documents deliberately differ from the vendors' pages, or decide between statements that
    contradict each other. Generated from the `*.errata.toml` files; change those. Each erratum has an anchor, such as
    `#mobilize-e07`.

    ## Books, version 1.2.0

    1 errata.

    | id | the pages say | the document says | why | how certain | where |
    | --- | --- | --- | --- | --- | --- |
    | <a id="books-e01"></a>E01 | One \| thing. (`books`) | Another &lt;b> `<c>`. | It is shown. | likely; settled by `getBook` 200 `/id`: `{"type":"string"}` | `/paths` |

    These have no effect on requests or responses:

    | id | why |
    | --- | --- |
    | <a id="books-e02"></a>E02 | Only a word. |
    "#);
}
