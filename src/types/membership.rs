//! Memberships.

use crate::types::MembershipStatus;

impl MembershipStatus {
    /// Whether the user is a member: `accepted`, or `approved`, which one sample says instead (page: `get-a-single-bulk`).
    pub fn is_accepted(&self) -> bool {
        matches!(self.as_str(), "accepted" | "approved")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn approved_is_another_word_for_accepted() {
        assert!(MembershipStatus::Accepted.is_accepted());
        assert!(MembershipStatus::from("approved").is_accepted());
        assert!(!MembershipStatus::Pending.is_accepted());
        assert!(!MembershipStatus::from("banned").is_accepted());
    }
}
