//! Path templates and server URLs: does a recorded URL fit, and what does it put into the variables?

use percent_encoding::percent_decode_str;
use serde_json::Value;
use url::Url;

/// A path template such as `/groups/{group_id}/members`.
#[derive(Debug, Clone)]
pub struct Template {
    segments: Vec<Vec<Part>>,
}

/// A run of characters in a template segment: as they stand, or a variable.
#[derive(Debug, Clone, PartialEq)]
enum Part {
    Literal(String),
    Variable(String),
}

/// How well a path fits: one mark per segment, and a template with a smaller sequence of marks wins.
/// A literal segment (0) is better than one that is partly so (1), which is better than a bare variable (2).
pub type Fit = Vec<u8>;

impl Template {
    pub fn new(text: &str) -> Self {
        let segments = text.trim_matches('/').split('/').map(parts).collect();
        Self { segments }
    }

    /// Fits recorded segments (percent-decoded, without a trailing empty one) to the template: how well, and the
    /// variables' values.
    pub fn fit(&self, path: &[String]) -> Option<(Fit, Vec<(&str, String)>)> {
        if path.len() != self.segments.len() {
            return None;
        }
        let mut variables = Vec::new();
        let mut fit = Vec::with_capacity(path.len());
        for (parts, recorded) in self.segments.iter().zip(path) {
            if !capture(parts, recorded, &mut variables) {
                return None;
            }
            fit.push(match parts.as_slice() {
                [Part::Literal(_)] => 0,
                [Part::Variable(_)] => 2,
                _ => 1,
            });
        }
        Some((fit, variables))
    }
}

/// Splits the path of a URL into decoded segments; a trailing slash makes no difference.
pub fn path_segments(path: &str) -> Vec<String> {
    let trimmed = path.strip_suffix('/').unwrap_or(path);
    trimmed
        .strip_prefix('/')
        .unwrap_or(trimmed)
        .split('/')
        .map(|segment| percent_decode_str(segment).decode_utf8_lossy().into_owned())
        .collect()
}

/// A parsed URL names no default port, so a server must not either.
fn without_default_port(host: &str) -> &str {
    host.strip_suffix(":443").or_else(|| host.strip_suffix(":80")).unwrap_or(host)
}

fn parts(segment: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = segment;
    while let Some((before, (name, after))) = rest.split_once('{').and_then(|(before, after)| Some((before, after.split_once('}')?))) {
        if !before.is_empty() {
            parts.push(Part::Literal(before.to_owned()));
        }
        parts.push(Part::Variable(name.to_owned()));
        rest = after;
    }
    if !rest.is_empty() || parts.is_empty() {
        parts.push(Part::Literal(rest.to_owned()));
    }
    parts
}

/// Fits one segment. A variable takes at least one character, and as few as the rest allows.
fn capture<'t>(parts: &'t [Part], recorded: &str, variables: &mut Vec<(&'t str, String)>) -> bool {
    match parts {
        [] => recorded.is_empty(),
        [Part::Literal(literal), rest @ ..] => {
            recorded.strip_prefix(literal.as_str()).is_some_and(|recorded| capture(rest, recorded, variables))
        }
        [Part::Variable(name)] => {
            variables.push((name, recorded.to_owned()));
            !recorded.is_empty()
        }
        [Part::Variable(name), rest @ ..] => recorded.char_indices().skip(1).any(|(end, _)| {
            let length = variables.len();
            variables.push((name, recorded[..end].to_owned()));
            let fits = capture(rest, &recorded[end..], variables);
            if !fits {
                variables.truncate(length);
            }
            fits
        }),
    }
}

/// A server of the document: which recorded URLs it serves, and what remains of their path.
#[derive(Debug, Clone)]
pub struct Server {
    url: String,
    /// `None` for a relative URL, which any host may serve.
    host: Option<Vec<Part>>,
    base: Vec<Vec<Part>>,
}

impl Server {
    /// Reads a server object. A variable fits any text, since a caller may set it to more than its defaults.
    pub fn new(server: &Value) -> Self {
        Self::from_url(server.get("url").and_then(Value::as_str).unwrap_or("/"))
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
        }
    }

    pub fn as_str(&self) -> &str {
        &self.url
    }

    /// The segments below this server's base path, if it serves the URL. The scheme makes no difference.
    pub fn below(&self, url: &Url) -> Option<Vec<String>> {
        if let Some(host) = &self.host {
            let name = url.host_str().unwrap_or_default();
            let with_port = url.port().map(|port| format!("{name}:{port}"));
            let fits = |recorded: &str| capture(host, recorded, &mut Vec::new());
            if !fits(name) && !with_port.is_some_and(|recorded| fits(&recorded)) {
                return None;
            }
        }
        self.below_any(url)
    }

    /// The same for a URL of which only the path is known.
    pub fn below_any(&self, url: &Url) -> Option<Vec<String>> {
        let mut segments = path_segments(url.path());
        if segments.len() < self.base.len() {
            return None;
        }
        let rest = segments.split_off(self.base.len());
        let fits = self.base.iter().zip(&segments).all(|(parts, recorded)| capture(parts, recorded, &mut Vec::new()));
        // The bare base path is the root of the service.
        fits.then(|| if rest.is_empty() { vec![String::new()] } else { rest })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(template: &str, path: &str, expected: Option<&[(&str, &str)]>) {
        let template = Template::new(template);
        let variables = template.fit(&path_segments(path)).map(|(_, variables)| variables);
        let expected = expected.map(|pairs| pairs.iter().map(|(name, value)| (*name, (*value).to_owned())).collect::<Vec<_>>());
        assert_eq!(variables, expected);
    }

    #[test]
    fn templates_fit_paths() {
        check("/groups/{id}", "/groups/12", Some(&[("id", "12")]));
        check("/groups/{id}", "/groups/12/", Some(&[("id", "12")]));
        check("/groups/{id}", "/groups/a%2Fb", Some(&[("id", "a/b")]));
        check("/groups/{id}", "/groups", None);
        check("/groups/{id}", "/groups/", None);
        check("/{owner}:{repo}.json", "/me:it.v2.json", Some(&[("owner", "me"), ("repo", "it.v2")]));
        check("/", "/", Some(&[]));
    }

    #[test]
    fn servers_leave_the_rest_of_the_path() {
        let below = |server: &str, url: &str| Server::from_url(server).below(&Url::parse(url).expect("a url")).map(|rest| rest.join("/"));
        assert_eq!(below("https://api.example.org/v1", "http://api.example.org/v1/groups/"), Some("groups".into()));
        assert_eq!(below("https://api.example.org/v1/", "https://api.example.org/v2/groups"), None);
        assert_eq!(below("https://api.example.org", "https://other.example.org/groups"), None);
        assert_eq!(below("https://{region}.example.org/{version}", "https://eu.example.org/v9/groups"), Some("groups".into()));
        assert_eq!(below("/v1", "http://127.0.0.1:4010/v1/groups"), Some("groups".into()));
        assert_eq!(below("http://localhost:80", "http://localhost/groups"), Some("groups".into()));
        assert_eq!(below("https://api.example.org/v1", "https://api.example.org/v1"), Some(String::new()));
    }
}
