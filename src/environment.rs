//! Settings from environment variables.

use std::env::VarError;

use crate::error::{Error, Result};

/// Environment variables: those of the process, or of a test.
pub(crate) struct Environment(Box<Read>);

type Read = dyn Fn(&str) -> Result<String, VarError>;

impl Environment {
    pub fn of_process() -> Self {
        Self(Box::new(|name| std::env::var(name)))
    }

    #[cfg(test)]
    pub fn of(set: &'static [(&str, &str)]) -> Self {
        let value = |name: &str| set.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        Self(Box::new(move |name| value(name).ok_or(VarError::NotPresent)))
    }

    /// Returns a variable; `None` if it is not set or empty, as scripts leave variables without a value.
    pub fn optional(&self, name: &str) -> Result<Option<String>> {
        match (self.0)(name) {
            Ok(value) if value.trim().is_empty() => Ok(None),
            // `export KEY=$(cat file)` removes line breaks at the end; other ways to set a variable keep them.
            Ok(value) => Ok(Some(value.trim_end_matches(['\r', '\n']).to_owned())),
            Err(VarError::NotPresent) => Ok(None),
            // The error of the standard library shows the value.
            Err(VarError::NotUnicode(_)) => Err(Error::configuration(format!("the environment variable {name} is not Unicode"))),
        }
    }

    /// Returns a variable that must be set.
    pub fn required(&self, name: &str) -> Result<String> {
        match (self.optional(name)?, (self.0)(name)) {
            (Some(value), _) => Ok(value),
            (None, Ok(_)) => Err(Error::configuration(format!("the environment variable {name} is empty"))),
            (None, Err(_)) => Err(Error::configuration(format!("the environment variable {name} is not set"))),
        }
    }

    /// Returns variables that belong together: if one of them is set, the others must be.
    #[cfg(feature = "mode")]
    pub fn together<const N: usize>(&self, names: [&str; N]) -> Result<Option<[String; N]>> {
        let mut values = Vec::new();
        for name in names {
            values.extend(self.optional(name)?);
        }
        if values.is_empty() {
            return Ok(None);
        }
        match values.try_into() {
            Ok(values) => Ok(Some(values)),
            Err(_) => Err(names
                .iter()
                .find_map(|name| self.required(name).err())
                .unwrap_or_else(|| Error::configuration("an environment variable has changed"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check<T: PartialEq + std::fmt::Debug>(result: Result<T>, expected: Result<T, &str>) {
        assert_eq!(result.map_err(|err| err.to_string()), expected.map_err(str::to_owned));
    }

    #[test]
    fn a_missing_variable_is_named() {
        let environment = Environment::of(&[("A", "a\r\n"), ("EMPTY", " ")]);
        check(environment.required("A"), Ok("a".to_owned()));
        check(environment.required("B"), Err("the environment variable B is not set"));
        check(environment.required("EMPTY"), Err("the environment variable EMPTY is empty"));
        check(environment.optional("EMPTY"), Ok(None));
        check(environment.optional("B"), Ok(None));
    }

    #[test]
    fn a_variable_that_is_not_unicode_is_not_shown() {
        let environment = Environment(Box::new(|_| Err(VarError::NotUnicode("topsecret".into()))));
        check(environment.optional("A"), Err("the environment variable A is not Unicode"));
    }

    #[cfg(feature = "mode")]
    #[test]
    fn variables_that_belong_together_are_all_set_or_none_is() {
        let environment = Environment::of(&[("A", "a"), ("B", "b"), ("EMPTY", "")]);
        check(environment.together(["A", "B"]), Ok(Some(["a".to_owned(), "b".to_owned()])));
        check(environment.together(["C", "EMPTY"]), Ok(None));
        check(environment.together(["C", "A"]), Err("the environment variable C is not set"));
        check(environment.together(["A", "EMPTY"]), Err("the environment variable EMPTY is empty"));
    }
}
