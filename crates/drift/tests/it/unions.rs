use serde_json::{Value, json};

use crate::probe::{answer, answering, answering_in, judged};

#[track_caller]
fn said(schema: &str, components: &str, body: Value) -> String {
    judged(&answering(schema, components), &answer(body))
}

const SHAPES: &str = "Circle: {type: object, required: [kind, radius], properties: {kind: {type: string, enum: [circle]}, radius: {type: number}}}, \
     Square: {type: object, required: [kind, side], properties: {kind: {type: string, enum: [square]}, side: {type: number}}}, \
     Label: {type: object, required: [text, size], properties: {text: {type: string}, size: {type: number}}}";
const ANY: &str =
    "{oneOf: [{$ref: '#/components/schemas/Circle'}, {$ref: '#/components/schemas/Square'}, {$ref: '#/components/schemas/Label'}]}";

#[test]
fn a_tag_tells_the_branch() {
    insta::assert_snapshot!(said(ANY, SHAPES, json!({ "kind": "square", "side": "big" })), @"error[type-mismatch] /side: expected number, recorded string");
    insta::assert_snapshot!(said(ANY, SHAPES, json!({ "kind": "circle" })), @"error[missing-property] /radius: the required property `radius` is missing");
}

#[test]
fn without_a_tag_the_shape_selects_the_branch() {
    insta::assert_snapshot!(said(ANY, SHAPES, json!({ "text": "x", "size": "big" })), @"error[type-mismatch] /size: expected number, recorded string");
}

#[test]
fn an_error_of_all_branches_is_reported_once() {
    let both = "{anyOf: [{type: object, properties: {id: {type: integer}}}, {type: object, properties: {id: {type: number}}}]}";
    insta::assert_snapshot!(said(both, "", json!({ "id": "x" })), @"error[type-mismatch] /id: expected integer, recorded string");
}

#[test]
fn a_tie_names_the_closest_branches() {
    let far = "{oneOf: [{title: A, type: object, required: [a], properties: {a: {type: integer}}}, {title: B, type: object, required: [b], properties: {b: {type: integer}}}]}";
    insta::assert_snapshot!(said(far, "", json!({})), @"error[no-matching-variant] : the value matches none of the 2 schemas; closest: A, B");
    insta::assert_snapshot!(said(far, "", json!(5)), @"error[type-mismatch] : expected object, recorded integer");
}

#[test]
fn a_discriminator_decides() {
    let with = "{oneOf: [{$ref: '#/components/schemas/Circle'}, {$ref: '#/components/schemas/Square'}], discriminator: {propertyName: kind, mapping: {circle: '#/components/schemas/Circle', square: Square}}}";
    insta::assert_snapshot!(said(with, SHAPES, json!({ "kind": "square", "radius": 1 })), @r"
    error[missing-property] /side: the required property `side` is missing
    warning[undocumented-property] /radius: property `radius` is not documented
    ");
    insta::assert_snapshot!(
        said(with, SHAPES, json!({ "kind": "oval", "radius": 1 })),
        @"error[no-matching-variant] : `kind` is not one of the documented discriminator values (circle, square)"
    );
}

#[test]
fn a_value_that_a_composed_branch_lists_is_a_warning() {
    let branch = |name: &str, value: &str| {
        format!(
            "{name}: {{allOf: [{{type: object, properties: {{id: {{type: string}}}}}}, {{type: object, required: [type], properties: {{type: {{type: string, enum: [{value}]}}}}}}]}}"
        )
    };
    let components = format!("{}, {}", branch("One", "one_1"), branch("Two", "two_2"));
    let union = "{oneOf: [{$ref: '#/components/schemas/One'}, {$ref: '#/components/schemas/Two'}], discriminator: {propertyName: type}}";
    insta::assert_snapshot!(
        said(union, &components, json!({ "type": "one_1" })),
        @"warning[no-matching-variant] : `type` is not one of the documented discriminator values (One, Two)"
    );
    assert!(said(union, &components, json!({ "type": "three" })).starts_with("error[no-matching-variant]"));
}

const PETS: &str = "Pet: {type: object, required: [type], properties: {type: {type: string}, name: {type: string}}, discriminator: {propertyName: type, mapping: {dog: '#/components/schemas/Dog'}}}, \
     Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, required: [lives], properties: {lives: {type: integer}}}]}, \
     Dog: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {bark: {type: string}}}]}, \
     Puppy: {allOf: [{$ref: '#/components/schemas/Dog'}, {type: object, properties: {weeks: {type: integer}}}]}";
const PET: &str = "{$ref: '#/components/schemas/Pet'}";

#[test]
fn subtypes_of_a_base_are_selected_by_name() {
    assert_eq!(said(PET, PETS, json!({ "type": "Cat", "name": "x", "lives": 9 })), "agrees");
    assert_eq!(said(PET, PETS, json!({ "type": "Pet", "name": "x" })), "agrees");
    assert_eq!(said(PET, PETS, json!({ "type": "Puppy", "bark": "wuff", "weeks": 5 })), "agrees");
    insta::assert_snapshot!(said(PET, PETS, json!({ "type": "Cat" })), @"error[missing-property] /lives: the required property `lives` is missing");
    insta::assert_snapshot!(said(PET, PETS, json!({ "type": "dog", "bark": 1 })), @"error[type-mismatch] /bark: expected string, recorded integer");
    insta::assert_snapshot!(said(PET, PETS, json!({ "type": "Fish" })), @"error[no-matching-variant] : `type` is not one of the documented discriminator values (dog, Cat, Puppy)");
}

#[test]
fn children_are_met_in_lists_and_by_their_own_name() {
    let list = "{type: array, items: {$ref: '#/components/schemas/Pet'}}";
    insta::assert_snapshot!(said(list, PETS, json!([{ "type": "Cat", "lives": 1 }, { "type": "Cat", "lives": "many" }])), @"error[type-mismatch] /*/lives: expected integer, recorded string");
    assert_eq!(said("{$ref: '#/components/schemas/Cat'}", PETS, json!({ "type": "Cat", "lives": 1 })), "agrees");
}

#[test]
fn keywords_of_3_1_describe_members_and_items() {
    let said = |schema: &str, body: Value| {
        judged(&answering_in("3.1.0", schema, "Named: {type: object, properties: {name: {type: string}}}"), &answer(body))
    };
    let tuple = "{type: array, prefixItems: [{type: integer}, {type: object, properties: {a: {type: integer}}}], items: {type: boolean}}";
    assert_eq!(said(tuple, json!([1, { "a": 1 }, true])), "agrees");
    insta::assert_snapshot!(said(tuple, json!([1, { "b": 1 }, 5])), @r"
    error[type-mismatch] /*: expected boolean, recorded integer
    warning[undocumented-property] /*/b: property `b` is not documented
    ");
    let patterns = "{type: object, properties: {id: {type: integer}}, patternProperties: {'^x-': {type: integer}}}";
    assert_eq!(said(patterns, json!({ "id": 1, "x-a": 2 })), "agrees");
    insta::assert_snapshot!(said(patterns, json!({ "x-a": "b", "y": 1 })), @r"
    error[type-mismatch] /*: expected integer, recorded string
    warning[undocumented-property] /y: property `y` is not documented
    ");
    // Siblings of a `$ref` apply.
    let beside = "{$ref: '#/components/schemas/Named', required: [age], properties: {age: {type: integer}}}";
    assert_eq!(said(beside, json!({ "name": "x", "age": 1 })), "agrees");
    insta::assert_snapshot!(said(beside, json!({ "name": 1 })), @r"
    error[missing-property] /age: the required property `age` is missing
    error[type-mismatch] /name: expected string, recorded integer
    ");
    let unevaluated = "{allOf: [{$ref: '#/components/schemas/Named'}], unevaluatedProperties: false}";
    assert_eq!(said(unevaluated, json!({ "name": "x" })), "agrees");
    insta::assert_snapshot!(said(unevaluated, json!({ "nmae": "x" })), @"error[undocumented-property] /nmae: property `nmae` is not allowed: `additionalProperties` is `false`");
    let dependent = "{type: object, properties: {card: {type: string}}, dependentSchemas: {card: {required: [address], properties: {address: {type: string}}}}}";
    assert_eq!(said(dependent, json!({ "card": "1", "address": "x" })), "agrees");
    insta::assert_snapshot!(said(dependent, json!({ "card": "1" })), @"error[missing-property] /address: the required property `address` is missing");
}

#[test]
fn a_new_variant_of_an_open_list_is_a_warning() {
    let open = "Vote: {type: object, required: [type], properties: {type: {$ref: '#/components/schemas/Type'}, poll: {type: string}}}, \
         View: {type: object, required: [type], properties: {type: {$ref: '#/components/schemas/Type'}}}, \
         Type: {type: string, x-extensible-enum: [vote, view]}";
    let union = "{anyOf: [{$ref: '#/components/schemas/Vote'}, {$ref: '#/components/schemas/View'}], discriminator: {propertyName: type, mapping: {vote: '#/components/schemas/Vote', view: '#/components/schemas/View'}}}";
    insta::assert_snapshot!(said(union, open, json!({ "type": "reach", "post": 3 })), @"
    warning[no-matching-variant] : `type` is not one of the documented discriminator values (vote, view)
    warning[unknown-enum-value] /type: the recorded value is not in `enum` (vote, view)
    ");
    let closed = open.replace("x-extensible-enum", "enum");
    insta::assert_snapshot!(said(union, &closed, json!({ "type": "reach", "post": 3 })), @"error[no-matching-variant] : `type` is not one of the documented discriminator values (vote, view)");
}

#[test]
fn a_tag_tells_the_branch_of_very_many() {
    let variant = |tag: usize| format!("{{type: object, required: [k], properties: {{k: {{enum: [{tag}]}}, v: {{type: integer}}}}}}");
    let variants: Vec<String> = (0..1_500).map(variant).collect();
    let union = format!("{{oneOf: [{}]}}", variants.join(", "));
    insta::assert_snapshot!(said(&union, "", json!({ "k": 1_400, "v": "x" })), @"error[type-mismatch] /v: expected integer, recorded string");
}

#[test]
fn a_schema_of_a_mapping_still_has_its_own_name() {
    let union = "{oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], discriminator: {propertyName: kind, mapping: {cat: '#/components/schemas/Cat'}}}";
    let schemas = "Cat: {type: object, properties: {kind: {type: string}, lives: {type: integer}}}, Dog: {type: object, properties: {kind: {type: string, enum: [Dog, puppy]}, weeks: {type: integer}}}";
    for (kind, name, expected) in [
        ("cat", "lives", "error[type-mismatch] /lives: expected integer, recorded string"),
        ("Cat", "lives", "error[type-mismatch] /lives: expected integer, recorded string"),
        ("Dog", "weeks", "error[type-mismatch] /weeks: expected integer, recorded string"),
        (
            "puppy",
            "weeks",
            "error[type-mismatch] /weeks: expected integer, recorded string\nwarning[no-matching-variant] : `kind` is not one of the documented discriminator values (cat, Dog)",
        ),
        ("fish", "x", "error[no-matching-variant] : `kind` is not one of the documented discriminator values (cat, Dog)"),
    ] {
        assert_eq!(said(union, schemas, json!({ "kind": kind, name: "x" })), expected, "{kind}");
    }
}
