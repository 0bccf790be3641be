//! `cargo xtask sandbox` as a script uses it: the first line says where it listens, and SIGTERM stops it.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, ExitStatus, Stdio};

/// A sandbox that is stopped even when a test fails.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
    }
}

/// Starts it; returns the address that its first line tells, and everything that it prints after that.
fn start(arguments: &[&str]) -> (Running, String, BufReader<impl Read + use<>>) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["sandbox", "--port", "0"])
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut first = String::new();
    out.read_line(&mut first).unwrap();
    let address = first.trim_end().strip_prefix("listening on http://").unwrap_or_else(|| panic!("{first}")).to_owned();
    (Running(child), address, out)
}

fn terminate(mut running: Running) -> ExitStatus {
    assert!(Command::new("kill").args(["-TERM", &running.0.id().to_string()]).status().unwrap().success());
    running.0.wait().unwrap()
}

#[test]
fn the_first_line_says_where_it_listens_and_sigterm_stops_it() {
    let (running, address, mut out) = start(&[]);
    let mut stream = TcpStream::connect(&address).unwrap();
    stream.write_all(format!("GET /_sandbox/health HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n").as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("ok\n"), "{answer}");
    assert_eq!(terminate(running).code(), Some(0));
    let mut rest = String::new();
    out.read_to_string(&mut rest).unwrap();
    assert!(rest.contains(&format!("curl -u sandbox-key:sandbox-secret http://{address}/v1/groups")), "{rest}");
    assert!(TcpStream::connect(&address).is_err(), "nobody listens any more");
}

#[test]
fn others_need_a_token_and_a_fault_without_effect_is_told() {
    let (mut running, address, mut out) =
        start(&["--host", "0.0.0.0", "--world", "acme-quirks", "--fault", "listMembers:drop=/member", "--control-token", "chosen-token"]);
    let mut err = running.0.stderr.take().unwrap();
    assert_eq!(terminate(running).code(), Some(0));
    let (mut rest, mut warning) = (String::new(), String::new());
    out.read_to_string(&mut rest).unwrap();
    err.read_to_string(&mut warning).unwrap();
    assert!(rest.contains(&format!("http://{address}/_sandbox/?token=chosen-token")), "{rest}");
    assert!(rest.contains("World acme-quirks (7335 members, 4 spaces)"), "the world says whose it is: {rest}");
    assert!(warning.contains("the fault listMembers:drop=/member can do nothing"), "{warning}");
}

/// The check in another language, where there is a Python.
#[test]
fn a_client_of_another_language_works() {
    let has_python = Command::new("python3").arg("--version").stdout(Stdio::null()).status().is_ok_and(|status| status.success());
    if !has_python {
        eprintln!("skipped: there is no python3 on the PATH");
        return;
    }
    let (running, address, _out) = start(&[]);
    let check = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/sandbox/check.py");
    let output = Command::new("python3").args([check, &format!("http://{address}")]).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout), "all is as documented\n", "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(terminate(running).code(), Some(0));
}
