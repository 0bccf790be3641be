//! What the sandbox offers beside the documented interface, under `/_sandbox/`: to look at it and to steer it.

mod overview;
mod steer;
mod told;
mod trouble;
mod worlds;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{delete, get, post, put};

pub use trouble::Trouble;

use crate::Vendor;
use crate::shared::Shared;

/// A saved world may be large.
const WORLD_LIMIT: usize = 256 << 20;

/// The control endpoints. What is about groups, users, jobs and webhooks is not there for a vendor that has none.
pub fn router(vendor: Vendor) -> Router<Arc<Shared>> {
    let neutral = Router::new()
        .route("/health", get(|| async { "ok\n" }))
        .route("/overview", get(overview::overview))
        .route("/decisions", get(overview::decisions))
        .route("/requests", get(overview::requests).delete(overview::forget))
        .route("/requests/{number}", get(overview::request))
        .route("/requests/{number}/recording", get(overview::recording))
        .route("/recordings", get(overview::recordings))
        .route("/world", get(worlds::save).put(worlds::load).layer(DefaultBodyLimit::max(WORLD_LIMIT)))
        .route("/reset", post(worlds::reset))
        .route("/clock", get(worlds::clock).post(worlds::set_clock))
        .route("/faults", get(steer::faults).post(steer::set_fault).delete(steer::clear_faults))
        .route("/faults/{id}", delete(steer::remove_fault));
    let all = match vendor {
        Vendor::Mobilize => neutral.merge(community()),
        Vendor::Mode => neutral,
    };
    all.method_not_allowed_fallback(async || Trouble::bad_method())
}

/// The control endpoints of a community.
fn community() -> Router<Arc<Shared>> {
    Router::new()
        .route("/groups", get(overview::groups))
        .route("/users", get(overview::users))
        .route("/invitations", get(overview::invitations))
        .route("/jobs/step", post(steer::step_job))
        .route("/jobs/speed", put(steer::set_speed))
        .route("/webhooks", get(steer::webhooks).post(steer::subscribe))
        .route("/webhooks/{id}", delete(steer::unsubscribe))
        .route("/deliveries", get(steer::deliveries))
        .route("/deliveries/{id}/retry", post(steer::redeliver))
        .route("/members/status", post(steer::set_status))
        .route("/activities", post(steer::add_activity))
        .route("/fields", post(steer::define_field))
        .route("/groups/{group}/fields/{field}", delete(steer::remove_field))
}
