//! How much one value is asked when it is checked: the schemas that apply to it, one by way of the other.
//!
//! `$ref`, `allOf`, `anyOf` and the like take a value on to another schema without taking a part of it. A chain of them costs
//! stack, and one that forks costs time, both without any limit that the value would set. So the document has limits.

use std::collections::HashMap;

/// So many schemas may apply to a value one by way of the other. Published documents need a dozen.
pub const MAX_DEPTH: usize = 100;

/// So many schemas may apply to a value in all, each counted as often as something leads to it. The largest union that is
/// published has a few thousand variants.
pub const MAX_WEIGHT: usize = 100_000;

/// How one schema is composed, as it is written.
#[derive(Debug, Default)]
pub struct Composition {
    /// The schemas that it refers to for the same value, each with how deep the reference stands.
    pub parts: Vec<(String, usize)>,
    /// How deep its composition goes without what it refers to.
    pub depth: usize,
    /// How many schemas it has for the same value.
    pub weight: usize,
}

/// How one schema is composed with all that it refers to.
#[derive(Clone, Copy, Default)]
struct Cost {
    depth: usize,
    weight: usize,
}

/// A schema whose parts are being asked.
struct Open<'c> {
    at: &'c str,
    next: usize,
    cost: Cost,
}

/// The schemas at which composition has to end, each with the reason, and how deep it goes once it does.
pub fn excessive(compositions: &HashMap<String, Composition>) -> (Vec<(String, String)>, usize) {
    let mut found = Vec::new();
    let mut deepest = 0;
    // `None` for a schema that is being asked: who leads back to it adds nothing.
    let mut known: HashMap<&str, Option<Cost>> = HashMap::with_capacity(compositions.len());
    let mut names: Vec<&String> = compositions.keys().collect();
    names.sort_unstable();
    for name in names {
        let mut open: Vec<Open<'_>> = Vec::new();
        enter(compositions, &mut known, &mut open, name);
        while let Some(top) = open.last_mut() {
            let composition = &compositions[top.at];
            let Some((part, depth)) = composition.parts.get(top.next) else {
                let mut cost = top.cost;
                if let Some(why) = excess(cost) {
                    found.push((top.at.to_owned(), why));
                    cost = Cost::default();
                }
                deepest = deepest.max(cost.depth);
                known.insert(top.at, Some(cost));
                open.pop();
                continue;
            };
            match known.get(part.as_str()) {
                Some(part) => {
                    let part = part.unwrap_or_default();
                    top.cost.depth = top.cost.depth.max(depth + part.depth);
                    top.cost.weight = top.cost.weight.saturating_add(part.weight);
                    top.next += 1;
                }
                None => enter(compositions, &mut known, &mut open, part),
            }
        }
    }
    (found, deepest)
}

/// Begins with a schema. What is not composed at all is known at once.
fn enter<'c>(
    compositions: &'c HashMap<String, Composition>,
    known: &mut HashMap<&'c str, Option<Cost>>,
    open: &mut Vec<Open<'c>>,
    at: &'c str,
) {
    match compositions.get(at) {
        _ if known.contains_key(at) => {}
        Some(composition) => {
            known.insert(at, None);
            open.push(Open { at, next: 0, cost: Cost { depth: composition.depth, weight: composition.weight } });
        }
        None => _ = known.insert(at, Some(Cost::default())),
    }
}

fn excess(cost: Cost) -> Option<String> {
    if cost.depth > MAX_DEPTH {
        Some(format!("the schema is composed of more than {MAX_DEPTH} others, one by way of the other, so that it is not checked"))
    } else if cost.weight > MAX_WEIGHT {
        Some(format!("the schema is composed of others more than {MAX_WEIGHT} times over, so that it is not checked"))
    } else {
        None
    }
}
