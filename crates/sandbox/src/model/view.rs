//! Groups, users and activities as the documents describe them. No other file knows these shapes.

use serde::Serialize;
use serde::ser::SerializeMap;
use serde_json::{Map, Value, json};

use super::{Activity, FieldDefinition, Frequency, Group, Membership, Millis, Privacy, User, World};

const LOGO: &str = "https://s3.amazonaws.com/mobilizestatic/defaultavatars/group2.png";

/// A group as the document describes it.
#[derive(Serialize)]
pub struct GroupView<'w> {
    id: i64,
    name: &'w str,
    email: String,
    created_at: Millis,
    updated_at: Millis,
    parent_group: Option<i64>,
    logo: Logo,
    #[serde(skip_serializing_if = "Option::is_none")]
    fields: Option<Vec<&'w FieldDefinition>>,
    group_url: String,
    privacy: Privacy,
    requires_approval: bool,
    members_posting_permissions: &'w [String],
    posts_moderation: Option<()>,
    members_visible: bool,
    email_comments_to_all: bool,
    hidden_emails: Option<bool>,
    members_count: usize,
    /// The name for disabled is not documented, so it is left out (E40).
    #[serde(skip_serializing_if = "Option::is_none")]
    default_emails_frequency: Option<Frequency>,
}

#[derive(Serialize)]
struct Logo {
    url: &'static str,
    small_thumb: Image,
    mini_thumb: Image,
    thumb: Image,
}

#[derive(Serialize)]
struct Image {
    url: &'static str,
}

/// Returns the view of a group, with the definitions of its fields on request.
pub fn group<'w>(world: &'w World, group: &'w Group, include_fields: bool) -> GroupView<'w> {
    GroupView {
        id: group.id,
        name: &group.name,
        email: format!("{}@example.org", group.alias_name),
        created_at: group.created_at,
        updated_at: group.updated_at,
        parent_group: group.parent,
        logo: Logo { url: LOGO, small_thumb: Image { url: LOGO }, mini_thumb: Image { url: LOGO }, thumb: Image { url: LOGO } },
        fields: include_fields.then(|| world.fields_of(group.id).collect()),
        group_url: format!("http://sandbox.example.org/main/groups/{}", group.id),
        privacy: group.privacy,
        requires_approval: group.requires_approval,
        members_posting_permissions: &group.members_posting_permissions,
        posts_moderation: None,
        members_visible: group.members_visible,
        email_comments_to_all: group.email_comments_to_all,
        hidden_emails: group.hidden_emails,
        members_count: world.members_count(group.id),
        default_emails_frequency: (group.default_emails_frequency != Frequency::Disabled).then_some(group.default_emails_frequency),
    }
}

/// A user as the document describes it.
#[derive(Serialize)]
pub struct UserView<'w> {
    id: String,
    name: String,
    #[serde(skip_serializing_if = "Name::is_absent")]
    first_name: Name<'w>,
    #[serde(skip_serializing_if = "Name::is_absent")]
    last_name: Name<'w>,
    email: &'w str,
    updated_at: Millis,
    created_at: Millis,
    is_registered: bool,
    groups: &'w [Membership],
    avatar: Avatar,
    #[serde(skip_serializing_if = "Option::is_none")]
    fields: Option<FieldsView<'w>>,
}

/// A name that may be unknown: then it is absent, or null in a world with that quirk.
#[derive(Serialize)]
#[serde(untagged)]
enum Name<'w> {
    Given(&'w str),
    Null(()),
    #[serde(skip)]
    Absent,
}

impl<'w> Name<'w> {
    fn new(name: Option<&'w str>, null: bool) -> Self {
        match name {
            Some(name) => Self::Given(name),
            None if null => Self::Null(()),
            None => Self::Absent,
        }
    }

    fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }
}

/// Links to pictures that do not exist, in the four documented sizes.
struct Avatar(i64);

impl Serialize for Avatar {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(4))?;
        for (name, size) in [("image", ""), ("small_thumb", "-80x80"), ("mini_thumb", "-30x30"), ("thumb", "-280x280")] {
            map.serialize_entry(name, &Picture(self.0, size))?;
        }
        map.end()
    }
}

struct Picture(i64, &'static str);

impl Serialize for Picture {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("https://example.org/avatars/{}{}.png", self.0, self.1))
    }
}

/// The values of the fields, including the default ones.
struct FieldsView<'w>(&'w User);

impl Serialize for FieldsView<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("email", &self.0.email)?;
        if let Some(name) = &self.0.first_name {
            map.serialize_entry("first_name", name)?;
        }
        if let Some(name) = &self.0.last_name {
            map.serialize_entry("last_name", name)?;
        }
        for (name, value) in self.0.fields.iter() {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

/// Returns the view of a user, with the values of the fields on request.
pub fn user<'w>(world: &World, user: &'w User, include_fields: bool) -> UserView<'w> {
    let null = world.quirks.null_names;
    UserView {
        id: user.id.to_string(),
        name: user.name(),
        first_name: Name::new(user.first_name.as_deref(), null),
        last_name: Name::new(user.last_name.as_deref(), null),
        email: &user.email,
        updated_at: user.updated_at,
        created_at: user.created_at,
        is_registered: user.is_registered,
        groups: &user.groups,
        avatar: Avatar(user.id),
        fields: include_fields.then_some(FieldsView(user)),
    }
}

/// Returns the view of an activity: its id, its shape, and its time.
pub fn activity(world: &World, activity: &Activity) -> Map<String, Value> {
    let mut written = Map::new();
    written.insert("id".to_owned(), json!(activity.id));
    written.extend(activity.shape.clone());
    written.insert("created_at".to_owned(), json!(rfc3339(activity.at)));
    if let (true, Some(member)) = (world.quirks.member_id_in_activities, activity.member) {
        written.insert("member_id".to_owned(), json!(member));
    }
    written
}

/// Returns a time as activities have it: RFC 3339 in whole seconds.
pub fn rfc3339(at: Millis) -> String {
    jiff::Timestamp::from_second(at.div_euclid(1000)).map(|at| at.to_string()).unwrap_or_default()
}
