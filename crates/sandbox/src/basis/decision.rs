//! A decision: behaviour of the sandbox that no page of the vendor states.

/// Behaviour that the sandbox has because it was decided, not because a page states it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision {
    /// The erratum that the decision follows from, or a number of the sandbox: S for Mobilize, B for Mode.
    pub id: &'static str,
    /// The behaviour of the sandbox, in a few sentences; code is in backticks.
    pub text: &'static str,
}
