//! Prints the groups of the community whose key is in `MOBILIZE_API_KEY` and `MOBILIZE_API_SECRET`.

#[tokio::main]
async fn main() -> mobilize::Result<()> {
    let client = mobilize::Client::from_env()?;
    let mut groups = client.list_groups().stream();
    while let Some(group) = groups.try_next().await? {
        let name = group.name.as_deref().unwrap_or("(without a name)");
        let members = group.members_count.unwrap_or_default();
        println!("{:>8}  {name}, {members} members", group.id);
    }
    Ok(())
}
