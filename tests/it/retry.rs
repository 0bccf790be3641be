use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use mobilize::{Error, Retry};

use crate::server::{Response, Server, Trouble};

const GROUPS: &str = r#"{ "groups": [{ "id": 1 }] }"#;

fn ok() -> Response {
    Response::new(200, GROUPS)
}

async fn list(client: &mobilize::Client) -> mobilize::Result<usize> {
    Ok(client.list_groups().send().await?.groups.as_ref().map_or(0, Vec::len))
}

#[tokio::test]
async fn what_passes_is_waited_for() {
    let cut = Response::new(200, GROUPS).with(Trouble::Cut);
    let half = Response::new(200, GROUPS).with(Trouble::HalfBody);
    let passing = [429, 502, 503, 504].map(|status| Response::new(status, "<html>")).into_iter().chain([cut, half]);
    for trouble in passing {
        let server = Server::in_turn([trouble.clone(), ok()]).await;
        assert_eq!(list(&server.persistent_client()).await.unwrap(), 1, "{trouble:?}");
        assert_eq!(server.requests().len(), 2);
    }
}

#[tokio::test]
async fn what_stays_is_asked_once() {
    let not_found = r#"{ "error_message": "Couldn't find Group with 'id'=123" }"#;
    let staying = [(400, ""), (401, ""), (403, ""), (404, ""), (422, ""), (500, not_found), (500, ""), (200, "<html>")];
    for (status, body) in staying {
        let server = Server::in_turn([Response::new(status, body), ok()]).await;
        let err = list(&server.persistent_client()).await.unwrap_err();
        assert!(!err.is_retryable(), "{status}");
        assert_eq!((err.attempts(), server.requests().len()), (1, 1), "{status}");
    }
}

#[tokio::test]
async fn a_post_is_sent_again_only_if_its_sender_says_so() {
    let server = Server::in_turn([Response::new(503, ""), Response::new(503, ""), Response::new(200, "{}")]).await;
    let client = server.persistent_client();
    let create = async |client: &mobilize::Client| -> Result<(), Error> {
        client.create_user().body_map(|user| user.email("sam@example.org")).send().await?;
        Ok(())
    };
    let err = create(&client).await.unwrap_err();
    assert!(err.is_retryable());
    assert_eq!(server.requests().len(), 1);

    create(&client.repeating_posts()).await.unwrap();
    assert_eq!(server.requests().len(), 3);
    assert!(server.requests().iter().all(|request| request.json().unwrap()["email"] == "sam@example.org"));
}

#[tokio::test]
async fn what_is_put_or_deleted_is_sent_again() {
    let server =
        Server::in_turn([Response::new(503, ""), Response::new(200, "{}"), Response::new(503, ""), Response::new(200, "{}")]).await;
    let client = server.persistent_client();
    client.update_user().user_id(1).body_map(|user| user.fields(mobilize::types::FieldValues::default())).send().await.unwrap();
    client.delete_user().user_id(1).send().await.unwrap();
    let methods: Vec<_> = server.requests().into_iter().map(|request| request.method).collect();
    assert_eq!(methods, ["PUT", "PUT", "DELETE", "DELETE"]);
}

#[tokio::test]
async fn retry_after_is_waited_for() {
    let server = Server::in_turn([Response::new(429, "").header("retry-after", "1"), ok()]).await;
    let begin = Instant::now();
    list(&server.persistent_client()).await.unwrap();
    assert!(begin.elapsed() >= Duration::from_secs(1));
}

#[tokio::test]
async fn too_long_a_retry_after_is_not_waited_for_but_told() {
    let asked = [("3600", 3600), ("Sun, 06 Nov 1994 09:49:37 GMT", 3600)];
    for (value, seconds) in asked {
        let response = Response::new(503, "").header("retry-after", value).header("date", "Sun, 06 Nov 1994 08:49:37 GMT");
        let server = Server::in_turn([response, ok()]).await;
        let err = list(&server.persistent_client()).await.unwrap_err();
        assert_eq!(err.retry_after(), Some(Duration::from_secs(seconds)));
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn attempts_end() {
    let server = Server::answering(Response::new(503, "")).await;
    let err = list(&server.persistent_client()).await.unwrap_err();
    assert_eq!((err.attempts(), server.requests().len()), (3, 3));
    assert_eq!(err.to_string(), "listGroups: 503 Service Unavailable (after 3 attempts)");

    let client = server.persistent_client().with_retry(Retry::off());
    assert_eq!(list(&client).await.unwrap_err().attempts(), 1);
}

#[tokio::test]
async fn all_clones_have_one_budget() {
    let server = Server::answering(Response::new(503, "")).await;
    let retry = Retry::default().waits(Duration::ZERO, Duration::ZERO).budget(5);
    let client = server.builder().retry(retry).build().unwrap();
    for _ in 0..10 {
        list(&client.clone().with_query("a", "b")).await.unwrap_err();
    }
    assert_eq!(server.requests().len(), 10 + 5);
}

#[tokio::test]
async fn the_total_time_ends_attempts_and_waits() {
    // The wait would be longer than the time: the last failure is told at once.
    let server = Server::answering(Response::new(503, "").header("retry-after", "30")).await;
    let client = server.builder().total_timeout(Duration::from_secs(5)).build().unwrap();
    let begin = Instant::now();
    assert_eq!(list(&client).await.unwrap_err().status().unwrap(), 503);
    assert!(begin.elapsed() < Duration::from_secs(2));

    // No response arrives.
    let server = Server::start(|_| None).await;
    let client = server.persistent_client().with_total_timeout(Duration::from_millis(50));
    let err = list(&client).await.unwrap_err();
    assert!(err.is_timeout() && err.is_retryable(), "{err:?}");
    assert_eq!(err.to_string(), "listGroups: no success within 50ms");
}

#[tokio::test]
async fn every_attempt_is_told() {
    let server = Server::in_turn([Response::new(429, "").header("retry-after", "0"), ok()]).await;
    let told = Arc::new(Mutex::new(Vec::new()));
    let listener = Arc::clone(&told);
    let client = server.builder().on_attempt(move |attempt| listener.lock().unwrap().push(attempt.clone())).build().unwrap();
    list(&client).await.unwrap();

    let told = told.lock().unwrap();
    assert_eq!(told.len(), 2);
    assert!(told[0].is_rate_limited() && told[0].wait.is_some());
    assert_eq!(told[0].retry_after, Some(Duration::ZERO));
    assert_eq!((told[1].operation, told[1].template, told[1].number), (Some("listGroups"), Some("/groups"), 2));
    assert_eq!((told[1].status.unwrap().as_u16(), told[1].wait), (200, None));
}

#[tokio::test]
async fn no_time_is_too_long() {
    let server = Server::answering(ok()).await;
    let client = server.builder().total_timeout(Duration::MAX).attempt_timeout(Duration::MAX).build().unwrap();
    list(&client).await.unwrap();
    let late = Server::answering(Response::new(503, "").header("retry-after", u64::MAX.to_string())).await;
    let patient =
        late.persistent_client().with_retry(Retry::default().retry_after_up_to(Duration::MAX).waits(Duration::MAX, Duration::MAX));
    assert!(list(&patient.with_total_timeout(Duration::from_secs(1))).await.unwrap_err().retry_after().is_some());
}

#[tokio::test]
async fn what_an_earlier_attempt_may_have_deleted_is_said() {
    let gone = Response::new(404, "");
    let server = Server::in_turn([ok().with(Trouble::Cut), gone.clone()]).await;
    let err = server.persistent_client().delete_user().user_id(7).send().await.unwrap_err();
    assert!(err.is_not_found() && err.attempts() == 2);
    assert!(err.to_string().ends_with("; an earlier attempt, whose response was lost, may have deleted it"), "{err}");

    let server = Server::answering(gone).await;
    let err = server.persistent_client().delete_user().user_id(7).send().await.unwrap_err();
    assert_eq!(err.to_string(), "deleteUser: 404 Not Found (at /v1/users/7)");
}
