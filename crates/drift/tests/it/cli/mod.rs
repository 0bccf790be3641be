//! The binary as it is called: exit codes, standard output, standard error.

mod documents;
mod exceptions;
mod help;
mod merge;
mod output;
mod readme;
mod trouble;

use std::io::Write;
use std::process::{Command, Stdio};

use crate::support::Folder;

/// The output of a run, for a snapshot.
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl std::fmt::Display for Ran {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "exit {}\n--- stdout\n{}--- stderr\n{}", self.code, self.out, self.err)
    }
}

impl Folder {
    /// Runs the binary in the folder. The environment says nothing about colour.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        self.run_piped(arguments, "")
    }

    /// Runs the binary in the folder with a text as its standard input.
    pub fn run_piped(&self, arguments: &[&str], input: &str) -> Ran {
        let mut child = Command::new(env!("CARGO_BIN_EXE_openapi-drift"))
            .args(arguments)
            .current_dir(self.path())
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary can be started");
        let mut pipe = child.stdin.take().expect("a pipe");
        let input = input.to_owned();
        // A run that needs no input closes the pipe early.
        let writer = std::thread::spawn(move || drop(pipe.write_all(input.as_bytes())));
        let output = child.wait_with_output().expect("the binary ends");
        writer.join().expect("the input was written");
        let text = |bytes: Vec<u8>| self.normalise(&String::from_utf8(bytes).expect("output is UTF-8"));
        Ran { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
    }

    /// Validates `recordings/` against `api.yaml`, with more arguments.
    pub fn validate(&self, arguments: &[&str]) -> Ran {
        self.run(&[&["validate", "--document", "api.yaml", "recordings"], arguments].concat())
    }
}

pub const DOCUMENT: &str = "openapi: 3.0.3
info: {title: Shop, version: '1'}
servers: [{url: https://api.example.org/v1}]
paths:
  /orders:
    get:
      operationId: listOrders
      responses:
        200:
          description: Orders.
          content:
            application/json:
              schema:
                type: object
                properties:
                  orders:
                    type: array
                    items:
                      type: object
                      required: [id]
                      properties:
                        id: {type: integer}
  /orders/{id}:
    delete:
      operationId: deleteOrder
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses: {200: {description: Gone.}}
";

pub const AGREES: &str = r#"{
  "request": {"method": "GET", "url": "https://api.example.org/v1/orders"},
  "response": {"status": 200, "headers": {"content-type": "application/json"}, "body": {"orders": [{"id": 1}]}}
}
"#;

pub const WARNS: &str = r#"{
  "request": {"method": "GET", "url": "https://api.example.org/v1/orders"},
  "response": {"status": 200, "body": {"orders": [], "total": 0}}
}
"#;

pub const FAILS: &str = r#"{
  "request": {"method": "GET", "url": "https://api.example.org/v1/orders"},
  "response": {
    "status": 200,
    "body": {"orders": [{"id": "one"}, {"id": "two"}]}
  }
}
"#;

/// A folder with the document and these recordings.
pub fn folder(recordings: &[&str]) -> Folder {
    let folder = Folder::new();
    folder.write("api.yaml", DOCUMENT);
    std::fs::create_dir(folder.path().join("recordings")).expect("a folder");
    for (number, recording) in recordings.iter().enumerate() {
        folder.write(&format!("recordings/{number}.json"), recording);
    }
    folder
}
