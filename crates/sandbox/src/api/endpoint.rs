//! The table of operations with their handlers. A test compares it with the documents.

use super::call::{Call, CallResult};
use super::handlers::{activities, bulk, groups, members, mode, notifications, users};
use super::operation::Operation;
use crate::basis::{Basis, DECISIONS, Decision, MODE_DECISIONS};
use crate::model::World;
use crate::vendor::Vendor;

/// The handler of an operation, by its use of the world.
#[derive(Clone, Copy)]
pub enum Handler {
    /// Reads the world.
    Read(fn(&World, &Call) -> CallResult),
    /// Changes the world.
    Write(fn(&mut World, &Call) -> CallResult),
}

/// An operation with its handler.
pub struct Endpoint {
    /// The operation.
    pub operation: Operation,
    /// Its handler.
    pub handler: Handler,
}

type See = &'static [&'static str];

const fn read(id: &'static str, page: &'static str, see: See, handler: fn(&World, &Call) -> CallResult) -> Endpoint {
    Endpoint { operation: Operation { id, page, basis: Basis::page(page, see) }, handler: Handler::Read(handler) }
}

const fn write(id: &'static str, page: &'static str, see: See, handler: fn(&mut World, &Call) -> CallResult) -> Endpoint {
    Endpoint { operation: Operation { id, page, basis: Basis::page(page, see) }, handler: Handler::Write(handler) }
}

/// An operation whose page does not show the 200.
const fn decided(id: &'static str, page: &'static str, decision: &'static str, see: See, handler: Handler) -> Endpoint {
    Endpoint { operation: Operation { id, page, basis: Basis { see, ..Basis::decided(decision, page) } }, handler }
}

/// All operations of Mobilize's document.
#[rustfmt::skip]
static MOBILIZE: [Endpoint; 24] = [
    read("listGroups", "get-all-groups", &["E13", "E14", "E16", "E40", "E51", "S01"], groups::list),
    write("createGroup", "create-group", &["E36", "E39", "E40", "E43", "E51", "X28", "S06"], groups::create),
    read("getGroup", "groupsid", &["E28", "E40", "E51"], groups::get),
    decided("updateGroup", "update-single-group", "E32", &["E39", "E40", "E41", "E51", "S06", "S13"], Handler::Write(groups::update)),
    read("listGroupMembers", "get-group-members", &["E15", "E16", "E61", "E63", "E51", "S01", "S07"], members::list),
    write("createGroupMember", "create-group-member", &["E61", "E63", "E69", "S07", "S11", "S14", "X13"], members::create),
    read("searchGroupMembers", "search-for-group-members", &["E15", "E16", "E61", "E63", "S01", "S03"], members::search),
    write("inviteGroupMembers", "invite-group-members", &["E60", "E73", "S14", "X24"], members::invite),
    read("getGroupMember", "get-group-member", &["E51", "E61", "E63"], members::get),
    write("updateGroupMember", "update-group-member", &["E61", "E63", "S13", "X13"], members::update),
    write("deleteGroupMember", "delete-group-member", &["S08"], members::delete),
    write("createGroupsInBulk", "create-groups-in-bulk", &["E46", "E47", "E76", "S09"], bulk::create_groups),
    write("updateGroupsInBulk", "update-groups-in-bulk", &["E46", "E47", "E76", "S09"], bulk::update_groups),
    write("createMembersInBulk", "create-members-in-bulk", &["E76", "S07", "S09", "S11", "X13"], bulk::create_members),
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

/// All operations of Mode's document.
#[rustfmt::skip]
static MODE: [Endpoint; 5] = [
    read("listMembers", "batch-members", &["M01", "M02", "M03", "M04", "M06", "M08", "M09", "M10", "M15", "M16", "X01", "B04"], mode::list_members),
    decided("listSpaceMemberships", "space-memberships", "S08", &["S02", "S04", "S07", "S14", "X09"], Handler::Read(mode::list_memberships)),
    write("createSpaceMembership", "space-memberships", &["S02", "S04", "S07", "S14", "M13", "B05", "B06"], mode::create_membership),
    read("getSpaceMembership", "space-memberships", &["S02", "S04", "S06", "S07", "S14", "X08", "X09", "B07"], mode::get_membership),
    decided("deleteSpaceMembership", "space-memberships", "S10", &["S02", "S04", "S07", "S14"], Handler::Write(mode::delete_membership)),
];

impl Vendor {
    /// Returns the `operationId`s of the operations that the sandbox serves.
    pub fn operations(self) -> impl Iterator<Item = &'static str> {
        self.endpoints().iter().map(|endpoint| endpoint.operation.id)
    }

    /// Returns the basis of an operation's 200.
    pub fn basis(self, operation: &str) -> Option<Basis> {
        self.endpoints().iter().find(|endpoint| endpoint.operation.id == operation).map(|endpoint| endpoint.operation.basis)
    }

    /// Returns the decisions that responses can rest on.
    pub fn decisions(self) -> &'static [Decision] {
        match self {
            Self::Mobilize => DECISIONS,
            Self::Mode => MODE_DECISIONS,
        }
    }

    /// Returns whether the sandbox serves an operation.
    pub(crate) fn has(self, operation: &str) -> bool {
        self.operations().any(|known| known == operation)
    }

    pub(super) fn endpoints(self) -> &'static [Endpoint] {
        match self {
            Self::Mobilize => &MOBILIZE,
            Self::Mode => &MODE,
        }
    }
}
