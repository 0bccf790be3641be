//! Saving and loading a world, and restoring the start.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use serde::Deserialize;
use serde_json::{Value, json};

use super::error::ControlError;
use super::input;
use crate::model::World;
use crate::state::{Shared, WorldSource};
use crate::vendor::Vendor;
use crate::worlds::WorldName;

pub async fn save(State(shared): State<Arc<Shared>>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], shared.save())
}

pub async fn load(State(shared): State<Arc<Shared>>, body: Bytes) -> Result<Json<Value>, ControlError> {
    let world = World::from_json(&body).map_err(ControlError::bad_request)?;
    check_vendor(&shared, &world.name, world.vendor())?;
    shared.load(world);
    Ok(describe(&shared))
}

/// Names the world, and whether it was loaded.
fn describe(shared: &Shared) -> Json<Value> {
    let world = shared.world();
    Json(json!({"world": world.name, "seed": world.seed, "loaded": world.is_loaded()}))
}

/// Refuses a world of another vendor.
fn check_vendor(shared: &Shared, world: &str, vendor: Vendor) -> Result<(), ControlError> {
    if vendor == shared.vendor() {
        return Ok(());
    }
    let (other, own) = (vendor.title(), shared.vendor().title());
    Err(ControlError::bad_request(format!("the world {world} belongs to {other}, but this sandbox serves {own}")))
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reset {
    world: Option<String>,
    seed: Option<u64>,
}

pub async fn reset(State(shared): State<Arc<Shared>>, body: Bytes) -> Result<Json<Value>, ControlError> {
    let reset: Reset = if body.trim_ascii().is_empty() { Reset::default() } else { input::read(&body)? };
    let other = match reset {
        Reset { world: None, seed: None } => None,
        Reset { world, seed } => Some(named(&shared, world, seed)?),
    };
    shared.reset(other);
    Ok(describe(&shared))
}

/// Returns a starting world. An absent name or seed is that of the start.
fn named(shared: &Shared, name: Option<String>, seed: Option<u64>) -> Result<WorldSource, ControlError> {
    let name: WorldName = match (name, shared.initial_world()) {
        (Some(name), _) => name.parse().map_err(ControlError::bad_request)?,
        (None, WorldSource::Named(name, _)) => *name,
        (None, WorldSource::Given(_)) => {
            return Err(ControlError::bad_request(
                "the sandbox was started with a saved world, which has no seed; name a starting world as `world`",
            ));
        }
    };
    check_vendor(shared, name.as_str(), name.vendor())?;
    Ok(WorldSource::Named(name, seed.unwrap_or(shared.settings.seed)))
}
