//! The tag `bulk`.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::users::Fields;
use crate::api::call::{Call, CallError, CallResult};
use crate::model::{GroupChange, NewGroup, Work, World};

#[derive(Deserialize)]
struct Groups<G> {
    groups: Vec<G>,
}

#[derive(Deserialize)]
struct Update {
    id: i64,
    #[serde(flatten)]
    change: GroupChange,
}

#[derive(Deserialize)]
struct Members {
    group_id: i64,
    users: Vec<Fields>,
}

pub fn create_groups(world: &mut World, call: &Call) -> CallResult {
    let groups = call.body::<Groups<NewGroup>>()?.groups;
    queue(world, call, Work::CreateGroups(groups))
}

pub fn update_groups(world: &mut World, call: &Call) -> CallResult {
    let groups = call.body::<Groups<Update>>()?.groups;
    queue(world, call, Work::UpdateGroups(groups.into_iter().map(|group| (group.id, group.change)).collect()))
}

pub fn create_members(world: &mut World, call: &Call) -> CallResult {
    let members: Members = call.body()?;
    let users = members.users.into_iter().map(|user| user.fields).collect();
    queue(world, call, Work::Members { group: members.group_id, users })
}

fn queue(world: &mut World, call: &Call, work: Work) -> CallResult {
    let job = world.queue(work, call.now).map_err(CallError::Refused)?;
    Ok(call.ok(&json!({"job_id": job, "status": "queued"})))
}

pub fn status(world: &World, call: &Call) -> CallResult {
    let job = world.job(call.path_parameter("job_id"))?;
    let mut result = Map::new();
    result.insert("status".to_owned(), json!(job.status));
    if let Some(users) = &job.users_imported {
        result.insert("users_imported".to_owned(), json!(users));
    }
    if let Some(message) = &job.message {
        result.insert("message".to_owned(), Value::from(message.as_str()));
    }
    Ok(call.ok(&json!({"job_id": job.id, "result": result})))
}
