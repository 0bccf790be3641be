//! Exchanges that are not exchanges with the API: counted by reason, and not compared.

use openapi_drift::{Checked, Options, check};

use crate::support::{document, observations, recording};

const DOCUMENT: &str = "{openapi: 3.0.3, info: {title: Shop, version: '1'}, servers: [{url: 'https://api.shop.example/v1'}], paths: {
  /items: {get: {responses: {'200': {description: d, content: {application/json: {schema: {type: array, items: {type: integer}}}}}}},
           post: {responses: {'204': {description: d}}}},
  /cached: {get: {responses: {'200': {description: d, content: {application/json: {schema: {type: integer}}}}, '304': {description: d}}}}}}";

#[track_caller]
fn checked(request: &str, response: &str) -> Checked {
    checked_with(&Options::default(), request, response)
}

#[track_caller]
fn checked_with(options: &Options, request: &str, response: &str) -> Checked {
    let text = format!(r#"{{"request": {{{request}}}, "response": {{{response}}}}}"#);
    check(&document(DOCUMENT), &recording(&text), options)
}

#[test]
fn each_reason_is_named() {
    let check = |method: &str, url: &str, headers: &str, response: &str, expected: Option<&str>| {
        let request = format!(r#""method": "{method}", "url": "{url}", "headers": {{{headers}}}"#);
        let checked = checked(&request, response);
        assert_eq!(checked.not_checked.as_deref(), expected, "{method} {url}");
        assert!(expected.is_none() || checked.observations.is_empty(), "{method} {url}: {checked:?}");
    };
    let ok = r#""status": 200"#;
    for (url, reason) in [
        ("data:image/png;base64,AAAA", "data: URL"),
        ("blob:https://www.shop.example/1", "blob: URL"),
        ("about:blank", "about: URL"),
        ("file:///tmp/index.html", "file: URL"),
        ("chrome-extension://abc/x.js", "URL of a browser extension"),
        ("moz-extension://abc/x.js", "URL of a browser extension"),
        ("safari-web-extension://abc/x.js", "URL of a browser extension"),
        ("wss://api.shop.example/v1/items", "wss: URL"),
        ("gopher://api.shop.example/v1/items", "URL of another scheme than HTTP"),
        ("https://cdn.example/a.js", "other host"),
        ("https://fonts.example:8443/", "other host"),
    ] {
        check("GET", url, "", ok, Some(reason));
    }
    check("CONNECT", "api.shop.example:443", "", ok, Some("CONNECT"));
    check("GET", "https://api.shop.example/v1/items", "", r#""status": 101"#, Some("web socket"));
    let api = "https://api.shop.example/v1/items";
    check("OPTIONS", api, r#""Access-Control-Request-Method": "POST""#, r#""status": 204"#, Some("CORS preflight"));
    check("OPTIONS", api, "", r#""status": 204"#, None);
    check("HEAD", api, "", ok, Some("HEAD of a documented GET"));
    check("HEAD", "https://api.shop.example/v1/none", "", ok, None);
    let conditional = r#""If-None-Match": "\"v1\"""#;
    check("GET", api, conditional, r#""status": 304"#, Some("304 of a conditional request"));
    check("GET", api, r#""If-Modified-Since": "x""#, r#""status": 304"#, Some("304 of a conditional request"));
    check("GET", api, "", r#""status": 304"#, None);
    check("GET", "https://api.shop.example/v1/cached", conditional, r#""status": 304"#, None);
    // The API under another name is a difference.
    check("GET", "https://cdn.example/v1/other", "", ok, None);
    check("GET", "https://proxy.example/shop/items", "", ok, None);
    check("GET", "https://api.shop.example/other", "", ok, None);
    check("GET", "https://api.shop.example:8443/other", "", ok, None);
}

#[test]
fn a_body_from_the_cache_is_checked_as_200() {
    let of = |path: &str, body: &str| {
        let request = format!(r#""method": "GET", "url": "https://api.shop.example/v1/{path}", "headers": {{"if-none-match": "x"}}"#);
        let response = format!(r#""status": 304, "headers": {{"content-type": "application/json"}}, "body": {body}"#);
        let checked = checked(&request, &response);
        assert_eq!((checked.status, checked.not_checked.as_deref()), (Some(200), None));
        observations(&checked)
    };
    assert_eq!(of("items", "[1]"), "agrees");
    assert_eq!(of("items", r#"["x"]"#), "error[type-mismatch] /*: expected integer, recorded string");
    assert_eq!(of("cached", "1"), "agrees");
    assert_eq!(of("cached", "true"), "error[type-mismatch] : expected integer, recorded boolean");
}

#[test]
fn resources_of_a_page_are_no_calls() {
    let document = document("{openapi: 3.0.3, info: {title: Shop, version: '1'}, paths: {/items: {get: {}}}}");
    let reason = |url: &str, kind: &str| {
        let text = format!(
            r#"{{"provenance": {{"source": "live", "recorded_at": "2026-01-01", "recorded_by": "browser", "resource_type": "{kind}"}},
                "request": {{"method": "GET", "url": "https://shop.example{url}"}}}}"#
        );
        check(&document, &recording(&text), &Options::default()).not_checked
    };
    for kind in ["image", "script", "stylesheet", "font", "document", "media"] {
        assert_eq!(reason("/logo", kind).as_deref(), Some("resource of a page"), "{kind}");
        assert_eq!(reason("/items", kind), None, "{kind}");
    }
    for kind in ["xhr", "fetch", "other"] {
        assert_eq!(reason("/logo", kind), None, "{kind}");
    }
}

#[test]
fn hosts_and_paths_narrow_a_run() {
    let reason = |hosts: &[&str], ignored: &[&str], url: &str| {
        let globs = |texts: &[&str]| texts.iter().map(|text| text.parse().expect("a pattern")).collect();
        let options = Options { hosts: globs(hosts), ignored_paths: globs(ignored), ..Options::default() };
        checked_with(&options, &format!(r#""method": "GET", "url": "{url}""#), r#""status": 200"#).not_checked
    };
    let other = Some("other host".to_owned());
    let ignored = Some("ignored path".to_owned());
    assert_eq!(reason(&["api.shop.example"], &[], "https://api.shop.example/v1/none"), None);
    assert_eq!(reason(&["API.shop.example"], &[], "https://staging.shop.example/v1/items"), other);
    assert_eq!(reason(&["*.shop.example"], &[], "https://staging.shop.example/v1/none"), None);
    assert_eq!(reason(&["*.shop.example"], &[], "https://shop.example.evil/v1/items"), other);
    assert_eq!(reason(&["localhost:4010"], &[], "http://localhost:4010/v1/items"), None);
    assert_eq!(reason(&["localhost:4010"], &[], "http://localhost:4011/v1/items"), other);
    assert_eq!(reason(&["a.example", "api.shop.example"], &[], "/v1/items"), None);
    assert_eq!(reason(&[], &["/static/*", "*.js"], "https://api.shop.example/static/a/b?c"), ignored);
    assert_eq!(reason(&[], &["/static/*", "*.js"], "/v1/a.js?x=1"), ignored);
    assert_eq!(reason(&[], &["/static/*", "*.js"], "https://api.shop.example/v1/static/a"), None);
    assert_eq!(reason(&[], &["/v1/(items|x)"], "https://api.shop.example/v1/items"), None);
}
