//! Servers: which recorded URLs do they serve, and what remains of the path?

use serde_json::Value;
use url::Url;

use crate::path_template::{Part, capture, parts, path_segments};

/// A server: one of the document, or one that stands for those in recordings.
#[derive(Debug, Clone)]
pub struct Server {
    url: String,
    /// `None` for a relative URL, which any host may serve.
    host: Option<Vec<Part>>,
    base: Vec<Vec<Part>>,
    /// The variables that may have listed values only.
    lists: Vec<(String, Vec<String>)>,
}

impl Server {
    /// Reads a server object. A variable with an `enum` fits the values listed there; any other fits any text, since
    /// its default is only what a client sends unless told otherwise.
    pub fn new(server: &Value) -> Self {
        let url = server.get("url").and_then(Value::as_str).unwrap_or("/");
        let variables = || server.get("variables").and_then(Value::as_object).into_iter().flatten();
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        // A variable that stands for the scheme and host together is known by its default alone.
        let mut whole = url.to_owned();
        if !url.contains("://") && url.starts_with('{') {
            for (name, variable) in variables() {
                whole = whole.replace(&format!("{{{name}}}"), &variable.get("default").map(text).unwrap_or_default());
            }
        }
        let lists = variables().filter_map(|(name, variable)| {
            let values: Vec<String> = variable.get("enum")?.as_array()?.iter().map(text).collect();
            (!values.is_empty()).then(|| (name.clone(), values))
        });
        Self { lists: lists.collect(), url: url.to_owned(), ..Self::from_url(&whole) }
    }

    /// A server at `url`, which may hold `{variables}` and may be relative.
    pub fn from_url(url: &str) -> Self {
        let (host, path) = match url.split_once("://") {
            Some((_, rest)) => match rest.split_once('/') {
                Some((host, path)) => (Some(without_default_port(host)), path),
                None => (Some(without_default_port(rest)), ""),
            },
            None => (None, url),
        };
        let path = path.trim_matches('/');
        Self {
            url: url.to_owned(),
            host: host.map(|host| parts(&host.to_ascii_lowercase())),
            base: if path.is_empty() { Vec::new() } else { path.split('/').map(parts).collect() },
            lists: Vec::new(),
        }
    }

    /// The URL, as the document writes it.
    pub fn as_str(&self) -> &str {
        &self.url
    }

    /// Whether a recorded URL stands below this server.
    pub fn serves(&self, url: &str) -> bool {
        Url::parse(url).is_ok_and(|url| self.below(&url).is_some())
    }

    /// The segments below this server's base path, if it serves the URL. The scheme makes no difference.
    pub fn below(&self, url: &Url) -> Option<Vec<String>> {
        if let Some(host) = &self.host {
            let name = url.host_str().unwrap_or_default();
            let with_port = url.port().map_or_else(|| name.to_owned(), |port| format!("{name}:{port}"));
            if !self.fits(host, &with_port) {
                return None;
            }
        }
        self.below_path(path_segments(url.path()))
    }

    /// The segments below this server's base path, whatever the host.
    pub fn below_path(&self, mut segments: Vec<String>) -> Option<Vec<String>> {
        if segments.len() < self.base.len() {
            return None;
        }
        let rest = segments.split_off(self.base.len());
        let fits = self.base.iter().zip(&segments).all(|(parts, recorded)| self.fits(parts, recorded));
        // The bare base path is the root of the service.
        fits.then(|| if rest.is_empty() { vec![String::new()] } else { rest })
    }

    fn fits(&self, parts: &[Part], recorded: &str) -> bool {
        let mut variables = Vec::new();
        let listed = |(name, value): &(&str, String)| {
            self.lists
                .iter()
                .find(|(known, _)| known == name)
                .is_none_or(|(_, values)| values.iter().any(|known| known.eq_ignore_ascii_case(value)))
        };
        capture(parts, recorded, &mut variables) && variables.iter().all(listed)
    }
}

/// Reads the whole URL of a server that stands for those of the document.
impl std::str::FromStr for Server {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let url = Url::parse(text).map_err(|error| format!("{error}; write it whole, such as http://localhost:4010/v1"))?;
        url.host_str().ok_or("it names no host")?;
        Ok(Self::from_url(text))
    }
}

/// A parsed URL names no default port, so a server must not either.
fn without_default_port(host: &str) -> &str {
    host.strip_suffix(":443").or_else(|| host.strip_suffix(":80")).unwrap_or(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn below(server: &Server, url: &str) -> Option<String> {
        server.below(&Url::parse(url).expect("a url")).map(|rest| rest.join("/"))
    }

    #[test]
    fn servers_leave_the_rest_of_the_path() {
        let below = |server: &str, url: &str| below(&Server::from_url(server), url);
        assert_eq!(below("https://api.example.org/v1", "http://api.example.org/v1/groups/"), Some("groups".into()));
        assert_eq!(below("https://api.example.org/v1/", "https://api.example.org/v2/groups"), None);
        assert_eq!(below("https://api.example.org", "https://other.example.org/groups"), None);
        assert_eq!(below("https://{region}.example.org/{version}", "https://eu.example.org/v9/groups"), Some("groups".into()));
        assert_eq!(below("/v1", "http://127.0.0.1:4010/v1/groups"), Some("groups".into()));
        assert_eq!(below("http://localhost:80", "http://localhost/groups"), Some("groups".into()));
        assert_eq!(below("http://localhost", "http://localhost:4010/groups"), None);
        assert_eq!(below("https://api.example.org/v1", "https://api.example.org/v1"), Some(String::new()));
    }

    #[test]
    fn listed_variables_have_listed_values() {
        let server = Server::new(&serde_json::json!({
            "url": "https://{region}.example.org/{version}",
            "variables": { "region": { "enum": ["eu", "us"], "default": "eu" }, "version": { "default": "v1" } }
        }));
        assert_eq!(below(&server, "https://us.example.org/v2/groups"), Some("groups".into()));
        assert_eq!(below(&server, "https://ap.example.org/v1/groups"), None);
    }

    #[test]
    fn a_variable_may_be_the_whole_server() {
        let server = Server::new(&serde_json::json!({
            "url": "{server}/api", "variables": { "server": { "default": "https://example.org" } }
        }));
        assert_eq!(below(&server, "https://example.org/api/groups"), Some("groups".into()));
        assert_eq!(below(&server, "https://other.org/api/groups"), None);
    }
}
