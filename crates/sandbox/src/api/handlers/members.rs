//! The tag `members`.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::users::{Fields, keywords, many, one};
use crate::api::call::{Call, CallError, CallResult, MAX_PAGE};
use crate::model::{Refusal, World};

#[derive(Deserialize)]
struct MemberCreate {
    user_id: Option<i64>,
    fields: Option<Map<String, Value>>,
}

#[derive(Deserialize)]
struct MemberInvite {
    sender_id: i64,
    recipients_ids: Vec<i64>,
}

pub fn list(world: &World, call: &Call) -> CallResult {
    let (offset, limit) = call.window(world, MAX_PAGE)?;
    let members = world.members(call.id("group_id")?)?;
    many(world, call, members.iter().skip(offset).take(limit).filter_map(|id| world.user(*id).ok()))
}

pub fn search(world: &World, call: &Call) -> CallResult {
    let (offset, limit) = call.window(world, MAX_PAGE)?;
    let keywords = keywords(call)?;
    let found = world.search_members(call.id("group_id")?, &keywords)?;
    many(world, call, found.skip(offset).take(limit))
}

pub fn get(world: &World, call: &Call) -> CallResult {
    let member = world.member(call.id("group_id")?, call.id("user_id")?).map_err(CallError::Refused)?;
    one(world, call, member.id, call.flag("include_fields"))
}

pub fn create(world: &mut World, call: &Call) -> CallResult {
    let new: MemberCreate = call.body()?;
    if new.user_id.is_none() && new.fields.is_none() {
        return Err(Refusal::Missing("fields".to_owned()).into());
    }
    let user = world.create_member(call.id("group_id")?, new.user_id, new.fields.unwrap_or_default(), call.now)?;
    one(world, call, user, true)
}

pub fn update(world: &mut World, call: &Call) -> CallResult {
    let (group, user) = (call.id("group_id")?, call.id("user_id")?);
    world.update_member(group, user, call.body::<Fields>()?.fields, call.now)?;
    one(world, call, user, true)
}

pub fn delete(world: &mut World, call: &Call) -> CallResult {
    world.remove_member(call.id("group_id")?, call.id("user_id")?, call.flag("hard_delete"), call.now)?;
    Ok(call.ok(&json!({"success": true})))
}

pub fn invite(world: &mut World, call: &Call) -> CallResult {
    let invite: MemberInvite = call.body()?;
    world.invite(call.id("group_id")?, invite.sender_id, &invite.recipients_ids, call.now)?;
    Ok(call.ok(&json!({"success": true})))
}
