//! Progress on standard error during a run.

use std::io::{self, Write};
use std::time::{Duration, Instant};

use indicatif::ProgressBar;

use crate::text::plural;

/// Writes a line in the style of cargo: a verb in twelve columns, then the text.
pub(crate) fn say(err: &mut dyn Write, verb: &str, text: &str) -> io::Result<()> {
    let style = anstyle::AnsiColor::BrightGreen.on_default().bold();
    writeln!(err, "{style}{verb:>12}{style:#} {text}")
}

/// Counts recordings, and shows the count on a terminal if the run takes longer than a second. The total is not known: archives
/// are read while they are checked.
#[derive(Debug)]
pub(crate) struct RecordingCounter {
    watched: bool,
    started: Instant,
    count: usize,
    bar: Option<ProgressBar>,
}

impl RecordingCounter {
    pub fn new(watched: bool) -> Self {
        Self { watched, started: Instant::now(), count: 0, bar: None }
    }

    /// Returns whether the count is shown.
    pub fn is_watched(&self) -> bool {
        self.watched
    }

    /// Adds to the count.
    pub fn add(&mut self, recordings: usize) {
        const PATIENCE: Duration = Duration::from_secs(1);
        self.count += recordings;
        if !self.watched || self.started.elapsed() < PATIENCE {
            return;
        }
        let bar = self.bar.get_or_insert_with(ProgressBar::new_spinner);
        bar.set_message(format!("Checking {}", plural(self.count, "recording")));
        bar.tick();
    }

    /// Removes the bar before other output.
    pub fn clear(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}
