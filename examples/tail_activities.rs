//! Prints what users do, as it happens: `cargo run --example tail_activities`
//!
//! Asks every half minute for the latest activities, and reads back until it meets one that it knows. Most activities have no
//! documented id, so they are known by all that they say. The latest come first (page: `user-activities`).

use std::collections::HashSet;
use std::time::Duration;

use mobilize::types::Activity;

/// So many activities are read back at most, and remembered.
const MEMORY: usize = 1_000;

#[tokio::main]
async fn main() -> mobilize::Result<()> {
    let client = mobilize::Client::from_env()?;
    let mut known: HashSet<String> = HashSet::new();
    loop {
        let mut seen = Vec::new();
        let mut fresh = Vec::new();
        let mut activities = client.list_activities().pages().page_size(50).items();
        while let Some(activity) = activities.try_next().await? {
            let key = serde_json::to_string(&activity).unwrap_or_default();
            let is_known = known.contains(&key);
            seen.push(key);
            if is_known || seen.len() == MEMORY {
                break;
            }
            fresh.push(activity);
            // The first time, one page is enough.
            if known.is_empty() && fresh.len() == 50 {
                break;
            }
        }
        fresh.iter().rev().for_each(print);
        // What was known is kept until as much has come that it cannot be met any more.
        if known.len() > MEMORY {
            known.clear();
        }
        known.extend(seen);
        tokio::time::sleep(Duration::from_secs(30)).await;
    }
}

fn print(activity: &Activity) {
    let kind = activity.activity_type();
    println!("{}  {}", activity.created_at().unwrap_or("(no time)"), kind.as_ref().map_or("(no type)", |kind| kind.as_str()));
}
