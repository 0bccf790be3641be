//! The tab of groups: the hierarchy, and one group in detail.

use maud::{Markup, html};

use super::elements::{detail, properties, table, time};
use super::query::PageQuery;
use crate::model::{FieldDefinition, Group, Privacy, World};
use crate::state::Shared;

pub fn render(shared: &Shared, query: &PageQuery) -> Markup {
    let world = shared.world();
    let mut rows = Vec::new();
    let mut waiting: Vec<&Group> = world.groups_after(i64::MIN).filter(|group| group.parent.is_none()).collect();
    waiting.reverse();
    // Each group is followed by the groups below it.
    while let Some(group) = waiting.pop() {
        rows.push(row(&world, group, query));
        let below: Vec<_> = world.groups_after(i64::MIN).filter(|other| other.parent == Some(group.id)).collect();
        waiting.extend(below.into_iter().rev());
    }
    let open = query.open.parse().ok().and_then(|id| world.group(id).ok());
    html! {
        div.split {
            div #list data-live { (table(&["#Id", "Name", "Privacy", "Approval", "#Members", "Alias"], &rows, "No groups.")) }
            @if let Some(group) = open { (one(&world, group, query)) }
        }
    }
}

fn row(world: &World, group: &Group, query: &PageQuery) -> Markup {
    let depth = world.ancestors(group.id).count();
    let is_open = query.is_open(group.id);
    html! { tr.open[is_open] {
        td.number { (group.id) }
        td { span.indent aria-hidden="true" { ("– ".repeat(depth)) } a href=(query.link(&[("open", &group.id.to_string())])) { (group.name) } }
        td data-label="Privacy" { (privacy(group)) }
        td data-label="Approval" { (if group.requires_approval { "required" } else { "none" }) }
        td.number data-label="Members" { (world.members_count(group.id)) }
        td data-label="Alias" { code { (group.alias_name) } }
    } }
}

fn privacy(group: &Group) -> &'static str {
    if group.privacy == Privacy::Public { "public" } else { "private" }
}

fn one(world: &World, group: &Group, query: &PageQuery) -> Markup {
    let members = world.members(group.id).unwrap_or_default();
    let yes = |flag: bool| html! { (if flag { "yes" } else { "no" }) };
    let parent = group.parent.and_then(|id| world.group(id).ok());
    let pairs = [
        ("Id", html! { (group.id) }),
        (
            "Parent",
            html! { @if let Some(parent) = parent { a href=(query.link(&[("open", &parent.id.to_string())])) { (parent.name) } } @else { "none" } },
        ),
        ("Alias", html! { code { (group.alias_name) } }),
        ("Privacy", html! { (privacy(group)) }),
        ("Requires approval", yes(group.requires_approval)),
        ("Posting permissions", html! { (group.members_posting_permissions.join(", ")) }),
        ("Members visible", yes(group.members_visible)),
        ("Invitations by members", yes(group.invite_members_enabled)),
        ("Created", html! { (time(group.created_at)) }),
        ("Updated", html! { (time(group.updated_at)) }),
    ];
    let field = |field: &FieldDefinition| {
        html! { tr {
            td { code { (field.unique_name) } }
            td { (field.name) }
            td data-label="Type" { (serde_json::to_value(field.kind).ok().and_then(|kind| kind.as_str().map(str::to_owned)).unwrap_or_default()) }
            td { @if let Some(options) = &field.options { (options.join(", ")) } @if field.required { " required" } }
        } }
    };
    let fields: Vec<_> = world.fields_of(group.id).map(field).collect();
    let users = members.iter().filter_map(|id| world.user(*id).ok()).take(50);
    let rows: Vec<_> = users
        .map(|user| {
            html! { tr {
                td.number { (user.id) }
                td { a href={ "?tab=users&open=" (user.id) } { (user.name()) } }
                td { (user.membership(group.id).map(super::users::status).unwrap_or_default()) }
            } }
        })
        .collect();
    detail(
        &html! { (group.name) },
        &query.link(&[("open", "")]),
        &html! {
            (properties(&pairs))
            h3 { "Fields" }
            (table(&["Name", "Title", "Type", "Options"], &fields, "No fields."))
            h3 { "Members " span.soft { "(" (rows.len()) " of " (members.len()) ")" } }
            (table(&["#Id", "Name", "Status"], &rows, "No members."))
        },
    )
}
