//! The type that each operation answers with, taken from the operation itself.

use std::collections::BTreeMap;
use std::future::Future;

use mobilize::types::BulkNotifications;
use mobilize::{Response, Result, builder};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Decodes JSON and encodes it again.
pub type Recode = fn(&Value) -> serde_json::Result<Value>;

/// Decodes and encodes a body, for every operation and webhook of the document.
pub fn table() -> BTreeMap<&'static str, Recode> {
    BTreeMap::from([
        ("createGroup", answer(builder::CreateGroup::send)),
        ("createGroupMember", answer(builder::CreateGroupMember::send)),
        ("createGroupsInBulk", answer(builder::CreateGroupsInBulk::send)),
        ("createMembersInBulk", answer(builder::CreateMembersInBulk::send)),
        ("createUser", answer(builder::CreateUser::send)),
        ("deleteGroupMember", answer(builder::DeleteGroupMember::send)),
        ("deleteUser", answer(builder::DeleteUser::send)),
        ("findUserByEmail", answer(builder::FindUserByEmail::send)),
        ("listNotifications", answer(builder::ListNotifications::send)),
        ("getBulkJobStatus", answer(builder::GetBulkJobStatus::send)),
        ("getGroup", answer(builder::GetGroup::send)),
        ("getGroupMember", answer(builder::GetGroupMember::send)),
        ("getUser", answer(builder::GetUser::send)),
        ("inviteGroupMembers", answer(builder::InviteGroupMembers::send)),
        ("listActivities", answer(builder::ListActivities::send)),
        ("listGroupMembers", answer(builder::ListGroupMembers::send)),
        ("listGroups", answer(builder::ListGroups::send)),
        ("listUsers", answer(builder::ListUsers::send)),
        ("searchGroupMembers", answer(builder::SearchGroupMembers::send)),
        ("searchUsers", answer(builder::SearchUsers::send)),
        ("updateGroup", answer(builder::UpdateGroup::send)),
        ("updateGroupMember", answer(builder::UpdateGroupMember::send)),
        ("updateGroupsInBulk", answer(builder::UpdateGroupsInBulk::send)),
        ("updateUser", answer(builder::UpdateUser::send)),
        ("groupMemberAdded", recode::<BulkNotifications>),
        ("userCreated", recode::<BulkNotifications>),
        ("userStatusChanged", recode::<BulkNotifications>),
        ("userUpdated", recode::<BulkNotifications>),
    ])
}

/// The function is never called; it is there for its type.
pub fn answer<B, F, T>(_send: impl FnOnce(B) -> F) -> Recode
where
    F: Future<Output = Result<Response<T>>>,
    T: DeserializeOwned + Serialize,
{
    recode::<T>
}

fn recode<T: DeserializeOwned + Serialize>(value: &Value) -> serde_json::Result<Value> {
    let text = value.to_string();
    let decoded: T = serde_json::from_str(&text)?;
    let encoded = serde_json::to_value(&decoded)?;
    // The client's own reader takes another way to the same result.
    let decoded: T = mobilize::decode_json(text.as_bytes()).map_err(serde::de::Error::custom)?;
    assert_eq!(serde_json::to_value(&decoded)?, encoded);
    Ok(encoded)
}
