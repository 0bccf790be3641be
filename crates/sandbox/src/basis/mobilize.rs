//! The decisions for Mobilize. E, X and V are errata of `openapi/mobilize.errata.toml`; S are numbers of the sandbox.

use super::Decision;

/// Every decision that a response for Mobilize can rest on.
#[rustfmt::skip]
pub const DECISIONS: &[Decision] = &[
    // Addresses, methods, paging.
    Decision { id: "E01", text: "A path that no operation has is a 404. A method that the document does not have for a path is a 405, and the header `Allow` lists the others: `POST /groups/1234`, as the sample of the page on updating sends it, updates nothing. `HEAD` is answered like `GET` without a body, `OPTIONS` with `Allow` alone." },
    Decision { id: "E09", text: "A slash at the end of a path makes no difference." },
    Decision { id: "E13", text: "`next_page` of groups drops `include_fields`, as the sample shows. `next_page` of activities keeps the filters, and `next_page` of bulks keeps `api_application_key`. In the world `quirks` all of them are dropped." },
    Decision { id: "E14", text: "`next_page` is present only if a page follows; in the world `quirks` it is always present." },
    Decision { id: "E15", text: "A page of users has 50 unless `limit` asks for another number. In the world `quirks` it has 20 at most." },
    Decision { id: "E16", text: "A page of groups has 50 unless `limit` asks for another number. A `limit` above 50 is a 400 for activities and notifications, because their pages state that maximum. A page of groups or users is silently shortened to 1000, which is a limit of the sandbox. `next_page` continues from there." },
    Decision { id: "E18", text: "`find_by_email` returns an array, which is empty if nobody has the address. Upper and lower case are equal. A missing or empty address is a 400." },
    Decision { id: "S01", text: "A `limit` below 1, an `offset` below 0, and a value that is not a number are a 400, although the document has no minimum: a request that asks for less than nothing is a mistake. For activities and notifications a `limit` above 50 is a 400 as well (E16). An integer beyond 64 bits is the greatest one." },
    Decision { id: "S02", text: "Parameters and properties that the document does not name are ignored. Of a parameter that is sent twice, the first is used." },
    Decision { id: "S03", text: "Keywords are separated by blanks. Each of them must occur, in upper or lower case, in the name, the e-mail address, or the value of any field. Without a keyword the request is a 400." },
    Decision { id: "S15", text: "A boolean in the query is `true` or `false` in lower case, as the document has it. `True`, which Python's `requests` sends for `True`, is a 400, and the message lists the two values. The service may accept it, but a request that the sandbox accepts must not be ignored by the service." },
    // Errors.
    Decision { id: "E25", text: "An error has `status_code`. If the page of the operation shows `error_code`, so does the sandbox, for every error of that operation. 401, 403 and faults have `status_code` everywhere." },
    Decision { id: "E28", text: "A group that does not exist is a 404; in the world `quirks` a 500, as the page `groupsid` shows." },
    Decision { id: "E29", text: "An invalid body is a 422, an invalid parameter a 400. The message names the property and the expected value. Its words are those of the sandbox, in the form that the page on updating a user shows." },
    Decision { id: "X04", text: "Missing or wrong credentials are a 401, a key without access is a 403. No page shows their bodies." },
    Decision { id: "S04", text: "A body of more than 4 MiB or 50,000 values, a missing body that is required, and a body that is not JSON are a 422. Beyond the limits of the sandbox nothing is stored; the error says so." },
    Decision { id: "S05", text: "An e-mail address that another user has is a 400, worded like the error about a group's name." },
    Decision { id: "S12", text: "A fault that was requested; `x-sandbox-fault` names it." },
    // Groups.
    Decision { id: "E32", text: "The response to an update of a group is the whole group; the page shows `{}`." },
    Decision { id: "E36", text: "A new open group needs no approval, a closed one does; other settings start as the sample of `create-group` shows." },
    Decision { id: "E39", text: "`privacy` 5 is returned as `public`, 10 as `private`; other numbers are a 422." },
    Decision { id: "E40", text: "`default_emails_frequency` 0 is returned as `IMMEDIATE`, 1 as `DAILY`. For 9 the property is left out, because its name is not documented. Other numbers are a 422. It is accepted as a string too, as the tables declare it." },
    Decision { id: "E41", text: "Posting permissions are accepted in upper and lower case and returned in lower case. A permission that no page lists is a 422: it is more likely a typing error than a new value." },
    Decision { id: "E43", text: "`createGroup` accepts numbers and booleans as strings too, and an empty `hidden_emails` instead of null, because its sample sends them. The document has the types of the table, so the validator in the log reports them." },
    Decision { id: "E51", text: "`fields` is left out unless `include_fields` is true. The response to creating or updating a group has them." },
    Decision { id: "X28", text: "The manager of a new group must be a registered user and an accepted member of the parent, and becomes the first member and an admin." },
    Decision { id: "S06", text: "No two groups have the same name, or the same `alias_name`: members write to the address of a group, which starts with the alias. The page shows the 400 for a name; the error for an alias is worded like it. A group without an alias gets one." },
    Decision { id: "S13", text: "A change that changes nothing does not move `updated_at` and notifies no webhook." },
    // Users and members.
    Decision { id: "E61", text: "Pictures are links to example.org, where there are none." },
    Decision { id: "E63", text: "A member is returned as the whole user, with all memberships and their status, as other people's code expects (V07). The samples show one membership without a status." },
    Decision { id: "E68", text: "A new user belongs to no group, as the text of the page says; its sample shows otherwise." },
    Decision { id: "E69", text: "Without `user_id`, the user with the e-mail address is added, and the given fields are overwritten; if there is none, one is created. Without `user_id` and address the request is a 422." },
    Decision { id: "E71", text: "A new user is not registered, and `last_invited_in` is null until the first invitation." },
    Decision { id: "X13", text: "Values are checked against the definition of their field; a field that no group defines is a 422. Null empties a field. Required fields are enforced by the sign-up form, not by the API." },
    Decision { id: "X21", text: "A `phone` is a plus and 7 to 15 digits." },
    Decision { id: "X29", text: "Setting a field of the type `file` is a 422." },
    Decision { id: "X32", text: "An unknown name is left out; in the world `quirks` it is null. `name` is then the known part, or the e-mail address." },
    Decision { id: "S07", text: "A user who is added to a group that requires approval is pending; so is a user who is added to a group below one that requires approval, or below one where the user is pending or declined. A pending user joins no group above and stays pending there. On acceptance the groups above are joined. `members_count` counts accepted members; lists show all." },
    Decision { id: "X24", text: "The sender of an invitation must be an accepted member of the group, because the page requires an authorized one; recipients must be in the group with any status, 500 at most." },
    Decision { id: "E60", text: "`sender_id` is accepted as a number, as the sample has it, and as a string, as the table has it. The document has the number." },
    Decision { id: "S14", text: "The id of a user is returned as a string, so it is accepted as a string in every request body: `user_id`, `sender_id`, `recipients_ids`. The document has numbers there, so the validator in the log reports the string." },
    Decision { id: "E73", text: "Invitations are queued and never sent; the time is shown in `last_invited_in`." },
    Decision { id: "S08", text: "A deleted user is gone at once. `hard_delete` also deletes the user's activities: all of them, or those in the group and below it." },
    // Jobs.
    Decision { id: "E46", text: "The limit of 1000 and the rule of one job at a time hold for groups as well." },
    Decision { id: "E48", text: "A bulk without groups is a 422, like a missing `groups`." },
    Decision { id: "X20", text: "An import without users is a 422, like a missing `users`, and so is a user without `fields`. A missing e-mail address in `fields` fails the job (E76)." },
    Decision { id: "E47", text: "The status of jobs about groups is at the same path as that of jobs about members." },
    Decision { id: "E76", text: "A job does everything or nothing: an invalid record fails the job, and its message names the record. `users_imported` is present once a job about members has completed." },
    Decision { id: "S09", text: "A second job while another is not finished is a 400." },
    // Notifications and activities.
    Decision { id: "E23", text: "`api_application_key` is required if more than one key has access, as in the world `quirks`, and must belong to a key with access: `sandbox-key-application`, `sandbox-key-2-application`. With any other one the bulk is a 404." },
    Decision { id: "E77", text: "`listNotifications` finds bulks of notifications by the `job.id` of their delivery. The `job_id` of an import is another kind of id and a 404 there, although the page calls its parameter job_id." },
    Decision { id: "E80", text: "The item of every notification is the user, with fields." },
    Decision { id: "E83", text: "A delivery is a POST of JSON without a signature. Only a 2xx is a success: a redirect is not followed and counts as a failure. A failed delivery is repeated four times, after 1, 2, 4 and 8 seconds." },
    Decision { id: "E64", text: "The status is `accepted`; in notifications of the world `quirks` it is `approved`." },
    Decision { id: "X27", text: "`user.status_changed` is about the status of a membership." },
    Decision { id: "S10", text: "A change creates one bulk for each webhook that subscribes to its topic, and none without a webhook." },
    Decision { id: "E88", text: "Changes without a documented shape write no activity: creating, updating and deleting users, removing members, creating and updating groups. Filters for kinds without a documented shape, and unknown kinds, find nothing." },
    Decision { id: "E91", text: "Activities can be filtered by the acting user but do not name it; in the world `quirks` they do, in `member_id` (V13)." },
    Decision { id: "S11", text: "Adding one member writes `joined_group` (or `pending_applicant`) for each group that is joined; an import writes one `added_members` as well." },
];
