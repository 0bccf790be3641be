//! The graph of compared schemas. Each pair of an old and a new schema is compared once per side, however many operations use it.
//! Schemas may be recursive, so the graph may have cycles.

use std::collections::{BTreeMap, HashMap, VecDeque};

use crate::diff::change::RawChange;
use crate::diff::code::ChangeCode;
use crate::diff::node::Node;
use crate::diff::schema::counterparts::Counterparts;
use crate::diff::schema::effective::{EffectiveSchema, types};
use crate::diff::schema::{conditions, keywords, members, union_changes};
use openapi_drift_openapi::Document;
use openapi_drift_recordings::Side;
use openapi_drift_source::pointer;

/// A place where an operation uses a schema: the operation, and its part in words.
#[derive(Debug, Clone)]
pub(crate) struct Root {
    pub operation: usize,
    pub place: String,
}

/// Two schemas that are compared, and all that was found about them.
#[derive(Debug)]
struct Pair {
    side: Side,
    /// The first pair that led here, and the step from its value to this one. None for the schema of a whole body or parameter.
    first_parent: Option<(usize, String)>,
    parents: Vec<usize>,
    roots: Vec<Root>,
    raw_changes: Vec<RawChange>,
    /// True if some user may leave the value out, so that a default has an effect.
    is_optional: bool,
    /// True if the value is sent as text, as parameters are.
    is_text: bool,
}

impl Pair {
    /// Returns a change with its final code. The default of a required value has no effect.
    fn with_final_code(&self, change: &RawChange) -> RawChange {
        use ChangeCode::{RequestDefaultAdded, RequestDefaultChanged, RequestDefaultRemoved, UnusedDefaultChanged};
        let is_default = matches!(change.code, RequestDefaultAdded | RequestDefaultChanged | RequestDefaultRemoved);
        let code = if is_default && !self.is_optional { UnusedDefaultChanged } else { change.code };
        RawChange { code, ..change.clone() }
    }
}

type PairKey = (Box<[usize]>, Box<[usize]>, Side, bool);

/// The comparison of all schemas of two documents.
#[derive(Debug)]
pub(crate) struct Schemas<'d> {
    old: &'d Document,
    new: &'d Document,
    pairs: Vec<Pair>,
    indices: HashMap<PairKey, usize>,
    /// Pairs that were found and not compared yet.
    queue: VecDeque<(usize, EffectiveSchema<'d>, EffectiveSchema<'d>)>,
}

impl<'d> Schemas<'d> {
    pub fn new(old: &'d Document, new: &'d Document) -> Self {
        Self { old, new, pairs: Vec::new(), indices: HashMap::new(), queue: VecDeque::new() }
    }

    /// Compares the schemas of one parameter, header or body, and all schemas below them.
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
        let counterparts =
            Counterparts { old: nodes(old), new: nodes(new), owners: (owners.0.to_owned(), owners.1.to_owned()), is_required };
        if let Some(pair) = self.pair_of(&counterparts, side, is_text, None) {
            self.pairs[pair].roots.push(root);
        }
        while let Some((pair, old, new)) = self.queue.pop_front() {
            self.visit(pair, &old, &new);
        }
    }

    /// Returns the pair of two schemas, and queues it if it is new. None if both schemas are missing.
    fn pair_of(
        &mut self,
        counterparts: &Counterparts<'d>,
        side: Side,
        is_text: bool,
        first_parent: Option<(usize, String)>,
    ) -> Option<usize> {
        let mut old = EffectiveSchema::of(self.old, &counterparts.old, &counterparts.owners.0);
        let mut new = EffectiveSchema::of(self.new, &counterparts.new, &counterparts.owners.1);
        (old.is_text, new.is_text) = (is_text, is_text);
        let (old_key, new_key) = (old.key(), new.key());
        if old_key.is_empty() && new_key.is_empty() {
            return None;
        }
        let parent = first_parent.as_ref().map(|(parent, _)| *parent);
        if let Some(&pair) = self.indices.get(&(old_key.clone(), new_key.clone(), side, is_text)) {
            self.pairs[pair].parents.extend(parent);
            self.pairs[pair].is_optional |= !counterparts.is_required;
            return Some(pair);
        }
        let pair = self.pairs.len();
        self.pairs.push(Pair {
            side,
            first_parent,
            parents: parent.into_iter().collect(),
            roots: Vec::new(),
            raw_changes: Vec::new(),
            is_optional: !counterparts.is_required,
            is_text,
        });
        self.indices.insert((old_key, new_key, side, is_text), pair);
        self.queue.push_back((pair, old, new));
        Some(pair)
    }

    fn visit(&mut self, pair: usize, old: &EffectiveSchema<'d>, new: &EffectiveSchema<'d>) {
        let Pair { side, is_text, .. } = self.pairs[pair];
        let mut raw_changes = Vec::new();
        let mut children = Vec::new();
        // A schema that became one branch of a union, or the reverse, has no other differences.
        if !union_changes::became_union(old, new, side, &mut raw_changes, &mut children) {
            let common = keywords::compare(old, new, side, &mut raw_changes);
            if common & types::OBJECT != 0 {
                members::properties(old, new, side, &mut raw_changes, &mut children);
            }
            if common & types::ARRAY != 0 {
                members::items(old, new, &mut children);
            }
            union_changes::compare(old, new, side, &mut raw_changes, &mut children);
            conditions::compare(old, new, side, common, &mut raw_changes, &mut children);
        }
        self.pairs[pair].raw_changes = raw_changes;
        for (step, counterparts) in children {
            self.pair_of(&counterparts, side, is_text, Some((pair, step)));
        }
    }

    /// Returns each change with the operations that use it, its place in the first of them, and its side.
    pub fn into_changes(self) -> Vec<(RawChange, Vec<usize>, String, Side)> {
        let mut changes = Vec::new();
        let mut users = self.operations();
        for (index, pair) in self.pairs.iter().enumerate().filter(|(_, pair)| !pair.raw_changes.is_empty()) {
            let (first, place) = self.first_use(index);
            let mut operations = std::mem::take(&mut users[index]);
            operations.retain(|operation| *operation != first);
            operations.insert(0, first);
            for change in pair.raw_changes.iter().map(|change| pair.with_final_code(change)) {
                let below = change.name.as_ref().map(|name| pointer::join("", name)).unwrap_or_default();
                let (root, path) = &place;
                let path = format!("{path}{below}");
                let place = if path.is_empty() { root.clone() } else { format!("{root} {path}") };
                changes.push((change, operations.clone(), place, pair.side));
            }
        }
        changes
    }

    /// Returns the first operation that uses a pair, and the place there: `→ 200, body` and `/groups/*/name`.
    fn first_use(&self, pair: usize) -> (usize, (String, String)) {
        let mut steps = Vec::new();
        let mut at = pair;
        while let Some((parent, step)) = self.pairs[at].first_parent.as_ref() {
            steps.push(step.as_str());
            at = *parent;
        }
        let path: String = steps.into_iter().rev().collect();
        self.pairs[at].roots.first().map_or_else(Default::default, |root| (root.operation, (root.place.clone(), path)))
    }

    /// Returns the operations that use each changed pair, in their order. Each operation is followed once.
    fn operations(&self) -> Vec<Vec<usize>> {
        let mut children = vec![Vec::new(); self.pairs.len()];
        let mut roots: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (index, pair) in self.pairs.iter().enumerate() {
            pair.parents.iter().for_each(|parent| children[*parent].push(index));
            pair.roots.iter().for_each(|root| roots.entry(root.operation).or_default().push(index));
        }
        let mut operations = vec![Vec::new(); self.pairs.len()];
        let mut visited_by = vec![usize::MAX; self.pairs.len()];
        for (operation, mut stack) in roots {
            while let Some(pair) = stack.pop() {
                if std::mem::replace(&mut visited_by[pair], operation) == operation {
                    continue;
                }
                if !self.pairs[pair].raw_changes.is_empty() {
                    operations[pair].push(operation);
                }
                stack.extend(children[pair].iter().filter(|child| visited_by[**child] != operation));
            }
        }
        operations
    }
}
