use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

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

/// Prints what sampling costs a call: `cargo test --features drift --test it -- --ignored --nocapture sampling`.
#[tokio::test]
#[ignore = "a measurement"]
async fn sampling_costs_a_call_little() {
    let body = format!(r#"{{ "groups": [{}] }}"#, vec![r#"{ "id": 1, "name": "Founders" }"#; 50].join(","));
    for share in [0.0, 0.01, 1.0] {
        let server = Server::answering(Response::new(200, &body).header("content-type", "application/json")).await;
        let client = server.builder().sample_drift(Sampler::new(share).on_finding(|_| ())).build().unwrap();
        client.list_groups().send().await.unwrap();
        tokio::time::sleep(Duration::from_secs(1)).await;
        let begin = Instant::now();
        for _ in 0..1_000 {
            client.list_groups().send().await.unwrap();
        }
        println!("share {share}: {:?} a call", begin.elapsed() / 1_000);
    }
}
