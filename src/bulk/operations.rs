//! The kinds of bulk work: their requests.

use reqwest::Method;

use super::rows::Rows;
use super::run::{Bulk, Outcome, Work};
use super::state::{BulkState, BulkWork};
use crate::client::Client;
use crate::error::{Error, Result, missing_field};
use crate::response::Response;
use crate::types::{
    BulkJob, BulkJobStatus, FieldValues, GroupCreateBatch, GroupCreateRow, GroupId, GroupUpdateBatch, GroupUpdateRow, JobId, JobStatus,
    MemberCreateBatch, MemberCreateRow, MemberInvite, UserNumber,
};

impl Client {
    /// Imports any number of members into a group, as [`bulk`](crate::bulk) describes (pages: `create-members-in-bulk`,
    /// `get-bulk-import-status`).
    ///
    /// Each member needs an `email` among its fields. Existing users are overwritten.
    pub fn import_members<'a>(
        &self,
        group_id: impl Into<GroupId>,
        members: impl Into<Rows<'a, MemberCreateRow>>,
        state: BulkState,
    ) -> Bulk<'a, MemberCreateRow> {
        Bulk::new(ImportMembers { client: self.repeating_posts(), group_id: group_id.into() }, members.into(), state)
    }

    /// Creates any number of groups, as [`bulk`](crate::bulk) describes (page: `create-groups-in-bulk`).
    pub fn create_all_groups<'a>(&self, groups: impl Into<Rows<'a, GroupCreateRow>>, state: BulkState) -> Bulk<'a, GroupCreateRow> {
        Bulk::new(CreateGroups(self.clone()), groups.into(), state)
    }

    /// Updates any number of groups, as [`bulk`](crate::bulk) describes (page: `update-groups-in-bulk`).
    pub fn update_all_groups<'a>(&self, groups: impl Into<Rows<'a, GroupUpdateRow>>, state: BulkState) -> Bulk<'a, GroupUpdateRow> {
        Bulk::new(UpdateGroups(self.repeating_posts()), groups.into(), state)
    }

    /// Invites any number of users into a group by e-mail, as [`bulk`](crate::bulk) describes (page: `invite-group-members`).
    ///
    /// The service acknowledges an invitation and sends it later; there is no job to wait for.
    pub fn invite_all<'a>(
        &self,
        group_id: impl Into<GroupId>,
        sender_id: impl Into<UserNumber>,
        recipients: impl Into<Rows<'a, UserNumber>>,
        state: BulkState,
    ) -> Bulk<'a, UserNumber> {
        Bulk::new(Invite { client: self.clone(), group_id: group_id.into(), sender_id: sender_id.into() }, recipients.into(), state)
    }
}

impl MemberCreateRow {
    /// Makes a user to import; the fields need an `email` (page: `create-members-in-bulk`).
    pub fn new(fields: FieldValues) -> Self {
        Self { fields }
    }
}

struct ImportMembers {
    client: Client,
    group_id: GroupId,
}

impl Work for ImportMembers {
    type Row = MemberCreateRow;
    /// Page: `create-members-in-bulk`.
    const LARGEST: usize = 1000;
    const REPEATABLE: bool = true;

    fn work(&self) -> BulkWork {
        BulkWork::ImportMembers { group_id: self.group_id.clone() }
    }

    async fn submit(&self, users: Vec<MemberCreateRow>) -> Result<Option<JobId>> {
        let body = MemberCreateBatch { group_id: self.group_id.clone(), users };
        queued(self.client.create_members_in_bulk().body(body).send().await?)
    }

    async fn status(&self, job: JobId) -> Result<Outcome> {
        Ok(outcome(self.client.get_bulk_job_status().job_id(job).send().await?.into_inner()))
    }
}

struct CreateGroups(Client);

impl Work for CreateGroups {
    type Row = GroupCreateRow;
    const LARGEST: usize = 1000;
    /// A second group would be created, or refused because of its name.
    const REPEATABLE: bool = false;

    fn work(&self) -> BulkWork {
        BulkWork::CreateGroups
    }

    async fn submit(&self, groups: Vec<GroupCreateRow>) -> Result<Option<JobId>> {
        queued(self.0.create_groups_in_bulk().body(GroupCreateBatch { groups }).send().await?)
    }

    async fn status(&self, job: JobId) -> Result<Outcome> {
        group_job(&self.0, job).await
    }
}

struct UpdateGroups(Client);

impl Work for UpdateGroups {
    type Row = GroupUpdateRow;
    const LARGEST: usize = 1000;
    const REPEATABLE: bool = true;

    fn work(&self) -> BulkWork {
        BulkWork::UpdateGroups
    }

    async fn submit(&self, groups: Vec<GroupUpdateRow>) -> Result<Option<JobId>> {
        queued(self.0.update_groups_in_bulk().body(GroupUpdateBatch { groups }).send().await?)
    }

    async fn status(&self, job: JobId) -> Result<Outcome> {
        group_job(&self.0, job).await
    }
}

struct Invite {
    client: Client,
    group_id: GroupId,
    sender_id: UserNumber,
}

impl Work for Invite {
    type Row = UserNumber;
    /// Page: `invite-group-members`, in the description of a parameter.
    const LARGEST: usize = 500;
    /// A second e-mail would be sent.
    const REPEATABLE: bool = false;

    fn work(&self) -> BulkWork {
        BulkWork::Invite { group_id: self.group_id.clone() }
    }

    async fn submit(&self, recipients_ids: Vec<UserNumber>) -> Result<Option<JobId>> {
        let body = MemberInvite { recipients_ids, sender_id: self.sender_id.clone() };
        self.client.invite_group_members().group_id(self.group_id.clone()).body(body).send().await?;
        Ok(None)
    }

    async fn status(&self, _: JobId) -> Result<Outcome> {
        Err(Error::request("an invitation has no job"))
    }
}

fn queued(job: Response<BulkJob>) -> Result<Option<JobId>> {
    match &job.job_id {
        id if id.is_missing() => Err(missing_field("the service accepted the rows without a job", "job_id", job.raw())),
        id => Ok(Some(id.clone())),
    }
}

/// Returns the status of a job about groups. The documented path is named after members; a newer list of pages has an operation for
/// groups, without its path.
async fn group_job(client: &Client, job: JobId) -> Result<Outcome> {
    let documented = client.get_bulk_job_status().job_id(job.clone()).send().await;
    match documented {
        Ok(status) => Ok(outcome(status.into_inner())),
        Err(err) if err.is_not_found() => {
            // Ids are letters and digits; other characters would change the path.
            if !job.text().bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)) {
                return Err(err);
            }
            let guessed = client.request(Method::GET, format!("/bulk/groups/{job}")).send().await;
            // The path is a guess, so the error of the documented path is returned.
            guessed.and_then(|response| response.json()).map(outcome).map_err(|_| err)
        }
        Err(err) => Err(err),
    }
}

/// Returns the outcome of a job. The status is in `result`; it is also read outside of it, as in the response that queued the job.
fn outcome(status: BulkJobStatus) -> Outcome {
    let status = status.into_inner();
    let text = |name: &str| status.extra.get(name).and_then(|value| value.as_str());
    let beside = text("status").map(JobStatus::from);
    let message = text("message").map(str::to_owned);
    match status.result.map(|result| result.into_inner()) {
        Some(result) => Outcome {
            status: result.status.or(beside),
            imported: result.users_imported.unwrap_or_default(),
            message: result.message.or(message),
        },
        None => Outcome { status: beside, imported: Vec::new(), message },
    }
}
