use std::time::Duration;

use futures_util::TryStreamExt;
use mobilize::Cursor;
use serde_json::{Value, json};

use crate::server::{Request, Response, Server};

fn parameter(request: &Request, name: &str) -> Option<String> {
    let (_, query) = request.target.split_once('?')?;
    query.split('&').find_map(|pair| Some(pair.strip_prefix(name)?.strip_prefix('=')?.to_owned()))
}

/// The rows of one page, by offset and limit, at most `cap` of them.
fn by_offset(request: &Request, rows: &[Value], cap: usize) -> Vec<Value> {
    let number = |name| parameter(request, name).unwrap().parse::<usize>().unwrap();
    rows.iter().skip(number("offset")).take(number("limit").min(cap)).cloned().collect()
}

fn users(ids: impl IntoIterator<Item = u32>) -> Vec<Value> {
    ids.into_iter().map(|id| json!({ "id": id.to_string() })).collect()
}

#[tokio::test]
async fn every_list_of_people_is_read_to_its_end_with_any_page_size() {
    // The service sends at most twenty, without saying so.
    let server = Server::start(|request| Some(Response::json(&json!(by_offset(request, &users(0..45), 20))))).await;
    let client = server.client();
    let lists = [
        client.list_users().include_fields(true).stream(),
        client.list_group_members().group_id(7).stream(),
        client.search_users().keywords("sam").stream(),
        client.search_group_members().group_id(7).keywords("sam").pages().page_size(1000).items(),
    ];
    for list in lists {
        let ids: Vec<_> = list.map_ok(|user| user.id.as_u64().unwrap()).try_collect().await.unwrap();
        assert_eq!(ids, (0..45).collect::<Vec<_>>());
    }
    let requests = server.requests();
    assert_eq!(requests.len(), 4 * 4);
    assert!(requests[..4].iter().all(|request| parameter(request, "include_fields").as_deref() == Some("true")));
    let offsets: Vec<_> = requests[..4].iter().map(|request| parameter(request, "offset").unwrap()).collect();
    assert_eq!(offsets, ["0", "20", "40", "45"]);
}

#[tokio::test]
async fn groups_follow_the_cursor_but_not_the_address() {
    let elsewhere = Server::answering(Response::new(200, "{}")).await;
    let address = elsewhere.address().to_owned();
    let server = Server::start(move |request| {
        Some(Response::json(&match parameter(request, "last_group_id").as_deref() {
            // Like the sample: http, another host, and without `include_fields`.
            None => json!({ "groups": [{ "id": 1 }, { "id": 2 }], "total_groups": 14,
                            "next_page": format!("{address}/v1/groups?last_group_id=15&limit=50") }),
            Some("15") => json!({ "groups": [{ "id": 2 }, { "id": 3 }], "total_groups": 14,
                                  "next_page": "/v1/groups?last_group_id=16" }),
            _ => json!({ "groups": [], "total_groups": 14, "next_page": "http://api.mobilize.io/v1/groups?last_group_id=16" }),
        }))
    })
    .await;

    let client = server.client();
    let mut pages = client.list_groups().include_fields(true).pages();
    let mut ids = Vec::new();
    while let Some(page) = pages.try_next().await.unwrap() {
        assert_eq!(page.total, Some(14));
        ids.extend(page.items.iter().map(|group| group.id.as_u64().unwrap()));
    }
    assert_eq!(ids, [1, 2, 3]);
    assert!(elsewhere.requests().is_empty());
    let targets: Vec<_> = server.requests().into_iter().map(|request| request.target).collect();
    assert_eq!(
        targets,
        [
            "/v1/groups?include_fields=true&limit=50",
            "/v1/groups?include_fields=true&last_group_id=15&limit=50",
            "/v1/groups?include_fields=true&last_group_id=16&limit=50",
        ]
    );
}

#[tokio::test]
async fn activities_keep_their_filters_and_their_limit() {
    for spelling in ["activites", "activities"] {
        let server = Server::start(move |request| {
            Some(Response::json(&match parameter(request, "last_activity_id").as_deref() {
                None => json!({ spelling: [{ "type": "vote" }, { "type": "new" }], "next_page": "https://api.mobilize.io/v1/activities?last_activity_id=231&limit=1" }),
                _ => json!({ spelling: [] }),
            }))
        })
        .await;
        let client = server.client();
        let request = client.list_activities().member_id(7).activity_type("vote");
        let all: Vec<_> = request.pages().page_size(500).items().try_collect().await.unwrap();
        assert_eq!(all.len(), 2);
        let last = server.requests().pop().unwrap().target;
        assert_eq!(last, "/v1/activities?activity_type=vote&last_activity_id=231&limit=50&member_id=7");
    }
}

#[tokio::test]
async fn a_limit_is_the_number_of_rows_and_a_cursor_the_place_to_begin() {
    // The service sends three rows at a time, even if fewer are requested.
    let server = Server::start(|request| {
        let offset: usize = parameter(request, "offset").unwrap().parse().unwrap();
        Some(Response::json(&json!(users(0..45).into_iter().skip(offset).take(3).collect::<Vec<_>>())))
    })
    .await;
    let client = server.client();
    for (offset, limit) in [(0, 0), (0, 1), (0, 3), (7, 5), (40, 30)] {
        let mut list = client.list_users().limit(limit).offset(offset).stream();
        let mut ids = Vec::new();
        while let Some(user) = list.try_next().await.unwrap() {
            ids.push(i64::try_from(user.id.as_u64().unwrap()).unwrap());
        }
        assert_eq!(ids, (offset..(offset + limit).min(45)).collect::<Vec<_>>());
        // No row is missed by continuing.
        let rest: Vec<_> = client.list_users().pages().starting_at(list.cursor().clone()).items().try_collect().await.unwrap();
        let next = i64::try_from(ids.len()).unwrap() + offset;
        assert!(next == 45 || rest.iter().any(|user| user.id == next.to_string()), "{offset} {limit}");
    }
    let err = client.list_users().limit(-1).stream().try_next().await.unwrap_err();
    assert_eq!(err.to_string(), "the parameter `limit` must not be negative");
}

/// A list can outlive the client that it was made with.
#[tokio::test]
async fn builders_pages_and_streams_own_their_client() {
    struct Stored {
        request: mobilize::builder::ListUsers,
        items: mobilize::Items<mobilize::types::User>,
    }
    let server = Server::start(|request| Some(Response::json(&json!(by_offset(request, &users(0..3), 50))))).await;
    let stored = {
        let client = server.client();
        Stored { request: client.list_users(), items: client.list_users().stream() }
    };
    let count = tokio::spawn(async move {
        let page = stored.request.limit(50).offset(0).send().await.unwrap();
        let ids: Vec<_> = page.into_iter().map(|user| user.id.clone()).collect();
        assert!(ids[1] == "1" && ids[1] == 1 && ids[1] != 2);
        ids.len() + stored.items.try_collect::<Vec<_>>().await.unwrap().len()
    });
    assert_eq!(count.await.unwrap(), 6);
}

#[tokio::test]
async fn equal_notifications_all_arrive() {
    let server = Server::start(|request| {
        let rows = vec![json!({ "topic": "user.created", "item": { "id": 1 } }); 70];
        let page = by_offset(request, &rows, 50);
        let mut body = json!({ "notifications": page, "total": 70, "job": { "id": "b" } });
        if parameter(request, "offset").as_deref() == Some("0") {
            body["next_page"] = json!("https://api.mobilize.io/v1/bulks/b?offset=50&limit=50");
        }
        Some(Response::json(&body))
    })
    .await;
    let client = server.builder().api_application_key("app").build().unwrap();
    let all: Vec<_> = client.list_notifications().bulk_id("b").stream().try_collect().await.unwrap();
    assert_eq!(all.len(), 70);
    assert_eq!(server.requests().len(), 2);
    assert!(server.requests().iter().all(|request| parameter(request, "api_application_key").as_deref() == Some("app")));
}

#[tokio::test]
async fn a_stream_is_lazy_and_has_a_cursor() {
    let server = Server::start(|request| Some(Response::json(&json!(by_offset(request, &users(0..100), 50))))).await;
    let client = server.client();
    let mut stream = client.list_users().pages().page_size(10).items();
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert!(server.requests().is_empty());
    for _ in 0..10 {
        stream.try_next().await.unwrap().unwrap();
    }
    assert_eq!(server.requests().len(), 1);

    let stored = serde_json::to_string(stream.cursor()).unwrap();
    let cursor: Cursor = serde_json::from_str(&stored).unwrap();
    let rest: Vec<_> = client.list_users().pages().starting_at(cursor).items().try_collect().await.unwrap();
    assert_eq!(rest.first().unwrap().id.as_u64(), Some(10));
    assert_eq!(rest.len(), 90);
}

#[tokio::test]
async fn after_an_error_pages_ask_again_and_streams_end() {
    let page = |ids: std::ops::Range<u32>| Response::json(&json!(users(ids)));
    let server = Server::in_turn([page(0..2), Response::new(400, ""), page(2..4), Response::new(400, "")]).await;
    let client = server.client();
    let mut pages = client.list_users().pages();
    assert_eq!(pages.try_next().await.unwrap().unwrap().items.len(), 2);
    assert!(pages.try_next().await.is_err());
    assert_eq!(pages.cursor(), Some(&Cursor::Offset(2)));
    assert_eq!(pages.try_next().await.unwrap().unwrap().items.len(), 2);

    let mut items = pages.items();
    assert!(items.try_next().await.is_err());
    assert_eq!(items.cursor(), &Cursor::Offset(4));
    assert!(items.try_next().await.unwrap().is_none());
}

#[tokio::test]
async fn a_stream_may_move_to_another_task() {
    let server = Server::start(|request| Some(Response::json(&json!(by_offset(request, &users(0..3), 50))))).await;
    let client = server.client();
    let count = tokio::spawn(async move { client.list_users().stream().try_fold(0, async |count, _| Ok(count + 1)).await });
    assert_eq!(count.await.unwrap().unwrap(), 3);
}
