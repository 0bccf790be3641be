//! The settings of a group in requests.

use super::open_enum::open_number_enum;

open_number_enum! {
    /// The privacy of a group in requests (pages: `create-group`, `update-single-group`).
    ///
    /// Responses have the string [`Privacy`](crate::types::Privacy) instead.
    PrivacySetting {
        /// An open group; `public` in responses.
        Open = 5,
        /// A closed group; presumably `private` in responses, though no page shows both.
        Closed = 10,
    }
}

open_number_enum! {
    /// The default frequency of e-mails to the members of a group, in requests (pages: `create-group`,
    /// `update-single-group`).
    ///
    /// Responses have the string [`EmailsFrequency`](crate::types::EmailsFrequency) instead.
    EmailsFrequencySetting {
        /// An e-mail for each post; `IMMEDIATE` in responses.
        Immediate = 0,
        /// One e-mail a day; `DAILY` in responses.
        Daily = 1,
        /// No e-mail; no page shows the value of responses.
        Disabled = 9,
    }
}
