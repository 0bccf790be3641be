//! Names of people who do not exist.

use serde_json::Value;

use super::build::{DAY, START_TIME};
use crate::model::{Millis, World};

const FIRST: [&str; 40] = [
    "Sam",
    "Johnny",
    "Ada",
    "Grace",
    "Alan",
    "Edsger",
    "Barbara",
    "Donald",
    "Margaret",
    "Linus",
    "Radia",
    "Ken",
    "Frances",
    "Dennis",
    "Hedy",
    "Tim",
    "Katherine",
    "John",
    "Dorothy",
    "Niklaus",
    "Mary",
    "Claude",
    "Annie",
    "Vint",
    "Joan",
    "Robert",
    "Jean",
    "Leslie",
    "Rózsa",
    "Tony",
    "Karen",
    "Peter",
    "Anita",
    "James",
    "Sophie",
    "Guido",
    "Lynn",
    "Bjarne",
    "Evelyn",
    "Rob",
];
const LAST: [&str; 40] = [
    "Cooper", "Walker", "Miller", "Fisher", "Baker", "Carter", "Mason", "Turner", "Weaver", "Archer", "Palmer", "Porter", "Sawyer",
    "Fletcher", "Gardner", "Hunter", "Parker", "Potter", "Shepherd", "Smith", "Taylor", "Thatcher", "Tyler", "Wright", "Brewer", "Butler",
    "Chandler", "Cook", "Draper", "Falconer", "Glover", "Hooper", "Mercer", "Müller", "Naylor", "Saddler", "Spencer", "Tanner", "Ward",
    "Wheeler",
];
pub const COMPANIES: [&str; 8] =
    ["Acme", "Harbour Lights", "Blue Door", "Tin Whistle", "Green Fields", "Paper Boat", "Long Table", "North Window"];
pub const TITLES: [&str; 6] = ["Founder", "Engineer", "Designer", "Teacher", "Gardener", "Writer"];

/// Adds a person with a random name; the number makes the e-mail address unique.
pub fn add(world: &mut World, number: usize, registered: bool, more: Vec<(String, Value)>) -> i64 {
    let rng = world.rng();
    let (first, last) = name(rng);
    let at = START_TIME - DAY - rng.i64(0..300 * DAY) / 1000 * 1000;
    let host = if rng.u8(..4) == 0 { "example.com" } else { "example.org" };
    let email = format!("{}.{}.{number}@{host}", ascii(first), ascii(last));
    named(world, first, last, &email, at, registered, more)
}

/// Adds a person with a given name.
pub fn named(world: &mut World, first: &str, last: &str, email: &str, at: Millis, registered: bool, more: Vec<(String, Value)>) -> i64 {
    let mut values = vec![("first_name".to_owned(), Value::from(first)), ("last_name".to_owned(), Value::from(last))];
    values.extend(more);
    // A starting world is smaller than its limits, so nobody is refused.
    let id = world.add_user(email, values, at).unwrap_or_default();
    world.register(id, registered);
    id
}

/// Returns a random name.
pub fn name(rng: &mut fastrand::Rng) -> (&'static str, &'static str) {
    (FIRST[rng.usize(..FIRST.len())], LAST[rng.usize(..LAST.len())])
}

/// Returns a name as it is written in addresses.
pub fn ascii(name: &str) -> String {
    name.to_lowercase().chars().filter(char::is_ascii).collect()
}
