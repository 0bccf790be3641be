//! The integration tests of the engine, as one binary. Each module asks one question.

// What the modules below share: an operation from a few lines, and what is said of one exchange with it.
mod probe;

// What the styles of parameters and headers mean on the wire, and which servers they were sent to.
mod parameters;
