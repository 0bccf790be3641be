//! What an answer rests on, and what we decided where the pages are silent or contradict each other: one table.

use std::fmt;

/// What the shape of an answer rests on.
///
/// `Recording` is for answers of the real service that were seen. There are none yet, so nothing says so yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// Seen in answers of the real service.
    Recording {
        /// The recording's file.
        file: &'static str,
    },
    /// Shown or said by a page of the vendor's documentation.
    Documentation {
        /// The page's slug.
        page: &'static str,
    },
    /// Decided by us.
    Decision {
        /// An erratum, or a number of [`DECISIONS`].
        id: &'static str,
        /// The slug of the page of the operation that it was decided for, if there is an operation.
        page: Option<&'static str>,
    },
}

/// The basis of an answer, and the decisions that have a say in it besides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grounds {
    /// What the shape rests on.
    pub basis: Basis,
    /// Decisions about details.
    pub see: &'static [&'static str],
}

impl Grounds {
    pub(crate) const fn page(page: &'static str, see: &'static [&'static str]) -> Self {
        Self { basis: Basis::Documentation { page }, see }
    }

    pub(crate) const fn decision(id: &'static str) -> Self {
        Self { basis: Basis::Decision { id, page: None }, see: &[] }
    }

    /// A decision about the operation that a page describes.
    pub(crate) const fn decided(id: &'static str, page: &'static str) -> Self {
        Self { basis: Basis::Decision { id, page: Some(page) }, see: &[] }
    }
}

/// As the header `x-sandbox-basis` says it: `documentation; page=get-all-groups; see=E13,E51`, or
/// `decision; E32; page=update-single-group`.
impl fmt::Display for Grounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.basis {
            Basis::Recording { file } => write!(f, "recording; file={file}")?,
            Basis::Documentation { page } => write!(f, "documentation; page={page}")?,
            Basis::Decision { id, page: None } => write!(f, "decision; {id}")?,
            Basis::Decision { id, page: Some(page) } => write!(f, "decision; {id}; page={page}")?,
        }
        if !self.see.is_empty() {
            write!(f, "; see={}", self.see.join(","))?;
        }
        Ok(())
    }
}

/// What was decided about a parameter, by name; the rest is E29.
const PARAMETERS: [(&str, &str); 4] = [("limit", "S01"), ("offset", "S01"), ("keywords", "S03"), ("email", "E18")];

/// What was decided about a property, by any step of the way to it; the rest is E29.
const PROPERTIES: [(&str, &str); 8] = [
    ("privacy", "E39"),
    ("default_emails_frequency", "E40"),
    ("members_posting_permissions", "E41"),
    ("manager_email_address", "X28"),
    ("alias_name", "S06"),
    ("sender_id", "X24"),
    ("recipients_ids", "X24"),
    ("fields", "X13"),
];

/// Both for the vendor Mode, where the rest is B01.
const MODE_ABOUT: [(&str, &str); 4] = [("per_page", "M06"), ("page", "M08"), ("member_type", "S07"), ("member_token", "B05")];

/// The decision about a parameter of Mobilize.
pub(crate) fn about_parameter(name: &str) -> &'static str {
    known(&PARAMETERS, name).unwrap_or("E29")
}

/// The decision that a property of Mobilize has to be there, to which `name` is the way.
pub(crate) fn about_missing(name: &str) -> &'static str {
    match name.split('.').next() {
        Some("users") => "X20",
        Some("groups") if name == "groups" => "E48",
        _ => about_property(name),
    }
}

/// The decision about a property of Mobilize, to which `name` is the way.
pub(crate) fn about_property(name: &str) -> &'static str {
    known(&PROPERTIES, name).unwrap_or("E29")
}

/// The decision about a parameter or a property of Mode.
pub(crate) fn about_mode(name: &str) -> &'static str {
    known(&MODE_ABOUT, name).unwrap_or("B01")
}

fn known(table: &[(&str, &'static str)], name: &str) -> Option<&'static str> {
    name.split('.').find_map(|step| table.iter().find(|(known, _)| *known == step).map(|(_, id)| *id))
}

/// Something that the sandbox does because we decided so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision {
    /// The erratum of `openapi/mobilize.errata.toml` that it follows from, or a number of our own (S).
    pub id: &'static str,
    /// What the sandbox does.
    pub says: &'static str,
}

/// Every decision that an answer of the sandbox can rest on.
#[rustfmt::skip]
pub const DECISIONS: &[Decision] = &[
    // Addresses, methods, paging.
    Decision { id: "E01", says: "A method that the document does not have for a path is a 404: `POST /groups/1234`, as the sample of the page on updating sends it, updates nothing." },
    Decision { id: "E09", says: "A slash at the end of a path makes no difference." },
    Decision { id: "E13", says: "`next_page` of groups drops `include_fields`, as the sample shows; that of activities keeps the filters, that of bulks keeps `api_application_key`. In the world `quirks` all are dropped." },
    Decision { id: "E14", says: "`next_page` is there only where something follows; in the world `quirks` always." },
    Decision { id: "E15", says: "A page of users holds 50 unless `limit` says otherwise, and 20 at most in the world `quirks`." },
    Decision { id: "E16", says: "A page of groups holds 50 unless `limit` says otherwise. A `limit` above 50 is a 400 for activities, as their page has that maximum. Elsewhere the page is cut without a word: one of a bulk at 50 notifications, as its page says, one of groups or users at 1000, which is ours. `next_page` then goes on from there." },
    Decision { id: "E18", says: "`find_by_email` answers a list, empty where nobody has the address. Letters are compared without case. Without an address, an empty one included, the request is a 400." },
    Decision { id: "S01", says: "`limit` below 1, `offset` below 0, and what is no number are a 400; for activities a `limit` above 50 as well (E16)." },
    Decision { id: "S02", says: "Parameters and properties that the document does not name are ignored. Of a parameter that is there twice the first counts." },
    Decision { id: "S03", says: "Keywords are split at blanks. All of them have to occur, in any letter case, in the name, the e-mail address, or the value of any field. Without a word, the request is a 400." },
    // Errors.
    Decision { id: "E25", says: "An error is written with `status_code`. Where the page of the operation writes `error_code`, so does the sandbox, whatever is wrong with the request. 401, 403 and faults are written with `status_code` everywhere." },
    Decision { id: "E28", says: "A group that does not exist is a 404; in the world `quirks` a 500, as the page `groupsid` shows." },
    Decision { id: "E29", says: "What is wrong with a body is a 422, what is wrong with a parameter a 400. The message names the property and what was expected there; its words are ours, in the form that the page on updating a user shows." },
    Decision { id: "X04", says: "401 is for missing and wrong credentials, 403 for a key without access. Their bodies are made up." },
    Decision { id: "S04", says: "A body of more than 4 MiB, and one that is not JSON, is a 422. Beyond the sandbox's own limits nothing is stored; the error says so." },
    Decision { id: "S05", says: "An e-mail address that another user has is a 400, worded like that of a group's name." },
    Decision { id: "S12", says: "A fault that somebody asked for; `x-sandbox-fault` names it." },
    // Groups.
    Decision { id: "E32", says: "An updated group is answered as a whole; the page shows `{}`." },
    Decision { id: "E36", says: "A new open group needs no approval, a closed one does; other settings start as the sample of `create-group` shows." },
    Decision { id: "E39", says: "`privacy` 5 is answered as `public`, 10 as `private`; other numbers are a 422." },
    Decision { id: "E40", says: "`default_emails_frequency` 0 is answered as `IMMEDIATE`, 1 as `DAILY`. For 9 the property is left out: its word is not documented. Other numbers are a 422. As the tables declare it, it is taken as a string too." },
    Decision { id: "E41", says: "Posting permissions are taken in any letter case and answered in lower case. One that is in no list of the pages is a 422: it is more likely mistyped than new." },
    Decision { id: "E43", says: "`createGroup` takes numbers and booleans as strings too, and an empty `hidden_emails` for null, since its sample sends them so. The document has the types of the table, so the validator in the log reports them all the same." },
    Decision { id: "E51", says: "`fields` is left out unless `include_fields` is true. A group that was created or updated is answered with them." },
    Decision { id: "X28", says: "The manager of a new group has to be a registered user and an accepted member of the parent, and becomes the first member and an admin." },
    Decision { id: "S06", says: "No two groups have the same name, nor the same `alias_name`: members post to a group by its address, which the alias begins. The page shows the 400 for a name; that for an alias is worded like it. A group without an alias is given one." },
    Decision { id: "S13", says: "A change after which everything is as it was before moves no `updated_at`, and no webhook is told." },
    // Users and members.
    Decision { id: "E61", says: "Pictures are links to example.org that lead nowhere." },
    Decision { id: "E63", says: "A member is answered as the whole user, with all memberships and their status, as other people's code relies on (V07). The samples show one membership without a status." },
    Decision { id: "E68", says: "A new user belongs to no group, as the text of the page says against its sample." },
    Decision { id: "E69", says: "Without `user_id`, a user with the e-mail address is added if there is one, and its fields are overwritten; else one is created. Neither is a 422." },
    Decision { id: "E71", says: "A new user is not registered, and `last_invited_in` is null until the first invitation." },
    Decision { id: "X13", says: "Values are checked against the definition of their field; a field that nobody defined is a 422. Null empties a field. That a field is required binds the form, not the interface." },
    Decision { id: "X21", says: "A `phone` is a plus and 7 to 15 digits." },
    Decision { id: "X29", says: "To set a field of the type `file` is a 422." },
    Decision { id: "X32", says: "A name that is not known is left out; in the world `quirks` it is null. `name` is then what is left, or the e-mail address." },
    Decision { id: "S07", says: "Whoever is added to a group that requires approval is pending; the groups above are joined on acceptance. `members_count` counts the accepted, lists show all." },
    Decision { id: "X24", says: "The sender of an invitation has to be an accepted member of the group, as the page wants an authorized one; recipients have to be in the group, whatever their status, 500 at most." },
    Decision { id: "E60", says: "`sender_id` is taken as a number, as the sample has it, and as a string, as the table has it. The document has the number." },
    Decision { id: "E73", says: "Invitations are queued and never sent; the time shows in `last_invited_in`." },
    Decision { id: "S08", says: "A deleted user is gone at once. With `hard_delete` so are the user's activities: all, or those in the group and below it." },
    // Jobs.
    Decision { id: "E46", says: "The limit of 1000 and the rule of one job at a time hold for groups as well." },
    Decision { id: "E48", says: "A bulk of no groups is a 422, as if `groups` were not there." },
    Decision { id: "X20", says: "An import of nobody is a 422, as if `users` were not there. So is one of somebody without `fields`; an e-mail address that is missing among them fails the job (E76)." },
    Decision { id: "E47", says: "Jobs about groups are asked for where jobs about members are." },
    Decision { id: "E76", says: "A job is all or nothing: a record that is refused fails the job, and its message names the record. `users_imported` is there once a job about members has completed." },
    Decision { id: "S09", says: "A second job while another is not over is a 400." },
    // Notifications and activities.
    Decision { id: "E23", says: "`api_application_key` is needed when more than one key has access, as in the world `quirks`, and has to be that of a key with access: `sandbox-key-application`, `sandbox-key-2-application`. With another one the bulk is a 404." },
    Decision { id: "E77", says: "`listNotifications` finds bulks of notifications, by the `job.id` that their delivery carries. The `job_id` of an import is another kind of id, and a 404 there, although the page calls its parameter the job_id." },
    Decision { id: "E80", says: "The item of every notification is the user, with fields." },
    Decision { id: "E83", says: "A delivery is a POST of JSON without a signature. An answer other than 2xx is retried four times, after 1, 2, 4 and 8 seconds." },
    Decision { id: "E64", says: "The status is written `accepted`; in notifications of the world `quirks`, `approved`." },
    Decision { id: "X27", says: "`user.status_changed` is about the status of a membership." },
    Decision { id: "S10", says: "A change makes one bulk for each webhook that wants to hear of it, and none where there is no webhook." },
    Decision { id: "E88", says: "Changes without a documented shape write no activity: creating, updating and deleting users, removing members, creating and updating groups. Filters for kinds without a documented shape, or that no page has, find nothing." },
    Decision { id: "E91", says: "Activities can be filtered by the acting user but do not name them; in the world `quirks` they do, in `member_id` (V13)." },
    Decision { id: "S11", says: "One member added is `joined_group` (or `pending_applicant`) for each group joined; an import is one `added_members` besides." },
];

/// Everything that was decided for the vendor Mode. M, S and X are errata of `openapi/mode.errata.toml`, B are numbers of
/// the sandbox.
#[rustfmt::skip]
pub const MODE_DECISIONS: &[Decision] = &[
    // Both interfaces.
    Decision { id: "X03", says: "An error is an object with `id` and `message`. The page on errors has ids for 400, 401, 403 and 404; an error of another status, as a 422 or one of a fault, has the message alone. In the world `acme-quirks` the message of a 422 is an object. What is not there, a path without an operation included, is a 404." },
    Decision { id: "X04", says: "Missing or wrong credentials are a 401, those without access a 403, a private Space a 400 on every operation, a body that is understood and refused a 422. 429 and 503 come only as faults: there is no rate limit." },
    Decision { id: "X06", says: "An error has the media type of its interface: JSON below `/batch`, HAL JSON below `/api`." },
    Decision { id: "S12", says: "Basic credentials are for `/api` alone, a signature token for `/batch` alone; the wrong kind is a 401, and `WWW-Authenticate` names the right one." },
    Decision { id: "M13", says: "New tokens are twelve hexadecimal digits; those that samples show are there as they are." },
    Decision { id: "X08", says: "A user has the same `member_token` in both interfaces." },
    Decision { id: "B01", says: "A request that does not satisfy the document, or is beyond the sandbox's limits, is a 400 whose message names the parameter or property." },
    Decision { id: "B02", says: "A fault, and whatever a fault has spoilt, rests on nothing but our decision. An error that a fault makes has the vendor's shape." },
    Decision { id: "B03", says: "A slash at the end of a path makes no difference." },
    // Members.
    Decision { id: "M01", says: "The day of the last engagement is written `last_day_enagaged`, as table and sample have it; `last_day_engaged` in the world `acme-quirks`, as a later copy of the page." },
    Decision { id: "M02", says: "`id` is a number, as the sample has it, and a string in the world `acme-quirks`." },
    Decision { id: "M03", says: "`total_days_engaged` is a number, as the sample has it." },
    Decision { id: "M04", says: "`state` is left out, as in the sample: the table gives no values. In the world `acme-quirks` it is `active` or `banned`, which are made up." },
    Decision { id: "X01", says: "`member_username` is left out: only a later copy of the page has it, and the world `acme-quirks`." },
    Decision { id: "M16", says: "Times are whole seconds, as in the samples; in the world `acme-quirks` they have milliseconds." },
    Decision { id: "M06", says: "`per_page` is 1 to 1000, and 1000 where it is absent; anything else is a 400." },
    Decision { id: "M08", says: "`page` is a query parameter, counted from 1." },
    Decision { id: "M09", says: "Both links are on every page. The first page names itself as the previous one, as in the sample; the last names a next one, as a public client claims. A page past the end is a 200 without members whose `pagination` has the true totals." },
    Decision { id: "M10", says: "Links have no host." },
    Decision { id: "M15", says: "There is one organization, `acme`, and any other is a 404." },
    Decision { id: "B04", says: "Members are listed by id, the banned ones too." },
    // Memberships of a Space.
    Decision { id: "S02", says: "`member_id` is the user name, and null for a user group." },
    Decision { id: "S04", says: "`_forms` is there as live answers have it, `_embedded` is not." },
    Decision { id: "S06", says: "No link says `templated`: none is." },
    Decision { id: "S07", says: "`member_type` is taken in any letter case and answered as `User` or `UserGroup`; anything else is a 422. In the world `acme-quirks` a user comes back as `account`." },
    Decision { id: "S08", says: "The memberships are in `_embedded.space_memberships`, the oldest first, all at once; in the world `acme-quirks` the first 30, as other lists of the service are cut." },
    Decision { id: "S10", says: "A deletion answers with the membership that has ended, in the world `acme-quirks` with an empty 204; asked for again, it is a 404." },
    Decision { id: "S14", says: "`email` is null for a user group." },
    Decision { id: "X09", says: "Links write `spaces`, in the world `acme-quirks` `collections`, which leads nowhere here. Those to accounts and user groups lead nowhere." },
    Decision { id: "B05", says: "Whoever belongs to the Space already is a 422; a member who does not exist, or is of the other type, is a 404." },
    Decision { id: "B06", says: "The creator of a new membership is `alex-reed`, to whom the key of the sandbox belongs." },
    Decision { id: "B07", says: "Spaces belong to the organization or to a user; with another account in the path they are a 404." },
];
