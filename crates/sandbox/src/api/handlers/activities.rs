//! The tag `activities`.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::api::call::{Call, CallResult};
use crate::model::{ActivityFilter, World, view};

#[derive(Serialize)]
struct ActivityList {
    // The spelling of the page (E86).
    activites: Vec<Map<String, Value>>,
    total_activities: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_page: Option<String>,
}

pub fn list(world: &World, call: &Call) -> CallResult {
    let limit = call.limit(20, 50)?;
    let last: Option<i64> = call.number("last_activity_id")?;
    let filter = ActivityFilter::new(call.number("member_id")?, call.query("activity_type"));
    let mut following = world.activities(filter).skip_while(|activity| last.is_some_and(|last| activity.id >= last));
    let page: Vec<_> = following.by_ref().take(limit).collect();
    let more = following.next().is_some() || world.quirks.next_page_past_the_end && !page.is_empty();
    let next_page = page.last().filter(|_| more).map(|last| {
        let (last, limit) = (last.id.to_string(), limit.to_string());
        let mut pairs = vec![("last_activity_id", last.as_str()), ("limit", limit.as_str())];
        if !world.quirks.next_page_drops_filters {
            pairs.extend(["member_id", "activity_type"].iter().filter_map(|name| Some((*name, call.query(name)?))));
        }
        call.next_page("/activities", &pairs)
    });
    let activites = page.into_iter().map(|activity| view::activity(world, activity)).collect();
    Ok(call.ok(&ActivityList { activites, total_activities: world.activities_count(filter), next_page }))
}
