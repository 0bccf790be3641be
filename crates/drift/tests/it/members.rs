//! Properties of objects: maps, closed and free-form objects, compositions, unions, discriminators.

use insta::assert_snapshot;

use crate::schemas::{judge, judge_31};

#[test]
fn the_keys_of_a_map_are_folded() {
    let map = "{type: object, additionalProperties: {type: object, properties: {n: {type: integer}}}}";
    assert_snapshot!(judge(map, r#"{"jane": {"n": 1}, "joe": {"n": 2}}"#), @"agrees");
    assert_snapshot!(judge(map, r#"{"jane": {"n": "1"}}"#), @"error[type-mismatch] /*/n: expected integer, recorded string");
    assert_snapshot!(judge(map, r#"{"jane": {"m": 1}}"#), @"warning[undocumented-property] /*/m: property `m` is not documented");
}

#[test]
fn a_named_property_beside_a_map_keeps_its_name() {
    let schema = "{type: object, properties: {total: {type: integer}}, additionalProperties: {type: string}}";
    assert_snapshot!(judge(schema, r#"{"total": "1", "jane": 1}"#), @"
    error[type-mismatch] /total: expected integer, recorded string
    error[type-mismatch] /*: expected string, recorded integer
    ");
}

#[test]
fn a_free_form_object_may_hold_anything() {
    assert_snapshot!(judge("{type: object}", r#"{"a": {"b": 1}}"#), @"agrees");
    assert_snapshot!(judge("{type: object, additionalProperties: true}", r#"{"a": 1}"#), @"agrees");
    assert_snapshot!(judge("{type: object, additionalProperties: {}}", r#"{"a": 1}"#), @"agrees");
    assert_snapshot!(judge("{}", r#"{"a": [{"b": 1}]}"#), @"agrees");
}

#[test]
fn undocumented_properties_of_open_objects_are_reported() {
    assert_snapshot!(judge("{type: object, properties: {a: {}}}", r#"{"a": {"x": 1}, "b": 2}"#), @"warning[undocumented-property] /b: property `b` is not documented");
    assert_snapshot!(judge("{type: object, properties: {a: {}}, additionalProperties: true}", r#"{"a": 1, "b": 2}"#), @"agrees");
    assert_snapshot!(judge("{type: object, properties: {a: {}}, additionalProperties: {}}", r#"{"a": 1, "b": 2}"#), @"agrees");
}

#[test]
fn a_closed_object_makes_it_an_error() {
    assert_snapshot!(judge("{type: object, properties: {a: {}}, additionalProperties: false}", r#"{"a": 1, "b": 2, "c": 3}"#), @"
    error[undocumented-property] /b: property `b` is not allowed: `additionalProperties` is `false`
    error[undocumented-property] /c: property `c` is not allowed: `additionalProperties` is `false`
    ");
    assert_snapshot!(judge("{type: object, additionalProperties: false}", r#"{"b": 2}"#), @"error[undocumented-property] /b: property `b` is not allowed: `additionalProperties` is `false`");
    assert_snapshot!(judge_31("{type: object, properties: {a: {}}, unevaluatedProperties: false}", r#"{"a": 1, "b": 2}"#), @"error[undocumented-property] /b: property `b` is not allowed: `additionalProperties` is `false`");
}

#[test]
fn unevaluated_properties_have_their_schema() {
    let schema = "{type: object, properties: {a: {}}, unevaluatedProperties: {type: object, properties: {n: {type: integer}}}}";
    assert_snapshot!(judge_31(schema, r#"{"a": 1, "jane": {"n": 1}}"#), @"agrees");
    assert_snapshot!(judge_31(schema, r#"{"a": 1, "jane": {"n": 1, "m": 2}}"#), @"warning[undocumented-property] /*/m: property `m` is not documented");
}

#[test]
fn a_property_that_any_part_of_a_composition_declares_is_declared() {
    let schemas = "Base: {type: object, properties: {id: {type: integer}}}\nS: {properties: {own: {}}, allOf: [{$ref: '#/components/schemas/Base'}, {properties: {name: {type: string}}}]}";
    assert_snapshot!(judge(schemas, r#"{"id": 1, "name": "a", "own": 1}"#), @"agrees");
    assert_snapshot!(judge(schemas, r#"{"id": 1, "other": 1}"#), @"warning[undocumented-property] /other: property `other` is not documented");
}

#[test]
fn a_closed_part_of_a_composition_closes_the_whole() {
    let schemas = "S: {allOf: [{properties: {a: {}}, additionalProperties: false}, {properties: {b: {}}}]}";
    assert_snapshot!(judge(schemas, r#"{"a": 1, "b": 1}"#), @"error[undocumented-property] /b: property `b` is not allowed: `additionalProperties` is `false`");
}

#[test]
fn closed_parts_that_exclude_each_other_are_one_finding() {
    let inline = "S: {allOf: [{properties: {a: {}}, additionalProperties: false}, {properties: {b: {}}, additionalProperties: false}]}";
    let named = "A: {properties: {a: {}}, additionalProperties: false}\nB: {properties: {b: {}}, additionalProperties: false}\nS: {allOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}";
    for schemas in [inline, named] {
        let excluded = "error[undocumented-property] : the closed parts of this `allOf` exclude each other: each forbids properties that another declares";
        assert_eq!(judge(schemas, r#"{"a": 1, "b": 1}"#), excluded);
        let forbidden = "error[undocumented-property] /c: property `c` is not allowed: `additionalProperties` is `false`";
        assert!(judge(schemas, r#"{"c": 1}"#).starts_with(forbidden));
    }
}

const SHAPES: &str = "
Circle: {type: object, required: [radius], properties: {kind: {type: string}, radius: {type: number}}}
Square: {type: object, required: [side], properties: {kind: {type: string}, side: {type: number}}}
";

#[test]
fn in_a_union_the_variant_that_fits_declares() {
    for union in ["oneOf", "anyOf"] {
        let schemas = format!("{SHAPES}S: {{{union}: [{{$ref: '#/components/schemas/Circle'}}, {{$ref: '#/components/schemas/Square'}}]}}");
        assert_eq!(judge(&schemas, r#"{"radius": 1}"#), "agrees");
        // `side` is a square's property alone.
        assert_eq!(
            judge(&schemas, r#"{"radius": 1, "side": "none"}"#),
            "warning[undocumented-property] /side: property `side` is not documented",
            "{union}"
        );
        assert_eq!(
            judge(&schemas, r#"{"radius": 1, "depth": 1}"#),
            "warning[undocumented-property] /depth: property `depth` is not documented",
            "{union}"
        );
    }
}

#[test]
fn a_value_may_fit_several_variants_of_any_of_but_one_of_one_of() {
    let union =
        |key: &str| format!("{SHAPES}S: {{{key}: [{{$ref: '#/components/schemas/Circle'}}, {{$ref: '#/components/schemas/Square'}}]}}");
    assert_snapshot!(judge(&union("anyOf"), r#"{"radius": 1, "side": 1}"#), @"agrees");
    assert_snapshot!(judge(&union("oneOf"), r#"{"radius": 1, "side": 1}"#), @"warning[no-matching-variant] : the value matches 2 schemas of `oneOf`, but only one is allowed");
}

#[test]
fn a_value_that_fits_no_variant_is_judged_by_the_nearest() {
    let schemas = format!("{SHAPES}S: {{oneOf: [{{$ref: '#/components/schemas/Circle'}}, {{$ref: '#/components/schemas/Square'}}]}}");
    assert_snapshot!(judge(&schemas, r#"{"radius": "1"}"#), @"error[type-mismatch] /radius: expected number, recorded string");
    assert_snapshot!(judge(&schemas, "{}"), @"error[no-matching-variant] : the value matches none of the 2 schemas; closest: Circle, Square");
    assert_snapshot!(judge(&schemas, "1"), @"error[type-mismatch] : expected object, recorded integer");
    assert_snapshot!(judge(&schemas, "null"), @"error[unexpected-null] : expected object, recorded null");
}

#[test]
fn a_wrong_type_in_every_branch_is_reported_at_its_place() {
    let schemas = format!("{SHAPES}S: {{oneOf: [{{$ref: '#/components/schemas/Circle'}}, {{$ref: '#/components/schemas/Square'}}]}}");
    assert_snapshot!(judge(&schemas, r#"{"kind": 5}"#), @"
    error[type-mismatch] /kind: expected string, recorded integer
    error[no-matching-variant] : the value matches none of the 2 schemas; closest: Circle, Square
    ");
    let schemas = "S: {anyOf: [{properties: {id: {type: string}}}, {properties: {id: {type: string, maxLength: 3}}}]}";
    assert_snapshot!(judge(schemas, r#"{"id": 5}"#), @"error[type-mismatch] /id: expected string, recorded integer");
    assert_snapshot!(judge(schemas, r#"{"id": null}"#), @"error[unexpected-null] /id: expected string, recorded null");
}

#[test]
fn a_union_of_scalars_names_all_types() {
    assert_snapshot!(judge("{oneOf: [{type: string}, {type: integer}]}", "true"), @"error[type-mismatch] : expected string or integer, recorded boolean");
    assert_snapshot!(judge("{anyOf: [{type: string, maxLength: 1}, {type: integer}]}", "\"long\""), @"error[constraint-violation] : the recorded string violates `maxLength 1`");
    assert_snapshot!(judge("{nullable: true, oneOf: [{type: string}, {type: integer}]}", "null"), @"agrees");
}

/// Two shapes that a `kind` tells apart.
fn switched() -> String {
    format!(
        "{SHAPES}S:
  oneOf: [{{$ref: '#/components/schemas/Circle'}}, {{$ref: '#/components/schemas/Square'}}]
  discriminator: {{propertyName: kind, mapping: {{round: '#/components/schemas/Circle', square: Square}}}}
"
    )
}

#[test]
fn a_discriminator_selects_the_branch() {
    assert_snapshot!(judge(&switched(), r#"{"kind": "round", "radius": 1}"#), @"agrees");
    // Nearer to a square, yet a circle is meant.
    assert_snapshot!(judge(&switched(), r#"{"kind": "round", "side": 1}"#), @"
    error[missing-property] /radius: the required property `radius` is missing
    warning[undocumented-property] /side: property `side` is not documented
    ");
    assert_snapshot!(judge(&switched(), r#"{"kind": "square", "side": "1"}"#), @"error[type-mismatch] /side: expected number, recorded string");
}

#[test]
fn an_unknown_discriminator_value_is_reported_once() {
    assert_snapshot!(judge(&switched(), r#"{"kind": "flat", "side": 1}"#), @"error[no-matching-variant] : `kind` is not one of the documented discriminator values (round, square)");
    assert_snapshot!(judge(&switched(), r#"{"kind": "flat", "area": 1}"#), @"error[no-matching-variant] : `kind` is not one of the documented discriminator values (round, square)");
}

#[test]
fn without_its_discriminator_a_value_is_judged_as_by_any_union() {
    assert_snapshot!(judge(&switched(), r#"{"side": 1}"#), @"agrees");
    assert_snapshot!(judge(&switched(), r#"{"side": "1"}"#), @"error[type-mismatch] /side: expected number, recorded string");
    assert_snapshot!(judge(&switched(), r#"{"kind": 5, "side": 1}"#), @"error[type-mismatch] /kind: expected string, recorded integer");
    assert_snapshot!(judge(&switched(), "null"), @"error[unexpected-null] : expected object, recorded null");
}

#[test]
fn an_unmapped_discriminator_means_the_component_of_that_name() {
    let schemas = format!(
        "{SHAPES}S:\n  anyOf: [{{$ref: '#/components/schemas/Circle'}}, {{$ref: '#/components/schemas/Square'}}]\n  discriminator: {{propertyName: kind}}"
    );
    assert_snapshot!(judge(&schemas, r#"{"kind": "Circle", "radius": 1}"#), @"agrees");
    assert_snapshot!(judge(&schemas, r#"{"kind": "Square", "radius": 1}"#), @"
    error[missing-property] /side: the required property `side` is missing
    warning[undocumented-property] /radius: property `radius` is not documented
    ");
    assert_snapshot!(judge(&schemas, r#"{"kind": "Line"}"#), @"error[no-matching-variant] : `kind` is not one of the documented discriminator values (Circle, Square)");
}

#[test]
fn a_discriminator_may_lead_to_a_union_with_another() {
    let schemas = "
Reply: {type: object, required: [to], properties: {type: {}, sort: {}, to: {type: integer}}}
Top: {type: object, required: [title], properties: {type: {}, sort: {}, title: {type: string}}}
Comment:
  oneOf: [{$ref: '#/components/schemas/Reply'}, {$ref: '#/components/schemas/Top'}]
  discriminator: {propertyName: sort, mapping: {reply: '#/components/schemas/Reply', top: '#/components/schemas/Top'}}
Vote: {type: object, required: [up], properties: {type: {}, up: {type: boolean}}}
S:
  oneOf: [{$ref: '#/components/schemas/Comment'}, {$ref: '#/components/schemas/Vote'}]
  discriminator: {propertyName: type, mapping: {comment: '#/components/schemas/Comment', vote: '#/components/schemas/Vote'}}
";
    assert_snapshot!(judge(schemas, r#"{"type": "comment", "sort": "reply", "to": 1}"#), @"agrees");
    assert_snapshot!(judge(schemas, r#"{"type": "comment", "sort": "reply", "to": "1"}"#), @"error[type-mismatch] /to: expected integer, recorded string");
    assert_snapshot!(judge(schemas, r#"{"type": "comment", "sort": "top", "to": 1}"#), @"
    error[missing-property] /title: the required property `title` is missing
    warning[undocumented-property] /to: property `to` is not documented
    ");
    assert_snapshot!(judge(schemas, r#"{"type": "comment", "sort": "shout", "to": 1}"#), @"error[no-matching-variant] : `sort` is not one of the documented discriminator values (reply, top)");
    assert_snapshot!(judge(schemas, r#"{"type": "vote", "up": 1}"#), @"error[type-mismatch] /up: expected boolean, recorded integer");
}

#[test]
fn a_base_with_a_discriminator_declares_the_properties_of_its_subtypes() {
    let schemas = "
S: {type: object, required: [kind], properties: {kind: {type: string}}, discriminator: {propertyName: kind, mapping: {dog: '#/components/schemas/Dog'}}}
Dog: {allOf: [{$ref: '#/components/schemas/S'}, {properties: {barks: {type: boolean}}}]}
";
    assert_snapshot!(judge(schemas, r#"{"kind": "dog", "barks": true}"#), @"agrees");
    assert_snapshot!(judge(schemas, r#"{"kind": "dog", "barks": 1}"#), @"error[type-mismatch] /barks: expected boolean, recorded integer");
    assert_snapshot!(judge(schemas, r#"{"kind": "cat", "barks": true}"#), @"error[no-matching-variant] : `kind` is not one of the documented discriminator values (dog)");
}
