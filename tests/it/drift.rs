use std::sync::mpsc::channel;
use std::time::Duration;

use mobilize::drift::Sampler;

use crate::server::{Response, Server};

#[tokio::test]
async fn a_property_that_the_document_does_not_know_is_told() {
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
