//! Codes about which operation a recording shows, and about what was sent.

use openapi_drift::Code;

use super::Case;
use crate::support::Run;

const THINGS: &str = r"
paths:
  /things/{id}:
    get:
      operationId: getThing
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer}}
        - {name: verbose, in: query, required: true, schema: {type: boolean}}
      responses: {200: {description: The thing.}}
    delete:
      operationId: deleteThing
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {200: {description: Gone.}}
    put:
      operationId: putThing
      requestBody:
        required: true
        content: {application/json: {schema: {type: object}}}
      responses: {200: {description: Kept.}}
";

pub fn cases() -> Vec<Case> {
    let conforming =
        r#"{"request": {"method": "GET", "url": "https://api.example.org/v1/things/7?verbose=true"}, "response": {"status": 200}}"#;
    let case = |code, recording, found, twin| Case {
        code,
        document: THINGS,
        recording,
        found,
        twin,
        run: Run::default(),
        twin_run: Run::default(),
    };
    vec![
        case(
            Code::UndocumentedServer,
            r#"{
  "request": {"method": "GET", "url": "https://other.example.org/v1/things/7?verbose=true"},
  "response": {"status": 200}
}"#,
            r"
warning[undocumented-server] requests were sent to other.example.org/v1, which is below none of the document's servers (https://api.example.org/v1)
  at - GET /v1/things/* 200, request exchange
  document api.yaml:3:1 /servers
  recorded recording.json:2:39
",
            conforming,
        ),
        case(
            Code::UndocumentedOperation,
            r#"{
  "request": {"method": "GET", "url": "https://api.example.org/v1/people/7?verbose=true"},
  "response": {"status": 200}
}"#,
            r"
warning[undocumented-operation] no documented path matches /v1/people/*
  at - GET /v1/people/* -, request exchange
  document api.yaml:5:1 /paths
  recorded recording.json:2:39
",
            conforming,
        ),
        case(
            Code::UndocumentedOperation,
            r#"{
  "request": {"method": "PATCH", "url": "https://api.example.org/v1/things/7"},
  "response": {"status": 200}
}"#,
            r"
warning[undocumented-operation] PATCH of /things/{id} is not documented (has GET, PUT, DELETE)
  at - PATCH /v1/things/* -, request exchange
  document api.yaml:6:3 /paths/~1things~1{id}
  recorded recording.json:2:41
",
            conforming,
        ),
        case(
            Code::UndocumentedParameter,
            r#"{
  "request": {"method": "GET", "url": "https://api.example.org/v1/things/7?verbose=true&limit=5"},
  "response": {"status": 200}
}"#,
            r"
warning[undocumented-parameter] the query parameter `limit` is not documented
  at getThing GET /things/{id} 200, request query /limit
  document api.yaml:9:7 /paths/~1things~1{id}/get/parameters
  recorded recording.json:2:39
",
            conforming,
        ),
        case(
            Code::MissingParameter,
            r#"{
  "request": {"method": "GET", "url": "https://api.example.org/v1/things/7"},
  "response": {"status": 200}
}"#,
            r"
error[missing-parameter] the required query parameter `verbose` is missing
  at getThing GET /things/{id} 200, request query /verbose
  document api.yaml:11:11 /paths/~1things~1{id}/get/parameters/1
  recorded recording.json:2:39
",
            conforming,
        ),
        case(
            Code::InvalidParameter,
            r#"{
  "request": {"method": "GET", "url": "https://api.example.org/v1/things/seven?verbose=true"},
  "response": {"status": 200}
}"#,
            r"
error[invalid-parameter] the path parameter `id` is not integer
  at getThing GET /things/{id} 200, request path /id
  document api.yaml:10:48 /paths/~1things~1{id}/get/parameters/0/schema
  recorded recording.json:2:39
",
            conforming,
        ),
        Case {
            document: r"
security: [{token: []}]
paths:
  /things: {get: {operationId: listThings, responses: {200: {description: The things.}}}}
components:
  securitySchemes:
    token: {type: http, scheme: bearer}
",
            ..case(
                Code::MissingCredentials,
                r#"{
  "provenance": {"source": "live", "recorded_at": "2026-12-01", "recorded_by": "openapi-drift record 0.2.0"},
  "request": {"method": "GET", "url": "https://api.example.org/v1/things"},
  "response": {"status": 200}
}"#,
                r"
warning[missing-credentials] the request has no credential, and the service accepted it (documented: token)
  at listThings GET /things 200, request exchange
  document api.yaml:5:1 /security
  recorded recording.json:3:39
",
                r#"{
  "provenance": {"source": "live", "recorded_at": "2026-12-01", "recorded_by": "openapi-drift record 0.2.0"},
  "request": {"method": "GET", "url": "https://api.example.org/v1/things", "headers": {"Authorization": "x"}},
  "response": {"status": 200}
}"#,
            )
        },
        case(
            Code::UndocumentedRequestBody,
            r#"{
  "request": {
    "method": "DELETE", "url": "https://api.example.org/v1/things/7",
    "headers": {"content-type": "application/json"},
    "body": {"force": true}
  },
  "response": {"status": 200}
}"#,
            r"
warning[undocumented-request-body] the request has a body, but the operation documents none
  at deleteThing DELETE /things/{id} 200, request body
  document api.yaml:13:5 /paths/~1things~1{id}/delete
  recorded recording.json:5:13
",
            r#"{"request": {"method": "DELETE", "url": "https://api.example.org/v1/things/7"}, "response": {"status": 200}}"#,
        ),
        case(
            Code::MissingBody,
            r#"{
  "request": {"method": "PUT", "url": "https://api.example.org/v1/things/7"},
  "response": {"status": 200}
}"#,
            r"
error[missing-body] the request has no body, but the operation requires one
  at putThing PUT /things/{id} 200, request exchange
  document api.yaml:20:9 /paths/~1things~1{id}/put/requestBody/required
  recorded recording.json:2:39
",
            r#"{"request": {"method": "PUT", "url": "https://api.example.org/v1/things/7", "body": {}}, "response": {"status": 200}}"#,
        ),
    ]
}
