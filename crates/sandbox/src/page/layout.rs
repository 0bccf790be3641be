//! The frame of every tab: title, facts, controls of the whole sandbox, and the tabs.

use maud::{DOCTYPE, Markup, html};

use super::elements::{select, time};
use super::query::Tab;
use crate::state::Shared;
use crate::worlds::WorldName;

pub fn render(shared: &Shared, tab: Tab, main: &Markup) -> Markup {
    let title = format!("{} sandbox", shared.vendor().title());
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (tab.title()) " – " (title) }
                link rel="icon" href="data:,";
                link rel="stylesheet" href="/_sandbox/page.css";
                script src="/_sandbox/page.js" defer {}
            }
            body {
                a.skip href="#main" { "Skip to content" }
                p #notice role="alert" hidden {}
                header {
                    div.title { h1 { (title) } (controls(shared)) }
                    div #facts data-live { (facts(shared)) }
                }
                nav #tabs aria-label="Parts" data-live { (tabs(shared, tab)) }
                main #main { (main) }
                noscript { p.soft { "Without scripts this page is read-only." } }
            }
        }
    }
}

fn facts(shared: &Shared) -> Markup {
    let now = shared.clock.now();
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
            div { dt { "Clock" } dd { (time(now)) " UTC" @if shared.clock.is_real() { " (real)" } } }
            div { dt { "Credentials" } dd {
                @for (joined, access) in &keys {
                    span.key.soft[!*access] { code { (joined) } @if !access { " (no access)" } }
                    " "
                }
            } }
            @if !application_keys.is_empty() {
                div { dt { "api_application_key" } dd { @for key in &application_keys { code { (key) } " " } } }
            }
        }
    }
}

/// The controls of world and clock, which are closed until somebody needs them.
fn controls(shared: &Shared) -> Markup {
    let names = WorldName::ALL.iter().filter(|name| name.vendor() == shared.vendor()).map(|name| (name.as_str(), name.as_str()));
    let names: Vec<_> = names.collect();
    html! {
        div.controls {
            form.button data-run="POST reset" data-confirm="Reset world, clock, faults and log to the start?" { button { "Reset" } }
            details.menu {
                summary { "World" }
                div.panel {
                    form data-run="POST reset" {
                        h2 { "Start another world" }
                        label { "World " (select("world", "Starting world", &names, shared.vendor().world().as_str())) }
                        label { "Seed " input type="number" name="seed" min="0" step="1" value=(shared.settings.seed); }
                        button { "Start" }
                    }
                    p { a href="/_sandbox/world" download="world.json" { "Save this world as a file" } }
                    form data-run="PUT world" {
                        h2 { "Load a saved world" }
                        label { "File " input type="file" name="file" accept="application/json,.json" required; }
                        button { "Load" }
                    }
                }
            }
            @if !shared.clock.is_real() {
                details.menu {
                    summary { "Clock" }
                    div.panel {
                        form data-run="POST clock" {
                            h2 { "Advance the clock" }
                            label { "By " input name="advance" required placeholder="90s, 2h 30m, 3d" autocomplete="off"; }
                            button { "Advance" }
                        }
                        form data-run="POST clock" {
                            h2 { "Set the clock" }
                            label { "To " input name="now" required placeholder="2026-03-01T12:00:00Z" autocomplete="off"; }
                            button { "Set" }
                        }
                    }
                }
            }
        }
    }
}

fn tabs(shared: &Shared, current: Tab) -> Markup {
    html! {
        @for tab in Tab::of(shared.vendor()) {
            a #{ "tab-" (tab.name()) } href={ "?tab=" (tab.name()) } aria-current=[(*tab == current).then_some("page")] {
                (tab.title()) @if let Some(count) = count(shared, *tab) { " " span.count { (count) } }
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
