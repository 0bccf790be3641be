//! Everything that one document gives.

use openapi_publish::{Artifact, Index, Kind, NotMade, Tool, checksums};
use serde_json::{Value, json};

use super::{artifact, document, source, text, try_source};

const BOOKS: &str = "# Kept.
paths: {}
components:
  schemas:
    BookId: {type: integer, format: int64, x-source: books, example: 7}
    Genre: {type: string, x-extensible-enum: [novel, poem], example: novel}
    Book:
      type: object
      required: [id]
      externalDocs: {url: 'https://books.example.org'}
      properties: {id: {$ref: '#/components/schemas/BookId'}, next: {nullable: true, allOf: [{$ref: '#/components/schemas/Book'}]}}
";

fn json_of(artifact: &Artifact) -> Value {
    serde_json::from_slice(&artifact.bytes).expect("JSON")
}

#[test]
fn the_document_is_published_as_it_was_written() {
    let written = document(BOOKS);
    let source = source(&written, "");
    assert_eq!(text(&source, Kind::Openapi30Yaml), written);
    let value = json_of(&artifact(&source, Kind::Openapi30Json));
    assert_eq!(&value, source.document().value());
    let names: Vec<&String> = value["components"]["schemas"].as_object().into_iter().flatten().map(|(name, _)| name).collect();
    assert_eq!(names, ["BookId", "Genre", "Book"], "the order is that of the source");
}

#[test]
fn schemas_know_nothing_of_openapi() {
    let source = source(&document(BOOKS), "");
    let bundle = json_of(&artifact(&source, Kind::SchemaBundle));
    let expected = json!({
        "BookId": {"type": "integer", "format": "int64", "examples": [7]},
        "Genre": {"type": "string", "examples": ["novel", "poem"]},
        "Book": {
            "type": "object",
            "required": ["id"],
            "properties": {
                "id": {"$ref": "#/$defs/BookId"},
                "next": {"anyOf": [{"allOf": [{"$ref": "#/$defs/Book"}]}, {"type": "null"}]},
            },
        },
    });
    assert_eq!(bundle["$defs"], expected);
    let files: Vec<Artifact> =
        source.artifacts().expect("artifacts").into_iter().filter(|artifact| artifact.kind == Kind::Schema).collect();
    let paths: Vec<&str> = files.iter().map(|artifact| artifact.path.as_str()).collect();
    assert_eq!(paths, ["books/schemas/BookId.json", "books/schemas/Genre.json", "books/schemas/Book.json"]);
    let book = json_of(&files[2]);
    assert_eq!(book["properties"]["id"], json!({"$ref": "#/$defs/BookId"}));
    let needed: Vec<&String> = book["$defs"].as_object().into_iter().flatten().map(|(name, _)| name).collect();
    assert_eq!(needed, ["BookId", "Book"], "what it refers to, and nothing else");
    assert_eq!(json_of(&files[1]).get("$defs"), None);
    assert_eq!(book["$id"], "schemas/books/1.2.0/Book.json");
    let based = try_source(&document(BOOKS), "").expect("a document").with_schema_base("https://example.org/api");
    assert_eq!(json_of(&artifact(&based, Kind::Schema))["$id"], "https://example.org/api/schemas/books/1.2.0/BookId.json");
}

#[test]
fn a_document_must_be_complete_by_itself() {
    let text = document("paths: {}\ncomponents:\n  schemas:\n    Book: {$ref: 'book.yaml'}\n");
    let error = try_source(&text, "").expect_err("the schema stands elsewhere");
    insta::assert_snapshot!(error, @r"
    cannot publish books.yaml
      -> 6:12 #/components/schemas/Book/$ref
      -> `$ref: book.yaml` refers to another file; move its target into this one
    ");
    let data = document("paths: {}\ncomponents:\n  schemas:\n    Book: {type: object, example: {$ref: 'book.yaml'}}\n");
    assert!(try_source(&data, "").is_ok(), "data is no reference");
}

#[test]
fn a_document_that_is_at_fault_is_not_published() {
    let error = try_source(&document("paths: {}\ncomponents:\n  schemas:\n    Book: {$ref: '#/components/schemas/Bok'}\n"), "");
    insta::assert_snapshot!(error.expect_err("nothing is called Bok"), @r"
    cannot publish books.yaml
      -> 6:12 #/components/schemas/Book/$ref
      -> cannot resolve `$ref: #/components/schemas/Bok` (dangling-reference)
      -> correct the reference, or add its target
    ");
}

#[test]
fn artifacts_have_the_line_ends_of_the_repository() {
    let windows = source(&document(BOOKS).replace('\n', "\r\n"), "");
    assert_eq!(windows.artifacts().expect("artifacts"), source(&document(BOOKS), "").artifacts().expect("artifacts"));
}

#[test]
fn random_parts_of_a_collection_are_removed() {
    let source = source(&document("paths: {/books: {post: {responses: {'200': {description: Fine.}}}}}\n"), "");
    let collection = |id: &str| {
        json!({
            "info": {"_postman_id": id, "name": "Books", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
            "item": [{"id": id, "name": "books", "item": [{"id": id, "request": {"method": "POST", "url": {"path": ["books"]}, "body": {"raw": "{\"id\": 1}"}}, "response": [{"id": id, "code": 200}]}]}],
            "variable": [{"key": "baseUrl", "id": "kept"}],
        })
    };
    let made = |id: &str| source.postman(&collection(id).to_string()).expect("a collection").bytes;
    assert_eq!(made("one"), made("two"));
    let value: Value = serde_json::from_slice(&made("one")).expect("JSON");
    assert_eq!(value["item"][0]["item"][0]["request"]["body"]["raw"], "{\"id\": 1}");
    let error = source.postman("{}").expect_err("that is no collection");
    assert_eq!(
        error.to_string(),
        "unexpected contents of the Postman collection\n  -> `info.schema` is \"\", expected that of version 2.1"
    );
}

#[test]
fn a_request_has_the_address_and_the_credentials_of_its_operation() {
    let text = document(
        "servers: [{url: 'https://books.example.org/api'}]
security: [{key: []}]
paths:
  /books/{id}:
    servers: [{url: 'https://books.example.org/batch', description: In bulk.}]
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get: {security: [{token: []}], responses: {'200': {description: Fine.}}}
    put: {servers: [{url: 'https://books.example.org/api'}], responses: {'200': {description: Fine.}}}
  /health: {get: {security: [], responses: {'200': {description: Fine.}}}}
components: {securitySchemes: {key: {type: http, scheme: basic}, token: {type: http, scheme: bearer}}}
",
    );
    let source = source(&text, "");
    let request = |method: &str, path: &[&str]| json!({"method": method, "auth": null, "url": {"host": ["{{baseUrl}}"], "path": path}});
    let collection = |requests: &[Value]| {
        let items: Vec<Value> = requests.iter().map(|r| json!({"name": "a", "request": r, "response": [{"originalRequest": r}]})).collect();
        let schema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";
        json!({"info": {"schema": schema}, "item": items, "variable": [{"key": "baseUrl"}]}).to_string()
    };
    let requests = [request("GET", &["books", ":id"]), request("PUT", &["books", ":id"]), request("GET", &["health"])];
    let made: Value = json_of(&source.postman(&collection(&requests)).expect("a collection"));
    let seen = |index: usize| {
        let item = &made["item"][index];
        let hosts = [&item["request"]["url"]["host"][0], &item["response"][0]["originalRequest"]["url"]["host"][0]];
        assert_eq!(hosts[0], hosts[1]);
        (hosts[0].as_str().unwrap_or_default().to_owned(), item["request"]["auth"]["type"].clone())
    };
    assert_eq!(seen(0), ("{{baseUrl2}}".to_owned(), json!("bearer")));
    assert_eq!(seen(1), ("{{baseUrl}}".to_owned(), json!(null)), "the credentials of the whole collection");
    assert_eq!(seen(2), ("{{baseUrl}}".to_owned(), json!("noauth")));
    let further = json!({"key": "baseUrl2", "value": "https://books.example.org/batch", "description": "In bulk."});
    assert_eq!(made["variable"][1], further);
    let error = source.postman(&collection(&[request("GET", &["films"])])).expect_err("there are no films");
    assert!(error.to_string().contains("no operation matches the request GET /films"), "{error}");
}

#[test]
fn the_page_of_reference_holds_everything_and_ends_where_it_should() {
    let text = document("paths: {}\ntags: [{name: a, description: '</script><script>alert(1)</script><!--'}]\n");
    let source = source(&text, "");
    let script = "var logo = 'https://cdn.redoc.ly/redoc/logo-mini.svg', end = '</script>';\n//# sourceMappingURL=x.map";
    let page = source.reference(script, "Notice --> of licenses").expect("a page");
    let page = String::from_utf8(page.bytes).expect("text");
    assert_eq!(page.matches("</script>").count(), 2, "{page}");
    assert_eq!(page.matches("-->").count(), 1, "{page}");
    assert!(!page.contains("https://cdn"), "{page}");
    assert!(page.contains(r#""showExtensions":["x-source","x-extensible-enum"]"#), "{page}");
    assert!(source.reference("another script", "").is_err());
}

#[test]
fn the_index_lists_existing_and_missing_artifacts() {
    let source = source(&document(BOOKS), "");
    let mut index = Index::new(Some("abc".to_owned()), Some(false));
    index.add(&source, &source.artifacts().expect("artifacts"));
    index.not_made(NotMade { what: "the page".to_owned(), why: "npm <absent>".to_owned() });
    index.made_with(Tool { name: "redoc".to_owned(), version: "2".to_owned() });
    let value: Value = serde_json::from_str(&index.to_json()).expect("JSON");
    assert_eq!(value["commit"], "abc");
    assert_eq!(value["documents"][0]["tag"], "books-openapi-v1.2.0");
    assert_eq!(value["documents"][0]["files"][0]["kind"], "openapi30-yaml");
    assert_eq!(value["not_made"][0]["what"], "the page");
    let page = index.to_html();
    assert!(page.contains("npm &lt;absent>") || page.contains("npm &lt;absent&gt;"), "{page}");
    assert!(page.contains("3 JSON Schemas"), "{page}");
}

#[test]
fn checksums_are_plain_sha256() {
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assert_eq!(checksums([("b", b"".as_slice()), ("a", b"")]), format!("{empty}  a\n{empty}  b\n"));
}
