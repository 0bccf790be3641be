//! A sample for each operation of Mobilize, by the name of its operation. The published documents contain them as `x-codeSamples`;
//! a test runs each of them against the sandbox.

use mobilize::types::{
    EmailsFrequencySetting, FieldValue, FieldValues, GroupCreate, GroupCreateBatch, GroupCreateRow, GroupUpdate, GroupUpdateBatch,
    GroupUpdateRow, MemberCreate, MemberCreateBatch, MemberCreateRow, MemberInvite, MemberUpdate, PrivacySetting, UserUpdate,
};

pub async fn list_groups(client: &mobilize::Client) -> mobilize::Result<()> {
    let mut groups = client.list_groups().include_fields(true).stream();
    while let Some(group) = groups.try_next().await? {
        println!("{} {}", group.id, group.name.as_deref().unwrap_or_default());
    }
    Ok(())
}

pub async fn create_group(client: &mobilize::Client) -> mobilize::Result<()> {
    let group = GroupCreate::builder()
        .name("Readers of Haifa")
        .parent_group_id(1)
        .privacy(PrivacySetting::Open)
        .invite_members_enabled(false)
        .hidden_emails(false)
        .alias_name("readers_haifa")
        .default_emails_frequency(EmailsFrequencySetting::Immediate)
        .manager_email_address("manager@example.org");
    let group = client.create_group().body(group).send().await?;
    println!("created {}", group.id);
    Ok(())
}

pub async fn get_group(client: &mobilize::Client) -> mobilize::Result<()> {
    let group = client.get_group().group_id(1234).include_fields(true).send().await?;
    println!("{} {}", group.id, group.name.as_deref().unwrap_or_default());
    Ok(())
}

pub async fn update_group(client: &mobilize::Client) -> mobilize::Result<()> {
    let changes = GroupUpdate::builder().name("new_group_name".to_owned()).requires_approval(true);
    client.update_group().group_id(1234).body(changes).send().await?;
    Ok(())
}

pub async fn list_group_members(client: &mobilize::Client) -> mobilize::Result<()> {
    let mut members = client.list_group_members().group_id(1234).include_fields(true).stream();
    while let Some(member) = members.try_next().await? {
        println!("{} {}", member.id, member.email.as_deref().unwrap_or_default());
    }
    Ok(())
}

pub async fn create_group_member(client: &mobilize::Client) -> mobilize::Result<()> {
    let fields = FieldValues::from([("email", "sam.cooper@example.org"), ("first_name", "Sam"), ("last_name", "Cooper")]);
    let user = client.create_group_member().group_id(1234).body(MemberCreate::builder().fields(fields)).send().await?;
    println!("added {}", user.id);
    Ok(())
}

pub async fn search_group_members(client: &mobilize::Client) -> mobilize::Result<()> {
    let mut members = client.search_group_members().group_id(1234).keywords("cooper").stream();
    while let Some(member) = members.try_next().await? {
        println!("{} {}", member.id, member.email.as_deref().unwrap_or_default());
    }
    Ok(())
}

pub async fn invite_group_members(client: &mobilize::Client) -> mobilize::Result<()> {
    let invitation = MemberInvite::builder().sender_id(42345).recipients_ids(vec![54321.into(), 98765.into()]);
    client.invite_group_members().group_id(1234).body(invitation).send().await?;
    Ok(())
}

pub async fn get_group_member(client: &mobilize::Client) -> mobilize::Result<()> {
    let member = client.get_group_member().group_id(1234).user_id(1234).include_fields(true).send().await?;
    println!("{} {}", member.id, member.email.as_deref().unwrap_or_default());
    Ok(())
}

pub async fn update_group_member(client: &mobilize::Client) -> mobilize::Result<()> {
    let fields = FieldValues::from([("facebook_url", "https://www.facebook.com/some_other_url")]);
    client.update_group_member().group_id(1234).user_id(1234).body(MemberUpdate::builder().fields(fields)).send().await?;
    Ok(())
}

pub async fn delete_group_member(client: &mobilize::Client) -> mobilize::Result<()> {
    client.delete_group_member().group_id(1234).user_id(1234).send().await?;
    Ok(())
}

pub async fn create_groups_in_bulk(client: &mobilize::Client) -> mobilize::Result<()> {
    let row = GroupCreateRow::builder().name("name_123").parent_group_id(1).privacy(PrivacySetting::Closed);
    let groups = vec![row.try_into()?];
    let job = client.create_groups_in_bulk().body(GroupCreateBatch::builder().groups(groups)).send().await?;
    println!("queued {}", job.job_id);
    Ok(())
}

pub async fn update_groups_in_bulk(client: &mobilize::Client) -> mobilize::Result<()> {
    let row = GroupUpdateRow::builder().id(3).name("name_333".to_owned());
    let groups = vec![row.try_into()?];
    let job = client.update_groups_in_bulk().body(GroupUpdateBatch::builder().groups(groups)).send().await?;
    println!("queued {}", job.job_id);
    Ok(())
}

pub async fn create_members_in_bulk(client: &mobilize::Client) -> mobilize::Result<()> {
    let sam = FieldValues::from([("email", "sam.cooper@example.org"), ("first_name", "Sam"), ("last_name", "Cooper")]);
    let members = MemberCreateBatch::builder().group_id(1234).users(vec![MemberCreateRow::new(sam)]);
    let job = client.create_members_in_bulk().body(members).send().await?;
    println!("queued {}", job.job_id);
    Ok(())
}

pub async fn get_bulk_job_status(client: &mobilize::Client) -> mobilize::Result<()> {
    let job = client.get_bulk_job_status().job_id("92eafb8dd3efde8915c05bfc").send().await?;
    println!("{:?}", job.result);
    Ok(())
}

pub async fn list_users(client: &mobilize::Client) -> mobilize::Result<()> {
    let mut users = client.list_users().include_fields(true).stream();
    while let Some(user) = users.try_next().await? {
        println!("{} {}", user.id, user.email.as_deref().unwrap_or_default());
    }
    Ok(())
}

pub async fn create_user(client: &mobilize::Client) -> mobilize::Result<()> {
    let fields = FieldValues::from([("first_name", "Sam"), ("last_name", "Cooper")]);
    let user = client.create_user().body_map(|user| user.email("sam.cooper@example.org").fields(fields)).send().await?;
    println!("created {}", user.id);
    Ok(())
}

pub async fn search_users(client: &mobilize::Client) -> mobilize::Result<()> {
    let mut users = client.search_users().keywords("cooper").stream();
    while let Some(user) = users.try_next().await? {
        println!("{} {}", user.id, user.email.as_deref().unwrap_or_default());
    }
    Ok(())
}

pub async fn find_user_by_email(client: &mobilize::Client) -> mobilize::Result<()> {
    let users = client.find_user_by_email().email("sam.cooper@example.org").send().await?;
    println!("{} users have this address", users.len());
    Ok(())
}

pub async fn get_user(client: &mobilize::Client) -> mobilize::Result<()> {
    let user = client.get_user().user_id(1234).include_fields(true).send().await?;
    println!("{} {}", user.id, user.email.as_deref().unwrap_or_default());
    Ok(())
}

pub async fn update_user(client: &mobilize::Client) -> mobilize::Result<()> {
    let fields = FieldValues::from([("birthday", FieldValue::from(1_436_907_600))]);
    client.update_user().user_id(1234).body(UserUpdate::builder().fields(fields)).send().await?;
    Ok(())
}

pub async fn delete_user(client: &mobilize::Client) -> mobilize::Result<()> {
    client.delete_user().user_id(1234).send().await?;
    Ok(())
}

pub async fn list_notifications(client: &mobilize::Client) -> mobilize::Result<()> {
    let page = client.list_notifications().bulk_id("zVVu3mtupXDzwMy1rxxNMw").limit(50).send().await?;
    println!("{} notifications", page.notifications.iter().flatten().count());
    Ok(())
}

pub async fn list_activities(client: &mobilize::Client) -> mobilize::Result<()> {
    let mut activities = client.list_activities().member_id(1234).stream();
    while let Some(activity) = activities.try_next().await? {
        println!("{:?}", activity.id());
    }
    Ok(())
}
