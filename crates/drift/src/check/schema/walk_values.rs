//! What the walk says of single values.

use serde_json::Value;

use crate::check::schema::hints as near_miss;
use crate::check::schema::instance_path::Path;
use crate::check::schema::null::refuses_null;
use crate::check::schema::walk::Walk;

use crate::check::schema::words::{plain, shorten};
use crate::finding::code::{Code, Severity};
use crate::finding::observation::Observation;
use openapi_drift_openapi::schema::graph::{Discriminator, Id};
use openapi_drift_source::pointer;

impl Walk<'_> {
    /// Values that a list which the service may extend does not have yet.
    pub(crate) fn open_enums(&mut self, applicable: &[Id], value: &Value, path: &Path<'_>) {
        for &id in applicable {
            let node = self.graph.node(id);
            let same_type = node.extensible_enum.iter().any(|known| std::mem::discriminant(known) == std::mem::discriminant(value));
            // A value of another type is the validator's finding.
            if !same_type || node.extensible_enum.contains(value) {
                continue;
            }
            let known: Vec<String> = node.extensible_enum.iter().map(plain).collect();
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            let message = format!("the recorded value is none of the documented ones ({})", shorten(&known));
            let at = pointer::join(&node.pointer, "x-extensible-enum");
            let observation = Observation::new(Code::UnknownEnumValue, self.side, at, message).in_body(path.folded(), path.pointer());
            let hint = near_miss::of_enum(node.extensible_enum.iter(), value).unwrap_or("add the value to the list");
            self.observations.push(observation.severity(Severity::Warning).value(value).hint(hint));
        }
    }

    /// A time in seconds where the description says milliseconds, or the other way round.
    pub(crate) fn other_unit(&mut self, applicable: &[Id], value: &Value, path: &Path<'_>) {
        let Value::Number(number) = value else { return };
        // Smaller numbers are no times of our days in any unit.
        if number.as_f64().is_none_or(|number| number < 1e9) {
            return;
        }
        for &id in applicable {
            let node = self.graph.node(id);
            let description = self.document.node(&node.pointer).and_then(|schema| schema.get("description")?.as_str());
            if let Some((described, recorded)) = description.and_then(|text| near_miss::of_description(text, value)) {
                let at = pointer::join(&node.pointer, "description");
                let message = format!("described in {described} since 1970, the recorded number looks like {recorded}");
                let observation = Observation::new(Code::FormatMismatch, self.side, at, message).in_body(path.folded(), path.pointer());
                let hint = format!(
                    "correct the unit in the description; or the client, where the service gives back what it was sent in {recorded}"
                );
                self.observations.push(observation.severity(Severity::Warning).value(value).hint(hint));
                return;
            }
        }
    }

    /// What the letter of the specification refuses and publishers mean otherwise (decisions 2 and 3).
    pub(crate) fn letter(&mut self, applicable: &[Id], value: &Value, path: &Path<'_>) {
        for &id in applicable {
            let node = self.graph.node(id);
            let Some(schema) = self.document.node(&node.pointer) else { continue };
            if value.is_null() && schema.get("nullable") == Some(&Value::Bool(true)) && refuses_null(self.document, &node.pointer) {
                let why = match schema.get("type") {
                    _ if !self.document.is_30() => "OpenAPI has no `nullable` since 3.1",
                    Some(_) => "`enum` does not list null",
                    None => "`nullable` stands beside no `type`",
                };
                let at = pointer::join(&node.pointer, "nullable");
                let observation = Observation::new(Code::UnexpectedNull, self.side, at, format!("{why}, so that null is not allowed"));
                self.observations.push(observation.in_body(path.folded(), path.pointer()));
            }
            let unnamed = |discriminator: &&Discriminator| value.is_object() && value.get(&discriminator.property).is_none();
            if let Some(discriminator) = node.discriminator.as_ref().filter(unnamed) {
                let at = pointer::join(&node.pointer, "discriminator");
                let message = format!("`{}`, which tells the variants apart, is missing", discriminator.property);
                let folded = pointer::join(&path.folded(), &discriminator.property);
                self.observations.push(Observation::new(Code::MissingProperty, self.side, at, message).in_body(folded, path.pointer()));
            }
        }
    }
}
