use serde_json::{Value, json};

use super::{SPACE, exchange, get, member, start};

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
