//! Output of curl: `-v`, `--trace-ascii` and `--trace`. Each is turned into HTTP messages.

use crate::formats::curl_trace;
use openapi_drift_source::position::Position;

/// Request and response as they were sent, as far as curl printed them, and the line of the request.
#[derive(Debug, PartialEq)]
pub struct Messages {
    pub start: Position,
    /// The request and the response, as HTTP.
    pub bytes: Vec<u8>,
    /// Whether the body of the request, and that of the response, was not printed.
    pub lacks_body: [bool; 2],
}

/// The parts of an exchange in the order of curl's output.
#[derive(Debug, Default)]
pub struct Parts {
    pub line: usize,
    pub is_tls: bool,
    pub request: Vec<u8>,
    pub request_body: Vec<u8>,
    /// Whether curl says that it sent a body.
    pub sent: bool,
    pub response: Vec<u8>,
    pub response_body: Vec<u8>,
    /// Whether curl says that it received a body.
    pub received: bool,
}

/// Returns whether a line is the start of curl's output.
pub fn is_curl(line: &str) -> bool {
    let line = curl_trace::without_time(line);
    line.starts_with("* ")
        || line.starts_with("> ")
        || line.starts_with("  % Total")
        || line.starts_with("== Info:")
        || line.starts_with("=> Send")
}

/// Returns the exchanges in the output of curl.
pub fn messages(bytes: &[u8]) -> Vec<Messages> {
    let is_trace = bytes.split(|byte| *byte == b'\n').take(200).any(|line| {
        let line = String::from_utf8_lossy(line);
        let line = curl_trace::without_time(&line);
        line.starts_with("== Info:") || line.starts_with("=> Send ")
    });
    let parts = if is_trace { curl_trace::parts(bytes) } else { verbose(bytes) };
    // Bodies that were printed to another stream come after everything else: nobody can tell them apart.
    let is_mixed = parts.iter().rev().skip(1).any(|parts| parts.received && parts.response_body.is_empty());
    parts.into_iter().map(|parts| parts.finish(is_mixed)).collect()
}

impl Parts {
    fn finish(mut self, is_mixed: bool) -> Messages {
        // The target of a request line has no scheme.
        if self.is_tls {
            self.request = with_scheme(&self.request);
        }
        if is_mixed {
            self.response_body.clear();
        }
        let lacks_body = [
            self.sent && self.request_body.is_empty(),
            self.response_body.is_empty() && (self.received || has_body(&self.request, &self.response)),
        ];
        let mut response = self.response.trim_ascii_end().to_vec();
        if has_header(&response, "content-encoding") && std::str::from_utf8(&self.response_body).is_ok() {
            // curl has decompressed the body: its length is no longer that of the header.
            response = without_length(&response);
        }
        let mut bytes = [self.request.trim_ascii_end(), b"\r\n\r\n", &self.request_body, b"\r\n"].concat();
        if !response.is_empty() {
            bytes.extend([&response, &b"\r\n\r\n"[..], &self.response_body].concat());
        }
        Messages { start: Position { line: self.line, column: 1 }, bytes, lacks_body }
    }
}

/// Returns whether a response has a body by its head: any has, except one to HEAD, one with a status without a body, and an empty one.
fn has_body(request: &[u8], response: &[u8]) -> bool {
    let head = String::from_utf8_lossy(response).to_ascii_lowercase();
    let status = head.split_whitespace().nth(1).unwrap_or_default();
    let is_empty =
        head.lines().any(|line| line.split_once(':').is_some_and(|(name, value)| name == "content-length" && value.trim() == "0"));
    !(request.starts_with(b"HEAD ") || matches!(status, "204" | "205" | "304") || is_empty || response.is_empty())
}

fn has_header(head: &[u8], wanted: &str) -> bool {
    String::from_utf8_lossy(head).lines().any(|line| line.split_once(':').is_some_and(|(name, _)| name.eq_ignore_ascii_case(wanted)))
}

/// Returns a head without the header `content-length`.
fn without_length(head: &[u8]) -> Vec<u8> {
    let is_length = |line: &&[u8]| line.len() > 15 && line[..15].eq_ignore_ascii_case(b"content-length:");
    head.split_inclusive(|byte| *byte == b'\n').filter(|line| !is_length(line)).collect::<Vec<_>>().concat()
}

/// Makes the target of a request absolute, with the scheme `https` and the host of its header.
fn with_scheme(request: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(request);
    let host = text.lines().find_map(|line| line.split_once(':').filter(|(name, _)| name.eq_ignore_ascii_case("host")));
    match (text.split_once(" /"), host) {
        (Some((method, rest)), Some((_, host))) if !method.contains('\n') => {
            format!("{method} https://{}/{rest}", host.trim()).into_bytes()
        }
        _ => request.to_vec(),
    }
}

/// Reads the output of `curl -v`, with or without the body.
fn verbose(bytes: &[u8]) -> Vec<Parts> {
    let (mut all, mut current, mut is_tls) = (Vec::new(), None::<Parts>, false);
    for (index, line) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
        let text = line.trim_ascii_end();
        let is_request = text.starts_with(b"> ") && is_request_line(&text[2..]);
        if is_request {
            all.extend(current.take());
            current = Some(Parts { line: index + 1, is_tls, ..Parts::default() });
        }
        let Some(parts) = &mut current else {
            is_tls |= is_tls_line(text);
            continue;
        };
        let in_body = parts.response.ends_with(b"\n\r\n") || parts.response.ends_with(b"\n\n");
        match text {
            _ if text.starts_with(b"} [") && text.ends_with(b"bytes data]") => parts.sent = true,
            _ if text.starts_with(b"{ [") && text.ends_with(b"bytes data]") => parts.received = true,
            [b'>', rest @ ..] if !in_body && parts.response.is_empty() => push_line(&mut parts.request, rest),
            [b'<', rest @ ..] if rest.trim_ascii().starts_with(b"HTTP/") || !in_body => {
                // The final response comes after interim ones.
                if rest.trim_ascii().starts_with(b"HTTP/") {
                    parts.response.clear();
                    parts.response_body.clear();
                }
                push_line(&mut parts.response, rest);
            }
            _ if text.starts_with(b"* ") => is_tls |= is_tls_line(text),
            _ if is_progress(line) || !in_body => {}
            _ => parts.response_body.extend_from_slice(without_notice(line)),
        }
    }
    all.extend(current);
    for parts in &mut all {
        parts.sent |= has_length(&parts.request);
    }
    all
}

/// Appends a line of a head.
fn push_line(head: &mut Vec<u8>, line: &[u8]) {
    head.extend_from_slice(line.trim_ascii());
    head.extend_from_slice(b"\r\n");
}

fn has_length(request: &[u8]) -> bool {
    let head = String::from_utf8_lossy(request).to_ascii_lowercase();
    head.lines().any(|line| {
        line.strip_prefix("content-length:").is_some_and(|length| length.trim() != "0") || line.starts_with("transfer-encoding:")
    })
}

/// Returns whether a line is a request line, such as `GET /items HTTP/1.1`.
pub fn is_request_line(line: &[u8]) -> bool {
    let words: Vec<&[u8]> = line.split(|byte| *byte == b' ').collect();
    matches!(words.as_slice(), [method, _, version] if !method.is_empty() && method.iter().all(u8::is_ascii_uppercase) && version.starts_with(b"HTTP/"))
}

/// Returns whether a notice says that the connection is encrypted.
pub fn is_tls_line(line: &[u8]) -> bool {
    let line = String::from_utf8_lossy(line);
    line.contains("SSL connection using") || line.contains("TLS handshake") || line.contains("port 443")
}

/// Returns whether a line is curl's progress meter.
fn is_progress(line: &[u8]) -> bool {
    line.starts_with(b"  % Total")
        || line.starts_with(b"                                 Dload")
        || line.starts_with(b"\r") && line.len() > 2
}

/// Cuts off a notice after a body without a line break at its end.
fn without_notice(line: &[u8]) -> &[u8] {
    ["* Connection #", "* Closing connection"]
        .iter()
        .find_map(|notice| memchr::memmem::rfind(line, notice.as_bytes()))
        .map_or(line, |at| &line[..at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(output: &str, expected: &[(&str, usize, [bool; 2])]) {
        let found = messages(output.as_bytes());
        let found: Vec<_> =
            found.iter().map(|one| (String::from_utf8_lossy(&one.bytes).replace('\r', ""), one.start.line, one.lacks_body)).collect();
        let found: Vec<_> = found.iter().map(|(text, line, lacks)| (text.trim_end(), *line, *lacks)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn verbose_output_is_read() {
        check(
            "*   Trying 127.0.0.1:80...\n> GET /items HTTP/1.1\r\n> Host: api.example.org\r\n> \r\n< HTTP/1.1 200 OK\r\n< Content-Type: application/json\r\n< \r\n{\"a\":\n1}* Connection #0 to host api.example.org left intact\n",
            &[(
                "GET /items HTTP/1.1\nHost: api.example.org\n\n\nHTTP/1.1 200 OK\nContent-Type: application/json\n\n{\"a\":\n1}",
                2,
                [false, false],
            )],
        );
        // To a file: the body comes after curl's notices, or not at all.
        let piped = "  % Total    % Received\n\r  0     0*   Trying\n* SSL connection using TLSv1.3\n> POST /items HTTP/2\n> Host: api.example.org\n> content-length: 7\n> \n} [7 bytes data]\n< HTTP/2 201\n< \n{ [9 bytes data]\n\r100    60\n* Connection #0 to host api.example.org left intact\n";
        let head = "POST https://api.example.org/items HTTP/2\nHost: api.example.org\ncontent-length: 7\n\n\nHTTP/2 201";
        check(piped, &[(head, 4, [true, true])]);
        check(&format!("{piped}{{\"a\":1}}\n"), &[(&format!("{head}\n\n{{\"a\":1}}"), 4, [true, false])]);
    }

    #[test]
    fn redirects_are_exchanges() {
        check(
            "> GET /a HTTP/1.1\n> Host: h\n>\n< HTTP/1.1 302 Found\n< Content-Length: 0\n<\n* Issue another request to this URL: 'http://h/b'\n> HEAD /b HTTP/1.1\n> Host: h\n>\n< HTTP/1.1 200 OK\n<\n",
            &[
                ("GET /a HTTP/1.1\nHost: h\n\n\nHTTP/1.1 302 Found\nContent-Length: 0", 1, [false, false]),
                ("HEAD /b HTTP/1.1\nHost: h\n\n\nHTTP/1.1 200 OK", 8, [false, false]),
            ],
        );
    }

    #[test]
    fn traces_are_read() {
        let expected =
            "POST /items HTTP/1.1\nHost: h\n\n{\"a\":1}\nHTTP/1.1 201 Created\nContent-Type: application/json\n\n{\"id\":1.5, \"b\":\n 2}";
        check(
            "== Info: Trying\n=> Send header, 33 bytes (0x21)\n0000: POST /items HTTP/1.1\n0016: Host: h\n001f: \n=> Send data, 7 bytes (0x7)\n0000: {\"a\":1}\n<= Recv header, 22 bytes (0x16)\n0000: HTTP/1.1 201 Created\n<= Recv header, 32 bytes (0x20)\n0000: Content-Type: application/json\n<= Recv header, 2 bytes (0x2)\n0000: \n<= Recv data, 19 bytes (0x13)\n0000: {\"id\":1.5, \"b\":\n0011:  2}\n== Info: left intact\n",
            &[(expected, 2, [false, false])],
        );
    }

    #[test]
    fn line_breaks_in_traces_are_white_space() {
        let found = messages(b"=> Send header, 18 bytes (0x12)\n0000: GET / HTTP/1.1\n0010: \n<= Recv header, 17 bytes (0x11)\n0000: HTTP/1.1 200 OK\n<= Recv header, 2 bytes (0x2)\n0000: \n<= Recv data, 15 bytes (0xf)\n0000: {.\"a.b\": [1.5.]}.\n");
        let text = String::from_utf8_lossy(&found[0].bytes).into_owned();
        assert!(text.ends_with("{ \"a.b\": [1.5 ]} "), "{text}");
    }

    #[test]
    fn hexadecimal_traces_are_read() {
        let found = messages(b"05:56:02.1 == Info: x\n05:56:02.2 => Send header, 9 bytes (0x9)\n0000: 47 45 54 20 2f 20 48 54 54 50 2f 31 2e 31 0d 0a GET / HTTP/1.1..\n0010: 0d 0a                                           ..\n05:56:02.3 <= Recv header, 14 bytes (0xe)\n0000: 48 54 54 50 2f 31 2e 31 20 32 30 30 0d 0a       HTTP/1.1 200..\n05:56:02.3 <= Recv header, 2 bytes (0x2)\n0000: 0d 0a                                           ..\n05:56:02.3 <= Recv data, 4 bytes (0x4)\n0000: 5b 0a 31 5d                                     [.1]\n");
        let text = String::from_utf8_lossy(&found[0].bytes).replace('\r', "");
        assert!(text.starts_with("GET / HTTP/1.1\n\n") && text.ends_with("HTTP/1.1 200\n\n[\n1]"), "{text}");
    }
}
