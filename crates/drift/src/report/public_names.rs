//! The names that excerpts of recordings always show: those of the formats themselves, and common headers.

use std::collections::HashSet;
use std::sync::LazyLock;

/// The members that the formats of recordings have, separated by spaces.
const MEMBERS: [&str; 7] = [
    // HAR, with what browsers and Polly.JS add.
    "\
    log version creator name comment browser pages startedDateTime id title pageTimings onContentLoad onLoad entries pageref time \
    request method url httpVersion cookies headers queryString postData headersSize bodySize response status statusText content \
    redirectURL value path domain expires httpOnly secure sameSite mimeType params text fileName contentType size compression encoding \
    cache beforeRequest afterRequest lastAccess eTag hitCount timings blocked dns connect send wait receive ssl serverIPAddress \
    connection _initiator _priority _resourceType _transferSize _error _fromCache _recordingName",
    // VCR, VCR.py, go-vcr, Betamax.
    "\
    http_interactions interactions request method uri url body encoding string base64_string base64 json headers response status code \
    status_code message http_version recorded_at recorded_with adapter_metadata version proto proto_major proto_minor content \
    content_length transfer_encoding trailer host remote_addr request_uri form id duration uncompressed",
    // WireMock.
    "\
    mappings meta total id uuid name priority persistent scenarioName requiredScenarioState newScenarioState metadata insertionIndex \
    request method url urlPath urlPattern urlPathPattern urlPathTemplate queryParameters formParameters pathParameters headers cookies \
    bodyPatterns equalTo equalToJson equalToXml matches doesNotMatch contains doesNotContain matchesJsonPath matchesJsonSchema \
    matchesXPath absent caseInsensitive ignoreArrayOrder ignoreExtraElements response status statusMessage body jsonBody base64Body \
    bodyFileName transformers transformerParameters fixedDelayMilliseconds delayDistribution chunkedDribbleDelay fault proxyBaseUrl \
    postServeActions serveEventListeners",
    // Postman.
    "\
    info _postman_id name schema description item request method header key value type disabled body mode raw urlencoded formdata file \
    src graphql query variables options language url protocol host path port variable auth response originalRequest status code \
    _postman_previewlanguage cookie responseTime timings event listen script exec collection id uid",
    // nock.
    "\
    scope method path body status response responseIsBinary rawHeaders reqheaders headers",
    // Lists and lines of JSON.
    "\
    method url uri path request request_headers request_content_type request_body request_body_file response response_headers \
    response_content_type response_body response_body_file status status_code statusCode headers content_type body body_file \
    recorded_at timestamp time",
    // Our own.
    "\
    provenance source page recorded_at recorded_by note webhook request response method url status headers body body_text body_base64",
];

/// Headers of HTTP and of the services in front of it, in lower case.
const HEADERS: &str = "\
    accept accept-charset accept-encoding accept-language accept-patch accept-post accept-ranges access-control-allow-credentials \
    access-control-allow-headers access-control-allow-methods access-control-allow-origin access-control-expose-headers \
    access-control-max-age access-control-request-headers access-control-request-method age allow alt-svc authorization cache-control \
    clear-site-data connection content-disposition content-encoding content-language content-length content-location content-range \
    content-security-policy content-type cookie cross-origin-embedder-policy cross-origin-opener-policy cross-origin-resource-policy \
    date deprecation dnt etag expect expires forwarded from host idempotency-key if-match if-modified-since if-none-match if-range \
    if-unmodified-since keep-alive last-modified link location nel origin permissions-policy pragma prefer preference-applied priority \
    proxy-authenticate proxy-authorization range ratelimit ratelimit-limit ratelimit-policy ratelimit-remaining ratelimit-reset \
    referer referrer-policy report-to retry-after sec-ch-ua sec-ch-ua-mobile sec-ch-ua-platform sec-fetch-dest sec-fetch-mode \
    sec-fetch-site sec-fetch-user server server-timing set-cookie status strict-transport-security sunset te timing-allow-origin \
    traceparent tracestate trailer transfer-encoding upgrade upgrade-insecure-requests user-agent vary via warning www-authenticate \
    x-amz-cf-id x-amz-cf-pop x-cache x-content-type-options x-correlation-id x-forwarded-for x-forwarded-host x-forwarded-proto \
    x-frame-options x-powered-by x-rate-limit-limit x-rate-limit-remaining x-rate-limit-reset x-ratelimit-limit x-ratelimit-remaining \
    x-ratelimit-reset x-request-id x-requested-with x-runtime x-xss-protection";

/// Returns whether this is a name of a recording format, or of a common header.
pub(crate) fn has(name: &str) -> bool {
    static MEMBER_NAMES: LazyLock<HashSet<&str>> =
        LazyLock::new(|| MEMBERS.iter().flat_map(|members| members.split_ascii_whitespace()).collect());
    static HEADER_NAMES: LazyLock<HashSet<&str>> = LazyLock::new(|| HEADERS.split_ascii_whitespace().collect());
    MEMBER_NAMES.contains(name) || HEADER_NAMES.contains(name.to_ascii_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_of_formats_and_common_headers_are_known() {
        let known = ["http_interactions", "startedDateTime", "jsonBody", "X-Request-Id", "accept", "content-type"];
        assert_eq!(known.into_iter().find(|name| !has(name)), None);
        assert_eq!(["anna_smith", "", "log version"].into_iter().find(|name| has(name)), None);
    }
}
