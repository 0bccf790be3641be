//! `missing-credentials`: only where the recorder is known to keep the names of credentials.

use openapi_drift::{Code, Report};

use crate::support::{Run, document};

/// The number of exchanges without credentials, for a document with these requirements and schemes.
#[track_caller]
fn check(security: &str, operation: &str, recordings: &[(&str, &str)], expected: usize) {
    let document = document(&format!(
        "{{openapi: 3.0.3, info: {{title: Test, version: '1'}}, security: {security}, paths: {{
          /x: {{get: {{operationId: getX{operation}, responses: {{'200': {{description: d}}, '401': {{description: d}}}}}}}},
          /login: {{post: {{operationId: login, security: [], responses: {{'200': {{description: d}}}}}}}}}},
          components: {{securitySchemes: {{
            bearer: {{type: http, scheme: bearer}}, oauth: {{type: oauth2, flows: {{}}}}, header: {{type: apiKey, in: header, name: X-Key}},
            query: {{type: apiKey, in: query, name: key}}, cookie: {{type: apiKey, in: cookie, name: sid}}, tls: {{type: mutualTLS}},
            linked: {{$ref: '#/components/securitySchemes/header'}}}}}}}}"
    ));
    let report: Report = Run::default().report(&document, recordings);
    let found = report.findings.iter().filter(|finding| finding.code == Code::MissingCredentials).map(|finding| finding.recordings);
    assert_eq!(found.sum::<usize>(), expected, "{security} {operation} {recordings:?}");
}

fn exchange(url: &str, headers: &str, status: u16) -> String {
    format!(
        r#"{{"request": {{"method": "GET", "url": "https://api.example.org{url}", "headers": {{{headers}}}}}, "response": {{"status": {status}}}}}"#
    )
}

#[test]
fn a_credential_is_missed_next_to_others_of_the_same_input() {
    let without = exchange("/x", "", 200);
    let with = exchange("/x", r#""authorization": "Bearer abc""#, 200);
    let bearer = "[{bearer: []}]";
    check(bearer, "", &[("a/1.json", &without)], 0);
    check(bearer, "", &[("a/1.json", &without), ("a/2.json", &with)], 1);
    check(bearer, "", &[("a/1.json", &without), ("a/2.json", &without), ("a/3.json", &with)], 2);
    // Another folder may be of another recorder.
    check(bearer, "", &[("a/1.json", &without), ("b/2.json", &with)], 0);
    // So is another file with many exchanges.
    let line =
        |headers: &str| format!(r#"{{"method":"GET","url":"https://api.example.org/x","status":200,"request_headers":{{{headers}}}}}"#);
    let (bare, kept) = (line(r#""accept":"a""#), line(r#""accept":"a","authorization":"[masked]""#));
    check(bearer, "", &[("a.ndjson", &format!("{bare}\n{kept}\n"))], 1);
    check(bearer, "", &[("a.ndjson", &format!("{bare}\n{bare}\n")), ("b.ndjson", &format!("{kept}\n{kept}\n"))], 0);
    // Headers that were not recorded are unknown.
    let unknown = r#"{"method":"GET","url":"https://api.example.org/x","status":200}"#;
    check(bearer, "", &[("a.ndjson", &format!("{unknown}\n{kept}\n"))], 0);
}

#[test]
fn any_credential_of_the_requirements_is_enough() {
    let with = exchange("/login", r#""authorization": "Bearer abc""#, 200);
    let found = |security: &str, url: &str, headers: &str, expected: usize| {
        check(security, "", &[("1.json", &exchange(url, headers, 200)), ("2.json", &with)], expected);
    };
    for (security, url, headers) in [
        ("[{oauth: [read]}]", "/x", r#""Authorization": "x""#),
        ("[{header: []}]", "/x", r#""x-key": "x""#),
        ("[{linked: []}]", "/x", r#""x-key": "x""#),
        ("[{query: []}]", "/x?a=1&key=x", ""),
        ("[{cookie: []}]", "/x", r#""cookie": "a=1; sid=x""#),
        ("[{bearer: []}, {query: []}]", "/x?key=x", ""),
        ("[{bearer: [], query: []}]", "/x?key=x", ""),
    ] {
        found(security, url, headers, 0);
        found(security, "/x", "", 1);
    }
    // No credential is needed, or none that a recording shows.
    for security in ["[]", "[{}]", "[{bearer: []}, {}]", "[{tls: []}]", "[{tls: []}, {bearer: []}]", "[{unknown: []}]"] {
        found(security, "/x", "", 0);
    }
    check("[]", ", security: [{bearer: []}]", &[("1.json", &exchange("/x", "", 200)), ("2.json", &with)], 1);
    check("[{bearer: []}]", ", security: []", &[("1.json", &exchange("/x", "", 200)), ("2.json", &with)], 0);
    // The service refused it.
    check("[{bearer: []}]", "", &[("1.json", &exchange("/x", "", 401)), ("2.json", &with)], 0);
}

#[test]
fn the_own_recorder_keeps_all_names() {
    let made = |by: &str| {
        format!(
            r#"{{"provenance": {{"source": "live", "recorded_at": "2026-01-01", "recorded_by": "{by}"}},
                "request": {{"method": "GET", "url": "https://api.example.org/x"}}, "response": {{"status": 200}}}}"#
        )
    };
    check("[{bearer: []}]", "", &[("1.json", &made("openapi-drift record 0.2.0"))], 1);
    check("[{bearer: []}]", "", &[("1.json", &made("another 1.0"))], 0);
}

#[test]
fn names_of_credentials_survive_reading() {
    let bearer = "[{bearer: []}, {header: []}, {query: []}, {cookie: []}]";
    let har = |query: &str, headers: &str, cookies: &str| {
        let entry = |query: &str, headers: &str, cookies: &str| {
            format!(
                r#"{{"request": {{"method": "GET", "url": "https://api.example.org/x{query}", "cookies": [{cookies}],
                    "headers": [{{"name": "Accept", "value": "*/*"}}{headers}]}},
                    "response": {{"status": 200, "headers": [], "content": {{"size": 0, "mimeType": ""}}}}}}"#
            )
        };
        format!(r#"{{"log": {{"version": "1.2", "entries": [{}, {}]}}}}"#, entry("", "", ""), entry(query, headers, cookies))
    };
    for (query, headers, cookies) in [
        ("", r#", {"name": "Authorization", "value": "Bearer x"}"#, ""),
        ("", r#", {"name": "X-Key", "value": "x"}"#, ""),
        ("", "", r#"{"name": "sid", "value": "x"}"#),
        ("", r#", {"name": "Cookie", "value": "sid=x"}"#, ""),
        ("?key=x", "", ""),
    ] {
        check(bearer, "", &[("a.har", &har(query, headers, cookies))], 1);
    }
    // A credential that the document does not know is a name that the recorder kept: both requests lack the documented one.
    check(bearer, "", &[("a.har", &har("?access_token=x", "", ""))], 1);
    check(bearer, "", &[("a.har", &har("?page=1", "", ""))], 0);
    let cassette = |header: &str| {
        format!(
            "http_interactions:\n- request: {{method: get, uri: 'https://api.example.org/x', body: {{encoding: UTF-8, string: ''}}, headers: {{Accept: ['*/*']}}}}\n  response: {{status: {{code: 200, message: OK}}, headers: {{}}, body: {{encoding: UTF-8, string: ''}}}}\n  recorded_at: Thu, 01 Jan 2026 00:00:00 GMT\n- request: {{method: get, uri: 'https://api.example.org/x', body: {{encoding: UTF-8, string: ''}}, headers: {{{header}}}}}\n  response: {{status: {{code: 200, message: OK}}, headers: {{}}, body: {{encoding: UTF-8, string: ''}}}}\n  recorded_at: Thu, 01 Jan 2026 00:00:00 GMT\nrecorded_with: VCR 6\n"
        )
    };
    check(bearer, "", &[("a.yml", &cassette("Authorization: ['<TOKEN>']"))], 1);
    check(bearer, "", &[("a.yml", &cassette("Accept: ['*/*']"))], 0);
}
