//! The integration tests of the engine, as one binary. Each module asks one question.

// What the modules below share: an operation from a few lines, and what is said of one exchange with it.
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
// What DECISIONS.md says.
mod decisions;
