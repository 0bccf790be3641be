//! The progress of bulk jobs, at the speed that is set.

use std::sync::Arc;
use std::time::Duration;

use super::deliver;
use crate::model::JobStatus;
use crate::state::{JobSpeed, Shared};

/// The duration of each state of a job at the speed `real`.
const REAL_STEP: Duration = Duration::from_millis(500);

impl Shared {
    /// Advances the running job by one step and sends the notifications about it. Returns `None` if no job is running.
    pub fn step_job(self: &Arc<Self>) -> Option<JobStatus> {
        let mut world = self.world_mut();
        world.jobs().find(|job| !job.status.is_over())?;
        let now = self.clock.tick();
        let status = world.step_job(now);
        let outbox = world.take_outbox();
        drop(world);
        deliver::send_all(self, outbox);
        status
    }

    /// Advances a job that has just been queued or loaded, as fast as the job speed says.
    pub fn run_jobs(self: &Arc<Self>) {
        match self.job_speed() {
            JobSpeed::Step => {}
            JobSpeed::Instant => while self.step_job().is_some_and(|status| !status.is_over()) {},
            JobSpeed::Real => {
                let world = self.world();
                let generation = self.generation();
                let Some(id) = world.jobs().find(|job| !job.status.is_over()).map(|job| job.id.clone()) else { return };
                drop(world);
                let task = Arc::clone(self);
                self.runtime.spawn(async move { task.run_in_real_time(&id, generation).await });
            }
        }
    }

    async fn run_in_real_time(self: &Arc<Self>, id: &str, generation: u64) {
        loop {
            tokio::time::sleep(REAL_STEP).await;
            // The job may have been advanced by hand, or its world replaced.
            let running = self.world().job(id).is_ok_and(|job| !job.status.is_over());
            if !running || self.generation() != generation || self.job_speed() != JobSpeed::Real {
                return;
            }
            self.step_job();
        }
    }
}
