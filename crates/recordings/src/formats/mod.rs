//! The formats of recordings, one file each.

pub(crate) mod curl;
pub(crate) mod curl_trace;
pub(crate) mod detect;
pub(crate) mod entry;
pub(crate) mod format;
pub(crate) mod har;
pub(crate) mod hoverfly;
pub(crate) mod http;
pub(crate) mod json_errors;
pub(crate) mod line_source;
pub(crate) mod mitmproxy;
pub(crate) mod multipart;
pub(crate) mod native;
pub(crate) mod ndjson;
pub(crate) mod nock;
pub(crate) mod outline;
pub(crate) mod postman;
pub(crate) mod postman_variables;
pub(crate) mod tnetstring;
pub(crate) mod vcr;
pub(crate) mod wiremock;
