//! The decisions for Mode. M, S and X are errata of `openapi/mode.errata.toml`; B are numbers of the sandbox.

use super::Decision;

/// Every decision that a response for Mode can rest on.
#[rustfmt::skip]
pub const MODE_DECISIONS: &[Decision] = &[
    // Both interfaces.
    Decision { id: "X03", text: "An error is an object with `id` and `message`. The page on errors has ids for 400, 401, 403 and 404; an error with another status, such as a 422 or a fault, has the message alone. In the world `acme-quirks` the message of a 422 is an object. Something that does not exist is a 404, and so is a path without an operation. A method that the document does not have for a path is a 405 with `Allow`; `HEAD` is answered like `GET` without a body, `OPTIONS` with `Allow` alone." },
    Decision { id: "X04", text: "Missing or wrong credentials are a 401, credentials without access a 403, a private Space a 400 on every operation, a body that is understood and refused a 422. 429 and 503 come only as faults: there is no rate limit." },
    Decision { id: "X06", text: "An error has the media type of its interface: JSON below `/batch`, HAL JSON below `/api`." },
    Decision { id: "S12", text: "Basic credentials are for `/api` alone, a signature token for `/batch` alone; the wrong kind is a 401, and `WWW-Authenticate` names the right one." },
    Decision { id: "M13", text: "New tokens are twelve hexadecimal digits; tokens of the samples are present unchanged." },
    Decision { id: "X08", text: "A user has the same `member_token` in both interfaces." },
    Decision { id: "B01", text: "A request that does not match the document, or exceeds a limit of the sandbox, is a 400 whose message names the parameter or property." },
    Decision { id: "B02", text: "A fault, and every response that a fault has changed, rests on a decision alone. An error that a fault makes has the vendor's shape." },
    Decision { id: "B03", text: "A slash at the end of a path makes no difference." },
    // Members.
    Decision { id: "M01", text: "The day of the last engagement is `last_day_enagaged`, as table and sample spell it; in the world `acme-quirks` it is `last_day_engaged`, as in a later copy of the page." },
    Decision { id: "M02", text: "`id` is a number, as in the sample, and a string in the world `acme-quirks`." },
    Decision { id: "M03", text: "`total_days_engaged` is a number, as in the sample." },
    Decision { id: "M04", text: "`state` is left out, as in the sample: the table gives no values. In the world `acme-quirks` it is `active` or `banned`, which are assumed." },
    Decision { id: "X01", text: "`member_username` is left out: only a later copy of the page has it, and the world `acme-quirks`." },
    Decision { id: "M16", text: "Times are whole seconds, as in the samples; in the world `acme-quirks` they have milliseconds." },
    Decision { id: "M06", text: "`per_page` is 1 to 1000, and 1000 if absent; anything else is a 400." },
    Decision { id: "M08", text: "`page` is a query parameter, counted from 1." },
    Decision { id: "M09", text: "Both links are on every page. The first page links to itself as the previous one, as in the sample; the last page links to a next one, as a public client claims. A page past the end is a 200 without members, and its `pagination` has the true totals." },
    Decision { id: "M10", text: "Links have no host." },
    Decision { id: "M15", text: "There is one organization, `acme`; any other is a 404." },
    Decision { id: "B04", text: "Members are listed by id, banned ones included." },
    // Memberships of a Space.
    Decision { id: "S02", text: "`member_id` is the user name, and null for a user group." },
    Decision { id: "S04", text: "`_forms` is present as in live responses, `_embedded` is not." },
    Decision { id: "S06", text: "No link has `templated`: none is a template." },
    Decision { id: "S07", text: "`member_type` is accepted in upper and lower case and returned as `User` or `UserGroup`; anything else is a 422. In the world `acme-quirks` a user is returned as `account`." },
    Decision { id: "S08", text: "The memberships are in `_embedded.space_memberships`, the oldest first, all at once; in the world `acme-quirks` only the first 30, as other lists of the service are cut." },
    Decision { id: "S10", text: "A deletion returns the deleted membership, in the world `acme-quirks` an empty 204; a second deletion is a 404." },
    Decision { id: "S14", text: "`email` is null for a user group." },
    Decision { id: "X09", text: "Links use `spaces`, in the world `acme-quirks` `collections`, which is a 404 here. Links to accounts and user groups are a 404 too." },
    Decision { id: "B05", text: "A member who already belongs to the Space is a 422; a member who does not exist, or has the other type, is a 404." },
    Decision { id: "B06", text: "The creator of a new membership is `alex-reed`, the owner of the sandbox's key." },
    Decision { id: "B07", text: "Spaces belong to the organization or to a user; with another account in the path they are a 404." },
];
