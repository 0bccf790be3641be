//! Values that match several branches of a `oneOf`, which therefore rejects them.

use crate::diff::node::Node;
use crate::diff::schema::effective::{EffectiveSchema, types};
use crate::diff::schema::union::Union;
use crate::diff::schema::values::common;

/// Returns true if a schema became a `oneOf` that rejects some of its values because they match several branches. A discriminator
/// selects one branch.
pub(crate) fn is_refused_by_several(old: &EffectiveSchema<'_>, new: &EffectiveSchema<'_>, union: &Union<'_>) -> bool {
    let is_exclusive = union.at.ends_with("/oneOf") && new.discriminator().is_none();
    is_exclusive && union.variants.iter().filter(|variant| may_fit(old, variant)).nth(1).is_some()
}

/// Returns true if a value with only the properties that the old schema declares may match a branch.
fn may_fit(old: &EffectiveSchema<'_>, variant: &Node<'_>) -> bool {
    let variant = EffectiveSchema::of(variant.document, std::slice::from_ref(variant), &variant.at);
    let text = |schema: &EffectiveSchema<'_>, keyword: &str| schema.value(keyword).and_then(serde_json::Value::as_str).map(str::to_owned);
    let differs = |keyword: &str| text(old, keyword).zip(text(&variant, keyword)).is_some_and(|(one, other)| one != other);
    if !share_values(old, &variant) || differs("format") || differs("pattern") {
        return false;
    }
    let (declared, required) = (old.properties(), old.required());
    let is_known = |name: &str| declared.iter().any(|(known, _)| *known == name) || required.iter().any(|(known, _)| *known == name);
    if !variant.required().iter().all(|(name, _)| is_known(name)) {
        return false;
    }
    let properties = variant.properties();
    let counterparts = declared.iter().filter(|(name, _)| required.iter().any(|(known, _)| known == name));
    let mut counterparts = counterparts.filter_map(|(name, nodes)| Some((nodes, &properties.iter().find(|(other, _)| other == name)?.1)));
    counterparts.all(|(one, other)| match (one.first(), other.first()) {
        (Some(before), Some(after)) => {
            share_values(&EffectiveSchema::of(before.document, one, ""), &EffectiveSchema::of(after.document, other, ""))
        }
        _ => true,
    })
}

/// Returns true if two schemas share a type and, if both list values, a value.
fn share_values(one: &EffectiveSchema<'_>, other: &EffectiveSchema<'_>) -> bool {
    let values = one.enumeration().zip(other.enumeration());
    one.types() & other.types() & !types::NULL != 0 && values.is_none_or(|(values, others)| !common(values, &others).is_empty())
}
