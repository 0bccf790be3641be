//! Receiving webhooks (pages: `webhooks`, `bulk-notifications-object`, `notification-object`).
//!
//! **The vendor signs nothing.** Anybody who learns the URL of a receiver can send it anything. So put a long random text, known
//! only to you and the community settings, into the URL, and compare it with [`Secret::matches`] before reading the body. If it
//! matters, ask the service instead of trusting a delivery.
//!
//! ```
//! use mobilize::types::NotificationTopic;
//! use mobilize::webhook::{Delivery, Secret};
//!
//! let secret = Secret::new("a long random text")?;
//! # let (given, body) = ("a long random text", br#"{ "notifications": [{ "topic": "user.created", "item": { "id": "7" } }] }"#);
//! assert!(secret.matches(given), "answer 404");
//!
//! let delivery = Delivery::parse(body)?;
//! for event in &delivery.events {
//!     match &event.topic {
//!         Some(NotificationTopic::UserCreated) => println!("welcome, {:?}", event.user.as_ref().map(|user| &user.id)),
//!         other => println!("{other:?}: {}", event.item),
//!     }
//! }
//! # Ok::<(), mobilize::Error>(())
//! ```
//!
//! A delivery has at most 50 notifications; [`Delivery::rest`] requests the others, after you have processed these. No page says
//! which response the vendor expects and how often it tries again, so return 200 at once, work later, and expect the same delivery
//! twice. `examples/receive_webhooks.rs` is a complete receiver.

use std::fmt;

use serde_json::{Value, json};
use subtle::ConstantTimeEq;

use crate::client::Client;
use crate::error::{Error, Result, decode_slice, unexpected_value};
use crate::paging::Cursor;
use crate::types::{BulkId, BulkNotifications, ItemType, Notification, NotificationTopic, User};

/// The body of one request to a receiver (page: `bulk-notifications-object`).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Delivery {
    /// The notifications, in the order of the delivery; at most the first 50.
    pub events: Vec<Event>,
    /// The bulk that they belong to; `None` if the delivery does not name it.
    pub bulk_id: Option<BulkId>,
    /// The number of notifications in the bulk, if the delivery has it.
    pub total: Option<u64>,
    next_page: Option<String>,
}

/// One notification (page: `notification-object`).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Event {
    /// The kind of event; the list of topics is open.
    pub topic: Option<NotificationTopic>,
    /// The kind of object that it is about. Only `user` is documented.
    pub item_type: Option<ItemType>,
    /// The user that it is about, if the item is an object; mismatching values are kept beside the typed properties. The item of
    /// `group_member.added` is not documented.
    pub user: Option<User>,
    /// The item as it arrived; the whole notification if that is not an object.
    pub item: Value,
}

impl From<Notification> for Event {
    fn from(notification: Notification) -> Self {
        // Encoding returns the notification as it arrived.
        let item = match serde_json::to_value(&notification) {
            Ok(Value::Object(mut notification)) => notification.remove("item").unwrap_or_default(),
            Ok(other) => other,
            Err(_) => Value::Null,
        };
        let notification = notification.into_inner();
        Self { topic: notification.topic, item_type: notification.item_type, user: notification.item, item }
    }
}

const NOT_A_DELIVERY: &str =
    "not a webhook delivery: expected an object with the array `notifications`, an array of notifications, or one with its `topic`";

impl Delivery {
    /// Parses the body of a delivery. An array of notifications and a single one are accepted too, since one page says that a webhook
    /// delivers a notification and another that it delivers a bulk.
    ///
    /// A notification may have any topic and any item, even one that is not an object.
    ///
    /// # Errors
    ///
    /// If the body is not JSON, or not one of these: see [`Error::is_decode`].
    pub fn parse(body: &[u8]) -> Result<Self> {
        let bulk = match decode_slice(body)? {
            Value::Array(notifications) if notifications.is_empty() || notifications.iter().any(Value::is_object) => {
                json!({ "notifications": notifications })
            }
            bulk if bulk.get("notifications").is_some_and(Value::is_array) => bulk,
            single if single.get("topic").is_some() => json!({ "notifications": [single] }),
            other => {
                return Err(unexpected_value(NOT_A_DELIVERY, if other.get("notifications").is_some() { "notifications" } else { "." }));
            }
        };
        let bulk: BulkNotifications = serde_json::from_value(bulk).unwrap_or_default();
        let bulk = bulk.into_inner();
        Ok(Self {
            events: bulk.notifications.unwrap_or_default().into_iter().map(Event::from).collect(),
            bulk_id: bulk.job.map(|job| job.id.clone()).filter(|id| !id.is_missing()),
            total: bulk.total.and_then(|total| u64::try_from(total).ok()),
            next_page: bulk.next_page,
        })
    }

    /// Returns true if the bulk has more notifications than were delivered.
    pub fn has_more(&self) -> bool {
        self.next_page.is_some() || self.total.is_some_and(|total| total > self.events.len() as u64)
    }

    /// Requests the notifications of the bulk that were not delivered (page: `get-a-single-bulk`); none if all were.
    ///
    /// Process [`events`](Self::events) first: they have arrived, and this can fail.
    ///
    /// The URL of the next page in the delivery is not followed, since anyone can send one: the bulk is requested by its id from the
    /// service of the client. A client of a community with several keys needs
    /// [`api_application_key`](crate::ClientBuilder::api_application_key) for this.
    ///
    /// # Errors
    ///
    /// The errors of [`Pages::try_next`](crate::Pages::try_next); and [`Error::is_paging`] if there are more notifications, but the
    /// delivery does not name their bulk.
    pub async fn rest(&self, client: &Client) -> Result<Vec<Event>> {
        if !self.has_more() {
            return Ok(Vec::new());
        }
        let Some(id) = &self.bulk_id else {
            return Err(Error::paging("the delivery does not name the bulk of its other notifications", None));
        };
        let delivered = Cursor::Offset(self.events.len() as u64);
        let mut events = Vec::new();
        let mut rest = client.list_notifications().bulk_id(id.clone()).pages().starting_at(delivered);
        while let Some(page) = rest.try_next().await? {
            events.extend(page.items.into_iter().map(Event::from));
        }
        Ok(events)
    }
}

/// The text that makes the URL of a receiver hard to guess; there is no other protection (page: `webhooks`).
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// Makes a secret of your choice; the vendor does not provide one.
    ///
    /// # Errors
    ///
    /// If it is empty or blank, since everybody could guess it.
    pub fn new(secret: impl Into<String>) -> Result<Self> {
        match secret.into() {
            secret if secret.trim().is_empty() => Err(Error::configuration("the secret of the webhook is empty")),
            secret => Ok(Self(secret)),
        }
    }

    /// Returns true if this is the secret. The time that it takes reveals only its length.
    pub fn matches(&self, given: impl AsRef<[u8]>) -> bool {
        self.0.as_bytes().ct_eq(given.as_ref()).into()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_a_delivery_is_parsed() {
        let one = r#"{ "topic": "user.created", "item": { "id": "7", "shoe_size": 43 } }"#;
        for body in [one.to_owned(), format!("[{one}]"), format!(r#"{{ "notifications": [{one}], "total": 1 }}"#)] {
            let delivery = Delivery::parse(body.as_bytes()).expect("reads");
            let [event] = &delivery.events[..] else { panic!("{body}: {delivery:?}") };
            assert_eq!(event.topic, Some(NotificationTopic::UserCreated));
            assert_eq!(event.user.as_ref().and_then(|user| user.id.as_u64()), Some(7));
            assert_eq!(event.item["shoe_size"], 43);
            assert!(!delivery.has_more());
        }
    }

    #[test]
    fn unknown_items_are_kept() {
        let delivery = Delivery::parse(br#"{ "notifications": [{ "topic": "new", "item": "7" }, 8], "total": "x" }"#).expect("reads");
        assert_eq!(delivery.events[0].item, "7");
        assert_eq!(delivery.events[0].topic, Some(NotificationTopic::Other("new".to_owned())));
        assert_eq!(delivery.events[1].item, 8);
    }

    #[test]
    fn other_bodies_are_refused() {
        for body in [r#"{}"#, "null", "", "7", r#""user.created""#, "[1, null]", r#"{ "event": { "topic": "x" } }"#] {
            let err = Delivery::parse(body.as_bytes()).expect_err(body);
            assert!(err.is_decode(), "{body}");
            assert!(err.to_string().ends_with("or one with its `topic` (at .)"), "{body}: {err}");
        }
        let err = Delivery::parse(br#"{ "notifications": {} }"#).expect_err("no list");
        assert_eq!(err.path(), Some("notifications"));
        assert!(Delivery::parse(b"<html>").is_err_and(|err| err.is_decode()));
        for body in [r#"{ "notifications": [] }"#, "[]"] {
            assert!(Delivery::parse(body.as_bytes()).is_ok_and(|delivery| delivery.events.is_empty()), "{body}");
        }
        let marked = "\u{feff}{ \"notifications\": [{ \"topic\": \"new\" }] }";
        assert!(Delivery::parse(marked.as_bytes()).is_ok_and(|delivery| delivery.events.len() == 1));
    }

    #[test]
    fn only_the_secret_matches() {
        let secret = Secret::new("abc").expect("a secret");
        assert!(secret.matches("abc"));
        assert!(!["", "ab", "abd", "abcd"].into_iter().any(|given| secret.matches(given)));
        assert!(Secret::new("").is_err() && Secret::new(" ").is_err());
        assert_eq!(format!("{secret:?}"), "Secret(hidden)");
    }
}
