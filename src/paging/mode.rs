//! The only list of Mode with pages, which have numbers.

use super::paged::{Fetched, Next, Paged, Part, number_of};
use super::{Cursor, Items, Pages, RowKey};
use crate::error::Result;
use crate::mode::builder::ListMembers;
use crate::mode::types::{Member, MemberList};

lists! {
    ListMembers of Member: "members of the organization", pages "`batch-members`";
}

impl Paged for ListMembers {
    type Row = Member;
    /// Page: `batch-members`.
    const USUAL: i64 = 1000;
    const LARGEST: i64 = 1000;

    fn part(&self) -> std::result::Result<Part, String> {
        let before = number_of("page", &self.page)?.map(|page| Cursor::After(page.saturating_sub(1).to_string()));
        Ok(Part { cursor: before, limit: None, page_size: number_of("per_page", &self.per_page)? })
    }

    async fn fetch(self, cursor: Cursor, size: i64) -> Result<Fetched<Member>> {
        let number = number(&cursor);
        let (list, _, digests) = self.page(number).per_page(size).send().await?.into_parts();
        let total = list.pagination.as_ref().and_then(|pagination| u64::try_from(pagination.total_count?).ok());
        let next = next(&list, number);
        Ok(Fetched { digests, rows: list.into_inner().members.unwrap_or_default(), total, next })
    }

    fn key(member: &Member) -> Option<RowKey> {
        member.token.key()
    }
}

/// Returns the number of the page at a cursor, which has the number of the previous page.
fn number(cursor: &Cursor) -> i64 {
    match cursor {
        Cursor::After(page) => page.parse::<i64>().unwrap_or_default().saturating_add(1),
        Cursor::Start | Cursor::Offset(_) => 1,
    }
}

/// Returns the place of the page with a number.
fn at(number: i64) -> Next {
    Next::At(if number > 1 { Cursor::After((number - 1).to_string()) } else { Cursor::Start })
}

/// Returns the place of the page after the one with this number. Page numbers take precedence over links, which are said to continue
/// past the end; and links take precedence over counting until a page is empty.
fn next(list: &MemberList, number: i64) -> Next {
    let numbers = list.pagination.as_ref().and_then(|pagination| Some((pagination.page?, pagination.total_pages?)));
    let links = list.links.as_ref().filter(|links| links.whole().is_none());
    match (numbers, links) {
        (Some((page, pages)), _) if page >= pages => Next::Absent,
        (Some((page, _)), _) => at(page.saturating_add(1)),
        (None, Some(links)) => match (&links.next_page, links.odd().get("next_page")) {
            (Some(link), _) => match link.href.as_deref().and_then(page_of) {
                // The first page of the sample names itself as the previous one; the last page may do the same.
                Some(linked) if linked == number => Next::Absent,
                Some(linked) => at(linked),
                None => at(number.saturating_add(1)),
            },
            (None, Some(_)) => at(number.saturating_add(1)),
            (None, None) => Next::Absent,
        },
        (None, None) => at(number.saturating_add(1)),
    }
}

/// Returns the page number of a link. The link is not used for anything else, so it may name any host.
fn page_of(href: &str) -> Option<i64> {
    super::operations::parameter(href, "page")?.parse().ok()
}
