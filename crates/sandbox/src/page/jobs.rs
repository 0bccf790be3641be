//! The tab of bulk jobs.

use maud::{Markup, html};

use super::elements::{button, detail, properties, table, time};
use super::query::PageQuery;
use crate::model::{Job, JobStatus, Work};
use crate::state::{JobSpeed, Shared};

pub fn render(shared: &Shared, query: &PageQuery) -> Markup {
    let speed = shared.job_speed();
    let world = shared.world();
    let rows: Vec<_> = world.jobs().rev().take(100).map(|job| row(job, query)).collect();
    let open = world.job(&query.open).ok();
    html! {
        div.tools #tools data-live {
            (button("POST jobs/step", "Advance the running job"))
            form.button data-run="PUT jobs/speed" {
                span { "Speed" }
                @for (name, value) in JobSpeed::ALL { button name="speed" value=(name) aria-pressed=(value == speed) { (name) } }
            }
        }
        div.split {
            div #list data-live { (table(&["Job", "Status", "Queued", "#Users", "Message"], &rows, "No job yet.")) }
            @if let Some(job) = open { (one(job, query)) }
        }
    }
}

fn status(job: &Job) -> Markup {
    let (class, text) = match job.status {
        JobStatus::Queued => ("warn", "queued"),
        JobStatus::Processing => ("warn", "processing"),
        JobStatus::Completed => ("good", "completed"),
        JobStatus::Failed => ("bad", "failed"),
    };
    html! { span class=(class) { (text) } }
}

fn row(job: &Job, query: &PageQuery) -> Markup {
    html! { tr.open[query.is_open(&job.id)] {
        td { a href=(query.link(&[("open", &job.id)])) { code { (job.id) } } }
        td { (status(job)) }
        td { (time(job.queued_at)) }
        td.number data-label="Users" { @if let Some(users) = &job.users_imported { (users.len()) } }
        td { (job.message.as_deref().unwrap_or_default()) }
    } }
}

fn one(job: &Job, query: &PageQuery) -> Markup {
    let work = match &job.work {
        Some(Work::Members { group, users }) => format!("import {} users into group {group}", users.len()),
        Some(Work::CreateGroups(groups)) => format!("create {} groups", groups.len()),
        Some(Work::UpdateGroups(groups)) => format!("update {} groups", groups.len()),
        None => "finished".to_owned(),
    };
    let pairs = [
        ("Status", status(job)),
        ("Queued", html! { (time(job.queued_at)) }),
        ("Work", html! { (work) }),
        ("Message", html! { (job.message.as_deref().unwrap_or("none yet")) }),
    ];
    let users = job.users_imported.as_deref().unwrap_or_default();
    detail(
        &html! { "Job " code { (job.id) } },
        &query.link(&[("open", "")]),
        &html! {
            (properties(&pairs))
            @if !users.is_empty() {
                h3 { "Imported users " span.soft { "(" (users.len()) ")" } }
                p { @for user in users.iter().take(200) { a href={ "?tab=users&open=" (user) } { (user) } " " } }
            }
        },
    )
}
