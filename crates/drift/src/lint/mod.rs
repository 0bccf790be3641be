pub(crate) mod examples;
pub(crate) mod names;
pub(crate) mod number_range;
pub(crate) mod references;
pub(crate) mod rule;
pub(crate) mod rules;
pub(crate) mod satisfiable;
pub(crate) mod unused;
