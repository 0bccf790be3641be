//! Strictness and checking on all cores. What comes out does not depend on how many there are.

use std::num::NonZero;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::mpsc::sync_channel;
use std::thread;

use crate::check::check::check;

use crate::check::checked::{Checked, Options};
use crate::cli::progress::RecordingCounter;
use crate::report::collector::Collector;
use crate::report::partial::Partial;
use openapi_drift_openapi::Document;
use openapi_drift_recordings::{Exchange, ReadOptions, WorkItem, WorkQueue, read_item};

/// More threads than this only take memory.
const MAX_THREADS: usize = 64;

/// The settings of a run over many files.
pub(crate) struct Pipeline<'a> {
    pub document: &'a Document,
    pub options: Options,
    pub reading: ReadOptions,
    pub threads: NonZero<usize>,
    /// Returns whether a recording is left out because of its age.
    pub too_old: &'a (dyn Fn(&Exchange) -> bool + Sync),
    /// Returns whether a checked recording belongs to an operation that was asked for.
    pub wanted: &'a (dyn Fn(&Checked) -> bool + Sync),
}

impl<'a> Pipeline<'a> {
    /// Checks the recordings of all files.
    pub fn run(&self, files: Vec<PathBuf>, empty: &(dyn Fn() -> Collector<'a> + Sync), counter: RecordingCounter) -> Partial {
        let feed = WorkQueue::new(files, self.reading.clone());
        let work = Work { pipeline: self, counter: counter.is_watched().then(|| Mutex::new(counter)) };
        let mut collectors = if self.threads.get() == 1 {
            let mut worker = Worker::new(empty());
            feed.for_each(|unit| worker.work(&work, unit));
            vec![worker.collector]
        } else {
            self.in_parallel(feed, empty, &work)
        };
        work.count(RecordingCounter::clear);
        let first = collectors.pop().unwrap_or_else(empty);
        first.partial_with(collectors)
    }

    /// One thread cuts the files into units, the others work on the next one. The channel is short, so that few
    /// units wait in it, no matter how large the files are.
    fn in_parallel(&self, feed: WorkQueue, empty: &(dyn Fn() -> Collector<'a> + Sync), shared: &Work<'_>) -> Vec<Collector<'a>> {
        let threads = self.threads.get().min(MAX_THREADS);
        let (send, receive) = sync_channel(2 * threads);
        let receive = Mutex::new(receive);
        thread::scope(|scope| {
            let work = || {
                let mut worker = Worker::new(empty());
                loop {
                    let Ok(next) = receive.lock().map(|receive| receive.recv()) else { break };
                    let Ok(unit) = next else { break };
                    worker.work(shared, unit);
                }
                worker.collector
            };
            // A small run spends most of its time here: the workers begin with the graph, and need the converted schemas next.
            scope.spawn(|| self.document.prepare());
            let threads: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
            for unit in feed {
                // Sending fails only if all workers have panicked.
                if send.send(unit).is_err() {
                    break;
                }
            }
            drop(send);
            let join = |thread: thread::ScopedJoinHandle<'_, Collector<'a>>| {
                thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            };
            threads.into_iter().map(join).collect()
        })
    }
}

/// The state that all threads share.
struct Work<'p> {
    pipeline: &'p Pipeline<'p>,
    /// The visible counter, on a terminal.
    counter: Option<Mutex<RecordingCounter>>,
}

impl Work<'_> {
    fn count(&self, act: impl FnOnce(&mut RecordingCounter)) {
        if let Some(Ok(mut counter)) = self.counter.as_ref().map(Mutex::lock) {
            act(&mut counter);
        }
    }
}

/// One thread of the run.
struct Worker<'d> {
    collector: Collector<'d>,
    /// The servers among the options at which a recording was made.
    served: Vec<usize>,
}

impl<'d> Worker<'d> {
    fn new(collector: Collector<'d>) -> Self {
        Self { collector, served: Vec::new() }
    }

    fn work(&mut self, work: &Work<'_>, unit: WorkItem) {
        let mut recordings = 0;
        read_item(unit, &work.pipeline.reading, &mut |read| {
            recordings += 1;
            match read {
                Ok(exchange) => self.check(work, &exchange),
                Err(unread) => self.collector.add_error(&unread.1),
            }
        });
        work.count(|counter| counter.add(recordings));
    }

    fn check(&mut self, work: &Work<'_>, exchange: &Exchange) {
        let pipeline = work.pipeline;
        if (pipeline.too_old)(exchange) {
            self.collector.add_too_old(exchange);
            return;
        }
        for (index, server) in pipeline.options.servers.iter().enumerate() {
            if !self.served.contains(&index) && server.serves(&exchange.recording.request.url) {
                self.served.push(index);
                self.collector.add_served(server.as_str());
            }
        }
        let checked = check(pipeline.document, &exchange.recording, &pipeline.options);
        if (pipeline.wanted)(&checked) {
            self.collector.add(exchange, checked);
        } else {
            self.collector.add_other_operation(exchange);
        }
    }
}
