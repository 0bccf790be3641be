//! The integration tests of the sandbox, in one binary.
