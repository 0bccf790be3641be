use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use mobilize_sandbox::model::Topic;
use mobilize_sandbox::{Delivery, DeliveryState, Sandbox};
use openapi_drift::{Document, Options, Recording, check};
use serde_json::{Value, json};

use crate::support::Fixture;

/// A receiver that refuses the first requests and keeps what it gets.
#[derive(Clone, Default)]
pub struct Receiver {
    refusals: Arc<Mutex<usize>>,
    got: Arc<Mutex<Vec<Value>>>,
}

impl Receiver {
    pub async fn start(refusals: usize) -> (Self, String) {
        let receiver = Self { refusals: Arc::new(Mutex::new(refusals)), got: Arc::default() };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let app = Router::new().route("/hook", axum::routing::post(Self::take)).with_state(receiver.clone());
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        (receiver, url)
    }

    async fn take(State(receiver): State<Self>, body: String) -> StatusCode {
        let mut refusals = receiver.refusals.lock().unwrap();
        if *refusals > 0 {
            *refusals -= 1;
            return StatusCode::SERVICE_UNAVAILABLE;
        }
        receiver.got.lock().unwrap().push(serde_json::from_str(&body).unwrap());
        StatusCode::OK
    }

    pub fn got(&self) -> Vec<Value> {
        self.got.lock().unwrap().clone()
    }
}

async fn settled(fixture: &Fixture) -> Vec<Delivery> {
    for _ in 0..200 {
        let deliveries = fixture.sandbox.deliveries();
        if deliveries.iter().all(|delivery| delivery.state != DeliveryState::Pending) {
            return deliveries;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("deliveries do not come to an end: {:?}", fixture.sandbox.deliveries());
}

fn fast() -> mobilize_sandbox::Builder {
    Sandbox::builder().retry_waits([Duration::from_millis(5); 4])
}

#[tokio::test]
async fn every_topic_is_delivered_to_its_subscribers() {
    let fixture = Fixture::of(fast()).await;
    let (receiver, url) = Receiver::start(0).await;
    fixture.sandbox.subscribe(&url, &Topic::ALL).unwrap();
    let (other, elsewhere) = Receiver::start(0).await;
    let body = json!({"url": elsewhere, "topics": ["user.updated"]});
    fixture.control("POST", "webhooks", body).await.ok();

    let user = fixture.member(4, "told@example.org").await;
    fixture.put(&format!("/users/{user}"), json!({"fields": {"first_name": "Told"}})).await.ok();
    fixture.control("POST", "members/status", json!({"group_id": 4, "user_id": user, "status": "accepted"})).await.ok();
    settled(&fixture).await;
    let mut topics: Vec<_> = receiver
        .got()
        .iter()
        .flat_map(|bulk| bulk["notifications"].as_array().unwrap().clone())
        .map(|one| one["topic"].as_str().unwrap().to_owned())
        .collect();
    topics.sort();
    assert_eq!(topics, ["group_member.added", "user.created", "user.status_changed", "user.updated"]);
    assert_eq!(other.got().len(), 1);
    assert_eq!(other.got()[0]["notifications"][0]["item"]["name"], "Told");

    // Deliveries agree with the webhooks of the document.
    let document = Document::load(concat!(env!("CARGO_MANIFEST_DIR"), "/../../openapi/mobilize.yaml")).unwrap();
    for bulk in receiver.got() {
        let recording: Recording = serde_json::from_value(json!({"webhook": bulk["notifications"][0]["topic"],
            "request": {"method": "POST", "url": url, "headers": {"content-type": "application/json"}, "body": bulk}}))
        .unwrap();
        assert_eq!(check(&document, &recording, &Options::default()).observations, []);
    }
}

#[tokio::test]
async fn a_delivery_carries_fifty_and_the_rest_is_fetched() {
    let fixture = Fixture::of(fast()).await;
    let (receiver, url) = Receiver::start(0).await;
    fixture.sandbox.subscribe(&url, &[Topic::UserCreated]).unwrap();
    let users: Value = (0..120).map(|number| json!({"fields": {"email": format!("{number}@example.net")}})).collect();
    fixture.post("/bulk/members", json!({"group_id": 2, "users": users})).await.ok();
    settled(&fixture).await;
    let [first] = receiver.got().try_into().unwrap();
    assert_eq!((first["notifications"].as_array().unwrap().len(), first["total"].as_i64()), (50, Some(120)));
    let (mut page, mut count) = (first, 0);
    loop {
        count += page["notifications"].as_array().unwrap().len();
        let Some(next) = page.get("next_page").and_then(Value::as_str).map(str::to_owned) else { break };
        let following = fixture.get(&next).await.ok();
        assert_eq!(following["job"], page["job"]);
        page = following;
    }
    assert_eq!(count, 120);
    assert_eq!(fixture.findings(), Vec::<String>::new());
}

#[tokio::test]
async fn deliveries_are_retried_and_written_down() {
    let fixture = Fixture::of(fast()).await;
    let (receiver, url) = Receiver::start(2).await;
    fixture.sandbox.subscribe(&url, &[Topic::UserCreated]).unwrap();
    fixture.post("/users", json!({"email": "late@example.org"})).await.ok();
    let [delivery] = settled(&fixture).await.try_into().unwrap();
    let statuses: Vec<_> = delivery.attempts.iter().map(|attempt| attempt.status).collect();
    assert_eq!(statuses, [Some(503), Some(503), Some(200)]);
    assert_eq!(delivery.state, DeliveryState::Delivered);
    fixture.control("POST", &format!("deliveries/{}/retry", delivery.id), Value::Null).await.ok();
    settled(&fixture).await;
    assert_eq!(receiver.got().len(), 2);

    let unreachable = fixture.sandbox.subscribe("http://127.0.0.1:9/", &[Topic::UserUpdated]).unwrap();
    fixture.put("/users/1001", json!({"fields": {"first_name": "Samuel"}})).await.ok();
    let failed = settled(&fixture).await.remove(0);
    assert_eq!((failed.state, failed.attempts.len(), failed.subscription), (DeliveryState::Failed, 5, unreachable));
    assert!(failed.attempts[0].error.is_some());
    let page = fixture.control("GET", "?tab=deliveries", Value::Null).await.text;
    assert!(page.contains("(×5)</div>") && page.contains("<div>503 (×2)</div><div>200</div>"), "{page}");
    fixture.control("DELETE", &format!("webhooks/{unreachable}"), Value::Null).await.ok();
    assert_eq!(fixture.control("POST", "webhooks", json!({"url": "ftp://x", "topics": ["user.created"]})).await.status, 400);
    let secure = fixture.control("POST", "webhooks", json!({"url": "https://example.org/", "topics": ["user.created"]})).await;
    assert!(secure.status == 400 && secure.text.contains("it has no TLS"), "{}", secure.text);
}

/// A redirect is neither followed nor a success, and nothing leaves this machine without the option.
#[tokio::test]
async fn redirects_are_failures_and_deliveries_stay_here() {
    let (receiver, target) = Receiver::start(0).await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let app = Router::new().fallback(async move || axum::response::Redirect::to(&target));
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    let fixture = Fixture::of(fast()).await;
    fixture.sandbox.subscribe(&url, &[Topic::UserCreated]).unwrap();
    fixture.post("/users", json!({"email": "moved@example.org"})).await.ok();
    let [delivery] = settled(&fixture).await.try_into().unwrap();
    assert_eq!((delivery.state, delivery.attempts.len()), (DeliveryState::Failed, 5));
    assert_eq!((delivery.attempts[0].status, delivery.attempts[0].error.as_deref()), (Some(303), Some("a redirect is not followed")));
    assert_eq!(receiver.got(), Vec::<Value>::new());

    let subscribe = async |fixture: &Fixture, url: &str| {
        let answer = fixture.control("POST", "webhooks", json!({"url": url, "topics": ["user.created"]})).await;
        (answer.status, answer.text)
    };
    let (status, text) = subscribe(&fixture, "http://192.0.2.1/").await;
    assert!(status == 400 && text.contains("start the sandbox with --webhooks-to any"), "{text}");
    let open = Fixture::of(fast().webhooks_to_any(true)).await;
    assert_eq!(subscribe(&open, "http://192.0.2.1/").await.0, 200);
    let (status, text) = subscribe(&open, "http://169.254.169.254/").await;
    assert!(status == 400 && text.contains("never delivered to link-local"), "{text}");
    // A saved world may have any webhook; its deliveries are refused as well.
    let mut world: Value = serde_json::from_slice(&fixture.sandbox.save()).unwrap();
    world["subscriptions"][0]["url"] = json!("http://192.0.2.1/");
    fixture.control("PUT", "world", world).await.ok();
    fixture.post("/users", json!({"email": "far@example.org"})).await.ok();
    let error = settled(&fixture).await[0].attempts[0].error.clone().unwrap();
    assert!(error.contains("delivered to this machine alone"), "{error}");
}

/// A receiver that refuses once would get the second attempt, were it not for what happened meanwhile.
#[tokio::test]
async fn deliveries_end_with_their_webhook_and_world() {
    for end in ["webhooks/1", "reset", "world"] {
        let fixture = Fixture::of(Sandbox::builder().retry_waits([Duration::from_millis(300)])).await;
        let (receiver, url) = Receiver::start(1).await;
        fixture.control("POST", "webhooks", json!({"url": url, "topics": ["user.created"]})).await.ok();
        let saved: Value = serde_json::from_slice(&fixture.sandbox.save()).unwrap();
        fixture.post("/users", json!({"email": "once@example.org"})).await.ok();
        while *receiver.refusals.lock().unwrap() > 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        match end {
            "reset" => fixture.control("POST", end, Value::Null).await.ok(),
            "world" => fixture.control("PUT", end, saved).await.ok(),
            webhook => fixture.control("DELETE", webhook, Value::Null).await.ok(),
        };
        tokio::time::sleep(Duration::from_millis(500)).await;
        assert_eq!(receiver.got(), Vec::<Value>::new(), "{end}");
        match fixture.sandbox.deliveries().as_slice() {
            [delivery] if end.starts_with("webhooks") => {
                assert_eq!(delivery.state, DeliveryState::Cancelled);
                let again = fixture.control("POST", &format!("deliveries/{}/retry", delivery.id), Value::Null).await;
                assert_eq!((again.status, &again.body["error"]), (404, &json!("webhook 1 not found")));
            }
            rest => assert!(rest.is_empty(), "{end}: {rest:?}"),
        }
    }
}

#[tokio::test]
async fn several_keys_need_an_application_key() {
    let fixture = Fixture::of(fast()).await;
    fixture.sandbox.change(|world| {
        world.keys.push(mobilize_sandbox::model::Key {
            key: "two".into(),
            secret: "two".into(),
            access: true,
            application_key: "two-app".into(),
        })
    });
    let body = json!({"url": "http://127.0.0.1:9/", "topics": ["user.created"], "application_key": "two-app"});
    fixture.control("POST", "webhooks", body).await.ok();
    fixture.post("/users", json!({"email": "x@example.org"})).await.ok();
    let bulk = fixture.sandbox.bulks().remove(0).id;
    let body =
        fixture.get(&format!("/bulks/{bulk}")).await.refused(400, "api_application_key param is obligatory with multiple API tokens");
    assert_eq!(body, json!({"error_message": "api_application_key param is obligatory with multiple API tokens"}));
    fixture.get(&format!("/bulks/{bulk}?api_application_key=two-app")).await.ok();
    // One of a webhook without a key is anybody's, but not everybody's.
    fixture.control("POST", "webhooks", json!({"url": "http://127.0.0.1:9/", "topics": ["user.updated"]})).await.ok();
    fixture.put("/users/1002", json!({"fields": {"first_name": "John"}})).await.ok();
    let open = fixture.sandbox.bulks().pop().unwrap().id;
    let overview = fixture.control("GET", "overview", Value::Null).await.ok();
    let key = overview["keys"][0]["application_key"].as_str().unwrap();
    fixture.get(&format!("/bulks/{open}?api_application_key={key}")).await.ok();
    fixture.get(&format!("/bulks/{open}?api_application_key=made-up")).await.refused(404, &format!("Bulk {open} not found"));
    assert_eq!(fixture.get(&format!("/bulks/{bulk}?api_application_key=other")).await.status, 404);
}
