use mobilize_sandbox::model::{GroupChange, NewGroup, Status, Subscription, Topic, Work};
use mobilize_sandbox::{World, WorldName};
use serde_json::{Map, Value, json};

use crate::support::Fixture;

fn fields(value: Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap()
}

/// Does something at random; whether it is refused does not matter.
fn act(world: &mut World, dice: &mut fastrand::Rng, now: i64) {
    let groups: Vec<i64> = world.groups_after(0).map(|group| group.id).collect();
    let group = groups[dice.usize(..groups.len())];
    let user = world.users()[dice.usize(..world.users().len())].id;
    let email = format!("{}@example.net", dice.u8(..60));
    let status = [Status::Accepted, Status::Pending, Status::Declined][dice.usize(..3)];
    let _ = match dice.u8(..10) {
        0 => world.create_user(&email, Map::new(), now).map(drop),
        1 => world.create_member(group, None, fields(json!({"email": email})), now).map(drop),
        2 | 3 => world.create_member(group, Some(user), Map::new(), now).map(drop),
        4 => world.remove_member(group, user, dice.bool(), now),
        5 | 6 => world.set_status(group, user, status, now),
        7 => world.delete_user(user, dice.bool()),
        8 => world.update_user(user, fields(json!({"email": email})), now),
        _ if dice.bool() => {
            let settings = GroupChange { name: Some(format!("group {}", dice.u8(..40))), privacy: Some(10), ..GroupChange::default() };
            world.create_group(NewGroup { parent_group_id: Some(group), manager_email_address: None, settings }, now).map(drop)
        }
        _ => {
            let users = (0..3).map(|_| fields(json!({"email": format!("{}@example.net", dice.u8(..60))}))).collect();
            let queued = world.queue(Work::Members { group, users }, now).map(drop);
            world.step_job(now);
            world.step_job(now);
            queued
        }
    };
}

fn check(world: &World) {
    for group in world.groups_after(0) {
        let members: Vec<_> = world.users().iter().filter(|user| user.membership(group.id).is_some()).map(|user| user.id).collect();
        assert_eq!(world.members(group.id).unwrap(), members);
        let accepted = |id: i64, user: i64| world.user(user).unwrap().membership(id).is_some_and(|one| one.status == Status::Accepted);
        assert_eq!(world.members_count(group.id), members.iter().filter(|user| accepted(group.id, **user)).count());
        for user in members.into_iter().filter(|user| accepted(group.id, *user)) {
            assert!(world.ancestors(group.id).all(|above| accepted(above, user)), "a parent contains the members of its children");
        }
    }
    for user in world.users() {
        assert_eq!(world.find_by_email(&user.email).map(|found| found.id), Some(user.id));
    }
    assert_eq!(World::from_json(&world.to_json()).unwrap().to_json(), world.to_json());
}

#[test]
fn the_rules_hold_in_whatever_order_things_are_done() {
    for seed in 0..20 {
        let mut dice = fastrand::Rng::with_seed(seed);
        let mut world = if seed % 2 == 0 { WorldName::Empty } else { WorldName::Demo }.make(seed);
        let subscription =
            Subscription { id: 0, url: "http://127.0.0.1:9/".to_owned(), topics: Topic::ALL.to_vec(), application_key: None };
        world.subscribe(subscription).unwrap();
        for step in 0..300 {
            act(&mut world, &mut dice, mobilize_sandbox::START_TIME + step * 1000);
            if world.users().is_empty() {
                break;
            }
        }
        check(&world);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_at_once_leave_a_whole_world() {
    let fixture = std::sync::Arc::new(Fixture::start().await);
    let tasks: Vec<_> = (0..8)
        .map(|task| {
            let fixture = std::sync::Arc::clone(&fixture);
            tokio::spawn(async move {
                for number in 0..20 {
                    let user = fixture.member(2 + task % 2, &format!("{task}.{number}@example.net")).await;
                    fixture.get("/users/search?keywords=example.net&limit=500").await.ok();
                    if number % 3 == 0 {
                        fixture.delete(&format!("/users/{user}")).await.ok();
                    }
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    fixture.sandbox.world(check);
    assert_eq!(fixture.sandbox.world(|world| world.users().len()), 120 + 8 * 13);
}
