//! Adds the members of a CSV file to a group, and changes members that differ from the file. Shows the plan unless told otherwise:
//!
//! ```text
//! cargo run --example sync_group -- <group id> members.csv            # shows the plan
//! cargo run --example sync_group -- <group id> members.csv --write    # sends the changes
//! ```
//!
//! The first line of the file names the columns: `email`, and the `unique_name` of any field of the group, as `export_members`
//! writes them. No member is removed, and an empty cell changes nothing.
//!
//! An interrupted run is continued by the next one, even if the file has changed meanwhile: `members.csv.group-<group id>.state.json`
//! records which members were sent. It is removed when all are done.

#[path = "shared/cells.rs"]
mod cells;

use std::collections::HashMap;
use std::error::Error;
use std::fs;
use std::io::{self, ErrorKind};

use cells::cell;
use mobilize::bulk::{BulkState, Progress};
use mobilize::fields::{Problem, check_changed, check_new, unfilled};
use mobilize::types::{FieldDefinition, FieldType, FieldValue, FieldValues, MemberCreateRow};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

#[tokio::main]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (group_id, path, write) = match &arguments[..] {
        [group_id, path] => (&**group_id, path, false),
        [group_id, path, write] if write == "--write" => (&**group_id, path, true),
        _ => return Err("usage: sync_group <group id> <file> [--write]".into()),
    };
    let client = mobilize::Client::from_env()?;
    let file = StateFile(format!("{path}.group-{group_id}.state.json"));
    let plan = plan(&client, group_id, fs::File::open(path).map_err(|err| format!("cannot read {path}: {err}"))?).await?;
    for line in &plan.lines {
        println!("{line}");
    }
    println!("{} to send, {} with problems", plan.members.len(), plan.skipped);
    if !write {
        println!("nothing was sent: add --write to send the changes");
        return Ok(());
    }
    send(&client, group_id, plan.members, &file).await
}

/// The members to send, and a description of each change.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub(crate) members: Vec<MemberCreateRow>,
    pub(crate) lines: Vec<String>,
    pub(crate) skipped: usize,
}

/// Compares a file with the group.
pub(crate) async fn plan(client: &mobilize::Client, group_id: &str, file: impl io::Read) -> Result<Plan> {
    let group = client.get_group().group_id(group_id).include_fields(true).send().await?;
    let definitions = group.fields.as_deref().unwrap_or_default();
    let types: HashMap<_, _> =
        definitions.iter().filter_map(|field| Some((field.unique_name.as_deref()?, field.type_.as_ref()?))).collect();

    let mut present = HashMap::new();
    let mut members = client.list_group_members().group_id(group_id).include_fields(true).stream();
    while let Some(member) = members.try_next().await? {
        if let Some(email) = &member.email {
            present.insert(email.to_lowercase(), member.fields.clone().unwrap_or_default());
        }
    }

    let mut plan = Plan::default();
    let mut csv = csv::Reader::from_reader(file);
    let names = csv.headers()?.clone();
    for record in csv.records() {
        let record = record?;
        let line = record.position().map_or(0, csv::Position::line);
        // The e-mail address identifies a member; the id is for the reader.
        let cells = || names.iter().zip(&record).filter(|(name, cell)| *name != "id" && !cell.is_empty());
        let Some((_, email)) = cells().find(|(name, _)| *name == "email") else {
            plan.skipped += 1;
            plan.lines.push(format!("skip   line {line}: it has no email"));
            continue;
        };
        let known = present.get(&email.to_lowercase());
        // Cells are compared, since the same value may arrive in several forms.
        let same = |name: &str, text: &str| known.and_then(|known| known.get(name)).is_some_and(|value| cell(value) == text);
        let mut changed: Vec<(&str, FieldValue)> = cells()
            .filter(|(name, text)| *name != "email" && !same(name, text))
            .map(|(name, text)| (name, value(types.get(name).copied(), text)))
            .collect();
        if known.is_some() && changed.is_empty() {
            continue;
        }
        changed.push(("email", email.into()));
        let fields = changed.into_iter().collect();
        match if known.is_some() { check_changed(definitions, &fields) } else { check_new(definitions, &fields) } {
            Ok(()) => {
                plan.lines.push(match known {
                    Some(_) => format!("change {email}"),
                    None => format!("add    {email}{}", left_to_fill_in(definitions, &fields)),
                });
                plan.members.push(MemberCreateRow::new(fields));
            }
            Err(problems) => {
                plan.skipped += 1;
                let problems: Vec<_> = problems.iter().map(Problem::to_string).collect();
                plan.lines.push(format!("skip   {email}: {}", problems.join(", ")));
            }
        }
    }
    Ok(plan)
}

/// Describes the fields that the group will ask a new member for.
fn left_to_fill_in(definitions: &[FieldDefinition], fields: &FieldValues) -> String {
    let names: Vec<_> = unfilled(definitions, fields).into_iter().filter_map(|field| field.unique_name.as_deref()).collect();
    if names.is_empty() { String::new() } else { format!(" (left to fill in: {})", names.join(", ")) }
}

/// Returns the value of a cell in the form of its field: the reverse of `cell`.
fn value(kind: Option<&FieldType>, cell: &str) -> FieldValue {
    let json = || serde_json::from_str::<FieldValue>(cell).ok();
    let text = || FieldValue::from(cell);
    match kind {
        Some(FieldType::Checkbox) => match json() {
            Some(list @ FieldValue::List(_)) => list,
            _ => cell.split(';').map(|choice| choice.trim().to_owned()).collect::<Vec<_>>().into(),
        },
        Some(FieldType::Number | FieldType::Date) => json().filter(|value| matches!(value, FieldValue::Number(_))).unwrap_or_else(text),
        Some(FieldType::Location) => json().filter(|value| value.as_location().is_some()).unwrap_or_else(text),
        _ => text(),
    }
}

/// Sends the members, except those that an interrupted run has sent: it may have been for other rows.
pub(crate) async fn send(client: &mobilize::Client, group_id: &str, members: Vec<MemberCreateRow>, file: &StateFile) -> Result<()> {
    let mut state = file.read()?;
    state.only_the_rest();
    let mut import = client.import_members(group_id, members, state);
    let store = |progress: Progress, state: BulkState| {
        eprintln!("{progress}");
        std::future::ready(file.write(&state))
    };
    let result = import.run(store).await;
    for batch in import.state().short() {
        eprintln!("not all rows were imported: {batch}");
    }
    match result {
        Err(err) if !err.is_bulk() => Err(format!("{err}; --write continues from here").into()),
        // A finished state must not be resumed, even if batches failed.
        result => {
            file.remove()?;
            Ok(result?)
        }
    }
}

pub(crate) struct StateFile(pub(crate) String);

impl StateFile {
    pub(crate) fn read(&self) -> Result<BulkState> {
        match fs::read(&self.0) {
            Ok(stored) => Ok(serde_json::from_slice(&stored).map_err(|err| format!("cannot read {}: {err}", self.0))?),
            Err(err) if err.kind() == ErrorKind::NotFound => Ok(BulkState::default()),
            Err(err) => Err(format!("cannot read {}: {err}", self.0).into()),
        }
    }

    /// Writes atomically: a reader finds the new state or the previous one.
    pub(crate) fn write(&self, state: &BulkState) -> io::Result<()> {
        let beside = format!("{}.new", self.0);
        let mut file = fs::File::create(&beside)?;
        serde_json::to_writer(&mut file, state)?;
        file.sync_all()?;
        fs::rename(&beside, &self.0)
    }

    pub(crate) fn remove(&self) -> io::Result<()> {
        match fs::remove_file(&self.0) {
            Err(err) if err.kind() != ErrorKind::NotFound => Err(err),
            _ => Ok(()),
        }
    }
}
