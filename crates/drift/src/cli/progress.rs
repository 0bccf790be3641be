//! What is said on standard error while a run goes on.

use std::io::{self, Write};
use std::time::{Duration, Instant};

use indicatif::ProgressBar;

use crate::text::plural;

/// A line as cargo writes them: a verb in twelve columns, then what it is about.
pub(crate) fn say(err: &mut dyn Write, verb: &str, text: &str) -> io::Result<()> {
    let style = anstyle::AnsiColor::BrightGreen.on_default().bold();
    writeln!(err, "{style}{verb:>12}{style:#} {text}")
}

/// Counts recordings, visibly where someone looks on and it takes longer than a second. How many there will be is not
/// known: an archive is read as it is checked.
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

    /// Whether anybody looks on.
    pub fn is_watched(&self) -> bool {
        self.watched
    }

    /// Counts so many more.
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

    /// Takes the bar away, so that something can be written.
    pub fn clear(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}
