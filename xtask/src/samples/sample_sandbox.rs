//! The sandbox for samples: everything that the examples of a document name exists in it.

use mobilize_sandbox::{Sandbox, Vendor, WorldName};
use openapi_publish::{Samples, Variables};
use tokio::runtime::Runtime;

use crate::documents::Document;

/// A sandbox for one sample.
pub struct SampleSandbox<'r> {
    runtime: &'r Runtime,
    sandbox: Sandbox,
}

impl<'r> SampleSandbox<'r> {
    pub fn start(runtime: &'r Runtime, document: Document) -> Result<Self, String> {
        let vendor: Vendor = document.name().parse().map_err(|error| format!("{error}"))?;
        let world = match vendor {
            Vendor::Mobilize => WorldName::Pages,
            Vendor::Mode => WorldName::Acme,
        };
        let sandbox = runtime.block_on(Sandbox::builder().world(world).start()).map_err(|error| error.to_string())?;
        Ok(Self { runtime, sandbox })
    }

    /// The origin that stands for that of the live service.
    pub fn origin(&self) -> String {
        format!("http://{}", self.sandbox.address())
    }

    /// The environment variables of a sample. Proxies are not used.
    pub fn environment(&self, samples: &Samples) -> Vec<(String, String)> {
        let signature =
            self.sandbox.world(|world| world.organization().and_then(|organization| organization.signature_tokens.first().cloned()));
        let mut variables = vec![("NO_PROXY".to_owned(), "127.0.0.1".to_owned()), ("no_proxy".to_owned(), "127.0.0.1".to_owned())];
        for scheme in samples.credentials.values() {
            match scheme {
                Variables::Basic([name, password]) => {
                    variables.extend([(name.clone(), self.sandbox.key()), (password.clone(), self.sandbox.secret())]);
                }
                Variables::Bearer(names) => {
                    let parts = signature.iter().flat_map(|token| [&token.token, &token.access_key, &token.access_secret]);
                    variables.extend(names.iter().cloned().zip(parts.cloned()));
                }
            }
        }
        variables
    }

    /// Stops it and returns every difference from one successful request for the operation that agrees with the document.
    pub fn complaints(self, operation: &str) -> Vec<String> {
        let requests = self.sandbox.requests();
        let mut complaints: Vec<String> = requests.iter().flat_map(|entry| self.sandbox.verdict(entry).unwrap_or_default()).collect();
        match &requests[..] {
            [entry] if entry.operation == Some(operation) && (200..300).contains(&entry.status) => {}
            [] => complaints.push("sent no request".to_owned()),
            entries => {
                complaints
                    .extend(entries.iter().map(|entry| format!("{} {} was answered with {}", entry.method, entry.path, entry.status)));
            }
        }
        self.runtime.block_on(self.sandbox.stop());
        complaints
    }
}
