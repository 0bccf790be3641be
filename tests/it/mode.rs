use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use futures_util::TryStreamExt;
use mobilize::mode::types::{self, Member, MemberType, SpaceMembership, SpaceMembershipCreate, SpaceMembershipList};
use mobilize::mode::{BASE_URL, Client, ClientBuilder};
use mobilize::reqwest::Method;
use mobilize::{Error, Retry};
use serde_json::{Value, json};

use crate::operations::{Recode, answer};
use crate::recordings;
use crate::server::{Request, Response, Server, Trouble};

static DOCUMENT: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!(concat!(env!("OUT_DIR"), "/mode/document.json"))).unwrap());

/// `the-token:the-secret`
const BASIC: &str = "Basic dGhlLXRva2VuOnRoZS1zZWNyZXQ=";
/// `the-signature:the-key:the-access-secret`
const BEARER: &str = "Bearer dGhlLXNpZ25hdHVyZTp0aGUta2V5OnRoZS1hY2Nlc3Mtc2VjcmV0";

fn builder(server: &Server) -> ClientBuilder {
    let waits = Retry::default().waits(std::time::Duration::from_millis(1), std::time::Duration::from_millis(5));
    let builder = Client::builder().management("the-token", "the-secret");
    builder.discovery("the-signature", "the-key", "the-access-secret").base_url(server.address()).retry(waits)
}

fn client(server: &Server) -> Client {
    builder(server).no_retries().build().unwrap()
}

/// The type that each operation answers with.
fn table() -> BTreeMap<&'static str, Recode> {
    use mobilize::mode::builder;
    BTreeMap::from([
        ("createSpaceMembership", answer(builder::CreateSpaceMembership::send)),
        ("deleteSpaceMembership", answer(builder::DeleteSpaceMembership::send)),
        ("getSpaceMembership", answer(builder::GetSpaceMembership::send)),
        ("listMembers", answer(builder::ListMembers::send)),
        ("listSpaceMemberships", answer(builder::ListSpaceMemberships::send)),
    ])
}

/// Method, path, and operation, of every operation of the document.
fn documented() -> Vec<(String, &'static str, &'static Value)> {
    let items = DOCUMENT["paths"].as_object().unwrap().iter();
    let each = items.flat_map(|(path, item)| item.as_object().unwrap().iter().map(move |(method, operation)| (path, method, operation)));
    let operations = each.filter(|(_, _, operation)| operation.get("operationId").is_some());
    operations.map(|(path, method, operation)| (method.to_uppercase(), path.as_str(), operation)).collect()
}

fn id(operation: &'static Value) -> &'static str {
    operation["operationId"].as_str().unwrap()
}

/// Calls an operation with the examples of the document.
async fn call(client: &Client, operation: &str) -> mobilize::Result<Value> {
    let (account, space, token) = ("acme", "5f2c81d09e4b", "gbhnjuim5yb");
    Ok(match operation {
        "listMembers" => json!(client.list_members().organization(account).page(2).per_page(100).send().await?.into_inner()),
        "listSpaceMemberships" => json!(client.list_space_memberships().account(account).space(space).send().await?.into_inner()),
        "createSpaceMembership" => {
            let body = SpaceMembershipCreate::user("2bd8236f8ae4");
            json!(client.create_space_membership().account(account).space(space).body(body).send().await?.into_inner())
        }
        "getSpaceMembership" => {
            json!(client.get_space_membership().account(account).space(space).space_membership(token).send().await?.into_inner())
        }
        "deleteSpaceMembership" => {
            json!(client.delete_space_membership().account(account).space(space).space_membership(token).send().await?.into_inner())
        }
        other => panic!("{other} is not called"),
    })
}

#[tokio::test]
async fn every_operation_sends_what_is_documented_and_reads_the_documented_answer() {
    let mut called = BTreeSet::new();
    for (method, path, operation) in documented() {
        let id = id(operation);
        let (media_type, content) = operation["responses"]["200"]["content"].as_object().unwrap().iter().next().unwrap();
        let example = &content["example"];
        let server = Server::answering(Response::json(example).header("content-type", media_type)).await;
        let value = call(&client(&server), id).await.unwrap();
        assert_eq!(&value, example, "{id}");

        let [request] = &server.requests()[..] else { panic!("{id} is not sent once") };
        let batch = path == "/{organization}/members";
        let path = path.replace("{organization}", "acme").replace("{account}", "acme");
        let path = path.replace("{space}", "5f2c81d09e4b").replace("{space_membership}", "gbhnjuim5yb");
        let target = if batch { format!("/batch{path}?page=2&per_page=100") } else { format!("/api{path}") };
        assert_eq!((&request.method, &request.target), (&method, &target), "{id}");
        let header = |name: &str| request.headers.get(name).map(String::as_str);
        assert_eq!(header("authorization"), Some(if batch { BEARER } else { BASIC }), "{id}");
        assert_eq!(header("accept"), Some(media_type.as_str()), "{id}");
        let body = operation["requestBody"]["content"]["application/json"].get("example");
        assert_eq!(request.json().as_ref(), body, "{id}");
        assert_eq!(header("content-type"), body.map(|_| "application/json"), "{id}");
        assert_eq!(header("api-version"), None, "{id}");
        called.insert(id);
    }
    assert_eq!(called, table().into_keys().collect());
    assert_eq!(called.len(), 5);
}

#[tokio::test]
async fn every_operation_sends_what_was_recorded_and_reads_the_answer() {
    let mut replayed = BTreeSet::new();
    for recording in recordings::of("mode") {
        let Some(response) = &recording.exchange.response else { continue };
        let mut answer = Response::new(response.status, response.bytes());
        answer.headers = response.headers.clone().into_iter().collect();
        let server = Server::answering(answer).await;
        // The recorded list was asked for without parameters.
        let client = client(&server);
        let value = match recording.operation.as_str() {
            "listMembers" => json!(client.list_members().organization("acme").send().await.unwrap().into_inner()),
            operation => call(&client, operation).await.unwrap(),
        };
        assert_eq!(Some(&value), recording.decoded(), "{}", recording.name);
        let recorded = &recording.exchange.request;
        let [request] = &server.requests()[..] else { panic!("{} is not sent once", recording.name) };
        assert_eq!(request.method, recorded.method, "{}", recording.name);
        let path = recorded.url.strip_prefix(BASE_URL).or(recorded.url.strip_prefix("https://modeanalytics.com"));
        assert_eq!(Some(request.target.as_str()), path, "{}", recording.name);
        assert_eq!(request.json(), recorded.body, "{}", recording.name);
        replayed.insert(recording.operation.clone());
    }
    // No page shows what the list of memberships is answered with: above, the example of the document stands in for it.
    assert_eq!(replayed.len(), 4, "{replayed:?}");
}

#[test]
fn the_address_and_the_lists_of_values_are_the_documented_ones() {
    for (_, path, _) in documented() {
        let server = DOCUMENT["paths"][path]["servers"][0]["url"].as_str().unwrap();
        assert!(server.strip_prefix(BASE_URL).is_some_and(|rest| matches!(rest, "/api" | "/batch")), "{server}");
    }
    let listed = &DOCUMENT["components"]["schemas"]["SpaceMembership"]["properties"]["member_type"]["x-extensible-enum"];
    assert_eq!(&json!(MemberType::LISTED), listed);
    let sent = &DOCUMENT["components"]["schemas"]["SpaceMembershipInput"]["properties"]["member_type"]["x-extensible-enum"];
    assert!(sent.as_array().unwrap().iter().all(|value| listed.as_array().unwrap().contains(value)));
}

#[test]
fn any_value_of_an_answer_may_be_any_other_or_absent() {
    let table = table();
    let examples = documented().into_iter().map(|(_, _, operation)| {
        let content = operation["responses"]["200"]["content"].as_object().unwrap().values().next().unwrap();
        (id(operation).to_owned(), content["example"].clone())
    });
    let recorded =
        recordings::of("mode").into_iter().filter_map(|recording| Some((recording.operation.clone(), recording.decoded()?.clone())));
    let bodies: Vec<_> = examples.chain(recorded.filter(|(_, body)| body.get("space").is_none())).collect();
    for (operation, body) in bodies {
        let recode = table[operation.as_str()];
        let check = |body: &Value| assert_eq!(&recode(body).unwrap(), body, "{operation}");
        check(&body);
        let mut places = Vec::new();
        crate::odd::pointers(&body, String::new(), &mut places);
        for place in places {
            for odd in crate::odd::odd_values() {
                let mut changed = body.clone();
                *changed.pointer_mut(&place).unwrap() = odd;
                check(&changed);
            }
            for name in body.pointer(&place).and_then(Value::as_object).into_iter().flat_map(|object| object.keys()) {
                let mut changed = body.clone();
                changed.pointer_mut(&place).and_then(Value::as_object_mut).unwrap().remove(name);
                check(&changed);
            }
        }
    }
}

#[tokio::test]
async fn credentials_are_shown_nowhere() {
    let server = Server::answering(Response::new(401, r#"{ "id": "unauthorized", "message": "Unauthorized" }"#)).await;
    let client = client(&server);
    let mut shown = format!("{:?} {client:?} {:?} {:?}", builder(&server), &*client, client.list_members());
    for operation in table().into_keys() {
        let err = call(&client, operation).await.unwrap_err();
        assert!(err.is_unauthorized());
        assert_eq!(err.message(), Some("Unauthorized"));
        assert_eq!(err.operation(), Some(operation));
        shown += &format!("{err} {err:?} {err:#?}");
    }
    for odd in [
        Client::builder().management("the-token:", "the-secret"),
        Client::builder().discovery("the-signature", "the-key:", "the-access-secret"),
        Client::builder().discovery("the-signature", "the-key", ""),
        builder(&server).base_url("https://the-token:the-secret@example.org"),
        builder(&server).base_url("http://example.org"),
        Client::builder(),
    ] {
        let err = odd.build().unwrap_err();
        shown += &format!("{err} {err:?}");
    }
    for secret in
        ["the-token", "the-secret", "the-signature", "the-key", "the-access-secret", "Basic ", "Bearer ", &BASIC[6..], &BEARER[7..]]
    {
        assert!(!shown.contains(secret), "{secret} is shown in {shown}");
    }
}

#[tokio::test]
async fn credentials_of_one_kind_do_for_their_operations_and_no_others() {
    let server = Server::answering(Response::new(200, "{}")).await;
    let one = [
        (Client::builder().management("the-token", "the-secret"), BASIC, "bearer"),
        (Client::builder().discovery("the-signature", "the-key", "the-access-secret"), BEARER, "Basic"),
    ];
    for (builder, header, other) in one {
        let client = builder.base_url(server.address()).build().unwrap();
        for operation in table().into_keys() {
            server.forget();
            let result = call(&client, operation).await;
            let sent = server.requests();
            if (operation == "listMembers") == (header == BEARER) {
                result.unwrap();
                assert_eq!(sent[0].headers["authorization"], header);
            } else {
                let err = result.unwrap_err();
                let why = format!("{operation} needs {other} authentication, and the client has no credentials for that");
                assert!(err.to_string().contains(&why), "{err}");
                assert!(sent.is_empty());
            }
        }
    }
}

#[tokio::test]
async fn what_passes_is_tried_again_but_no_creation_is() {
    for operation in table().into_keys() {
        let trouble =
            [Response::new(503, "<html>"), Response::new(429, "").header("retry-after", "0"), Response::new(200, "").with(Trouble::Cut)];
        for first in trouble {
            let server = Server::in_turn([first, Response::new(200, "{}")]).await;
            let result = call(&builder(&server).build().unwrap(), operation).await;
            let expected = if operation == "createSpaceMembership" { 1 } else { 2 };
            assert_eq!(server.requests().len(), expected, "{operation}");
            assert_eq!(result.is_ok(), expected == 2, "{operation}");
        }
    }
}

#[tokio::test]
async fn a_deletion_may_be_answered_with_nothing() {
    for answer in [Response::new(204, ""), Response::new(200, ""), Response::new(200, "{}"), Response::new(200, "null")] {
        let server = Server::answering(answer).await;
        call(&client(&server), "deleteSpaceMembership").await.unwrap();
    }
}

#[tokio::test]
async fn one_setting_may_differ_for_some_calls() {
    let server = Server::answering(Response::new(503, "down")).await;
    let client = builder(&server).build().unwrap();
    let err: Error =
        client.with_retry(Retry::off()).with_query("state", "active").list_members().organization("acme").send().await.unwrap_err();
    assert_eq!((err.attempts(), err.body()), (1, Some(&b"down"[..])));
    assert_eq!(server.requests()[0].target, "/batch/acme/members?state=active");

    let server = Server::answering(Response::new(200, r#"{ "members": [{}] }"#)).await;
    let client = builder(&server).build().unwrap();
    let list = client.list_members().organization("acme").send().await.unwrap();
    assert_eq!((list.members.as_ref().unwrap().len(), list.raw().body().len()), (1, 19));
}

#[test]
fn what_is_odd_is_kept_beside_what_fits() {
    let recorded = recordings::of("mode").into_iter().find(|recording| recording.operation == "getSpaceMembership").unwrap();
    let membership: SpaceMembership = serde_json::from_value(recorded.decoded().unwrap().clone()).unwrap();
    assert_eq!(membership.token, "gbhnjuim5yb");
    assert_eq!((membership.member_id.as_deref(), &membership.odd()["member_id"]), (None, &json!(1019)));
    assert_eq!(membership.member_type, Some(MemberType::Other("in id commodo ipsum".to_owned())));
    let list: SpaceMembershipList = serde_json::from_value(json!({ "_embedded": { "space_memberships": [membership, 7] } })).unwrap();
    assert_eq!(list.memberships().count(), 2);
    assert!(list.memberships().any(|membership| membership.token.is_missing()));
    let member: Member = serde_json::from_value(json!({ "id": "12", "shoe_size": 43 })).unwrap();
    assert_eq!((member.id.as_ref().and_then(types::MemberId::as_u64), &member.extra["shoe_size"]), (Some(12), &json!(43)));
}

fn parameter(request: &Request, name: &str) -> Option<i64> {
    let (_, query) = request.target.split_once('?')?;
    query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=')?.parse().ok())
}

/// A page of two members: those that come before `end`.
fn members(page: i64, end: i64) -> Value {
    let tokens = ((page - 1) * 2..page * 2).filter(|number| *number < end);
    tokens.map(|number| json!({ "token": format!("t{number}") })).collect()
}

async fn tokens(client: &Client) -> mobilize::Result<Vec<String>> {
    client.list_members().organization("acme").stream().map_ok(|member| member.token.to_string()).try_collect().await
}

/// Reads five members from a server whose pages have what `more` says; gives the numbers of the pages that were asked for.
async fn read(more: impl Fn(i64) -> Value + Send + Sync + 'static) -> (mobilize::Result<Vec<String>>, Vec<i64>) {
    let server = Server::start(move |request| {
        let page = parameter(request, "page").unwrap_or(1);
        let mut body = more(page);
        body["members"] = members(page, 5);
        Some(Response::json(&body))
    })
    .await;
    let read = tokens(&client(&server)).await;
    assert!(server.requests().iter().all(|request| parameter(request, "per_page") == Some(1000)));
    (read, server.requests().iter().filter_map(|request| parameter(request, "page")).collect())
}

fn links(page: impl std::fmt::Display) -> Value {
    json!({ "next_page": { "href": format!("/batch/acme/members?page={page}&per_page=1000") } })
}

#[tokio::test]
async fn the_numbers_of_the_pagination_say_where_the_list_ends() {
    let all = ["t0", "t1", "t2", "t3", "t4"];
    // The links go on past the end, and nobody listens to them; nor where they lead back.
    for linked in [100, 1] {
        let (read, pages) =
            read(move |page| json!({ "pagination": { "page": page, "total_pages": 3, "total_count": 5 }, "_links": links(page + linked) }))
                .await;
        assert_eq!((read.unwrap(), pages), (all.map(str::to_owned).to_vec(), vec![1, 2, 3]));
    }
}

#[tokio::test]
async fn without_them_the_links_do_and_without_links_the_empty_page_does() {
    type More = fn(i64) -> Value;
    let cases: [(More, &[i64]); 7] = [
        // Past the end.
        (|page| json!({ "_links": links(page + 1) }), &[1, 2, 3, 4]),
        // A correct pagination.
        (|page| json!({ "_links": if page < 3 { links(page + 1) } else { json!({}) } }), &[1, 2, 3]),
        // The last page names itself.
        (|page| json!({ "_links": links((page + 1).min(3)) }), &[1, 2, 3]),
        // Links without a number, and links that are none.
        (|_| json!({ "_links": { "next_page": { "href": "/batch/acme/members" } } }), &[1, 2, 3, 4]),
        (|_| json!({ "_links": { "next_page": "/batch/acme/members?page=2" } }), &[1, 2, 3, 4]),
        // No pagination, or an incomplete one.
        (|_| json!({}), &[1, 2, 3, 4]),
        (|page| json!({ "pagination": { "page": page } , "_links": null }), &[1, 2, 3, 4]),
    ];
    for (index, (more, expected)) in cases.into_iter().enumerate() {
        let (read, pages) = read(more).await;
        assert_eq!(read.unwrap().len(), 5, "case {index}");
        assert_eq!(pages, expected, "case {index}");
    }
}

#[tokio::test]
async fn a_link_back_is_an_error_and_no_circle() {
    let (read_back, pages) = read(|page| json!({ "_links": links(if page == 2 { 1 } else { page + 1 }) })).await;
    assert!(read_back.unwrap_err().is_paging());
    assert_eq!(pages, [1, 2]);
    // A service that knows no pages sends the first one for ever.
    let server = Server::start(|_| Some(Response::json(&json!({ "members": members(1, 5) })))).await;
    assert!(tokens(&client(&server)).await.unwrap_err().is_paging());
    assert_eq!(server.requests().len(), 3);
    // A list that is always the first of three pages is an error too.
    let (first, pages) = read(|_| json!({ "pagination": { "page": 1, "total_pages": 3 } })).await;
    assert!(first.unwrap_err().is_paging());
    assert_eq!(pages, [1, 2]);
}

#[tokio::test]
async fn links_lead_to_no_other_host() {
    let elsewhere = Server::answering(Response::new(200, "{}")).await;
    let address = elsewhere.address().to_owned();
    let (read, pages) =
        read(move |page| json!({ "_links": { "next_page": { "href": format!("{address}/batch/acme/members?page={}", page + 1) } } })).await;
    assert_eq!((read.unwrap().len(), pages.len()), (5, 4));
    assert!(elsewhere.requests().is_empty());
}

#[tokio::test]
async fn pages_have_a_documented_size_and_are_resumed() {
    let server = Server::start(|request| {
        let page = parameter(request, "page").unwrap();
        Some(Response::json(&json!({ "members": members(page, 5), "pagination": { "page": page, "total_pages": 3, "total_count": 5 } })))
    })
    .await;
    let client = client(&server);
    for (asked, sent) in [(0, 1), (2, 2), (1000, 1000), (1001, 1000), (u32::MAX, 1000)] {
        server.forget();
        let mut pages = client.list_members().organization("acme").per_page(7).pages().page_size(asked);
        assert_eq!(pages.try_next().await.unwrap().unwrap().total, Some(5));
        assert_eq!(parameter(&server.requests()[0], "per_page"), Some(sent));
    }
    let mut pages = client.list_members().organization("acme").pages();
    pages.try_next().await.unwrap();
    let cursor = serde_json::from_str(&serde_json::to_string(pages.cursor().unwrap()).unwrap()).unwrap();
    let rest: Vec<_> = client.list_members().organization("acme").pages().starting_at(cursor).items().try_collect().await.unwrap();
    assert_eq!(rest.iter().map(|member| member.token.to_string()).collect::<Vec<_>>(), ["t2", "t3", "t4"]);
}

#[cfg(feature = "drift")]
#[tokio::test]
async fn samples_are_checked_against_the_document_of_mode() {
    for (_, _, operation) in documented() {
        let id = id(operation);
        let (media_type, content) = operation["responses"]["200"]["content"].as_object().unwrap().iter().next().unwrap();
        let mut body = content["example"].clone();
        body["mood"] = json!("sunny");
        let server = Server::answering(Response::json(&body).header("content-type", media_type)).await;
        let (sender, receiver) = std::sync::mpsc::channel();
        let sampler = mobilize::drift::Sampler::new(1.0).on_finding(move |finding| sender.send(finding.clone()).unwrap());
        let client = builder(&server).sample_drift(sampler).build().unwrap();
        call(&client, id).await.unwrap();
        drop(client);
        // The thread ends with the client, after it has checked everything.
        let findings: Vec<_> = receiver.iter().filter(|finding| finding.severity != "note").collect();
        let found: Vec<_> = findings.iter().map(|finding| (finding.operation, finding.code, &*finding.pointer)).collect();
        assert_eq!(found, [(id, "undocumented-property", "/mood")]);
    }
}

#[tokio::test]
async fn what_the_document_does_not_describe_can_be_asked_with_the_right_credentials() {
    let server = Server::answering(Response::new(200, "{}")).await;
    let client = client(&server);
    for (path, credentials) in [("/api/acme/spaces", BASIC), ("/batch/acme/reports?page=2", BEARER), ("/batches", BASIC)] {
        client.request(Method::GET, path).send().await.unwrap();
        let last = server.requests().pop().unwrap();
        assert_eq!((&*last.target, &*last.headers["authorization"]), (path, credentials));
    }
    assert!(client.request(Method::GET, "/api/../batch").send().await.is_err());
    let half = Client::builder().management("the-token", "the-secret").base_url(server.address()).build().unwrap();
    let err = half.request(Method::GET, "/batch/acme/reports").send().await.unwrap_err();
    assert_eq!(err.to_string(), "the request needs bearer authentication, and the client has no credentials for that");
}
