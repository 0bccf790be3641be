use std::process::Stdio;
use std::time::Duration;

use mobilize_sandbox::{Sandbox, Vendor};
use serde_json::{Value, json};
use tokio::process::Command;

use crate::support::Fixture;

const BROWSERS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// The page as a browser has it after a while.
async fn dom(browser: &str, url: &str) -> String {
    let profile = std::env::temp_dir().join(format!("mobilize-sandbox-browser-{}", std::process::id()));
    let run = Command::new(browser)
        .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync", "--virtual-time-budget=4000"])
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

/// A sandbox in which something of everything has happened.
async fn busy() -> Fixture {
    let fixture = Fixture::start().await;
    fixture.sandbox.subscribe("http://127.0.0.1:9/", &mobilize_sandbox::model::Topic::ALL).unwrap();
    fixture.get("/groups?include_fields=true").await.ok();
    fixture.sandbox.fault("getUser:drop=/id,times=1".parse().unwrap());
    fixture.get("/users/1001").await.ok();
    fixture.get("").await;
    fixture.post("/bulk/members", json!({"group_id": 2, "users": [{"fields": {"email": "<b>bold</b>@example.net"}}]})).await.ok();
    fixture
}

const TABS: [(&str, &[&str]); 9] = [
    ("tab=requests", &["listGroups", "agrees", "<code>/v1</code>", "documentation get-all-groups", "href=\"?tab=decisions#E13\""]),
    ("tab=requests&open=2", &["1 finding</a>", "<b class=\"bad\">error[missing-property]</b>", "\"source\": \"sandbox\""]),
    ("tab=groups", &["Harbour Community", "Founders Berlin", "required"]),
    ("tab=users", &["Sam Cooper", "johnny.walker@example.org", "Next"]),
    ("tab=users&keywords=bold", &["&lt;b&gt;bold&lt;/b&gt;@example.net"]),
    ("tab=jobs", &["completed", "Import succeeded, 1 records imported (1 members)"]),
    ("tab=deliveries", &["http://127.0.0.1:9/", "user.status_changed"]),
    ("tab=faults", &["getUser:drop=/id,times=1"]),
    ("tab=decisions", &["id=\"E13\"", "S07", "<code>next_page</code>"]),
];

fn check(query: &str, html: &str, shown: &[&str]) {
    // Within a body as JSON a quotation mark is an entity, once it is drawn by the server, and none in what a browser has.
    let html = html.replace("&quot;", "\"");
    for text in shown {
        assert!(html.contains(text), "{query} does not show {text}:\n{html}");
    }
    assert!(html.contains("<b>demo</b>"), "{query}");
    assert!(!html.contains("<b>bold"), "what users write is text");
}

/// What is shown is there before any script has run, and stays the same when nothing happens.
#[tokio::test]
async fn the_start_page_is_whole_without_a_script() {
    let fixture = busy().await;
    for (query, shown) in TABS {
        let page = fixture.control("GET", &format!("?{query}"), Value::Null).await;
        assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
        assert!(page.header("content-security-policy").starts_with("default-src 'none'; script-src 'self'"));
        assert!(!page.text.contains("<script>") && !page.text.contains(" style="), "nothing inline, which the policy forbids");
        check(query, &page.text, shown);
    }
    for odd in ["?tab=nonsense", "?open=99", "?open=x", "?offset=99999999999999999999", "?tab=users&offset=18446744073709551615"] {
        assert_eq!(fixture.control("GET", odd, Value::Null).await.status, 200, "{odd}");
    }
    assert!(fixture.control("GET", "page.css", Value::Null).await.text.contains("prefers-color-scheme"));
    assert_eq!(fixture.control("GET", "page.js", Value::Null).await.header("content-type"), "text/javascript; charset=utf-8");

    let mode = Fixture::of(Sandbox::builder().vendor(Vendor::Mode)).await;
    let text = mode.control("GET", "?tab=users", Value::Null).await.text;
    for shown in ["Mode sandbox", "7335 members, 4 spaces", "sandbox-signature:", "No request yet", "/api/acme/spaces/", "tab-decisions"] {
        assert!(text.contains(shown), "the page of Mode does not show {shown}:\n{text}");
    }
    assert!(!text.contains("tab-users"), "Mode has no users to show");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_start_page_keeps_itself_fresh() {
    let Some(browser) = browser().await else { return };
    let fixture = busy().await;
    for (query, shown) in TABS {
        let dom = dom(browser, &format!("{}?{query}", fixture.sandbox.page())).await;
        check(query, &dom, shown);
        assert!(dom.contains("data-fresh=\""), "the script has asked again: {dom}");
        assert!(dom.contains("id=\"gone\" role=\"alert\" hidden"), "{dom}");
    }
}
