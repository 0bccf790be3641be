//! The state that all requests share: the world, the clock, the faults, the log, the deliveries.

mod clock;
mod deliveries;
mod job_speed;
mod log;
mod shared;

pub use clock::Clock;
pub use deliveries::{Attempt, Deliveries, Delivery, DeliveryState};
pub use job_speed::{JobSpeed, UnknownJobSpeed};
pub use log::{LogEntry, Message, Verdict};
pub use shared::{InitialState, Settings, Shared, State, WorldSource};
