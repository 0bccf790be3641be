use mobilize::reqwest::Method;
use mobilize::webhook::Delivery;
use serde_json::{Value, json};

use crate::server::{Response, Server};

#[tokio::test]
async fn what_is_not_documented_can_be_asked() {
    let server = Server::in_turn([Response::new(503, ""), Response::new(200, r#"{ "tags": [{ "id": 1 }, { "id": "x" }] }"#)]).await;
    let client = server.persistent_client();
    let response = client.request(Method::PUT, "/tags").query("q", "a b").query("limit", 7).json(&json!({ "a": 1 })).send().await.unwrap();
    let sent = server.requests().pop().unwrap();
    assert_eq!((&*sent.method, &*sent.target), ("PUT", "/v1/tags?q=a+b&limit=7"));
    assert_eq!(sent.headers["authorization"], "Basic dGhlLWtleTp0aGUtc2VjcmV0");
    assert_eq!(sent.json().unwrap(), json!({ "a": 1 }));
    assert_eq!(server.requests().len(), 2);

    #[derive(Debug, serde::Deserialize)]
    #[allow(dead_code)]
    struct Tags {
        tags: Vec<Tag>,
    }
    #[derive(Debug, serde::Deserialize)]
    #[allow(dead_code)]
    struct Tag {
        id: u32,
    }
    assert_eq!(response.json::<Value>().unwrap()["tags"][0]["id"], 1);
    let err = response.json::<Tags>().unwrap_err();
    assert!(err.is_decode());
    assert_eq!(err.path(), Some("tags[1].id"));
    assert_eq!(err.body(), Some(&response.body()[..]));
    assert_eq!((err.attempts(), err.method().map(Method::as_str)), (2, Some("PUT")));
    assert_eq!(err.url(), Some(format!("{}/v1/tags", server.address()).as_str()));
}

#[tokio::test]
async fn a_path_cannot_lead_elsewhere() {
    let server = Server::answering(Response::new(200, "{}")).await;
    let client = server.client();
    for path in ["@example.org/", "https://example.org/", "", ":80/"] {
        assert!(client.request(Method::GET, path).send().await.is_err(), "{path}");
    }
    for path in ["/../..", "/%2E%2e/x", "/a/.%2e/../..?x", "/a/.", "/..\\x", "/.\t./x", "/a/..#x"] {
        let err = client.request(Method::GET, path).send().await.unwrap_err().to_string();
        assert!(err.starts_with("the path of a request must not"), "{path}: {err}");
    }
    assert!(server.requests().is_empty());
    client.request(Method::GET, "/a/...?to=../x").send().await.unwrap();
    assert_eq!(server.requests().pop().unwrap().target, "/v1/a/...?to=../x");
    client.request(Method::GET, "//example.org/x").send().await.unwrap();
    assert_eq!(server.requests()[1].target, "/v1//example.org/x");
}

#[tokio::test]
async fn a_delivery_is_followed_to_the_whole_bulk() {
    let notification = |id: u32| json!({ "topic": "user.created", "item_type": "user", "item": { "id": id.to_string(), "new": [id] } });
    let page = move |from: u32, to: u32| (from..to).map(notification).collect::<Vec<_>>();
    let elsewhere = Server::answering(Response::new(200, "{}")).await;
    let body = json!({
        "notifications": page(0, 50), "total": 70, "job": { "id": "b" },
        // Anyone may send a delivery.
        "next_page": format!("{}/v1/bulks/b?offset=50", elsewhere.address()),
    });
    let server = Server::start(move |request| {
        assert!(request.target.starts_with("/v1/bulks/b?"), "{}", request.target);
        assert!(request.target.contains("api_application_key=app"), "{}", request.target);
        let rows = if request.target.contains("offset=50") { page(50, 70) } else { Vec::new() };
        Some(Response::json(&json!({ "notifications": rows, "total": 70, "job": { "id": "b" } })))
    })
    .await;
    let client = server.builder().api_application_key("app").build().unwrap();

    let delivery = Delivery::parse(body.to_string().as_bytes()).unwrap();
    assert!(delivery.has_more());
    let rest = delivery.rest(&client).await.unwrap();
    let events: Vec<_> = delivery.events.iter().chain(&rest).collect();
    let ids: Vec<_> = events.iter().map(|event| event.user.as_ref().unwrap().id.as_u64().unwrap()).collect();
    assert_eq!(ids, (0..70).collect::<Vec<_>>());
    assert_eq!(events[60].item["new"], json!([60]));
    assert!(elsewhere.requests().is_empty());

    let nameless = json!({ "notifications": page(0, 50), "total": 70 }).to_string();
    assert!(Delivery::parse(nameless.as_bytes()).unwrap().rest(&client).await.is_err_and(|err| err.is_paging()));
}
