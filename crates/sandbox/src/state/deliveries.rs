//! The deliveries of webhooks that are remembered.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::body::Bytes;
use serde::Serialize;

/// The number of deliveries that are remembered.
const MAX_DELIVERIES: usize = 500;

/// A bulk that is delivered to a webhook.
#[derive(Debug, Clone, Serialize)]
pub struct Delivery {
    /// The number of the delivery, counted from 1.
    pub id: u64,
    /// The number of the webhook.
    pub subscription: u64,
    /// The id of the bulk.
    pub bulk: String,
    /// The receiver's URL.
    pub url: String,
    /// The number of notifications in the bulk.
    pub total: usize,
    /// The state of the delivery.
    pub state: DeliveryState,
    /// The attempts so far.
    pub attempts: Vec<Attempt>,
    /// The body that is sent.
    #[serde(skip)]
    pub(crate) payload: Bytes,
    /// The generation of the world that the delivery belongs to.
    #[serde(skip)]
    pub(crate) generation: u64,
}

/// The state of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum DeliveryState {
    /// An attempt is running, or the next one is due later.
    Pending,
    /// The receiver responded with a 2xx.
    Delivered,
    /// Every attempt failed.
    Failed,
    /// The webhook was removed before an attempt succeeded.
    Cancelled,
}

/// One attempt to deliver.
#[derive(Debug, Clone, Serialize)]
pub struct Attempt {
    /// The status of the receiver's response.
    pub status: Option<u16>,
    /// The reason why there was no response, or why a response is a failure.
    pub error: Option<String>,
    /// The duration in milliseconds.
    pub millis: u64,
}

/// The latest deliveries.
#[derive(Debug, Default)]
pub struct Deliveries(Mutex<List>);

#[derive(Debug, Default)]
struct List {
    count: u64,
    latest: VecDeque<Delivery>,
}

impl Deliveries {
    /// Returns the deliveries, the latest first.
    pub fn latest(&self) -> Vec<Delivery> {
        self.lock().latest.iter().rev().cloned().collect()
    }

    /// Returns the number of remembered deliveries.
    pub fn len(&self) -> usize {
        self.lock().latest.len()
    }

    /// Returns one delivery.
    pub fn find(&self, id: u64) -> Option<Delivery> {
        self.lock().latest.iter().find(|delivery| delivery.id == id).cloned()
    }

    /// Forgets all deliveries and counts from 1 again.
    pub fn clear(&self) {
        *self.lock() = List::default();
    }

    /// Adds a delivery and returns its number.
    pub fn add(&self, delivery: Delivery) -> u64 {
        let mut list = self.lock();
        list.count += 1;
        let id = list.count;
        list.latest.push_back(Delivery { id, ..delivery });
        if list.latest.len() > MAX_DELIVERIES {
            list.latest.pop_front();
        }
        id
    }

    /// Adds an attempt to a delivery and sets its state. A delivery of an earlier generation is no longer there.
    pub fn update(&self, id: u64, generation: u64, attempt: Option<Attempt>, state: DeliveryState) {
        let mut list = self.lock();
        if let Some(delivery) = list.latest.iter_mut().find(|known| known.id == id && known.generation == generation) {
            delivery.attempts.extend(attempt);
            delivery.state = state;
        }
    }

    fn lock(&self) -> MutexGuard<'_, List> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
