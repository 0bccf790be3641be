//! Walks a value together with its schemas and reports differences that a validator accepts: undocumented properties,
//! values outside an open list, and the properties that were seen.

use std::collections::{BTreeSet, HashSet};

use serde_json::Value;

use crate::check::checked::Strictness;
use crate::check::opaque_names::looks_like_id;
use crate::check::parameter::coerce::Shape;

use crate::check::schema::exclusions::Exclusions;
use crate::check::schema::instance_path::{InstancePath, PathStep};
use crate::check::schema::unknown::UnknownValues;
use crate::check::schema::words::shorten;
use crate::check::tally::Tally;
use crate::finding::code::{Code, Severity};
use crate::finding::observation::Observation;
use openapi_drift_openapi::Document;
use openapi_drift_openapi::schema::direction::Direction;
use openapi_drift_openapi::schema::graph::{Additional, Discriminator, Graph, Id};
use openapi_drift_recordings::Side;
use openapi_drift_source::pointer;

pub(crate) struct Walk<'d> {
    pub(crate) document: &'d Document,
    pub(crate) graph: &'d Graph,
    pub(crate) side: Side,
    direction: Direction,
    unknown: &'d UnknownValues,
    pub observations: Vec<Observation>,
    tally: Tally,
    /// The schemas of the properties that occur in the value.
    pub seen: Vec<Id>,
    /// Pointers of values below map keys, if they are needed for folding.
    pub map_keys: Option<HashSet<String>>,
    /// Values for which the discriminator of a base selects a schema that the base does not refer to.
    pub implied: Vec<(Id, String)>,
    strictness: Strictness,
    /// The discriminator of the current value has an undocumented value.
    is_unknown_variant: bool,
    /// Patterns that the validator gave up to match.
    pub undecided: BTreeSet<String>,
    /// Properties that one closed part of an `allOf` declares and another forbids.
    pub excluded: Exclusions,
    /// The required properties, by their pointers, that are not sent in this direction.
    pub waived: HashSet<String>,
}

impl<'d> Walk<'d> {
    pub fn new(
        document: &'d Document,
        graph: &'d Graph,
        side: Side,
        direction: Direction,
        strictness: Strictness,
        unknown: &'d UnknownValues,
    ) -> Self {
        Self {
            document,
            graph,
            side,
            direction,
            unknown,
            observations: Vec::new(),
            tally: Tally::default(),
            seen: Vec::new(),
            map_keys: None,
            implied: Vec::new(),
            strictness,
            is_unknown_variant: false,
            undecided: BTreeSet::new(),
            excluded: Exclusions::new(),
            waived: HashSet::new(),
        }
    }

    pub fn run(&mut self, schema: Id, value: &Value) {
        self.value(&[schema], value, &InstancePath::ROOT);
    }

    /// Visits a value to which all of `schemas` apply.
    fn value(&mut self, schemas: &[Id], value: &Value, path: &InstancePath<'_>) {
        if !self.unknown.is_empty() && self.unknown.covers(&path.pointer()) {
            return;
        }
        let mut applicable = Applicable::default();
        for &schema in schemas {
            self.flatten(schema, value, path, &mut applicable);
        }
        let applicable = applicable.list;
        self.tally.bound(&mut self.observations);
        self.open_enums(&applicable, value, path);
        self.other_unit(&applicable, value, path);
        if self.strictness == Strictness::Strict {
            self.strict_only(&applicable, value, path);
        }
        let is_known = !std::mem::take(&mut self.is_unknown_variant);
        match value {
            Value::String(_) => self.patterns(&applicable, value),
            Value::Object(members) => {
                if self.is_invalid() {
                    self.note_waived(&applicable, members, path);
                    self.find_exclusions(&applicable, members, path);
                }
                for (name, member) in members {
                    self.member(&applicable, name, member, path, is_known);
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    let described = |id: &Id| {
                        let node = self.graph.node(*id);
                        node.prefix_items.get(index).copied().or(node.items)
                    };
                    let mut schemas: Vec<Id> = applicable.iter().filter_map(described).collect();
                    if schemas.is_empty() {
                        schemas.extend(applicable.iter().filter_map(|id| self.graph.node(*id).unevaluated_items));
                    }
                    if !schemas.is_empty() {
                        self.value(&schemas, item, &path.child(PathStep::Index(index)));
                    }
                }
            }
            _ => {}
        }
    }

    /// Collects the schemas that apply to a value: through references, `allOf` and the branches that match. Iterative, because
    /// chains of schemas may be very long.
    fn flatten(&mut self, schema: Id, value: &Value, path: &InstancePath<'_>, applicable: &mut Applicable) {
        let graph = self.graph;
        let mut open = vec![Next::Schema(schema)];
        while let Some(next) = open.pop() {
            match next {
                Next::Schema(schema) => {
                    if !self.document.is_cut(schema, self.direction) && applicable.insert(schema) {
                        let node = graph.node(schema);
                        open.extend((!value.is_null()).then_some(Next::Variants(schema)));
                        let parts = node.conditional.iter().rev().chain(node.all_of.iter().rev()).chain(&node.reference);
                        open.extend(parts.map(|part| Next::Schema(*part)));
                    }
                }
                Next::Variants(schema) => match self.discriminated(schema, value, path, applicable) {
                    Some(meant) => open.push(Next::Schema(meant)),
                    None => open.extend(self.fitting(schema, value).into_iter().rev().map(Next::Schema)),
                },
            }
        }
    }

    /// Returns the schema that the discriminator selects. An unknown value is reported.
    fn discriminated(&mut self, schema: Id, value: &Value, path: &InstancePath<'_>, applicable: &Applicable) -> Option<Id> {
        let node = self.graph.node(schema);
        let discriminator = node.discriminator.as_ref()?;
        let name = value.get(&discriminator.property)?.as_str()?;
        if !self.unknown.is_empty() && self.unknown.covers(&path.child(PathStep::Property(&discriminator.property)).pointer()) {
            return None;
        }
        let meant = discriminator.mapping.iter().find(|(known, _)| known == name).map(|(_, id)| *id);
        let is_union = node.variants().next().is_some();
        // The base may name itself.
        let is_base = !is_union && pointer::segments(&node.pointer).last().is_some_and(|own| own == name);
        if let Some(meant) = meant.filter(|meant| !is_union && !applicable.contains(*meant)) {
            self.implied.push((meant, path.pointer()));
        }
        if meant.is_none() && !is_base && !discriminator.mapping.is_empty() {
            // A schema that `mapping` names still has its own name, which is not worth a mention.
            let mut targets = HashSet::new();
            let first = discriminator.mapping.iter().filter(|(_, target)| targets.insert(*target));
            let names = first.map(|(name, _)| name.as_str()).collect::<Vec<_>>();
            let message = format!("`{}` is not one of the documented discriminator values ({})", discriminator.property, shorten(&names));
            let at = pointer::join(&node.pointer, "discriminator");
            let property = path.child(PathStep::Property(&discriminator.property));
            let observation = Observation::new(Code::NoMatchingVariant, self.side, at, message).in_body(path.folded(), property.pointer());
            if let Some(listing) = self.listing(discriminator, name) {
                self.implied.push((listing, path.pointer()));
                let observation = observation.value(&Value::from(name)).hint("add the value to `mapping`: one of its schemas lists it");
                self.observations.push(observation.severity(Severity::Warning));
                return Some(listing);
            }
            let observation = observation.value(&Value::from(name)).hint("document the new schema and add it to `mapping`");
            self.observations.push(if self.is_open(discriminator) { observation.severity(Severity::Warning) } else { observation });
            self.is_unknown_variant = true;
        }
        meant
    }

    /// Returns the schema whose discriminator property lists a value that neither `mapping` nor a name of a schema is.
    fn listing(&self, discriminator: &Discriminator, value: &str) -> Option<Id> {
        let shape = Shape::new(self.document, self.graph, self.direction);
        let lists = |variant: &Id| {
            let property = shape.member(*variant, &discriminator.property)?;
            shape.lists(property, value).then_some(*variant)
        };
        discriminator.mapping.iter().find_map(|(_, variant)| lists(variant))
    }

    /// Returns whether the values of a discriminator are an open list, so that clients expect others.
    fn is_open(&self, discriminator: &Discriminator) -> bool {
        discriminator.mapping.iter().any(|(_, variant)| {
            let property = self.graph.node(*variant).properties.get(&discriminator.property).map(|id| self.graph.node(*id));
            let target = property.and_then(|property| property.reference).map(|id| self.graph.node(id));
            property.into_iter().chain(target).any(|node| !node.extensible_enum.is_empty())
        })
    }

    /// Returns the branches that the value matches, or all of them if it matches none.
    fn fitting(&self, schema: Id, value: &Value) -> Vec<Id> {
        let variants: Vec<Id> = self.graph.node(schema).variants().collect();
        if variants.len() < 2 {
            return variants;
        }
        let fits = |variant: &Id| {
            let target = self.graph.node(*variant).reference.unwrap_or(*variant);
            self.document.compiled(target, self.direction).validator.is_valid(value)
        };
        let fitting: Vec<Id> = variants.iter().copied().filter(|variant| fits(variant)).collect();
        if fitting.is_empty() { variants } else { fitting }
    }

    /// Visits a property. Properties of an unknown discriminator value belong to that finding and are not reported.
    fn member(&mut self, applicable: &[Id], name: &str, member: &Value, path: &InstancePath<'_>, is_known: bool) {
        self.tally.bound(&mut self.observations);
        let graph = self.graph;
        let nodes = || applicable.iter().map(|id| graph.node(*id));
        let mut schemas: Vec<Id> = nodes().filter_map(|node| node.properties.get(name)).copied().collect();
        self.seen.extend(&schemas);
        let is_named = !schemas.is_empty();
        let patterns = nodes().flat_map(|node| &node.pattern_properties);
        // A pattern that cannot be compiled is assumed to match.
        schemas.extend(patterns.filter(|(pattern, _)| pattern.as_ref().is_none_or(|pattern| pattern.is_match(name))).map(|(_, id)| *id));
        if schemas.is_empty() {
            schemas.extend(nodes().filter_map(|node| match node.additional {
                Additional::Described(id) => Some(id),
                _ => None,
            }));
        }
        if schemas.is_empty() {
            // A schema that allows any properties says that others will come.
            if nodes().any(|node| node.additional == Additional::Allowed) {
                return;
            }
            if is_known && nodes().any(|node| node.describes_members()) && !nodes().any(|node| node.has_gap) {
                // The named schema, not the subschema of its composition that happens to have properties.
                let Some(owner) = nodes().find(|node| node.reference.is_none() || node.describes_members()) else { return };
                // Names that are ids are data: all of them are one finding.
                let is_id = looks_like_id(name);
                let step = if is_id { PathStep::MapKey(name) } else { PathStep::Property(name) };
                let message = if is_id {
                    "properties with ids as names are not documented (`additionalProperties`)".to_owned()
                } else {
                    format!("property `{name}` is not documented")
                };
                // A closed subschema may not apply, or another one may evaluate the property. If the validator accepts
                // the value, nothing is forbidden.
                let forbidden = self.is_invalid() && nodes().any(|node| node.additional == Additional::Forbidden);
                self.undocumented(&owner.pointer, message, forbidden, &path.child(step), member);
            }
            return;
        }
        let step = if is_named { PathStep::Property(name) } else { PathStep::MapKey(name) };
        let path = path.child(step);
        if let (false, Some(map_keys)) = (is_named, &mut self.map_keys) {
            map_keys.insert(path.pointer());
        }
        self.read_write_only(&schemas, name, &path, member);
        self.value(&schemas, member, &path);
    }

    /// Reports a `readOnly` property in a request or a `writeOnly` property in a response.
    fn read_write_only(&mut self, schemas: &[Id], name: &str, path: &InstancePath<'_>, member: &Value) {
        let resolved = |id: &Id| {
            let node = self.graph.node(*id);
            let target = node.reference.map_or(node, |target| self.graph.node(target));
            match self.side {
                Side::Request => (node.read_only || target.read_only).then_some((node, "read-only")),
                Side::Response => (node.write_only || target.write_only).then_some((node, "write-only")),
            }
        };
        if let Some((node, way)) = schemas.iter().find_map(resolved) {
            let pointer = node.pointer.clone();
            let half = if self.side == Side::Request { "request" } else { "response" };
            let hint = format!("remove the property from the {half}, or change its `readOnly` or `writeOnly` in the document");
            self.undocumented(&pointer, format!("property `{name}` is documented as {way} but appears in a {half}"), false, path, member);
            if let Some(observation) = self.observations.last_mut() {
                observation.hint = Some(hint);
            }
        }
    }

    /// Returns whether the validator rejects the value; only then map keys are collected.
    fn is_invalid(&self) -> bool {
        self.map_keys.is_some()
    }

    fn undocumented(&mut self, owner: &str, message: String, forbidden: bool, path: &InstancePath<'_>, member: &Value) {
        let observation =
            Observation::new(Code::UndocumentedProperty, self.side, owner, message).in_body(path.folded(), path.pointer()).value(member);
        self.observations.push(if forbidden { observation.severity(Severity::Error) } else { observation });
    }
}

/// A pending step of the walk.
enum Next {
    Schema(Id),
    /// The discriminator or the unions of a schema, after everything it is composed of.
    Variants(Id),
}

/// The schemas that apply to one value, in the order of discovery.
#[derive(Default)]
struct Applicable {
    list: Vec<Id>,
    /// The same schemas as a set, if there are many.
    set: HashSet<Id>,
}

impl Applicable {
    const FEW: usize = 32;

    fn contains(&self, id: Id) -> bool {
        if self.list.len() < Self::FEW { self.list.contains(&id) } else { self.set.contains(&id) }
    }

    /// Adds a schema and returns whether it is new.
    fn insert(&mut self, id: Id) -> bool {
        if self.contains(id) {
            return false;
        }
        self.list.push(id);
        if self.list.len() == Self::FEW {
            self.set.extend(&self.list);
        } else if self.list.len() > Self::FEW {
            self.set.insert(id);
        }
        true
    }
}
