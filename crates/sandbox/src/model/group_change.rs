//! The properties of a group in a request to create or update it.

use serde::{Deserialize, Serialize};

use super::{Frequency, Group, Privacy, Refusal};

/// A new group. Absent properties have defaults.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the properties are those of the document")]
pub struct NewGroup {
    pub parent_group_id: Option<i64>,
    pub manager_email_address: Option<String>,
    #[serde(flatten)]
    pub settings: GroupChange,
}

/// A change of a group; absent properties stay.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the properties are those of the document")]
pub struct GroupChange {
    pub name: Option<String>,
    pub alias_name: Option<String>,
    pub privacy: Option<i64>,
    pub requires_approval: Option<bool>,
    pub members_posting_permissions: Option<Vec<String>>,
    pub members_visible: Option<bool>,
    pub email_comments_to_all: Option<bool>,
    pub hidden_emails: Option<bool>,
    pub default_emails_frequency: Option<i64>,
    pub invite_members_enabled: Option<bool>,
    pub create_posts_enabled: Option<bool>,
    pub create_subgroups_enabled: Option<bool>,
    pub public_form: Option<bool>,
}

const POSTING_PERMISSIONS: [&str; 6] = ["quickpost", "poll", "event", "opportunity", "recommendation", "fileattachment"];

impl GroupChange {
    /// Checks values that the document does not restrict: lists of values, and empty texts.
    pub(super) fn check(&self) -> Result<(), Refusal> {
        if self.privacy.is_some_and(|privacy| !matches!(privacy, 5 | 10)) {
            return Err(Refusal::invalid("privacy", "expected 5 (open group) or 10 (closed group)"));
        }
        if self.default_emails_frequency.is_some_and(|frequency| !matches!(frequency, 0 | 1 | 9)) {
            return Err(Refusal::invalid("default_emails_frequency", "expected 0 (immediate), 1 (daily) or 9 (disabled)"));
        }
        let permissions = self.members_posting_permissions.iter().flatten();
        if !permissions.clone().all(|permission| POSTING_PERMISSIONS.contains(&permission.to_lowercase().as_str())) {
            return Err(Refusal::invalid("members_posting_permissions", format!("expected some of {}", POSTING_PERMISSIONS.join(", "))));
        }
        if self.alias_name.as_ref().is_some_and(|alias| !is_alias(alias)) {
            return Err(Refusal::invalid("alias_name", "expected letters, digits, and . _ - +, as before the @ of an e-mail address"));
        }
        Ok(())
    }

    pub(super) fn apply(self, group: &mut Group) {
        fn set<T>(to: &mut T, from: Option<T>) {
            if let Some(value) = from {
                *to = value;
            }
        }
        set(&mut group.name, self.name);
        set(&mut group.alias_name, self.alias_name);
        set(&mut group.privacy, self.privacy.map(|privacy| if privacy == 5 { Privacy::Public } else { Privacy::Private }));
        set(&mut group.requires_approval, self.requires_approval);
        let permissions = self.members_posting_permissions;
        set(&mut group.members_posting_permissions, permissions.map(|all| all.iter().map(|one| one.to_lowercase()).collect()));
        set(&mut group.members_visible, self.members_visible);
        set(&mut group.email_comments_to_all, self.email_comments_to_all);
        set(&mut group.hidden_emails, self.hidden_emails.map(Some));
        let frequency = self.default_emails_frequency.map(|frequency| match frequency {
            0 => Frequency::Immediate,
            1 => Frequency::Daily,
            _ => Frequency::Disabled,
        });
        set(&mut group.default_emails_frequency, frequency);
        set(&mut group.invite_members_enabled, self.invite_members_enabled);
        set(&mut group.create_posts_enabled, self.create_posts_enabled);
        set(&mut group.create_subgroups_enabled, self.create_subgroups_enabled);
        set(&mut group.public_form, self.public_form);
    }
}

fn is_alias(alias: &str) -> bool {
    !alias.is_empty() && alias.chars().all(|character| character.is_ascii_alphanumeric() || "._-+".contains(character))
}
