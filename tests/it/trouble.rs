use std::time::Duration;

use mobilize::Error;
use serde_json::json;
use tokio::io::AsyncWriteExt;

use crate::server::{Response, Server, Trouble};

async fn error_of(response: Response) -> Error {
    let server = Server::answering(response.header("x-request-id", "abc-123")).await;
    let client = server.client().with_attempt_timeout(Duration::from_millis(200));
    let users = async { Ok::<_, Error>(client.list_users().send().await?.into_inner()) };
    let err = users.await.unwrap_err();
    // Whatever happened, this is known.
    assert_eq!(err.operation(), Some("listUsers"), "{err:?}");
    assert_eq!(err.method().unwrap(), "GET", "{err:?}");
    assert_eq!(err.url(), Some(format!("{}/v1/users", server.address()).as_str()), "{err:?}");
    assert_eq!(err.attempts(), 1);
    err
}

#[tokio::test]
async fn a_connection_that_is_cut() {
    let err = error_of(Response::new(200, "[]").with(Trouble::Cut)).await;
    assert!(err.is_retryable() && !err.is_connect() && !err.is_timeout());
    assert_eq!(err.status(), None);
}

#[tokio::test]
async fn a_body_that_is_cut_in_half_is_kept() {
    let body = json!([{ "id": 1 }, { "id": 2 }]).to_string();
    let err = error_of(Response::new(200, &body).with(Trouble::HalfBody)).await;
    assert!(err.is_retryable() && !err.is_decode(), "{err:?}");
    assert_eq!(err.status().unwrap(), 200);
    assert_eq!(err.request_id(), Some("abc-123"));
    assert_eq!(err.body(), Some(&body.as_bytes()[..body.len() / 2]));
}

#[tokio::test]
async fn a_body_that_never_ends() {
    let err = error_of(Response::new(200, "[1, 2]").with(Trouble::SlowBody)).await;
    assert!(err.is_timeout() && err.is_retryable(), "{err:?}");
    assert_eq!(err.status().unwrap(), 200);
}

#[tokio::test]
async fn a_refusal_whose_body_is_cut_is_still_a_refusal() {
    let err = error_of(Response::new(404, r#"{ "error_message": "no" }"#).with(Trouble::HalfBody)).await;
    assert!(err.is_not_found());
}

#[tokio::test]
async fn html_in_the_place_of_json() {
    let err = error_of(Response::new(200, "<html></html>").header("content-type", "text/html")).await;
    assert!(err.is_decode() && !err.is_retryable());
    assert_eq!(err.headers().unwrap()["content-type"], "text/html");
    assert_eq!(err.request_id(), Some("abc-123"));
    assert_eq!(err.body(), Some(&b"<html></html>"[..]));
    assert_eq!(err.to_string(), "listUsers: the response is not JSON (line 1, column 1)");
}

#[tokio::test]
async fn a_mark_of_byte_order_is_no_trouble() {
    let server = Server::answering(Response::new(200, "\u{feff}[{ \"id\": 1 }]")).await;
    assert_eq!(server.client().list_users().send().await.unwrap().len(), 1);
}

#[tokio::test]
async fn one_odd_character_or_number_does_not_cost_the_page() {
    let cases: [(&[u8], &str); 4] = [
        (b"[{ \"id\": \"1\", \"name\": \"M\xfcnchen\" }, { \"id\": 2 }]", "M\u{fffd}nchen"),
        (br#"[{ "id": "1", "name": "smile \ud83d" }, { "id": 2 }]"#, "smile \u{fffd}"),
        (br#"[{ "id": "1", "name": "smile \ud83d\ude00" }, { "id": 2 }]"#, "smile \u{1f600}"),
        (br#"[{ "id": "1", "name": 1e400 }, { "id": 2 }]"#, "1e400"),
    ];
    for (body, name) in cases {
        let server = Server::in_turn([Response::bytes(200, body), Response::new(200, "[]")]).await;
        let users: Vec<_> = futures_util::TryStreamExt::try_collect(server.client().list_users().stream()).await.unwrap();
        assert_eq!(users.len(), 2);
        assert_eq!(serde_json::to_value(&users[0]).unwrap()["name"], name);
    }
    let err = error_of(Response::bytes(400, b"{ \"error_message\": \"ung\xfcltig\" }")).await;
    assert_eq!(err.message(), Some("ung\u{fffd}ltig"));
}

#[tokio::test]
async fn what_is_nested_too_deeply_is_said_to_be() {
    let err = error_of(Response::new(200, format!("[{}{}]", "[".repeat(200), "]".repeat(200)))).await;
    assert!(err.is_decode() && err.status().unwrap() == 200);
    assert_eq!(err.to_string(), "listUsers: the response is nested too deeply (line 1, column 128)");
}

#[tokio::test]
async fn a_response_without_end_is_not_read_to_its_end() {
    let server = Server::answering(Response::new(200, format!("[{}]", " ".repeat(2_000)))).await;
    let client = server.builder().max_response_bytes(1_000).build().unwrap();
    let err = async { Ok::<_, Error>(client.list_users().send().await?.into_inner()) }.await.unwrap_err();
    assert_eq!(err.to_string(), "listUsers: the response has more than 1000 bytes, which is the limit (`max_response_bytes`)");
    assert_eq!((err.attempts(), err.is_retryable(), err.status().unwrap().as_u16()), (1, false, 200));
    assert!(server.builder().max_response_bytes(2_002).build().unwrap().list_users().send().await.is_ok());
}

#[tokio::test]
async fn a_refusal_in_any_spelling() {
    for body in [r#"{ "error_code": 404, "error_message": "no" }"#, r#"{ error_code: 404, "error_message": "no" }"#] {
        let err = error_of(Response::new(400, body)).await;
        assert_eq!((err.code(), err.message(), err.status().unwrap().as_u16()), (Some(404), Some("no"), 400));
        assert!(!err.is_not_found(), "the status is the one to trust");
    }
}

#[tokio::test]
async fn a_function_with_an_error_of_its_own_keeps_all_that_is_known() {
    async fn find(client: &mobilize::Client) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        client.get_group().group_id(1).send().await?;
        Ok(())
    }
    let server = Server::answering(Response::new(404, r#"{ "error_message": "no such group" }"#)).await;
    let err = find(&server.client()).await.unwrap_err();
    assert_eq!(err.to_string(), "getGroup: 404 Not Found: no such group (at /v1/groups/1)");
    assert!(err.downcast_ref::<Error>().unwrap().is_not_found());
    // A failure before sending is the same error.
    let err = server.client().get_group().send().await.unwrap_err();
    assert_eq!((err.to_string().as_str(), err.attempts()), ("getGroup: the parameter `group_id` is missing", 0));
}

/// In any way that a body is given.
#[tokio::test]
async fn all_missing_inputs_are_named_with_their_operation() {
    use mobilize::types::MemberInvite;

    let server = Server::answering(Response::new(200, "{}")).await;
    let client = server.client();
    let expected = "inviteGroupMembers: the parameter `group_id` is missing; \
                    the properties `recipients_ids` and `sender_id` of the body are missing";
    let errors = [
        client.invite_group_members().send().await.unwrap_err(),
        client.invite_group_members().body(MemberInvite::builder()).send().await.unwrap_err(),
        client.invite_group_members().body_map(|body| body).send().await.unwrap_err(),
    ];
    for err in errors {
        assert_eq!(err.to_string(), expected);
        assert_eq!((err.kind(), err.operation()), (mobilize::ErrorKind::Request, Some("inviteGroupMembers")));
    }
    let err: mobilize::Error = MemberInvite::try_from(MemberInvite::builder().sender_id(1)).unwrap_err();
    assert_eq!(err.to_string(), "the property `recipients_ids` of the body is missing");
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn each_status_has_its_kind() {
    use mobilize::ErrorKind::{Forbidden, NotFound, RateLimited, Status, Unauthorized};

    for (status, kind) in [(401, Unauthorized), (403, Forbidden), (404, NotFound), (429, RateLimited), (500, Status), (503, Status)] {
        assert_eq!(error_of(Response::new(status, "{}")).await.kind(), kind);
    }
    let limited = error_of(Response::new(429, "{}").header("retry-after", "30")).await;
    assert_eq!(limited.to_string(), "listUsers: 429 Too Many Requests (retry after 30 s)");
}

#[tokio::test]
async fn the_text_of_the_status_is_shown_once() {
    for (body, expected) in [
        (r#"{ "message": "Service Unavailable" }"#, "listUsers: 503 Service Unavailable"),
        (r#"{ "error": "503 service unavailable " }"#, "listUsers: 503 Service Unavailable"),
        (r#"{ "error": "back at noon" }"#, "listUsers: 503 Service Unavailable: back at noon"),
    ] {
        assert_eq!(error_of(Response::new(503, body)).await.to_string(), expected);
    }
}

/// Returns the error text for a service that cannot be reached.
async fn unreachable(base_url: &str) -> String {
    let client = mobilize::Client::builder().credentials("key", "secret").base_url(base_url).allow_http(true).no_retries().build().unwrap();
    let err = client.find_user_by_email().email("sam@example.org").send().await.unwrap_err();
    assert!(err.is_connect() && err.is_retryable(), "{err:?}");
    assert!(!format!("{err} {err:?}").contains("sam"), "{err:?}");
    assert_eq!(err.kind(), mobilize::ErrorKind::Connect);
    let source = std::error::Error::source(&err).unwrap().to_string();
    assert!(!source.contains("sam"), "{source}");
    err.to_string()
}

#[tokio::test]
async fn why_there_is_no_connection() {
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let refused = unreachable(&format!("http://{free}")).await;
    let expected = format!("findUserByEmail: no connection to http://{free}/users/find_by_email: tcp connect error: Connection refused");
    assert!(refused.to_lowercase().starts_with(&expected.to_lowercase()), "{refused}");

    // No TLS: the server answers in plain HTTP.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
    });
    let tls = unreachable(&format!("https://{address}")).await;
    assert!(tls.contains(": received corrupt message"), "{tls}");

    // The resolver refuses it, whatever network there is: no label is that long.
    let dns = unreachable(&format!("http://{}.invalid", "x".repeat(64))).await;
    assert!(dns.contains(": failed to lookup address information"), "{dns}");
}

#[tokio::test]
async fn a_changed_type_of_id_and_an_unknown_value_cost_nothing() {
    let users = json!([{ "id": { "uuid": "x" }, "groups": [{ "id": "seven", "status": "banned" }] }, { "id": 7.5 }]);
    let server = Server::answering(Response::json(&users)).await;
    let read = server.client().list_users().send().await.unwrap();
    assert_eq!(serde_json::to_value(read.into_inner()).unwrap(), users);
}

#[tokio::test]
async fn a_success_is_at_hand_as_it_came() {
    let body = r#"{ "groups" : [ ] , "new": 1 }"#;
    let server = Server::answering(Response::new(200, body).header("x-request-id", "abc")).await;
    let groups = server.client().list_groups().send().await.unwrap();
    assert_eq!(groups.extra["new"], 1);
    assert_eq!((&groups.raw().body()[..], groups.request_id()), (body.as_bytes(), Some("abc")));
    assert!(!format!("{:?}", groups.raw()).contains("groups"));
}

#[tokio::test]
async fn parameters_that_no_page_mentions_are_sent() {
    let server = Server::answering(Response::new(200, "{}")).await;
    let client = server.builder().api_application_key("app-key").build().unwrap();
    client.with_query("sort", "name & age").with_header("x-debug", "1").list_groups().limit(5).send().await.unwrap();
    client.list_notifications().bulk_id("b").send().await.unwrap();
    client.list_notifications().bulk_id("b").api_application_key("another").send().await.unwrap();
    let requests = server.requests();
    assert_eq!(requests[0].target, "/v1/groups?limit=5&sort=name+%26+age");
    assert_eq!(requests[0].headers["x-debug"], "1");
    assert_eq!(requests[1].target, "/v1/bulks/b?api_application_key=app-key");
    assert_eq!(requests[2].target, "/v1/bulks/b?api_application_key=another");
}
