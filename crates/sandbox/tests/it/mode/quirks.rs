use mobilize_sandbox::{Sandbox, WorldName};
use serde_json::{Value, json};

use super::{SPACE, exchange, get, member};
use crate::support::Fixture;

/// The world `acme-quirks` departs from `acme` on purpose, and from the document only in these ways.
#[tokio::test]
async fn the_service_behaves_as_the_errata_describe() {
    let fixture = Fixture::of(Sandbox::builder().world(WorldName::AcmeQuirks)).await;
    let members = get(&fixture, "/batch/acme/members?per_page=2").await;
    assert!(members.header("x-sandbox-basis").ends_with("; quirks"), "no answer here is as documented for certain");
    let first = &members.ok()["members"][0];
    assert_eq!((&first["id"], &first["member_username"], &first["state"]), (&json!("12"), &json!("member-one"), &json!("active")));
    assert!(first["last_day_engaged"].as_str().unwrap().ends_with(".000Z"), "{first}");
    assert_eq!(first.get("last_day_enagaged"), None);

    let list = get(&fixture, SPACE).await.ok();
    let memberships = list["_embedded"]["space_memberships"].as_array().unwrap();
    assert_eq!(
        (memberships.len(), &memberships[0]["member_type"], &memberships[1]["member_type"]),
        (30, &json!("account"), &json!("UserGroup"))
    );
    assert_eq!(list["_links"]["self"]["href"], "/api/acme/collections/5f2c81d09e4b/memberships");

    let twice = exchange(&fixture, "POST", SPACE, &member("User", "fgbnhtum6j5h")).await;
    assert_eq!((twice.status, &twice.body["message"]["member_token"][0]), (422, &json!("the member belongs to the Space already")));

    let request = fixture.request("DELETE", &format!("{SPACE}/gbhnjuim5yb"));
    let gone = fixture.send(request).await;
    assert_eq!((gone.status, gone.text.as_str(), gone.header("content-type")), (204, "", ""));
    assert_eq!(exchange(&fixture, "DELETE", &format!("{SPACE}/gbhnjuim5yb"), &Value::Null).await.status, 404);

    let findings = fixture.findings();
    let mut kinds: Vec<_> = findings.iter().map(|finding| finding.split(": ").nth(1).unwrap()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    assert_eq!(kinds, ["error[type-mismatch] /message", "error[undocumented-status] "]);
}
