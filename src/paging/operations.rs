//! The operations that answer with lists: how each of them is asked for a page, and how its rows are recognised.

use reqwest::Url;

use super::{Cursor, Fetched, Items, Next, Paged, Pages};
use crate::client::BASE_URL;
use crate::error::{Error, Result};
use crate::generated::builder::{
    ListActivities, ListGroupMembers, ListGroups, ListNotifications, ListUsers, SearchGroupMembers, SearchUsers,
};
use crate::response::RawResponse;
use crate::types::{Activity, Group, Notification, User};

/// Gives the builders of operations their two methods.
macro_rules! lists {
    ($($builder:ident of $row:ident: $what:literal, pages $page:literal;)+) => {
        $(impl<'a> $builder<'a> {
            #[doc = concat!("All ", $what, " as a stream, instead of one page of them (pages: ", $page, ").")]
            ///
            /// A limit or a place to begin at that the request was given does not matter here: see [`Pages`].
            pub fn stream(self) -> Items<'a, $row> {
                self.pages().items()
            }

            #[doc = concat!("All ", $what, ", page by page (pages: ", $page, ").")]
            pub fn pages(self) -> Pages<'a, $row> {
                Pages::of(self)
            }
        })+
    };
}

lists! {
    ListGroups of Group: "groups", pages "`get-all-groups`";
    ListUsers of User: "users", pages "`get-all-users`";
    ListGroupMembers of User: "members of the group", pages "`get-group-members`";
    SearchUsers of User: "users that match", pages "`search-for-users`";
    SearchGroupMembers of User: "members of the group that match", pages "`search-for-group-members`";
    ListActivities of Activity: "activities", pages "`user-activities`";
    ListNotifications of Notification: "notifications of the bulk", pages "`get-a-single-bulk`";
}

impl Paged for ListGroups<'_> {
    type Row = Group;

    async fn fetch(self, cursor: Cursor, size: i64) -> Result<Fetched<Group>> {
        let request = match cursor {
            Cursor::After(id) => self.last_group_id(id),
            _ => self,
        };
        let (page, raw) = request.limit(size).send().await?.into_parts();
        let page = page.into_inner();
        Ok(Fetched { rows: list(page.groups, &raw)?, total: count(page.total_groups), next: after(page.next_page, "last_group_id") })
    }

    fn key(group: &Group) -> Option<String> {
        (!group.id.is_missing()).then(|| group.id.to_string())
    }

    fn after(group: &Group) -> Option<Cursor> {
        Self::key(group).map(Cursor::After)
    }
}

impl Paged for ListActivities<'_> {
    type Row = Activity;
    /// Page: `user-activities`.
    const LARGEST: i64 = 50;

    async fn fetch(self, cursor: Cursor, size: i64) -> Result<Fetched<Activity>> {
        let request = match cursor {
            Cursor::After(id) => self.last_activity_id(id),
            _ => self,
        };
        let (page, raw) = request.limit(size).send().await?.into_parts();
        let page = page.into_inner();
        // Either spelling, as in `ActivityListData::activities`.
        let rows = list(page.activites.or(page.activities), &raw)?;
        Ok(Fetched { rows, total: count(page.total_activities), next: after(page.next_page, "last_activity_id") })
    }

    /// Only one sample of the pages shows an id.
    fn key(activity: &Activity) -> Option<String> {
        activity.id().filter(|id| !id.is_missing()).map(|id| id.to_string())
    }

    fn after(activity: &Activity) -> Option<Cursor> {
        Self::key(activity).map(Cursor::After)
    }
}

impl Paged for ListNotifications<'_> {
    type Row = Notification;

    async fn fetch(self, cursor: Cursor, size: i64) -> Result<Fetched<Notification>> {
        let (page, raw) = self.limit(size).offset(cursor.to_offset()).send().await?.into_parts();
        let page = page.into_inner();
        let offset = page.next_page.as_ref().and_then(|address| parameter(address, "offset")?.parse().ok());
        let next = match offset {
            // An offset that leads back would be asked for twice.
            Some(offset) if Some(offset) > cursor.offset() => Next::At(Cursor::Offset(offset)),
            Some(_) => Next::Unsaid,
            None if page.next_page.is_some() => Next::Unsaid,
            None => Next::Absent,
        };
        Ok(Fetched { rows: list(page.notifications, &raw)?, total: count(page.total), next })
    }

    /// Notifications have no id, and two that are equal may well be two.
    fn key(_: &Notification) -> Option<String> {
        None
    }
}

/// An answer without its list is no empty list: whoever compares with it would take everything for gone.
fn list<T>(rows: Option<Vec<T>>, raw: &RawResponse) -> Result<Vec<T>> {
    rows.ok_or_else(|| Error::paging("the answer has no list where the document has one", Some(raw)))
}

/// Lists of people are bare arrays, read by offset.
macro_rules! lists_of_people {
    ($($builder:ident)+) => {
        $(impl Paged for $builder<'_> {
            type Row = User;

            async fn fetch(self, cursor: Cursor, size: i64) -> Result<Fetched<User>> {
                let rows = self.limit(size).offset(cursor.to_offset()).send().await?.into_inner();
                Ok(Fetched { rows, total: None, next: Next::Unsaid })
            }

            fn key(user: &User) -> Option<String> {
                (!user.id.is_missing()).then(|| user.id.to_string())
            }
        })+
    };
}

lists_of_people! { ListUsers ListGroupMembers SearchUsers SearchGroupMembers }

fn count(total: Option<i64>) -> Option<u64> {
    total.and_then(|total| u64::try_from(total).ok())
}

/// The cursor in the address of the next page.
fn after(next_page: Option<String>, name: &str) -> Next {
    let Some(address) = next_page else { return Next::Absent };
    parameter(&address, name).map_or(Next::Unsaid, |id| Next::At(Cursor::After(id)))
}

/// A parameter of an address, be it absolute or not. The address itself is not used for anything.
pub(super) fn parameter(address: &str, name: &str) -> Option<String> {
    let url = Url::parse(BASE_URL).ok()?.join(address).ok()?;
    url.query_pairs().find(|(given, value)| given == name && !value.is_empty()).map(|(_, value)| value.into_owned())
}
