//! The one rule that decides if a name is vocabulary or data. Ids, addresses and tokens occur in paths and as map keys; they
//! are never printed, and any number of them is one finding.

/// Minimum length of a name with digits that counts as data.
const LONG: usize = 20;

/// Maximum length of a name segment that is not made of words.
const LONGEST: usize = 24;

/// Returns whether a name is probably data and not vocabulary: a number, an address, a hash, a UUID, a token, or text with
/// characters that names do not have, such as spaces and quotes. There is no list of words: a name such as `anna_smith` looks like
/// any other. `--mask` names the patterns that only the user knows.
///
/// Reports and redaction use this one rule for property names, map keys, segments of undocumented paths, hosts, headers and
/// query parameters.
///
/// ```
/// use openapi_drift::is_data_name;
///
/// assert!(["anna@example.org", "Anna Smith", "+49 30 123456", "sk_live_AbCd4242", "192.0.2.7"].into_iter().all(is_data_name));
/// assert!(!["created_at", "oauth2", "X-Request-Id", "page[size]"].into_iter().any(is_data_name));
/// ```
pub fn is_data_name(name: &str) -> bool {
    looks_like_id(name)
}

/// Returns whether a host may be shown: names of machines are vocabulary, addresses are data, except those of this machine.
pub(crate) fn shown_host(host: &str, is_data: impl Fn(&str) -> bool) -> String {
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<std::net::IpAddr>();
    match address {
        Ok(address) if address.is_loopback() => host.to_owned(),
        Ok(_) => "*".to_owned(),
        Err(_) => host.split('.').map(|label| if is_data(label) { "*" } else { label }).collect::<Vec<_>>().join("."),
    }
}

/// Returns whether a character occurs in data and not in names.
fn is_of_data(c: char) -> bool {
    c.is_whitespace() || matches!(c, '@' | '\'' | '"' | ',' | ';' | '!' | '?' | '=' | '&' | '’' | '„' | '“' | '”')
}

/// Returns whether a name is a telephone number, a date or an amount: digits, and nothing but what stands between digits.
fn is_numeric(word: &str) -> bool {
    word.chars().filter(char::is_ascii_digit).count() >= 7 && word.chars().all(|c| c.is_ascii_digit() || "+-()./: ".contains(c))
}

pub(crate) fn looks_like_id(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let hex = word.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    let is_id = digits > 0 && (digits == word.len() || hex && word.len() >= 8 || word.len() >= LONG);
    is_id
        || word.contains(is_of_data)
        || is_numeric(word)
        || word.parse::<std::net::IpAddr>().is_ok()
        || word.split(|c: char| !c.is_alphanumeric()).any(is_token)
}

/// Returns whether a name segment looks random: few of its letters form words.
fn is_token(part: &str) -> bool {
    let runs = runs(part);
    let length = part.chars().count();
    let is_digits = |run: &&&str| run.starts_with(|c: char| c.is_ascii_digit());
    let digits = runs.iter().filter(is_digits).count();
    let is_mixed = part.contains(char::is_uppercase) && part.contains(char::is_lowercase);
    let in_words: usize = runs.iter().filter(|run| is_word(run)).map(|run| run.len()).sum();
    // `customfield_10001`; years and the numbers of standards have four digits.
    let is_numbered = runs.iter().filter(is_digits).any(|run| run.len() >= 5);
    // `x7Gq2LmPz` and `AbCd4242`, and neither `addressLine1` nor `oauth2` nor `v1beta1`.
    let alternates = length >= 8 && (digits >= 2 || digits > 0 && is_mixed) || length >= 6 && digits >= 3;
    // `AbCdEfGhIjKl`, and not `createOrUpdateIPAddress`.
    let is_choppy = is_mixed && length >= 12 && runs.len() * 3 > length && in_words * 3 < length;
    let is_endless = length > LONGEST && (in_words * 5 < length * 3 || runs.iter().any(|run| run.len() > LONGEST));
    let is_unspeakable = |run: &&str| run.len() >= 8 && run.is_ascii() && !run.contains(is_vowel) && !run.contains(['y', 'Y']);
    is_numbered || alternates && in_words * 2 < length || is_choppy || is_endless || runs.iter().any(is_unspeakable)
}

/// Splits `IPAddressLine12` into `IP`, `Address`, `Line`, `12`.
fn runs(part: &str) -> Vec<&str> {
    let chars: Vec<(usize, char)> = part.char_indices().collect();
    let is_start = |at: &usize| {
        let (before, here, after) = (chars[at - 1].1, chars[*at].1, chars.get(at + 1).map(|(_, c)| *c));
        let is_hump = here.is_uppercase() && (before.is_lowercase() || after.is_some_and(char::is_lowercase));
        before.is_ascii_digit() != here.is_ascii_digit() || is_hump
    };
    let starts = (1..chars.len()).filter(is_start).map(|at| chars[at].0);
    let mut bounds = vec![0];
    bounds.extend(starts);
    bounds.push(part.len());
    bounds.windows(2).map(|bound| &part[bound[0]..bound[1]]).collect()
}

/// Returns whether letters may be a word; other scripts than ASCII always may.
fn is_word(run: &str) -> bool {
    run.len() >= 3 && (run.contains(is_vowel) || !run.is_ascii())
}

fn is_vowel(letter: char) -> bool {
    matches!(letter.to_ascii_lowercase(), 'a' | 'e' | 'i' | 'o' | 'u')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_tokens_are_data() {
        const DATA: &str = "12 192.168.0.1 10.0.0.255 2001:db8::1 ::1 20240101 0190a0b2-0000-7000-8000-000000000000 deadbeef01 jane@example.org zVVu3mtupXDzwMy1rxxNMw x7Gq2LmPz \
            sk_live_AbCd4242 AbCdEfGhIjKlMnOpQrStUvWxYzAbCdEfGh AbCdEfGhIjKl sk_test_4eC39HqLyjWDarjtT1zdp7dc pk_test_51HxyzABC cus_9s6XKzkN \
            +49301234567 (030)123456 O'Brien Smith,Anna evt_1a2b3c x7gq2lmpz customfield_10001 order-47110815 xkcdqrtzbw ghp_aBcD1234eFgH qwertyuiopasdfghjklzxcvbnm AKIAIOSFODNN7EXAMPLE";
        assert_eq!(DATA.split_ascii_whitespace().filter(|word| !looks_like_id(word)).collect::<Vec<_>>(), [""; 0]);
    }

    #[test]
    fn text_with_spaces_is_data() {
        const DATA: [&str; 4] = ["Anna Smith", "José García", "+49 30 123456", "said: \"no\""];
        assert_eq!(DATA.iter().find(|word| !looks_like_id(word)), None);
    }

    #[test]
    fn addresses_of_other_machines_are_data() {
        let check = |host: &str, expected: &str| assert_eq!(shown_host(host, looks_like_id), expected);
        check("api.example.org", "api.example.org");
        check("127.0.0.1", "127.0.0.1");
        check("[::1]", "[::1]");
        check("192.0.2.7", "*");
        check("[2001:db8::1]", "*");
        check("x7gq2lmpz.example.org", "*.example.org");
    }

    #[test]
    fn names_are_not() {
        const NAMES: &str = "groups statistics v1 v1beta1 v2alpha1 2024-01 oauth2 base64 sha256 md5 i18n a11y k8s ipv4 x509 rfc3339 iso8601 utf8mb4 \
            h264 mp3 s3 p95 addressLine1 address_line_2 oAuth2Token isOAuth2 OAuth2Clients getV2Users is2FAEnabled 2faEnabled 3DSecure2 x509Certificate \
            p95LatencyMs EC2SecurityGroupIds cssHtmlJs xmlHttp xmlHTTPRequest getUserNotificationPreferences createOrUpdateIPAddressOfVMScaleSet \
            internationalization notification-settings created_at__gte page[size] filter[created][from] _links $batch annasmith search.json \
            größenänderung text/plain users:batchGet";
        assert_eq!(NAMES.split_ascii_whitespace().filter(|word| looks_like_id(word)).collect::<Vec<_>>(), [""; 0]);
    }
}
