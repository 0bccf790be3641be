//! Changes for programs: one JSON object per line, each with a `type`; changes first, then one `summary`.

use std::io::{self, Write};

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::diff::change::Change;
use crate::diff::code::Impact;
use crate::diff::version::RequiredVersion;
use crate::render::changes::Difference;

/// The version of this output. It changes when a property is removed or changes its meaning, not when one is added.
const FORMAT: u32 = 1;

/// One line: a change, or the summary that ends the output.
#[derive(Serialize, JsonSchema)]
#[serde(tag = "type", rename_all = "lowercase")]
enum ChangeLine<'a> {
    Change(&'a Change),
    Summary(ChangeSummary<'a>),
}

/// The summary of the changes.
#[derive(Serialize, JsonSchema)]
struct ChangeSummary<'a> {
    /// The displayed name of the old document.
    old: &'a str,
    /// The displayed name of the new document.
    new: &'a str,
    /// The version of this output. It changes when a property is removed or changes its meaning, not when one is added.
    format: u32,
    /// The number of breaking changes, without corrections.
    breaking: usize,
    /// The number of compatible changes, without corrections.
    compatible: usize,
    /// The number of changes of documentation.
    documentation: usize,
    /// The number of corrections.
    corrections: usize,
    /// The version that the changes require.
    version: &'a RequiredVersion,
}

/// The JSON Schema of a line of this output. It is published as `schemas/change.schema.json`.
pub fn change_schema() -> Value {
    let settings = schemars::generate::SchemaSettings::draft2020_12().for_serialize();
    settings.into_generator().into_root_schema_for::<ChangeLine<'_>>().to_value()
}

pub(crate) fn write(difference: &Difference<'_>, out: &mut dyn Write) -> io::Result<()> {
    for change in difference.changes {
        write_line(&ChangeLine::Change(change), out)?;
    }
    let summary = ChangeSummary {
        old: difference.old,
        new: difference.new,
        format: FORMAT,
        breaking: difference.count(Impact::Breaking),
        compatible: difference.count(Impact::Compatible),
        documentation: difference.count(Impact::Documentation),
        corrections: difference.corrections(),
        version: difference.demand,
    };
    write_line(&ChangeLine::Summary(summary), out)
}

fn write_line(line: &ChangeLine<'_>, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    writeln!(out)
}
