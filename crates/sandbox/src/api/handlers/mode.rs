//! The operations of Mode: the members of an organization, and the memberships of a Space.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::api::call::{Call, CallError, CallResult};
use crate::api::response::ApiResponse;
use crate::model::view::rfc3339;
use crate::model::{MemberType, Millis, ModeQuirks, Organization, OrganizationMember, SpaceMembership, World};

/// The greatest page, which is also the default.
const PAGE: i64 = 1000;

#[derive(Serialize)]
struct MemberView<'w> {
    id: Value,
    token: &'w str,
    member_email: &'w str,
    member_token: &'w str,
    #[serde(skip_serializing_if = "Option::is_none")]
    member_username: Option<&'w str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<&'static str>,
    banned_at: Option<String>,
    activated_at: Option<String>,
    last_report_created_at: Option<String>,
    last_report_edited_at: Option<String>,
    last_report_viewed_at: Option<String>,
    last_report_run_at: Option<String>,
    last_exploration_created_at: Option<String>,
    last_exploration_updated_at: Option<String>,
    // The spelling of the page (M01).
    #[serde(skip_serializing_if = "Option::is_none")]
    last_day_enagaged: Option<Option<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_day_engaged: Option<Option<String>>,
    last_day_api_engaged: Option<String>,
    last_day_in_app_engaged: Option<String>,
    total_days_engaged: u32,
}

fn member<'w>(member: &'w OrganizationMember, quirks: &ModeQuirks) -> MemberView<'w> {
    let time = |at: Option<Millis>| {
        let text = rfc3339(at?);
        Some(if quirks.milliseconds { text.replace('Z', ".000Z") } else { text })
    };
    let more = quirks.more_about_members;
    let engaged = time(member.engaged());
    MemberView {
        id: if quirks.ids_are_strings { json!(member.id.to_string()) } else { json!(member.id) },
        token: &member.token,
        member_email: &member.email,
        member_token: &member.member_token,
        member_username: more.then_some(&member.username),
        state: more.then(|| if member.banned_at.is_some() { "banned" } else { "active" }),
        banned_at: time(member.banned_at),
        activated_at: time(member.activated_at),
        last_report_created_at: time(member.report_created_at),
        last_report_edited_at: time(member.report_edited_at),
        last_report_viewed_at: time(member.report_viewed_at),
        last_report_run_at: time(member.report_run_at),
        last_exploration_created_at: time(member.exploration_created_at),
        last_exploration_updated_at: time(member.exploration_updated_at),
        last_day_enagaged: (!quirks.corrected_spelling).then(|| engaged.clone()),
        last_day_engaged: quirks.corrected_spelling.then_some(engaged),
        last_day_api_engaged: time(member.api_engaged),
        last_day_in_app_engaged: time(member.in_app_engaged),
        total_days_engaged: member.days_engaged,
    }
}

pub fn list_members(world: &World, call: &Call) -> CallResult {
    let organization = world.organization_named(call.path_parameter("organization"))?;
    let per_page = call.number("per_page")?.unwrap_or(PAGE);
    if !(1..=PAGE).contains(&per_page) {
        return Err(call.bad_parameter("per_page", "invalid: expected 1 to 1000"));
    }
    let page = call.number("page")?.unwrap_or(1);
    if page < 1 {
        return Err(call.bad_parameter("page", "invalid: expected 1 or more"));
    }
    let all = organization.members();
    let length = usize::try_from(per_page).unwrap_or(1);
    let skipped = usize::try_from((page - 1).saturating_mul(per_page)).unwrap_or(usize::MAX);
    let members: Vec<_> = all.iter().skip(skipped).take(length).map(|one| member(one, &organization.quirks)).collect();
    // Both links are always present: the first page links to itself as the previous one, the last to an empty page (M09).
    let link = |page: i64| json!({"href": format!("/batch/{}/members?page={page}&per_page={per_page}", organization.name)});
    Ok(call.ok(&json!({
        "pagination": {"page": page, "per_page": per_page, "count": members.len(),
            "total_pages": all.len().div_ceil(length), "total_count": all.len()},
        "members": members,
        "_links": {"next_page": link(page.saturating_add(1)), "prev_page": link((page - 1).max(1))},
    })))
}

#[derive(Deserialize)]
struct Create {
    membership: Input,
}

#[derive(Deserialize)]
struct Input {
    member_type: String,
    member_token: String,
}

pub fn list_memberships(world: &World, call: &Call) -> CallResult {
    let organization = world.organization_of(call.path_parameter("account"))?;
    let memberships = organization.memberships(call.path_parameter("account"), call.path_parameter("space"))?;
    let most = organization.quirks.memberships_cut_at.unwrap_or(usize::MAX);
    let shown: Vec<_> = memberships.iter().take(most).map(|membership| view(organization, call, membership)).collect();
    Ok(call.ok(&json!({"_embedded": {"space_memberships": shown}, "_links": {"self": {"href": address(organization, call)}}})))
}

pub fn get_membership(world: &World, call: &Call) -> CallResult {
    one(world, call, call.path_parameter("space_membership"))
}

pub fn create_membership(world: &mut World, call: &Call) -> CallResult {
    let Create { membership } = call.body()?;
    let (account, space) = (call.path_parameter("account"), call.path_parameter("space"));
    let token = world.create_membership(account, space, &membership.member_type, &membership.member_token)?;
    one(world, call, &token)
}

pub fn delete_membership(world: &mut World, call: &Call) -> CallResult {
    let (account, space) = (call.path_parameter("account"), call.path_parameter("space"));
    let ended = world.delete_membership(account, space, call.path_parameter("space_membership"))?;
    let organization = world.organization_of(account)?;
    match organization.quirks.empty_deletion {
        true => Ok(ApiResponse::no_content(call.operation.basis)),
        false => Ok(call.ok(&view(organization, call, &ended))),
    }
}

fn one(world: &World, call: &Call, token: &str) -> CallResult {
    let organization = world.organization_of(call.path_parameter("account"))?;
    let membership =
        organization.membership(call.path_parameter("account"), call.path_parameter("space"), token).map_err(CallError::Refused)?;
    Ok(call.ok(&view(organization, call, membership)))
}

fn view(organization: &Organization, call: &Call, membership: &SpaceMembership) -> Value {
    let user = match membership.member_type {
        MemberType::User => organization.member(&membership.member_token),
        MemberType::UserGroup => None,
    };
    let member = match user {
        Some(user) => format!("/api/{}", user.username),
        None => format!("/api/{}/user_groups/{}", organization.name, membership.member_token),
    };
    let account = user.is_some() && organization.quirks.users_are_accounts;
    let own = format!("{}/{}", address(organization, call), membership.token);
    json!({
        "token": membership.token,
        "member_token": membership.member_token,
        "member_type": if account { json!("account") } else { json!(membership.member_type) },
        "member_id": user.map(|user| &user.username),
        "email": user.map(|user| &user.email),
        "_links": {
            "self": {"href": own},
            "member": {"href": member},
            "creator": {"href": format!("/api/{}", membership.creator)},
        },
        "_forms": {"destroy": {"action": own, "method": "delete"}},
    })
}

/// Returns the address of the memberships of the Space in the path.
fn address(organization: &Organization, call: &Call) -> String {
    let spaces = if organization.quirks.spaces_are_collections { "collections" } else { "spaces" };
    format!("/api/{}/{spaces}/{}/memberships", call.path_parameter("account"), call.path_parameter("space"))
}
