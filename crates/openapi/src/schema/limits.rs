//! Limits for the schemas that apply to one value.
//!
//! `$ref`, `allOf`, `anyOf` and similar keywords apply further schemas to the same value. A chain of them needs stack, and a
//! chain with branches needs time, and the size of the value limits neither. These limits do.

use std::collections::HashMap;

/// Upper limit for nested schemas that apply to the same value. Published documents need about 12.
pub const MAX_DEPTH: usize = 100;

/// Upper limit for the schemas that apply to one value, counted per reference. The largest published union has a few thousand
/// branches.
pub const MAX_WEIGHT: usize = 100_000;

/// The composition of one schema without the schemas that it refers to.
#[derive(Debug, Default)]
pub struct Composition {
    /// The schemas that it refers to for the same value, each with the nesting level of the reference.
    pub parts: Vec<(String, usize)>,
    /// The number of nested subschemas for the same value.
    pub depth: usize,
    /// The number of subschemas for the same value.
    pub weight: usize,
}

/// The composition of one schema with all schemas that it refers to.
#[derive(Clone, Copy, Default)]
struct Cost {
    depth: usize,
    weight: usize,
}

/// A schema whose references are being visited.
struct Open<'c> {
    at: &'c str,
    next: usize,
    cost: Cost,
}

/// Returns the pointers of the schemas that exceed a limit, each with a message, and the largest depth of the others.
pub fn excessive(compositions: &HashMap<String, Composition>) -> (Vec<(String, String)>, usize) {
    let mut found = Vec::new();
    let mut deepest = 0;
    // `None` for a schema that is being visited: a reference back to it adds nothing.
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

/// Starts the visit of a schema. The cost of a schema without composition is known immediately.
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
        Some(format!("schema not checked: more than {MAX_DEPTH} nested `$ref`, `allOf`, `anyOf` or `oneOf`"))
    } else if cost.weight > MAX_WEIGHT {
        Some(format!("schema not checked: it expands to more than {MAX_WEIGHT} subschemas"))
    } else {
        None
    }
}
