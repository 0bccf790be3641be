//! The plan of each document: all differences between the documents, as data.

use super::adapt::{self, Adaptation};
use super::types::{NUMBER, USER_NUMBER};

/// The plan of one document. An entry that names nothing in the document fails the build, and so does an adaptation that changes
/// nothing.
pub struct Plan {
    /// The document, within the repository.
    pub document: &'static str,
    /// The folder within `OUT_DIR` that the files of this document are written to; empty for `OUT_DIR` itself.
    pub folder: &'static str,
    /// The Rust module that they are included in.
    pub module: &'static str,
    /// The table of operations in `src/operation.rs`.
    pub table: &'static str,
    /// The adaptations with their names, in the order of their application: the last one separates schemas that the others change.
    pub adaptations: &'static [(&'static str, Adaptation)],
    /// Ids. Their types accept any value, since a user object has a string where everything else has a number; and they accept an
    /// absent property, so they may stay required.
    pub ids: &'static [(&'static str, &'static str)],
    /// Other schemas with a handwritten Rust type of this crate.
    pub written: &'static [(&'static str, &'static str)],
    /// Schemas that an adaptation adds, with their Rust types.
    pub added: &'static [(&'static str, &'static str)],
    /// Places with an inline type that should be a reference to a schema: see `adapt::name_plain_types`.
    pub plain: &'static [(&'static str, &'static str)],
}

/// Returns the plans of all documents whose feature is on.
pub fn plans() -> Vec<&'static Plan> {
    let mut plans = vec![&MOBILIZE];
    if cfg!(feature = "mode") {
        plans.push(&MODE);
    }
    plans
}

static MOBILIZE: Plan = Plan {
    document: "openapi/mobilize.yaml",
    folder: "",
    module: "crate",
    table: "MOBILIZE",
    adaptations: &[
        ("drop_errors", adapt::drop_errors),
        ("accept_any_success", adapt::accept_any_success),
        ("name_pages", adapt::name_pages),
        ("describe_references", adapt::describe_references),
        ("drop_bounds", adapt::drop_bounds),
        ("describe_defaults", adapt::describe_defaults),
        ("drop_formats", adapt::drop_formats),
        ("name_plain_types", adapt::name_plain_types),
        ("keep_exact_numbers", adapt::keep_exact_numbers),
        ("send_user_ids_as_numbers", adapt::send_user_ids_as_numbers),
        ("require_ids_only", adapt::require_ids_only),
        ("allow_null_collections", adapt::allow_null_collections),
        ("keep_unknown_properties", adapt::keep_unknown_properties),
        ("set_tolerant_objects_apart", adapt::set_tolerant_objects_apart),
    ],
    ids: &[
        ("ActivityId", "crate::types::ActivityId"),
        ("BulkId", "crate::types::BulkId"),
        ("ConversationId", "crate::types::ConversationId"),
        ("EventId", "crate::types::EventId"),
        ("FieldId", "crate::types::FieldId"),
        ("GroupId", "crate::types::GroupId"),
        ("JobId", "crate::types::JobId"),
        ("PostId", "crate::types::PostId"),
        ("UserId", "crate::types::UserId"),
        ("UserIdString", "crate::types::UserId"),
    ],
    written: &[
        // The generator ignores discriminators: it would choose the first shape that matches.
        ("Activity", "crate::types::Activity"),
        ("AnyCommentActivity", "crate::types::Activity"),
        // Kept as JSON.
        ("OtherActivity", "::serde_json::Value"),
        // It has no variant for null, and refuses a value that no branch matches.
        ("FieldValue", "crate::types::FieldValue"),
        // Both forms of a link arrive in both places.
        ("ImageLink", "crate::types::ImageLink"),
        ("ImageObject", "crate::types::ImageLink"),
        // Numbers with a meaning, and their other forms.
        ("EmailsFrequencySetting", "crate::types::EmailsFrequencySetting"),
        ("EpochMillis", "crate::types::EpochMillis"),
        ("PrivacySetting", "crate::types::PrivacySetting"),
    ],
    added: &[
        (USER_NUMBER, "crate::types::UserNumber"),
        // Keeps 32 and 32.0 apart, which a floating point number does not.
        (NUMBER, "::serde_json::Number"),
    ],
    // OpenAPI 3.0 cannot say that a reference may be null, so the document writes the type out where null was seen; one
    // parameter is declared as a string, though it is an id; and each shape of an activity pins down its own kind.
    plain: &[
        ("/components/schemas/Group/properties/parent_group", "GroupId"),
        ("/components/schemas/UserGroup/properties/last_invited_in", "EpochMillis"),
        ("/components/parameters/LastActivityId/schema", "ActivityId"),
        ("/components/schemas/AddMembersActivity/properties/type", "ActivityType"),
        ("/components/schemas/CommentActivity/properties/type", "ActivityType"),
        ("/components/schemas/CommentReplyActivity/properties/type", "ActivityType"),
        ("/components/schemas/ConversationActivity/properties/type", "ActivityType"),
        ("/components/schemas/JoinGroupActivity/properties/type", "ActivityType"),
        ("/components/schemas/MentionActivity/properties/type", "ActivityType"),
        ("/components/schemas/PendingApplicantActivity/properties/type", "ActivityType"),
        ("/components/schemas/PendingPostActivity/properties/type", "ActivityType"),
        ("/components/schemas/PostActivity/properties/type", "ActivityType"),
        ("/components/schemas/PostApprovedActivity/properties/type", "ActivityType"),
        ("/components/schemas/PostMessageActivity/properties/type", "ActivityType"),
        ("/components/schemas/ReactionActivity/properties/type", "ActivityType"),
        ("/components/schemas/RsvpActivity/properties/type", "ActivityType"),
        ("/components/schemas/SmsReplyActivity/properties/type", "ActivityType"),
        ("/components/schemas/ViewActivity/properties/type", "ActivityType"),
        ("/components/schemas/VoteActivity/properties/type", "ActivityType"),
        ("/components/schemas/CommentActivity/properties/comment_type", "CommentType"),
        ("/components/schemas/CommentReplyActivity/properties/comment_type", "CommentType"),
        ("/components/schemas/PostMessageActivity/properties/comment_type", "CommentType"),
    ],
};

static MODE: Plan = Plan {
    document: "openapi/mode.yaml",
    folder: "mode",
    module: "crate::mode",
    table: "MODE",
    adaptations: &[
        ("drop_errors", adapt::drop_errors),
        ("put_servers_into_paths", adapt::put_servers_into_paths),
        ("read_hal_as_json", adapt::read_hal_as_json),
        ("accept_any_success", adapt::accept_any_success),
        ("name_pages", adapt::name_pages),
        ("describe_references", adapt::describe_references),
        ("drop_bounds", adapt::drop_bounds),
        ("describe_defaults", adapt::describe_defaults),
        ("drop_formats", adapt::drop_formats),
        ("name_plain_types", adapt::name_plain_types),
        ("require_ids_only", adapt::require_ids_only),
        ("allow_null_collections", adapt::allow_null_collections),
        ("allow_null_maps", adapt::allow_null_maps),
        ("keep_unknown_properties", adapt::keep_unknown_properties),
        ("set_tolerant_objects_apart", adapt::set_tolerant_objects_apart),
    ],
    ids: &[
        ("MemberId", "crate::mode::types::MemberId"),
        ("MemberToken", "crate::mode::types::MemberToken"),
        ("MembershipToken", "crate::mode::types::MembershipToken"),
        ("SpaceMembershipToken", "crate::mode::types::SpaceMembershipToken"),
        ("SpaceToken", "crate::mode::types::SpaceToken"),
    ],
    written: &[],
    added: &[("MemberType", "crate::mode::types::MemberType")],
    // The document lists the values of requests and of responses in different places: one type has them all.
    plain: &[
        ("/components/schemas/SpaceMembership/properties/member_type", "MemberType"),
        ("/components/schemas/SpaceMembershipInput/properties/member_type", "MemberType"),
    ],
};
