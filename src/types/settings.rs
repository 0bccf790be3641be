//! Settings of a group as requests write them.

use super::open_enum::open_number_enum;

open_number_enum! {
    /// Who may see a group, as requests write it (pages: `create-group`, `update-single-group`).
    ///
    /// Responses write [`Privacy`](crate::types::Privacy), a string, instead.
    PrivacySetting {
        /// An open group; responses call it `public`.
        Open = 5,
        /// A closed group; responses presumably call it `private`, though no page shows the pair.
        Closed = 10,
    }
}

open_number_enum! {
    /// How often the members of a group get e-mail by default, as requests write it (pages: `create-group`,
    /// `update-single-group`).
    ///
    /// Responses write [`EmailsFrequency`](crate::types::EmailsFrequency), a string, instead.
    EmailsFrequencySetting {
        /// An e-mail for each post; responses call it `IMMEDIATE`.
        Immediate = 0,
        /// One e-mail a day; responses call it `DAILY`.
        Daily = 1,
        /// No e-mail; no page shows what responses call it.
        Disabled = 9,
    }
}
