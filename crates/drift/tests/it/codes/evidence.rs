//! Codes about what the recordings do not show, and about exceptions.

use openapi_drift::Code;

use super::Case;
use crate::support::Run;

const THING: &str = r"
paths:
  /thing:
    get:
      operationId: getThing
      responses:
        200: {description: The thing., content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
components:
  schemas:
    Thing:
      type: object
      properties: {id: {type: integer}, name: {type: string}}
";

const CONFORMING: &str = r#"{
  "request": {"method": "GET", "url": "https://api.example.org/v1/thing"},
  "response": {"status": 200, "body": {"id": 1, "name": "One"}}
}"#;

const DIFFERING: &str = r#"{
  "request": {"method": "GET", "url": "https://api.example.org/v1/thing"},
  "response": {"status": 200, "body": {"id": "1", "name": "One"}}
}"#;

const ACCEPTED: &str = r#"
[[exception]]
code = "type-mismatch"
operation = "getThing"
status = 200
pointer = "/id"
reason = "ids were text once"
expires = "2026-05-31"
"#;

pub fn cases() -> Vec<Case> {
    let case = |code, recording, found, exceptions| Case {
        code,
        document: THING,
        recording,
        found,
        twin: CONFORMING,
        run: Run { exceptions, ..Run::default() },
        twin_run: Run::default(),
    };
    let on_its_last_day = || Run { exceptions: ACCEPTED, today: Some("2026-05-31"), ..Run::default() };
    vec![
        case(
            Code::NeverRecorded,
            r#"{
  "request": {"method": "GET", "url": "https://api.example.org/v1/thing"},
  "response": {"status": 200, "body": {"id": 1}}
}"#,
            r"
note[never-recorded] no recording shows the property `name`
  at -   -, response exchange
  document api.yaml:15:41 /components/schemas/Thing/properties/name
",
            "",
        ),
        Case {
            twin: DIFFERING,
            twin_run: on_its_last_day(),
            run: on_its_last_day(),
            ..case(
                Code::UnmatchedException,
                CONFORMING,
                r#"
warning[unmatched-exception] the exception for type-mismatch matches nothing ("ids were text once")
  at getThing   200, response exchange /id
  document exceptions.toml:2:1
"#,
                ACCEPTED,
            )
        },
        Case {
            twin: DIFFERING,
            twin_run: on_its_last_day(),
            ..case(
                Code::ExpiredException,
                CONFORMING,
                r#"
error[expired-exception] the exception for type-mismatch has expired ("ids were text once")
  at getThing   200, response exchange /id
  document exceptions.toml:2:1
"#,
                ACCEPTED,
            )
        },
    ]
}
