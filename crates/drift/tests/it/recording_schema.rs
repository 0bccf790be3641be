//! The published schema of the recording format, and the repository's own recordings by it.
//!
//! `RECORDING_SCHEMA_UPDATE=1 cargo test -p openapi-drift --test it recording_schema` writes it anew.

use std::path::{Path, PathBuf};

use openapi_drift::{Recording, find};
use serde_json::Value;

fn committed() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/recording.schema.json")
}

#[test]
fn the_committed_schema_is_that_of_the_type() {
    let schema = format!("{:#}\n", schemars::schema_for!(Recording).to_value());
    if std::env::var_os("RECORDING_SCHEMA_UPDATE").is_some() {
        std::fs::create_dir_all(committed().parent().expect("a parent")).expect("a folder");
        std::fs::write(committed(), &schema).expect("the schema can be written");
    }
    let on_disk = std::fs::read_to_string(committed()).expect("the schema is committed");
    assert_eq!(on_disk, schema, "the type has changed; run this test with RECORDING_SCHEMA_UPDATE=1");
}

/// The recordings of the repository, as text and as values.
fn recordings() -> Vec<(PathBuf, String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/recordings");
    let files = find(&[folder]).unwrap_or_else(|trouble| panic!("{trouble}"));
    assert!(!files.is_empty(), "there are no recordings");
    files
        .into_iter()
        .map(|path| {
            let text = std::fs::read_to_string(&path).expect("a readable recording");
            let value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            (path, text, value)
        })
        .collect()
}

#[test]
fn every_recording_of_the_repository_satisfies_the_schema() {
    let schema = serde_json::from_str(&std::fs::read_to_string(committed()).expect("the schema is committed")).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema that compiles");
    for (path, _, value) in recordings() {
        if let Some(error) = validator.iter_errors(&value).next() {
            panic!("{}: {error} at {}", path.display(), error.instance_path());
        }
    }
}

#[test]
fn the_schema_and_the_type_refuse_the_same_recordings() {
    let schema = schemars::schema_for!(Recording).to_value();
    let validator = jsonschema::validator_for(&schema).expect("a schema that compiles");
    for text in [
        "{}",
        r#"{"request": {"method": "GET"}}"#,
        r#"{"request": {"method": "GET", "url": "https://a.example"}, "reponse": {}}"#,
        r#"{"request": {"method": "GET", "url": "https://a.example"}, "response": {"status": "200"}}"#,
        r#"{"request": {"method": "GET", "url": "https://a.example", "headers": {"accept": 1}}}"#,
        r#"{"request": {"method": "GET", "url": "https://a.example"}, "provenance": {"source": "hearsay"}}"#,
    ] {
        let value: Value = serde_json::from_str(text).expect("JSON");
        assert!(!validator.is_valid(&value), "the schema takes {text}");
        assert!(serde_json::from_str::<Recording>(text).is_err(), "the type takes {text}");
    }
}

/// Headers that carry credentials, in lower case.
const SECRET_HEADERS: [&str; 7] =
    ["authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key", "x-auth-token", "www-authenticate"];

/// Parameters of a query that carry them. `api_application_key` is what this service calls its key.
const SECRET_PARAMETERS: [&str; 7] = ["key", "api_key", "apikey", "token", "access_token", "secret", "api_application_key"];

/// Texts that keys and tokens contain.
const SECRETS: [&str; 6] = ["-----BEGIN", "Bearer ", "Basic ", "client_secret", "access_token", "eyJhbGciOi"];

#[test]
fn no_recording_holds_credentials() {
    for (path, text, value) in recordings() {
        for half in ["request", "response"] {
            let headers = value.pointer(&format!("/{half}/headers")).and_then(Value::as_object).into_iter().flatten();
            for (name, _) in headers {
                assert!(!SECRET_HEADERS.contains(&name.to_ascii_lowercase().as_str()), "{}: header {name}", path.display());
            }
        }
        let url = url::Url::parse(value["request"]["url"].as_str().expect("a url")).expect("a whole url");
        assert!(url.username().is_empty() && url.password().is_none(), "{}: credentials in the url", path.display());
        for (name, _) in url.query_pairs() {
            let is_secret = SECRET_PARAMETERS.contains(&name.to_ascii_lowercase().as_str());
            assert!(!is_secret, "{}: {name} in the url", path.display());
        }
        for secret in SECRETS {
            assert!(!text.contains(secret), "{} holds {secret}", path.display());
        }
    }
}
