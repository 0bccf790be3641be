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
//! A run that was interrupted goes on with what it had begun: `members.csv.group-<group id>.state.json` has the members to
//! send, and says which of them had been submitted. The file is removed when they are done.

#[path = "shared/cells.rs"]
mod cells;

use std::collections::HashMap;
use std::error::Error;
use std::fs;
use std::io::{self, ErrorKind};

use cells::cell;
use mobilize::bulk::{BulkState, Rows};
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

    if let Some(run) = file.read()? {
        println!("an earlier run was interrupted: {} of its {} members had been begun, says {}", run.0.rows(), run.1.len(), file.0);
        if !write {
            println!("nothing was sent: --write goes on with these members, whatever {path} says by now; to begin anew, remove that file");
            return Ok(());
        }
        send(&client, group_id, run, &file).await?;
        println!("the earlier run is done; run it again for what {path} says by now");
        return Ok(());
    }

    let plan = plan(&client, group_id, fs::File::open(path).map_err(|err| format!("cannot read {path}: {err}"))?).await?;
    for line in &plan.lines {
        println!("{line}");
    }
    println!("{} to send, {} with problems", plan.members.len(), plan.skipped);
    if !write {
        println!("nothing was sent: add --write to do it");
        return Ok(());
    }
    send(&client, group_id, (BulkState::default(), plan.members), &file).await
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

/// The members are stored beside the state, since a second run would find other differences than the first.
type Run = (BulkState, Vec<MemberCreateRow>);

async fn send(client: &mobilize::Client, group_id: &str, (mut state, members): Run, file: &StateFile) -> Result<()> {
    let mut import = client.import_members(group_id, Rows::of(members.clone()), &mut state);
    let advise = |err: mobilize::Error| match err.is_not_found() {
        true => format!("{err}; here: look into the group, and remove {} to begin anew", file.0),
        false => format!("{err}; --write goes on from here"),
    };
    while let Some(progress) = import.step().await.map_err(advise)? {
        file.write(import.state(), &members)?;
        eprintln!("{progress:?}");
    }
    let mut failed = 0;
    for batch in import.state().failed().chain(import.state().short()) {
        failed += 1;
        eprintln!("rows {:?}: {:?}: {}", batch.rows(), batch.status, batch.message.as_deref().unwrap_or("no message"));
    }
    // What is finished must not be resumed, whether it succeeded or not.
    file.remove()?;
    if failed > 0 { Err(format!("{failed} of the batches were not imported as a whole").into()) } else { Ok(()) }
}

pub(crate) struct StateFile(pub(crate) String);

impl StateFile {
    pub(crate) fn read(&self) -> Result<Option<Run>> {
        match fs::read(&self.0) {
            Ok(stored) => Ok(Some(serde_json::from_slice(&stored).map_err(|err| format!("cannot read {}: {err}", self.0))?)),
            Err(err) if err.kind() == ErrorKind::NotFound => Ok(None),
            Err(err) => Err(format!("cannot read {}: {err}", self.0).into()),
        }
    }

    /// Writes atomically: a reader finds the new state or the previous one.
    pub(crate) fn write(&self, state: &BulkState, members: &[MemberCreateRow]) -> Result<()> {
        let beside = format!("{}.new", self.0);
        let mut file = fs::File::create(&beside)?;
        serde_json::to_writer(&mut file, &(state, members))?;
        file.sync_all()?;
        Ok(fs::rename(&beside, &self.0)?)
    }

    pub(crate) fn remove(&self) -> Result<()> {
        match fs::remove_file(&self.0) {
            Err(err) if err.kind() != ErrorKind::NotFound => Err(err.into()),
            _ => Ok(()),
        }
    }
}
