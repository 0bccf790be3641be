use std::process::Stdio;
use std::time::Duration;

use mobilize_sandbox::{Sandbox, Vendor};
use serde_json::json;
use tokio::process::Command;

use crate::support::Fixture;

const BROWSERS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// The page as a browser has it after a while.
async fn dom(browser: &str, url: &str) -> String {
    let profile = std::env::temp_dir().join(format!("mobilize-sandbox-browser-{}", std::process::id()));
    let run = Command::new(browser)
        .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--virtual-time-budget=4000"])
        .arg("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1")
        .arg(format!("--user-data-dir={}", profile.display()))
        .args(["--dump-dom", url])
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .output();
    let output = tokio::time::timeout(Duration::from_secs(90), run).await.expect("the browser does not come to an end").unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A browser of this machine, if it has one.
async fn browser() -> Option<&'static str> {
    for browser in BROWSERS {
        if Command::new(browser)
            .arg("--version")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .await
            .is_ok_and(|status| status.success())
        {
            return Some(browser);
        }
    }
    eprintln!("skipped: none of {} is on the PATH", BROWSERS.join(", "));
    None
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_start_page_shows_what_is_there() {
    let Some(browser) = browser().await else { return };
    let fixture = Fixture::start().await;
    fixture.sandbox.subscribe("http://127.0.0.1:9/", &mobilize_sandbox::model::Topic::ALL).unwrap();
    fixture.get("/groups?include_fields=true").await.ok();
    fixture.sandbox.fault("getUser:drop=/id,times=1".parse().unwrap());
    fixture.get("/users/1001").await.ok();
    fixture.post("/bulk/members", json!({"group_id": 2, "users": [{"fields": {"email": "<b>bold</b>@example.net"}}]})).await.ok();
    let page = fixture.sandbox.page();
    for (tab, shown) in [
        ("requests", ["listGroups", "agrees", "1 finding", "documentation; page=get-all-groups"].as_slice()),
        ("groups", &["Harbour Community", "Founders Berlin", "required"]),
        ("users", &["Sam Cooper", "johnny.walker@example.org", "Next"]),
        ("jobs", &["completed", "Import succeeded, 1 records imported (1 members)"]),
        ("deliveries", &["http://127.0.0.1:9/", "user.status_changed"]),
        ("faults", &["getUser:drop=/id,times=1"]),
        ("decisions", &["E13", "S07"]),
    ] {
        let dom = dom(browser, &format!("{page}#{tab}")).await;
        for text in shown {
            assert!(dom.contains(text), "{tab} does not show {text}:\n{dom}");
        }
        assert!(dom.contains("World demo"), "{tab}");
        assert!(!dom.contains("<b>bold"), "what users write is text");
    }
    let mode = Fixture::of(Sandbox::builder().vendor(Vendor::Mode)).await;
    mode.get("/api/acme/spaces/5f2c81d09e4b/memberships").await.ok();
    let dom = dom(browser, &format!("{}#users", mode.sandbox.page())).await;
    for text in ["Mode sandbox", "7335 members, 4 spaces", "sandbox-signature:", "listSpaceMemberships", "agrees", "tab-decisions"] {
        assert!(dom.contains(text), "the page of Mode does not show {text}:\n{dom}");
    }
    assert!(!dom.contains("id=\"tab-users\""), "Mode has no users to show");
}
