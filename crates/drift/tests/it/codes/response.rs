//! Codes about an answer as a whole: its status, its headers, whether it has a body and of what kind.

use openapi_drift::Code;

use super::Case;
use crate::support::Run;

const LIST: &str = r"
paths:
  /things:
    get:
      operationId: listThings
      responses:
        200:
          description: Things.
          headers:
            X-Total: {required: true, schema: {type: integer}}
          content: {application/json: {schema: {type: array}}}
    delete:
      operationId: deleteThings
      responses: {200: {description: Gone.}, 4XX: {description: Refused.}}
";

pub fn cases() -> Vec<Case> {
    let conforming = r#"{
  "request": {"method": "GET", "url": "https://api.example.org/v1/things"},
  "response": {"status": 200, "headers": {"x-total": "0", "content-type": "application/json; charset=utf-8"}, "body": []}
}"#;
    let case =
        |code, recording, found, twin| Case { code, document: LIST, recording, found, twin, run: Run::default(), twin_run: Run::default() };
    vec![
        case(
            Code::UndocumentedStatus,
            r#"{
  "request": {"method": "DELETE", "url": "https://api.example.org/v1/things"},
  "response": {"headers": {},
    "status": 503}
}"#,
            r"
error[undocumented-status] status 503 is not documented (has 200, 4XX)
  at deleteThings DELETE /things 503, response exchange
  document api.yaml:17:7 /paths/~1things/delete/responses
  recorded recording.json:4:15
",
            r#"{"request": {"method": "DELETE", "url": "https://api.example.org/v1/things"}, "response": {"status": 418}}"#,
        ),
        case(
            Code::UndocumentedContentType,
            r#"{
  "request": {"method": "GET", "url": "https://api.example.org/v1/things"},
  "response": {
    "status": 200,
    "headers": {"x-total": "0", "Content-Type": "application/hal+json"},
    "body": []
  }
}"#,
            r"
error[undocumented-content-type] media type application/hal+json is not documented (has application/json)
  at listThings GET /things 200, response header /content-type
  document api.yaml:14:11 /paths/~1things/get/responses/200/content
  recorded recording.json:5:49
",
            conforming,
        ),
        case(
            Code::MissingHeader,
            r#"{
  "request": {"method": "GET", "url": "https://api.example.org/v1/things"},
  "response": {
    "status": 200,
    "headers": {"content-type": "application/json"},
    "body": []
  }
}"#,
            r"
error[missing-header] the required header `X-Total` is missing
  at listThings GET /things 200, response header /X-Total
  document api.yaml:13:13 /paths/~1things/get/responses/200/headers/X-Total
  recorded recording.json:5:16
",
            conforming,
        ),
        case(
            Code::InvalidHeader,
            r#"{
  "request": {"method": "GET", "url": "https://api.example.org/v1/things"},
  "response": {
    "status": 200,
    "headers": {"X-TOTAL": "many"},
    "body": []
  }
}"#,
            r"
error[invalid-header] the header `X-Total` is not integer
  at listThings GET /things 200, response header /X-Total
  document api.yaml:13:39 /paths/~1things/get/responses/200/headers/X-Total/schema
  recorded recording.json:5:28
",
            conforming,
        ),
        Case {
            run: Run { undocumented_headers: true, ..Run::default() },
            twin_run: Run { undocumented_headers: true, ..Run::default() },
            ..case(
                Code::UndocumentedHeader,
                r#"{
  "request": {"method": "GET", "url": "https://api.example.org/v1/things"},
  "response": {
    "status": 200,
    "headers": {"x-total": "0", "X-Request-Id": "7"},
    "body": []
  }
}"#,
                r"
warning[undocumented-header] the header `X-Request-Id` is not documented
  at listThings GET /things 200, response header /X-Request-Id
  document api.yaml:10:9 /paths/~1things/get/responses/200
  recorded recording.json:5:49
",
                conforming,
            )
        },
        case(
            Code::MalformedBody,
            r#"{
  "request": {"method": "GET", "url": "https://api.example.org/v1/things"},
  "response": {
    "status": 200,
    "headers": {"x-total": "0", "content-type": "application/json"},
    "body_text": "[1, 2"
  }
}"#,
            r"
error[malformed-body] the body is not JSON: it ends within an array
  at listThings GET /things 200, response body
  document api.yaml:14:21 /paths/~1things/get/responses/200/content/application~1json
  recorded recording.json:6:23
",
            r#"{
  "request": {"method": "GET", "url": "https://api.example.org/v1/things"},
  "response": {"status": 200, "headers": {"x-total": "0", "content-type": "application/json"}, "body_text": "[1, 2]"}
}"#,
        ),
        case(
            Code::MissingBody,
            r#"{
  "request": {"method": "GET", "url": "https://api.example.org/v1/things"},
  "response": {
    "status": 200,
    "headers": {"x-total": "0"}
  }
}"#,
            r"
error[missing-body] the response has no body, but one is documented
  at listThings GET /things 200, response exchange
  document api.yaml:14:11 /paths/~1things/get/responses/200/content
  recorded recording.json:4:15
",
            conforming,
        ),
        case(
            Code::UnexpectedBody,
            r#"{
  "request": {"method": "DELETE", "url": "https://api.example.org/v1/things"},
  "response": {
    "status": 200,
    "body": {"deleted": true}
  }
}"#,
            r"
warning[unexpected-body] the response has a body, but none is documented
  at deleteThings DELETE /things 200, response body
  document api.yaml:17:19 /paths/~1things/delete/responses/200
  recorded recording.json:5:13
",
            r#"{"request": {"method": "DELETE", "url": "https://api.example.org/v1/things"}, "response": {"status": 200}}"#,
        ),
    ]
}
