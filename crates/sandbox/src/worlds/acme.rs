//! `acme`: an organization of Mode with 7,335 members and several kinds of Spaces.
//!
//! It has everything that the samples of the pages name: two members, a Space, a membership in it, and a user to add to it.

use super::build::{DAY, START_TIME};
use super::people;
use crate::model::{MemberType, Millis, Organization, OrganizationMember, SignatureToken, Space, SpaceMembership, UserGroup, World};

/// The number of members in the sample of the page.
const MEMBERS: usize = 7_335;

/// The Space that the documented requests name.
const SPACE: &str = "5f2c81d09e4b";

const OWNER: &str = "alex-reed";

/// The members that samples and examples name: id, token, user name, token of the user.
const NAMED: [(i64, &str, &str, &str); 5] = [
    (12, "728f6328ea67", "member-one", "3d309a5a98c8"),
    (17, "123f6328ea67", "member-two", "e84d2748t6af"),
    (21, "9b1c07f4d2e8", OWNER, "0c6e5d3f9a71"),
    (22, "4fd2a8e6b013", "sam-cooper", "fgbnhtum6j5h"),
    (23, "c7705be1938d", "robin-baker", "2bd8236f8ae4"),
];

const GROUPS: [(&str, &str); 3] = [("a1d4c07be952", "Analysts"), ("77e0f3b8d61c", "Marketing"), ("e25b9c4410fa", "Everybody")];

pub fn make(seed: u64) -> World {
    let mut world = World::bare("acme", seed, START_TIME);
    let mut organization = Organization::new("acme", OWNER, vec![signature("sandbox", true), signature("sandbox-without-access", false)]);
    for (id, token, username, member_token) in NAMED {
        let email = format!("{}@example.org", username.replace('-', "."));
        let member = OrganizationMember {
            id,
            token: token.to_owned(),
            username: username.to_owned(),
            email,
            member_token: member_token.to_owned(),
            ..activity(&mut world)
        };
        organization.add_member(member);
    }
    let mut id = 23;
    for number in NAMED.len()..MEMBERS {
        id += world.rng().i64(1..=6);
        let (first, last) = people::name(world.rng());
        let (first, last) = (people::ascii(first), people::ascii(last));
        let member = OrganizationMember {
            id,
            token: world.token(),
            username: format!("{first}-{last}-{number}"),
            email: format!("{first}.{last}.{number}@example.org"),
            member_token: world.token(),
            ..activity(&mut world)
        };
        organization.add_member(member);
    }
    let groups = GROUPS.map(|(token, name)| UserGroup { token: token.to_owned(), name: name.to_owned() });
    organization.user_groups.extend(groups);
    organization.spaces = vec![
        space(SPACE, "acme", "Growth", false, first(&mut world, &organization)),
        space(&world.token(), "acme", "Nobody here yet", false, Vec::new()),
        space(&world.token(), "sam-cooper", "Drafts of Sam Cooper", false, vec![membership(&mut world, MemberType::User, "fgbnhtum6j5h")]),
        space("0b5e7a91c3d6", "acme", "Payroll", true, Vec::new()),
    ];
    world.organization = Some(organization);
    world
}

/// Returns the memberships of the first Space: that of the sample, two groups, and forty users.
fn first(world: &mut World, organization: &Organization) -> Vec<SpaceMembership> {
    let mut memberships = vec![SpaceMembership { token: "gbhnjuim5yb".to_owned(), ..membership(world, MemberType::User, "fgbnhtum6j5h") }];
    memberships.extend(GROUPS[..2].iter().map(|(token, _)| membership(world, MemberType::UserGroup, token)));
    // Every hundredth of the other members, so that nobody is there twice.
    for member in organization.members().iter().skip(NAMED.len()).step_by(100).take(40) {
        memberships.push(membership(world, MemberType::User, &member.member_token));
    }
    memberships
}

fn signature(name: &str, access: bool) -> SignatureToken {
    SignatureToken {
        token: format!("{name}-signature"),
        access_key: "sandbox-access-key".to_owned(),
        access_secret: "sandbox-access-secret".to_owned(),
        access,
    }
}

fn space(token: &str, account: &str, name: &str, private: bool, memberships: Vec<SpaceMembership>) -> Space {
    Space { token: token.to_owned(), account: account.to_owned(), name: name.to_owned(), private, memberships }
}

fn membership(world: &mut World, member_type: MemberType, member: &str) -> SpaceMembership {
    SpaceMembership { token: world.token(), member_type, member_token: member.to_owned(), creator: OWNER.to_owned() }
}

/// Returns a member without a name and with random activity. Some were never active, some were banned.
fn activity(world: &mut World) -> OrganizationMember {
    let rng = world.rng();
    let came = rng.u8(..10) > 0;
    let activated = (came || rng.bool()).then(|| START_TIME - 900 * DAY - whole(rng, 1500 * DAY));
    let mut when = |of: u8| (came && rng.u8(..10) < of).then(|| START_TIME - DAY - whole(rng, 800 * DAY));
    let (viewed, run, edited, created) = (when(9), when(8), when(5), when(4));
    let explored = when(3);
    // An exploration is changed after its creation.
    let updated = explored.filter(|_| when(5).is_some()).map(|at| at + DAY / 2);
    let (api, banned) = (when(2), when(1));
    // Reports and explorations are used in the application.
    let in_app = [viewed, run, edited, created, explored, updated].into_iter().max().flatten();
    let days = if in_app.max(api).is_some() { rng.u32(1..400) } else { 0 };
    OrganizationMember {
        id: 0,
        token: String::new(),
        username: String::new(),
        email: String::new(),
        member_token: String::new(),
        banned_at: banned,
        activated_at: activated,
        report_created_at: created,
        report_edited_at: edited,
        report_viewed_at: viewed,
        report_run_at: run,
        exploration_created_at: explored,
        exploration_updated_at: updated,
        api_engaged: api,
        in_app_engaged: in_app,
        days_engaged: days,
    }
}

/// Returns a random duration below a limit, in whole seconds.
fn whole(rng: &mut fastrand::Rng, below: Millis) -> Millis {
    rng.i64(0..below) / 1000 * 1000
}
