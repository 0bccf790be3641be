//! Reading and checking on all cores. What comes out does not depend on how many there are.

use std::num::NonZero;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::mpsc::sync_channel;
use std::thread;

use crate::check::{Checked, Options, check};
use crate::document::Document;
use crate::recording::{Exchange, Feed, InputFormat, Order, Unit, read_unit};
use crate::report::Collector;
use crate::trouble::Trouble;

/// More threads than this only take memory.
const MAX_THREADS: usize = 64;

/// What is done with the files, and how.
pub(super) struct Pipeline<'a> {
    pub document: &'a Document,
    pub options: Options,
    pub input: Option<InputFormat>,
    pub threads: NonZero<usize>,
    /// Whether a recording that was checked belongs to what was asked for.
    pub wanted: &'a (dyn Fn(&Checked) -> bool + Sync),
}

impl<'a> Pipeline<'a> {
    /// Checks the recordings of all files. Gives what was found, and what could not be read, in the order of the files.
    pub fn run(&self, files: Vec<PathBuf>, empty: &(dyn Fn() -> Collector<'a> + Sync)) -> (Collector<'a>, Vec<Trouble>) {
        let feed = Feed::new(files, self.input);
        let mut done = if self.threads.get() == 1 {
            let mut worker = Worker::new(empty());
            feed.for_each(|unit| worker.work(self, unit));
            vec![worker]
        } else {
            self.in_parallel(feed, empty)
        };
        let mut troubles: Vec<(Order, Trouble)> = done.iter_mut().flat_map(|worker| std::mem::take(&mut worker.troubles)).collect();
        troubles.sort_by_key(|(order, _)| *order);
        let collector = done.into_iter().map(|worker| worker.collector).reduce(Collector::merge);
        (collector.unwrap_or_else(empty), troubles.into_iter().map(|(_, trouble)| trouble).collect())
    }

    /// One thread cuts the files into units, the others work on whichever comes next. The channel is short, so that what
    /// waits in it stays small however large the files are.
    fn in_parallel(&self, feed: Feed, empty: &(dyn Fn() -> Collector<'a> + Sync)) -> Vec<Worker<'a>> {
        let threads = self.threads.get().min(MAX_THREADS);
        let (send, receive) = sync_channel(2 * threads);
        let receive = Mutex::new(receive);
        thread::scope(|scope| {
            let work = || {
                let mut worker = Worker::new(empty());
                loop {
                    let Ok(next) = receive.lock().map(|receive| receive.recv()) else { break };
                    let Ok(unit) = next else { break };
                    worker.work(self, unit);
                }
                worker
            };
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

/// What one thread has found.
struct Worker<'d> {
    collector: Collector<'d>,
    troubles: Vec<(Order, Trouble)>,
}

impl<'d> Worker<'d> {
    fn new(collector: Collector<'d>) -> Self {
        Self { collector, troubles: Vec::new() }
    }

    fn work(&mut self, pipeline: &Pipeline<'_>, unit: Unit) {
        read_unit(unit, pipeline.input, &mut |read| match read {
            Ok(exchange) => self.check(pipeline, &exchange),
            Err(unread) => self.troubles.push(*unread),
        });
    }

    fn check(&mut self, pipeline: &Pipeline<'_>, exchange: &Exchange) {
        let options = Options { partial_request: exchange.has_partial_request(), ..pipeline.options.clone() };
        let checked = check(pipeline.document, &exchange.recording, &options);
        if (pipeline.wanted)(&checked) {
            self.collector.add(exchange, checked);
        }
    }
}
