//! Makes the members of a group those of a CSV file, as far as the file has more or other than the group. A dry run unless
//! told otherwise:
//!
//! ```text
//! cargo run --example sync_group -- <group id> members.csv            # says what it would do
//! cargo run --example sync_group -- <group id> members.csv --write    # does it
//! ```
//!
//! The first line of the file names the columns: `email`, and the `unique_name` of any field of the group. Nobody is removed.
//! A run that was interrupted goes on where it was: `members.csv.group-<group id>.state.json` says what had been submitted.

use std::collections::HashMap;
use std::error::Error;
use std::fs;
use std::io::ErrorKind;

use mobilize::bulk::{BulkState, Rows};
use mobilize::fields::{Problem, check_changed, check_new};
use mobilize::types::{BulkMember, FieldDefinition, FieldType, FieldValue, FieldValues};

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
    let group = client.get_group().group_id(group_id).include_fields(true).send().await?;
    let definitions = group.fields.as_deref().unwrap_or_default();
    let wanted = read(path, definitions)?;

    let mut present = HashMap::new();
    let mut members = client.list_group_members().group_id(group_id).include_fields(true).stream();
    while let Some(member) = members.try_next().await? {
        if let Some(email) = &member.email {
            present.insert(email.to_lowercase(), member.fields.clone().unwrap_or_default());
        }
    }

    let mut to_send = Vec::new();
    let mut troubles = 0;
    for (email, fields) in wanted {
        let known = present.get(&email.to_lowercase());
        let changed = |(name, value): (&String, &FieldValue)| known.is_none_or(|known| name != "email" && known.get(name) != Some(value));
        if !fields.iter().any(changed) {
            continue;
        }
        let checked = if known.is_some() { check_changed(definitions, &fields) } else { check_new(definitions, &fields) };
        match checked {
            Ok(()) => {
                println!("{} {email}", if known.is_some() { "change" } else { "add   " });
                to_send.push(BulkMember::new(fields));
            }
            Err(problems) => {
                troubles += 1;
                let problems: Vec<_> = problems.iter().map(Problem::to_string).collect();
                eprintln!("skip   {email}: {}", problems.join(", "));
            }
        }
    }
    println!("{} to send, {troubles} with problems", to_send.len());
    if !write {
        println!("nothing was sent: add --write to do it");
        return Ok(());
    }
    send(&client, group_id, to_send, &format!("{path}.group-{group_id}.state.json")).await
}

/// What is sent is stored too, since the second run would find other differences than the first.
async fn send(client: &mobilize::Client, group_id: &str, members: Vec<BulkMember>, path: &str) -> Result<()> {
    let (mut state, members): (BulkState, Vec<BulkMember>) = match fs::read(path) {
        Ok(stored) => serde_json::from_slice(&stored)?,
        Err(err) if err.kind() == ErrorKind::NotFound => (BulkState::default(), members),
        Err(err) => return Err(format!("cannot read {path}: {err}").into()),
    };
    let mut import = client.import_members(group_id, Rows::of(members.clone()), &mut state);
    while let Some(progress) = import.step().await? {
        fs::write(path, serde_json::to_vec(&(import.state(), &members))?)?;
        eprintln!("{progress:?}");
    }
    let mut failed = 0;
    for batch in import.state().failed().chain(import.state().short()) {
        failed += 1;
        eprintln!("rows {:?}: {:?}: {}", batch.rows(), batch.status, batch.message.as_deref().unwrap_or("no message"));
    }
    // What is finished must not be resumed, whether it succeeded or not.
    if let Err(err) = fs::remove_file(path)
        && err.kind() != ErrorKind::NotFound
    {
        return Err(err.into());
    }
    if failed > 0 { Err(format!("{failed} of the batches were not imported as a whole").into()) } else { Ok(()) }
}

/// The rows of the file by their e-mail address, with each value in the form that its field takes.
fn read(path: &str, definitions: &[FieldDefinition]) -> Result<Vec<(String, FieldValues)>> {
    let types: HashMap<_, _> =
        definitions.iter().filter_map(|field| Some((field.unique_name.as_deref()?, field.type_.as_ref()?))).collect();
    let mut csv = csv::Reader::from_path(path)?;
    let names = csv.headers()?.clone();
    let mut rows = Vec::new();
    for record in csv.records() {
        let record = record?;
        // `export_members` writes the id first; the e-mail address says whom a row is about.
        let cells = names.iter().zip(&record).filter(|(name, cell)| *name != "id" && !cell.is_empty());
        let fields: FieldValues = cells.map(|(name, cell)| (name, value(types.get(name).copied(), cell))).collect();
        let email = fields.get("email").and_then(FieldValue::as_str).ok_or("a row has no email")?.to_owned();
        rows.push((email, fields));
    }
    Ok(rows)
}

fn value(kind: Option<&FieldType>, cell: &str) -> FieldValue {
    match kind {
        Some(FieldType::Checkbox) => cell.split(';').map(|choice| choice.trim().to_owned()).collect::<Vec<_>>().into(),
        Some(FieldType::Number | FieldType::Date) => cell.parse::<i64>().map_or_else(|_| cell.into(), FieldValue::from),
        _ => cell.into(),
    }
}
