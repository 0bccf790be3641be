//! A request that was found to satisfy the document, as the handlers read it.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Operation, Problem};
use crate::Vendor;
use crate::answer::Answer;
use crate::model::{Millis, Refused, World};

/// The longest page of groups or users. The pages name no maximum; one of 50,000 users would weigh 32 MB.
pub const LONGEST_PAGE: usize = 1000;

/// A call of an operation.
pub struct Call {
    /// The vendor.
    pub vendor: Vendor,
    /// The operation.
    pub operation: &'static Operation,
    /// When it is made.
    pub now: Millis,
    /// Where the sandbox is reached, ending in `/v1` for Mobilize, whose `next_page` begins with it.
    pub base: String,
    /// The values of the variables in the path.
    pub variables: Vec<(String, String)>,
    /// The query, decoded.
    pub query: Vec<(String, String)>,
    /// The body.
    pub body: Value,
}

impl Call {
    /// A 200 with this body.
    pub fn ok(&self, body: &impl serde::Serialize) -> Answer {
        Answer::ok(body, self.operation.grounds)
    }

    /// A variable of the path.
    pub fn variable(&self, name: &str) -> &str {
        self.variables.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str()).unwrap_or_default()
    }

    /// A variable of the path that is a number.
    pub fn id(&self, name: &str) -> Result<i64, Problem> {
        self.variable(name).parse().map_err(|_| self.bad(name, "invalid: expected a whole number"))
    }

    /// A parameter of the query; the first where it is there several times.
    pub fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// A switch of the query, off where it is absent.
    pub fn flag(&self, name: &str) -> bool {
        self.query(name) == Some("true")
    }

    /// A number of the query.
    pub fn number<T: std::str::FromStr>(&self, name: &str) -> Result<Option<T>, Problem> {
        self.query(name).map(|text| text.parse().map_err(|_| self.bad(name, "invalid: expected a whole number"))).transpose()
    }

    /// `offset` and `limit` of a list of users, or of notifications.
    pub fn window(&self, world: &World, most: usize) -> Result<(usize, usize), Problem> {
        let limit = self.limit(50, most)?;
        let offset: i64 = self.number("offset")?.unwrap_or(0);
        let offset = usize::try_from(offset).map_err(|_| self.bad("offset", "invalid: expected a whole number, 0 or more"))?;
        Ok((offset, world.quirks.page_cap.map_or(limit, |cap| limit.min(cap))))
    }

    /// `limit` alone. A greater one than `most` is no error: the page is as long as a page may be (E16).
    pub fn limit(&self, default: usize, most: usize) -> Result<usize, Problem> {
        match self.number::<i64>("limit")? {
            None => Ok(default),
            Some(limit) if limit >= 1 => Ok(usize::try_from(limit).unwrap_or(usize::MAX).min(most)),
            Some(_) => Err(self.bad("limit", "invalid: expected a whole number, 1 or more")),
        }
    }

    /// The body as a type.
    pub fn body<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        // The engine has checked it; what can still go wrong is a number with a fraction of zero, or beyond 64 bits.
        T::deserialize(&self.body).map_err(|_| match unfit(&self.body, "") {
            Some(property) => Refused::invalid(property, "expected a whole number of 64 bits, without a fraction").into(),
            None => self.vendor.unreadable(self.operation, "it is not as the document describes it").into(),
        })
    }

    /// A parameter that is not what it should be.
    pub fn bad(&self, name: &str, why: &str) -> Problem {
        self.vendor.bad_parameter(self.operation, name, why).into()
    }

    /// The address of a further page.
    pub fn next_page(&self, path: &str, pairs: &[(&str, &str)]) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(pairs);
        format!("{}{path}?{}", self.base, query.finish())
    }
}

/// The way to the first number that no integer of the handlers can hold. Custom values may be any number.
fn unfit(value: &Value, way: &str) -> Option<String> {
    let below = |name: &str| if way.is_empty() { name.to_owned() } else { format!("{way}.{name}") };
    match value {
        Value::Number(number) if !number.is_i64() => Some(way.to_owned()),
        Value::Array(items) => items.iter().enumerate().find_map(|(index, item)| unfit(item, &below(&index.to_string()))),
        Value::Object(properties) => {
            properties.iter().filter(|(name, _)| *name != "fields").find_map(|(name, value)| unfit(value, &below(name)))
        }
        _ => None,
    }
}
