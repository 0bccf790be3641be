//! The integration tests of the engine, as one binary. Each module tests one subject.

// Shared helpers: a folder for files, and a document, a recording and a report from a few lines of text.
mod support;

// The allowed imports between the folders of the engine.
mod imports;
// Every finding code: a recording that yields it, where exactly, and its twin that yields nothing.
mod codes;
// Keywords of schemas, above all those in which OpenAPI 3.0 differs from JSON Schema.
mod schemas;
// Keywords that describe the properties of an object: maps, closed and free-form objects, compositions, unions.
mod members;
// The operation of a recorded URL.
mod routing;
// One finding with many places, whatever the order of the recordings; and no recorded value that nobody asked for.
mod folding;
// The laws of partial reports: any division of the recordings gives the same report.
mod partial;
// Exceptions: what they match, and what becomes of those that match nothing.
mod ledger;
// Redaction: what is kept, what is replaced, and the laws.
#[cfg(feature = "cli")]
mod redact;
// The binary: exit codes, both formats, trouble, help.
mod cli;
// The engine notices changes of the repository's own document and recordings, one place at a time.
mod mutation;
// The published schema of the recording format.
mod record;
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
mod canary;
mod not_checked;
mod one_cause;
mod options;

// An operation from a few lines, and the findings of one exchange with it.
mod probe;
// The styles of parameters and headers, and the servers of requests.
mod parameters;
// The choice of the media type, and bodies that are not JSON.
mod media;
// The branch of a union for which a value is reported.
mod unions;
// Hints for differences with a common cause.
mod near_misses;
// One cause, one finding.
mod used_by;
mod words;
// Input that is made to exhaust stack, time or memory.
mod depth;
// The decisions of DECISIONS.md.
mod credentials;
mod decisions;
// Documents as published: several files, garbage in them, and text that is hardly one.
mod documents;
// Changes between two documents.
#[cfg(feature = "cli")]
mod diff;
// The faults of a document by itself.
mod lint;
// The linter reports every keyword that no validator can use.
mod refused;
// The JSON Schema test suite, passed through the conversion.
mod json_schema_suite;

// Every recording format is read, and every place in it is named.
// Errors in recordings are reported, and the valid entries beside them are read.
mod broken;
mod readers;
// Many files, many threads, unreadable ones.
mod pipeline;
// No input makes the readers panic, hang or fill the memory.
mod robust;
// Schemas in less usual places.
mod judged;
// The engine notices each violated keyword in each position, and in each part of an exchange.
mod keywords;
// Placeholders and withheld values.
mod unknown_values;
// Values that conform to a schema.
mod generate;
// Hostile inputs under a limit of memory.
mod hostile;
// Files that documents and recordings name.
mod confinement;
// Conforming traffic yields no findings.
mod conforming;
