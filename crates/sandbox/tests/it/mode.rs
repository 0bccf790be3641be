use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use mobilize_sandbox::{Basis, MODE_DECISIONS, Sandbox, StartError, Vendor, World, WorldName};
use openapi_drift::{Document, Options, Recording, check};
use serde_json::{Value, json};

use crate::support::{Answer, Fixture, with_json};

const SPACE: &str = "/api/acme/spaces/5f2c81d09e4b/memberships";
const PRIVATE: &str = "/api/acme/spaces/0b5e7a91c3d6/memberships";

fn document() -> Document {
    Document::load(concat!(env!("CARGO_MANIFEST_DIR"), "/../../openapi/mode.yaml")).unwrap()
}

async fn start() -> Fixture {
    Fixture::of(Sandbox::builder().vendor(Vendor::Mode)).await
}

/// Sends a request with the credentials that its interface wants, and checks what went over the wire.
async fn exchange(fixture: &Fixture, method: &str, path: &str, body: &Value) -> Answer {
    let request = fixture.client.request(method.parse().unwrap(), format!("{}{path}", fixture.sandbox.url()));
    let request = match path.starts_with("/batch/") {
        true => request.bearer_auth(fixture.sandbox.bearer()),
        false => request.basic_auth(fixture.sandbox.key(), Some(fixture.sandbox.secret())),
    };
    let answer = fixture.send(if body.is_null() { request } else { with_json(request, body) }).await;
    assert_eq!(answer.header("content-type"), if path.starts_with("/batch/") { "application/json" } else { "application/hal+json" });
    answer
}

async fn get(fixture: &Fixture, path: &str) -> Answer {
    exchange(fixture, "GET", path, &Value::Null).await
}

/// What the engine says of an exchange, checked here and not by the sandbox.
fn findings(document: &Document, method: &str, path: &str, body: &Value, answer: &Answer) -> Vec<String> {
    let mut recording = json!({
        "request": {"method": method, "url": format!("https://app.mode.com{path}")},
        "response": {"status": answer.status, "headers": {"content-type": answer.header("content-type")}, "body": answer.body},
    });
    if !body.is_null() {
        recording["request"]["headers"] = json!({"content-type": "application/json"});
        recording["request"]["body"] = body.clone();
    }
    let recording: Recording = serde_json::from_value(recording).unwrap();
    let checked = check(document, &recording, &Options::default());
    assert!(checked.operation.is_some(), "{method} {path} is no operation");
    checked.sightings.iter().map(|found| format!("{method} {path}: {} {}", found.pointer, found.message)).collect()
}

fn member(kind: &str, token: &str) -> Value {
    json!({"membership": {"member_type": kind, "member_token": token}})
}

#[test]
fn every_operation_has_a_handler() {
    let document = document();
    let documented: BTreeSet<_> = document.operations().iter().map(|operation| operation.id.as_str()).collect();
    assert_eq!(Vendor::Mode.operations().collect::<BTreeSet<_>>(), documented);
    assert_eq!(documented.len(), 5);
}

#[test]
fn decisions_and_errata_exist() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../openapi/mode.errata.toml");
    let errata: toml::Table = toml::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let errata: BTreeSet<_> = errata["erratum"].as_array().unwrap().iter().map(|erratum| erratum["id"].as_str().unwrap()).collect();
    let mut decided = BTreeSet::new();
    for decision in MODE_DECISIONS {
        assert!(decided.insert(decision.id), "{} is there twice", decision.id);
        assert_ne!(decision.id.starts_with('B'), errata.contains(decision.id), "{}", decision.id);
    }
    for operation in Vendor::Mode.operations() {
        let grounds = Vendor::Mode.grounds(operation).unwrap();
        let own = if let Basis::Decision { id } = grounds.basis { Some(id) } else { None };
        for id in grounds.see.iter().copied().chain(own) {
            assert!(decided.contains(id), "{operation} names {id}, which is no decision");
        }
    }
}

#[tokio::test]
async fn whatever_is_answered_agrees_with_the_document() {
    let (fixture, document) = (start().await, document());
    let (mut found, mut statuses) = (Vec::new(), BTreeSet::new());
    let sample = format!("{SPACE}/gbhnjuim5yb");
    for (method, path, body) in [
        ("GET", "/batch/acme/members", Value::Null),
        ("GET", "/batch/acme/members?page=8&per_page=1000", Value::Null),
        ("GET", "/batch/acme/members?page=9", Value::Null),
        ("GET", "/batch/none/members", Value::Null),
        ("GET", SPACE, Value::Null),
        ("GET", PRIVATE, Value::Null),
        ("GET", &sample, Value::Null),
        ("POST", SPACE, member("User", "2bd8236f8ae4")),
        ("POST", SPACE, member("UserGroup", "e25b9c4410fa")),
        ("POST", SPACE, member("user", "2bd8236f8ae4")),
        ("POST", SPACE, member("User", "nobody")),
        ("DELETE", &sample, Value::Null),
        ("GET", &sample, Value::Null),
    ] {
        let answer = exchange(&fixture, method, path, &body).await;
        statuses.insert(answer.status);
        found.extend(findings(&document, method, path, &body, &answer));
    }
    for status in ["429", "503"] {
        fixture.sandbox.fault(format!("listMembers:status={status},retry-after=3,times=1").parse().unwrap());
        let answer = get(&fixture, "/batch/acme/members").await;
        assert_eq!(answer.header("retry-after"), "3");
        assert_eq!(answer.header("x-sandbox-basis"), "decision; B02");
        statuses.insert(answer.status);
        found.extend(findings(&document, "GET", "/batch/acme/members", &Value::Null, &answer));
    }
    assert_eq!(found, Vec::<String>::new());
    assert_eq!(statuses, BTreeSet::from([200, 400, 404, 422, 429, 503]));
    let called: BTreeSet<_> = fixture.sandbox.requests().iter().filter_map(|entry| entry.operation).collect();
    assert_eq!(called, Vendor::Mode.operations().collect(), "some operation was not called");
    assert_eq!(fixture.findings(), Vec::<String>::new(), "the sandbox's own log agrees");
}

#[tokio::test]
async fn credentials_are_of_two_kinds() {
    let (fixture, document) = (start().await, document());
    let (key, secret, bearer) = (fixture.sandbox.key(), fixture.sandbox.secret(), fixture.sandbox.bearer());
    let (barred, barred_secret) = fixture.sandbox.barred();
    let basic = |name: &str, password: &str| {
        let request = fixture.client.get("http://localhost/").basic_auth(name, Some(password)).build().unwrap();
        request.headers()["authorization"].to_str().unwrap().to_owned()
    };
    let cases = [
        ("/batch/acme/members", None, 401),
        ("/batch/acme/members", Some("Bearer c2FuZGJveA==".to_owned()), 401),
        ("/batch/acme/members", Some("Bearer %%%".to_owned()), 401),
        ("/batch/acme/members", Some(basic(&key, &secret)), 401),
        ("/batch/acme/members", Some(format!("Bearer {}", fixture.sandbox.barred_bearer())), 403),
        ("/batch/acme/members?per_page=1", Some(format!("bearer {bearer}")), 200),
        (SPACE, None, 401),
        (SPACE, Some(basic(&key, "wrong")), 401),
        (SPACE, Some(format!("Bearer {bearer}")), 401),
        (SPACE, Some(basic(&barred, &barred_secret)), 403),
        (SPACE, Some(basic(&key, &secret)), 200),
    ];
    for (path, credentials, status) in cases {
        let request = fixture.client.get(format!("{}{path}", fixture.sandbox.url()));
        let request = credentials.iter().fold(request, |request, value| request.header("authorization", value));
        let answer = fixture.send(request).await;
        assert_eq!(answer.status, status, "{path} {credentials:?}: {}", answer.text);
        let expected = match status {
            401 => json!({"id": "unauthorized", "message": "Unauthorized"}),
            403 => json!({"id": "forbidden", "message": "Forbidden"}),
            _ => answer.body.clone(),
        };
        assert_eq!(answer.body, expected);
        let asked = if path.starts_with("/batch") { "Bearer realm=\"Mode sandbox\"" } else { "Basic realm=\"Mode sandbox\"" };
        assert_eq!(answer.header("www-authenticate"), if status == 401 { asked } else { "" });
        assert_eq!(findings(&document, "GET", path, &Value::Null, &answer), Vec::<String>::new());
    }
    let joined = "sandbox-signature:sandbox-access-key:sandbox-access-secret";
    assert!(fixture.sandbox.world(|world| world.organization().unwrap().signature_tokens[0].joined() == joined));
}

#[tokio::test]
async fn members_are_paged() {
    let fixture = start().await;
    let (mut page, mut ids) = (1, Vec::new());
    loop {
        let body = get(&fixture, &format!("/batch/acme/members?page={page}")).await.ok();
        let members = body["members"].as_array().unwrap();
        let pagination = &body["pagination"];
        let count = members.len();
        assert_eq!(pagination, &json!({"page": page, "per_page": 1000, "count": count, "total_pages": 8, "total_count": 7335}));
        assert_eq!(body["_links"]["next_page"]["href"], format!("/batch/acme/members?page={}&per_page=1000", page + 1));
        assert_eq!(body["_links"]["prev_page"]["href"], format!("/batch/acme/members?page={}&per_page=1000", (page - 1).max(1)));
        ids.extend(members.iter().map(|member| member["id"].as_i64().unwrap()));
        if pagination["page"] == pagination["total_pages"] {
            break;
        }
        page += 1;
    }
    assert_eq!((page, ids.len()), (8, 7335));
    assert!(ids.is_sorted_by(|one, next| one < next), "each once, by id");

    let past = get(&fixture, "/batch/acme/members?page=1469&per_page=5").await.ok();
    assert_eq!((&past["members"], &past["pagination"]["count"], &past["pagination"]["total_pages"]), (&json!([]), &json!(0), &json!(1467)));
    assert_eq!(past["_links"]["next_page"]["href"], "/batch/acme/members?page=1470&per_page=5", "a link past the end");
    let far = get(&fixture, "/batch/acme/members?page=9223372036854775807&per_page=1000").await.ok();
    assert_eq!(far["members"], json!([]));
    let first = get(&fixture, "/batch/acme/members?per_page=2").await.ok();
    let named: Vec<_> = first["members"].as_array().unwrap().iter().map(|member| member["token"].as_str().unwrap()).collect();
    assert_eq!(named, ["728f6328ea67", "123f6328ea67"], "those of the sample");
}

/// No impossible member: who did something did it last on the last day, and who never did has no days.
#[tokio::test]
async fn members_hold_together() {
    let body = get(&start().await, "/batch/acme/members").await.ok();
    let mut never = 0;
    for member in body["members"].as_array().unwrap() {
        let last = member["last_day_enagaged"].as_str();
        for (name, value) in member.as_object().unwrap() {
            if name.starts_with("last_") && value.is_string() {
                assert!(value.as_str() <= last, "{name} of {member}");
            }
        }
        assert_eq!(last.is_none(), member["total_days_engaged"] == 0, "{member}");
        never += usize::from(last.is_none());
        assert!(last.is_none() || member["activated_at"].as_str() < last, "{member}");
    }
    assert!((20..400).contains(&never), "{never}");
}

#[tokio::test]
async fn what_is_wrong_with_a_request_is_named() {
    let fixture = start().await;
    let document = document();
    for (method, path, body, status, id, message) in [
        ("GET", "/batch/acme/members?per_page=0", Value::Null, 400, json!("bad_request"), "per_page is invalid"),
        ("GET", "/batch/acme/members?per_page=1001", Value::Null, 400, json!("bad_request"), "per_page is invalid"),
        ("GET", "/batch/acme/members?page=0", Value::Null, 400, json!("bad_request"), "page is invalid"),
        ("GET", "/batch/acme/members?page=x", Value::Null, 400, json!("bad_request"), "page is invalid"),
        ("POST", SPACE, json!({}), 400, json!("bad_request"), "membership is missing"),
        ("POST", SPACE, json!({"membership": {"member_type": "User"}}), 400, json!("bad_request"), "membership.member_token is missing"),
        ("POST", SPACE, json!({"member_type": "User", "member_token": "x"}), 400, json!("bad_request"), "membership is missing"),
        ("POST", SPACE, member("Robot", "2bd8236f8ae4"), 422, Value::Null, "membership.member_type is invalid: expected User or UserGroup"),
        ("POST", SPACE, member("User", "fgbnhtum6j5h"), 422, Value::Null, "belongs to the Space already"),
        ("POST", SPACE, member("UserGroup", "fgbnhtum6j5h"), 404, json!("not_found"), "User group fgbnhtum6j5h not found"),
        ("POST", PRIVATE, member("User", "2bd8236f8ae4"), 400, json!("bad_request"), "Invalid space"),
        ("GET", PRIVATE, Value::Null, 400, json!("bad_request"), "Invalid space"),
        ("DELETE", &format!("{PRIVATE}/x"), Value::Null, 400, json!("bad_request"), "Invalid space"),
        ("GET", "/api/acme/spaces/none/memberships", Value::Null, 404, json!("not_found"), "Space none not found"),
        ("GET", "/api/sam-cooper/spaces/5f2c81d09e4b/memberships", Value::Null, 404, json!("not_found"), "Space 5f2c81d09e4b not found"),
        ("GET", "/batch/none/members", Value::Null, 404, json!("not_found"), "Organization none not found"),
    ] {
        let answer = exchange(&fixture, method, path, &body).await;
        assert_eq!((answer.status, &answer.body["id"]), (status, &id), "{method} {path}: {}", answer.text);
        assert!(answer.body["message"].as_str().unwrap().contains(message), "{}", answer.text);
        // The request is wrong on purpose; a sound one in its place leaves what the engine says of the answer.
        let sound = if method == "POST" { member("User", "2bd8236f8ae4") } else { Value::Null };
        let path = path.split('?').next().unwrap();
        assert_eq!(findings(&document, method, path, &sound, &answer), Vec::<String>::new());
    }
    let unknown = get(&fixture, "/api/acme/reports").await;
    assert_eq!((unknown.status, unknown.body["id"].as_str()), (404, Some("not_found")));
    let form = fixture.request("POST", SPACE).header("content-type", "text/plain").body("member");
    assert_eq!(fixture.send(form).await.status, 400);
    assert_eq!(fixture.send(fixture.request("POST", SPACE)).await.body["message"], "membership is missing");
    assert_eq!(fixture.send(fixture.request("GET", "/v1/groups")).await.status, 404, "the other vendor is not there");
}

#[tokio::test]
async fn memberships_come_and_go() {
    let fixture = start().await;
    let all = async || get(&fixture, SPACE).await.ok()["_embedded"]["space_memberships"].as_array().unwrap().clone();
    let before = all().await;
    assert_eq!(before.len(), 43, "more than the thirty of other lists");
    let made = exchange(&fixture, "POST", SPACE, &member("User", "2bd8236f8ae4")).await.ok();
    let token = made["token"].as_str().unwrap();
    let own = format!("{SPACE}/{token}");
    let expected = json!({"token": token, "member_token": "2bd8236f8ae4", "member_type": "User", "member_id": "robin-baker",
        "email": "robin.baker@example.org", "_links": {"self": {"href": own}, "member": {"href": "/api/robin-baker"},
        "creator": {"href": "/api/alex-reed"}}, "_forms": {"destroy": {"action": own, "method": "delete"}}});
    assert_eq!(made, expected);
    assert_eq!(get(&fixture, made["_links"]["self"]["href"].as_str().unwrap()).await.ok(), made, "the link leads there");
    assert_eq!(all().await.last(), Some(&made));
    let group = exchange(&fixture, "POST", SPACE, &member("usergroup", "e25b9c4410fa")).await.ok();
    assert_eq!((&group["member_type"], &group["member_id"], &group["email"]), (&json!("UserGroup"), &Value::Null, &Value::Null));
    assert_eq!(exchange(&fixture, "DELETE", &format!("{own}/"), &Value::Null).await.ok(), made);
    assert_eq!(get(&fixture, &own).await.status, 404);
    assert_eq!(exchange(&fixture, "DELETE", &own, &Value::Null).await.status, 404);
    assert_eq!(all().await.len(), 44);
    let personal = fixture.sandbox.world(|world| world.organization().unwrap().spaces()[2].token.clone());
    let personal = get(&fixture, &format!("/api/sam-cooper/spaces/{personal}/memberships")).await.ok();
    assert_eq!(personal["_embedded"]["space_memberships"][0]["member_id"], "sam-cooper");
}

/// The requests that are recorded from the pages, and what their samples show but for what was decided.
#[tokio::test]
async fn the_samples_of_the_pages_work() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/recordings/mode");
    let mut count = 0;
    for operation in Vendor::Mode.operations() {
        let fixture = start().await;
        for entry in fs::read_dir(folder.join(operation)).unwrap() {
            let recording: Recording = serde_json::from_str(&fs::read_to_string(entry.unwrap().path()).unwrap()).unwrap();
            let path = recording.request.url.split(".com").nth(1).unwrap();
            if path == "/api/acme/spaces" {
                // The samples of the creation belong to another page (S01).
                continue;
            }
            count += 1;
            let body = recording.request.body.unwrap_or_default();
            let answer = exchange(&fixture, &recording.request.method, path, &body).await.ok();
            let Some(shown) = recording.response.and_then(|response| response.body) else { continue };
            let lacks = |shown: &Value, answer: &Value| {
                let answered = answer.as_object().unwrap();
                let missing = shown.as_object().unwrap().keys().filter(|name| !answered.contains_key(*name) && *name != "_embedded");
                missing.cloned().collect::<Vec<_>>()
            };
            assert_eq!(lacks(&shown, &answer), Vec::<String>::new(), "{operation}");
            assert_eq!(lacks(&shown["_links"], &answer["_links"]), Vec::<String>::new(), "{operation}");
            if operation == "listMembers" {
                assert_eq!(lacks(&shown["members"][0], &answer["members"][0]), Vec::<String>::new());
                assert_eq!((&shown["_links"], &shown["pagination"]), (&answer["_links"], &answer["pagination"]));
            }
        }
    }
    assert_eq!(count, 5);
}

#[tokio::test]
async fn the_same_seed_and_requests_make_the_same_bytes() {
    let mut worlds = Vec::new();
    for seed in [3, 3, 4] {
        let fixture = Fixture::of(Sandbox::builder().vendor(Vendor::Mode).seed(seed)).await;
        exchange(&fixture, "POST", SPACE, &member("User", "2bd8236f8ae4")).await.ok();
        worlds.push(fixture.control("GET", "world", Value::Null).await.text.into_bytes());
    }
    assert!(worlds[0] == worlds[1] && worlds[1] != worlds[2]);
    let saved = World::from_json(&worlds[0]).unwrap();
    assert_eq!(saved.vendor(), Vendor::Mode);
    let again = Fixture::of(Sandbox::builder().vendor(Vendor::Mode).given_world(saved)).await;
    assert!(again.sandbox.save() == worlds[0]);
    let next = exchange(&again, "POST", SPACE, &member("User", "3d309a5a98c8")).await.ok();
    assert_eq!(next["member_id"], "member-one", "the index is made anew");
    // The bytes of a world are a promise: tests of other people rest on them.
    let body = get(&start().await, "/batch/acme/members?per_page=3&page=2").await.ok();
    let shown: Vec<_> = body["members"].as_array().unwrap().iter().map(|one| format!("{} {}", one["id"], one["member_email"])).collect();
    assert_eq!(shown, ["22 \"sam.cooper@example.org\"", "23 \"robin.baker@example.org\"", "28 \"vint.butler.5@example.org\""]);
}

#[test]
fn what_is_no_organization_is_refused() {
    let world: Value = serde_json::from_slice(&WorldName::Acme.make(1).to_json()).unwrap();
    let with = |pointer: &str, value: Value| {
        let mut world = world.clone();
        *world.pointer_mut(pointer).unwrap() = value;
        World::from_json(world.to_string().as_bytes()).unwrap_err().to_string()
    };
    for (error, why) in [
        (with("/organization/signature_tokens", json!([])), "no signature token has access"),
        (with("/organization/members/1/id", json!(1)), "not in the order of their ids"),
        (with("/organization/members/1/member_token", json!("3d309a5a98c8")), "two members have the same token"),
        (with("/organization/spaces/0/memberships/0/member_token", json!("x")), "its member does not exist"),
    ] {
        assert!(error.contains(why), "{error}");
    }
}

#[tokio::test]
async fn a_sandbox_stays_with_its_vendor() {
    let start = async |vendor: Vendor, world| Sandbox::builder().vendor(vendor).world(world).start().await.err();
    assert!(matches!(start(Vendor::Mode, WorldName::Demo).await, Some(StartError::World { .. })));
    let error = start(Vendor::Mobilize, WorldName::Acme).await.unwrap().to_string();
    assert_eq!(error, "the world acme is one of Mode, and the sandbox is to serve Mobilize");
    let strange = Sandbox::builder().vendor(Vendor::Mode).fault("listUsers:malformed".parse().unwrap()).start().await;
    assert!(strange.err().unwrap().to_string().contains("the document of Mode has no operation listUsers"));
    assert_eq!("mode".parse::<Vendor>().unwrap(), Vendor::Mode);
    assert_eq!("other".parse::<Vendor>().unwrap_err().to_string(), "`other` is no vendor (mobilize, mode)");

    let fixture = self::start().await;
    let refused = fixture.control("POST", "reset", json!({"world": "demo"})).await;
    assert!(refused.status == 400 && refused.text.contains("this sandbox serves Mode"), "{}", refused.text);
    let other = fixture.control("PUT", "world", serde_json::from_slice(&WorldName::Empty.make(1).to_json()).unwrap()).await;
    assert_eq!(other.status, 400, "{}", other.text);
    assert_eq!(fixture.control("POST", "faults", json!({"fault": "getUser:malformed"})).await.status, 400);
    assert_eq!(fixture.control("POST", "jobs/step", Value::Null).await.status, 404, "Mode has no jobs");
}

#[tokio::test]
async fn what_is_neutral_works_for_mode_too() {
    let fixture = start().await;
    exchange(&fixture, "DELETE", &format!("{SPACE}/gbhnjuim5yb"), &Value::Null).await.ok();
    fixture.control("POST", "reset", Value::Null).await.ok();
    let basis = async |path: &str| get(&fixture, path).await.header("x-sandbox-basis").to_owned();
    assert_eq!(basis(SPACE).await, "decision; S08; see=S02,S04,S07,S14,X09");
    assert!(basis(&format!("{SPACE}/gbhnjuim5yb")).await.starts_with("documentation; page=space-memberships; see="), "it is back");
    assert_eq!(basis(PRIVATE).await, "decision; X04");
    for (drift, path, code) in [
        ("listMembers:rename=/members/*/token>key", "/batch/acme/members?per_page=3", "missing-property"),
        ("listSpaceMemberships:drop=/_embedded", SPACE, "missing-property"),
        ("getSpaceMembership:enum=/member_type", &format!("{SPACE}/gbhnjuim5yb"), "unknown-enum-value"),
    ] {
        fixture.sandbox.clear_faults();
        fixture.sandbox.fault(drift.parse().unwrap());
        let answer = get(&fixture, path).await;
        assert_eq!(answer.header("x-sandbox-basis"), "decision; B02");
        let entry = &fixture.sandbox.requests()[0];
        let verdict = fixture.sandbox.verdict(entry).unwrap();
        assert!(verdict.iter().any(|finding| finding.contains(code)), "{drift}: {verdict:?}");
    }
    let number = fixture.sandbox.requests()[0].number;
    let logged = fixture.control("GET", &format!("requests/{number}"), Value::Null).await.ok();
    assert_eq!(logged["recording"]["request"]["url"], format!("https://app.mode.com{SPACE}/gbhnjuim5yb"));
    assert!(!logged["recording"].to_string().contains("authorization"), "no credentials");
    let overview = fixture.control("GET", "overview", Value::Null).await.ok();
    assert_eq!((&overview["vendor"], &overview["contents"]), (&json!("mode"), &json!("7335 members, 4 spaces")));
    let decisions = fixture.control("GET", "decisions", Value::Null).await.ok();
    assert_eq!(decisions.as_array().unwrap().len(), MODE_DECISIONS.len());
    // A whole page is short enough to be remembered with its verdict.
    fixture.sandbox.clear_faults();
    get(&fixture, "/batch/acme/members").await.ok();
    assert_eq!(fixture.sandbox.verdict(&fixture.sandbox.requests()[0]), Some(Vec::new()));
}
