//! Checks of single values during the walk.

use serde_json::{Map, Value};

use crate::check::schema::hints;
use crate::check::schema::instance_path::InstancePath;
use crate::check::schema::null::refuses_null;
use crate::check::schema::walk::Walk;

use crate::check::schema::words::{plain, shorten};
use crate::finding::code::{Code, Severity};
use crate::finding::observation::Observation;
use openapi_drift_openapi::schema::convert::pattern::is_undecided;
use openapi_drift_openapi::schema::graph::{Discriminator, Id};
use openapi_drift_recordings::Side;
use openapi_drift_source::pointer;

impl Walk<'_> {
    /// Notes the patterns that the validator gives up to match. It says so only if nothing else is wrong with the body.
    pub(crate) fn patterns(&mut self, applicable: &[Id], value: &Value) {
        for node in applicable.iter().map(|id| self.graph.node(*id)) {
            if node.backtracking_pattern.as_deref().is_some_and(|pattern| is_undecided(pattern, value)) {
                self.undecided.insert(pointer::join(&node.pointer, "pattern"));
            }
        }
    }

    /// Reports values that an open list does not name.
    pub(crate) fn open_enums(&mut self, applicable: &[Id], value: &Value, path: &InstancePath<'_>) {
        for &id in applicable {
            let node = self.graph.node(id);
            let same_type = node.extensible_enum.iter().any(|known| std::mem::discriminant(known) == std::mem::discriminant(value));
            // Values of another type are reported by the validator.
            if !same_type || node.extensible_enum.contains(value) {
                continue;
            }
            let known: Vec<String> = node.extensible_enum.iter().map(plain).collect();
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            let message = format!("the recorded value is not in `enum` ({})", shorten(&known));
            let at = pointer::join(&node.pointer, "x-extensible-enum");
            let observation = Observation::new(Code::UnknownEnumValue, self.side, at, message).in_body(path.folded(), path.pointer());
            let hint = hints::for_enum(node.extensible_enum.iter(), value).unwrap_or("add the value to the list");
            self.observations.push(observation.severity(Severity::Warning).value(value).hint(hint));
        }
    }

    /// Reports a time in seconds if the description says milliseconds, and the reverse.
    pub(crate) fn other_unit(&mut self, applicable: &[Id], value: &Value, path: &InstancePath<'_>) {
        let Value::Number(number) = value else { return };
        // Smaller numbers are not current times in any unit.
        if number.as_f64().is_none_or(|number| number < 1e9) {
            return;
        }
        for &id in applicable {
            let node = self.graph.node(id);
            let description = self.document.node(&node.pointer).and_then(|schema| schema.get("description")?.as_str());
            if let Some((described, recorded)) = description.and_then(|text| hints::for_description(text, value)) {
                let at = pointer::join(&node.pointer, "description");
                let message = format!("the description says {described} since 1970, but the recorded number looks like {recorded}");
                let observation = Observation::new(Code::FormatMismatch, self.side, at, message).in_body(path.folded(), path.pointer());
                let hint =
                    format!("correct the unit in the description; or fix the client, if the service returns the {recorded} it was sent");
                self.observations.push(observation.severity(Severity::Warning).value(value).hint(hint));
                return;
            }
        }
    }

    /// Reports what only the strict reading of the specification rejects (decisions 2 and 3).
    pub(crate) fn strict_only(&mut self, applicable: &[Id], value: &Value, path: &InstancePath<'_>) {
        for &id in applicable {
            let node = self.graph.node(id);
            let Some(schema) = self.document.node(&node.pointer) else { continue };
            if value.is_null() && schema.get("nullable") == Some(&Value::Bool(true)) && refuses_null(self.document, &node.pointer) {
                let why = match schema.get("type") {
                    _ if !self.document.is_30() => "OpenAPI 3.1 has no `nullable`",
                    Some(_) => "`enum` does not list null",
                    None => "`nullable` has no effect without `type`",
                };
                let at = pointer::join(&node.pointer, "nullable");
                let observation = Observation::new(Code::UnexpectedNull, self.side, at, format!("{why}: null is not allowed"));
                self.observations.push(observation.in_body(path.folded(), path.pointer()));
            }
            let unnamed = |discriminator: &&Discriminator| value.is_object() && value.get(&discriminator.property).is_none();
            if let Some(discriminator) = node.discriminator.as_ref().filter(unnamed) {
                let at = pointer::join(&node.pointer, "discriminator");
                let message = format!("the discriminator property `{}` is missing", discriminator.property);
                let folded = pointer::join(&path.folded(), &discriminator.property);
                self.observations.push(Observation::new(Code::MissingProperty, self.side, at, message).in_body(folded, path.pointer()));
            }
        }
    }

    /// Notes the missing properties that are `readOnly` in a request or `writeOnly` in a response: no schema requires them.
    pub(crate) fn note_waived(&mut self, applicable: &[Id], members: &Map<String, Value>, path: &InstancePath<'_>) {
        let is_marked = |property: &Id| {
            let property = self.graph.node(*property);
            let target = property.reference.map_or(property, |target| self.graph.node(target));
            match self.side {
                Side::Request => property.read_only || target.read_only,
                Side::Response => property.write_only || target.write_only,
            }
        };
        let nodes = || applicable.iter().map(|id| self.graph.node(*id));
        for (name, property) in nodes().flat_map(|node| &node.properties).filter(|(name, _)| !members.contains_key(*name)) {
            if is_marked(property) && nodes().filter_map(|node| node.properties.get(name)).all(is_marked) {
                self.waived.insert(pointer::join(&path.pointer(), name));
            }
        }
    }
}
