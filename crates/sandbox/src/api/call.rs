//! A request that was found to satisfy the document, as the handlers read it.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Operation, Problem};
use crate::Vendor;
use crate::answer::Answer;
use crate::model::{Millis, World};

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
        self.variable(name).parse().map_err(|_| self.bad(name, "invalid: expected a number"))
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
        self.query(name).map(|text| text.parse().map_err(|_| self.bad(name, "invalid: expected a number"))).transpose()
    }

    /// `offset` and `limit`.
    pub fn window(&self, world: &World) -> Result<(usize, usize), Problem> {
        let limit = self.limit(50)?;
        let offset: i64 = self.number("offset")?.unwrap_or(0);
        let offset = usize::try_from(offset).map_err(|_| self.bad("offset", "invalid: expected 0 or more"))?;
        Ok((offset, world.quirks.page_cap.map_or(limit, |cap| limit.min(cap))))
    }

    /// `limit` alone.
    pub fn limit(&self, default: usize) -> Result<usize, Problem> {
        match self.number::<i64>("limit")? {
            None => Ok(default),
            Some(limit) if limit >= 1 => Ok(usize::try_from(limit).unwrap_or(usize::MAX)),
            Some(_) => Err(self.bad("limit", "invalid: expected 1 or more")),
        }
    }

    /// The body as a type.
    pub fn body<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        // The engine has checked it; what can still go wrong is a number beyond 64 bits.
        T::deserialize(&self.body).map_err(|error| self.vendor.unreadable(&error.to_string()).into())
    }

    /// A parameter that is not what it should be.
    pub fn bad(&self, name: &str, why: &str) -> Problem {
        self.vendor.bad_parameter(self.operation.id, name, why).into()
    }

    /// The address of a further page.
    pub fn next_page(&self, path: &str, pairs: &[(&str, &str)]) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(pairs);
        format!("{}{path}?{}", self.base, query.finish())
    }
}
