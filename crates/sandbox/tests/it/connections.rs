use std::time::Duration;

use mobilize_sandbox::Sandbox;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::{Fixture, with_json};

/// Reads until the server closes the connection.
async fn rest(stream: &mut TcpStream) -> String {
    let mut text = String::new();
    let _ = stream.read_to_string(&mut text).await;
    text
}

#[tokio::test]
async fn headers_that_do_not_arrive_close_the_connection() {
    let fixture = Fixture::of(Sandbox::builder().header_timeout(Duration::from_millis(200))).await;
    for sent in ["", "GET /v1/groups HTTP/1.1\r\nhost: localhost\r\nx-slow: "] {
        let mut stream = TcpStream::connect(fixture.sandbox.address()).await.unwrap();
        stream.write_all(sent.as_bytes()).await.unwrap();
        let answer = rest(&mut stream).await;
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 408"), "{answer}");
    }
    fixture.get("/groups").await.ok();
}

/// A connection beyond the limit is served as soon as another one is closed.
#[tokio::test]
async fn connections_beyond_the_limit_wait() {
    let fixture = Fixture::of(Sandbox::builder().connection_limit(2)).await;
    let one = TcpStream::connect(fixture.sandbox.address()).await.unwrap();
    let two = TcpStream::connect(fixture.sandbox.address()).await.unwrap();
    let mut third = TcpStream::connect(fixture.sandbox.address()).await.unwrap();
    third.write_all(b"GET /_sandbox/health HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").await.unwrap();
    let mut byte = [0];
    let early = tokio::time::timeout(Duration::from_millis(200), third.read(&mut byte)).await;
    assert!(early.is_err(), "two connections are open");
    drop((one, two));
    assert!(rest(&mut third).await.ends_with("ok\n"));
}

/// The number of values in a body is limited, since the engine may report each of them.
#[tokio::test]
async fn large_bodies_are_answered() {
    let fixture = Fixture::start().await;
    let number = |count: usize| (0..count).map(Value::from).collect::<Vec<_>>();
    for (path, body) in [
        ("/groups/1/members/invite", json!({"sender_id": 1001, "recipients_ids": number(150_000)})),
        ("/groups/1/members/invite", json!({"sender_id": 1001, "recipients_ids": vec!["x"; 200_000]})),
        ("/bulk/members", json!({"group_id": 1, "users": vec![json!({}); 300_000]})),
        ("/bulk/members", json!({"group_id": 1, "users": vec![json!(7); 400_000]})),
        ("/bulk/groups", json!({"groups": vec![json!({"name": 7, "privacy": "x"}); 30_000]})),
        ("/users", json!({"email": "x".repeat(1 << 20)})),
        (
            "/users",
            json!({"email": "many@example.org", "fields": (0..60_000).map(|n| (format!("f{n}"), json!(n))).collect::<serde_json::Map<_, _>>()}),
        ),
        ("/groups/2/members", (0..60_000).map(|n| (format!("p{n}"), json!(n))).collect::<serde_json::Map<_, _>>().into()),
    ] {
        let answer = fixture.send(with_json(fixture.request("POST", path), &body)).await;
        assert!((400..500).contains(&answer.status), "{path}: {}", answer.text);
    }
    let refused = "The body of the request cannot be read: it has more than the sandbox's limit of 50000 values";
    fixture.post("/users", json!({"many": vec![1; 50_000]})).await.refused(422, refused);
    let verdict = fixture.control("GET", "requests", Value::Null).await.ok()[0]["verdict"].clone();
    assert_eq!(verdict, Value::Null, "such a body is not checked for the log either");
    fixture.post("/users", json!({"email": "fine@example.org", "many": vec![1; 1000]})).await.ok();
}
