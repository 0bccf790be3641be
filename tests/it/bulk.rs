use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use mobilize::bulk::{BatchStatus, Bulk, BulkState, Progress, Rows};
use mobilize::types::{FieldValues, GroupCreateRow, MemberCreateRow};
use serde_json::json;

use crate::server::{Request, Response, Server, Trouble};

fn members(count: usize) -> Vec<MemberCreateRow> {
    (0..count).map(|index| MemberCreateRow::new(FieldValues::from([("email", format!("{index}@example.org"))]))).collect()
}

fn groups(count: usize) -> Vec<GroupCreateRow> {
    (0..count).map(|index| GroupCreateRow::builder().name(format!("group {index}")).try_into().unwrap()).collect()
}

fn quick<'a, T: Clone + Send + Sync + serde::Serialize + 'a>(bulk: Bulk<'a, T>) -> Bulk<'a, T> {
    bulk.waits(Duration::from_millis(1), Duration::from_millis(2))
}

/// Does all steps, and keeps the state.
async fn finish<T: Clone + Send + Sync + serde::Serialize>(mut bulk: Bulk<'_, T>, state: &mut BulkState) -> mobilize::Result<()> {
    let result = bulk.finish().await;
    *state = bulk.into_state();
    result
}

/// Takes jobs one at a time, and finishes each when it is asked after for the second time.
async fn diligent() -> Server {
    let (jobs, asked) = (AtomicUsize::new(0), AtomicUsize::new(0));
    Server::start(move |request| {
        let name = |number| format!("job{number}");
        Some(Response::json(&if request.method == "POST" {
            assert_eq!(asked.swap(0, Ordering::SeqCst) % 2, 0, "one job at a time");
            json!({ "job_id": name(jobs.fetch_add(1, Ordering::SeqCst)), "status": "queued" })
        } else {
            let job = name(jobs.load(Ordering::SeqCst) - 1);
            assert!(request.target.ends_with(&job));
            match asked.fetch_add(1, Ordering::SeqCst) {
                0 => json!({ "job_id": job, "result": { "status": "processing" } }),
                _ => json!({ "job_id": job, "result": { "status": "completed", "users_imported": [jobs.load(Ordering::SeqCst)], "message": "done" } }),
            }
        }))
    })
    .await
}

fn posts(server: &Server) -> Vec<Request> {
    server.requests().into_iter().filter(|request| request.method == "POST").collect()
}

fn emails(server: &Server) -> Vec<String> {
    let bodies = posts(server).into_iter().map(|request| request.json().unwrap());
    let users = bodies.flat_map(|body| body["users"].as_array().unwrap().clone());
    users.map(|user| user["fields"]["email"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn members_are_imported_by_the_thousand() {
    let server = diligent().await;
    let client = server.client();
    let mut reported = Vec::new();
    let rows = Rows::from_stream(futures_util::stream::iter(members(2_500)));
    let mut import = quick(client.import_members(7, rows, BulkState::default()));
    let watch = import.watch();
    let store = |progress: Progress, state: BulkState| {
        assert_eq!(watch.state(), state, "the state can be read meanwhile");
        reported.push(progress.to_string());
        std::future::ready(Ok::<_, std::io::Error>(()))
    };
    import.run(store).await.unwrap();
    let state = import.into_state();

    let sizes: Vec<_> = posts(&server).iter().map(|request| request.json().unwrap()["users"].as_array().unwrap().len()).collect();
    assert_eq!(sizes, [1000, 1000, 500]);
    let expected: Vec<_> = (0..2_500).map(|index| format!("{index}@example.org")).collect();
    assert_eq!(emails(&server), expected);
    assert_eq!(state.imported().count(), 3);
    assert_eq!((state.rows(), state.failed().count(), state.short().count()), (2_500, 0, 3));
    assert_eq!(state.batches()[1].message(), Some("done"));
    let expected = ["submitting", "submitted", "waiting for the service (processing)", "completed, 1 users imported"];
    assert_eq!(reported[..4], expected.map(|status| format!("rows 0..1000: {status}")));
}

#[tokio::test]
async fn a_crash_at_any_step_loses_and_doubles_nothing() {
    for crash in 0..16 {
        let server = diligent().await;
        let client = server.client();
        let mut first = quick(client.import_members(7, members(35), BulkState::default())).batch_size(10);
        for _ in 0..crash {
            first.step().await.unwrap();
        }
        let stored = serde_json::to_string(&first.state()).unwrap();
        drop(first);

        let mut state: BulkState = serde_json::from_str(&stored).unwrap();
        finish(quick(client.import_members(7, members(35), state.clone())).batch_size(10), &mut state).await.unwrap();
        let expected: Vec<_> = (0..35).map(|index| format!("{index}@example.org")).collect();
        assert_eq!(emails(&server), expected, "crashed at {crash}");
        assert!(state.batches().iter().all(|batch| matches!(batch.status(), BatchStatus::Completed { .. })));
    }
}

#[tokio::test]
async fn a_batch_that_is_refused_is_told_and_the_others_are_done() {
    let queued = json!({ "job_id": "a", "status": "queued" });
    let failed = json!({ "job_id": "a", "result": { "status": "failed", "message": "no such group" } });
    let refused = Response::new(422, r#"{ "error_message": "email is missing" }"#);
    let server = Server::in_turn([refused, Response::json(&queued), Response::json(&failed)]).await;
    let client = server.client();
    let mut state = BulkState::default();
    let err = finish(quick(client.import_members(7, members(15), state.clone())).batch_size(10), &mut state).await.unwrap_err();
    assert!(err.is_bulk());
    let expected = "2 of 2 batches were not done: rows 0..10: refused: email is missing; rows 10..15: failed: no such group; \
                    `resubmit_failed` of the state sends them again";
    assert_eq!(err.to_string(), expected);
    let failed: Vec<_> = state.failed().map(|batch| (batch.rows(), batch.status().name(), batch.message().unwrap())).collect();
    assert_eq!(failed, [(0..10, "refused", "email is missing"), (10..15, "failed", "no such group")]);
}

#[tokio::test]
async fn groups_are_never_created_twice_unasked() {
    let job = Response::json(&json!({ "job_id": "a", "status": "completed" }));
    let server = Server::in_turn([job.clone().with(Trouble::HalfBody), job.clone(), job]).await;
    let client = server.client();
    let mut create = quick(client.create_all_groups(groups(3), BulkState::default()));
    create.step().await.unwrap();
    assert!(create.step().await.unwrap_err().is_retryable());
    // Neither this one nor another run submits them again.
    assert!(create.step().await.unwrap_err().to_string().starts_with("it is not known"));
    let mut state = create.into_state();
    assert!(quick(client.create_all_groups(groups(3), state.clone())).step().await.is_err());
    assert_eq!(server.requests().len(), 1);
    assert_eq!(state.unfinished().unwrap().rows(), 0..3);

    let mut accepted = state.clone();
    accepted.accept_unfinished();
    assert!(quick(client.create_all_groups(groups(3), accepted)).step().await.unwrap().is_none());

    state.resubmit_unfinished();
    finish(quick(client.create_all_groups(groups(3), state.clone())), &mut state).await.unwrap();
    assert_eq!(posts(&server).len(), 2);
}

#[tokio::test]
async fn dropping_a_future_leaves_a_state_that_says_what_was_sent() {
    let server = Server::start(|_| None).await;
    let client = server.client();
    let recipients: Vec<_> = (0..1_200).map(mobilize::types::UserNumber::from).collect();
    let mut work = client.invite_all(7, 42, recipients, BulkState::default());
    assert!(tokio::time::timeout(Duration::from_millis(100), work.finish()).await.is_err());
    let state = work.into_state();
    assert_eq!(state.unfinished().unwrap().rows(), 0..500);
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn what_was_certainly_not_taken_is_sent_again() {
    let server = Server::in_turn([Response::new(403, ""), Response::json(&json!({ "success": true }))]).await;
    let client = server.client();
    let recipients: Vec<_> = (0..1_200).map(mobilize::types::UserNumber::from).collect();
    let mut invite = client.invite_all(7, 42, recipients, BulkState::default());
    invite.step().await.unwrap();
    assert!(invite.step().await.unwrap_err().is_forbidden());
    assert_eq!(*invite.state().batches()[0].status(), BatchStatus::Pending);
    while invite.step().await.unwrap().is_some() {}
    let state = invite.into_state();
    let sizes: Vec<_> = posts(&server).iter().map(|request| request.json().unwrap()["recipients_ids"].as_array().unwrap().len()).collect();
    assert_eq!(sizes, [500, 500, 500, 200]);
    assert_eq!(state.batches().len(), 3);
}

#[tokio::test]
async fn a_job_that_never_ends_is_given_up_and_can_be_waited_for_later() {
    let queued = json!({ "job_id": "a", "status": "queued" });
    let server = Server::in_turn([Response::json(&queued)]).await;
    let client = server.client();
    let mut state = BulkState::default();
    let import = quick(client.import_members(7, members(1), state.clone())).job_timeout(Duration::from_millis(50));
    assert!(finish(import, &mut state).await.unwrap_err().is_timeout());
    assert_eq!(state.batches()[0].status().name(), "submitted");

    let done = Server::in_turn([Response::json(&json!({ "job_id": "a", "status": "completed" }))]).await;
    finish(quick(done.client().import_members(7, members(1), state.clone())), &mut state).await.unwrap();
    assert_eq!(state.batches()[0].status().name(), "completed");
}

#[tokio::test]
async fn a_job_of_groups_is_looked_for_under_groups_too() {
    let server = Server::start(|request| {
        Some(match (&*request.method, &*request.target) {
            ("POST", _) => Response::json(&json!({ "job_id": "a1", "status": "queued" })),
            (_, "/v1/bulk/groups/a1") => Response::json(&json!({ "job_id": "a1", "result": { "status": "completed" } })),
            _ => Response::new(404, ""),
        })
    })
    .await;
    let client = server.client();
    let mut state = BulkState::default();
    finish(quick(client.create_all_groups(groups(1), state.clone())), &mut state).await.unwrap();
    assert_eq!(state.batches()[0].status().name(), "completed");
}

#[tokio::test]
async fn rows_that_are_gone_are_noticed() {
    let server = diligent().await;
    let client = server.client();
    let mut state = BulkState::default();
    finish(quick(client.import_members(7, members(5), state.clone())), &mut state).await.unwrap();
    let err = quick(client.import_members(7, members(4), state.clone())).step().await.unwrap_err();
    assert!(err.is_rows_changed(), "{err}");
    assert!(
        matches!(quick(client.import_members(7, members(6), state)).step().await, Ok(Some(Progress::Submitting(batch))) if batch.rows() == (5..6))
    );
}

#[tokio::test]
async fn a_state_is_of_one_piece_of_work() {
    let server = diligent().await;
    let client = server.client();
    let mut import = quick(client.import_members(7, members(5), BulkState::default()));
    import.step().await.unwrap();
    let stored = serde_json::to_value(import.state()).unwrap();
    assert_eq!(stored["work"], json!({ "kind": "import_members", "group_id": 7 }));
    let state: BulkState = serde_json::from_value(stored.clone()).unwrap();

    let other_group = quick(client.import_members(8, members(5), state.clone())).step().await.unwrap_err();
    let expected =
        "the state belongs to other work: it is for importing members into the group 7, and this is importing members into the group 8";
    assert_eq!(other_group.to_string(), expected);
    assert!(quick(client.create_all_groups(groups(5), state.clone())).step().await.is_err());
    // The id of the same group, in another form.
    assert!(quick(client.import_members("7", members(5), state.clone())).step().await.is_ok());
    // Nor is there a way around it.
    let nameless: BulkState = serde_json::from_value(json!({ "batches": stored["batches"] })).unwrap();
    assert!(quick(client.import_members(7, members(5), nameless)).step().await.is_err());
}

#[tokio::test]
async fn a_job_that_the_service_has_forgotten_is_decided_by_the_caller() {
    let queued = json!({ "job_id": "a", "status": "queued" });
    let server = Server::in_turn([Response::json(&queued), Response::new(404, r#"{ "error_message": "no such job" }"#)]).await;
    let client = server.client();
    let mut state = BulkState::default();
    let err = finish(quick(client.import_members(7, members(1), state.clone())), &mut state).await.unwrap_err();
    assert!(err.is_not_found());
    let expected = "getBulkJobStatus: 404 Not Found: no such job (at /v1/bulk/members/a); the service has accepted this batch, but does not know its job: \
                    decide with `accept_unfinished` or `resubmit_unfinished` of the state";
    assert_eq!(err.to_string(), expected);
    assert_eq!(state.unfinished().unwrap().status().name(), "submitted");

    let mut accepted = state.clone();
    accepted.accept_unfinished();
    finish(quick(client.import_members(7, members(1), accepted.clone())), &mut accepted).await.unwrap();
    assert_eq!(posts(&server).len(), 1);

    state.resubmit_unfinished();
    let done = Server::in_turn([Response::json(&queued), Response::json(&json!({ "job_id": "a", "status": "completed" }))]).await;
    finish(quick(done.client().import_members(7, members(1), state.clone())), &mut state).await.unwrap();
    assert_eq!(posts(&done).len(), 1);
}

const BUSY: &str = r#"{ "error_message": "Another bulk job is being processed, only one bulk api can be used at a time." }"#;

#[tokio::test]
async fn a_service_that_is_busy_is_waited_for() {
    let queued = Response::json(&json!({ "job_id": "a", "status": "completed" }));
    let limited = Response::new(429, "").header("retry-after", "0");
    for work in [0, 1] {
        let server = Server::in_turn([Response::new(400, BUSY), Response::new(422, BUSY), limited.clone(), queued.clone()]).await;
        let client = server.client();
        let (mut state, mut busy) = (BulkState::default(), Vec::new());
        let note = |progress: Progress, now: BulkState| {
            if let Progress::Busy { message, .. } = progress {
                busy.push(message.is_some());
            }
            state = now;
            std::future::ready(Ok::<_, std::io::Error>(()))
        };
        match work {
            0 => quick(client.import_members(7, members(3), BulkState::default())).run(note).await.unwrap(),
            _ => quick(client.create_all_groups(groups(3), BulkState::default())).run(note).await.unwrap(),
        }
        assert_eq!(busy, [true, true, false]);
        assert_eq!(posts(&server).len(), 4);
        assert_eq!(state.batches()[0].status().name(), "completed");
    }
}

#[tokio::test]
async fn a_service_that_stays_busy_is_given_up_and_nothing_is_lost() {
    let limited = Response::new(429, "").header("retry-after", "3600");
    for answer in [Response::new(400, BUSY), limited] {
        let server = Server::answering(answer.clone()).await;
        let client = server.client();
        let mut state = BulkState::default();
        let create = quick(client.create_all_groups(groups(3), state.clone())).job_timeout(Duration::from_millis(20));
        let err = finish(create, &mut state).await.unwrap_err();
        assert_eq!(err.status().unwrap().as_u16(), answer.status);
        assert!(err.to_string().contains("a later run with the state continues from here"), "{err}");
        assert!(state.unfinished().is_none() && state.failed().next().is_none(), "{state:?}");

        let done = Server::answering(Response::json(&json!({ "job_id": "a", "status": "completed" }))).await;
        finish(quick(done.client().create_all_groups(groups(3), state.clone())), &mut state).await.unwrap();
        assert_eq!(posts(&done)[0].json().unwrap()["groups"].as_array().unwrap().len(), 3);
        assert_eq!((state.batches().len(), state.batches()[0].status().name()), (1, "completed"));
    }
}

#[tokio::test]
async fn what_may_have_been_taken_by_an_earlier_attempt_is_no_refusal() {
    let taken = || Response::new(200, "{}").with(Trouble::Cut);
    for refusal in [Response::new(400, BUSY), Response::new(422, r#"{ "error_message": "the name is taken" }"#), Response::new(429, "")] {
        let server = Server::in_turn([taken(), refusal]).await;
        let client = server.persistent_client().with_retry(mobilize::Retry::default().attempts(2).waits(Duration::ZERO, Duration::ZERO));
        let mut state = BulkState::default();
        let err = finish(quick(client.repeating_posts().create_all_groups(groups(3), state.clone())), &mut state).await.unwrap_err();
        assert!(err.to_string().contains("it is not known if the last batch was submitted"), "{err}");
        assert_eq!((state.unfinished().unwrap().status().name(), posts(&server).len()), ("submitting", 2));
    }
}

#[tokio::test]
async fn an_answer_that_cannot_be_read_is_no_reason_to_send_again() {
    let answers = [Response::new(200, "<html>"), Response::new(200, r#"{ "status": "queued" }"#), Response::new(200, "[".repeat(200))];
    for answer in answers {
        let server = Server::answering(answer).await;
        let client = server.client();
        let mut create = quick(client.create_all_groups(groups(3), BulkState::default()));
        create.step().await.unwrap();
        let err = create.step().await.unwrap_err();
        assert!(err.is_decode(), "{err:?}");
        assert_eq!((err.operation(), err.attempts(), err.status().unwrap().as_u16()), (Some("createGroupsInBulk"), 1, 200));
        for _ in 0..3 {
            assert!(create.step().await.is_err());
        }
        assert_eq!(posts(&server).len(), 1);
    }
}

#[tokio::test]
async fn refused_batches_are_done_again_where_they_stand() {
    let refused = Response::new(422, r#"{ "error_message": "no" }"#);
    let done = Response::json(&json!({ "job_id": "a", "status": "completed" }));
    let server = Server::in_turn([refused.clone(), done.clone(), done.clone(), refused, done.clone()]).await;
    let client = server.client();
    let mut state = BulkState::default();
    finish(quick(client.import_members(7, members(25), state.clone())).batch_size(10), &mut state).await.unwrap_err();
    assert_eq!(state.failed().map(|batch| batch.rows().start).collect::<Vec<_>>(), [0, 20]);

    let server = Server::answering(done).await;
    state.resubmit_failed();
    let stored = serde_json::to_string(&state).unwrap();
    let mut state: BulkState = serde_json::from_str(&stored).unwrap();
    finish(quick(server.client().import_members(7, members(30), state.clone())).batch_size(10), &mut state).await.unwrap();
    let expected: Vec<_> = (0..10).chain(20..30).map(|index| format!("{index}@example.org")).collect();
    assert_eq!(emails(&server), expected);
    assert_eq!(state.batches().iter().map(mobilize::bulk::Batch::rows).collect::<Vec<_>>(), [0..10, 10..20, 20..25, 25..30]);
    assert!(state.failed().next().is_none());
}

#[tokio::test]
async fn only_an_import_can_be_short() {
    let done = Response::json(&json!({ "job_id": "a", "result": { "status": "completed", "users_imported": [1] } }));
    let server = Server::answering(done).await;
    let client = server.client();
    let mut imported = BulkState::default();
    finish(quick(client.import_members(7, members(2), imported.clone())), &mut imported).await.unwrap();
    assert_eq!(imported.short().count(), 1);
    let mut created = BulkState::default();
    finish(quick(client.create_all_groups(groups(2), created.clone())), &mut created).await.unwrap();
    assert_eq!(created.short().count(), 0);

    let mut accepted = BulkState::default();
    let mut import = quick(client.import_members(7, members(2), accepted));
    import.step().await.unwrap();
    accepted = import.state();
    accepted.accept_unfinished();
    assert_eq!((accepted.batches()[0].status().name(), accepted.short().count()), ("accepted", 0));
}

#[tokio::test]
async fn a_row_that_cannot_be_read_ends_the_work_before_its_batch() {
    let server = Server::answering(Response::json(&json!({ "job_id": "a", "status": "completed" }))).await;
    let client = server.client();
    let rows = members(5).into_iter().map(Ok).chain([Err("line 6 has no email")]).chain(members(3).into_iter().map(Ok));
    let mut import = quick(client.import_members(7, Rows::try_of(rows), BulkState::default())).batch_size(4);
    let err = loop {
        match import.step().await {
            Ok(step) => assert!(step.is_some()),
            Err(err) => break err,
        }
    };
    assert_eq!(err.to_string(), "cannot read a row to submit: line 6 has no email");
    assert!(import.step().await.is_err(), "or rows would have wrong numbers");
    assert_eq!((posts(&server).len(), import.state().rows()), (1, 4));
}

#[tokio::test]
async fn repeatable_work_follows_the_retry_policy() {
    let failed = Response::new(503, "");
    let done = Response::json(&json!({ "job_id": "a", "status": "completed" }));
    let server = Server::in_turn([failed.clone(), failed.clone(), done.clone()]).await;
    quick(server.persistent_client().import_members(7, members(3), BulkState::default())).finish().await.unwrap();
    assert_eq!(posts(&server).len(), 3);

    // Other work is not repeated, and says so.
    let server = Server::in_turn([failed, done]).await;
    let err = quick(server.persistent_client().create_all_groups(groups(3), BulkState::default())).finish().await.unwrap_err();
    assert_eq!((err.status().unwrap().as_u16(), posts(&server).len()), (503, 1));
    assert!(err.to_string().contains("this work must not be done twice"), "{err}");
}
