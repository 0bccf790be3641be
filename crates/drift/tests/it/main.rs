//! The integration tests of the engine, as one binary. Each module asks one question.

// What every module uses: a folder for files, and a document, a recording and a report from a few lines of text.
mod support;

// Which folder of the engine may import which.
mod imports;
// Every finding code: a recording that yields it, where exactly, and its twin that yields nothing.
mod codes;
// What the keywords of a schema mean, above all those in which OpenAPI 3.0 differs from JSON Schema.
mod schemas;
// What the keywords that describe an object's members mean: maps, closed and free-form objects, compositions, unions.
mod members;
// Which operation a recorded URL belongs to.
mod routing;
// One finding with many places, whatever the order of the recordings; and no recorded value that nobody asked for.
mod folding;
// The laws of partial reports: any division of the recordings gives the same report.
mod partial;
// Exceptions: what they match, and what becomes of those that match nothing.
mod ledger;
// The binary: exit codes, both formats, trouble, help.
mod cli;
// Whether the engine would notice: the repository's own document and recordings, changed in one place at a time.
mod mutation;
// The published schema of the recording format.
mod recording_schema;

// The sample that the tests of the reports share.
mod sample;
// Source excerpts: what is shown, what is masked, how it fits a terminal.
mod excerpts;
// Every format, on the same report.
mod formats;
// The page, in a browser.
mod html;
// The library: what a test suite calls, and what it is shown.
mod library;
// The command line: options, streams, exit codes, help.
#[cfg(feature = "cli")]
mod not_checked;
mod one_cause;
mod options;

// An operation from a few lines, and what is said of one exchange with it.
mod probe;
// What the styles of parameters and headers mean on the wire, and which servers they were sent to.
mod parameters;
// Which media type is meant, and bodies that are not JSON.
mod media;
// Against which variant of a union a value is reported.
mod unions;
// What the hint says where a difference has a usual explanation.
mod near_misses;
// One cause, one finding.
mod used_by;
// What is made to exhaust stack, time or memory.
mod depth;
// What DECISIONS.md says.
mod credentials;
mod decisions;
// Documents as published: several files, garbage in them, and text that is hardly one.
mod documents;
// What changed between two documents.
#[cfg(feature = "cli")]
mod diff;
// The faults of a document by itself.
mod lint;
// What no validator can use is named by the linter.
mod refused;
// The JSON Schema test suite, passed through the conversion.
mod json_schema_suite;

// Every recording format is read, and every place in it is named.
// What is not what its format says is named, and what is sound beside it is read.
mod broken;
mod readers;
// Many files, many threads, unreadable ones.
mod pipeline;
// No input makes the readers panic, hang or fill the memory.
mod robust;
// Whether the engine would notice: each keyword in each position, and each part of an exchange.
mod keywords;
// Placeholders and withheld values.
mod unknown_values;
// Values that conform to a schema.
mod generate;
// Whether conforming traffic yields nothing.
mod conforming;
