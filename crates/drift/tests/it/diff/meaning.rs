//! Two spellings of one meaning differ in nothing; two meanings differ, however they are spelt.

use super::{changes, told, with_response};

const ORDER: &str = "    Order: {type: object, required: [id], properties: {id: {type: integer}, note: {type: string, nullable: true}}}\n";
const INLINE: &str = "{type: object, required: [id], properties: {id: {type: integer}, note: {type: string, nullable: true}}}";
const REF: &str = "{$ref: '#/components/schemas/Order'}";

#[track_caller]
fn same(old: &str, new: &str) {
    for (one, other) in [(old, new), (new, old)] {
        let found = changes(one, other);
        assert!(found.is_empty(), "{one}\n{other}\n{}", told(&found));
    }
}

#[test]
fn a_schema_may_move_into_a_component_and_change_its_name() {
    same(&with_response(INLINE, ""), &with_response(REF, ORDER));
    let renamed = ORDER.replace("Order:", "Purchase:");
    same(&with_response(REF, ORDER), &with_response("{$ref: '#/components/schemas/Purchase'}", &renamed));
    let chained = format!("{ORDER}    Alias: {{$ref: '#/components/schemas/Order'}}\n");
    same(&with_response(REF, ORDER), &with_response("{$ref: '#/components/schemas/Alias'}", &chained));
}

#[test]
fn a_composition_may_be_merged() {
    let base = "    Base: {type: object, required: [id], properties: {id: {type: integer}}}\n";
    let composed = "{allOf: [{$ref: '#/components/schemas/Base'}, {properties: {note: {type: string, nullable: true}}}]}";
    same(&with_response(composed, base), &with_response(INLINE, ""));
    same(&with_response(&format!("{{allOf: [{REF}]}}"), ORDER), &with_response(REF, ORDER));
    same(&with_response(&format!("{{oneOf: [{REF}]}}"), ORDER), &with_response(REF, ORDER));
}

#[test]
fn a_parameter_a_body_or_a_response_may_move_into_a_component() {
    let inline = "paths:\n  /orders:\n    post:\n      operationId: createOrder\n      parameters: [{name: q, in: query, schema: {type: string}}]\n      requestBody: {content: {application/json: {schema: {type: object}}}}\n      responses: {'200': {description: Done.}}\n";
    let moved = "paths:\n  /orders:\n    parameters: [{$ref: '#/components/parameters/Query'}]\n    post:\n      operationId: createOrder\n      requestBody: {$ref: '#/components/requestBodies/Order'}\n      responses: {'200': {$ref: '#/components/responses/Done'}}\ncomponents:\n  parameters: {Query: {name: q, in: query, schema: {type: string}}}\n  requestBodies: {Order: {content: {application/json: {schema: {type: object}}}}}\n  responses: {Done: {description: Done.}}\n";
    same(inline, moved);
}

#[test]
fn servers_may_share_an_address() {
    let servers =
        "paths: {}\nservers: [{url: 'https://{a}.example.org', description: One.}, {url: 'https://{a}.example.org', description: Two.}]\n";
    same(servers, servers);
}

#[test]
fn versions_of_openapi_say_the_same_in_other_words() {
    let text =
        |openapi: &str, schema: &str| format!("openapi: {openapi}\ninfo: {{title: Shop, version: 1.0.0}}\n{}", with_response(schema, ""));
    for (old, new) in [
        ("{type: string, nullable: true}", "{type: [string, 'null']}"),
        ("{type: string, nullable: true}", "{anyOf: [{type: string}, {type: 'null'}]}"),
        ("{type: integer, minimum: 1, exclusiveMinimum: true}", "{type: integer, exclusiveMinimum: 1}"),
        ("{type: string, enum: [a]}", "{const: a}"),
        ("{type: string, enum: [a, null], nullable: true}", "{type: [string, 'null'], enum: [a, null]}"),
    ] {
        let found = changes(&text("3.0.3", old), &text("3.1.0", new));
        assert_eq!(told(&found), "openapi-version-changed OpenAPI 3.0.3 became 3.1.0\n", "{old} {new}");
    }
}

#[test]
fn an_open_list_without_the_extension_is_open() {
    let open = |values: &str| with_response(&format!("{{anyOf: [{{type: string, enum: [{values}]}}, {{type: string}}]}}"), "");
    assert_eq!(
        told(&changes(&open("a"), &open("a, b"))),
        "response-open-enum-value-added listOrders: the open enum has the new value `b`\n"
    );
}

#[test]
fn recursion_ends() {
    let tree = |name: &str, leaf: &str| {
        let schema = format!(
            "    {name}: {{type: object, properties: {{leaf: {{type: {leaf}}}, children: {{type: array, items: {{$ref: '#/components/schemas/{name}'}}}}}}}}\n"
        );
        with_response(&format!("{{$ref: '#/components/schemas/{name}'}}"), &schema)
    };
    same(&tree("Tree", "string"), &tree("Node", "string"));
    let found = changes(&tree("Tree", "string"), &tree("Node", "integer"));
    assert_eq!(told(&found), "response-type-changed listOrders: string became integer\n");
    let circle = "    Order: {allOf: [{$ref: '#/components/schemas/Order'}]}\n    Other: {$ref: '#/components/schemas/Other'}\n";
    same(&with_response(REF, circle), &with_response(REF, circle));
    same(&with_response("{$ref: '#/components/schemas/Other'}", circle), &with_response("{$ref: '#/components/schemas/Other'}", circle));
}

#[test]
fn a_path_may_call_its_variable_something_else() {
    let path = |name: &str, kind: &str| {
        format!(
            "paths:\n  /orders/{{{name}}}:\n    get:\n      operationId: getOrder\n      parameters: [{{name: {name}, in: path, required: true, schema: {{type: {kind}}}}}]\n      responses: {{}}\n"
        )
    };
    let found = changes(&path("id", "string"), &path("order_id", "integer"));
    let expected =
        "request-type-narrowed getOrder: string became integer\npath-variable-renamed getOrder: the path variable `id` became `order_id`\n";
    assert_eq!(told(&found), expected);
}

/// The schemas that the discriminator of a base names are part of the meaning of the base.
#[test]
fn a_discriminator_leads_to_the_subtypes_of_its_base() {
    let pets = |kind: &str| {
        let base = "    Pet: {type: object, discriminator: {propertyName: kind}, properties: {kind: {type: string}}}\n";
        let dog = format!("    Dog: {{allOf: [{{$ref: '#/components/schemas/Pet'}}, {{properties: {{bark: {{type: {kind}}}}}}}]}}\n");
        with_response("{$ref: '#/components/schemas/Pet'}", &format!("{base}{dog}"))
    };
    assert_eq!(told(&changes(&pets("string"), &pets("integer"))), "response-type-changed listOrders: string became integer\n");
    same(&pets("string"), &pets("string"));
}

#[test]
fn renames_are_hinted() {
    let hints = |old: &str, new: &str| {
        let found = changes(&with_response(old, ""), &with_response(new, ""));
        found.iter().filter_map(|change| change.hint.clone()).collect::<Vec<_>>()
    };
    let (old, new) =
        ("{type: object, properties: {created_at: {type: string}}}", "{type: object, properties: {createdAt: {type: string}}}");
    assert_eq!(hints(old, new), ["`createdAt` is new here; it may be renamed", "`created_at` is gone here; it may be renamed"]);
    let (old, new) = ("{type: object, properties: {a: {type: string}}}", "{type: object, properties: {zebra: {type: string}}}");
    assert!(hints(old, new).is_empty());
}

/// In a webhook the service sends: what it may send more of surprises its receiver.
#[test]
fn a_webhook_is_received() {
    let hook = |schema: &str| {
        format!(
            "openapi: 3.1.0\ninfo: {{title: Shop, version: 1.0.0}}\nwebhooks:\n  paid:\n    post:\n      requestBody: {{content: {{application/json: {{schema: {schema}}}}}}}\n      responses: {{'200': {{description: Thanks.}}}}\n"
        )
    };
    let found = changes(&hook("{type: string, enum: [a]}"), &hook("{type: string, enum: [a, b]}"));
    assert_eq!(told(&found), "response-enum-value-added webhook paid: the value `b` is new\n");
    let found = changes(&hook("{type: object}"), &hook("{type: object, required: [id], properties: {id: {}}}"));
    assert_eq!(told(&found), "response-property-added webhook paid: `id` is new, and required\n");
}

/// Read-only properties are not part of a request.
#[test]
fn read_only_properties_are_not_sent() {
    let both = |properties: &str| {
        format!(
            "paths:\n  /orders:\n    post:\n      operationId: createOrder\n      requestBody: {{content: {{application/json: {{schema: {{$ref: '#/components/schemas/Order'}}}}}}}}\n      responses: {{'200': {{description: Order., content: {{application/json: {{schema: {{$ref: '#/components/schemas/Order'}}}}}}}}}}\ncomponents: {{schemas: {{Order: {{type: object, required: [id], properties: {{{properties}}}}}}}}}\n"
        )
    };
    let found = changes(&both("id: {type: integer, readOnly: true}"), &both("id: {type: string, readOnly: true}"));
    assert_eq!(told(&found), "response-type-changed createOrder: integer became string\n");
}

#[test]
fn an_operation_of_any_method_is_compared() {
    let with = |method: &str| format!("paths:\n  /orders:\n    {method}: {{responses: {{'200': {{description: Done.}}}}}}\n");
    for method in ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"] {
        let found = changes(&with(method), "paths: {}\n");
        assert_eq!(found.iter().map(|change| change.code.as_str()).collect::<Vec<_>>(), ["operation-removed"], "{method}");
    }
}
