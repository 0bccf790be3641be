//! Servers of a document: matches recorded URLs and removes the base path.

use serde_json::Value;
use url::Url;

use crate::path_template::{capture, parts};
use crate::{Part, path_segments};

/// A server of the document, or a base URL that recordings have instead of one of its servers.
#[derive(Debug, Clone)]
pub struct Server {
    url: String,
    /// Host and base path, once for each value of the variables that change where the host ends.
    forms: Vec<Form>,
    /// The variables with an `enum`, and its values.
    lists: Vec<(String, Vec<String>)>,
}

/// One way to split the URL of a server into host and base path.
#[derive(Debug, Clone)]
struct Form {
    /// `None` for a URL without a host, which matches any host.
    host: Option<Vec<Part>>,
    base: Vec<Vec<Part>>,
}

/// The largest number of forms of one server.
const MAX_FORMS: usize = 64;

impl Server {
    /// Reads a server object. A variable with an `enum` matches only the listed values; any other variable matches any text,
    /// because its default is only the value that clients use unless they set another one.
    pub fn new(server: &Value) -> Self {
        let url = server.get("url").and_then(Value::as_str).unwrap_or("/");
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let (mut lists, mut urls) = (Vec::new(), vec![url.to_owned()]);
        for (name, variable) in server.get("variables").and_then(Value::as_object).into_iter().flatten() {
            let listed: Vec<String> = variable.get("enum").and_then(Value::as_array).into_iter().flatten().map(text).collect();
            let default = variable.get("default").map(text);
            let place = format!("{{{name}}}");
            // A value that is empty or contains a slash or the scheme changes where the host ends and the path begins.
            let cuts = |value: &&String| value.is_empty() || value.contains('/');
            let begins_url = url.starts_with(&place) && !url.contains("://");
            let values: Vec<&String> = listed.iter().chain(default.as_ref()).filter(|value| begins_url || cuts(value)).collect();
            let whole = listed.iter().all(|value| cuts(&value)) && (!listed.is_empty() || begins_url);
            if !values.is_empty() {
                let replaced = urls.iter().flat_map(|url| values.iter().map(|value| url.replace(&place, value)));
                let replaced: Vec<String> = replaced.take(MAX_FORMS).collect();
                // The form with the variable matches all other values.
                if whole || begins_url {
                    urls = replaced;
                } else {
                    urls.extend(replaced);
                }
                urls.sort_unstable();
                urls.dedup();
                urls.truncate(MAX_FORMS);
            }
            if !listed.is_empty() {
                lists.push((name.clone(), listed));
            }
        }
        Self { url: url.to_owned(), forms: urls.iter().map(|url| Form::new(url)).collect(), lists }
    }

    /// A server at `url`, which may contain `{variables}` and may be relative.
    pub fn from_url(url: &str) -> Self {
        Self { url: url.to_owned(), forms: vec![Form::new(url)], lists: Vec::new() }
    }

    /// Returns the URL as the document writes it.
    pub fn as_str(&self) -> &str {
        &self.url
    }

    /// Returns whether a recorded URL is below this server.
    pub fn serves(&self, url: &str) -> bool {
        Url::parse(url).is_ok_and(|url| self.below(&url).is_some())
    }

    /// Returns the segments of a URL below the base path, or `None` if the URL is not below this server. The scheme is ignored.
    pub fn below(&self, url: &Url) -> Option<Vec<String>> {
        let name = url.host_str().unwrap_or_default();
        let with_port = url.port().map_or_else(|| name.to_owned(), |port| format!("{name}:{port}"));
        let on_host = |form: &&Form| form.host.as_ref().is_none_or(|host| self.fits(host, &with_port));
        let segments = path_segments(url.path());
        self.shortest(self.forms.iter().filter(on_host), &segments)
    }

    /// Returns whether the host of a URL may be that of this server, at any port. A server without a host is on any host.
    pub fn has_host(&self, url: &Url) -> bool {
        let name = url.host_str().unwrap_or_default();
        let with_port = url.port().map_or_else(|| name.to_owned(), |port| format!("{name}:{port}"));
        let is_it = |host: &Vec<Part>| {
            let is_name = |part: &[Part]| self.fits(part, name) || self.fits(part, &with_port);
            // The port of the server, if it has one.
            let port = host.last().and_then(|part| match part {
                Part::Literal(text) => text.rsplit_once(':').map(|(before, _)| Part::Literal(before.to_owned())),
                Part::Variable(_) => None,
            });
            let without_port = port.map(|last| host.iter().rev().skip(1).rev().cloned().chain([last]).collect::<Vec<_>>());
            is_name(host) || without_port.is_some_and(|host| is_name(&host))
        };
        self.forms.iter().any(|form| form.host.as_ref().is_none_or(is_it))
    }

    /// Returns the segments of a path below the base path of this server, on any host.
    pub fn below_path(&self, segments: Vec<String>) -> Option<Vec<String>> {
        self.shortest(self.forms.iter(), &segments)
    }

    /// Returns the segments below the longest base path that matches.
    fn shortest<'s>(&'s self, forms: impl Iterator<Item = &'s Form>, segments: &[String]) -> Option<Vec<String>> {
        let matches = |form: &&Form| {
            form.base.len() <= segments.len() && form.base.iter().zip(segments).all(|(parts, recorded)| self.fits(parts, recorded))
        };
        let base = forms.filter(matches).map(|form| form.base.len()).max()?;
        // The base path without a trailing slash is the root of the service.
        Some(if base == segments.len() { vec![String::new()] } else { segments[base..].to_vec() })
    }

    fn fits(&self, parts: &[Part], recorded: &str) -> bool {
        let mut variables = Vec::new();
        let listed = |(name, value): &(&str, String)| {
            self.lists
                .iter()
                // Hosts are in lower case, and so are the names of their variables.
                .find(|(known, _)| known.eq_ignore_ascii_case(name))
                .is_none_or(|(_, values)| values.iter().any(|known| known.eq_ignore_ascii_case(value)))
        };
        capture(parts, recorded, &mut variables) && variables.iter().all(listed)
    }
}

/// Parses an absolute URL that is treated as one of the document's servers.
impl std::str::FromStr for Server {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let url = Url::parse(text).map_err(|error| format!("{error}; pass an absolute URL, such as http://localhost:4010/v1"))?;
        url.host_str().ok_or("the URL has no host")?;
        Ok(Self::from_url(text))
    }
}

impl Form {
    /// Splits a URL into host and base path. `//host/v1` lacks only the scheme. `.`, `./v1` and `../v1` are relative to the
    /// address of the document, which is not known, so only the named segments are compared.
    fn new(url: &str) -> Self {
        let url = url.split(['?', '#']).next().unwrap_or_default();
        let authority = url.split_once("://").map(|(_, rest)| rest).or_else(|| url.strip_prefix("//"));
        let (host, path) = match authority {
            Some(rest) => match rest.split_once('/') {
                Some((host, path)) => (Some(without_default_port(host)), path),
                None => (Some(without_default_port(rest)), ""),
            },
            None => (None, url),
        };
        Self {
            host: host.map(|host| parts(&host.to_ascii_lowercase())),
            base: path.split('/').filter(|segment| !matches!(*segment, "" | "." | "..")).map(parts).collect(),
        }
    }
}

/// Removes the default port of a scheme, which parsed URLs do not contain.
fn without_default_port(host: &str) -> &str {
    host.strip_suffix(":443").or_else(|| host.strip_suffix(":80")).unwrap_or(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn below(server: &Server, url: &str) -> Option<String> {
        server.below(&Url::parse(url).expect("the URL of the test is valid")).map(|rest| rest.join("/"))
    }

    #[test]
    fn base_paths_are_removed() {
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
    fn hosts_are_compared_without_ports() {
        let has = |server: &str, url: &str| Server::from_url(server).has_host(&Url::parse(url).expect("a url"));
        assert!(has("https://api.example.org/v1", "https://api.example.org:8443/v2/x"));
        assert!(has("https://api.example.org:8443", "https://api.example.org/x"));
        assert!(has("https://{region}.example.org:8443", "https://eu.example.org/x"));
        assert!(has("/v1", "https://other.example.org/x"));
        assert!(!has("https://api.example.org/v1", "https://cdn.example.org/v1"));
        assert!(!has("//api.example.org:8443", "https://cdn.example.org:8443/"));
    }

    #[test]
    fn variables_with_an_enum_match_its_values() {
        let server = Server::new(&serde_json::json!({
            "url": "https://{region}.example.org/{version}",
            "variables": { "region": { "enum": ["eu", "us"], "default": "eu" }, "version": { "default": "v1" } }
        }));
        assert_eq!(below(&server, "https://us.example.org/v2/groups"), Some("groups".into()));
        assert_eq!(below(&server, "https://ap.example.org/v1/groups"), None);
    }

    #[test]
    fn relative_servers_are_matched_by_their_names() {
        let below = |server: &str, url: &str| below(&Server::from_url(server), url);
        for server in ["v1", "/v1", "/v1/", "./v1", "../v1", "../../v1", "//api.example.org/v1"] {
            assert_eq!(below(server, "https://api.example.org/v1/groups"), Some("groups".into()), "{server}");
        }
        for server in [".", "./", "/", "..", "//api.example.org", "//api.example.org/"] {
            assert_eq!(below(server, "https://api.example.org/groups"), Some("groups".into()), "{server}");
        }
        assert_eq!(below("//api.example.org/v1", "https://other.example.org/v1/groups"), None);
    }

    #[test]
    fn values_of_variables_may_be_empty_or_contain_slashes() {
        let server =
            |url: &str, variable: serde_json::Value| Server::new(&serde_json::json!({ "url": url, "variables": { "x": variable } }));
        let check = |server: &Server, url: &str, expected: Option<&str>| {
            assert_eq!(below(server, url).as_deref(), expected, "{} {url}", server.as_str())
        };
        let base = server("https://example.org/{x}", serde_json::json!({ "default": "" }));
        check(&base, "https://example.org", Some(""));
        check(&base, "https://example.org/v2/groups", Some("groups"));
        let listed = server("https://example.org/{x}/", serde_json::json!({ "enum": ["", "api/v2"], "default": "" }));
        check(&listed, "https://example.org/groups", Some("groups"));
        check(&listed, "https://example.org/api/v2/groups", Some("groups"));
        let port = server("https://example.org{x}/v1", serde_json::json!({ "enum": ["", ":8443"], "default": "" }));
        check(&port, "https://example.org/v1/groups", Some("groups"));
        check(&port, "https://example.org:8443/v1/groups", Some("groups"));
        check(&port, "https://example.org:9443/v1/groups", None);
        let whole =
            server("{x}/v1", serde_json::json!({ "enum": ["https://a.example", "https://b.example/api"], "default": "https://a.example" }));
        check(&whole, "https://b.example/api/v1/groups", Some("groups"));
        check(&whole, "https://c.example/v1/groups", None);
        let host = server("https://{x}/v1", serde_json::json!({ "default": "api.example.org/eu" }));
        check(&host, "https://api.example.org/eu/v1/groups", Some("groups"));
    }

    #[test]
    fn variables_may_contain_scheme_and_host() {
        let server = Server::new(&serde_json::json!({
            "url": "{server}/api", "variables": { "server": { "default": "https://example.org" } }
        }));
        assert_eq!(below(&server, "https://example.org/api/groups"), Some("groups".into()));
        assert_eq!(below(&server, "https://other.org/api/groups"), None);
    }
}
