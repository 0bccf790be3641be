//! Receiving webhooks (pages: `webhooks`, `bulk-notifications-object`, `notification-object`).
//!
//! **The vendor signs nothing.** Whoever learns the address of a receiver can send it anything. So put a long random text
//! that only you and the community settings know into the address, and compare it with [`Secret::matches`] before reading the
//! body; and where it matters, ask the service instead of believing a delivery.
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
//! A delivery carries at most 50 notifications; [`Delivery::rest`] gets the others, once those have been dealt with. No page says which answer the vendor expects
//! and how often it tries again, so answer 200 at once, work later, and expect the same delivery twice.
//! `examples/receive_webhooks.rs` is a whole receiver.

use std::fmt;

use serde_json::{Value, json};
use subtle::ConstantTimeEq;

use crate::client::Client;
use crate::error::{Error, Result, decode_slice, no_such_thing};
use crate::paging::Cursor;
use crate::types::{BulkId, BulkNotifications, ItemType, Notification, NotificationTopic, User};

/// What one request to a receiver carries (page: `bulk-notifications-object`).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Delivery {
    /// What happened, in the order of the delivery; the first 50 if it was more.
    pub events: Vec<Event>,
    /// The bulk that these belong to; `None` where the delivery does not name one.
    pub bulk_id: Option<BulkId>,
    /// How many there are in the whole bulk, if the delivery says so.
    pub total: Option<u64>,
    next_page: Option<String>,
}

/// One thing that happened (page: `notification-object`).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Event {
    /// What happened; the list of topics is open.
    pub topic: Option<NotificationTopic>,
    /// The kind of thing that it happened to. Only `user` is documented.
    pub item_type: Option<ItemType>,
    /// The user whom it happened to, if the item is an object; what does not fit is kept beside the typed properties. What the item of
    /// `group_member.added` looks like is not documented.
    pub user: Option<User>,
    /// The item as it came; the whole notification where that is no object.
    pub item: Value,
}

impl From<Notification> for Event {
    fn from(notification: Notification) -> Self {
        // What was read is written as it came, whatever it was.
        let item = match serde_json::to_value(&notification) {
            Ok(Value::Object(mut notification)) => notification.remove("item").unwrap_or_default(),
            Ok(no_notification) => no_notification,
            Err(_) => Value::Null,
        };
        let notification = notification.into_inner();
        Self { topic: notification.topic, item_type: notification.item_type, user: notification.item, item }
    }
}

const NO_DELIVERY: &str =
    "this is no delivery: expected an object with a list `notifications`, a list of notifications, or one of them with its `topic`";

impl Delivery {
    /// Reads the body of a delivery. A list of notifications and a single one are read as well, since one page says that a
    /// webhook delivers a notification and another that it delivers a bulk.
    ///
    /// Within a notification anything goes: an unknown topic, an item of any kind, even one that is no object.
    ///
    /// # Errors
    ///
    /// If the body is not JSON, or is none of these: see [`Error::is_decode`].
    pub fn parse(body: &[u8]) -> Result<Self> {
        let bulk = match decode_slice(body)? {
            Value::Array(notifications) if notifications.is_empty() || notifications.iter().any(Value::is_object) => {
                json!({ "notifications": notifications })
            }
            bulk if bulk.get("notifications").is_some_and(Value::is_array) => bulk,
            single if single.get("topic").is_some() => json!({ "notifications": [single] }),
            other => return Err(no_such_thing(NO_DELIVERY, if other.get("notifications").is_some() { "notifications" } else { "." })),
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

    /// Whether the bulk has more notifications than were delivered.
    pub fn has_more(&self) -> bool {
        self.next_page.is_some() || self.total.is_some_and(|total| total > self.events.len() as u64)
    }

    /// The notifications of the bulk that were not delivered, from the service (page: `get-a-single-bulk`); none where all were.
    ///
    /// Deal with [`events`](Self::events) first: they are there, and this can fail.
    ///
    /// The address of the next page that the delivery names is not followed, since anyone can send one: the bulk is asked for
    /// by its id, where the client is configured to. A client of a community with several keys needs
    /// [`api_application_key`](crate::ClientBuilder::api_application_key) for this.
    ///
    /// # Errors
    ///
    /// Those of [`Pages::try_next`](crate::Pages::try_next); and [`Error::is_paging`] if there are more notifications, but the
    /// delivery does not say of which bulk.
    pub async fn rest(&self, client: &Client) -> Result<Vec<Event>> {
        if !self.has_more() {
            return Ok(Vec::new());
        }
        let Some(id) = &self.bulk_id else {
            return Err(Error::paging("the delivery does not name the bulk that has the rest of its notifications", None));
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

/// The text that makes the address of a receiver hard to guess; the page has no other protection (page: `webhooks`).
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// A secret that you chose; the vendor has none.
    ///
    /// # Errors
    ///
    /// If it is empty, or nothing but blanks: everybody knows that one.
    pub fn new(secret: impl Into<String>) -> Result<Self> {
        match secret.into() {
            secret if secret.trim().is_empty() => Err(Error::configuration("the secret of the webhook is empty")),
            secret => Ok(Self(secret)),
        }
    }

    /// Whether this is the secret, found out in a time that tells nothing but its length.
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
    fn a_delivery_in_any_form_is_read() {
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
    fn an_item_of_no_known_kind_is_kept() {
        let delivery = Delivery::parse(br#"{ "notifications": [{ "topic": "new", "item": "7" }, 8], "total": "x" }"#).expect("reads");
        assert_eq!(delivery.events[0].item, "7");
        assert_eq!(delivery.events[0].topic, Some(NotificationTopic::Other("new".to_owned())));
        assert_eq!(delivery.events[1].item, 8);
    }

    #[test]
    fn what_is_no_delivery_is_said_to_be_none() {
        for body in [r#"{}"#, "null", "", "7", r#""user.created""#, "[1, null]", r#"{ "event": { "topic": "x" } }"#] {
            let err = Delivery::parse(body.as_bytes()).expect_err(body);
            assert!(err.is_decode(), "{body}");
            assert!(err.to_string().ends_with("or one of them with its `topic` (at .)"), "{body}: {err}");
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
