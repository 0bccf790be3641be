//! TLS by rustls with the cryptography of `ring`, and the certificates of the system.
//!
//! By itself, reqwest takes that of `aws-lc`, whose build costs more than any other part of this crate's dependencies. The choice
//! is made for the clients of this crate only: the default of the process is its owner's.

use std::sync::Arc;

use rustls::ClientConfig;
use rustls::crypto::ring;
use rustls_platform_verifier::BuilderVerifierExt;

use crate::error::{Error, Result};

pub fn config() -> Result<ClientConfig> {
    configured().map_err(|err| Error::configuration(format!("TLS cannot be set up: {err}")))
}

fn configured() -> Result<ClientConfig, rustls::Error> {
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider())).with_safe_default_protocol_versions()?;
    let mut config = builder.with_platform_verifier()?.with_no_client_auth();
    // What the HTTP client speaks.
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}
