//! The tag `users`.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::api::call::{Call, CallError, CallResult, MAX_PAGE};
use crate::model::{User, World, view};

#[derive(Deserialize)]
struct UserCreate {
    email: String,
    #[serde(default)]
    fields: Map<String, Value>,
}

#[derive(Deserialize)]
pub(super) struct Fields {
    pub fields: Map<String, Value>,
}

pub fn list(world: &World, call: &Call) -> CallResult {
    let (offset, limit) = call.window(world, MAX_PAGE)?;
    many(world, call, world.users().iter().skip(offset).take(limit))
}

pub fn search(world: &World, call: &Call) -> CallResult {
    let (offset, limit) = call.window(world, MAX_PAGE)?;
    let keywords = keywords(call)?;
    many(world, call, world.search(&keywords).skip(offset).take(limit))
}

pub fn find(world: &World, call: &Call) -> CallResult {
    match call.query("email").map(str::trim) {
        None | Some("") => Err(call.bad_parameter("email", "missing")),
        Some(email) => many(world, call, world.find_by_email(email).into_iter()),
    }
}

pub fn get(world: &World, call: &Call) -> CallResult {
    one(world, call, call.id("user_id")?, call.flag("include_fields"))
}

pub fn create(world: &mut World, call: &Call) -> CallResult {
    let new: UserCreate = call.body()?;
    let user = world.create_user(&new.email, new.fields, call.now)?;
    one(world, call, user, true)
}

pub fn update(world: &mut World, call: &Call) -> CallResult {
    let user = call.id("user_id")?;
    world.update_user(user, call.body::<Fields>()?.fields, call.now)?;
    one(world, call, user, true)
}

pub fn delete(world: &mut World, call: &Call) -> CallResult {
    world.delete_user(call.id("user_id")?, call.flag("hard_delete"))?;
    Ok(call.ok(&json!({"success": true})))
}

/// Returns one user.
pub(super) fn one(world: &World, call: &Call, user: i64, include_fields: bool) -> CallResult {
    let user = world.user(user).map_err(CallError::Refused)?;
    Ok(call.ok(&view::user(world, user, include_fields)))
}

/// Returns a page of users.
pub(super) fn many<'w>(world: &World, call: &Call, users: impl Iterator<Item = &'w User>) -> CallResult {
    let include_fields = call.flag("include_fields");
    Ok(call.ok(&users.map(|user| view::user(world, user, include_fields)).collect::<Vec<_>>()))
}

/// Returns the keywords, at least one.
pub(super) fn keywords(call: &Call) -> Result<crate::model::Keywords, CallError> {
    match call.query("keywords").map(str::trim) {
        None | Some("") => Err(call.bad_parameter("keywords", "missing")),
        Some(text) => Ok(crate::model::Keywords::new(text)),
    }
}
