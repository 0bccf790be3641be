use mobilize_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::support::{Fixture, with_json};

#[tokio::test]
async fn credentials_are_checked() {
    let fixture = Fixture::start().await;
    let url = format!("{}/groups", fixture.sandbox.url());
    let (barred, secret) = fixture.sandbox.credentials_without_access();
    let with = |key: &str, secret: &str| fixture.client.get(&url).basic_auth(key, Some(secret));

    let answer = fixture.send(fixture.client.get(&url)).await;
    assert_eq!(answer.header("www-authenticate"), "Basic realm=\"Mobilize sandbox\"");
    answer.refused(401, "Unauthorized");
    fixture.send(with("sandbox-key", "wrong")).await.refused(401, "Unauthorized");
    fixture.send(with("wrong", "sandbox-secret")).await.refused(401, "Unauthorized");
    fixture.send(fixture.client.get(&url).header("authorization", "Basic %%%")).await.refused(401, "Unauthorized");
    fixture.send(fixture.client.get(&url).bearer_auth("sandbox-key")).await.refused(401, "Unauthorized");
    fixture.send(with(&barred, &secret)).await.refused(403, "Forbidden");
    fixture.send(with("sandbox-key", "sandbox-secret")).await.ok();
}

#[tokio::test]
async fn the_message_names_the_property() {
    let fixture = Fixture::start().await;
    let body = fixture.put("/users/1001", json!({})).await;
    // The page shows this very answer.
    let body = body.refused(422, "'fields' property is missing, please validate your request.");
    assert_eq!(body["status_code"], 422);
    fixture
        .post("/users", json!({"email": 7}))
        .await
        .refused(422, "'email' property is invalid: expected string, got integer, please validate your request.");
    fixture
        .post("/bulk/members", json!({"group_id": 1, "users": [{"fields": {}}, {}]}))
        .await
        .refused(422, "'users.1.fields' property is missing, please validate your request.");
    let odd = fixture.put("/users/1001", json!({"fields": {"job_title": [[1]]}})).await;
    assert!(odd.status == 422 && odd.text.contains("'fields.job_title"), "{}", odd.text);
    fixture
        .get("/groups?limit=abc")
        .await
        .refused(400, "'limit' parameter is invalid: expected a whole number, please validate your request.");
    fixture.get("/users/search").await.refused(400, "'keywords' parameter is missing, please validate your request.");
    fixture
        .get("/users?limit=0")
        .await
        .refused(400, "'limit' parameter is invalid: expected a whole number, 1 or more, please validate your request.");
    let answer = fixture.get("/activities?limit=51").await;
    answer.refused(400, "'limit' parameter is invalid: expected a whole number from 1 to 50, please validate your request.");
}

#[tokio::test]
async fn errors_are_spelled_as_the_pages_spell_them() {
    let fixture = Fixture::start().await;
    assert_eq!(fixture.get("/groups/999").await.refused(404, "Group 999 not found")["status_code"], 404);
    let gone = fixture.delete("/users/99").await.refused(404, "User id(99) is not exist.");
    assert_eq!((gone["error_code"].as_i64(), gone.get("status_code")), (Some(404), None));
    for path in ["/groups/1/members/", "/users/"] {
        let missing = fixture.delete(path).await;
        assert!(missing.header("x-sandbox-basis").starts_with("documentation; page=delete-"), "{path}");
        assert_eq!(missing.refused(400, "User id is missing, please validate your request.")["error_code"], 404, "{path}");
    }
    let invalid = fixture.delete("/groups/1/members/abc").await;
    assert_eq!(invalid.header("x-sandbox-basis"), "decision; E29; page=delete-group-member", "no page shows these words");
    let message = "'user_id' parameter is invalid: expected a whole number of 64 bits, please validate your request.";
    assert_eq!(invalid.refused(400, message)["error_code"], 400);
    for (method, path, body, status) in [
        ("DELETE", "/users/1005?hard_delete=1", Value::Null, 400),
        ("PUT", "/groups/4/members/1005", json!({}), 422),
        ("PUT", "/groups/4/members/1005", json!([]), 422),
        ("DELETE", "/groups/999/members/1005", Value::Null, 404),
    ] {
        let request = fixture.request(method, path);
        let answer = fixture.send(if body.is_null() { request } else { with_json(request, &body) }).await;
        assert_eq!((answer.status, &answer.body["error_code"]), (status, &json!(status)), "{method} {path}: {}", answer.text);
        assert_eq!(answer.body.get("status_code"), None, "{method} {path}: {}", answer.text);
    }
    fixture.get("/group/1").await.refused(404, "No route matches [GET] \"/v1/group/1\"");
}

/// A path that exists answers HEAD and OPTIONS, and names its methods to all others.
#[tokio::test]
async fn methods_of_a_path() {
    let fixture = Fixture::start().await;
    for (method, path, status, allow) in [
        ("POST", "/groups/1", 405, "GET, PUT, HEAD, OPTIONS"),
        ("PATCH", "/users/1001", 405, "DELETE, GET, PUT, HEAD, OPTIONS"),
        ("PUT", "/users/search", 405, "GET, HEAD, OPTIONS"),
        ("GET", "/groups/1/members/invite", 405, "POST, OPTIONS"),
        ("OPTIONS", "/groups", 204, "GET, POST, HEAD, OPTIONS"),
        ("OPTIONS", "/nothing", 404, ""),
        ("POST", "/nothing", 404, ""),
    ] {
        let answer = fixture.send(fixture.request(method, path)).await;
        assert_eq!((answer.status, answer.header("allow")), (status, allow), "{method} {path}: {}", answer.text);
        assert_eq!(answer.header("x-sandbox-basis"), "decision; E01", "{method} {path}");
        if status == 405 {
            assert!(answer.body["error_message"].as_str().unwrap().starts_with(&format!("No route matches [{method}] \"/v1{path}\"")));
        }
    }
    let unauthorized = fixture.client.request(reqwest::Method::OPTIONS, format!("{}/groups", fixture.sandbox.url()));
    assert_eq!(fixture.send(unauthorized).await.status, 204, "a question for the methods has no credentials");
    let get = fixture.get("/users/1001").await;
    let head = fixture.send(fixture.request("HEAD", "/users/1001")).await;
    assert_eq!((head.status, head.text.as_str(), head.header("content-length")), (200, "", get.header("content-length")));
    assert_eq!(fixture.send(fixture.request("HEAD", "/users/99")).await.status, 404);
}

#[tokio::test]
async fn a_body_that_is_required_must_be_sent() {
    let fixture = Fixture::start().await;
    let missing = "The body of the request cannot be read: it is missing";
    fixture.send(fixture.request("PUT", "/groups/2")).await.refused(422, missing);
    fixture.put("/groups/2", json!({})).await.ok();
    let fields = "'fields' property is missing, please validate your request.";
    fixture.send(fixture.request("PUT", "/users/1001")).await.refused(422, fields);
}

/// Python's `requests` sends `True`; the message lists the values that the service documents (S15).
#[tokio::test]
async fn booleans_of_the_query_are_in_lower_case() {
    let fixture = Fixture::start().await;
    let message = "'include_fields' parameter is invalid: expected true or false, in lower case, please validate your request.";
    for value in ["True", "False", "TRUE", "1", "yes", ""] {
        let answer = fixture.get(&format!("/users/1001?include_fields={value}")).await;
        assert_eq!(answer.header("x-sandbox-basis"), "decision; S15; page=get-a-single-user", "{value}");
        answer.refused(400, message);
    }
    assert!(fixture.get("/users/1001?include_fields=true").await.ok().get("fields").is_some());
    assert!(fixture.get("/users/1001?include_fields=false").await.ok().get("fields").is_none());
}

#[tokio::test]
async fn bodies_that_cannot_be_read() {
    let fixture = Fixture::of(Sandbox::builder().body_limit(1000)).await;
    let post = |body: &str, kind: &str| fixture.request("POST", "/users").header("content-type", kind).body(body.to_owned());
    let answer = fixture.send(post("{\"email\":", "application/json")).await;
    assert_eq!(answer.status, 422);
    assert!(answer.text.contains("cannot be read: the body is not JSON"), "{}", answer.text);
    let answer = fixture.send(post("email=a@b.c", "application/x-www-form-urlencoded")).await;
    assert!(answer.status == 422 && answer.text.contains("application/json"), "{}", answer.text);
    let answer = fixture.send(post(&"x".repeat(1001), "application/json")).await;
    answer.refused(422, "The body of the request cannot be read: it is longer than the sandbox's limit of 1000 bytes");
    fixture.send(fixture.request("POST", "/users")).await.refused(422, "'email' property is missing, please validate your request.");
    let huge = fixture.post("/groups/1/members", json!({"user_id": 1e300})).await;
    assert_eq!(huge.status, 422, "{}", huge.text);
    let deep = format!("{}{}", "[".repeat(400), "]".repeat(400));
    assert_eq!(fixture.send(post(&deep, "application/json")).await.status, 422);
    for path in ["/groups/%ff", "/groups/9223372036854775808", "/users/-1", "/users/%2e%2e", "/bulks/%00"] {
        let status = fixture.get(path).await.status;
        assert!((400..500).contains(&status), "{path}: {status}");
    }
}

/// Sends bytes as they are, all of them before it reads, and returns what is answered.
async fn raw(fixture: &Fixture, head: &str, body: &[u8]) -> String {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let mut stream = tokio::net::TcpStream::connect(fixture.sandbox.address()).await.unwrap();
    let credentials = "authorization: Basic c2FuZGJveC1rZXk6c2FuZGJveC1zZWNyZXQ=";
    stream.write_all(format!("{head}\r\nhost: localhost\r\nconnection: close\r\n{credentials}\r\n\r\n").as_bytes()).await.unwrap();
    stream.write_all(body).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn a_body_that_is_too_long_or_breaks_off_is_answered() {
    let fixture = Fixture::start().await;
    let length = 12 << 20;
    let head = |length: usize| format!("POST /v1/users HTTP/1.1\r\ncontent-type: application/json\r\ncontent-length: {length}");
    let answer = raw(&fixture, &head(length), &vec![b'x'; length]).await;
    assert!(answer.starts_with("HTTP/1.1 422") && answer.contains("longer than the sandbox's limit of 4194304 bytes"), "{answer}");
    let chunked = "POST /v1/users HTTP/1.1\r\ncontent-type: application/json\r\ntransfer-encoding: chunked";
    let answer = raw(&fixture, chunked, b"3\r\n{}\n\r\nzz\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 422") && answer.contains("it broke off after 3 bytes"), "{answer}");
}

#[tokio::test]
async fn the_sandbox_holds_no_more_than_it_may() {
    let fixture = Fixture::start().await;
    let users = fixture.sandbox.change(|world| {
        world.limits.users = world.users().len();
        world.limits.groups = world.groups_count();
        world.users().len()
    });
    let answer = fixture.post("/users", json!({"email": "one.more@example.org"})).await;
    answer.refused(400, &format!("The sandbox holds at most {users} users."));
    let body = json!({"groups": [{"name": "one more"}]});
    let job = fixture.post("/bulk/groups", body).await.ok();
    let job = fixture.get(&format!("/bulk/members/{}", job["job_id"].as_str().unwrap())).await.ok();
    assert_eq!(job["result"]["message"], "Import failed, record 1: The sandbox holds at most 6 groups.");
}

/// Refusals have the words of a service, not those of the engine or a library.
#[tokio::test]
async fn the_words_are_plain() {
    let fixture = Fixture::start().await;
    let invite = |sender: Value, recipients: Value| json!({"sender_id": sender, "recipients_ids": recipients});
    for (method, path, body, message) in [
        ("PUT", "/groups/2", json!({"name": "x".repeat(256)}), "'name' property is invalid: limited to 255 chars"),
        (
            "PUT",
            "/groups/2",
            json!({"privacy": 1e30}),
            "'privacy' property is invalid: expected a whole number of 64 bits, without a fraction",
        ),
        ("PUT", "/groups/2", json!({"members_visible": "no"}), "'members_visible' property is invalid: expected boolean, got string"),
        (
            "POST",
            "/groups/1/members/invite",
            invite(json!(1001), json!(vec![1002; 501])),
            "'recipients_ids' property is invalid: limited to 500 items",
        ),
        (
            "POST",
            "/groups/1/members/invite",
            invite(json!(1e30), json!([])),
            "'sender_id' property is invalid: expected a whole number of 64 bits",
        ),
        (
            "POST",
            "/bulk/members",
            json!({"group_id": 1, "users": vec![json!({"fields": {}}); 1001]}),
            "'users' property is invalid: limited to 1000 items",
        ),
        ("POST", "/users", json!([]), "The body of the request cannot be read: expected object, got array"),
    ] {
        let answer = fixture.send(with_json(fixture.request(method, path), &body)).await;
        let full = if message.starts_with('\'') { format!("{message}, please validate your request.") } else { message.to_owned() };
        answer.refused(422, &full);
    }
    let broken = fixture.request("POST", "/users").header("content-type", "application/json").body(b"{\"email\": \"\xff\"}".to_vec());
    fixture.send(broken).await.refused(422, "The body of the request cannot be read: it is not UTF-8");
    let odd = "'user_id' parameter is invalid: expected a whole number of 64 bits, please validate your request.";
    fixture.get("/users/99999999999999999999").await.refused(400, odd);
}
