//! What is made of each document: everything in which the documents differ, as data.

use super::fit::{self, Fit};
use super::types::{NUMBER, USER_NUMBER};

/// What is made of one document. A list that names something the document does not have fails the build, as does a fit that
/// applies to nothing.
pub struct Plan {
    /// The document, within the repository.
    pub document: &'static str,
    /// The folder within `OUT_DIR` that the files of this document are written to; empty for `OUT_DIR` itself.
    pub folder: &'static str,
    /// The Rust module that they are included in.
    pub module: &'static str,
    /// In the order in which they are applied: the last one takes the schemas apart that the others change.
    pub fits: &'static [(&'static str, Fit)],
    /// Ids. Their types read any form, since a user object writes as text what everything else writes as a number; and they
    /// read even an absent property, so they may stay required.
    pub ids: &'static [(&'static str, &'static str)],
    /// Other schemas with a Rust type of this crate, written by hand.
    pub written: &'static [(&'static str, &'static str)],
    /// Schemas that a fit adds, with their Rust types.
    pub added: &'static [(&'static str, &'static str)],
    /// Places that write out the type of a schema instead of referring to it: see `fit::name_plain_types`.
    pub plain: &'static [(&'static str, &'static str)],
}

/// Those of the documents that are read: all whose feature is on.
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
    fits: &[
        ("drop_errors", fit::drop_errors),
        ("accept_any_success", fit::accept_any_success),
        ("name_pages", fit::name_pages),
        ("describe_references", fit::describe_references),
        ("drop_bounds", fit::drop_bounds),
        ("describe_defaults", fit::describe_defaults),
        ("drop_formats", fit::drop_formats),
        ("name_plain_types", fit::name_plain_types),
        ("keep_exact_numbers", fit::keep_exact_numbers),
        ("send_user_ids_as_numbers", fit::send_user_ids_as_numbers),
        ("accept_both_spellings", fit::accept_both_spellings),
        ("require_ids_only", fit::require_ids_only),
        ("allow_null_collections", fit::allow_null_collections),
        ("keep_unknown_properties", fit::keep_unknown_properties),
        ("set_tolerant_objects_apart", fit::set_tolerant_objects_apart),
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
        // The generator ignores discriminators: it would take the first shape that happens to fit.
        ("Activity", "crate::types::Activity"),
        ("AnyCommentActivity", "crate::types::Activity"),
        // Kept whole instead.
        ("OtherActivity", "::serde_json::Value"),
        // It has no variant for a null, and refuses a value that no member fits.
        ("FieldValue", "crate::types::FieldValue"),
        // Both forms of a link arrive in either place.
        ("ImageLink", "crate::types::ImageLink"),
        ("ImageObject", "crate::types::ImageLink"),
        // Numbers that mean something, and other forms of them.
        ("EmailsFrequencySetting", "crate::types::EmailsFrequencySetting"),
        ("EpochMillis", "crate::types::EpochMillis"),
        ("PrivacySetting", "crate::types::PrivacySetting"),
    ],
    added: &[
        (USER_NUMBER, "crate::types::UserNumber"),
        // Keeps whether a number has a fraction, which a floating point number does not: 32 would be written back as 32.0.
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
    fits: &[
        ("drop_errors", fit::drop_errors),
        ("put_servers_into_paths", fit::put_servers_into_paths),
        ("read_hal_as_json", fit::read_hal_as_json),
        ("accept_any_success", fit::accept_any_success),
        ("name_pages", fit::name_pages),
        ("describe_references", fit::describe_references),
        ("drop_bounds", fit::drop_bounds),
        ("describe_defaults", fit::describe_defaults),
        ("drop_formats", fit::drop_formats),
        ("name_plain_types", fit::name_plain_types),
        ("require_ids_only", fit::require_ids_only),
        ("allow_null_collections", fit::allow_null_collections),
        ("allow_null_maps", fit::allow_null_maps),
        ("keep_unknown_properties", fit::keep_unknown_properties),
        ("set_tolerant_objects_apart", fit::set_tolerant_objects_apart),
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
    // The document lists the values where they stand, a few for requests and one more for responses: one type has them all.
    plain: &[
        ("/components/schemas/SpaceMembership/properties/member_type", "MemberType"),
        ("/components/schemas/SpaceMembershipInput/properties/member_type", "MemberType"),
    ],
};
