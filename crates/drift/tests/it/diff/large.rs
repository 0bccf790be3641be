//! Documents in which everything is reached from everything: each cause is found once, and in time that grows with the document.

use super::{changes, told};

/// A document whose one operation answers the first of these components.
fn document(components: &str) -> String {
    super::with_response("{$ref: '#/components/schemas/S0'}", components)
}

/// Hundreds of schemas that are composed of one base, which says of all of them how they are called, and refer to each other.
#[test]
fn subtypes_of_a_base_are_compared_once() {
    const COUNT: usize = 300;
    let base = "    S0: {type: object, required: [kind], properties: {kind: {type: string}}, discriminator: {propertyName: kind}}\n";
    let components = |kind: &str| {
        let schema = |index: usize| {
            let other = (index * 7) % COUNT;
            format!(
                "    S{index}: {{allOf: [{{$ref: '#/components/schemas/S0'}}, {{type: object, properties: {{v{index}: {{type: {kind}}}, next: {{$ref: '#/components/schemas/S{other}'}}}}}}]}}\n"
            )
        };
        base.to_owned() + &(1..COUNT).map(schema).collect::<String>()
    };
    let found = changes(&document(&components("string")), &document(&components("integer")));
    assert_eq!(found.len(), COUNT - 1);
}

/// A change of a base is one cause, however many schemas extend it.
#[test]
fn a_property_of_a_base_is_one_change() {
    let components = |property: &str| {
        let schema = |index: usize| {
            format!(
                "    S{index}: {{allOf: [{{$ref: '#/components/schemas/S{}'}}, {{properties: {{p{}: {{$ref: '#/components/schemas/S{}'}}}}}}]}}\n",
                index + 1,
                index,
                index + 1
            )
        };
        (0..20).map(schema).collect::<String>() + &format!("    S20: {{type: object, properties: {{{property}}}}}\n")
    };
    let (without, with) = (document(&components("")), document(&components("note: {type: string}")));
    assert_eq!(told(&changes(&without, &with)), "response-property-added listOrders: `note` is new\n");
    assert_eq!(told(&changes(&with, &without)), "response-property-removed listOrders: `note` is gone\n");
}

#[test]
fn long_lists_and_unions_are_matched() {
    let values = |from: usize| {
        format!("    S0: {{enum: [{}]}}\n", (from..from + 5000).map(|value| format!("v{value}")).collect::<Vec<_>>().join(", "))
    };
    assert_eq!(changes(&document(&values(0)), &document(&values(1))).len(), 2);
    let union = |order: &mut dyn Iterator<Item = usize>, kind: &str| {
        let variant = |index: usize| format!("{{type: object, properties: {{kind: {{enum: [k{index}]}}, value: {{type: {kind}}}}}}}");
        format!("    S0: {{oneOf: [{}]}}\n", order.map(variant).collect::<Vec<_>>().join(", "))
    };
    let found = changes(&document(&union(&mut (0..300), "string")), &document(&union(&mut (0..300).rev(), "integer")));
    assert_eq!(found.len(), 300);
    assert!(found.iter().all(|change| change.code.as_str() == "response-type-changed"));
}
