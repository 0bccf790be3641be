use std::time::Duration;

use futures_util::TryStreamExt;
use mobilize::Client;
use mobilize::bulk::{BulkState, Rows};
use mobilize::types::{FieldValues, MemberCreateRow};
use mobilize_sandbox::{Fault, Sandbox, WorldName};

/// A client of a sandbox, which asks once: a fault that was set has to be seen.
fn client(sandbox: &Sandbox) -> Client {
    Client::builder().base_url(sandbox.url()).credentials(sandbox.key(), sandbox.secret()).no_retries().build().unwrap()
}

fn fault(text: &str) -> Fault {
    text.parse().unwrap()
}

#[tokio::test]
async fn lists_are_read_to_their_end() {
    let sandbox = Sandbox::start().await;
    let client = client(&sandbox);
    let groups: Vec<_> = client.list_groups().pages().page_size(2).items().try_collect().await.unwrap();
    assert_eq!(groups.len(), 6);
    let users: Vec<_> = client.list_users().pages().page_size(7).items().try_collect().await.unwrap();
    assert_eq!(users.len(), sandbox.world(|world| world.users().len()));
    let activities: Vec<_> = client.list_activities().pages().page_size(9).items().try_collect().await.unwrap();
    assert!(activities.iter().all(|activity| activity.id().is_some()), "every activity of the sandbox is of a known shape");
}

#[tokio::test]
async fn what_is_created_is_found_and_what_is_deleted_is_gone() {
    let sandbox = Sandbox::start().await;
    let client = client(&sandbox);
    let fields = FieldValues::from([("first_name", "Ada"), ("last_name", "Lovelace")]);
    let user = client.create_user().body_map(|body| body.email("ada@example.org").fields(fields)).send().await.unwrap();
    let found = client.find_user_by_email().email("ada@example.org").send().await.unwrap();
    assert_eq!(found[0].id, user.id);
    client.delete_user().user_id(user.id.clone()).send().await.unwrap();
    let gone = client.get_user().user_id(user.id.clone()).send().await.unwrap_err();
    assert!(gone.is_not_found(), "{gone}");
    assert_eq!(gone.operation(), Some("getUser"));
}

#[tokio::test]
async fn members_are_imported_in_as_many_jobs_as_it_takes() {
    let sandbox = Sandbox::builder().world(WorldName::Demo).start().await.unwrap();
    let client = client(&sandbox);
    let before = sandbox.world(|world| world.users().len());
    let rows = (0..2_300).map(|row| {
        MemberCreateRow::new(FieldValues::from([
            ("email", format!("row.{row}@example.org")),
            ("first_name", "R".into()),
            ("last_name", "O".into()),
        ]))
    });
    let import = client.import_members(2, Rows::of(rows), BulkState::default());
    let mut import = import.waits(Duration::from_millis(1), Duration::from_millis(20));
    while import.step().await.unwrap().is_some() {}
    let state = import.into_state();
    assert_eq!(state.imported().count(), 2_300, "{:?}", state.failed().next());
    assert_eq!(sandbox.world(|world| world.users().len()), before + 2_300);
}

#[tokio::test]
async fn refusals_are_distinguished() {
    let sandbox = Sandbox::start().await;
    let (key, secret) = sandbox.credentials_without_access();
    let barred = Client::builder().base_url(sandbox.url()).credentials(key, secret).build().unwrap();
    let refused = barred.list_groups().send().await.unwrap_err();
    assert!(refused.is_forbidden(), "{refused}");
    let stranger = Client::builder().base_url(sandbox.url()).credentials("nobody", "nothing").build().unwrap();
    let unknown = stranger.list_groups().send().await.unwrap_err();
    assert!(unknown.is_unauthorized(), "{unknown}");
}

#[tokio::test]
async fn drift_costs_the_property_that_drifts_and_nothing_else() {
    for drift in ["rename=/groups/*/name>title", "drop=/groups/*/name", "retype=/groups/*/name", "null=/groups/*/name"] {
        let sandbox = Sandbox::start().await;
        sandbox.fault(fault(&format!("listGroups:{drift}")));
        let page = client(&sandbox).list_groups().send().await.unwrap();
        let groups = page.groups.as_deref().unwrap_or_default();
        assert!(!groups.is_empty(), "{drift}");
        for group in groups {
            assert!(group.id.as_u64().is_some() && group.name.is_none() && group.members_count.is_some(), "{drift}: {group:?}");
        }
    }
}

#[tokio::test]
async fn a_response_without_its_array_is_an_error() {
    for drift in ["rename=/groups>items", "drop=/groups", "retype=/groups", "null=/groups"] {
        let sandbox = Sandbox::start().await;
        sandbox.fault(fault(&format!("listGroups:{drift}")));
        let err = client(&sandbox).list_groups().stream().try_next().await.unwrap_err();
        assert!(err.to_string().contains("lacks its array"), "{drift}: {err}");
        assert_eq!((err.operation(), err.attempts(), err.is_paging()), (Some("listGroups"), 1, true));
    }
}

#[tokio::test]
async fn an_invalid_id_is_not_sent() {
    let sandbox = Sandbox::start().await;
    let client = client(&sandbox);
    for id in ["", ".", ".."] {
        let err = client.delete_group_member().group_id(1).user_id(id).send().await.unwrap_err();
        assert!(err.to_string().contains("a path id is empty"), "{id}: {err}");
    }
    assert!(sandbox.requests().is_empty());
}

#[tokio::test]
async fn transient_failures_are_retried() {
    let sandbox = Sandbox::start().await;
    let client = Client::builder().base_url(sandbox.url()).credentials(sandbox.key(), sandbox.secret()).build().unwrap();
    sandbox.fault(Fault { times: Some(1), ..fault("listGroups:status=503,retry-after=0") });
    client.list_groups().send().await.unwrap();
    sandbox.fault(Fault { times: Some(1), ..fault("listGroups:disconnect") });
    client.list_groups().send().await.unwrap();
}

fn members(name: &'static str, count: usize) -> Rows<'static, MemberCreateRow> {
    Rows::of((0..count).map(move |row| {
        let fields = [("email", format!("{name}.{row}@example.org")), ("first_name", "R".to_owned()), ("last_name", "O".to_owned())];
        MemberCreateRow::new(FieldValues::from(fields))
    }))
}

#[tokio::test]
async fn two_imports_at_once_take_turns() {
    let sandbox = Sandbox::builder().world(WorldName::Demo).start().await.unwrap();
    let client = client(&sandbox);
    let import = |name| {
        let import = client.import_members(2, members(name, 25), BulkState::default()).batch_size(10);
        // Bulk work owns its client and its rows, so another task can do it.
        let mut import = import.waits(Duration::from_millis(1), Duration::from_millis(20));
        tokio::spawn(async move { import.finish().await.map(|()| import.into_state()) })
    };
    let (one, other) = tokio::join!(import("one"), import("other"));
    let (one, other) = (one.unwrap().unwrap(), other.unwrap().unwrap());
    assert_eq!((one.imported().count(), other.imported().count()), (25, 25));
}

#[tokio::test]
async fn an_import_survives_a_lost_response() {
    let sandbox = Sandbox::builder().world(WorldName::Demo).start().await.unwrap();
    let client = Client::builder().base_url(sandbox.url()).credentials(sandbox.key(), sandbox.secret()).build().unwrap();
    sandbox.fault(Fault { times: Some(1), ..fault("createMembersInBulk:disconnect") });
    let import = client.import_members(2, members("row", 25), BulkState::default()).batch_size(10);
    let mut import = import.waits(Duration::from_millis(1), Duration::from_millis(20));
    import.finish().await.unwrap();
    let state = import.state();
    assert_eq!((state.failed().count(), state.imported().count()), (0, 25));
}
