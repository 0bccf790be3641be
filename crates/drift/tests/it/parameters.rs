use openapi_drift::{Options, Server, Strictness, check};
use serde_json::{Value, json};

use crate::probe::{document, exchange, judged, lines};

/// Checks one parameter, written as in a document, against the URL's path (and query) and headers of a request.
#[track_caller]
fn verdict(path: &str, parameter: &str, url: &str, headers: &Value) -> String {
    let document = document(
        "3.0.3",
        &format!("paths: {{'{path}': {{get: {{parameters: [{parameter}], responses: {{'200': {{description: ok}}}}}}}}}}\n"),
    );
    let request = json!({ "method": "GET", "url": format!("https://api.example.org{url}"), "headers": headers });
    judged(&document, &exchange(json!({ "request": request, "response": { "status": 200 } })))
}

const INTEGERS: &str = "schema: {type: array, items: {type: integer}}";
const STRINGS: &str = "schema: {type: array, items: {type: string, maxLength: 2}}";
const COLOUR: &str =
    "schema: {type: object, required: [R, G], additionalProperties: false, properties: {R: {type: integer}, G: {type: string}}}";

#[track_caller]
fn check_path(style: &str, schema: &str, text: &str, fits: bool) {
    let found = verdict("/a/{id}", &format!("{{name: id, in: path, required: true, {style} {schema}}}"), &format!("/a/{text}"), &json!({}));
    assert_eq!(found == "agrees", fits, "{style} {schema} {text}: {found}");
}

#[track_caller]
fn check_query(style: &str, schema: &str, query: &str, fits: bool) {
    let found = verdict("/a", &format!("{{name: id, in: query, {style} {schema}}}"), &format!("/a?{query}"), &json!({}));
    assert_eq!(found == "agrees", fits, "{style} {schema} {query}: {found}");
}

#[track_caller]
fn check_header(style: &str, schema: &str, text: Value, fits: bool) {
    let found = verdict("/a", &format!("{{name: X-Id, in: header, {style} {schema}}}"), "/a", &json!({ "x-id": text }));
    assert_eq!(found == "agrees", fits, "{style} {schema}: {found}");
}

#[track_caller]
fn check_cookie(style: &str, schema: &str, text: &str, fits: bool) {
    let found = verdict("/a", &format!("{{name: id, in: cookie, {style} {schema}}}"), "/a", &json!({ "cookie": text }));
    assert_eq!(found == "agrees", fits, "{style} {schema} {text}: {found}");
}

#[test]
fn paths_are_simple() {
    check_path("", "schema: {type: integer}", "5", true);
    check_path("", "schema: {type: integer}", "five", false);
    check_path("", "schema: {type: string}", "5", true);
    check_path("", "schema: {type: string, maxLength: 3}", "a%2Fb", true);
    check_path("", INTEGERS, "3,4", true);
    check_path("", INTEGERS, "3,x", false);
    // An encoded comma is data.
    check_path("", STRINGS, "a%2Cb", false);
    check_path("", COLOUR, "R,100,G,x", true);
    check_path("", COLOUR, "R,red,G,x", false);
    check_path("", COLOUR, "R=100,G=x", false);
    check_path("explode: true,", COLOUR, "R=100,G=x", true);
    check_path("explode: true,", COLOUR, "R,100,G,x", false);
    check_path("explode: true,", INTEGERS, "3,4", true);
}

#[test]
fn paths_have_labels() {
    check_path("style: label,", "schema: {type: integer}", ".5", true);
    check_path("style: label,", "schema: {type: integer}", "5", false);
    check_path("style: label,", INTEGERS, ".3,4", true);
    // As the table of 3.0.0 to 3.0.3 writes it.
    check_path("style: label,", INTEGERS, ".3.4", true);
    check_path("style: label, explode: true,", INTEGERS, ".3.4", true);
    check_path("style: label, explode: true,", INTEGERS, ".3,4", false);
    check_path("style: label,", COLOUR, ".R,100,G,x", true);
    check_path("style: label, explode: true,", COLOUR, ".R=100.G=x", true);
    check_path("style: label, explode: true,", COLOUR, ".R=100.H=x", false);
}

#[test]
fn paths_are_matrices() {
    check_path("style: matrix,", "schema: {type: integer}", ";id=5", true);
    check_path("style: matrix,", "schema: {type: integer}", "5", false);
    check_path("style: matrix,", "schema: {type: integer}", ";other=5", false);
    check_path("style: matrix,", "schema: {type: string}", ";id", true);
    check_path("style: matrix,", INTEGERS, ";id=3,4", true);
    check_path("style: matrix, explode: true,", INTEGERS, ";id=3;id=4", true);
    check_path("style: matrix, explode: true,", INTEGERS, ";id=3,4", false);
    check_path("style: matrix,", COLOUR, ";id=R,100,G,x", true);
    check_path("style: matrix, explode: true,", COLOUR, ";R=100;G=x", true);
}

#[test]
fn queries_are_forms() {
    check_query("", "schema: {type: integer}", "id=5", true);
    check_query("", "schema: {type: integer}", "id=5.5", false);
    check_query("", "schema: {type: boolean}", "id=true", true);
    check_query("", "schema: {type: boolean}", "id=yes", false);
    check_query("", "schema: {type: string, maxLength: 3}", "id=a+b", true);
    check_query("", "schema: {type: string, enum: ['1']}", "id=1", true);
    check_query("", "schema: {type: integer, enum: [1]}", "id=2", false);
    check_query("", INTEGERS, "id=3&id=4", true);
    check_query("", INTEGERS, "id=3", true);
    check_query("", INTEGERS, "id=3,4", false);
    check_query("explode: false,", INTEGERS, "id=3,4", true);
    check_query("explode: false,", INTEGERS, "id=3&id=4", false);
    check_query("explode: false,", STRINGS, "id=aa,bb", true);
    // Many clients encode the whole text, delimiters and all.
    check_query("explode: false,", STRINGS, "id=aa%2Cbb", true);
    check_query("", COLOUR, "R=100&G=x", true);
    check_query("", COLOUR, "R=red&G=x", false);
    check_query("explode: false,", COLOUR, "id=R,100,G,x", true);
    check_query("explode: false,", COLOUR, "id=R,100,G", false);
    // No style of OpenAPI, and common all the same.
    check_query("", INTEGERS, "id[]=3&id[]=4", true);
    check_query("", INTEGERS, "id[]=x", false);
}

#[test]
fn queries_have_other_delimiters() {
    for text in ["3%204", "3+4"] {
        check_query("style: spaceDelimited, explode: false,", INTEGERS, &format!("id={text}"), true);
    }
    for text in ["3|4", "3%7C4"] {
        check_query("style: pipeDelimited, explode: false,", INTEGERS, &format!("id={text}"), true);
    }
    check_query("style: pipeDelimited, explode: false,", INTEGERS, "id=3,4", false);
    check_query("style: pipeDelimited, explode: false,", COLOUR, "id=R|100|G|x", true);
    check_query("style: spaceDelimited, explode: true,", INTEGERS, "id=3&id=4", true);
}

#[test]
fn queries_have_deep_objects() {
    let deep = "style: deepObject, explode: true,";
    check_query(deep, COLOUR, "id[R]=100&id[G]=x", true);
    check_query(deep, COLOUR, "id%5BR%5D=100&id%5BG%5D=5", true);
    check_query(deep, COLOUR, "id[R]=red&id[G]=x", false);
    check_query(deep, COLOUR, "id[R]=100", false);
    check_query(deep, COLOUR, "id[R]=100&id[G]=x&id[B]=1", false);
    check_query(
        deep,
        "schema: {type: object, properties: {tags: {type: array, items: {type: integer}}}}",
        "id[tags][]=1&id[tags][]=2",
        true,
    );
    check_query(deep, "schema: {type: object, properties: {a: {type: object, properties: {b: {type: integer}}}}}", "id[a][b]=x", false);
}

#[test]
fn empty_values_need_leave() {
    check_query("", "schema: {type: string}", "id=", false);
    check_query("", "schema: {type: string, enum: ['', a]}", "id=", true);
    check_query("", "schema: {type: string}", "id=x", true);
    check_query("allowEmptyValue: true,", "schema: {type: string}", "id=", true);
    check_query("", "schema: {}", "id=", true);
    check_query("", "schema: {type: integer}", "id=", false);
    check_query("", "schema: {type: integer, nullable: true}", "id=", true);
    check_query("allowEmptyValue: true,", "schema: {type: integer}", "id=", true);
    check_query("allowEmptyValue: true,", "schema: {type: integer}", "id", true);
    check_query("explode: false,", INTEGERS, "id=", true);
}

#[test]
fn reserved_characters_are_data() {
    check_query("allowReserved: true,", "schema: {type: string, enum: ['a:b/c?d']}", "id=a:b/c?d", true);
    check_query("", "schema: {type: string, enum: ['a:b/c?d']}", "id=a%3Ab%2Fc%3Fd", true);
}

#[test]
fn content_is_a_document_of_its_own() {
    let content = "content: {application/json: {schema: {type: object, properties: {a: {type: integer}}}}}";
    check_query("", content, "id=%7B%22a%22%3A1%7D", true);
    check_query("", content, "id=%7B%22a%22%3A%22x%22%7D", false);
    check_query("", content, "id=a", false);
    check_query("", "content: {text/plain: {schema: {type: string, maxLength: 2}}}", "id=abc", false);
}

#[test]
fn headers_are_simple() {
    check_header("", "schema: {type: integer}", json!("5"), true);
    check_header("", "schema: {type: integer}", json!("x"), false);
    check_header("", INTEGERS, json!("3, 4"), true);
    check_header("", INTEGERS, json!(["3", "4"]), true);
    check_header("", INTEGERS, json!(["3", "x"]), false);
    check_header("", COLOUR, json!("R,100,G,x"), true);
    check_header("explode: true,", COLOUR, json!("R=100,G=x"), true);
    check_header("explode: true,", COLOUR, json!("R=100"), false);
    // A date holds a comma, and is one text.
    check_header("", "schema: {type: string, pattern: GMT$}", json!("Wed, 21 Oct 2015 07:28:00 GMT"), true);
}

#[test]
fn cookies_are_forms() {
    check_cookie("", "schema: {type: integer}", "a=1; id=5", true);
    check_cookie("", "schema: {type: integer}", "id=x; a=1", false);
    check_cookie("explode: false,", INTEGERS, "id=3,4", true);
    check_cookie("explode: false,", COLOUR, "id=R,100,G,x", true);
}

#[test]
fn a_list_in_the_wrong_style_is_explained() {
    let document = document(
        "3.0.3",
        "paths: {/a: {get: {parameters: [{name: ids, in: query, schema: {type: array, items: {type: integer}}}], responses: {'200': {description: ok}}}}}\n",
    );
    let request = json!({ "method": "GET", "url": "https://api.example.org/a?ids=1,2" });
    let checked = check(&document, &exchange(json!({ "request": request, "response": { "status": 200 } })), &Options::default());
    insta::assert_snapshot!(lines(&checked), @"error[invalid-parameter] /ids: the query parameter `ids` is not array of integer");
    insta::assert_snapshot!(checked.observations[0].hint.as_deref().unwrap_or_default(), @"the array is written with commas: use `explode: false`");
}

#[test]
fn a_refusal_excuses_the_request() {
    let document = document(
        "3.0.3",
        "paths: {/a: {get: {parameters: [{name: n, in: query, required: true, schema: {type: integer}}], responses: {'200': {description: ok}, 4XX: {description: refused}, 5XX: {description: fault}}}}}\n",
    );
    let answered = |status: u16| {
        let request = json!({ "method": "GET", "url": "https://api.example.org/a?n=x" });
        judged(&document, &exchange(json!({ "request": request, "response": { "status": status } })))
    };
    assert_eq!(answered(422), "agrees");
    insta::assert_snapshot!(answered(200), @"error[invalid-parameter] /n: the query parameter `n` is not integer");
    assert_eq!(answered(500), answered(200));
}

#[test]
fn response_headers_have_styles_too() {
    let document = document(
        "3.0.3",
        "paths: {/a: {get: {responses: {'200': {description: ok, headers: {X-Ids: {required: true, schema: {type: array, items: {type: integer}}}, Content-Type: {schema: {type: integer}}}}}}}}\n",
    );
    let answered = |headers: Value| {
        let request = json!({ "method": "GET", "url": "https://api.example.org/a" });
        judged(&document, &exchange(json!({ "request": request, "response": { "status": 200, "headers": headers } })))
    };
    assert_eq!(answered(json!({ "x-ids": "1, 2", "content-type": "text/plain" })), "agrees");
    insta::assert_snapshot!(answered(json!({ "x-ids": "1, b" })), @"error[invalid-header] /X-Ids: the header `X-Ids` is not array of integer");
    insta::assert_snapshot!(answered(json!({})), @"error[missing-header] /X-Ids: the required header `X-Ids` is missing");
}

/// Where a request goes: `agrees` or what is said instead.
#[track_caller]
fn routed(servers: &str, stand_ins: &[&str], url: &str) -> String {
    let document = document("3.0.3", &format!("{servers}\npaths: {{/groups: {{get: {{responses: {{'200': {{description: ok}}}}}}}}}}\n"));
    let servers = stand_ins.iter().map(|url| url.parse::<Server>().expect("a server")).collect();
    let recording = exchange(json!({ "request": { "method": "GET", "url": url }, "response": { "status": 200 } }));
    lines(&check(&document, &recording, &Options { servers, ..Options::default() }))
}

#[test]
fn servers_have_variables() {
    let servers = "servers: [{url: 'https://{region}.example.org/{version}', variables: {region: {enum: [eu, us], default: eu}, version: {default: v1}}}]";
    assert_eq!(routed(servers, &[], "https://us.example.org/v2/groups"), "agrees");
    insta::assert_snapshot!(
        routed(servers, &[], "https://ap.example.org/v1/groups"),
        @"warning[undocumented-server] : requests were sent to ap.example.org/v1, which is below none of the document's servers (https://{region}.example.org/{version})"
    );
}

#[test]
fn a_base_url_replaces_the_servers() {
    let servers = "servers: [{url: 'https://api.example.org/v1'}]";
    assert!(routed(servers, &[], "http://localhost:4010/groups").contains("undocumented-server"));
    assert_eq!(routed(servers, &["http://localhost:4010"], "http://localhost:4010/groups"), "agrees");
    // A proxy that keeps the path.
    assert_eq!(routed(servers, &["http://localhost:4010"], "http://localhost:4010/v1/groups"), "agrees");
    assert_eq!(routed(servers, &["http://localhost:4010/proxy"], "http://localhost:4010/proxy/groups"), "agrees");
    assert_eq!(routed(servers, &["http://localhost:4010"], "https://api.example.org/v1/groups"), "agrees");
    assert!("localhost:4010".parse::<Server>().is_err());
}

/// Returns the finding of a path that matches no template.
#[track_caller]
fn nowhere(paths: &[&str], url: &str) -> (String, String) {
    let paths = paths.iter().map(|path| format!("'{path}': {{get: {{responses: {{'200': {{description: ok}}}}}}}}")).collect::<Vec<_>>();
    let document = document("3.0.3", &format!("paths: {{{}}}\n", paths.join(", ")));
    let recording =
        exchange(json!({ "request": { "method": "GET", "url": format!("https://api.example.org{url}") }, "response": { "status": 200 } }));
    let checked = check(&document, &recording, &Options::default());
    (checked.observations[0].message.clone(), checked.observations[0].hint.clone().unwrap_or_default())
}

#[test]
fn the_nearest_path_is_named() {
    let paths = ["/repos/{owner}/{repo}/contents/{path}", "/repos/{owner}/{repo}/tags", "/users/{name}"];
    let (message, hint) = nowhere(&paths, "/users/a/keys");
    insta::assert_snapshot!(message, @"no documented path matches /users/*/keys (closest: /users/{name})");
    insta::assert_snapshot!(hint, @"`name` would have to contain `/`: send it as `%2F`, or document this path separately");
    let (message, hint) = nowhere(&paths, "/repos/a/b/labels");
    insta::assert_snapshot!(message, @"no documented path matches /repos/*/*/labels (closest: /repos/{owner}/{repo}/tags)");
    insta::assert_snapshot!(hint, @"document the operation; if it has moved, record it again at its new path");
    let (message, _) = nowhere(&paths, "/orgs/a/hooks/5/pings");
    insta::assert_snapshot!(message, @"no documented path matches /orgs/a/hooks/*/pings");
}

#[test]
fn a_parameter_that_is_a_path_may_hold_slashes() {
    let file = "get: {operationId: getFile, parameters: [{name: path, in: path, required: true, schema: {type: string, pattern: '^[a-z/]+$'}}], responses: {'200': {description: ok, content: {application/json: {schema: {type: integer}}}}}}";
    let document = document(
        "3.0.3",
        &format!(
            "paths: {{'/files/{{path}}': {{{file}}}, '/files/all/new': {{get: {{operationId: getNew, responses: {{'200': {{description: ok}}}}}}}}}}\n"
        ),
    );
    let said = |method: &str, path: &str, strictness: Strictness| {
        let request = json!({ "method": method, "url": format!("https://api.example.org{path}") });
        let response = json!({ "status": 200, "headers": { "content-type": "application/json" }, "body": "x" });
        let recording = exchange(json!({ "request": request, "response": response }));
        let checked = check(&document, &recording, &Options { strictness, ..Options::default() });
        checked
            .observations
            .iter()
            .map(|observation| format!("{:?} {}", observation.severity, observation.message))
            .collect::<Vec<_>>()
            .join("\n")
    };
    // The body is checked, and so is the parameter.
    insta::assert_snapshot!(said("GET", "/files/a/b/1", Strictness::Lenient), @r#"
    Error the path parameter `path` is not string, pattern "^[a-z/]+$"
    Error expected integer, recorded string
    "#);
    // A template that fits as it stands is meant.
    insta::assert_snapshot!(said("GET", "/files/all/new", Strictness::Lenient), @"Warning the response has a body, but none is documented");
    insta::assert_snapshot!(said("PUT", "/files/a/b", Strictness::Lenient), @"Warning PUT of /files/{path} is not documented (has GET)");
    insta::assert_snapshot!(said("GET", "/files/a/b", Strictness::Strict), @"Warning no documented path matches /files/*/* (closest: /files/{path})");
}

#[test]
fn a_documented_parameter_may_contain_slashes() {
    let said = |statement: &str, path: &str| {
        let parameter = |name: &str| format!("{{name: {name}, in: path, required: true, schema: {{type: string}}{statement}}}");
        let operation = |name: &str| format!("{{get: {{parameters: [{}], responses: {{'200': {{description: ok}}}}}}}}", parameter(name));
        let (key, scope) = (operation("key"), operation("scope"));
        let document = document("3.0.3", &format!("paths: {{'/objects/{{key}}': {key}, '/{{scope}}/providers/locks': {scope}}}\n"));
        let request = json!({ "method": "GET", "url": format!("https://api.example.org{path}") });
        judged(&document, &exchange(json!({ "request": request, "response": { "status": 200 } })))
    };
    for statement in [", allowReserved: true", ", x-ms-skip-url-encoding: true"] {
        assert_eq!(said(statement, "/objects/2024/05/a.png"), "agrees", "{statement}");
        assert_eq!(said(statement, "/subscriptions/a/groups/b/providers/locks"), "agrees", "{statement}");
        assert!(said(statement, "/things/2024/05").contains("undocumented-operation"), "{statement}");
    }
    for path in ["/objects/2024/05/a.png", "/subscriptions/a/groups/b/providers/locks"] {
        assert!(said("", path).contains("undocumented-operation"), "{path}");
        assert!(said(", allowReserved: false", path).contains("undocumented-operation"), "{path}");
    }
}

#[test]
fn an_operation_may_have_servers_of_its_own() {
    let document = document(
        "3.0.3",
        "servers: [{url: 'https://api.example.org'}]\npaths: {/files: {servers: [{url: 'https://uploads.example.org'}], post: {responses: {'201': {description: ok}}}, get: {servers: [{url: 'https://api.example.org'}], responses: {'200': {description: ok}}}}}\n",
    );
    let sent = |method: &str, host: &str, status: u16| {
        judged(
            &document,
            &exchange(json!({ "request": { "method": method, "url": format!("https://{host}/files") }, "response": { "status": status } })),
        )
    };
    assert_eq!(sent("POST", "uploads.example.org", 201), "agrees");
    assert_eq!(sent("GET", "api.example.org", 200), "agrees");
    insta::assert_snapshot!(sent("POST", "api.example.org", 201), @"warning[undocumented-server] : requests were sent to api.example.org, which is not among the servers of their operations");
}

#[test]
fn absent_credentials_say_nothing() {
    let missing = |name: &str, location: &str| {
        let parameter = format!("{{name: {name}, in: {location}, required: true, schema: {{type: string}}}}");
        verdict("/a", &parameter, "/a", &json!({}))
    };
    for (name, location) in
        [("Api-Key", "header"), ("X-Auth-Token", "header"), ("X-Session", "header"), ("session", "cookie"), ("Authorization", "header")]
    {
        assert_eq!(missing(name, location), "agrees", "{name}");
    }
    insta::assert_snapshot!(missing("Api-Version", "header"), @"error[missing-parameter] /Api-Version: the required header parameter `Api-Version` is missing");
    // A URL is recorded whole.
    insta::assert_snapshot!(missing("page_token", "query"), @"error[missing-parameter] /page_token: the required query parameter `page_token` is missing");
}

#[test]
fn errors_within_a_value_are_reported() {
    let said =
        |parameter: &str, query: &str| verdict("/a", &format!("{{name: a, in: query, {parameter}}}"), &format!("/a?{query}"), &json!({}));
    let object = "{type: object, required: [x], additionalProperties: false, properties: {x: {type: integer}}}";
    let content = format!("content: {{application/json: {{schema: {object}}}}}");
    let deep = format!("style: deepObject, explode: true, schema: {object}");
    let union = "schema: {anyOf: [{type: integer}, {type: string, format: uuid}]}";
    insta::assert_snapshot!(
        [
            said(&content, "a=%7B%22x%22:%22q%22%7D"),
            said(&content, "a=%7B%7D"),
            said(&content, "a=%7B"),
            said(&content, "a=7"),
            said(&deep, "a%5Bx%5D=1&a%5By%5D=2"),
            said(&deep, "a%5Bx%5D=q"),
            said(union, "a=q"),
            said("schema: {anyOf: [{type: integer}, {not: {minLength: 1}}]}", "a=q"),
        ]
        .join("\n"),
        @"
    error[invalid-parameter] /a: the query parameter `a` is invalid at `/x`: expected integer, recorded string
    error[invalid-parameter] /a: the query parameter `a` is invalid: the required property `x` is missing
    error[invalid-parameter] /a: the query parameter `a` is not JSON: it ends within an object
    error[invalid-parameter] /a: the query parameter `a` is not object
    error[invalid-parameter] /a: the query parameter `a` is invalid: property `y` is not allowed: `additionalProperties` is `false`
    error[invalid-parameter] /a: the query parameter `a` is invalid at `/x`: expected integer, recorded string
    error[invalid-parameter] /a: the query parameter `a` is not integer or string, uuid
    error[invalid-parameter] /a: the query parameter `a` does not satisfy its schema
    "
    );
}

#[test]
fn an_array_that_is_too_long_is_reported_by_its_bound() {
    let said = |query: &str| {
        let parameter = "{name: id, in: query, schema: {type: array, maxItems: 1, items: {type: integer}}}";
        verdict("/a", parameter, &format!("/a?{query}"), &json!({}))
    };
    insta::assert_snapshot!(said("id=1&id=2"), @"error[invalid-parameter] /id: the query parameter `id` is invalid: the recorded array violates `maxItems 1`");
    insta::assert_snapshot!(said("id=x&id=2"), @"error[invalid-parameter] /id: the query parameter `id` is not array of integer");
}
