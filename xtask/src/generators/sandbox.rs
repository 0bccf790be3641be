//! The sandbox for generated clients, and the requests that they must have sent.

use mobilize_sandbox::{Sandbox, WorldName};
use tokio::runtime::Runtime;

/// Operations, statuses and minimum counts of the expected responses: groups are read page by page, a user is created, a group that
/// does not exist is requested, and activities are read.
const EXPECTED: [(&str, u16, usize); 4] =
    [("listGroups", 200, 2), ("createUser", 200, 1), ("getGroup", 404, 1), ("listActivities", 200, 1)];

/// A sandbox with the world `demo`, which is the same for every client.
pub struct ClientSandbox {
    runtime: Runtime,
    sandbox: Sandbox,
}

impl ClientSandbox {
    pub fn start() -> Result<Self, String> {
        let runtime = Runtime::new().map_err(|error| error.to_string())?;
        let sandbox = runtime.block_on(Sandbox::builder().world(WorldName::Demo).start()).map_err(|error| error.to_string())?;
        Ok(Self { runtime, sandbox })
    }

    /// The environment variables for a client.
    pub fn environment(&self) -> [(&'static str, String); 3] {
        let sandbox = &self.sandbox;
        let credentials = (sandbox.key(), sandbox.secret());
        [("MOBILIZE_BASE_URL", sandbox.url().to_owned()), ("MOBILIZE_API_KEY", credentials.0), ("MOBILIZE_API_SECRET", credentials.1)]
    }

    /// Stops it and returns the missing requests, and the differences between the requests and the document.
    pub fn complaints(self) -> Vec<String> {
        let entries = self.sandbox.requests();
        let missed = EXPECTED.iter().filter_map(|&(operation, status, least)| {
            let count = entries.iter().filter(|entry| entry.operation == Some(operation) && entry.status == status).count();
            (count < least).then(|| format!("{operation} was answered with {status} {count} times, expected {least}"))
        });
        let findings = entries.iter().flat_map(|entry| {
            let findings = self.sandbox.verdict(entry).unwrap_or_default();
            findings.into_iter().map(move |finding| format!("{} {}: {finding}", entry.method, entry.path))
        });
        let complaints = missed.chain(findings).collect();
        self.runtime.block_on(self.sandbox.stop());
        complaints
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_that_does_nothing_has_not_used_anything() {
        let sandbox = ClientSandbox::start().unwrap_or_else(|why| panic!("{why}"));
        let expected =
            EXPECTED.map(|(operation, status, least)| format!("{operation} was answered with {status} 0 times, expected {least}"));
        assert_eq!(sandbox.complaints(), expected);
    }
}
