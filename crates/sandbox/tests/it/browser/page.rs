use mobilize_sandbox::{Sandbox, Vendor};
use serde_json::{Value, json};

use crate::support::Fixture;

/// A sandbox that has had a request of every kind.
pub async fn busy() -> Fixture {
    let fixture = Fixture::start().await;
    fixture.sandbox.subscribe("http://127.0.0.1:9/", &mobilize_sandbox::model::Topic::ALL).unwrap();
    fixture.get("/groups?include_fields=true").await.ok();
    fixture.sandbox.fault("getUser:drop=/id,times=1".parse().unwrap());
    fixture.get("/users/1001").await.ok();
    fixture.get("").await;
    fixture.post("/bulk/members", json!({"group_id": 2, "users": [{"fields": {"email": "<b>bold</b>@example.net"}}]})).await.ok();
    fixture
}

const TABS: [(&str, &[&str]); 13] = [
    (
        "tab=requests",
        &[
            "listGroups",
            "fits the document",
            "<code>/v1/groups?",
            "documentation get-all-groups",
            "href=\"?tab=decisions#E13\"",
            "differences from the document",
        ],
    ),
    ("tab=requests&open=2", &["1 difference</a>", "<b class=\"bad\">error[missing-property]</b>", "class=\"line mark\"", "Copy as Python"]),
    (
        "tab=requests&open=4&side=request",
        &["<dt>authorization</dt><dd>Basic (not kept)</dd>", "<dt>content-type</dt>", "&lt;b&gt;bold&lt;/b&gt;@example.net"],
    ),
    ("tab=requests&method=POST", &["createMembersInBulk", "Show all"]),
    ("tab=requests&search=nothing-has-this", &["No request matches the filter."]),
    ("tab=groups", &["Harbour Community", "Founders Berlin", "required"]),
    ("tab=groups&open=2", &["founded_in", "Requires approval", "Johnny Walker"]),
    ("tab=users", &["Sam Cooper", "johnny.walker@example.org", "Next page"]),
    ("tab=users&search=bold&open=1121", &["&lt;b&gt;bold&lt;/b&gt;@example.net", "Decline", "joined_group"]),
    ("tab=jobs", &["completed", "Import succeeded, 1 records imported (1 members)"]),
    ("tab=deliveries&open=1", &["http://127.0.0.1:9/", "user.status_changed", "notifications"]),
    ("tab=faults", &["getUser:drop=/id,times=1", "rename a property"]),
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

/// The server renders the whole page, so it can be read without a script.
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
