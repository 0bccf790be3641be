//! The HTTP client for webhooks, and the addresses that it may connect to.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

/// The time that a receiver has to respond.
const TIMEOUT: Duration = Duration::from_secs(10);

/// The addresses that deliveries may go to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Receivers {
    /// This machine alone.
    #[default]
    Local,
    /// Any address but link-local, multicast and unspecified ones.
    Any,
}

impl Receivers {
    /// Returns whether a delivery may go to an address.
    pub fn accept(self, address: IpAddr) -> bool {
        let address = embedded(address);
        match self {
            _ if address.is_loopback() => true,
            Self::Local => false,
            Self::Any => !is_link_local(address) && !address.is_unspecified() && !address.is_multicast() && !is_broadcast(address),
        }
    }

    /// Returns whether a delivery may go to the host of a URL. A name is accepted here and its addresses are checked when it is
    /// resolved.
    pub fn accept_url(self, url: &Url) -> bool {
        match url.host() {
            Some(Host::Ipv4(address)) => self.accept(address.into()),
            Some(Host::Ipv6(address)) => self.accept(address.into()),
            Some(Host::Domain(name)) => self == Self::Any || is_local_name(name),
            None => false,
        }
    }
}

/// Returns whether a name always means this machine.
fn is_local_name(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    name == "localhost" || name.ends_with(".localhost")
}

fn is_link_local(address: IpAddr) -> bool {
    // The metadata service of a cloud has a unique local address besides the link-local one.
    const METADATA: Ipv6Addr = Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254);
    match address {
        IpAddr::V4(address) => address.is_link_local(),
        IpAddr::V6(address) => address.is_unicast_link_local() || address == METADATA,
    }
}

fn is_broadcast(address: IpAddr) -> bool {
    matches!(address, IpAddr::V4(address) if address.is_broadcast())
}

/// Returns the IPv4 address that an IPv6 address stands for: mapped, NAT64 (RFC 6052) or 6to4 (RFC 3056).
fn embedded(address: IpAddr) -> IpAddr {
    let IpAddr::V6(v6) = address else { return address };
    let part = |high: u16, low: u16| IpAddr::V4(Ipv4Addr::from((u32::from(high) << 16) | u32::from(low)));
    match v6.segments() {
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => part(high, low),
        [0x2002, high, low, ..] => part(high, low),
        _ => address,
    }
}

/// Resolves names and drops the addresses that deliveries may not go to, so that a name cannot change its meaning in between.
struct CheckedResolver(Receivers);

impl Resolve for CheckedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let receivers = self.0;
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let accepted: Vec<SocketAddr> = found.into_iter().filter(|address| receivers.accept(address.ip())).collect();
            match accepted.is_empty() {
                true => Err("webhooks may not be delivered to the address of this host".into()),
                false => Ok(Box::new(accepted.into_iter()) as Addrs),
            }
        })
    }
}

/// Sends deliveries.
#[derive(Debug)]
pub struct Sender {
    client: Option<reqwest::Client>,
    receivers: Receivers,
    /// The pause before each further attempt.
    pub waits: Vec<Duration>,
}

impl Sender {
    pub fn new(receivers: Receivers, waits: Vec<Duration>) -> Self {
        // Receivers are reached directly. A redirect could lead to an address that is not accepted, and is no success anyway.
        let client = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .dns_resolver(Arc::new(CheckedResolver(receivers)))
            .timeout(TIMEOUT)
            .build();
        Self { client: client.ok(), receivers, waits }
    }

    /// Returns the reason why no delivery may go to a URL, if there is one.
    pub fn refuse(&self, url: &str) -> Option<&'static str> {
        let url = Url::parse(url).ok()?;
        let refused = "webhooks are delivered to this machine alone; start the sandbox with --webhooks-to any for other addresses";
        let never = "webhooks are never delivered to link-local, multicast or unspecified addresses";
        match (self.receivers.accept_url(&url), self.receivers) {
            (true, _) => None,
            (false, Receivers::Local) => Some(refused),
            (false, Receivers::Any) => Some(never),
        }
    }

    /// Sends one POST and returns the status of the response.
    ///
    /// # Errors
    ///
    /// Returns the reason if there is no response.
    pub async fn post(&self, url: &str, body: Bytes) -> Result<u16, String> {
        if let Some(reason) = self.refuse(url) {
            return Err(reason.to_owned());
        }
        let client = self.client.as_ref().ok_or("this machine cannot make HTTP requests")?;
        let request = client.post(url).header("content-type", "application/json").header("user-agent", "mobilize-sandbox");
        match request.body(body).send().await {
            Ok(response) => Ok(response.status().as_u16()),
            Err(error) => Err(describe(&error)),
        }
    }
}

/// Returns the error of a request in plain words.
fn describe(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return format!("no response within {} seconds", TIMEOUT.as_secs());
    }
    let mut cause: &dyn std::error::Error = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    let cause = cause.to_string();
    let cause = cause.split(" (os error").next().unwrap_or_default().to_lowercase();
    if error.is_connect() { format!("cannot connect to the receiver: {cause}") } else { format!("no response: {cause}") }
}

/// Joins an error and its causes.
pub fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_receivers() {
        for (address, local, any) in [
            ("127.0.0.1", true, true),
            ("127.9.9.9", true, true),
            ("::1", true, true),
            ("::ffff:127.0.0.1", true, true),
            ("192.168.1.5", false, true),
            ("203.0.113.9", false, true),
            ("2001:db8::1", false, true),
            ("169.254.169.254", false, false),
            ("::ffff:169.254.169.254", false, false),
            ("64:ff9b::a9fe:a9fe", false, false),
            ("2002:a9fe:a9fe::1", false, false),
            ("fe80::1", false, false),
            ("fd00:ec2::254", false, false),
            ("0.0.0.0", false, false),
            ("::", false, false),
            ("255.255.255.255", false, false),
            ("224.0.0.1", false, false),
            ("ff02::1", false, false),
        ] {
            let parsed: IpAddr = address.parse().unwrap_or_else(|error| panic!("{address}: {error}"));
            assert_eq!((Receivers::Local.accept(parsed), Receivers::Any.accept(parsed)), (local, any), "{address}");
        }
    }

    #[test]
    fn hosts_of_receivers() {
        for (url, local, any) in [
            ("http://localhost:9000/", true, true),
            ("http://hooks.localhost/", true, true),
            ("http://127.1/", true, true),
            ("http://2130706433/", true, true),
            ("http://[::1]:9000/", true, true),
            ("http://example.org/", false, true),
            ("http://localhost.example.org/", false, true),
            ("http://169.254.169.254/latest/meta-data/", false, false),
            ("http://0xa9fea9fe/", false, false),
            ("http://[::ffff:a9fe:a9fe]/", false, false),
        ] {
            let parsed = Url::parse(url).unwrap_or_else(|error| panic!("{url}: {error}"));
            assert_eq!((Receivers::Local.accept_url(&parsed), Receivers::Any.accept_url(&parsed)), (local, any), "{url}");
        }
    }
}
