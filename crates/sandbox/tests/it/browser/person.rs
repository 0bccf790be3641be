use mobilize_sandbox::{DeliveryState, Sandbox};
use serde_json::json;

use super::page::busy;
use super::webdriver::Browser;
use crate::support::{Fixture, with_json};

/// Starts a browser on the page of a sandbox; `None` if this machine has no browser.
async fn start(fixture: &Fixture, query: &str) -> Option<Browser> {
    let browser = Browser::start().await?;
    browser.open(&format!("{}{query}", fixture.sandbox.page())).await;
    Some(browser)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs chromedriver"]
async fn a_request_appears_and_is_inspected_filtered_copied_and_sent_again() {
    let fixture = busy().await;
    let Some(browser) = start(&fixture, "").await else { return };
    browser.sees("/v1/users/1001").await;
    fixture.send(with_json(fixture.request("PUT", "/groups/2"), &json!({"privacy": 7}))).await;
    browser.sees("PUT /v1/groups/2").await;

    browser.click("#request-2 td.path a").await;
    browser.sees("missing-property").await;
    let marked = browser.run("return [...document.querySelectorAll('#detail .mark')].map(line => line.textContent.trim())").await;
    assert_eq!(marked, json!(["{"]), "the object that lacks the property is marked");
    browser.click(".sides a:first-child").await;
    browser.sees("Basic (not kept)").await;

    browser.run("window.copied = []; navigator.clipboard.writeText = async text => { window.copied.push(text); }").await;
    for button in 1..=3 {
        browser.click(&format!("#detail button[data-copy]:nth-of-type({button})")).await;
    }
    browser.sees("Copied to the clipboard").await;
    let copied = browser.run("return window.copied").await;
    assert_eq!(copied[0], format!("curl -u 'sandbox-key:sandbox-secret' '{}/users/1001'", fixture.sandbox.url()));
    assert!(copied[1].as_str().unwrap().contains(".basic_auth(\"sandbox-key\", Some(\"sandbox-secret\"))"), "{copied}");
    assert!(copied[2].as_str().unwrap().contains("auth=(\"sandbox-key\", \"sandbox-secret\")"), "{copied}");

    browser.click("#detail form[data-run$='/replay'] button").await;
    browser.sees("Request 6 at").await;
    assert_eq!((fixture.sandbox.requests()[0].number, fixture.sandbox.requests()[0].status), (6, 200));

    browser.choose("select[name=status]", "4").await;
    browser.sees("Show all").await;
    let rows = "return [...document.querySelectorAll('#list tbody tr')].map(row => row.querySelector('.path').innerText)";
    assert_eq!(browser.run(rows).await, json!(["PUT /v1/groups/2", "GET /v1"]));
    browser.enter("input[name=search]", "privacy").await;
    browser.click("form[data-filter] > button").await;
    for _ in 0..50 {
        if browser.run(rows).await == json!(["PUT /v1/groups/2"]) {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    assert_eq!(browser.run(rows).await, json!(["PUT /v1/groups/2"]), "its body has the word");
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs chromedriver"]
async fn faults_and_drift_are_added_and_removed() {
    let fixture = Fixture::start().await;
    let Some(browser) = start(&fixture, "?tab=faults").await else { return };
    browser.choose("select[name=operation]", "listUsers").await;
    browser.enter("input[name=retry_after]", "2").await;
    browser.enter("input[name=times]", "1").await;
    browser.click(".card:nth-child(1) button").await;
    browser.sees("listUsers:status=503,retry-after=2,times=1").await;
    browser.enter(".card:nth-child(2) input[name=name]", "title").await;
    browser.click(".card:nth-child(2) button").await;
    browser.sees("listGroups:rename=/groups/*/name>title").await;
    assert_eq!(fixture.get("/users").await.header("retry-after"), "2");
    assert!(fixture.get("/groups").await.ok()["groups"][0].get("title").is_some());
    browser.enter(".card:nth-child(3) input[name=fault]", "listUsers:explode").await;
    browser.click(".card:nth-child(3) button").await;
    browser.sees("invalid fault `listUsers:explode`: expected status, latency").await;
    browser.click("#faults .tools button").await;
    browser.sees("No fault is set.").await;
    assert!(fixture.sandbox.faults().is_empty());
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs chromedriver"]
async fn webhooks_are_added_and_deliveries_repeated() {
    let fixture = Fixture::of(Sandbox::builder().retry_waits([])).await;
    let Some(browser) = start(&fixture, "?tab=deliveries").await else { return };
    browser.enter("input[name=url]", "http://127.0.0.1:9/").await;
    browser.click("input[value='user.updated']").await;
    browser.click(".card button").await;
    browser.sees("user.created, user.status_changed, group_member.added").await;
    fixture.post("/users", json!({"email": "new@example.org"})).await.ok();
    browser.sees("cannot connect to the receiver: connection refused").await;
    browser.click("#list td a").await;
    browser.sees("\"topic\": \"user.created\"").await;
    browser.click("#list td form button").await;
    browser.sees("Webhooks 2").await;
    assert!(fixture.sandbox.deliveries().iter().all(|delivery| delivery.state == DeliveryState::Failed));
    browser.click(".fold summary").await;
    browser.enter("input[name=url]", "http://192.0.2.1/").await;
    browser.click(".card button").await;
    browser.sees("webhooks are delivered to this machine alone").await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs chromedriver"]
async fn world_clock_jobs_and_members_are_controlled() {
    let fixture = Fixture::start().await;
    let Some(browser) = start(&fixture, "?tab=users").await else { return };
    let waiting = fixture.member(4, "waiting@example.org").await;
    browser.open(&format!("{}?tab=users&open={waiting}", fixture.sandbox.page())).await;
    browser.sees("pending").await;
    browser.click("#detail button[value=accepted]").await;
    browser.sees("accepted").await;
    assert_eq!(fixture.groups_of(waiting).await[0], (4, "accepted".to_owned()));

    browser.click(".controls details:nth-of-type(2) summary").await;
    browser.enter("input[name=advance]", "2h 30m").await;
    browser.click(".controls details:nth-of-type(2) form:nth-of-type(1) button").await;
    browser.sees("2026-01-01 02:30:").await;

    browser.click(".controls details:nth-of-type(1) summary").await;
    browser.choose("select[name=world]", "empty").await;
    browser.enter("input[name=seed]", "7").await;
    browser.click(".controls details:nth-of-type(1) form:nth-of-type(1) button").await;
    browser.sees("empty, seed 7: 1 groups, 1 users").await;
    browser.click(".controls > form button").await;
    browser.accept().await;
    browser.sees("demo, seed 1: 6 groups, 120 users").await;

    browser.click("#tab-jobs").await;
    browser.click("button[value=step]").await;
    browser.sees("No job yet.").await;
    fixture.post("/bulk/members", json!({"group_id": 2, "users": [{"fields": {"email": "bulk@example.net"}}]})).await.ok();
    browser.sees("queued").await;
    for status in ["processing", "completed"] {
        browser.click("form[data-run='POST jobs/step'] button").await;
        browser.sees(status).await;
    }
    browser.click("#list td a").await;
    browser.sees("Imported users (1)").await;
    browser.close().await;
}

/// The page says in words that the sandbox is gone, and recovers by itself.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs chromedriver"]
async fn a_sandbox_that_is_gone_is_reported() {
    let fixture = Fixture::start().await;
    let (address, page) = (fixture.sandbox.address(), fixture.sandbox.page());
    let Some(browser) = start(&fixture, "").await else { return };
    browser.sees("No request yet.").await;
    fixture.sandbox.stop().await;
    browser.sees("The sandbox cannot be reached.").await;
    let again = Sandbox::builder().address(address).start().await.unwrap();
    assert_eq!(again.page(), page);
    for _ in 0..100 {
        if !browser.text().await.contains("cannot be reached") {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    assert!(!browser.text().await.contains("cannot be reached"));
    browser.close().await;
}
