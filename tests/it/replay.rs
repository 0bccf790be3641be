use std::collections::{BTreeMap, BTreeSet};

use mobilize::{Client, Error, types};
use reqwest::Url;
use serde_json::{Value, json};

use crate::document::{self, Operation};
use crate::recordings::{self, Recording};
use crate::server::{Response, Server};

#[tokio::test]
async fn every_operation_sends_what_was_recorded_and_reads_the_answer() {
    let mut called = BTreeSet::new();
    for recording in recordings::all() {
        let Some(response) = &recording.exchange.response else { continue };
        let mut answer = Response::new(response.status, response.bytes());
        answer.headers = response.headers.clone().into_iter().collect();
        let server = Server::answering(answer).await;

        let arguments = Arguments::of(&recording);
        let result = call(&server.client(), &arguments).await;
        let requests = server.requests();
        assert_eq!(requests.len(), 1, "{}: sent {requests:?}", recording.name);
        assert_eq!(requests[0].method, recording.exchange.request.method, "{}", recording.name);
        check_request(&recording.name, &arguments, &requests[0]);
        match result {
            Ok(value) => assert_eq!(Some(&value), recording.decoded(), "{}", recording.name),
            Err(err) => check_error(&recording, &err),
        }
        called.insert(arguments.operation.id);
    }
    let documented: BTreeSet<_> = document::operations().iter().map(|operation| operation.id).collect();
    assert_eq!(called, documented);
}

#[tokio::test]
async fn every_documented_parameter_is_sent() {
    for operation in document::operations() {
        let server = Server::answering(Response::new(503, "")).await;
        let arguments = Arguments::documented(operation);
        let _ = call(&server.client(), &arguments).await;
        let requests = server.requests();
        let name = arguments.operation.id;
        assert_eq!(requests.len(), 1, "{name}: sent {requests:?}");
        check_request(name, &arguments, &requests[0]);
    }
}

fn check_request(name: &str, arguments: &Arguments, sent: &crate::server::Request) {
    assert_eq!(sent.method, arguments.operation.method, "{name}");

    let url = Url::parse("http://127.0.0.1").unwrap().join(&sent.target).unwrap();
    // The pages write the same path with and without a slash at its end (erratum E09).
    assert_eq!(url.path().trim_end_matches('/'), arguments.path, "{name}");
    let query: BTreeMap<_, _> = url.query_pairs().into_owned().collect();
    assert_eq!(query, arguments.query, "{name}");
    assert_eq!(sent.json(), arguments.body, "{name}");

    let header = |name: &str| sent.headers.get(name).map(String::as_str);
    assert_eq!(header("authorization"), Some("Basic dGhlLWtleTp0aGUtc2VjcmV0"), "{name}");
    assert_eq!(header("accept"), Some("application/json"), "{name}");
    assert_eq!(header("content-type"), arguments.body.as_ref().map(|_| "application/json"), "{name}");
    assert_eq!(header("api-version"), None, "{name}");
    assert!(
        header("user-agent").is_some_and(
            |agent| agent.starts_with("mobilize-rust/") && agent.ends_with(&format!(" (openapi {})", mobilize::DOCUMENT_VERSION))
        ),
        "{name}"
    );
}

fn check_error(recording: &Recording, err: &Error) {
    let name = &recording.name;
    let response = recording.exchange.response.as_ref().unwrap();
    let body = response.body.clone().unwrap_or_default();
    let message = body["error_message"].as_str();
    assert_eq!(err.status().map(|status| status.as_u16()), Some(response.status), "{name}");
    assert_eq!(err.body(), Some(response.bytes().as_bytes()), "{name}");
    assert_eq!(err.message(), message, "{name}");
    assert_eq!(err.code(), body["status_code"].as_i64().or(body["error_code"].as_i64()), "{name}");
    assert_eq!(err.operation(), Some(recording.operation.as_str()), "{name}");
    assert_eq!(err.method().map(|method| method.as_str()), Some(recording.exchange.request.method.as_str()), "{name}");
    assert!(err.to_string().starts_with(&format!("{}: {} ", recording.operation, response.status)), "{name}: {err}");
    assert!(err.to_string().contains(message.unwrap_or_default()), "{name}: {err}");
    let not_found = response.status == 404 || message.is_some_and(|message| message.starts_with("Couldn't find "));
    assert_eq!(err.is_not_found(), not_found, "{name}");
}

/// A recorded request, with its parameters by the document.
struct Arguments {
    operation: Operation,
    /// The path below the base URL, without a slash at its end.
    path: String,
    placeholders: BTreeMap<&'static str, String>,
    query: BTreeMap<String, String>,
    body: Option<Value>,
}

impl Arguments {
    fn of(recording: &Recording) -> Self {
        let operation = document::operation(&recording.operation);
        let url = Url::parse(&recording.exchange.request.url).unwrap();
        // One page writes `/group/` where all others, and the operation, write `/groups/` (erratum E04).
        let path = url.path().trim_end_matches('/').replacen("/group/", "/groups/", 1);
        let template = format!("/v1{}", operation.path);
        let mut placeholders = BTreeMap::new();
        for (expected, actual) in template.leak().split('/').zip(path.split('/')) {
            match expected.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
                Some(placeholder) => drop(placeholders.insert(placeholder, actual.to_owned())),
                None => assert_eq!(expected, actual, "{}", recording.name),
            }
        }
        Self {
            placeholders,
            query: url.query_pairs().into_owned().collect(),
            body: recording.exchange.request.body.clone().map(typed),
            operation,
            path,
        }
    }

    /// Every parameter and body that the document knows, with the values of its examples.
    fn documented(operation: Operation) -> Self {
        let text = |example: &Value| example.as_str().map_or_else(|| example.to_string(), str::to_owned);
        let (mut placeholders, mut query) = (BTreeMap::new(), BTreeMap::new());
        let mut path = format!("/v1{}", operation.path);
        for parameter in operation.parameters() {
            let (name, example) = (parameter["name"].as_str().unwrap(), text(&parameter["example"]));
            if parameter["in"] == "path" {
                path = path.replace(&format!("{{{name}}}"), &example);
                placeholders.insert(name, example);
            } else {
                query.insert(name.to_owned(), example);
            }
        }
        let body = operation.document["requestBody"]["content"]["application/json"].get("example").cloned();
        Self { operation, path, placeholders, query, body }
    }

    fn placeholder(&self, name: &str) -> &str {
        &self.placeholders[name]
    }

    fn body<T: serde::de::DeserializeOwned>(&self) -> T {
        serde_json::from_value(self.body.clone().unwrap()).unwrap()
    }
}

/// The sample of one page sends everything as strings, against its own table (erratum E43); the client sends the types.
fn typed(mut body: Value) -> Value {
    for (_, value) in body.as_object_mut().unwrap() {
        *value = match value.as_str() {
            Some("") | Some("false") => json!(false),
            Some("true") => json!(true),
            Some(text) if text.parse::<i64>().is_ok() => json!(text.parse::<i64>().unwrap()),
            _ => continue,
        };
    }
    // A name stays one, even where it is made of digits.
    if let Some(name @ Value::Number(_)) = body.get_mut("name") {
        *name = json!(name.to_string());
    }
    body
}

/// Calls one operation with recorded arguments: those in the path, the query parameters that were recorded, the body.
macro_rules! send {
    ($client:ident.$operation:ident, $arguments:ident
        $(, path $($placeholder:ident)+)? $(, query $($parameter:ident: $type:ty),+)? $(, body $body:ty)?) => {{
        #[allow(unused_mut)]
        let mut request = $client.$operation();
        $($(request = request.$placeholder($arguments.placeholder(stringify!($placeholder)));)+)?
        $($(if let Some(text) = $arguments.query.get(stringify!($parameter)) {
            request = request.$parameter(text.parse::<$type>().unwrap());
        })+)?
        $(request = request.body($arguments.body::<$body>());)?
        serde_json::to_value(request.send().await?.into_inner()).unwrap()
    }};
}

async fn call(client: &Client, arguments: &Arguments) -> mobilize::Result<Value> {
    Ok(match arguments.operation.id {
        "createGroup" => send!(client.create_group, arguments, body types::GroupCreate),
        "createGroupMember" => send!(client.create_group_member, arguments, path group_id, body types::MemberCreate),
        "createGroupsInBulk" => send!(client.create_groups_in_bulk, arguments, body types::GroupCreateBatch),
        "createMembersInBulk" => send!(client.create_members_in_bulk, arguments, body types::MemberCreateBatch),
        "createUser" => send!(client.create_user, arguments, body types::UserCreate),
        "deleteGroupMember" => send!(client.delete_group_member, arguments, path group_id user_id, query hard_delete: bool),
        "deleteUser" => send!(client.delete_user, arguments, path user_id, query hard_delete: bool),
        "findUserByEmail" => send!(client.find_user_by_email, arguments, query email: String, include_fields: bool),
        "listNotifications" => {
            send!(client.list_notifications, arguments, path bulk_id, query limit: i64, offset: i64, api_application_key: String)
        }
        "getBulkJobStatus" => send!(client.get_bulk_job_status, arguments, path job_id),
        "getGroup" => send!(client.get_group, arguments, path group_id, query include_fields: bool),
        "getGroupMember" => send!(client.get_group_member, arguments, path group_id user_id, query include_fields: bool),
        "getUser" => send!(client.get_user, arguments, path user_id, query include_fields: bool),
        "inviteGroupMembers" => send!(client.invite_group_members, arguments, path group_id, body types::MemberInvite),
        "listActivities" => {
            send!(client.list_activities, arguments, query member_id: types::UserId,
                activity_type: types::ActivityFilter, limit: i64, last_activity_id: types::ActivityId)
        }
        "listGroupMembers" => {
            send!(client.list_group_members, arguments, path group_id, query include_fields: bool, offset: i64, limit: i64)
        }
        "listGroups" => {
            send!(client.list_groups, arguments, query include_fields: bool, limit: i64, last_group_id: types::GroupId)
        }
        "listUsers" => send!(client.list_users, arguments, query include_fields: bool, offset: i64, limit: i64),
        "searchGroupMembers" => {
            send!(client.search_group_members, arguments, path group_id,
                query keywords: String, offset: i64, limit: i64, include_fields: bool)
        }
        "searchUsers" => {
            send!(client.search_users, arguments, query keywords: String, offset: i64, limit: i64, include_fields: bool)
        }
        "updateGroup" => send!(client.update_group, arguments, path group_id, body types::GroupUpdate),
        "updateGroupMember" => send!(client.update_group_member, arguments, path group_id user_id, body types::MemberUpdate),
        "updateGroupsInBulk" => send!(client.update_groups_in_bulk, arguments, body types::GroupUpdateBatch),
        "updateUser" => send!(client.update_user, arguments, path user_id, body types::UserUpdate),
        other => panic!("{other} is not called"),
    })
}
