//! A request that matches the document, as handlers read it.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::operation::Operation;
use super::response::ApiResponse;
use crate::model::{Millis, Refusal, World};
use crate::vendor::Vendor;

/// The longest page of groups or users. The pages of the vendor state no maximum; 50,000 users would be 32 MB.
pub const MAX_PAGE: usize = 1000;

/// The result of a handler: a response, or the reason why there is none.
pub type CallResult = Result<ApiResponse, CallError>;

/// The reason why a handler has no response.
#[derive(Debug)]
pub enum CallError {
    /// The world refused.
    Refused(Refusal),
    /// The call is invalid; the response says why.
    Invalid(ApiResponse),
}

impl From<Refusal> for CallError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<ApiResponse> for CallError {
    fn from(response: ApiResponse) -> Self {
        Self::Invalid(response)
    }
}

/// A call of an operation.
pub struct Call {
    /// The vendor.
    pub vendor: Vendor,
    /// The operation.
    pub operation: &'static Operation,
    /// The time of the call.
    pub now: Millis,
    /// The address of the sandbox as the client wrote it, ending in `/v1` for Mobilize: `next_page` starts with it.
    pub base: String,
    /// The path parameters, decoded.
    pub path_parameters: Vec<(String, String)>,
    /// The query parameters, decoded.
    pub query: Vec<(String, String)>,
    /// The body.
    pub body: Value,
}

impl Call {
    /// Returns a 200 with this body.
    pub fn ok(&self, body: &impl serde::Serialize) -> ApiResponse {
        ApiResponse::ok(body, self.operation.basis)
    }

    /// Returns a path parameter.
    pub fn path_parameter(&self, name: &str) -> &str {
        self.path_parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str()).unwrap_or_default()
    }

    /// Returns a path parameter that is an integer.
    pub fn id(&self, name: &str) -> Result<i64, CallError> {
        self.path_parameter(name).parse().map_err(|_| self.bad_parameter(name, "invalid: expected a whole number"))
    }

    /// Returns a query parameter; the first if it is sent several times.
    pub fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Returns a boolean query parameter; false if absent.
    pub fn flag(&self, name: &str) -> bool {
        self.query(name) == Some("true")
    }

    /// Returns an integer of the query. The documents set no limits, so an integer beyond 64 bits is the greatest or least of them.
    pub fn number(&self, name: &str) -> Result<Option<i64>, CallError> {
        let Some(text) = self.query(name) else { return Ok(None) };
        let digits = text.strip_prefix('-').unwrap_or(text);
        match text.parse() {
            Ok(number) => Ok(Some(number)),
            Err(_) if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) => {
                Ok(Some(if text.starts_with('-') { i64::MIN } else { i64::MAX }))
            }
            Err(_) => Err(self.bad_parameter(name, "invalid: expected a whole number")),
        }
    }

    /// Returns `offset` and `limit` of a list of users or notifications.
    pub fn window(&self, world: &World, max: usize) -> Result<(usize, usize), CallError> {
        let limit = self.limit(50, max)?;
        let offset: i64 = self.number("offset")?.unwrap_or(0);
        let offset = usize::try_from(offset).map_err(|_| self.bad_parameter("offset", "invalid: expected a whole number, 0 or more"))?;
        Ok((offset, world.quirks.page_cap.map_or(limit, |cap| limit.min(cap))))
    }

    /// Returns `limit`. A limit above `max` is not an error: the page is shortened (E16).
    pub fn limit(&self, default: usize, max: usize) -> Result<usize, CallError> {
        match self.number("limit")? {
            None => Ok(default),
            Some(limit) if limit >= 1 => Ok(usize::try_from(limit).unwrap_or(usize::MAX).min(max)),
            Some(_) => Err(self.bad_parameter("limit", "invalid: expected a whole number, 1 or more")),
        }
    }

    /// Returns the body as a type.
    pub fn body<T: DeserializeOwned>(&self) -> Result<T, CallError> {
        // The engine has checked the body. A number with a fraction of zero, or beyond 64 bits, is still possible.
        T::deserialize(&self.body).map_err(|_| match unfit_number(&self.body, "") {
            Some(property) => Refusal::invalid(property, "expected a whole number of 64 bits, without a fraction").into(),
            None => self.vendor.unreadable_body(self.operation, "it does not match the document").into(),
        })
    }

    /// Returns the error for an invalid parameter.
    pub fn bad_parameter(&self, name: &str, reason: &str) -> CallError {
        self.vendor.bad_parameter(self.operation, name, reason).into()
    }

    /// Returns the address of another page.
    pub fn next_page(&self, path: &str, pairs: &[(&str, &str)]) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(pairs);
        format!("{}{path}?{}", self.base, query.finish())
    }
}

/// Returns the path of the first number that no integer of the handlers can hold. Values of fields may be any number.
fn unfit_number(value: &Value, path: &str) -> Option<String> {
    let child = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match value {
        Value::Number(number) if !number.is_i64() => Some(path.to_owned()),
        Value::Array(items) => items.iter().enumerate().find_map(|(index, item)| unfit_number(item, &child(&index.to_string()))),
        Value::Object(properties) => {
            properties.iter().filter(|(name, _)| *name != "fields").find_map(|(name, value)| unfit_number(value, &child(name)))
        }
        _ => None,
    }
}
