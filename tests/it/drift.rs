use std::sync::mpsc::channel;
use std::time::Duration;

use mobilize::drift::Sampler;

use serde_json::json;

use crate::server::{Response, Server, Trouble};

#[tokio::test]
async fn an_undocumented_property_is_reported() {
    let body = r#"{ "groups": [{ "id": 1, "name": "Founders", "mood": "sam@example.org" }], "total_groups": 1 }"#;
    let server = Server::answering(Response::new(200, body).header("content-type", "application/json")).await;
    let (sender, receiver) = channel();
    let sampler = Sampler::new(1.0).on_finding(move |finding| sender.send(finding.clone()).unwrap());
    let client = server.builder().sample_drift(sampler).build().unwrap();
    client.list_groups().send().await.unwrap();

    let next = || receiver.recv_timeout(Duration::from_secs(30)).expect("a finding");
    let finding = std::iter::repeat_with(next).find(|finding| finding.code == "undocumented-property").unwrap();
    assert_eq!((finding.operation, finding.status, &*finding.pointer), ("listGroups", 200, "/groups/*/mood"));
    assert!(!finding.to_string().contains("example.org"), "{finding}");
}

async fn findings(share: f64, response: Response) -> Vec<mobilize::drift::Finding> {
    let server = Server::answering(response.header("content-type", "application/json")).await;
    let (sender, receiver) = channel();
    let sampler = Sampler::new(share).on_finding(move |finding| sender.send(finding.clone()).unwrap());
    let client = server.builder().no_retries().sample_drift(sampler).build().unwrap();
    let _ = client.list_groups().send().await;
    client.flush_drift().await;
    receiver.try_iter().collect()
}

#[tokio::test]
async fn the_same_difference_is_reported_once_for_a_response() {
    let rows: Vec<_> = (0..50).map(|id| json!({ "id": id, "name": "Founders", "mood": "bright" })).collect();
    let response = Response::json(&json!({ "groups": rows, "total_groups": 50 }));
    let moods = |findings: &[mobilize::drift::Finding]| findings.iter().filter(|finding| finding.pointer == "/groups/*/mood").count();
    assert_eq!(moods(&findings(1.0, response.clone()).await), 1);
    assert!(findings(f64::NAN, response.clone()).await.is_empty());
    assert!(findings(1.0, response.with(Trouble::HalfBody)).await.is_empty());
}
