//! When a recording was made.

use jiff::civil::Date;

use crate::recording::Provenance;

impl Provenance {
    /// The day of the recording, where it says one. Of a date and time the day is taken as it is written, without regard
    /// to its zone.
    pub fn date(&self) -> Option<Date> {
        self.recorded_at.as_deref()?.get(..10)?.parse().ok()
    }
}
