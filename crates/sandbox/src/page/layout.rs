//! What surrounds each part of the page: where the sandbox is, who may come in, and the tabs.

use maud::{DOCTYPE, Markup, html};

use super::{Tab, time};
use crate::state::Shared;

pub fn page(shared: &Shared, tab: Tab, main: &Markup) -> Markup {
    let title = format!("{} sandbox", shared.vendor().title());
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                link rel="icon" href="data:,";
                link rel="stylesheet" href="/_sandbox/page.css";
                script src="/_sandbox/page.js" defer {}
            }
            body {
                p #gone role="alert" hidden { "The sandbox does not answer. This page goes on asking." }
                header #head { h1 { (title) } (facts(shared)) }
                nav #tabs aria-label="Parts" { (tabs(shared, tab)) }
                main #main { (main) }
                noscript { p.soft { "Without scripts this page shows the sandbox, and cannot steer it." } }
            }
        }
    }
}

fn facts(shared: &Shared) -> Markup {
    let now = shared.clock.now();
    let real = shared.clock.is_real();
    let world = shared.world();
    let signatures = world.organization().map(|organization| organization.signature_tokens.as_slice()).unwrap_or_default();
    let keys = world.keys.iter().map(|key| (format!("{}:{}", key.key, key.secret), key.access));
    let keys: Vec<_> = keys.chain(signatures.iter().map(|token| (token.joined(), token.access))).collect();
    let needed = world.needs_application_key();
    let application_keys: Vec<_> = world.keys.iter().filter(|key| needed && key.access).map(|key| &key.application_key).collect();
    html! {
        dl.facts {
            div { dt { "Address" } dd { code { (shared.settings.url) } } }
            div { dt { "World" } dd { b { (world.title()) } ", seed " (world.seed) ": " (world.contents()) } }
            div { dt { "Clock" } dd { (time(now)) @if real { " (real)" } } }
            div.keys { dt { "Credentials" } dd {
                @for (joined, access) in &keys {
                    span.key.soft[!*access] { code { (joined) } @if !access { " (without access)" } }
                    " "
                }
            } }
            @if !application_keys.is_empty() {
                div.keys { dt { "api_application_key" } dd { @for key in &application_keys { code { (key) } " " } } }
            }
        }
    }
}

fn tabs(shared: &Shared, current: Tab) -> Markup {
    html! {
        @for tab in Tab::of(shared.vendor()) {
            @let count = count(shared, *tab);
            a #{ "tab-" (tab.name()) } href={ "?tab=" (tab.name()) } aria-current=[(*tab == current).then_some("page")] {
                (tab.name()) @if let Some(count) = count { " " span.count { (count) } }
            }
        }
    }
}

fn count(shared: &Shared, tab: Tab) -> Option<usize> {
    match tab {
        Tab::Requests => Some(usize::try_from(shared.log().count()).unwrap_or(usize::MAX)),
        Tab::Groups => Some(shared.world().groups_count()),
        Tab::Users => Some(shared.world().users().len()),
        Tab::Jobs => Some(shared.world().jobs().count()),
        Tab::Deliveries => Some(shared.deliveries.len()),
        Tab::Faults => Some(shared.faults().all().len()),
        Tab::Decisions => None,
    }
}
