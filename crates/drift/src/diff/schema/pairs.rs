//! Pairs of schemas: what of the old document is compared with what of the new one, each pair once for each side however
//! many operations reach it. The pairs are a graph, which may have circles as schemas have.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use crate::diff::change::RawChange;
use crate::diff::code::{ChangeCode, *};
use crate::diff::node::Node;
use crate::diff::schema::conditions;
use crate::diff::schema::effective::{Discriminator, EffectiveSchema, types};
use crate::diff::schema::keywords;
use crate::diff::schema::overlap::is_refused_by_several;
use openapi_drift_openapi::Document;
use openapi_drift_recordings::Side;
use openapi_drift_source::pointer;

/// Where a pair is reached from: an operation, and the part of it in words.
#[derive(Debug, Clone)]
pub(crate) struct Root {
    pub operation: usize,
    pub place: String,
}

/// Two schemas that are compared.
#[derive(Debug)]
struct Pair {
    side: Side,
    /// The pair that it was first met under, and by which step of a body.
    first: Option<(usize, String)>,
    parents: Vec<usize>,
    roots: Vec<Root>,
    raw_changes: Vec<RawChange>,
    /// Whether a value may be missing somewhere, so that its default has an effect.
    is_optional: bool,
    /// Whether the value is sent as text.
    is_text: bool,
}

impl Pair {
    /// A change of this pair. The default of a value that may not be missing has no effect.
    fn weighed(&self, delta: &RawChange) -> RawChange {
        use ChangeCode::{RequestDefaultAdded, RequestDefaultChanged, RequestDefaultRemoved, UnusedDefaultChanged};
        let is_default = matches!(delta.code, RequestDefaultAdded | RequestDefaultChanged | RequestDefaultRemoved);
        let code = if is_default && !self.is_optional { UnusedDefaultChanged } else { delta.code };
        RawChange { code, ..delta.clone() }
    }
}

/// The nodes of both documents that describe one value.
pub(crate) struct Described<'d> {
    pub old: Vec<Node<'d>>,
    pub new: Vec<Node<'d>>,
    /// The place of a missing schema.
    pub owners: (String, String),
    /// Whether the value may not be missing.
    pub is_required: bool,
}

type PairKey = (Box<[usize]>, Box<[usize]>, Side, bool);

#[derive(Debug)]
pub(crate) struct Schemas<'d> {
    old: &'d Document,
    new: &'d Document,
    pairs: Vec<Pair>,
    known: HashMap<PairKey, usize>,
    open: VecDeque<(usize, EffectiveSchema<'d>, EffectiveSchema<'d>)>,
}

impl<'d> Schemas<'d> {
    pub fn new(old: &'d Document, new: &'d Document) -> Self {
        Self { old, new, pairs: Vec::new(), known: HashMap::new(), open: VecDeque::new() }
    }

    /// Compares the schemas that stand for one value, and all that they refer to.
    #[expect(clippy::too_many_arguments, reason = "each is a separate fact about the pair")]
    pub fn compare(
        &mut self,
        old: Option<Node<'d>>,
        new: Option<Node<'d>>,
        owners: (&str, &str),
        side: Side,
        is_required: bool,
        is_text: bool,
        root: Root,
    ) {
        let nodes = |node: Option<Node<'d>>| node.into_iter().collect();
        let described = Described { old: nodes(old), new: nodes(new), owners: (owners.0.to_owned(), owners.1.to_owned()), is_required };
        if let Some(pair) = self.meet(&described, side, is_text, None) {
            self.pairs[pair].roots.push(root);
        }
        while let Some((pair, old, new)) = self.open.pop_front() {
            self.visit(pair, &old, &new);
        }
    }

    /// The pair of two schemas, noted as still to be compared if it is new; `None` where neither says anything.
    fn meet(&mut self, described: &Described<'d>, side: Side, is_text: bool, first: Option<(usize, String)>) -> Option<usize> {
        let mut old = EffectiveSchema::of(self.old, &described.old, &described.owners.0);
        let mut new = EffectiveSchema::of(self.new, &described.new, &described.owners.1);
        (old.is_text, new.is_text) = (is_text, is_text);
        let (one, other) = (old.key(), new.key());
        if one.is_empty() && other.is_empty() {
            return None;
        }
        let parent = first.as_ref().map(|(parent, _)| *parent);
        if let Some(&pair) = self.known.get(&(one.clone(), other.clone(), side, is_text)) {
            self.pairs[pair].parents.extend(parent);
            self.pairs[pair].is_optional |= !described.is_required;
            return Some(pair);
        }
        let pair = self.pairs.len();
        self.pairs.push(Pair {
            side,
            first,
            parents: parent.into_iter().collect(),
            roots: Vec::new(),
            raw_changes: Vec::new(),
            is_optional: !described.is_required,
            is_text,
        });
        self.known.insert((one, other, side, is_text), pair);
        self.open.push_back((pair, old, new));
        Some(pair)
    }

    fn visit(&mut self, pair: usize, old: &EffectiveSchema<'d>, new: &EffectiveSchema<'d>) {
        let Pair { side, is_text, .. } = self.pairs[pair];
        let mut raw_changes = Vec::new();
        let mut children = Vec::new();
        // A schema that became one of several variants, or the other way round, has no other differences.
        if !became_union(old, new, side, &mut raw_changes, &mut children) {
            let common = keywords::compare(old, new, side, &mut raw_changes);
            if common & types::OBJECT != 0 {
                properties(old, new, side, &mut raw_changes, &mut children);
            }
            if common & types::ARRAY != 0 {
                items(old, new, &mut children);
            }
            unions(old, new, side, &mut raw_changes, &mut children);
            conditions::compare(old, new, side, common, &mut raw_changes, &mut children);
        }
        self.pairs[pair].raw_changes = raw_changes;
        for (step, described) in children {
            self.meet(&described, side, is_text, Some((pair, step)));
        }
    }

    /// What changed, with the operations that it reaches, first the one that it was met under, and where in its body.
    pub fn into_changes(self) -> Vec<(RawChange, Vec<usize>, String, Side)> {
        let mut changes = Vec::new();
        let mut reached = self.operations();
        for (index, pair) in self.pairs.iter().enumerate().filter(|(_, pair)| !pair.raw_changes.is_empty()) {
            let (first, place) = self.first_use(index);
            let mut operations = std::mem::take(&mut reached[index]);
            operations.retain(|operation| *operation != first);
            operations.insert(0, first);
            for delta in pair.raw_changes.iter().map(|delta| pair.weighed(delta)) {
                let below = delta.name.as_ref().map(|name| pointer::join("", name)).unwrap_or_default();
                let (root, path) = &place;
                let path = format!("{path}{below}");
                let place = if path.is_empty() { root.clone() } else { format!("{root} {path}") };
                changes.push((delta, operations.clone(), place, pair.side));
            }
        }
        changes
    }

    /// The operation that a pair was first met under, and where: `→ 200, body` and `/groups/*/name`.
    fn first_use(&self, pair: usize) -> (usize, (String, String)) {
        let mut steps = Vec::new();
        let mut at = pair;
        while let Some((parent, step)) = self.pairs[at].first.as_ref() {
            steps.push(step.as_str());
            at = *parent;
        }
        let path: String = steps.into_iter().rev().collect();
        self.pairs[at].roots.first().map_or_else(Default::default, |root| (root.operation, (root.place.clone(), path)))
    }

    /// The operations that reach each pair that has changes, in their order. Each operation is followed once.
    fn operations(&self) -> Vec<Vec<usize>> {
        let mut children = vec![Vec::new(); self.pairs.len()];
        let mut roots: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (index, pair) in self.pairs.iter().enumerate() {
            pair.parents.iter().for_each(|parent| children[*parent].push(index));
            pair.roots.iter().for_each(|root| roots.entry(root.operation).or_default().push(index));
        }
        let mut operations = vec![Vec::new(); self.pairs.len()];
        let mut met_by = vec![usize::MAX; self.pairs.len()];
        for (operation, mut open) in roots {
            while let Some(pair) = open.pop() {
                if std::mem::replace(&mut met_by[pair], operation) == operation {
                    continue;
                }
                if !self.pairs[pair].raw_changes.is_empty() {
                    operations[pair].push(operation);
                }
                open.extend(children[pair].iter().filter(|child| met_by[**child] != operation));
            }
        }
        operations
    }
}

/// The pairs of schemas below a pair, and the step that leads to each.
pub(crate) type Children<'d> = Vec<(String, Described<'d>)>;

fn properties<'d>(
    old: &EffectiveSchema<'d>,
    new: &EffectiveSchema<'d>,
    side: Side,
    raw_changes: &mut Vec<RawChange>,
    children: &mut Children<'d>,
) {
    let (before, after) = (old.properties(), new.properties());
    let (required_before, required_after) = (old.required(), new.required());
    let must = |list: &[(&str, String)], name: &str| list.iter().any(|(required, _)| *required == name);
    let find = |list: &[(&'d str, Vec<Node<'d>>)], name: &str| -> Vec<Node<'d>> {
        list.iter().find(|(known, _)| *known == name).map(|(_, nodes)| nodes.clone()).unwrap_or_default()
    };
    let known: HashMap<&str, usize> = after.iter().enumerate().map(|(index, (name, _))| (*name, index)).collect();
    let (mut added, mut removed) = (Vec::new(), Vec::new());
    for (name, nodes) in &before {
        match known.get(name) {
            Some(index) => {
                let twins = &after[*index].1;
                let (is, was) = (is_sent(new, twins, side), is_sent(old, nodes, side));
                let places = || (nodes[0].at.clone(), twins[0].at.clone());
                let mut push = |kind: Sided, message: &str| {
                    let (at, to) = places();
                    raw_changes.push(RawChange::new(kind.on(side), at, to, format!("`{name}` {message}")).named(name));
                };
                match (was, is) {
                    (true, false) => push(WITHDRAWN, if side == Side::Request { "became read-only" } else { "became write-only" }),
                    (false, true) => {
                        push(RESTORED, if side == Side::Request { "is no longer read-only" } else { "is no longer write-only" })
                    }
                    (false, false) => {}
                    (true, true) => requirement(name, (old, &required_before), (new, &required_after), side, raw_changes),
                }
                // A schema of a property that one of the documents does not send is compared on the other side alone.
                if !was || !is {
                    continue;
                }
                let is_required = must(&required_before, name) && must(&required_after, name);
                let described = Described { old: nodes.clone(), new: twins.clone(), owners: places(), is_required };
                children.push((pointer::join("", name), described));
            }
            None if is_sent(old, nodes, side) => removed.push(*name),
            None => {}
        }
    }
    for (name, nodes) in after.iter().filter(|(name, _)| !before.iter().any(|(known, _)| known == name)) {
        if is_sent(new, nodes, side) {
            added.push(*name);
        }
    }
    for name in &removed {
        let at = find(&before, name)[0].at.clone();
        let mut delta = RawChange::new(PROPERTY_REMOVED.on(side), at, new.at.clone(), format!("`{name}` is gone")).named(name);
        let twin = crate::diff::rename_hints::twin(name, &find(&before, name), added.iter().map(|other| (*other, find(&after, other))));
        delta.hint = twin.map(|twin| format!("`{twin}` is new here: renamed?"));
        raw_changes.push(delta);
    }
    for name in &added {
        let code = match side {
            Side::Request if must(&required_after, name) && !must(&required_before, name) => ChangeCode::RequestRequiredPropertyAdded,
            Side::Response if old.is_closed() => ChangeCode::ResponseClosedPropertyAdded,
            _ => PROPERTY_ADDED.on(side),
        };
        let to = find(&after, name)[0].at.clone();
        let message = if must(&required_after, name) { format!("`{name}` is new, and required") } else { format!("`{name}` is new") };
        let mut delta = RawChange::new(code, old.at.clone(), to, message).named(name);
        let twin = crate::diff::rename_hints::twin(name, &find(&after, name), removed.iter().map(|other| (*other, find(&before, other))));
        delta.hint = twin.map(|twin| format!("`{twin}` is gone from here: renamed?"));
        raw_changes.push(delta);
    }
    // A required property that a document does not declare is there all the same, though nothing is known of its value.
    let is_declared = |list: &[(&'d str, Vec<Node<'d>>)], name: &str| list.iter().any(|(known, _)| *known == name);
    let is_open = |name: &&str| match (is_declared(&before, name), is_declared(&after, name)) {
        (true, true) => false,
        (true, false) => must(&required_after, name),
        (false, true) => must(&required_before, name) && added.contains(name),
        (false, false) => true,
    };
    let undeclared: BTreeSet<&str> = required_before.iter().chain(&required_after).map(|(name, _)| *name).filter(is_open).collect();
    for name in undeclared {
        requirement(name, (old, &required_before), (new, &required_after), side, raw_changes);
    }
    additional(old, new, side, raw_changes, children);
}

/// Whether a property may no longer, or need not, be left out.
fn requirement(
    name: &str,
    (old, before): (&EffectiveSchema<'_>, &[(&str, String)]),
    (new, after): (&EffectiveSchema<'_>, &[(&str, String)]),
    side: Side,
    raw_changes: &mut Vec<RawChange>,
) {
    let place = |view: &EffectiveSchema<'_>, list: &[(&str, String)]| {
        list.iter().find(|(required, _)| *required == name).map_or_else(|| view.place("required"), |(_, at)| at.clone())
    };
    let must = |list: &[(&str, String)]| list.iter().any(|(required, _)| *required == name);
    let (kind, message) = match (must(before), must(after)) {
        (false, true) => (BECAME_REQUIRED, format!("`{name}` became required")),
        (true, false) => (BECAME_OPTIONAL, format!("`{name}` became optional")),
        _ => return,
    };
    raw_changes.push(RawChange::new(kind.on(side), place(old, before), place(new, after), message).named(name));
}

/// Whether a property is part of what is_sent this way: not one that is the other side's alone.
fn is_sent<'d>(view: &EffectiveSchema<'d>, nodes: &[Node<'d>], side: Side) -> bool {
    let flag = match side {
        Side::Request => "readOnly",
        Side::Response => "writeOnly",
    };
    let document = view.parts.first().map_or(nodes[0].document, |part| part.document);
    !EffectiveSchema::of(document, nodes, "").flag(flag)
}

/// Members that are not named.
fn additional<'d>(
    old: &EffectiveSchema<'d>,
    new: &EffectiveSchema<'d>,
    side: Side,
    raw_changes: &mut Vec<RawChange>,
    children: &mut Children<'d>,
) {
    let place = |view: &EffectiveSchema<'d>| {
        let keys = ["additionalProperties", "unevaluatedProperties"];
        keys.into_iter().find_map(|key| view.said(key)).map_or_else(|| view.at.clone(), |said| said.at)
    };
    match (old.is_closed(), new.is_closed()) {
        (false, true) => {
            raw_changes.push(RawChange::new(
                OBJECT_CLOSED.on(side),
                place(old),
                place(new),
                "properties that are not named are forbidden".to_owned(),
            ));
        }
        (true, false) => {
            raw_changes.push(RawChange::new(
                OBJECT_OPENED.on(side),
                place(old),
                place(new),
                "properties that are not named are allowed".to_owned(),
            ));
        }
        (true, true) => {}
        (false, false) => {
            for key in ["additionalProperties", "unevaluatedProperties"] {
                let described =
                    Described { old: old.under(key), new: new.under(key), owners: (old.place(key), new.place(key)), is_required: false };
                children.push(("/*".to_owned(), described));
            }
        }
    }
    let patterns: BTreeSet<&str> = [old, new]
        .into_iter()
        .flat_map(|view| view.under("patternProperties"))
        .flat_map(|node| node.object())
        .flat_map(|object| object.keys())
        .map(String::as_str)
        .collect();
    for pattern in patterns {
        let under =
            |view: &EffectiveSchema<'d>| view.under("patternProperties").iter().filter_map(|node| node.member(pattern)).collect::<Vec<_>>();
        let owners = (old.place("patternProperties"), new.place("patternProperties"));
        children.push(("/*".to_owned(), Described { old: under(old), new: under(new), owners, is_required: false }));
    }
}

fn items<'d>(old: &EffectiveSchema<'d>, new: &EffectiveSchema<'d>, children: &mut Children<'d>) {
    let under = |view: &EffectiveSchema<'d>| view.parts.iter().filter_map(|part| part.member("items")).collect::<Vec<_>>();
    let owners = (old.place("items"), new.place("items"));
    children.push(("/*".to_owned(), Described { old: under(old), new: under(new), owners: owners.clone(), is_required: false }));
    let first = |view: &EffectiveSchema<'d>| view.parts.iter().flat_map(|part| part.items("prefixItems")).collect::<Vec<_>>();
    let (mut before, mut after) = (first(old).into_iter(), first(new).into_iter());
    for index in 0.. {
        let (one, other) = (before.next(), after.next());
        if one.is_none() && other.is_none() {
            break;
        }
        let described =
            Described { old: one.into_iter().collect(), new: other.into_iter().collect(), owners: owners.clone(), is_required: false };
        children.push((format!("/{index}"), described));
    }
}

/// A schema that became one of several variants: that adds the others. The other way round, it removes them. Such a schema is a
/// union of one variant, however it is written.
fn became_union<'d>(
    old: &EffectiveSchema<'d>,
    new: &EffectiveSchema<'d>,
    side: Side,
    raw_changes: &mut Vec<RawChange>,
    children: &mut Children<'d>,
) -> bool {
    let (Some(before), Some(after)) = (variants_of(old), variants_of(new)) else { return false };
    if old.unions.len() + new.unions.len() != 1 {
        return false;
    }
    let matched = crate::diff::schema::variants::matched(before, after);
    // What says only its type may hold all of the variants.
    let says_little = |variants: &[Node<'d>]| variants.len() == 1 && variants[0].object().is_some_and(|object| object.len() == 1);
    let is_vague = says_little(before) || says_little(after);
    if matched.pairs.is_empty() || is_vague && !matched.pairs.iter().all(|(one, other)| crate::diff::equivalent::is_same(one, other)) {
        return false;
    }
    for variant in &matched.removed {
        let message = format!("{} may no longer come instead", describe(variant));
        raw_changes.push(RawChange::new(VARIANT_REMOVED.on(side), variant.at.clone(), new.at.clone(), message));
    }
    for variant in &matched.added {
        let message = format!("{} may come instead", describe(variant));
        raw_changes.push(RawChange::new(VARIANT_ADDED.on(side), old.at.clone(), variant.at.clone(), message));
    }
    if let (Side::Request, [], [union]) = (side, old.unions.as_slice(), new.unions.as_slice())
        && is_refused_by_several(old, new, union)
    {
        let message = "exactly one of the variants must match, and a value may match several".to_owned();
        raw_changes.push(RawChange::new(ChangeCode::RequestUnionAdded, old.at.clone(), union.at.clone(), message));
    }
    let (was, is) = (old.types() & types::NULL, new.types() & types::NULL);
    if was != is {
        let (kind, verb) = if is != 0 { (NULL_ALLOWED, "may be") } else { (NULL_FORBIDDEN, "may no longer be") };
        raw_changes.push(RawChange::new(kind.on(side), old.at.clone(), new.at.clone(), format!("it {verb} null")));
    }
    for (one, other) in matched.pairs {
        let owners = (one.at.clone(), other.at.clone());
        children.push((String::new(), Described { old: vec![one], new: vec![other], owners, is_required: false }));
    }
    true
}

/// The variants of a union beside which nothing is said; of a schema that is none, itself.
fn variants_of<'v, 'd>(view: &'v EffectiveSchema<'d>) -> Option<&'v [Node<'d>]> {
    match (view.core().as_slice(), view.unions.as_slice()) {
        ([], [union]) => Some(&union.variants),
        ([only], [union]) if only.object().is_some_and(|object| !object.contains_key("properties") && object.contains_key("type")) => {
            Some(&union.variants)
        }
        // A choice of types or values, which the other document adds more to.
        ([], []) if view.choices.len() == 1 && !view.choices[0].variants.is_empty() => Some(&view.choices[0].variants),
        ([only], []) => Some(std::slice::from_ref(*only)),
        _ => None,
    }
}

fn unions<'d>(
    old: &EffectiveSchema<'d>,
    new: &EffectiveSchema<'d>,
    side: Side,
    raw_changes: &mut Vec<RawChange>,
    children: &mut Children<'d>,
) {
    let (mut gone, mut fresh) = (Vec::new(), Vec::new());
    for index in 0..old.unions.len().max(new.unions.len()) {
        match (old.unions.get(index), new.unions.get(index)) {
            (Some(before), Some(after)) => {
                let matched = crate::diff::schema::variants::matched(&before.variants, &after.variants);
                for (one, other) in matched.pairs {
                    let owners = (one.at.clone(), other.at.clone());
                    children.push((String::new(), Described { old: vec![one], new: vec![other], owners, is_required: false }));
                }
                for variant in matched.removed {
                    let message = format!("the variant {} is gone", describe(&variant));
                    raw_changes.push(RawChange::new(VARIANT_REMOVED.on(side), variant.at.clone(), after.at.clone(), message));
                    gone.push(variant.follow().at);
                }
                for variant in matched.added {
                    let message = format!("there is another variant, {}", describe(&variant));
                    raw_changes.push(RawChange::new(VARIANT_ADDED.on(side), before.at.clone(), variant.at.clone(), message));
                    fresh.push(variant.follow().at);
                }
            }
            (Some(before), None) => {
                raw_changes.push(RawChange::new(
                    UNION_REMOVED.on(side),
                    before.at.clone(),
                    new.at.clone(),
                    "it is no longer one of several variants".to_owned(),
                ));
            }
            (None, Some(after)) => {
                raw_changes.push(RawChange::new(
                    UNION_ADDED.on(side),
                    old.at.clone(),
                    after.at.clone(),
                    "it is one of several variants".to_owned(),
                ));
            }
            (None, None) => {}
        }
    }
    // What the variants of types and values say of themselves is compared where they can be told.
    for (before, after) in old.choices.iter().zip(&new.choices).filter(|(one, other)| one.variants.len() == other.variants.len()) {
        for (one, other) in before.variants.iter().zip(&after.variants) {
            crate::diff::documentation::of_nodes(&one.clone().follow(), &other.clone().follow(), raw_changes);
        }
    }
    discriminators(old, new, side, (&gone, &fresh), raw_changes, children);
}

/// A variant in words: its name, or what it is.
fn describe(variant: &Node<'_>) -> String {
    let target = variant.clone().follow();
    let name = target.at.rsplit_once("/components/schemas/").map(|(_, name)| name.to_owned());
    let title = || target.text("title").map(str::to_owned);
    let kind = || target.text("type").map(str::to_owned);
    name.or_else(title).or_else(kind).map_or_else(|| "that says nothing of its type".to_owned(), |name| format!("`{name}`"))
}

fn discriminators<'d>(
    old: &EffectiveSchema<'d>,
    new: &EffectiveSchema<'d>,
    side: Side,
    (gone, fresh): (&[String], &[String]),
    raw_changes: &mut Vec<RawChange>,
    children: &mut Children<'d>,
) {
    let (before, after) = match (old.discriminator(), new.discriminator()) {
        (None, None) => return,
        (Some(before), None) => {
            let message = format!("`{}` no longer tells which variant is meant", before.property);
            return raw_changes.push(RawChange::new(ChangeCode::DiscriminatorRemoved, before.at, new.at.clone(), message));
        }
        (None, Some(after)) => {
            let message = format!("`{}` tells which variant is meant", after.property);
            return raw_changes.push(RawChange::new(ChangeCode::DiscriminatorAdded, old.at.clone(), after.at, message));
        }
        (Some(before), Some(after)) => (before, after),
    };
    if before.property != after.property {
        let message = format!("`{}` tells which variant is meant, instead of `{}`", after.property, before.property);
        raw_changes.push(RawChange::new(ChangeCode::DiscriminatorChanged, before.at.clone(), after.at.clone(), message));
    }
    fn by_value<'v, 'd>(discriminator: &'v Discriminator<'d>) -> HashMap<&'v str, &'v Node<'d>> {
        discriminator.targets.iter().rev().map(|(value, node)| (value.as_str(), node)).collect()
    }
    let (known, meanings) = (by_value(&before), by_value(&after));
    for (value, meant) in &before.targets {
        match meanings.get(value.as_str()).copied() {
            Some(means) => {
                let is_union = before.is_union && after.is_union;
                // Among the variants of a union, what another variant is was compared with them.
                if is_union && !crate::diff::schema::variants::is_one(meant, means) {
                    let message = format!("`{value}` of `{}` means {} instead of {}", after.property, describe(means), describe(meant));
                    raw_changes.push(RawChange::new(ChangeCode::DiscriminatorChanged, before.at.clone(), after.at.clone(), message));
                } else if !is_union {
                    let owners = (meant.at.clone(), means.at.clone());
                    children.push((
                        String::new(),
                        Described { old: vec![meant.clone()], new: vec![means.clone()], owners, is_required: false },
                    ));
                }
            }
            None if gone.contains(&meant.at) => {}
            None => {
                let message = format!("`{value}` is no value of `{}` any more", before.property);
                raw_changes.push(RawChange::new(DISCRIMINATOR_VALUE_REMOVED.on(side), before.at.clone(), after.at.clone(), message));
            }
        }
    }
    for (value, means) in after.targets.iter().filter(|(value, means)| !known.contains_key(value.as_str()) && !fresh.contains(&means.at)) {
        let message = format!("`{value}` of `{}` means {}", after.property, describe(means));
        raw_changes.push(RawChange::new(DISCRIMINATOR_VALUE_ADDED.on(side), before.at.clone(), after.at.clone(), message));
    }
}
