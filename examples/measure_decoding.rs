//! Measures the decoding of pages beside bare `serde_json`, in one process:
//!
//! ```text
//! cargo run --release --example measure_decoding
//! ```
//!
//! The bare types have the same properties, keep unknown ones, and fail at the first value that does not match. Each figure is the
//! best of many runs. "calls" are complete calls of a server on this machine, beside bare `reqwest`.

#![allow(clippy::unwrap_used, reason = "a measurement may fail")]

use std::time::{Duration, Instant};

use mobilize::types::GroupList;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

#[derive(Deserialize)]
#[allow(dead_code, reason = "only decoded")]
struct BareList {
    groups: Option<Vec<BareGroup>>,
    next_page: Option<String>,
    total_groups: Option<i64>,
    #[serde(flatten)]
    extra: Map<String, Value>,
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "only decoded")]
struct BareGroup {
    id: u64,
    name: Option<String>,
    created_at: Option<i64>,
    email: Option<String>,
    email_comments_to_all: Option<bool>,
    hidden_emails: Option<bool>,
    group_url: Option<String>,
    members_count: Option<i64>,
    members_visible: Option<bool>,
    members_posting_permissions: Option<Vec<String>>,
    parent_group: Option<u64>,
    privacy: Option<String>,
    default_emails_frequency: Option<String>,
    fields: Option<Vec<BareField>>,
    #[serde(flatten)]
    extra: Map<String, Value>,
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "only decoded")]
struct BareField {
    id: u64,
    unique_name: Option<String>,
    label: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    required: Option<bool>,
    options: Option<Vec<String>>,
    #[serde(flatten)]
    extra: Map<String, Value>,
}

/// A page of 100 groups with this number of fields each.
fn page(fields: usize, mismatches: bool) -> String {
    let field = |index| json!({ "id": index, "unique_name": format!("field_{index}"), "label": "A field of the group", "type": "select", "required": false, "options": ["one", "two", "three"] });
    let group = |index: u64| {
        let mut group = json!({
            "id": index, "name": format!("Group number {index}"), "created_at": 1_433_233_515_826_u64, "email": format!("group{index}@example.org"),
            "email_comments_to_all": false, "hidden_emails": true, "group_url": format!("https://example.org/groups/{index}"), "members_count": 42,
            "members_visible": true, "members_posting_permissions": ["post", "event", "poll"], "parent_group": null, "privacy": "public",
            "default_emails_frequency": "IMMEDIATE", "posts_moderation": { "enabled": true },
            "fields": (0..fields).map(field).collect::<Vec<_>>(), "an_unknown_property": "with a value", "another": { "nested": [1, 2, 3] },
        });
        if mismatches {
            group["members_count"] = json!("many");
        }
        group
    };
    json!({ "groups": (0..100).map(group).collect::<Vec<_>>(), "total_groups": 100, "next_page": null }).to_string()
}

fn best(mut work: impl FnMut()) -> Duration {
    let run = |_| {
        let begin = Instant::now();
        work();
        begin.elapsed()
    };
    (0..300).map(run).min().unwrap_or_default()
}

/// Serves one response again and again, over connections that stay open.
async fn serve(body: String) -> std::io::Result<String> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let response = format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let response = response.clone();
            tokio::spawn(async move {
                let mut buffer = [0; 8192];
                while stream.read(&mut buffer).await.is_ok_and(|count| count > 0) {
                    if stream.write_all(response.as_bytes()).await.is_err() {
                        break;
                    }
                }
            });
        }
    });
    Ok(format!("http://{address}"))
}

async fn best_call<F: Future>(mut call: impl FnMut() -> F) -> Duration {
    let mut best = Duration::MAX;
    for _ in 0..300 {
        let begin = Instant::now();
        call().await;
        best = best.min(begin.elapsed());
    }
    best
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("{:<44} {:>9} {:>9} {:>6}", "", "bare", "here", "times");
    let print = |what: &str, bare: Duration, here: Duration| {
        println!("{what:<44} {bare:>9.1?} {here:>9.1?} {:>6.2}", here.as_secs_f64() / bare.as_secs_f64());
    };
    for fields in [2, 18] {
        let body = page(fields, false);
        let size = body.len() / 1000;
        let bare = best(|| drop(std::hint::black_box(serde_json::from_str::<BareList>(&body))));
        let here = best(|| drop(std::hint::black_box(mobilize::decode_json::<GroupList>(body.as_bytes()))));
        print(&format!("decoding {size} kB"), bare, here);
        let odd = page(fields, true);
        let here = best(|| drop(std::hint::black_box(mobilize::decode_json::<GroupList>(odd.as_bytes()))));
        print("  with a mismatch in each row", bare, here);

        let url = serve(body).await?;
        let client = mobilize::Client::builder().credentials("key", "secret").base_url(&url).build()?;
        let http = reqwest::Client::builder().no_proxy().build()?;
        let bare = best_call(|| async {
            let bytes = http.get(format!("{url}/groups")).send().await.unwrap().bytes().await.unwrap();
            drop(std::hint::black_box(serde_json::from_slice::<BareList>(&bytes).unwrap()));
        })
        .await;
        let here = best_call(|| async { drop(std::hint::black_box(client.list_groups().send().await.unwrap())) }).await;
        print(&format!("call with {size} kB"), bare, here);
        let here = best_call(|| async { drop(std::hint::black_box(client.list_groups().pages().try_next().await.unwrap())) }).await;
        print("  as a page, without repeated rows", bare, here);
    }
    let url = serve("{}".to_owned()).await?;
    let client = mobilize::Client::builder().credentials("key", "secret").base_url(&url).build()?;
    let http = reqwest::Client::builder().no_proxy().build()?;
    let bare = best_call(|| async {
        let bytes = http.get(format!("{url}/groups")).send().await.unwrap().bytes().await.unwrap();
        drop(std::hint::black_box(serde_json::from_slice::<BareList>(&bytes).unwrap()));
    })
    .await;
    let here = best_call(|| async { drop(std::hint::black_box(client.list_groups().send().await.unwrap())) }).await;
    print("empty call", bare, here);
    Ok(())
}
