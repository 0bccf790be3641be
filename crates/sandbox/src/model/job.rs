//! Bulk jobs: queued, processing, completed or failed; one at a time.

use std::collections::HashSet;

use base64::Engine as _;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::world::push_within;
use super::{GroupChange, Millis, NewGroup, Refusal, World, activity};

/// A bulk job.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Job {
    /// The id, 24 hexadecimal digits.
    pub id: String,
    /// The state of the job.
    pub status: JobStatus,
    /// The time at which it was queued.
    pub queued_at: Millis,
    /// The work to do; removed once it is done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub work: Option<Work>,
    /// The users that it imported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub users_imported: Option<Vec<i64>>,
    /// The result in words, once it is finished.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// The state of a bulk job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the names say it")]
pub enum JobStatus {
    Queued,
    Processing,
    Completed,
    Failed,
}

impl JobStatus {
    /// Returns whether the job is finished.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Completed | Self::Failed)
    }
}

/// The work of a bulk job.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Work {
    /// Adds users to a group.
    Members {
        /// The group.
        group: i64,
        /// The fields of each user.
        users: Vec<Map<String, Value>>,
    },
    /// Creates groups.
    CreateGroups(Vec<NewGroup>),
    /// Updates groups.
    UpdateGroups(Vec<(i64, GroupChange)>),
}

impl World {
    /// Queues a job and returns its id.
    ///
    /// # Errors
    ///
    /// Returns a refusal if the work is empty, another job is not finished, or the group does not exist.
    pub fn queue(&mut self, work: Work, now: Millis) -> Result<String, Refusal> {
        let (is_empty, list) = match &work {
            Work::Members { users, .. } => (users.is_empty(), "users"),
            Work::CreateGroups(groups) => (groups.is_empty(), "groups"),
            Work::UpdateGroups(groups) => (groups.is_empty(), "groups"),
        };
        if is_empty {
            return Err(Refusal::Missing(list.to_owned()));
        }
        if let Work::Members { group, .. } = &work {
            self.group(*group)?;
        }
        if self.jobs.iter().any(|job| !job.status.is_over()) {
            return Err(Refusal::Busy);
        }
        let id = self.hex_id();
        let job = Job { id: id.clone(), status: JobStatus::Queued, queued_at: now, work: Some(work), users_imported: None, message: None };
        push_within(&mut self.jobs, job, self.limits.jobs);
        Ok(id)
    }

    /// Returns a job.
    ///
    /// # Errors
    ///
    /// Returns a refusal if it does not exist.
    pub fn job(&self, id: &str) -> Result<&Job, Refusal> {
        self.jobs.iter().find(|job| job.id == id).ok_or_else(|| Refusal::NoJob(id.to_owned()))
    }

    /// Returns the jobs that are kept, the latest last.
    pub fn jobs(&self) -> impl DoubleEndedIterator<Item = &Job> {
        self.jobs.iter()
    }

    /// Advances the running job by one step: from queued to processing, or to its end. Returns its state, or `None` if no job is
    /// running.
    pub fn step_job(&mut self, now: Millis) -> Option<JobStatus> {
        let index = self.jobs.iter().position(|job| !job.status.is_over())?;
        if self.jobs[index].status == JobStatus::Queued {
            self.jobs[index].status = JobStatus::Processing;
            return Some(JobStatus::Processing);
        }
        let work = self.jobs[index].work.take();
        let outcome = match work {
            Some(Work::Members { group, users }) => self.import_members(group, users, now),
            Some(Work::CreateGroups(groups)) => self.create_groups(groups, now),
            Some(Work::UpdateGroups(groups)) => self.update_groups(groups, now),
            None => Err("the job has nothing to do".to_owned()),
        };
        self.settle(now);
        let job = &mut self.jobs[index];
        match outcome {
            Ok((users, message)) => {
                (job.status, job.users_imported, job.message) = (JobStatus::Completed, users, Some(message));
            }
            Err(why) => (job.status, job.message) = (JobStatus::Failed, Some(format!("Import failed, {why}"))),
        }
        Some(job.status)
    }

    /// Imports all users or none: every record is checked before the first is written.
    fn import_members(&mut self, group: i64, users: Vec<Map<String, Value>>, now: Millis) -> CallResult {
        let records = users.len();
        let mut checked = Vec::with_capacity(records);
        for (index, fields) in users.into_iter().enumerate() {
            let values = self.accept_values(Some(group), fields);
            let values = values.and_then(|values| Self::address(&values).map(|_| values));
            checked.push(values.map_err(|refusal| at_record(index, &refusal))?);
        }
        if self.users.len() + records > self.limits.users {
            return Err(Refusal::Full { what: "users", limit: self.limits.users }.to_string());
        }
        let mut imported = Vec::with_capacity(records);
        for (index, values) in checked.into_iter().enumerate() {
            let user = self.import(group, values, now).map_err(|refusal| at_record(index, &refusal))?;
            if !imported.contains(&user) {
                imported.push(user);
            }
        }
        self.log_unowned(now, activity::added(self.groups.get(&group), imported.len()));
        let message = format!("Import succeeded, {records} records imported ({} members)", imported.len());
        Ok((Some(imported), message))
    }

    fn create_groups(&mut self, groups: Vec<NewGroup>, now: Millis) -> CallResult {
        let mut taken = TakenNames::default();
        for (index, group) in groups.iter().enumerate() {
            let checked = self.check_new_group(group).and_then(|_| taken.take(&group.settings));
            checked.map_err(|refusal| at_record(index, &refusal))?;
        }
        if self.groups.len() + groups.len() > self.limits.groups {
            return Err(Refusal::Full { what: "groups", limit: self.limits.groups }.to_string());
        }
        let records = groups.len();
        for (index, group) in groups.into_iter().enumerate() {
            self.create_group(group, now).map_err(|refusal| at_record(index, &refusal))?;
        }
        Ok((None, format!("Import succeeded, {records} records imported ({records} groups)")))
    }

    fn update_groups(&mut self, groups: Vec<(i64, GroupChange)>, now: Millis) -> CallResult {
        let mut taken = TakenNames::default();
        for (index, (id, change)) in groups.iter().enumerate() {
            let checked = self.check_group_change(*id, change).and_then(|()| taken.take(change));
            checked.map_err(|refusal| at_record(index, &refusal))?;
        }
        let records = groups.len();
        for (index, (id, change)) in groups.into_iter().enumerate() {
            self.update_group(id, change, now).map_err(|refusal| at_record(index, &refusal))?;
        }
        Ok((None, format!("Import succeeded, {records} records imported ({records} groups)")))
    }

    /// Returns 24 hexadecimal digits, like the ids of jobs and conversations.
    pub(crate) fn hex_id(&mut self) -> String {
        format!("{:08x}{:016x}", self.rng.u32(..), self.rng.u64(..))
    }

    /// Returns 22 characters of base64 for URLs, like the ids of bulks.
    pub(super) fn bulk_id(&mut self) -> String {
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(self.rng.u128(..).to_be_bytes())
    }
}

/// The names and aliases that earlier records of the same job use.
#[derive(Default)]
struct TakenNames {
    names: HashSet<String>,
    aliases: HashSet<String>,
}

impl TakenNames {
    fn take(&mut self, group: &GroupChange) -> Result<(), Refusal> {
        if group.name.as_ref().is_some_and(|name| !self.names.insert(name.clone())) {
            return Err(Refusal::NameTaken);
        }
        if group.alias_name.as_ref().is_some_and(|alias| !self.aliases.insert(alias.to_ascii_lowercase())) {
            return Err(Refusal::AliasTaken);
        }
        Ok(())
    }
}

/// The imported users, if the job imports any, and a message; or the reason of its failure.
type CallResult = Result<(Option<Vec<i64>>, String), String>;

fn at_record(index: usize, refusal: &Refusal) -> String {
    format!("record {}: {refusal}", index + 1)
}
