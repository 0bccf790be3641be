//! The operation of a recorded URL.

use insta::assert_snapshot;
use openapi_drift::{Options, check};

use crate::support::{HEAD, document, observations, recording};

const PATHS: &str = "
paths:
  /users/{id}: {get: {operationId: getUser}, delete: {operationId: deleteUser}}
  /users/me: {get: {operationId: getMe}}
  /users/{id}/groups/{group}: {get: {operationId: getUsersGroup}}
  /users/me/{thing}/mine: {get: {operationId: getMine}}
  /users/{id}/avatar.{extension}: {get: {operationId: getAvatar}}
  /users/{id}/{part}: {get: {operationId: getPart}}
  /groups/: {get: {operationId: listGroups}}
  /: {get: {operationId: getRoot}}
x-webhooks:
  user.created: {post: {operationId: userCreated}}
";

/// The operation that `method` and `url` lead to in a document with these `servers`, or what is found instead.
#[track_caller]
fn route_from(servers: &str, method: &str, url: &str) -> String {
    exchange(servers, &format!(r#"{{"request": {{"method": "{method}", "url": "{url}"}}}}"#))
}

#[track_caller]
fn exchange(servers: &str, exchanged: &str) -> String {
    let document = document(&format!("openapi: 3.0.3\ninfo: {{title: Test, version: '1'}}\nservers: {servers}{PATHS}"));
    let checked = check(&document, &recording(exchanged), &Options::default());
    match checked.operation {
        Some(index) if checked.observations.is_empty() => document.operations()[index].id.clone(),
        Some(_) => panic!("nothing but the operation is documented: {checked:?}"),
        None => format!("{} {}", checked.path, observations(&checked)),
    }
}

#[track_caller]
fn route(url: &str) -> String {
    route_from("[{url: https://api.example.org/v1}]", "GET", url)
}

#[test]
fn a_literal_segment_wins_over_a_variable_whatever_the_order() {
    assert_eq!(route("https://api.example.org/v1/users/7"), "getUser");
    assert_eq!(route("https://api.example.org/v1/users/me"), "getMe");
    assert_eq!(route("https://api.example.org/v1/users/mean"), "getUser");
    assert_eq!(route("https://api.example.org/v1/users/7/groups/1"), "getUsersGroup");
    assert_eq!(route("https://api.example.org/v1/users/me/groups/mine"), "getMine");
    assert_eq!(route("https://api.example.org/v1/users/7/avatar.png"), "getAvatar");
    assert_eq!(route("https://api.example.org/v1/users/7/avatar."), "getPart");
}

#[test]
fn a_literal_that_lacks_the_method_gives_way_to_a_variable() {
    assert_eq!(route_from("[{url: https://api.example.org/v1}]", "DELETE", "https://api.example.org/v1/users/me"), "deleteUser");
}

#[test]
fn a_trailing_slash_makes_no_difference() {
    assert_eq!(route("https://api.example.org/v1/users/7/"), "getUser");
    assert_eq!(route("https://api.example.org/v1/groups"), "listGroups");
    assert_eq!(route("https://api.example.org/v1/groups/"), "listGroups");
    assert_eq!(route("https://api.example.org/v1"), "getRoot");
    assert_eq!(route("https://api.example.org/v1/"), "getRoot");
}

#[test]
fn a_segment_is_decoded_after_it_is_cut() {
    assert_eq!(route("https://api.example.org/v1/users/a%2Fb"), "getUser");
    assert_eq!(route("https://api.example.org/v1/users/m%65"), "getMe");
    assert_eq!(route("https://api.example.org/v1/users/jane%40example.org"), "getUser");
    assert_eq!(route("https://api.example.org/v1/users/J%C3%BCrgen"), "getUser");
    assert_eq!(route("https://api.example.org/v1/users/%FF"), "getUser");
}

#[test]
fn query_fragment_scheme_case_of_host_and_default_port_make_no_difference() {
    assert_eq!(route("http://API.example.org:80/v1/users/me#top"), "getMe");
    assert_eq!(route("https://api.example.org:443/v1/users/me"), "getMe");
    assert_eq!(route_from("[{url: 'https://API.example.org:443/v1/'}]", "get", "https://api.example.org/v1/users/me"), "getMe");
}

#[test]
fn the_base_path_is_part_of_the_server() {
    assert_snapshot!(route("https://api.example.org/v2/users/me"), @"/v2/users/me warning[undocumented-server] : requests were sent to api.example.org/v2, which is below none of the document's servers (https://api.example.org/v1)");
    assert_snapshot!(route("https://api.example.org/users/me"), @"/users/me warning[undocumented-server] : requests were sent to api.example.org, which is below none of the document's servers (https://api.example.org/v1)");
    assert_snapshot!(route("https://api.example.org/v1x/users/me"), @"/v1x/users/me warning[undocumented-server] : requests were sent to api.example.org/v1x, which is below none of the document's servers (https://api.example.org/v1)");
}

#[test]
fn an_undocumented_method_lists_the_documented_ones() {
    assert_snapshot!(route_from("[{url: https://api.example.org/v1}]", "PATCH", "https://api.example.org/v1/users/7"), @"/v1/users/* warning[undocumented-operation] : PATCH of /users/{id} is not documented (has GET, DELETE)");
}

#[test]
fn the_ids_in_an_unknown_path_are_folded() {
    assert_snapshot!(route("https://api.example.org/v1/teams/123/seats/9"), @"/v1/teams/*/seats/* warning[undocumented-operation] : no documented path matches /v1/teams/*/seats/*");
    assert_snapshot!(route("https://api.example.org/v1/teams/0190a0b2-0000-7000-8000-000000000000"), @"/v1/teams/* warning[undocumented-operation] : no documented path matches /v1/teams/*");
    assert_snapshot!(route("https://api.example.org/v1/teams/jane%40example.org"), @"/v1/teams/* warning[undocumented-operation] : no documented path matches /v1/teams/*");
    assert_snapshot!(route("https://api.example.org/v1/teams/zVVu3mtupXDzwMy1rxxNMw"), @"/v1/teams/* warning[undocumented-operation] : no documented path matches /v1/teams/*");
    assert_snapshot!(route("https://api.example.org/v1/teams/export/v2"), @"/v1/teams/export/v2 warning[undocumented-operation] : no documented path matches /v1/teams/export/v2");
}

/// Returns the reported path of a request whose operation is not documented.
#[track_caller]
fn told(paths: &str, url: &str) -> String {
    let paths: String = paths.split(' ').map(|path| format!("  {path}: {{get: {{}}}}\n")).collect();
    let document = document(&format!("{HEAD}paths:\n{paths}"));
    let checked = check(&document, &recording(&format!(r#"{{"request": {{"method": "POST", "url": "{url}"}}}}"#)), &Options::default());
    assert!(checked.operation.is_none() && checked.observations.len() == 1, "{checked:?}");
    let message = &checked.observations[0].message;
    let is_told = message.contains(&checked.path) || message.starts_with("POST of /") || message.starts_with("requests were sent to ");
    assert!(is_told, "{} and {message}", checked.path);
    checked.path
}

#[test]
fn values_of_variables_are_folded_in_unknown_paths() {
    let check = |url: &str, expected: &str| {
        assert_eq!(told("/users/{id} /users/{id}/posts /users/me /groups/{id}/members", url), expected, "{url}");
    };
    // As no path at all fits, as the method is another, as the server is another.
    check("https://api.example.org/v1/users/annasmith/x", "/v1/users/*/x");
    check("https://api.example.org/v1/users/annasmith/x/y/z", "/v1/users/*/x/y/z");
    check("https://api.example.org/v1/users/annasmith", "/v1/users/*");
    check("https://example.org/v1/users/annasmith", "/v1/users/*");
    check("https://example.org/a/b/users/annasmith/posts", "/a/b/users/*/posts");
    check("/users/annasmith/x", "/users/*/x");
    assert_eq!(told("/files/{path} /files/all/new", "https://api.example.org/v1/files/anna/all/smith"), "/v1/files/*/all/*");
    // Literal segments of the document are not folded.
    check("https://api.example.org/v1/users/me/x", "/v1/users/me/x");
    check("https://api.example.org/v1/users/members/x", "/v1/users/members/x");
    // A path that ends where the document's goes on may end with a word.
    check("https://api.example.org/v1/groups/statistics", "/v1/groups/statistics");
    check("https://api.example.org/v1/groups/annasmith/x", "/v1/groups/*/x");
    check("https://api.example.org/v1/statistics/groups", "/v1/statistics/groups");
}

#[test]
fn tokens_in_an_unknown_path_are_folded_and_words_are_not() {
    let check = |path: &str, expected: &str| {
        assert_eq!(told("/groups/{id}/members /AbCd4242/x", &format!("https://api.example.org/v1/{path}")), format!("/v1/{expected}"));
    };
    check("reset/x7Gq2LmPz", "reset/*");
    check("k/sk_live_AbCdEf4242", "k/*");
    check("k/AbCdEfGhIjKlMnOpQrStUvWxYzAbCdEfGh", "k/*");
    check("k/Anna%20Smith", "k/*");
    check("k/users('annasmith')", "k/*");
    check("AbCd4242", "AbCd4242");
    check("oauth2/v1beta1/getUserNotificationPreferences", "oauth2/v1beta1/getUserNotificationPreferences");
    check("exports/group-statistics.csv", "exports/group-statistics.csv");
}

#[test]
fn an_unknown_host_or_port_is_an_unknown_server() {
    assert_snapshot!(route("https://example.org/v1/users/me"), @"/v1/users/me warning[undocumented-server] : requests were sent to example.org/v1, which is below none of the document's servers (https://api.example.org/v1)");
    assert_snapshot!(route("https://api.example.org:8443/v1/users/me"), @"/v1/users/me warning[undocumented-server] : requests were sent to api.example.org:8443/v1, which is below none of the document's servers (https://api.example.org/v1)");
    assert_snapshot!(route("https://api.example.org.evil.example/v1/users/me"), @"/v1/users/me warning[undocumented-server] : requests were sent to api.example.org.evil.example/v1, which is below none of the document's servers (https://api.example.org/v1)");
}

#[test]
fn a_relative_server_is_on_any_host() {
    for servers in ["[{url: /v1}]", "[{url: /v1/}]", "[{url: v1}]"] {
        assert_eq!(route_from(servers, "GET", "http://127.0.0.1:4010/v1/users/me"), "getMe", "{servers}");
    }
    assert_eq!(route_from("[]", "GET", "http://127.0.0.1:4010/users/me"), "getMe");
    assert_snapshot!(route_from("[{url: /v1}]", "GET", "http://127.0.0.1:4010/v2/users/me"), @"/v2/users/me warning[undocumented-server] : requests were sent to 127.0.0.1:4010/v2, which is below none of the document's servers (/v1)");
}

#[test]
fn a_server_may_have_variables_and_a_port() {
    let servers = "[{url: 'https://{region}.example.org:8443/{version}', variables: {region: {default: eu}, version: {default: v1}}}]";
    assert_eq!(route_from(servers, "GET", "https://us.example.org:8443/v9/users/me"), "getMe");
    assert_snapshot!(route_from(servers, "GET", "https://us.example.org/v9/users/me"), @"/v9/users/me warning[undocumented-server] : requests were sent to us.example.org/v9, which is below none of the document's servers (https://{region}.example.org:8443/{version})");
}

#[test]
fn one_of_several_servers_is_enough() {
    let servers = "[{url: https://old.example.org}, {url: https://api.example.org/v1}]";
    assert_eq!(route_from(servers, "GET", "https://api.example.org/v1/users/me"), "getMe");
    assert_eq!(route_from(servers, "GET", "https://old.example.org/users/me"), "getMe");
}

#[test]
fn the_servers_of_an_operation_never_hide_it() {
    let document = document(
        "{openapi: 3.0.3, info: {title: Test}, servers: [{url: 'https://a.example'}], paths: {
          /x: {servers: [{url: 'https://b.example/v2'}], get: {operationId: getX}, put: {operationId: putX, servers: [{url: 'https://c.example'}]}},
          '/{id}/y': {get: {operationId: getAny}}, /v/y: {servers: [{url: 'https://c.example'}], get: {operationId: getWord}}}}",
    );
    let found = |method: &str, url: &str| {
        let exchange = recording(&format!(r#"{{"request": {{"method": "{method}", "url": "{url}"}}}}"#));
        let checked = check(&document, &exchange, &Options::default());
        let id = checked.operation.map_or("none", |index| document.operations()[index].id.as_str());
        let servers = checked.observations.iter().filter(|observation| observation.code == openapi_drift::Code::UndocumentedServer);
        format!("{id} {}", servers.map(|observation| observation.message.as_str()).collect::<Vec<_>>().join("; "))
    };
    assert_eq!(found("GET", "https://b.example/v2/x"), "getX ");
    assert_eq!(found("PUT", "https://c.example/x"), "putX ");
    assert_eq!(found("GET", "/x"), "getX ");
    assert_snapshot!(found("GET", "https://a.example/x"), @"getX requests were sent to a.example, which is not among the servers of their operations");
    assert_snapshot!(found("PUT", "https://b.example/v2/x"), @"putX requests were sent to b.example/v2, which is not among the servers of their operations");
    assert_snapshot!(found("GET", "https://a.example/v/y"), @"getWord requests were sent to a.example, which is not among the servers of their operations");
    assert_eq!(found("GET", "https://a.example/w/y"), "getAny ");
}

#[test]
fn a_key_of_paths_may_ask_for_a_query() {
    let document = document(
        "{openapi: 3.0.3, info: {title: Test}, paths: {/q: {get: {operationId: plain}}, '/q?beta=true': {get: {operationId: beta}}, '/r?x': {get: {operationId: named}}, '/s#top': {get: {operationId: fragment}}}}",
    );
    for (url, expected) in [
        ("/q", Some("plain")),
        ("/q?beta=true", Some("beta")),
        ("/q?beta=false", Some("plain")),
        ("/r", None),
        ("/r?x", Some("named")),
        ("/s", Some("fragment")),
    ] {
        let exchange = recording(&format!(r#"{{"request": {{"method": "GET", "url": "{url}"}}}}"#));
        let operation = check(&document, &exchange, &Options::default()).operation;
        assert_eq!(operation.map(|index| document.operations()[index].id.as_str()), expected, "{url}");
    }
}

#[test]
fn no_value_holds_slashes_where_another_template_explains_more_of_the_path() {
    let found = |paths: &str, url: &str| {
        let document = document(&format!("{{openapi: 3.0.3, info: {{title: Test}}, paths: {{{paths}}}}}"));
        let exchange = recording(&format!(r#"{{"request": {{"method": "GET", "url": "{url}"}}}}"#));
        check(&document, &exchange, &Options::default()).operation.is_some()
    };
    let branches = "'/branches/{branch}': {get: {}}, '/branches/{branch}/protection': {get: {}}";
    assert!(found(branches, "/branches/feature/x"));
    assert!(found(branches, "/branches/main/protection"));
    assert!(!found(branches, "/branches/main/protection/allow_deletions"));
}

#[test]
fn a_webhook_is_found_by_its_name_and_not_by_the_address_it_was_sent_to() {
    let delivery = |name: &str, method: &str| {
        let exchanged = format!(r#"{{"webhook": "{name}", "request": {{"method": "{method}", "url": "https://mine.example/hooks"}}}}"#);
        exchange("[{url: https://api.example.org/v1}]", &exchanged)
    };
    assert_eq!(delivery("user.created", "POST"), "userCreated");
    assert_snapshot!(delivery("user.deleted", "POST"), @"user.deleted warning[undocumented-operation] : POST of the webhook `user.deleted` is not documented");
    assert_snapshot!(delivery("user.created", "PUT"), @"user.created warning[undocumented-operation] : PUT of the webhook `user.created` is not documented");
    // A webhook's name is no path of the service.
    assert_snapshot!(route_from("[{url: https://api.example.org/v1}]", "POST", "https://api.example.org/v1/user.created"), @"/v1/user.created warning[undocumented-operation] : no documented path matches /v1/user.created");
}
