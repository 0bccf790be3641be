//! The operations of the document: a thin handler for each, and the table that says which.
//!
//! A handler reads the call, asks the world, and writes what the world says. It decides nothing.

mod activities;
mod bulk;
mod call;
mod groups;
mod members;
mod mode;
mod notifications;
mod router;
mod users;

pub use call::{Call, LONGEST_PAGE};
pub use notifications::{PAGE as NOTIFICATIONS, page as notifications_page};
pub use router::{Route, Router};

use crate::answer::Answer;
use crate::decisions::Grounds;
use crate::model::{Refused, World};

/// What a handler gives: an answer, a refusal of the world, or an answer that says what is wrong with a parameter.
pub type Outcome = Result<Answer, Problem>;

/// Why a handler has no answer.
#[derive(Debug)]
pub enum Problem {
    /// The world refused.
    Refused(Refused),
    /// The call cannot be read; the answer says why.
    Unreadable(Answer),
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl From<Answer> for Problem {
    fn from(answer: Answer) -> Self {
        Self::Unreadable(answer)
    }
}

/// How an operation uses the world.
#[derive(Clone, Copy)]
pub enum Run {
    /// It looks at it.
    Read(fn(&World, &Call) -> Outcome),
    /// It changes it.
    Write(fn(&mut World, &Call) -> Outcome),
}

/// An operation of the document and what it is answered by.
pub struct Operation {
    /// The `operationId`.
    pub id: &'static str,
    /// The slug of its page.
    pub page: &'static str,
    /// What the shape of its 200 rests on.
    pub grounds: Grounds,
    /// Its handler.
    pub run: Run,
}

const fn read(id: &'static str, page: &'static str, see: &'static [&'static str], run: fn(&World, &Call) -> Outcome) -> Operation {
    Operation { id, page, grounds: Grounds::page(page, see), run: Run::Read(run) }
}

const fn write(id: &'static str, page: &'static str, see: &'static [&'static str], run: fn(&mut World, &Call) -> Outcome) -> Operation {
    Operation { id, page, grounds: Grounds::page(page, see), run: Run::Write(run) }
}

/// An operation whose page does not show the 200.
const fn decided(id: &'static str, page: &'static str, decision: &'static str, see: &'static [&'static str], run: Run) -> Operation {
    Operation { id, page, grounds: Grounds { see, ..Grounds::decided(decision, page) }, run }
}

/// Every operation of Mobilize's document. A test compares the two.
#[rustfmt::skip]
pub static OPERATIONS: [Operation; 24] = [
    read("listGroups", "get-all-groups", &["E13", "E14", "E16", "E40", "E51", "S01"], groups::list),
    write("createGroup", "create-group", &["E36", "E39", "E40", "E43", "E51", "X28", "S06"], groups::create),
    read("getGroup", "groupsid", &["E28", "E40", "E51"], groups::get),
    decided("updateGroup", "update-single-group", "E32", &["E39", "E40", "E41", "E51", "S06", "S13"], Run::Write(groups::update)),
    read("listGroupMembers", "get-group-members", &["E15", "E16", "E61", "E63", "E51", "S01", "S07"], members::list),
    write("createGroupMember", "create-group-member", &["E61", "E63", "E69", "S07", "S11", "X13"], members::create),
    read("searchGroupMembers", "search-for-group-members", &["E15", "E16", "E61", "E63", "S01", "S03"], members::search),
    write("inviteGroupMembers", "invite-group-members", &["E60", "E73", "X24"], members::invite),
    read("getGroupMember", "get-group-member", &["E51", "E61", "E63"], members::get),
    write("updateGroupMember", "update-group-member", &["E61", "E63", "S13", "X13"], members::update),
    write("deleteGroupMember", "delete-group-member", &["S08"], members::delete),
    write("createGroupsInBulk", "create-groups-in-bulk", &["E46", "E47", "E76", "S09"], bulk::create_groups),
    write("updateGroupsInBulk", "update-groups-in-bulk", &["E46", "E47", "E76", "S09"], bulk::update_groups),
    write("createMembersInBulk", "create-members-in-bulk", &["E76", "S09", "S11", "X13"], bulk::create_members),
    read("getBulkJobStatus", "get-bulk-import-status", &["E47", "E76"], bulk::status),
    read("listUsers", "get-all-users", &["E15", "E16", "E51", "E61", "S01", "X32"], users::list),
    write("createUser", "create-a-single-user", &["E61", "E68", "E71", "X13"], users::create),
    read("searchUsers", "search-for-users", &["E15", "E16", "E61", "S01", "S03"], users::search),
    read("findUserByEmail", "find-by-email", &["E18", "E61"], users::find),
    read("getUser", "get-a-single-user", &["E51", "E61", "X32"], users::get),
    write("updateUser", "update-a-single-user", &["E61", "S13", "X13", "X29"], users::update),
    write("deleteUser", "delete-a-single-user", &["S08"], users::delete),
    read("listNotifications", "get-a-single-bulk", &["E16", "E23", "E64", "E77", "E80", "S10"], notifications::get),
    read("listActivities", "user-activities", &["E13", "E14", "E88", "E91", "S11"], activities::list),
];

/// Every operation of Mode's document.
#[rustfmt::skip]
pub static MODE_OPERATIONS: [Operation; 5] = [
    read("listMembers", "batch-members", &["M01", "M02", "M03", "M04", "M06", "M08", "M09", "M10", "M15", "M16", "X01", "B04"], mode::list_members),
    decided("listSpaceMemberships", "space-memberships", "S08", &["S02", "S04", "S07", "S14", "X09"], Run::Read(mode::list_memberships)),
    write("createSpaceMembership", "space-memberships", &["S02", "S04", "S07", "S14", "M13", "B05", "B06"], mode::create_membership),
    read("getSpaceMembership", "space-memberships", &["S02", "S04", "S06", "S07", "S14", "X08", "X09", "B07"], mode::get_membership),
    decided("deleteSpaceMembership", "space-memberships", "S10", &["S02", "S04", "S07", "S14"], Run::Write(mode::delete_membership)),
];
