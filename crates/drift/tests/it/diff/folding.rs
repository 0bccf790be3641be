//! One cause, one change, with all that it concerns; and both sides of what is sent and received.

use insta::assert_snapshot;
use openapi_drift::{DiffFormat, Difference, Styles, diff, required_version};

use super::{changes, document, told};

/// A component that three operations use, two by receiving and one by sending it too.
fn shop(status: &str) -> String {
    format!(
        "paths:
  /orders:
    get: {{operationId: listOrders, responses: {{'200': {{description: Orders., content: {{application/json: {{schema: {{type: array, items: {{$ref: '#/components/schemas/Order'}}}}}}}}}}}}}}
    post: {{operationId: createOrder, requestBody: {{content: {{application/json: {{schema: {{$ref: '#/components/schemas/Order'}}}}}}}}, responses: {{'201': {{description: Made.}}}}}}
  /orders/{{id}}:
    get:
      operationId: getOrder
      parameters: [{{name: id, in: path, required: true, schema: {{type: integer}}}}]
      responses: {{'200': {{description: Order., content: {{application/json: {{schema: {{$ref: '#/components/schemas/Order'}}}}}}}}}}
components:
  schemas:
    Order:
      type: object
      properties:
        status: {status}
"
    )
}

#[test]
fn a_component_is_one_change_for_each_side() {
    let found = changes(&shop("{type: string, enum: [open]}"), &shop("{type: string, enum: [open, paid]}"));
    assert_eq!(
        told(&found),
        "response-enum-value-added listOrders: the value `paid` is new\nrequest-enum-value-added createOrder: the value `paid` is new\n"
    );
    assert_eq!(found[0].used_by, ["listOrders", "getOrder"]);
    assert_eq!(found[0].subject, "GET /orders → 200, body /*/status");
    assert!(found[1].used_by.is_empty());
}

#[test]
fn a_change_of_annotations_is_one_change_for_both_directions() {
    let found = changes(&shop("{type: string}"), &shop("{type: string, description: Where it is.}"));
    assert_eq!(found.len(), 1, "{}", told(&found));
    assert_eq!(found[0].used_by, ["listOrders", "getOrder", "createOrder"]);
    assert_eq!(found[0].side, None);
}

/// A change of the security of the whole document is one change of all its operations.
#[test]
fn an_inherited_change_is_one_change() {
    let schemes = "components: {securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}}\n";
    let old = format!(
        "paths:\n  /a: {{get: {{operationId: a, responses: {{}}}}}}\n  /b: {{get: {{operationId: b, responses: {{}}}}}}\n{schemes}security: [{{}}]\n"
    );
    let found = changes(&old, &old.replace("security: [{}]", "security: [{key: []}]"));
    assert_eq!(told(&found), "security-added a: credentials are required now\n");
    assert_eq!(found[0].used_by, ["a", "b"]);
}

#[test]
fn formats() {
    let (old, new) = (
        document("old.yaml", &shop("{type: string, enum: [open]}")),
        document("new.yaml", &shop("{type: string, enum: [open, paid], description: Where it is.}")),
    );
    let changes = diff(&old, &new);
    let demand = required_version("1.0.0", "1.1.0", &changes);
    let difference = Difference { old: "old.yaml", new: "new.yaml", title: "Shop", changes: &changes, demand: &demand };
    let written = |format: DiffFormat| {
        let mut text = Vec::new();
        format.write(&difference, &Styles::default().width(100), false, &mut text).expect("it is written");
        String::from_utf8(text).expect("text")
    };
    assert_snapshot!("human", written(DiffFormat::Human));
    assert_snapshot!("markdown", written(DiffFormat::Markdown));
    assert_snapshot!("github", written(DiffFormat::Github));
    let lines = written(DiffFormat::JsonLines);
    let validator = jsonschema::validator_for(&openapi_drift::change_schema()).expect("the schema compiles");
    for line in lines.lines() {
        let value = serde_json::from_str(line).expect("JSON");
        assert!(validator.is_valid(&value), "{line}");
    }
    assert_snapshot!("json-lines", lines);
}

/// `UPDATE_SCHEMAS=1` writes it anew.
#[test]
fn the_published_schema_is_that_of_the_type() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/schemas/change.schema.json");
    let schema = format!("{:#}\n", openapi_drift::change_schema());
    if std::env::var_os("UPDATE_SCHEMAS").is_some() {
        std::fs::write(path, &schema).expect("the schema can be written");
    }
    let published = std::fs::read_to_string(path).unwrap_or_default();
    assert!(schema == published, "schemas/change.schema.json is out of date; UPDATE_SCHEMAS=1 writes it anew");
}
