use std::time::Duration;

use mobilize::{Client, Credentials, Error};

use crate::server::{Response, Server};

const SECRETS: [&str; 4] = ["the-key", "the-secret", "dGhlLWtleTp0aGUtc2VjcmV0", "Basic "];

#[track_caller]
fn check_hidden(shown: &str) {
    for secret in SECRETS {
        assert!(!shown.contains(secret), "{secret} is shown in {shown}");
    }
}

async fn error_of(server: &Server) -> Error {
    list(&server.client()).await.unwrap_err()
}

async fn list(client: &Client) -> mobilize::Result<usize> {
    let page = client.list_groups().send().await?;
    Ok(page.groups.as_ref().map_or(0, Vec::len))
}

#[tokio::test]
async fn credentials_are_shown_nowhere() {
    let builder = Client::builder().credentials("the-key", "the-secret");
    check_hidden(&format!("{builder:?}"));
    check_hidden(&format!("{:?}", Credentials::new("the-key", "the-secret")));

    let server = Server::answering(Response::new(401, r#"{ "error_message": "no" }"#)).await;
    let client = server.client();
    check_hidden(&format!("{client:?}"));
    check_hidden(&format!("{:?}", &*client));
    check_hidden(&format!("{:?}", client.list_groups()));
    let err = error_of(&server).await;
    check_hidden(&format!("{err} {err:?} {err:#?}"));

    let refused = [
        Client::builder().credentials("the-key", "the-secret").base_url("https://the-key:the-secret@example.org"),
        Client::builder().credentials("the-key:", "the-secret"),
        Client::builder().credentials("the-key", "the-secret").base_url("no url"),
    ];
    for builder in refused {
        let err = builder.build().unwrap_err();
        check_hidden(&format!("{err} {err:?}"));
    }
}

#[tokio::test]
async fn errors_show_no_query() {
    let server = Server::answering(Response::new(500, "")).await;
    let refused = async {
        server.client().find_user_by_email().email("sam@example.org").send().await?;
        Ok::<_, Error>(())
    };
    let err = refused.await.unwrap_err();
    assert!(server.requests()[0].target.contains("email=sam%40example.org"));
    assert_eq!(err.url(), Some(format!("{}/v1/users/find_by_email", server.address()).as_str()));
    assert!(!format!("{err} {err:?}").contains("example.org"));
}

#[tokio::test]
async fn a_html_503_keeps_status_headers_and_body() {
    let html = "<html>We are down for maintenance</html>";
    let response = Response::new(503, html).header("content-type", "text/html").header("retry-after", "120");
    let server = Server::answering(response).await;
    let err = error_of(&server).await;
    assert_eq!(err.status().map(|status| status.as_u16()), Some(503));
    assert_eq!(err.headers().unwrap()["retry-after"], "120");
    assert_eq!(err.body(), Some(html.as_bytes()));
    assert_eq!(err.message(), None);
    assert_eq!(err.to_string(), "listGroups: 503 Service Unavailable (retry after 120 s)");
}

#[tokio::test]
async fn each_kind_of_refusal_has_its_predicate() {
    type Predicate = fn(&Error) -> bool;
    let predicates: [(&str, Predicate); 8] = [
        ("not found", Error::is_not_found),
        ("unauthorized", Error::is_unauthorized),
        ("forbidden", Error::is_forbidden),
        ("rate limited", Error::is_rate_limited),
        ("decode", Error::is_decode),
        ("timeout", Error::is_timeout),
        ("connect", Error::is_connect),
        ("nothing", |err| err.status().is_none()),
    ];
    let cases = [
        (401, "", "unauthorized"),
        (403, "", "forbidden"),
        (404, "", "not found"),
        (429, "", "rate limited"),
        (500, r#"{ "error_message": "Couldn't find User with 'id'=7" }"#, "not found"),
        (500, r#"{ "error_message": "Couldn't find the time" }"#, ""),
        (422, r#"{ "error_message": "Couldn't find User with 'id'=7" }"#, ""),
    ];
    for (status, body, expected) in cases {
        let err = error_of(&Server::answering(Response::new(status, body)).await).await;
        let yes: Vec<_> = predicates.iter().filter(|(_, predicate)| predicate(&err)).map(|(name, _)| *name).collect();
        assert_eq!(yes.concat(), expected, "{status} {body}");
    }
}

#[tokio::test]
async fn success_without_the_documented_json_is_a_decode_error() {
    for body in ["<html>sam@example.org</html>", r#"{ "users": ["sam@example.org"] }"#, r#""sam@example.org""#] {
        let server = Server::answering(Response::new(200, body)).await;
        let users = async { Ok::<_, Error>(server.client().list_users().send().await?.into_inner()) };
        let err = users.await.unwrap_err();
        assert!(err.is_decode());
        assert_eq!(err.body(), Some(body.as_bytes()));
        assert_eq!(err.operation(), Some("listUsers"));
        assert_eq!(err.status().unwrap(), 200);
        assert_eq!(err.path(), if body.starts_with('<') { None } else { Some(".") });
        assert!(!format!("{err} {err:?}").contains("example.org"), "{err:?}");
    }
}

#[tokio::test]
async fn every_success_status_is_accepted() {
    let server = Server::answering(Response::new(201, r#"{ "groups": [{ "id": 1 }] }"#)).await;
    assert_eq!(list(&server.client()).await.unwrap(), 1);

    for status in [200, 204] {
        let server = Server::answering(Response::new(status, "")).await;
        let answer = server.client().delete_user().user_id(7).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), status);
        assert_eq!(answer.success, None);
        assert_eq!(answer.whole(), Some(&serde_json::Value::Null));
    }
}

#[tokio::test]
async fn a_parameter_that_is_missing_is_named_and_nothing_is_sent() {
    let server = Server::answering(Response::new(200, "[]")).await;
    let missing = async { Ok::<_, Error>(server.client().search_users().send().await?.into_inner()) };
    let err = missing.await.unwrap_err();
    assert!(err.to_string().contains("keywords"), "{err}");
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_closed_port_is_a_connection_error() {
    let server = Server::answering(Response::new(200, "")).await;
    let client = server.client();
    let address = server.address().to_owned();
    drop(server);
    // The port is free once the task that listens is gone.
    tokio::task::yield_now().await;
    let err = list(&client).await.unwrap_err();
    assert!(err.is_connect() && !err.is_timeout(), "{err:?}");
    assert!(err.to_string().starts_with(&format!("listGroups: no connection to {address}/v1/groups: ")));
}

#[tokio::test]
async fn an_attempt_has_a_time_limit() {
    let server = Server::start(|_| None).await;
    let builder = server.builder().no_retries();
    let client = builder.attempt_timeout(Duration::from_millis(50)).build().unwrap();
    let err = list(&client).await.unwrap_err();
    assert!(err.is_timeout() && !err.is_connect(), "{err:?}");
}

#[tokio::test]
async fn your_own_http_client_keeps_its_time_limit() {
    let server = Server::start(|_| None).await;
    let patient = reqwest::Client::builder().timeout(Duration::from_millis(50)).build().unwrap();
    let builder = server.builder().no_retries();
    assert!(list(&builder.http_client(patient).build().unwrap()).await.unwrap_err().is_timeout());
}

#[tokio::test]
async fn a_time_limit_applies_to_your_own_http_client() {
    let server = Server::start(|_| None).await;
    let builder = server.builder().no_retries();
    let builder = builder.http_client(reqwest::Client::new()).attempt_timeout(Duration::from_millis(50));
    assert!(list(&builder.clone().build().unwrap()).await.unwrap_err().is_timeout());

    let both = builder.connect_timeout(Duration::from_secs(1)).build().unwrap_err();
    assert!(both.to_string().starts_with("connect_timeout has no effect"), "{both}");
}

#[tokio::test]
async fn a_redirect_to_another_host_never_carries_credentials() {
    let other = Server::answering(Response::new(200, r#"{ "groups": [] }"#)).await;
    // Another port is another origin.
    for status in [301, 302, 303, 307, 308] {
        let elsewhere = format!("{}/v1/groups", other.address());
        let server = Server::answering(Response::new(status, "").header("location", elsewhere)).await;
        let err = error_of(&server).await;
        assert_eq!(err.status().map(|status| status.as_u16()), Some(status));
        let expected = format!(": a redirect to {}, which is not followed", other.address());
        assert!(err.to_string().ends_with(&expected), "{err}");
    }
    assert!(other.requests().is_empty());
}

#[tokio::test]
async fn a_redirect_to_a_host_that_was_named_carries_the_credentials() {
    let other = Server::answering(Response::new(200, r#"{ "groups": [{}] }"#)).await;
    let elsewhere = format!("{}/v1/groups", other.address().replace("127.0.0.1", "localhost"));
    let server = Server::answering(Response::new(307, "").header("location", elsewhere)).await;
    let client = server.builder().follow_redirects_to("localhost").build().unwrap();
    assert_eq!(list(&client).await.unwrap(), 1);
    assert_eq!(other.requests()[0].headers["authorization"], server.requests()[0].headers["authorization"]);
    // Another name of the same machine is another host.
    let client = server.builder().follow_redirects_to("127.0.0.1").build().unwrap();
    assert_eq!(list(&client).await.unwrap_err().status().map(|status| status.as_u16()), Some(307));
    assert_eq!(other.requests().len(), 1);
}

#[tokio::test]
async fn a_redirect_within_the_host_is_followed_where_it_changes_nothing() {
    for (status, followed) in [(301, false), (302, false), (303, false), (307, true), (308, true)] {
        let server = slash_server(status).await;
        // Reading may be repeated elsewhere whatever the status.
        assert_eq!(list(&server.client()).await.unwrap(), 1);
        let last = server.requests().pop().unwrap();
        assert_eq!(last.target, "/v1/groups/");
        assert!(last.headers.contains_key("authorization"));

        let server = slash_server(status).await;
        let body = serde_json::json!({ "email": "sam@example.org" });
        let created = server.client().create_user().body_map(|user| user.email("sam@example.org")).send().await;
        assert_eq!(created.is_ok(), followed, "{status}");
        // Never a request of another method, which would read where it should write.
        assert!(server.requests().iter().all(|request| request.method == "POST" && request.json() == Some(body.clone())));
    }
}

#[tokio::test]
async fn endless_redirects_end() {
    let server = Server::answering(Response::new(302, "").header("location", "/v1/groups")).await;
    let err = error_of(&server).await;
    assert_eq!(err.to_string(), "listGroups: 302 Found: too many redirects");
    assert_eq!(server.requests().len(), 6);
}

/// Redirects every path without a slash at its end to the one with it.
async fn slash_server(status: u16) -> Server {
    Server::start(move |request| {
        Some(if request.target.ends_with('/') {
            Response::new(200, r#"{ "groups": [{}] }"#)
        } else {
            Response::new(status, "").header("location", format!("{}/", request.target))
        })
    })
    .await
}

#[test]
fn clients_and_errors_may_go_anywhere() {
    fn check<T: Send + Sync + 'static>() {}
    check::<Client>();
    check::<Error>();
}

#[tokio::test]
async fn a_client_is_shared_between_tasks() {
    let server = Server::answering(Response::new(200, r#"{ "groups": [] }"#)).await;
    let client = server.client();
    let tasks: Vec<_> = (0..4)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { list(&client).await })
        })
        .collect();
    for task in tasks {
        assert_eq!(task.await.unwrap().unwrap(), 0);
    }
}

#[tokio::test]
async fn optional_ids_accept_references() {
    let server = Server::answering(Response::new(200, r#"{ "id": "7" }"#)).await;
    let client = server.client();
    let user = client.get_user().user_id(7).send().await.unwrap();
    client.create_group_member().group_id(1).body_map(|body| body.user_id(&user.id)).send().await.unwrap();
    client.create_group_member().group_id(1).body_map(|body| body.user_id(user.id.clone())).send().await.unwrap();
    for request in &server.requests()[1..] {
        assert_eq!(request.json(), Some(serde_json::json!({ "user_id": 7 })));
    }
}

/// The environment can only be set for another process, which is this test again.
#[tokio::test]
async fn a_proxy_of_the_environment_is_not_used_for_this_machine() {
    const NAME: &str = "client::a_proxy_of_the_environment_is_not_used_for_this_machine";
    let server = Server::answering(Response::new(200, r#"{ "groups": [] }"#)).await;
    if std::env::var("HTTP_PROXY").is_ok_and(|proxy| proxy.ends_with("/of-a-test")) {
        assert_eq!(list(&server.client()).await.unwrap(), 0);
        // The name does not exist, so only the proxy can return a response.
        let elsewhere = Client::builder().credentials("k", "s").base_url("http://a.invalid").allow_http(true).no_retries();
        assert_eq!(list(&elsewhere.clone().build().unwrap()).await.unwrap(), 1);
        assert!(list(&elsewhere.no_proxy().build().unwrap()).await.unwrap_err().is_connect());
        return;
    }
    let proxy = Server::answering(Response::new(200, r#"{ "groups": [{}] }"#)).await;
    let mut child = tokio::process::Command::new(std::env::current_exe().unwrap());
    let child = child.args(["--exact", NAME]).env("HTTP_PROXY", format!("{}/of-a-test", proxy.address())).env_remove("NO_PROXY");
    let output = child.env_remove("no_proxy").env_remove("http_proxy").output().await.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert_eq!(proxy.requests().len(), 1);
}

#[tokio::test]
async fn a_proxy_that_cannot_be_reached_is_named_without_its_password() {
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let proxy = reqwest::Proxy::all(format!("http://someone:topsecret@{free}")).unwrap();
    let client = Client::builder().credentials("k", "s").base_url("http://a.invalid").allow_http(true).no_retries().proxy(proxy);
    let err = list(&client.build().unwrap()).await.unwrap_err();
    assert!(err.to_string().ends_with("; a proxy is configured; check that it is reachable"), "{err}");
    assert!(!format!("{err} {err:?}").contains("topsecret"), "{err:?}");
}

#[tokio::test]
async fn the_message_of_the_service_is_shown_in_one_line() {
    let message = format!("one\ntwo \u{1b}[31mred{}", "x".repeat(100_000));
    let server = Server::answering(Response::new(400, serde_json::json!({ "error_message": message }).to_string())).await;
    let err = error_of(&server).await;
    assert_eq!(err.message(), Some(&*message));
    let shown = err.to_string();
    assert!(shown.starts_with(r"listGroups: 400 Bad Request: one\ntwo \u{1b}[31mredxxx") && shown.ends_with("x…"), "{shown}");
    assert!(shown.len() < 400, "{}", shown.len());
}

#[test]
fn a_request_by_path_does_not_show_its_query() {
    let client = Client::new("k", "s").unwrap();
    let request = client.request(reqwest::Method::GET, "/users/find_by_email?email=sam@example.org");
    assert!(!format!("{request:?}").contains("sam"));
}
