use std::fs;

use crate::server::{Response, Server, Trouble};

/// The resident memory of this process, in kilobytes.
fn resident() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

/// Valid and invalid responses, in turn.
fn answers() -> [Response; 5] {
    let page = format!(r#"{{ "groups": [{}] }}"#, vec![r#"{ "id": 1, "name": 7, "new": [1, 2] }"#; 20].join(","));
    [
        Response::new(200, &page),
        Response::new(503, "<html>"),
        Response::new(200, &page),
        Response::new(200, "<html>"),
        Response::new(200, &page).with(Trouble::HalfBody),
    ]
}

/// `cargo test --test it -- --ignored soak`
#[tokio::test]
#[ignore = "takes a minute on a busy machine"]
async fn ten_thousand_calls_need_no_more_memory() {
    let answers = answers();
    let count = std::sync::atomic::AtomicUsize::new(0);
    let server = Server::start(move |_| Some(answers[count.fetch_add(1, std::sync::atomic::Ordering::Relaxed) % 5].clone())).await;
    let client = server.persistent_client();
    let calls = async |count: usize| {
        for index in 0..count {
            let _ = client.list_groups().send().await;
            if index % 100 == 0 {
                server.forget();
            }
        }
    };
    calls(1_000).await;
    let before = resident();
    calls(10_000).await;
    let after = resident();
    // One kilobyte for each call would be ten thousand of them.
    assert!(after < before + 2_000, "{before} kB before, {after} kB after");
}
