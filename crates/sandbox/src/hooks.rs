//! Deliveries of webhooks: bulks of at most 50 notifications, retried, and written down.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde::Serialize;

use crate::api::{NOTIFICATIONS, notifications_page};
use crate::model::Refused;
use crate::shared::Shared;

/// How many deliveries are remembered.
const KEPT: usize = 500;

/// One bulk on its way to one webhook.
#[derive(Debug, Clone, Serialize)]
pub struct Delivery {
    /// Its number.
    pub id: u64,
    /// The webhook.
    pub subscription: u64,
    /// The bulk.
    pub bulk: String,
    /// Where it goes.
    pub url: String,
    /// How many notifications the bulk has.
    pub total: usize,
    /// How far it is.
    pub state: DeliveryState,
    /// What was tried.
    pub attempts: Vec<Attempt>,
}

/// How far a delivery is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum DeliveryState {
    /// It is under way, or waits for its next attempt.
    Pending,
    /// The receiver answered with a 2xx.
    Delivered,
    /// Every attempt failed.
    Failed,
    /// Its webhook was removed before an attempt succeeded.
    Cancelled,
}

/// One attempt to deliver.
#[derive(Debug, Clone, Serialize)]
pub struct Attempt {
    /// The status of the receiver's answer.
    pub status: Option<u16>,
    /// Why there was no answer.
    pub error: Option<String>,
    /// How long it took.
    pub millis: u64,
}

/// The deliveries, and how they are sent.
#[derive(Debug)]
pub struct Hooks {
    client: Option<reqwest::Client>,
    /// How long to wait before each further attempt.
    waits: Vec<Duration>,
    log: Mutex<(u64, VecDeque<Delivery>)>,
}

impl Hooks {
    pub fn new(waits: Vec<Duration>) -> Self {
        // A receiver is reached directly, and has ten seconds.
        let client = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(10)).build().ok();
        Self { client, waits, log: Mutex::default() }
    }

    /// The deliveries, the latest first.
    pub fn log(&self) -> Vec<Delivery> {
        self.lock().1.iter().rev().cloned().collect()
    }

    /// Forgets all deliveries.
    pub fn clear(&self) {
        self.lock().1.clear();
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, (u64, VecDeque<Delivery>)> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn open(&self, delivery: Delivery) -> u64 {
        let mut log = self.lock();
        log.0 += 1;
        let id = log.0;
        log.1.push_back(Delivery { id, ..delivery });
        if log.1.len() > KEPT {
            log.1.pop_front();
        }
        id
    }

    fn note(&self, id: u64, attempt: Option<Attempt>, state: DeliveryState) {
        if let Some(delivery) = self.lock().1.iter_mut().find(|delivery| delivery.id == id) {
            delivery.attempts.extend(attempt);
            delivery.state = state;
        }
    }
}

/// Sends what the last change left in the outbox, each bulk by itself.
pub fn send(shared: &Arc<Shared>, outbox: Vec<(u64, String)>) {
    for (subscription, bulk) in outbox {
        // One of a webhook that is gone by now has nowhere to go.
        let _ = deliver(shared, subscription, &bulk);
    }
}

/// Sends one bulk to one webhook, in the background.
///
/// # Errors
///
/// Where the webhook or the bulk is no longer there.
pub fn deliver(shared: &Arc<Shared>, subscription: u64, bulk: &str) -> Result<(), Refused> {
    let world = shared.world();
    let era = shared.era();
    let target = world.subscriptions().iter().find(|known| known.id == subscription);
    let target = target.ok_or_else(|| Refused::NoSuch(format!("webhook {subscription}")))?;
    let found = world.bulks().find(|known| known.id == bulk).ok_or_else(|| Refused::NoBulk(bulk.to_owned()))?;
    let (url, total) = (target.url.clone(), found.notifications.len());
    let key = if world.needs_application_key() { found.application_key.as_deref() } else { None };
    let always = world.quirks.next_page_past_the_end;
    let body = serde_json::to_vec(&notifications_page(found, 0, NOTIFICATIONS, &shared.url, key, always)).unwrap_or_default();
    drop(world);
    let delivery = Delivery {
        id: 0,
        subscription,
        bulk: bulk.to_owned(),
        url: url.clone(),
        total,
        state: DeliveryState::Pending,
        attempts: Vec::new(),
    };
    let id = shared.hooks.open(delivery);
    let task = Arc::clone(shared);
    shared.runtime.spawn(async move {
        let mut waits = task.hooks.waits.iter();
        while is_wanted(&task, era, subscription) {
            let attempt = attempt(task.hooks.client.as_ref(), &url, &body).await;
            let delivered = attempt.status.is_some_and(|status| (200..300).contains(&status));
            let wait = waits.next();
            let state = match (delivered, wait) {
                (true, _) => DeliveryState::Delivered,
                (false, Some(_)) => DeliveryState::Pending,
                (false, None) => DeliveryState::Failed,
            };
            task.hooks.note(id, Some(attempt), state);
            match wait {
                Some(wait) if !delivered => tokio::time::sleep(*wait).await,
                _ => return,
            }
        }
        task.hooks.note(id, None, DeliveryState::Cancelled);
    });
    Ok(())
}

/// Whether a delivery may go on: its webhook is still there, and its world.
fn is_wanted(shared: &Shared, era: u64, subscription: u64) -> bool {
    let world = shared.world();
    shared.era() == era && world.subscriptions().iter().any(|known| known.id == subscription)
}

async fn attempt(client: Option<&reqwest::Client>, url: &str, body: &[u8]) -> Attempt {
    let begun = Instant::now();
    let result = match client {
        None => Err("this machine cannot make HTTP requests".to_owned()),
        Some(client) => {
            let request = client.post(url).header("content-type", "application/json").header("user-agent", "mobilize-sandbox");
            request.body(body.to_vec()).send().await.map(|response| response.status().as_u16()).map_err(|error| reasons(&error))
        }
    };
    let millis = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    match result {
        Ok(status) => Attempt { status: Some(status), error: None, millis },
        Err(error) => Attempt { status: None, error: Some(error), millis },
    }
}

/// An error with what caused it.
pub fn reasons(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
