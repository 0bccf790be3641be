//! The tab of users: a search, and one user in detail.

use maud::{Markup, html};
use serde_json::{Value, json};

use super::elements::{detail, properties, table, time};
use super::json;
use super::query::PageQuery;
use crate::model::{ActivityFilter, Keywords, Membership, Status, User, World, view};
use crate::state::Shared;

/// The number of users on a page.
const PAGE: usize = 50;

pub fn render(shared: &Shared, query: &PageQuery) -> Markup {
    let world = shared.world();
    let keywords = Keywords::new(&query.search);
    let found: Vec<_> = world.search(&keywords).skip(query.offset).take(PAGE + 1).collect();
    let rows: Vec<_> = found.iter().take(PAGE).map(|user| row(user, query)).collect();
    let back = query.offset.saturating_sub(PAGE).to_string();
    let next = query.offset.saturating_add(PAGE).to_string();
    let open = query.open.parse().ok().and_then(|id| world.user(id).ok());
    html! {
        form.tools role="search" {
            input type="hidden" name="tab" value="users";
            input type="search" name="search" value=(query.search) placeholder="Name, e-mail address, value of a field" aria-label="Search users";
            button { "Search" }
            @if query.offset > 0 { a href=(query.link(&[("offset", if back == "0" { "" } else { &back })])) { "Previous page" } }
            @if found.len() > PAGE { a href=(query.link(&[("offset", &next)])) { "Next page" } }
        }
        div.split {
            div #list data-live { (table(&["#Id", "Name", "E-mail", "Registered", "Groups"], &rows, "No users match.")) }
            @if let Some(user) = open { (one(&world, user, query)) }
        }
    }
}

fn row(user: &User, query: &PageQuery) -> Markup {
    html! { tr.open[query.is_open(user.id)] {
        td.number { (user.id) }
        td { a href=(query.link(&[("open", &user.id.to_string())])) { (user.name()) } }
        td { (user.email) }
        td data-label="Registered" { (if user.is_registered { "yes" } else { "no" }) }
        td data-label="Groups" { @for (index, membership) in user.groups.iter().enumerate() {
            @if index > 0 { ", " }
            (membership.id)
            @if membership.status != Status::Accepted { " " (status(membership)) }
        } }
    } }
}

/// Returns the status of a membership in words.
pub fn status(membership: &Membership) -> String {
    let status = match membership.status {
        Status::Accepted => "accepted",
        Status::Pending => "pending",
        Status::Declined => "declined",
    };
    if membership.is_admin { format!("{status}, admin") } else { status.to_owned() }
}

fn one(world: &World, user: &User, query: &PageQuery) -> Markup {
    let pairs = [
        ("Id", html! { (user.id) }),
        ("E-mail", html! { (user.email) }),
        ("Registered", html! { (if user.is_registered { "yes" } else { "no" }) }),
        ("Created", html! { (time(user.created_at)) }),
        ("Updated", html! { (time(user.updated_at)) }),
    ];
    let memberships: Vec<_> = user.groups.iter().map(|membership| member(world, user, membership)).collect();
    let filter = ActivityFilter::new(Some(user.id), None);
    let activity = |activity: &crate::model::Activity| {
        html! { tr { td { (time(activity.at)) } td { (activity.shape.get("type").and_then(Value::as_str).unwrap_or_default()) } td { @if let Some(group) = activity.group() { "group " (group) } } } }
    };
    let activities: Vec<_> = world.activities(filter).take(10).map(activity).collect();
    let fields: Value = json!(view::user(world, user, true))["fields"].take();
    detail(
        &html! { (user.name()) },
        &query.link(&[("open", "")]),
        &html! {
            (properties(&pairs))
            h3 { "Groups" }
            (table(&["Group", "Status", ""], &memberships, "In no group."))
            h3 { "Fields" }
            (json::render(&fields, &[]))
            h3 { "Latest activities" }
            (table(&["Time", "Type", "Group"], &activities, "No activities."))
        },
    )
}

/// A membership, with the buttons that the web pages of the service have.
fn member(world: &World, user: &User, membership: &Membership) -> Markup {
    let name = world.group(membership.id).map(|group| group.name.as_str()).unwrap_or_default();
    html! { tr {
        td { a href={ "?tab=groups&open=" (membership.id) } { (name) } }
        td data-label="Status" { (status(membership)) }
        td { form.button data-run="POST members/status" {
            input type="hidden" name="group_id" value=(membership.id) data-number;
            input type="hidden" name="user_id" value=(user.id) data-number;
            @for (value, label, current) in [("accepted", "Accept", Status::Accepted), ("declined", "Decline", Status::Declined)] {
                @if membership.status != current { button name="status" value=(value) { (label) } }
            }
        } }
    } }
}
