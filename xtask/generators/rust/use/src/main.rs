//! Groups page by page, a new user, a 404 and its message, a list of activities: with OpenAPI Generator, rust.

use std::collections::HashMap;
use std::env;

use mobilize_client::apis::configuration::Configuration;
use mobilize_client::apis::groups_api::{GetGroupError, get_group, list_groups};
use mobilize_client::apis::{Error, activities_api::list_activities, users_api::create_user};
use mobilize_client::models::{Activity, FieldValue, Group, UserCreate};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let configuration = Configuration {
        base_path: env::var("MOBILIZE_BASE_URL")?,
        basic_auth: Some((env::var("MOBILIZE_API_KEY")?, env::var("MOBILIZE_API_SECRET").ok())),
        ..Configuration::default()
    };

    // The only sure end of the groups is a page without any.
    let mut groups: Vec<Group> = Vec::new();
    loop {
        let page = list_groups(&configuration, None, Some(4), groups.last().map(|group| group.id)).await?;
        if page.groups.is_empty() {
            break;
        }
        groups.extend(page.groups);
    }
    assert_eq!(groups.len(), 6);
    assert_eq!(groups[0].name, "Harbour Community");

    let fields = HashMap::from([
        ("first_name".to_owned(), FieldValue::String("Kim".to_owned())),
        ("years_at_sea".to_owned(), FieldValue::Number(3.0)),
        ("interests".to_owned(), FieldValue::ArrayVecString(vec!["Boats".to_owned()])),
    ]);
    let user = create_user(&configuration, UserCreate { email: "kim@example.org".into(), fields: Some(fields.clone()) }).await?;
    assert_eq!(user.id, "1121");
    let stored = user.fields.unwrap_or_default();
    assert!(fields.iter().all(|(name, value)| stored.get(name) == Some(value)), "{stored:?}");

    let Err(Error::ResponseError(missing)) = get_group(&configuration, 99, None).await else { panic!("there is no group 99") };
    assert_eq!(missing.status.as_u16(), 404);
    // All errors have the same form, and the first kind that fits is taken, so the name does not tell the status.
    let Some(GetGroupError::Status400(error)) = missing.entity else { panic!("{missing:?}") };
    assert_eq!(error.error_message.as_deref(), Some("Group 99 not found"));

    let page = list_activities(&configuration, None, None, Some(50), None).await?;
    let activities = page.activites.or(page.activities).unwrap_or_default();
    assert_eq!(activities.len(), 48);
    let posts = activities.iter().filter_map(|activity| match activity {
        Activity::PostActivity(post) => post.post_name.as_deref(),
        _ => None,
    });
    assert_eq!(posts.collect::<Vec<_>>(), ["Sweet Recipes"; 3]);
    Ok(())
}
