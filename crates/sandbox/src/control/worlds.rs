//! Saving, loading, and beginning anew; and the clock.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use serde::Deserialize;
use serde_json::{Value, json};

use super::told::{self, Told};
use super::trouble::Trouble;
use crate::Vendor;
use crate::clock::LAST;
use crate::jobs;
use crate::model::World;
use crate::shared::{Shared, Source};
use crate::worlds::WorldName;

pub async fn save(State(shared): State<Arc<Shared>>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], shared.save())
}

pub async fn load(State(shared): State<Arc<Shared>>, body: Bytes) -> Result<Json<Value>, Trouble> {
    let world = World::from_json(&body).map_err(Trouble::bad)?;
    same(&shared, &world.name, world.vendor())?;
    shared.load(world);
    jobs::drive(&shared);
    Ok(described(&shared))
}

/// Which world it is; one that was loaded may hold anything, whatever it was made from.
fn described(shared: &Shared) -> Json<Value> {
    let world = shared.world();
    Json(json!({"world": world.name, "seed": world.seed, "loaded": world.is_loaded()}))
}

/// A sandbox stays with its vendor.
fn same(shared: &Shared, world: &str, vendor: Vendor) -> Result<(), Trouble> {
    match vendor == shared.vendor {
        true => Ok(()),
        false => {
            Err(Trouble::bad(format!("the world {world} is one of {}, and this sandbox serves {}", vendor.title(), shared.vendor.title())))
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reset {
    world: Option<String>,
    seed: Option<u64>,
}

pub async fn reset(State(shared): State<Arc<Shared>>, body: Bytes) -> Result<Json<Value>, Trouble> {
    let reset: Reset = if body.is_empty() { Reset::default() } else { told::read(&body)? };
    let other = match reset {
        Reset { world: None, seed: None } => None,
        Reset { world, seed } => Some(named(&shared, world, seed)?),
    };
    shared.reset(other);
    jobs::drive(&shared);
    Ok(described(&shared))
}

/// A starting world: what is left out is as in the world that there is.
fn named(shared: &Shared, name: Option<String>, seed: Option<u64>) -> Result<Source, Trouble> {
    let world = shared.world();
    if name.is_none() && world.is_loaded() {
        return Err(Trouble::bad("the world was loaded, and no seed makes it anew: say which starting world to begin with, as `world`"));
    }
    let name: WorldName = name.as_deref().unwrap_or(&world.name).parse().map_err(Trouble::bad)?;
    same(shared, name.as_str(), name.vendor())?;
    Ok(Source::Named(name, seed.unwrap_or(world.seed)))
}

pub async fn clock(State(shared): State<Arc<Shared>>) -> Json<Value> {
    Json(json!({"now": shared.clock.now(), "real": shared.clock.is_real()}))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetClock {
    advance_ms: Option<i64>,
    now: Option<i64>,
}

pub async fn set_clock(State(shared): State<Arc<Shared>>, Told(set): Told<SetClock>) -> Result<Json<Value>, Trouble> {
    if shared.clock.is_real() {
        return Err(Trouble::bad("the clock is the real one; start the sandbox without --real-time to set it"));
    }
    let now = match (set.now, set.advance_ms) {
        (Some(now), None) => now,
        (None, Some(by)) => shared.clock.now().saturating_add(by),
        _ => return Err(Trouble::bad("expected either `now` or `advance_ms`, in milliseconds")),
    };
    if !(0..=LAST).contains(&now) {
        return Err(Trouble::bad("expected a time from 1970 to 9999, in milliseconds since the epoch"));
    }
    shared.clock.set(now);
    Ok(clock(State(shared)).await)
}
