//! Prints the activities of users as they happen: `cargo run --example tail_activities`
//!
//! Requests the latest activities every half minute, and reads back to the first known one. Most activities have no documented id,
//! so their JSON identifies them. The latest come first (page: `user-activities`).

use std::collections::HashSet;
use std::time::Duration;

use mobilize::types::Activity;

/// The largest number of activities that are read back and remembered.
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
            // At first, one page is enough.
            if known.is_empty() && fresh.len() == 50 {
                break;
            }
        }
        fresh.iter().rev().for_each(print);
        // Old activities are forgotten after so many new ones that they cannot arrive again.
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
