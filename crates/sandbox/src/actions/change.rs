//! Changes of the world, with the deliveries that follow from them.

use std::sync::Arc;

use super::deliver;
use crate::model::{Refusal, Subscription, World};
use crate::state::{JobSpeed, Shared, WorldSource};

impl Shared {
    /// Changes the world and sends the notifications about it.
    pub fn change<T>(self: &Arc<Self>, change: impl FnOnce(&mut World) -> T) -> T {
        let mut world = self.world_mut();
        let result = change(&mut world);
        let outbox = world.take_outbox();
        drop(world);
        deliver::send_all(self, outbox);
        result
    }

    /// Replaces the world; a bulk job in it continues.
    pub fn load(self: &Arc<Self>, world: World) {
        self.replace_world(world);
        self.run_jobs();
    }

    /// Restores the state at the start, or another world; a bulk job in it continues.
    pub fn reset(self: &Arc<Self>, other: Option<WorldSource>) {
        self.restore(other);
        self.run_jobs();
    }

    /// Adds a webhook and returns its number.
    ///
    /// # Errors
    ///
    /// Returns an error if the URL is not valid, deliveries may not go to its host, or there is no topic.
    pub fn subscribe(self: &Arc<Self>, subscription: Subscription) -> Result<u64, Refusal> {
        subscription.check()?;
        if let Some(reason) = self.webhooks.refuse(&subscription.url) {
            return Err(Refusal::invalid("url", reason));
        }
        self.change(|world| world.subscribe(subscription))
    }

    /// Sets the speed of bulk jobs; a running job continues at that speed.
    pub fn set_job_speed(self: &Arc<Self>, speed: JobSpeed) {
        self.store_job_speed(speed);
        self.run_jobs();
    }
}
