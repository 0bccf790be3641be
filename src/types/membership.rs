//! Memberships.

use crate::types::MembershipStatus;

impl MembershipStatus {
    /// Returns true if the user is a member: `accepted`, or `approved`, as in one sample (page: `get-a-single-bulk`).
    pub fn is_accepted(&self) -> bool {
        matches!(self.as_str(), "accepted" | "approved")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn approved_means_accepted() {
        assert!(MembershipStatus::Accepted.is_accepted());
        assert!(MembershipStatus::from("approved").is_accepted());
        assert!(!MembershipStatus::Pending.is_accepted());
        assert!(!MembershipStatus::from("banned").is_accepted());
    }
}
