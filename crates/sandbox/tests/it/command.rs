//! The command `mobilize-sandbox` as a script uses it: the first line says where it listens, and SIGTERM stops it.

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
    let mut child = Command::new(env!("CARGO_BIN_EXE_mobilize-sandbox"))
        .args(["--port", "0"])
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

/// Returns the body of a control endpoint.
fn get(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(format!("GET /_sandbox/{path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n").as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap()
}

#[test]
fn a_second_signal_does_not_wait() {
    let (mut running, address, _out) = start(&["--host", "localhost", "--fault", "*:latency=9000"]);
    let mut stream = TcpStream::connect(&address).unwrap();
    let credentials = "authorization: Basic c2FuZGJveC1rZXk6c2FuZGJveC1zZWNyZXQ=";
    stream.write_all(format!("GET /v1/groups HTTP/1.1\r\nhost: {address}\r\n{credentials}\r\n\r\n").as_bytes()).unwrap();
    while !get(&address, "faults").contains("\"seen\":1") {}
    let signal = |running: &Running| Command::new("kill").args(["-TERM", &running.0.id().to_string()]).status().unwrap();
    signal(&running);
    // Once nobody listens, the first signal has come.
    while TcpStream::connect(&address).is_ok() {}
    assert_eq!(running.0.try_wait().unwrap(), None, "what is under way is finished");
    signal(&running);
    assert_eq!(running.0.wait().unwrap().code(), Some(0));
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer);
    assert_eq!(answer, "", "the second signal ended it");
}

#[test]
fn a_seed_does_not_make_a_saved_world() {
    let file = std::env::temp_dir().join(format!("sandbox-world-{}.json", std::process::id()));
    std::fs::write(&file, "{}").unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_mobilize-sandbox"));
    let output = command.args(["--port", "0", "--seed", "5", "--world"]).arg(&file).output().unwrap();
    std::fs::remove_file(&file).unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(2) && said.contains("leave out --seed 5"), "{said}");
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
fn others_need_a_token_and_a_fault_without_effect_is_reported() {
    let (mut running, address, mut out) =
        start(&["--host", "0.0.0.0", "--world", "acme-quirks", "--fault", "listMembers:drop=/member", "--control-token", "chosen-token"]);
    let mut err = running.0.stderr.take().unwrap();
    assert_eq!(terminate(running).code(), Some(0));
    let (mut rest, mut warning) = (String::new(), String::new());
    out.read_to_string(&mut rest).unwrap();
    err.read_to_string(&mut warning).unwrap();
    assert!(rest.contains(&format!("http://{address}/_sandbox/?token=chosen-token")), "{rest}");
    assert!(rest.contains("World acme-quirks (7335 members, 4 spaces)"), "the world says whose it is: {rest}");
    assert!(warning.contains("the fault listMembers:drop=/member has no effect"), "{warning}");
}

/// The check in another language, where there is a Python.
#[test]
fn a_client_of_another_language_works() {
    let has_python = Command::new("python3").arg("--version").stdout(Stdio::null()).status().is_ok_and(|status| status.success());
    if !has_python {
        eprintln!("skipped: there is no python3 on the PATH");
        return;
    }
    let (running, address, _out) = start(&["--world", "pages", "--fault", "listNotifications:latency=1", "--job-speed", "instant"]);
    let state = || ["world", "faults", "clock"].map(|path| get(&address, path));
    let before = state();
    let check = concat!(env!("CARGO_MANIFEST_DIR"), "/check.py");
    let output = Command::new("python3").args([check, &format!("http://{address}")]).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout), "all is as documented\n", "{}", String::from_utf8_lossy(&output.stderr));
    let after = state();
    assert!(after[0] == before[0] && after[2] == before[2], "it leaves the world as it found it");
    assert!(after[1].contains("listNotifications:latency=1") && !after[1].contains("status=503"), "{}", after[1]);
    assert!(get(&address, "overview").contains("\"job_speed\":\"instant\""));
    assert_eq!(terminate(running).code(), Some(0));
}
