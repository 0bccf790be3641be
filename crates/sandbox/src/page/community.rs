//! What a community has: groups, users, bulk jobs, webhooks.

use maud::{Markup, html};

use super::{Asked, button, table, time};
use crate::model::{Group, JobStatus, Keywords, Privacy, Status, User, World};
use crate::state::Shared;
use crate::state::{Attempt, DeliveryState};

/// How many users a page shows.
const USERS: usize = 50;

pub fn groups(shared: &Shared) -> Markup {
    let world = shared.world();
    let mut rows = Vec::new();
    let mut waiting: Vec<&Group> = world.groups_after(i64::MIN).filter(|group| group.parent.is_none()).collect();
    waiting.reverse();
    // Each group with those below it, from the top down.
    while let Some(group) = waiting.pop() {
        let depth = world.ancestors(group.id).count();
        let members = world.members_count(group.id);
        rows.push(html! { tr {
            td.number { (group.id) }
            td { span.indent { ("· ".repeat(depth)) } (group.name) }
            td data-label="Privacy" { @if group.privacy == Privacy::Public { "public" } @else { "private" } }
            td data-label="Approval" { @if group.requires_approval { "required" } @else { "none" } }
            td.number data-label="Members" { (members) }
            td data-label="Alias" { code { (group.alias_name) } }
        } });
        let below: Vec<_> = world.groups_after(i64::MIN).filter(|other| other.parent == Some(group.id)).collect();
        waiting.extend(below.into_iter().rev());
    }
    table(&["#Id", "Name", "Privacy", "Approval", "#Members", "Alias"], &rows, "No groups.")
}

pub fn users(shared: &Shared, asked: &Asked) -> Markup {
    let world = shared.world();
    let keywords = Keywords::new(&asked.keywords);
    let found: Vec<_> = world.search(&keywords).skip(asked.offset).take(USERS + 1).collect();
    let rows: Vec<_> = found.iter().take(USERS).map(|user| row(user)).collect();
    let page = |offset: usize| {
        let mut query = url::form_urlencoded::Serializer::new(String::from("?"));
        query.append_pair("tab", "users").append_pair("keywords", &asked.keywords).append_pair("offset", &offset.to_string());
        query.finish()
    };
    html! {
        form.tools {
            input type="hidden" name="tab" value="users";
            input type="search" name="keywords" value=(asked.keywords) placeholder="Name, e-mail address, value of a field" aria-label="Search";
            button { "Search" }
            @if asked.offset > 0 { a href=(page(asked.offset.saturating_sub(USERS))) { "Back" } }
            @if found.len() > USERS { a href=(page(asked.offset.saturating_add(USERS))) { "Next" } }
        }
        (table(&["#Id", "Name", "E-mail", "Registered", "Groups", "Fields"], &rows, "Nobody."))
    }
}

fn row(user: &User) -> Markup {
    let fields: Vec<_> = user.fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let fields: String = fields.join(" ").chars().take(160).collect();
    html! { tr {
        td.number { (user.id) }
        td { (user.name()) }
        td { (user.email) }
        td data-label="Registered" { @if user.is_registered { "yes" } @else { "no" } }
        td data-label="Groups" { @for (index, membership) in user.groups.iter().enumerate() {
            @if index > 0 { ", " }
            (membership.id)
            @match membership.status { Status::Accepted => {}, Status::Pending => " pending", Status::Declined => " declined" }
            @if membership.is_admin { " admin" }
        } }
        td { code { (fields) } }
    } }
}

pub fn jobs(shared: &Shared) -> Markup {
    let speed = shared.job_speed();
    let world = shared.world();
    let rows = world.jobs().rev().take(100).map(|job| {
        let (class, status) = match job.status {
            JobStatus::Queued => ("warn", "queued"),
            JobStatus::Processing => ("warn", "processing"),
            JobStatus::Completed => ("good", "completed"),
            JobStatus::Failed => ("bad", "failed"),
        };
        html! { tr {
            td { code { (job.id) } }
            td { span class=(class) { (status) } }
            td { (time(job.queued_at)) }
            td.number data-label="Users" { @if let Some(users) = &job.users_imported { (users.len()) } }
            td { (job.message.as_deref().unwrap_or_default()) }
        } }
    });
    let rows: Vec<_> = rows.collect();
    html! {
        div.tools {
            (button("POST jobs/step", "Step"))
            form.button data-run="PUT jobs/speed" {
                "Speed:"
                @for (name, value) in crate::state::JobSpeed::ALL { button name="speed" value=(name) aria-pressed=(value == speed) { (name) } }
            }
        }
        (table(&["Job", "Status", "Queued", "#Users", "Message"], &rows, "No job yet."))
    }
}

pub fn deliveries(shared: &Shared) -> Markup {
    let rows: Vec<_> = shared
        .deliveries
        .latest()
        .iter()
        .map(|delivery| {
            let (class, state) = match delivery.state {
                DeliveryState::Pending => ("warn", "pending"),
                DeliveryState::Delivered => ("good", "delivered"),
                DeliveryState::Failed => ("bad", "failed"),
                DeliveryState::Cancelled => ("soft", "cancelled"),
            };
            let tried = |attempt: &Attempt| match (attempt.status, &attempt.error) {
                (Some(status), _) => status.to_string(),
                (None, error) => error.clone().unwrap_or_default(),
            };
            html! { tr {
                td.number { (delivery.id) }
                td { code { (delivery.bulk) } }
                td { code { (delivery.url) } }
                td.number data-label="Notifications" { (delivery.total) }
                td { span class=(class) { (state) } }
                td { @for (what, times) in folded(delivery.attempts.iter().map(tried)) {
                    div { (what) @if times > 1 { " (×" (times) ")" } }
                } }
                td { (button(&format!("POST deliveries/{}/retry", delivery.id), "Again")) }
            } }
        })
        .collect();
    html! {
        (webhooks(&shared.world()))
        (table(&["#No", "Bulk", "To", "#Notifications", "State", "Attempts", ""], &rows, "No delivery yet."))
    }
}

/// What comes several times in a row, once, with how often.
fn folded(lines: impl Iterator<Item = String>) -> Vec<(String, usize)> {
    let mut folded: Vec<(String, usize)> = Vec::new();
    for line in lines {
        match folded.last_mut() {
            Some((last, times)) if *last == line => *times += 1,
            _ => folded.push((line, 1)),
        }
    }
    folded
}

fn webhooks(world: &World) -> Markup {
    let rows: Vec<_> = world
        .subscriptions()
        .iter()
        .map(|hook| {
            html! { tr {
                td.number { (hook.id) }
                td { code { (hook.url) } }
                td { (hook.topics.iter().map(|topic| topic.as_str()).collect::<Vec<_>>().join(", ")) }
                td { (button(&format!("DELETE webhooks/{}", hook.id), "Remove")) }
            } }
        })
        .collect();
    let none = "No webhook. Add one: POST /_sandbox/webhooks {\"url\": \"http://127.0.0.1:9000/\", \"topics\": [\"user.created\"]}";
    html! { h2 { "Webhooks" } (table(&["#No", "To", "Topics", ""], &rows, none)) h2 { "Deliveries" } }
}
