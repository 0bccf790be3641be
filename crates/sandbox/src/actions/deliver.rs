//! Deliveries of webhooks: bulks of at most 50 notifications, each sent in the background until an attempt succeeds.

use std::sync::Arc;
use std::time::Instant;

use axum::body::Bytes;

use crate::api::{BULK_PAGE, bulk_page};
use crate::model::Refusal;
use crate::state::{Attempt, Delivery, DeliveryState, Shared};

/// Sends the bulks that a change left in the outbox.
pub fn send_all(shared: &Arc<Shared>, outbox: Vec<(u64, String)>) {
    for (subscription, bulk) in outbox {
        // A webhook that has been removed meanwhile gets nothing.
        let _ = deliver(shared, subscription, &bulk);
    }
}

/// Repeats a delivery.
///
/// # Errors
///
/// Returns a refusal if the delivery, its webhook or its bulk no longer exists.
pub fn redeliver(shared: &Arc<Shared>, id: u64) -> Result<Delivery, Refusal> {
    let delivery = shared.deliveries.find(id).ok_or_else(|| Refusal::NotFound(format!("delivery {id}")))?;
    deliver(shared, delivery.subscription, &delivery.bulk)?;
    Ok(delivery)
}

fn deliver(shared: &Arc<Shared>, subscription: u64, bulk: &str) -> Result<(), Refusal> {
    let world = shared.world();
    let generation = shared.generation();
    let target = world.subscriptions().iter().find(|known| known.id == subscription);
    let target = target.ok_or_else(|| Refusal::NotFound(format!("webhook {subscription}")))?;
    let found = world.bulks().find(|known| known.id == bulk).ok_or_else(|| Refusal::NoBulk(bulk.to_owned()))?;
    let key = if world.needs_application_key() { found.application_key.as_deref() } else { None };
    let page = bulk_page(found, 0, BULK_PAGE, &shared.settings.url, key, world.quirks.next_page_past_the_end);
    let delivery = Delivery {
        id: 0,
        subscription,
        bulk: bulk.to_owned(),
        url: target.url.clone(),
        total: found.notifications.len(),
        state: DeliveryState::Pending,
        attempts: Vec::new(),
        payload: Bytes::from(serde_json::to_vec(&page).unwrap_or_default()),
        generation,
    };
    drop(world);
    let id = shared.deliveries.add(delivery.clone());
    let task = Arc::clone(shared);
    shared.runtime.spawn(async move { run(&task, Delivery { id, ..delivery }).await });
    Ok(())
}

/// Attempts a delivery until it succeeds, its attempts are used up, or its webhook or world is gone.
async fn run(shared: &Shared, delivery: Delivery) {
    let Delivery { id, generation, subscription, .. } = delivery;
    let mut waits = shared.webhooks.waits.iter();
    while is_wanted(shared, generation, subscription) {
        let attempt = attempt(shared, &delivery).await;
        let delivered = attempt.error.is_none();
        let wait = waits.next();
        let state = match (delivered, wait) {
            (true, _) => DeliveryState::Delivered,
            (false, Some(_)) => DeliveryState::Pending,
            (false, None) => DeliveryState::Failed,
        };
        shared.deliveries.update(id, generation, Some(attempt), state);
        match wait {
            Some(wait) if !delivered => tokio::time::sleep(*wait).await,
            _ => return,
        }
    }
    shared.deliveries.update(id, generation, None, DeliveryState::Cancelled);
}

/// Returns whether the webhook and the world of a delivery are still there.
fn is_wanted(shared: &Shared, generation: u64, subscription: u64) -> bool {
    let world = shared.world();
    shared.generation() == generation && world.subscriptions().iter().any(|known| known.id == subscription)
}

async fn attempt(shared: &Shared, delivery: &Delivery) -> Attempt {
    let start = Instant::now();
    let result = shared.webhooks.post(&delivery.url, delivery.payload.clone()).await;
    let millis = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
    match result {
        Ok(status @ 200..=299) => Attempt { status: Some(status), error: None, millis },
        Ok(status @ 300..=399) => Attempt { status: Some(status), error: Some("a redirect is not followed".to_owned()), millis },
        Ok(status) => Attempt { status: Some(status), error: Some("not a 2xx".to_owned()), millis },
        Err(error) => Attempt { status: None, error: Some(error), millis },
    }
}
