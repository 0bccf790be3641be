//! TLS with rustls, the cryptography of `ring`, and the certificates of the system.
//!
//! By default reqwest uses `aws-lc`, which takes longer to build than any other dependency of this crate. The choice is made for
//! the clients of this crate only; the default of the process stays as the program sets it.

use std::sync::Arc;

use rustls::ClientConfig;
use rustls::crypto::ring;
use rustls_platform_verifier::BuilderVerifierExt;

use crate::error::{Error, Result};

pub fn config() -> Result<ClientConfig> {
    configured().map_err(|err| Error::configuration(format!("cannot set up TLS: {err}")))
}

fn configured() -> Result<ClientConfig, rustls::Error> {
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider())).with_safe_default_protocol_versions()?;
    let mut config = builder.with_platform_verifier()?.with_no_client_auth();
    // The HTTP client has no HTTP/2.
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}
