//! Codes about the values of a body, in an answer and in a request.

use openapi_drift::Code;

use super::Case;
use crate::support::Run;

const ORDER: &str = r"
paths:
  /orders:
    post:
      operationId: createOrder
      requestBody:
        content:
          application/json:
            schema: {$ref: '#/components/schemas/Order'}
      responses:
        201:
          description: The order.
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Order'}
components:
  schemas:
    Order:
      type: object
      required: [lines]
      properties:
        lines:
          type: array
          items:
            type: object
            required: [sku]
            properties:
              sku: {type: string, minLength: 2}
              count: {type: integer}
        state: {type: string, enum: [new, paid]}
        placed: {type: string, format: date-time}
        payment:
          oneOf:
            - {type: object, required: [card], properties: {card: {type: string}}}
            - {type: object, required: [iban], properties: {iban: {type: string}}}
        notes: {type: object, additionalProperties: {type: string}}
";

const CONFORMING: &str = r#"{
  "request": {"method": "POST", "url": "https://api.example.org/v1/orders"},
  "response": {
    "status": 201,
    "body": {
      "lines": [{"sku": "ab", "count": 1}, {"sku": "cd", "count": 2}],
      "state": "paid",
      "placed": "2026-06-01T12:00:00Z",
      "payment": {"iban": "x"},
      "notes": {"gift": "yes"}
    }
  }
}"#;

/// A recording with the body of an answer on its fourth line.
macro_rules! answered {
    ($body:literal) => {
        concat!(
            "{\n  \"request\": {\"method\": \"POST\", \"url\": \"https://api.example.org/v1/orders\"},\n  \"response\": {\"status\": 201, \"body\":\n",
            $body,
            "\n}}"
        )
    };
}

pub fn cases() -> Vec<Case> {
    let case = |code, recording, found| Case {
        code,
        document: ORDER,
        recording,
        found,
        twin: CONFORMING,
        run: Run::default(),
        twin_run: Run::default(),
    };
    vec![
        case(
            Code::UndocumentedProperty,
            answered!(r#"{"lines": [{"sku": "ab"}, {"sku": "cd", "price": 3}]}"#),
            r"
warning[undocumented-property] property `price` is not documented
  at createOrder POST /orders 201, response body /lines/*/price
  document api.yaml:27:11 /components/schemas/Order/properties/lines/items
  recorded recording.json:4:50
",
        ),
        case(
            Code::MissingProperty,
            answered!(r#"{"lines": [{"sku": "ab"}, {"count": 3}]}"#),
            r"
error[missing-property] the required property `sku` is missing
  at createOrder POST /orders 201, response body /lines/*/sku
  document api.yaml:29:13 /components/schemas/Order/properties/lines/items/required
  recorded recording.json:4:27
",
        ),
        case(
            Code::TypeMismatch,
            answered!(r#"{"lines": [{"sku": "ab", "count": "many"}]}"#),
            r"
error[type-mismatch] expected integer, recorded string
  at createOrder POST /orders 201, response body /lines/*/count
  document api.yaml:32:23 /components/schemas/Order/properties/lines/items/properties/count/type
  recorded recording.json:4:35
",
        ),
        case(
            Code::TypeMismatch,
            answered!(r#"{"lines": [], "notes": {"gift": 1}}"#),
            r"
error[type-mismatch] expected string, recorded integer
  at createOrder POST /orders 201, response body /notes/*
  document api.yaml:39:54 /components/schemas/Order/properties/notes/additionalProperties/type
  recorded recording.json:4:33
",
        ),
        case(
            Code::UnexpectedNull,
            answered!(r#"{"lines": [{"sku": null}]}"#),
            r"
error[unexpected-null] expected string, recorded null
  at createOrder POST /orders 201, response body /lines/*/sku
  document api.yaml:31:21 /components/schemas/Order/properties/lines/items/properties/sku/type
  recorded recording.json:4:20
",
        ),
        case(
            Code::UnknownEnumValue,
            answered!(r#"{"lines": [], "state": "lost"}"#),
            r"
error[unknown-enum-value] the recorded value is not in `enum` (new, paid)
  at createOrder POST /orders 201, response body /state
  document api.yaml:33:31 /components/schemas/Order/properties/state/enum
  recorded recording.json:4:24
",
        ),
        case(
            Code::FormatMismatch,
            answered!(r#"{"lines": [], "placed": "yesterday"}"#),
            r"
error[format-mismatch] the recorded string does not have the format date-time
  at createOrder POST /orders 201, response body /placed
  document api.yaml:34:32 /components/schemas/Order/properties/placed/format
  recorded recording.json:4:25
",
        ),
        case(
            Code::ConstraintViolation,
            answered!(r#"{"lines": [{"sku": "a"}]}"#),
            r"
error[constraint-violation] the recorded string violates `minLength 2`
  at createOrder POST /orders 201, response body /lines/*/sku
  document api.yaml:31:35 /components/schemas/Order/properties/lines/items/properties/sku/minLength
  recorded recording.json:4:20
",
        ),
        case(
            Code::NoMatchingVariant,
            answered!(r#"{"lines": [], "payment": {}}"#),
            r"
error[no-matching-variant] the value matches none of the 2 schemas; closest: number 0, number 1
  at createOrder POST /orders 201, response body /payment
  document api.yaml:36:11 /components/schemas/Order/properties/payment/oneOf
  recorded recording.json:4:26
",
        ),
        // The same schema, the other side.
        case(
            Code::TypeMismatch,
            r#"{
  "request": {"method": "POST", "url": "https://api.example.org/v1/orders",
    "body": {"lines": [{"sku": 5}]}},
  "response": {"status": 201, "body": {"lines": []}}
}"#,
            r"
error[type-mismatch] expected string, recorded integer
  at createOrder POST /orders 201, request body /lines/*/sku
  document api.yaml:31:21 /components/schemas/Order/properties/lines/items/properties/sku/type
  recorded recording.json:3:32
",
        ),
    ]
}
