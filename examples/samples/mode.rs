//! A sample for each operation of Mode, by the name of its operation. The published documents contain them as `x-codeSamples`; a
//! test runs each of them against the sandbox.

use mobilize::mode::Client;
use mobilize::mode::types::SpaceMembershipCreate;

pub async fn list_members(client: &Client) -> mobilize::Result<()> {
    let mut members = client.list_members().organization("acme").stream();
    while let Some(member) = members.try_next().await? {
        println!("{}", member.token);
    }
    Ok(())
}

pub async fn list_space_memberships(client: &Client) -> mobilize::Result<()> {
    let list = client.list_space_memberships().account("acme").space("5f2c81d09e4b").send().await?;
    println!("{:?}", list.embedded);
    Ok(())
}

pub async fn create_space_membership(client: &Client) -> mobilize::Result<()> {
    let user = SpaceMembershipCreate::user("2bd8236f8ae4");
    let membership = client.create_space_membership().account("acme").space("5f2c81d09e4b").body(user).send().await?;
    println!("created {}", membership.token);
    Ok(())
}

pub async fn get_space_membership(client: &Client) -> mobilize::Result<()> {
    let request = client.get_space_membership().account("acme").space("5f2c81d09e4b").space_membership("gbhnjuim5yb");
    let membership = request.send().await?;
    println!("{} {}", membership.token, membership.member_token);
    Ok(())
}

pub async fn delete_space_membership(client: &Client) -> mobilize::Result<()> {
    let request = client.delete_space_membership().account("acme").space("5f2c81d09e4b").space_membership("gbhnjuim5yb");
    request.send().await?;
    Ok(())
}
