//! The macros that declare id types.

/// Declares one type with everything that ids and tokens have in common.
macro_rules! identifier {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Default, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Form);

        impl $name {
            /// The id as text, as paths contain it and as ids are compared.
            pub fn text(&self) -> Cow<'_, str> {
                self.0.text()
            }

            /// The key of a row with this id; `None` if it is missing.
            #[allow(dead_code, reason = "not every object is a row of a list")]
            pub(crate) fn key(&self) -> Option<crate::paging::RowKey> {
                self.0.key()
            }

            /// Returns true if the object arrived without this id, or with null in its place.
            pub fn is_missing(&self) -> bool {
                matches!(self.0, Form::Missing)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0.text())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match &self.0 {
                    Form::Missing => f.write_str(concat!(stringify!($name), "(missing)")),
                    form => write!(f, concat!(stringify!($name), "({})"), form.text()),
                }
            }
        }

        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.0.is_same(&other.0)
            }
        }

        impl Eq for $name {}

        /// By the text.
        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.0.text() == other
            }
        }

        /// By the text.
        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.0.text() == *other
            }
        }

        /// By the text.
        impl PartialEq<String> for $name {
            fn eq(&self, other: &String) -> bool {
                self.0.text() == **other
            }
        }

        impl Hash for $name {
            fn hash<H: Hasher>(&self, state: &mut H) {
                self.0.hash_text(state);
            }
        }

        /// Numbers by their value and before any text, texts by their characters.
        impl Ord for $name {
            fn cmp(&self, other: &Self) -> Ordering {
                let key = |id: &Self| (id.0.as_u64().is_none(), id.0.as_u64());
                key(self)
                    .cmp(&key(other))
                    .then_with(|| self.0.text().cmp(&other.0.text()))
            }
        }

        impl PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
                Some(self.cmp(other))
            }
        }

        impl From<&str> for $name {
            fn from(id: &str) -> Self {
                id.to_owned().into()
            }
        }

        impl From<&$name> for $name {
            fn from(id: &$name) -> Self {
                id.clone()
            }
        }

        /// For the optional properties of a body.
        impl From<&$name> for Option<$name> {
            fn from(id: &$name) -> Self {
                Some(id.clone())
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::convert::Infallible;

            fn from_str(id: &str) -> Result<Self, Self::Err> {
                Ok(id.into())
            }
        }
    };
}

/// Declares one id type; the kinds differ only in their name.
macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        identifier! {
            $(#[$doc])*
            ///
            /// Decodes a number, a string, and any other value; encoding returns the same. An id made from a number or from its digits
            /// is encoded as a number. Ids are equal if their text is.
            $name
        }

        impl $name {
            /// The id as a number; `None` if it has other characters than digits, or is too large.
            pub fn as_u64(&self) -> Option<u64> {
                self.0.as_u64()
            }
        }

        impl PartialEq<u64> for $name {
            fn eq(&self, other: &u64) -> bool {
                self.as_u64() == Some(*other)
            }
        }

        /// The type of an integer literal, so that `user.id == 1234` needs no suffix.
        impl PartialEq<i32> for $name {
            fn eq(&self, other: &i32) -> bool {
                self.as_u64().is_some() && self.as_u64() == u64::try_from(*other).ok()
            }
        }

        impl From<u64> for $name {
            fn from(id: u64) -> Self {
                Self(Form::Number(id.into()))
            }
        }

        impl From<i64> for $name {
            fn from(id: i64) -> Self {
                Self(Form::Number(id.into()))
            }
        }

        impl From<u32> for $name {
            fn from(id: u32) -> Self {
                Self(Form::Number(id.into()))
            }
        }

        /// The type of an integer literal, so that `group_id(1234)` needs no suffix.
        impl From<i32> for $name {
            fn from(id: i32) -> Self {
                Self(Form::Number(id.into()))
            }
        }

        impl From<String> for $name {
            fn from(id: String) -> Self {
                Self(Form::from_text(id))
            }
        }
    };
}

pub(crate) use {id, identifier};
