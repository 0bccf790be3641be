//! The operations that return lists: how each requests a page, and how it identifies its rows.

use reqwest::Url;

use super::paged::{Fetched, Next, Paged, Part, number_of};
use super::{Cursor, Items, Pages, RowKey};
use crate::client::BASE_URL;
use crate::error::{Error, Result};
use crate::generated::builder::{
    ListActivities, ListGroupMembers, ListGroups, ListNotifications, ListUsers, SearchGroupMembers, SearchUsers,
};
use crate::response::RawResponse;
use crate::types::{Activity, Group, Notification, User};

/// Adds two methods to the builders of operations.
macro_rules! lists {
    ($($builder:ident of $row:ident: $what:literal, pages $page:literal;)+) => {
        $(impl $builder {
            #[doc = concat!("All ", $what, " as a stream, instead of one page (pages: ", $page, ").")]
            ///
            /// A limit of the request is the number of rows in all, and a cursor is the place to begin: see [`Pages`].
            pub fn stream(self) -> Items<$row> {
                self.pages().items()
            }

            #[doc = concat!("All ", $what, ", page by page (pages: ", $page, ").")]
            pub fn pages(self) -> Pages<$row> {
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

impl Paged for ListGroups {
    type Row = Group;

    fn part(&self) -> std::result::Result<Part, String> {
        let cursor = self.last_group_id.clone()?.map(|id| Cursor::After(id.to_string()));
        Ok(Part { cursor, limit: number_of("limit", &self.limit)?, page_size: None })
    }

    async fn fetch(self, cursor: Cursor, size: i64) -> Result<Fetched<Group>> {
        let request = match cursor {
            Cursor::After(id) => self.last_group_id(id),
            _ => self,
        };
        let (page, raw, digests) = request.limit(size).send().await?.into_parts();
        let page = page.into_inner();
        Ok(Fetched {
            digests,
            rows: list(page.groups, &raw)?,
            total: count(page.total_groups),
            next: after(page.next_page, "last_group_id"),
        })
    }

    fn key(group: &Group) -> Option<RowKey> {
        group.id.key()
    }

    fn after(group: &Group) -> Option<Cursor> {
        (!group.id.is_missing()).then(|| Cursor::After(group.id.to_string()))
    }
}

impl Paged for ListActivities {
    type Row = Activity;
    /// Page: `user-activities`.
    const LARGEST: i64 = 50;

    fn part(&self) -> std::result::Result<Part, String> {
        let cursor = self.last_activity_id.clone()?.map(|id| Cursor::After(id.to_string()));
        Ok(Part { cursor, limit: number_of("limit", &self.limit)?, page_size: None })
    }

    async fn fetch(self, cursor: Cursor, size: i64) -> Result<Fetched<Activity>> {
        let request = match cursor {
            Cursor::After(id) => self.last_activity_id(id),
            _ => self,
        };
        let (page, raw, digests) = request.limit(size).send().await?.into_parts();
        let page = page.into_inner();
        // Either spelling, as in `ActivityListData::activities`.
        let rows = list(page.activites.or(page.activities), &raw)?;
        Ok(Fetched { rows, digests, total: count(page.total_activities), next: after(page.next_page, "last_activity_id") })
    }

    /// Only one sample has an id.
    fn key(activity: &Activity) -> Option<RowKey> {
        activity.id()?.key()
    }

    fn after(activity: &Activity) -> Option<Cursor> {
        activity.id().filter(|id| !id.is_missing()).map(|id| Cursor::After(id.to_string()))
    }
}

impl Paged for ListNotifications {
    type Row = Notification;

    fn part(&self) -> std::result::Result<Part, String> {
        let cursor = number_of("offset", &self.offset)?.map(Cursor::Offset);
        Ok(Part { cursor, limit: number_of("limit", &self.limit)?, page_size: None })
    }

    async fn fetch(self, cursor: Cursor, size: i64) -> Result<Fetched<Notification>> {
        let (page, raw, digests) = self.limit(size).offset(cursor.to_offset()).send().await?.into_parts();
        let page = page.into_inner();
        let offset = page.next_page.as_ref().and_then(|address| parameter(address, "offset")?.parse().ok());
        let next = match offset {
            // A smaller offset would repeat rows.
            Some(offset) if Some(offset) > cursor.offset() => Next::At(Cursor::Offset(offset)),
            Some(_) => Next::Unspecified,
            None if page.next_page.is_some() => Next::Unspecified,
            None => Next::Absent,
        };
        Ok(Fetched { digests, rows: list(page.notifications, &raw)?, total: count(page.total), next })
    }

    /// Notifications have no id, and two may be equal.
    fn key(_: &Notification) -> Option<RowKey> {
        None
    }
}

/// A response without its array is not an empty list: a program that compares lists would take all rows for removed.
fn list<T>(rows: Option<Vec<T>>, raw: &RawResponse) -> Result<Vec<T>> {
    rows.ok_or_else(|| Error::paging("the response lacks its array", Some(raw)))
}

/// Lists of people are bare arrays that are read by offset.
macro_rules! lists_of_people {
    ($($builder:ident)+) => {
        $(impl Paged for $builder {
            type Row = User;

            fn part(&self) -> std::result::Result<Part, String> {
                let cursor = number_of("offset", &self.offset)?.map(Cursor::Offset);
                Ok(Part { cursor, limit: number_of("limit", &self.limit)?, page_size: None })
            }

            async fn fetch(self, cursor: Cursor, size: i64) -> Result<Fetched<User>> {
                let (rows, _, digests) = self.limit(size).offset(cursor.to_offset()).send().await?.into_parts();
                Ok(Fetched { rows, digests, total: None, next: Next::Unspecified })
            }

            fn key(user: &User) -> Option<RowKey> {
                user.id.key()
            }
        })+
    };
}

lists_of_people! { ListUsers ListGroupMembers SearchUsers SearchGroupMembers }

fn count(total: Option<i64>) -> Option<u64> {
    total.and_then(|total| u64::try_from(total).ok())
}

/// Returns the cursor in the URL of the next page.
fn after(next_page: Option<String>, name: &str) -> Next {
    let Some(address) = next_page else { return Next::Absent };
    parameter(&address, name).map_or(Next::Unspecified, |id| Next::At(Cursor::After(id)))
}

/// Returns a parameter of an absolute or relative URL. The URL is not used for anything else.
pub(super) fn parameter(address: &str, name: &str) -> Option<String> {
    let url = Url::parse(BASE_URL).ok()?.join(address).ok()?;
    url.query_pairs().find(|(given, value)| given == name && !value.is_empty()).map(|(_, value)| value.into_owned())
}
