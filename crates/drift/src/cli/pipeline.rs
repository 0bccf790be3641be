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
use openapi_drift_openapi::document::Document;
use openapi_drift_openapi::server::Server;
use openapi_drift_recordings::{Exchange, InputFormat, Order, ReadOptions, WorkItem, WorkQueue, read_item};
use openapi_drift_source::error::Error;

/// More threads than this only take memory.
const MAX_THREADS: usize = 64;

/// What is done with the files, and how.
pub(crate) struct Pipeline<'a> {
    pub document: &'a Document,
    pub options: Options,
    pub input: Option<InputFormat>,
    pub threads: NonZero<usize>,
    /// Whether a recording is left out for its age.
    pub too_old: &'a (dyn Fn(&Exchange) -> bool + Sync),
    /// Whether a recording that was checked belongs to what was asked for.
    pub wanted: &'a (dyn Fn(&Checked) -> bool + Sync),
}

/// What a run has found.
pub(crate) struct RunResult<'a> {
    pub collector: Collector<'a>,
    /// What could not be read, in the order of the files.
    pub troubles: Vec<Error>,
    /// How many recordings were left out for their age.
    pub left_out: usize,
    /// The servers among the options that no recording was made at.
    pub idle: Vec<Server>,
}

impl<'a> Pipeline<'a> {
    /// Checks the recordings of all files.
    pub fn run(&self, files: Vec<PathBuf>, empty: &(dyn Fn() -> Collector<'a> + Sync), counter: RecordingCounter) -> RunResult<'a> {
        let feed = WorkQueue::new(files, self.reading());
        let work = Work { pipeline: self, reading: self.reading(), counter: counter.is_watched().then(|| Mutex::new(counter)) };
        let mut workers = if self.threads.get() == 1 {
            let mut worker = Worker::new(empty());
            feed.for_each(|unit| worker.work(&work, unit));
            vec![worker]
        } else {
            self.in_parallel(feed, empty, &work)
        };
        work.count(RecordingCounter::clear);
        let mut troubles: Vec<(Order, Error)> = workers.iter_mut().flat_map(|worker| std::mem::take(&mut worker.troubles)).collect();
        troubles.sort_by_key(|(order, _)| *order);
        let is_idle = |index: &usize| !workers.iter().any(|worker| worker.served.contains(index));
        let idle = (0..self.options.servers.len()).filter(is_idle).map(|index| self.options.servers[index].clone()).collect();
        let left_out = workers.iter().map(|worker| worker.left_out).sum();
        let collector = workers.into_iter().map(|worker| worker.collector).reduce(Collector::merge).unwrap_or_else(empty);
        RunResult { collector, troubles: troubles.into_iter().map(|(_, trouble)| trouble).collect(), left_out, idle }
    }

    fn reading(&self) -> ReadOptions {
        ReadOptions { format: self.input, root: None }
    }

    /// One thread cuts the files into units, the others work on whichever comes next. The channel is short, so that what
    /// waits in it stays small however large the files are.
    fn in_parallel(&self, feed: WorkQueue, empty: &(dyn Fn() -> Collector<'a> + Sync), shared: &Work<'_>) -> Vec<Worker<'a>> {
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
                worker
            };
            // A small run is mostly this: the workers begin with the graph, and need the converted schemas next.
            scope.spawn(|| self.document.prepare());
            let threads: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
            for unit in feed {
                // Nobody is left to take it only where all workers have panicked.
                if send.send(unit).is_err() {
                    break;
                }
            }
            drop(send);
            let join =
                |thread: thread::ScopedJoinHandle<'_, Worker<'a>>| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            threads.into_iter().map(join).collect()
        })
    }
}

/// What all threads share.
struct Work<'p> {
    pipeline: &'p Pipeline<'p>,
    /// How files are read.
    reading: ReadOptions,
    /// Where someone looks on.
    counter: Option<Mutex<RecordingCounter>>,
}

impl Work<'_> {
    fn count(&self, act: impl FnOnce(&mut RecordingCounter)) {
        if let Some(Ok(mut counter)) = self.counter.as_ref().map(Mutex::lock) {
            act(&mut counter);
        }
    }
}

/// What one thread has found.
struct Worker<'d> {
    collector: Collector<'d>,
    troubles: Vec<(Order, Error)>,
    left_out: usize,
    /// Which servers among the options were met.
    served: Vec<usize>,
}

impl<'d> Worker<'d> {
    fn new(collector: Collector<'d>) -> Self {
        Self { collector, troubles: Vec::new(), left_out: 0, served: Vec::new() }
    }

    fn work(&mut self, work: &Work<'_>, unit: WorkItem) {
        let mut recordings = 0;
        read_item(unit, &work.reading, &mut |read| {
            recordings += 1;
            match read {
                Ok(exchange) => self.check(work, &exchange),
                Err(unread) => self.troubles.push(*unread),
            }
        });
        work.count(|counter| counter.add(recordings));
    }

    fn check(&mut self, work: &Work<'_>, exchange: &Exchange) {
        let pipeline = work.pipeline;
        if (pipeline.too_old)(exchange) {
            self.left_out += 1;
            return;
        }
        for (index, server) in pipeline.options.servers.iter().enumerate() {
            if !self.served.contains(&index) && server.serves(&exchange.recording.request.url) {
                self.served.push(index);
            }
        }
        let checked = check(pipeline.document, &exchange.recording, &pipeline.options);
        if (pipeline.wanted)(&checked) {
            self.collector.add(exchange, checked);
        }
    }
}
