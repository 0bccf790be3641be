//! The tag `notifications`: the notifications of a bulk, as a webhook gets them and as they are fetched.

use serde::Serialize;
use serde_json::{Value, json};

use crate::api::call::{Call, CallResult};
use crate::model::{Bulk, Notification, World};

/// The longest page of a bulk, and the size of a delivery; page: `bulk-notifications-object`.
pub const PAGE: usize = 50;

/// One page of a bulk, as `listNotifications` returns it and as a webhook gets it.
#[derive(Serialize)]
pub struct BulkPage<'w> {
    notifications: &'w [Notification],
    total: usize,
    job: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_page: Option<String>,
}

/// Returns a page of a bulk. `base` ends in `/v1`; `key` becomes part of the next page's address.
pub fn page<'w>(bulk: &'w Bulk, offset: usize, limit: usize, base: &str, key: Option<&str>, always: bool) -> BulkPage<'w> {
    let total = bulk.notifications.len();
    let start = offset.min(total);
    let end = start.saturating_add(limit).min(total);
    let next_page = (end < total || always && start < total).then(|| {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("offset", &offset.saturating_add(limit).to_string()).append_pair("limit", &limit.to_string());
        if let Some(key) = key {
            query.append_pair("api_application_key", key);
        }
        format!("{base}/bulks/{}?{}", bulk.id, query.finish())
    });
    BulkPage { notifications: &bulk.notifications[start..end], total, job: json!({"id": bulk.id}), next_page }
}

pub fn get(world: &World, call: &Call) -> CallResult {
    let (offset, limit) = call.window(world, PAGE)?;
    let key = call.query("api_application_key");
    let bulk = world.bulk(call.path_parameter("bulk_id"), key)?;
    let kept = key.filter(|_| !world.quirks.next_page_drops_filters);
    Ok(call.ok(&page(bulk, offset, limit, &call.base, kept, world.quirks.next_page_past_the_end)))
}
