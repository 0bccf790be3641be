use serde_json::{Value, json};

use crate::support::{Fixture, ids};

#[tokio::test]
async fn joining_a_child_joins_its_parents_and_leaving_a_parent_leaves_its_children() {
    let fixture = Fixture::start().await;
    let middle = fixture.group("middle", 1, false).await;
    let lower = fixture.group("lower", middle, false).await;
    let beside = fixture.group("beside", 1, false).await;
    let user = fixture.member(lower, "joiner@example.org").await;
    let mut groups: Vec<i64> = fixture.groups_of(user).await.into_iter().map(|(group, _)| group).collect();
    groups.sort_unstable();
    assert_eq!(groups, [1, middle, lower]);

    fixture.post(&format!("/groups/{beside}/members"), json!({"user_id": user})).await.ok();
    fixture.delete(&format!("/groups/{middle}/members/{user}")).await.ok();
    let mut groups: Vec<i64> = fixture.groups_of(user).await.into_iter().map(|(group, _)| group).collect();
    groups.sort_unstable();
    assert_eq!(groups, [1, beside]);
    assert_eq!(fixture.get(&format!("/groups/{lower}/members/{user}")).await.status, 404);
    assert_eq!(fixture.get(&format!("/groups/{lower}")).await.ok()["members_count"], 1);
}

#[tokio::test]
async fn a_group_that_requires_approval_has_pending_members() {
    let fixture = Fixture::start().await;
    let closed = fixture.group("closed", 1, true).await;
    let user = fixture.member(closed, "waiting@example.org").await;
    assert_eq!(fixture.groups_of(user).await, [(closed, "pending".to_owned())]);
    assert_eq!(fixture.get(&format!("/groups/{closed}")).await.ok()["members_count"], 1);
    let set = |status: &str| json!({"group_id": closed, "user_id": user, "status": status});
    fixture.control("POST", "members/status", set("declined")).await.ok();
    assert_eq!(fixture.groups_of(user).await, [(closed, "declined".to_owned())]);
    fixture.control("POST", "members/status", set("accepted")).await.ok();
    assert_eq!(fixture.groups_of(user).await, [(closed, "accepted".to_owned()), (1, "accepted".to_owned())]);
    assert_eq!(fixture.get(&format!("/groups/{closed}")).await.ok()["members_count"], 2);
}

/// A user who waits for approval does not get in by way of a group below.
#[tokio::test]
async fn approval_holds_for_the_groups_below() {
    let fixture = Fixture::start().await;
    let closed = fixture.group("closed", 1, true).await;
    let open = fixture.group("open", closed, false).await;
    let add = async |group: i64, user: i64| fixture.post(&format!("/groups/{group}/members"), json!({"user_id": user})).await.ok();
    let status = async |user: i64, status: &str, group: i64| {
        fixture.control("POST", "members/status", json!({"group_id": group, "user_id": user, "status": status})).await.ok()
    };
    let named = |groups: &[(i64, &str)]| groups.iter().map(|(group, status)| (*group, (*status).to_owned())).collect::<Vec<_>>();

    let waiting = fixture.member(closed, "waiting@example.org").await;
    add(open, waiting).await;
    assert_eq!(fixture.groups_of(waiting).await, named(&[(closed, "pending"), (open, "pending")]));
    status(waiting, "declined", closed).await;
    add(open, waiting).await;
    assert_eq!(fixture.groups_of(waiting).await, named(&[(closed, "declined"), (open, "pending")]));
    let users = json!([{"fields": {"email": "waiting@example.org"}}, {"fields": {"email": "new@example.org"}}]);
    fixture.post("/bulk/members", json!({"group_id": open, "users": users})).await.ok();
    assert_eq!(fixture.groups_of(waiting).await, named(&[(closed, "declined"), (open, "pending")]), "an import is no way in either");
    assert_eq!(fixture.groups_of(waiting + 1).await, named(&[(open, "pending")]), "the group above is closed");

    status(waiting, "accepted", closed).await;
    assert_eq!(fixture.groups_of(waiting).await, named(&[(closed, "accepted"), (open, "pending"), (1, "accepted")]));
    status(waiting, "accepted", open).await;
    let member = fixture.member(closed, "member@example.org").await;
    status(member, "accepted", closed).await;
    add(open, member).await;
    assert_eq!(fixture.groups_of(member).await, named(&[(closed, "accepted"), (1, "accepted"), (open, "accepted")]));
}

#[tokio::test]
async fn fields_are_inherited() {
    let fixture = Fixture::start().await;
    let names = |group: Value| -> Vec<String> {
        group["fields"].as_array().unwrap().iter().map(|field| field["unique_name"].as_str().unwrap().to_owned()).collect()
    };
    let top = names(fixture.get("/groups/1?include_fields=true").await.ok());
    let berlin = names(fixture.get("/groups/3?include_fields=true").await.ok());
    assert_eq!(top[..3], ["first_name", "last_name", "email"]);
    assert_eq!(berlin, [&top[..], &["founded_in".to_owned(), "quarter".to_owned()]].concat());
    assert!(fixture.get("/groups/1").await.ok().get("fields").is_none());

    let field = json!({"group_id": 1, "field": {"name": "Boat", "type": "text", "unique_name": "boat"}});
    let id = fixture.control("POST", "fields", field).await.ok()["id"].clone();
    assert!(names(fixture.get("/groups/3?include_fields=true").await.ok()).contains(&"boat".to_owned()));
    assert_eq!(fixture.control("DELETE", &format!("groups/3/fields/{id}"), Value::Null).await.status, 404);
    fixture.control("DELETE", &format!("groups/1/fields/{id}"), Value::Null).await.ok();
    assert!(!names(fixture.get("/groups/3?include_fields=true").await.ok()).contains(&"boat".to_owned()));

    // A field of a subgroup does not apply to its parent.
    let answer = fixture.put("/groups/1/members/1001", json!({"fields": {"quarter": "Mitte"}})).await;
    answer.refused(422, "'fields.quarter' property is invalid: there is no such field, please validate your request.");
    fixture.put("/groups/3/members/1001", json!({"fields": {"quarter": "Mitte"}})).await.ok();
}

#[tokio::test]
async fn values_go_with_their_field() {
    let fixture = Fixture::start().await;
    let define = async |group: i64, kind: &str| {
        let field = json!({"name": "Boat", "type": kind, "unique_name": "boat"});
        fixture.control("POST", "fields", json!({"group_id": group, "field": field})).await
    };
    let remove = async |group: i64, field: &Value| fixture.control("DELETE", &format!("groups/{group}/fields/{field}"), Value::Null).await;
    let boat = async |user: i64| fixture.get(&format!("/users/{user}?include_fields=true")).await.ok()["fields"]["boat"].clone();
    let first = define(2, "text").await.ok()["id"].clone();
    let second = define(6, "text").await.ok()["id"].clone();
    let odd = define(4, "number").await;
    assert!(odd.status == 400 && odd.text.contains("group 2 has a field of this unique_name with another type"), "{}", odd.text);
    let (one, other) = (fixture.member(2, "one@example.org").await, fixture.member(6, "other@example.org").await);
    for user in [one, other] {
        fixture.put(&format!("/users/{user}"), json!({"fields": {"boat": "Pequod"}})).await.ok();
    }
    remove(2, &first).await.ok();
    assert_eq!((boat(one).await, boat(other).await), (Value::Null, json!("Pequod")), "the other group has its own field");
    assert_eq!(ids(&fixture.get("/users/search?keywords=pequod").await.ok()), [other]);
    remove(6, &second).await.ok();
    assert_eq!(fixture.get("/users/search?keywords=pequod").await.ok(), json!([]));
    define(1, "number").await.ok();
    assert_eq!(boat(other).await, Value::Null, "a field of the same name begins empty");

    for field in fixture.get("/groups/1?include_fields=true").await.ok()["fields"].as_array().unwrap().iter().take(3) {
        let basic = remove(1, &field["id"]).await;
        assert!(basic.status == 400 && basic.text.contains("every member has"), "{}", basic.text);
    }
    for (field, why) in [
        (json!({"name": " ", "type": "text", "unique_name": "blank"}), "'name' property is missing"),
        (json!({"name": "Name", "type": "text", "unique_name": ""}), "'unique_name' property is missing"),
        (json!({"name": "Colour", "type": "select", "unique_name": "colour"}), "'options' property is invalid"),
        (json!({"name": "Colour", "type": "radio", "unique_name": "colour", "options": []}), "'options' property is invalid"),
    ] {
        let refused = fixture.control("POST", "fields", json!({"group_id": 1, "field": field})).await;
        assert!(refused.status == 400 && refused.text.contains(why), "{}", refused.text);
    }
}

#[tokio::test]
async fn values_are_checked_against_their_fields() {
    let fixture = Fixture::start().await;
    let refused = [
        ("job_title", json!(7), "expected a string"),
        ("facebook_url", json!("facebook"), "expected an address that begins with http:// or https://"),
        ("birthday", json!("1.1.1990"), "expected a date in seconds since the epoch"),
        ("birthday", json!(1.5), "expected a date in seconds since the epoch"),
        ("phone", json!("4155552671"), "expected a telephone number like +14155552671"),
        ("interests", json!("Boats"), "expected an array of the field's options"),
        ("interests", json!(["Trains"]), "expected an array of the field's options"),
        ("shirt_size", json!("XXL"), "expected one of the field's options"),
        ("years_at_sea", json!("seven"), "expected a number"),
        ("address", json!("Kearny St"), "expected a location"),
        ("email", json!("nowhere"), "expected an e-mail address"),
        ("hat_size", json!("L"), "there is no such field"),
        ("resume", json!("x"), "updating of a field from type file is not yet supported"),
    ];
    for (name, value, why) in refused {
        let mut fields = serde_json::Map::new();
        fields.insert(name.to_owned(), value);
        let answer = fixture.put("/users/1001", json!({"fields": fields})).await;
        answer.refused(422, &format!("'fields.{name}' property is invalid: {why}, please validate your request."));
    }
    let taken = json!({"job_title": null, "interests": [], "shirt_size": "M", "role": "Cook", "years_at_sea": 2, "about_me": "Hello",
        "address": {"city": "Berlin", "planet": "Earth", "street_number": "12B"}});
    let user = fixture.put("/users/1001", json!({"fields": taken})).await.ok();
    assert_eq!(user["fields"]["address"], json!({"city": "Berlin", "street_number": "12B"}), "unknown parts are dropped");
    assert_eq!(user["fields"]["role"], "Cook", "the field allows a choice of one's own");
    assert_eq!(user["fields"]["job_title"], Value::Null);
    assert_eq!(user["fields"]["company_name"], "Harbour Lights", "what is left out stays");
}

#[tokio::test]
async fn members_are_created_by_id_or_by_address() {
    let fixture = Fixture::start().await;
    let user = fixture.member(2, "new.one@example.org").await;
    assert!(
        fixture.get("/users/find_by_email?email=NEW.ONE%40example.org").await.ok()[0]["id"].as_str() == Some(user.to_string().as_str())
    );
    let again = fixture.post("/groups/3/members", json!({"fields": {"email": "New.One@example.org", "first_name": "Ada"}})).await.ok();
    assert_eq!(again["id"], user.to_string(), "who has the address is a user already");
    assert_eq!(again["name"], "Ada");
    let both = fixture.post("/groups/6/members", json!({"user_id": user, "fields": {"last_name": "Lovelace"}})).await.ok();
    assert_eq!(both["name"], "Ada Lovelace");
    let none = fixture.post("/groups/6/members", json!({})).await;
    none.refused(422, "'fields' property is missing, please validate your request.");
    let empty = fixture.post("/groups/6/members", json!({"fields": {}})).await;
    empty.refused(422, "'fields.email' property is missing, please validate your request.");
    let no_address = fixture.post("/groups/6/members", json!({"fields": {"first_name": "Ada"}})).await;
    no_address.refused(422, "'fields.email' property is missing, please validate your request.");
    fixture.post("/groups/6/members", json!({"user_id": 99})).await.refused(404, "User id(99) is not exist.");
}

#[tokio::test]
async fn users_and_their_addresses() {
    let fixture = Fixture::start().await;
    let user = fixture.post("/users", json!({"email": "ada@example.org", "fields": {"first_name": "Ada"}})).await.ok();
    assert_eq!(user["groups"], json!([]));
    assert_eq!(user["is_registered"], false);
    assert_eq!(user.get("last_name"), None);
    let taken = "This email already exists in your network.";
    fixture.post("/users", json!({"email": "ADA@example.org"})).await.refused(400, taken);
    fixture.put("/users/1001", json!({"fields": {"email": "ada@example.org"}})).await.refused(400, taken);
    let id = user["id"].as_str().unwrap();
    fixture.put(&format!("/users/{id}"), json!({"fields": {"email": "lovelace@example.org"}})).await.ok();
    assert_eq!(fixture.get("/users/find_by_email?email=ada%40example.org").await.ok(), json!([]));
    assert_eq!(ids(&fixture.get("/users/find_by_email?email=lovelace%40example.org").await.ok()).len(), 1);
    fixture.delete(&format!("/users/{id}")).await.ok();
    assert_eq!(fixture.get(&format!("/users/{id}")).await.status, 404);
    fixture.post("/users", json!({"email": "lovelace@example.org"})).await.ok();
}

#[tokio::test]
async fn names_of_groups_are_unique() {
    let fixture = Fixture::start().await;
    fixture.group("once", 1, false).await;
    let body = json!({"name": "once", "parent_group_id": 1, "privacy": 5, "invite_members_enabled": true, "hidden_emails": false,
        "alias_name": "x", "default_emails_frequency": 0, "manager_email_address": "sam.cooper@example.org"});
    fixture.post("/groups", body.clone()).await.refused(400, "This group name already exists in your network.");
    fixture.put("/groups/2", json!({"name": "once"})).await.refused(400, "This group name already exists in your network.");
    fixture.put("/groups/2", json!({"name": "Founders"})).await.ok();
    let with = |name: &str, value: Value| {
        let mut body = body.clone();
        body["name"] = json!("twice");
        body[name] = value;
        body
    };
    let managed = "'manager_email_address' property is invalid: no user has this address, please validate your request.";
    fixture.post("/groups", with("manager_email_address", json!("who@example.org"))).await.refused(422, managed);
    fixture.post("/groups", with("parent_group_id", json!(99))).await.refused(404, "Group 99 not found");
    let privacy = "'privacy' property is invalid: expected 5 (open group) or 10 (closed group), please validate your request.";
    fixture.post("/groups", with("privacy", json!(7))).await.refused(422, privacy);
    assert_eq!(fixture.post("/groups", with("name", json!("n".repeat(256)))).await.status, 422);
}

#[tokio::test]
async fn search_looks_at_names_addresses_and_values() {
    let fixture = Fixture::start().await;
    let user = fixture
        .post(
            "/users",
            json!({"email": "zora@example.net", "fields": {"first_name": "Zora", "job_title": "Lighthouse Keeper",
        "interests": ["Gardens"], "address": {"city": "Reykjavík"}}}),
        )
        .await
        .ok();
    let id: i64 = user["id"].as_str().unwrap().parse().unwrap();
    for keywords in ["zora", "ZORA", "%40example.net", "lighthouse", "keeper%20zora", "reykjavík", "zora+gardens"] {
        assert_eq!(ids(&fixture.get(&format!("/users/search?keywords={keywords}")).await.ok()), [id], "{keywords}");
    }
    assert_eq!(fixture.get("/users/search?keywords=zora+boats").await.ok(), json!([]));
    assert_eq!(fixture.get("/groups/1/members/search?keywords=zora").await.ok(), json!([]), "she is in no group");
    fixture.post("/groups/2/members", json!({"user_id": id})).await.ok();
    assert_eq!(ids(&fixture.get("/groups/1/members/search?keywords=zora").await.ok()), [id]);
}

#[tokio::test]
async fn invitations_are_queued() {
    let fixture = Fixture::start().await;
    let user = fixture.member(2, "guest@example.org").await;
    let invite = |sender: i64, recipients: Vec<i64>| json!({"sender_id": sender, "recipients_ids": recipients});
    assert_eq!(fixture.post("/groups/2/members/invite", invite(1001, vec![user])).await.ok(), json!({"success": true}));
    assert_eq!(fixture.sandbox.world(|world| world.invitations().count()), 1);
    let invited = fixture.get(&format!("/groups/2/members/{user}")).await.ok();
    assert!(invited["groups"][0]["last_invited_in"].is_i64());
    assert_eq!(fixture.post("/groups/2/members/invite", invite(1001, vec![user; 501])).await.status, 422);
    let stranger = "'recipients_ids.0' property is invalid: user 99 is not a member of the group, please validate your request.";
    fixture.post("/groups/2/members/invite", invite(1001, vec![99])).await.refused(422, stranger);
    let sender = "'sender_id' property is invalid: user 99 is not a member of the group, please validate your request.";
    fixture.post("/groups/2/members/invite", invite(99, vec![user])).await.refused(422, sender);
    let waiting = fixture.member(4, "waiting@example.org").await;
    let closed = "'sender_id' property is invalid: user WAITING is not accepted in the group, please validate your request.";
    let refused = fixture.post("/groups/4/members/invite", invite(waiting, vec![waiting])).await;
    refused.refused(422, &closed.replace("WAITING", &waiting.to_string()));
    fixture.post("/groups/4/members/invite", invite(1001, vec![waiting])).await.ok();
}

#[tokio::test]
async fn hard_delete_takes_the_content_along() {
    let fixture = Fixture::start().await;
    let count =
        async |member: i64| fixture.get(&format!("/activities?member_id={member}")).await.ok()["total_activities"].as_i64().unwrap();
    let (before, johnny) = (count(1002).await, 1002);
    assert!(before > 0);
    fixture.delete(&format!("/groups/2/members/{johnny}")).await.ok();
    assert_eq!(count(johnny).await, before);
    fixture.post("/groups/2/members", json!({"user_id": johnny})).await.ok();
    fixture.delete(&format!("/groups/2/members/{johnny}?hard_delete=true")).await.ok();
    let left = count(johnny).await;
    assert!(left < before && left > 0, "what he did in other groups stays");
    fixture.delete(&format!("/users/{johnny}?hard_delete=true")).await.ok();
    assert_eq!(count(johnny).await, 0);
}

#[tokio::test]
async fn disabled_notifications_have_no_word() {
    let fixture = Fixture::start().await;
    assert_eq!(fixture.put("/groups/2", json!({"default_emails_frequency": 9})).await.ok().get("default_emails_frequency"), None);
    assert_eq!(fixture.put("/groups/2", json!({"default_emails_frequency": 1})).await.ok()["default_emails_frequency"], "DAILY");
    // The tables of the pages declare a string.
    assert_eq!(fixture.put("/groups/2", json!({"default_emails_frequency": "0"})).await.ok()["default_emails_frequency"], "IMMEDIATE");
    fixture.put("/bulk/groups", json!({"groups": [{"id": 2, "default_emails_frequency": "1"}]})).await.ok();
    assert_eq!(fixture.get("/groups/2").await.ok()["default_emails_frequency"], "DAILY");
    assert_eq!(
        fixture.put("/groups/2", json!({"members_posting_permissions": ["Poll"]})).await.ok()["members_posting_permissions"],
        json!(["poll"])
    );
}

#[tokio::test]
async fn a_change_without_effect_is_not_an_update() {
    let fixture = Fixture::start().await;
    for (path, unknown, changed) in [
        ("/groups/2", json!({"colour": "red"}), json!({"name": "Another"})),
        ("/users/1002", json!({"fields": {}}), json!({"fields": {"first_name": "Another"}})),
    ] {
        let before = fixture.get(path).await.ok()["updated_at"].clone();
        let same = fixture.get(path).await.ok()["name"].clone();
        assert_eq!(fixture.put(path, unknown).await.ok()["updated_at"], before);
        if path.starts_with("/groups") {
            assert_eq!(fixture.put(path, json!({"name": same})).await.ok()["updated_at"], before);
        }
        let after = fixture.put(path, changed).await.ok();
        assert!(after["updated_at"].as_i64() > before.as_i64(), "{after}");
    }
}

#[tokio::test]
async fn no_two_groups_have_the_same_address() {
    let fixture = Fixture::start().await;
    let taken = "This alias name already exists in your network.";
    let group = fixture.group("sailors", 1, false).await;
    fixture.put("/groups/2", json!({"alias_name": "Sailors"})).await.refused(400, taken);
    fixture.put(&format!("/groups/{group}"), json!({"alias_name": "sailors"})).await.ok();
    let message = async |groups: Value| {
        let job = fixture.post("/bulk/groups", json!({"groups": groups})).await.ok();
        fixture.get(&format!("/bulk/members/{}", job["job_id"].as_str().unwrap())).await.ok()["result"]["message"].clone()
    };
    let twice = json!([{"name": "one", "alias_name": "same"}, {"name": "two", "alias_name": "SAME"}]);
    assert_eq!(message(twice).await, format!("Import failed, record 2: {taken}"));
    // The alias that a group gets by itself gives way to one that somebody chose.
    let next = group + 2;
    let chosen = json!([{"name": "one", "alias_name": format!("group-{next}")}, {"name": "two"}]);
    assert_eq!(message(chosen).await, "Import succeeded, 2 records imported (2 groups)");
    let email = fixture.get(&format!("/groups/{next}")).await.ok()["email"].clone();
    assert!(email.as_str().unwrap().starts_with(&format!("group-{next}-group@")), "{email}");
}

/// Responses have ids of users as strings, so a request may send back what it got (S14, E60).
#[tokio::test]
async fn ids_of_users_are_accepted_as_strings() {
    let fixture = Fixture::start().await;
    let invite = async |sender: Value, recipients: Value| {
        fixture.post("/groups/1/members/invite", json!({"sender_id": sender, "recipients_ids": recipients})).await
    };
    for (sender, recipients) in [(json!(1001), json!([1002])), (json!("1001"), json!(["1002", 1001]))] {
        invite(sender, recipients).await.ok();
    }
    let own = fixture.get("/users/1002").await.ok()["id"].clone();
    let member = fixture.post("/groups/3/members", json!({"user_id": own})).await.ok();
    assert_eq!(member["id"], "1002");
    let why = "expected integer, got string, please validate your request.";
    invite(json!("sam"), json!([1002])).await.refused(422, &format!("'sender_id' property is invalid: {why}"));
    invite(json!(1001), json!(["1002", "sam"])).await.refused(422, &format!("'recipients_ids.1' property is invalid: {why}"));
    fixture.post("/groups/3/members", json!({"user_id": "sam"})).await.refused(422, &format!("'user_id' property is invalid: {why}"));
}
