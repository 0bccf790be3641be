//! The token for the control endpoints of a sandbox that other machines can reach.

use std::fmt;
use std::net::SocketAddr;

use axum::http::{HeaderMap, header};

/// The token that allows control of the sandbox.
#[derive(Clone)]
pub struct ControlToken(String);

impl ControlToken {
    /// Returns a chosen token: 8 to 200 letters, digits, and characters that need no quoting in a header or URL.
    pub fn chosen(text: &str) -> Option<Self> {
        let fits = (8..=200).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte));
        fits.then(|| Self(text.to_owned()))
    }

    /// Returns a random token of 32 hexadecimal digits, independent of the seed.
    pub fn random() -> Option<Self> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).ok()?;
        Some(Self(format!("{:032x}", u128::from_be_bytes(bytes))))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns whether a request has the token, as `Authorization: Bearer` or as the cookie of the page.
    pub fn is_in(&self, headers: &HeaderMap, address: SocketAddr) -> bool {
        let text = |name| headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
        let bearer = text(header::AUTHORIZATION).filter_map(|value| value.split_once(' '));
        let mut bearer = bearer.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")).map(|(_, token)| token.trim());
        let name = cookie(address);
        let pairs = text(header::COOKIE).flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
        let mut cookies = pairs.filter(|(known, _)| *known == name).map(|(_, token)| token);
        bearer.any(|token| self.is(token)) || cookies.any(|token| self.is(token))
    }

    /// Compares the token in a time that depends on its length alone.
    pub fn is(&self, token: &str) -> bool {
        let differ = self.0.bytes().zip(token.bytes()).fold(0, |differ, (one, other)| differ | (one ^ other));
        self.0.len() == token.len() && differ == 0
    }

    /// Returns the cookie that keeps the token in a browser, for `/_sandbox` alone; other sites cannot send it.
    pub fn set_cookie(&self, address: SocketAddr) -> String {
        format!("{}={}; Path=/_sandbox; HttpOnly; SameSite=Strict", cookie(address), self.0)
    }
}

/// Returns the name of the cookie. Browsers share cookies among all ports of a host, so the name has the port.
fn cookie(address: SocketAddr) -> String {
    format!("sandbox-{}", address.port())
}

impl fmt::Debug for ControlToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ControlToken(…)")
    }
}
