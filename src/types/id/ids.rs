//! The ids of Mobilize.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Serialize};

use super::declare::{id, identifier};
use super::form::Form;

id! {
    /// The id of an activity (pages: `user-activities`, `activity-object`).
    ActivityId
}
id! {
    /// The id of a bulk of notifications: a string without a documented format (page: `get-a-single-bulk`).
    BulkId
}
id! {
    /// The id of a conversation: a string without a documented format (page: `activity-object`).
    ConversationId
}
id! {
    /// The id of an event (page: `activity-object`).
    EventId
}
id! {
    /// The id of a profile field of a group (page: `fileddefinition-object`).
    FieldId
}
id! {
    /// The id of a group (page: `groups`).
    GroupId
}
id! {
    /// The id of a bulk job: a string without a documented format (pages: `create-members-in-bulk`, `get-bulk-import-status`).
    ///
    /// Not the id of a bulk of notifications, although its page calls that the id of a job too.
    JobId
}
id! {
    /// The id of a post (page: `activity-object`).
    PostId
}
id! {
    /// The id of a user (page: `user-object`).
    ///
    /// A user object has it as a string, everything else as a number; see [`UserNumber`](crate::types::UserNumber) for request bodies.
    UserId
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use serde_json::{Value, json};

    use super::*;

    fn read(value: Value) -> UserId {
        serde_json::from_value(value).expect("an id accepts any value")
    }

    #[test]
    fn every_form_survives() {
        for value in [json!(7), json!("7"), json!("007"), json!(-7), json!(7.5), json!(true), json!({ "id": 7 }), json!([]), json!(null)] {
            assert_eq!(serde_json::to_value(read(value.clone())).expect("encodes"), value);
        }
    }

    #[test]
    fn ids_are_equal_if_their_text_is() {
        assert_eq!(read(json!("7")), UserId::from(7));
        assert_ne!(read(json!("007")), UserId::from(7));
        let ids: HashSet<_> = [read(json!("7")), read(json!(7)), 7_u64.into(), "7".into()].into();
        assert_eq!(ids.len(), 1);
    }

    #[test]
    fn digits_become_a_number() {
        assert_eq!(serde_json::to_value(UserId::from("7")).expect("encodes"), json!(7));
        assert_eq!(serde_json::to_value(JobId::from("92eafb8dd3ef")).expect("encodes"), json!("92eafb8dd3ef"));
        assert_eq!(serde_json::to_value(UserId::from("007")).expect("encodes"), json!("007"));
    }

    #[test]
    fn only_digits_are_numbers() {
        let number = |value| read(value).as_u64();
        assert_eq!(number(json!("7")), Some(7));
        assert_eq!(number(json!("18446744073709551615")), Some(u64::MAX));
        for value in [json!("+7"), json!(" 7"), json!(""), json!("18446744073709551616"), json!(-7), json!(7.5), json!(null)] {
            assert_eq!(number(value.clone()), None, "{value}");
        }
    }

    #[test]
    fn a_missing_id_is_accepted() {
        #[derive(Deserialize)]
        struct Row {
            id: UserId,
        }
        let row: Row = serde_json::from_str("{}").expect("decodes");
        assert!(row.id.is_missing() && row.id.text().is_empty());
        assert_eq!(format!("{:?} {:?}", row.id, UserId::from(7)), "UserId(missing) UserId(7)");
    }

    #[test]
    fn numbers_are_ordered_by_value() {
        let mut ids = [read(json!("b")), read(json!("10")), read(json!(9)), read(json!("a"))];
        ids.sort();
        assert_eq!(ids.map(|id| id.to_string()), ["9", "10", "a", "b"]);
    }
}
