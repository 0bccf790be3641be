//! Actions that change the world and have effects outside it: bulk jobs and deliveries.

mod change;
mod deliver;
mod jobs;

pub use deliver::redeliver;
