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
        Self { basis: Basis::Decision { id }, see: &[] }
    }
}

/// As the header `x-sandbox-basis` says it: `documentation; page=get-all-groups; see=E13,E51` or `decision; E32`.
impl fmt::Display for Grounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.basis {
            Basis::Recording { file } => write!(f, "recording; file={file}")?,
            Basis::Documentation { page } => write!(f, "documentation; page={page}")?,
            Basis::Decision { id } => write!(f, "decision; {id}")?,
        }
        if !self.see.is_empty() {
            write!(f, "; see={}", self.see.join(","))?;
        }
        Ok(())
    }
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
    Decision { id: "E16", says: "A page of groups holds 50 unless `limit` says otherwise. Only activities have a greatest `limit`." },
    Decision { id: "E18", says: "`find_by_email` answers a list, empty where nobody has the address. Letters are compared without case." },
    Decision { id: "S01", says: "`limit` below 1 and `offset` below 0 are a 400." },
    Decision { id: "S02", says: "Parameters and properties that the document does not name are ignored." },
    Decision { id: "S03", says: "Keywords are split at blanks. All of them have to occur, in any letter case, in the name, the e-mail address, or the value of any field. Without a word, the request is a 400." },
    // Errors.
    Decision { id: "E25", says: "An error is written with `status_code`. Where the page of the operation writes `error_code`, so does the sandbox." },
    Decision { id: "E28", says: "A group that does not exist is a 404; in the world `quirks` a 500, as the page `groupsid` shows." },
    Decision { id: "E29", says: "What is wrong with a body is a 422, what is wrong with a parameter a 400. The message names the property." },
    Decision { id: "X04", says: "401 is for missing and wrong credentials, 403 for a key without access. Their bodies are made up." },
    Decision { id: "S04", says: "A body of more than 4 MiB, and one that is not JSON, is a 422. Beyond the sandbox's own limits nothing is stored; the error says so." },
    Decision { id: "S05", says: "An e-mail address that another user has is a 400, worded like that of a group's name." },
    Decision { id: "S12", says: "A fault that somebody asked for; `x-sandbox-fault` names it." },
    // Groups.
    Decision { id: "E32", says: "An updated group is answered as a whole; the page shows `{}`." },
    Decision { id: "E36", says: "A new open group needs no approval, a closed one does; other settings start as the sample of `create-group` shows." },
    Decision { id: "E39", says: "`privacy` 5 is answered as `public`, 10 as `private`; other numbers are a 422." },
    Decision { id: "E40", says: "`default_emails_frequency` 0 is answered as `IMMEDIATE`, 1 as `DAILY`. For 9 the property is left out: its word is not documented." },
    Decision { id: "E41", says: "Posting permissions are taken in any letter case and answered in lower case." },
    Decision { id: "E43", says: "`createGroup` takes numbers and booleans as strings too, and an empty `hidden_emails` for null, since its sample sends them so." },
    Decision { id: "E51", says: "`fields` is left out unless `include_fields` is true. A group that was created or updated is answered with them." },
    Decision { id: "X28", says: "The manager of a new group has to be a registered user and an accepted member of the parent, and becomes the first member and an admin." },
    Decision { id: "S06", says: "A group can have the address of another: only its name is unique." },
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
    Decision { id: "X24", says: "Sender and recipients of an invitation have to be in the group." },
    Decision { id: "E73", says: "Invitations are queued and never sent; the time shows in `last_invited_in`." },
    Decision { id: "S08", says: "A deleted user is gone at once. With `hard_delete` so are the user's activities: all, or those in the group and below it." },
    // Jobs.
    Decision { id: "E46", says: "The limit of 1000 and the rule of one job at a time hold for groups as well." },
    Decision { id: "E47", says: "Jobs about groups are asked for where jobs about members are." },
    Decision { id: "E76", says: "A job is all or nothing: a record that is refused fails the job, and its message names the record. `users_imported` is there once a job about members has completed." },
    Decision { id: "S09", says: "A second job while another is not over is a 400." },
    // Notifications and activities.
    Decision { id: "E23", says: "`api_application_key` is needed when more than one key has access, as in the world `quirks`." },
    Decision { id: "E80", says: "The item of every notification is the user, with fields." },
    Decision { id: "E83", says: "A delivery is a POST of JSON without a signature. An answer other than 2xx is retried four times, after 1, 2, 4 and 8 seconds." },
    Decision { id: "E64", says: "The status is written `accepted`; in notifications of the world `quirks`, `approved`." },
    Decision { id: "X27", says: "`user.status_changed` is about the status of a membership." },
    Decision { id: "S10", says: "A change makes one bulk for each webhook that wants to hear of it, and none where there is no webhook." },
    Decision { id: "E88", says: "Changes without a documented shape write no activity: creating, updating and deleting users, removing members, creating and updating groups. Filters for undocumented kinds find nothing." },
    Decision { id: "E91", says: "Activities can be filtered by the acting user but do not name them; in the world `quirks` they do, in `member_id` (V13)." },
    Decision { id: "S11", says: "One member added is `joined_group` (or `pending_applicant`) for each group joined; an import is one `added_members` besides." },
];
