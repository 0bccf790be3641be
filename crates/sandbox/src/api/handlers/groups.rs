//! The tag `groups`.

use serde::Serialize;

use crate::api::call::{Call, CallError, CallResult, MAX_PAGE};
use crate::model::view::{self, GroupView};
use crate::model::{GroupChange, NewGroup, World};

#[derive(Serialize)]
struct GroupList<'w> {
    groups: Vec<GroupView<'w>>,
    total_groups: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_page: Option<String>,
}

pub fn list(world: &World, call: &Call) -> CallResult {
    let limit = call.limit(50, MAX_PAGE)?;
    let after = call.number("last_group_id")?.unwrap_or(i64::MIN);
    let mut following = world.groups_after(after);
    let groups: Vec<_> = following.by_ref().take(limit).collect();
    let more = following.next().is_some() || world.quirks.next_page_past_the_end && !groups.is_empty();
    let last = groups.last().map(|group| group.id.to_string()).filter(|_| more);
    let limit = limit.to_string();
    // The sample drops `include_fields` (E13).
    let next_page = last.map(|last| call.next_page("/groups", &[("last_group_id", &last), ("limit", &limit)]));
    let include_fields = call.flag("include_fields");
    let groups = groups.into_iter().map(|group| view::group(world, group, include_fields)).collect();
    Ok(call.ok(&GroupList { groups, total_groups: world.groups_count(), next_page }))
}

pub fn get(world: &World, call: &Call) -> CallResult {
    one(world, call, call.id("group_id")?, call.flag("include_fields"))
}

pub fn create(world: &mut World, call: &Call) -> CallResult {
    let group = world.create_group(call.body::<NewGroup>()?, call.now)?;
    one(world, call, group, true)
}

pub fn update(world: &mut World, call: &Call) -> CallResult {
    let group = call.id("group_id")?;
    world.update_group(group, call.body::<GroupChange>()?, call.now)?;
    one(world, call, group, true)
}

fn one(world: &World, call: &Call, group: i64, include_fields: bool) -> CallResult {
    let group = world.group(group).map_err(CallError::Refused)?;
    Ok(call.ok(&view::group(world, group, include_fields)))
}
