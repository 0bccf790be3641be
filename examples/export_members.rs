//! Prints the members of a group as CSV: `cargo run --example export_members -- <group id> > members.csv`
//!
//! Reads the key from `MOBILIZE_API_KEY` and `MOBILIZE_API_SECRET`, and writes nothing to the community. `sync_group` reads
//! the file.

#[path = "shared/cells.rs"]
mod cells;

use std::error::Error;
use std::io;

use mobilize::types::{FieldDefinition, User};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let group_id = std::env::args().nth(1).ok_or("which group? give its id")?;
    let client = mobilize::Client::from_env()?;
    match export(&client, &group_id, io::stdout()).await {
        // The reader, such as `head`, has closed the pipe.
        Err(err) if is_broken_pipe(&*err) => Ok(()),
        result => result,
    }
}

pub(crate) fn is_broken_pipe(err: &(dyn Error + 'static)) -> bool {
    let io = match err.downcast_ref::<csv::Error>().map(csv::Error::kind) {
        Some(csv::ErrorKind::Io(io)) => Some(io),
        _ => err.downcast_ref::<io::Error>(),
    };
    io.is_some_and(|io| io.kind() == io::ErrorKind::BrokenPipe)
}

pub(crate) async fn export(client: &mobilize::Client, group_id: &str, out: impl io::Write) -> Result<(), Box<dyn Error>> {
    // The definitions of the group's fields make the columns.
    let group = client.get_group().group_id(group_id).include_fields(true).send().await?;
    let fields: Vec<_> = group.fields.iter().flatten().filter_map(unique_name).collect();

    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(["id", "email"].into_iter().chain(fields.iter().copied()))?;
    let mut members = client.list_group_members().group_id(group_id).include_fields(true).stream();
    while let Some(member) = members.try_next().await? {
        csv.write_record(row(&member, &fields))?;
    }
    csv.flush()?;
    Ok(())
}

fn unique_name(definition: &FieldDefinition) -> Option<&str> {
    definition.unique_name.as_deref().filter(|name| *name != "email")
}

fn row(member: &User, fields: &[&str]) -> Vec<String> {
    let value = |name: &&str| member.fields.as_ref().and_then(|fields| fields.get(*name)).map_or_else(String::new, cells::cell);
    let mut row = vec![member.id.to_string(), member.email.clone().unwrap_or_default()];
    row.extend(fields.iter().map(value));
    row
}
