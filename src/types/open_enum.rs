//! Open enumerations: a value that the document does not list is kept, never refused.
//!
//! build.rs declares those of strings, one for each `x-extensible-enum` of the document; those of numbers are in `settings.rs`,
//! since the document has no names for their values.

/// Declares an open enumeration of strings.
macro_rules! open_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$doc])*
        ///
        /// The list is open: an unknown value is [`Other`](Self::Other), and is encoded as it arrived.
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
            /// A value that the document does not list. Made by `from`, which recognises the listed ones.
            Other(String),
        }

        impl $name {
            /// The values that the document lists, in its order.
            pub const LISTED: &'static [Self] = &[$(Self::$variant,)+];

            /// The value in JSON.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)+
                    Self::Other(text) => text,
                }
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $($text => Self::$variant,)+
                    _ => Self::Other(text.to_owned()),
                }
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                text.as_str().into()
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::convert::Infallible;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Ok(text.into())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer).map(Self::from)
            }
        }
    };
}

/// Declares an open enumeration of numbers.
macro_rules! open_number_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $number:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
            /// A number that the document does not list. Made by `from`, which recognises the listed ones.
            Other(i64),
        }

        impl $name {
            /// The values that the document lists, in its order.
            pub const LISTED: &'static [Self] = &[$(Self::$variant,)+];

            /// The value in JSON.
            pub fn as_i64(self) -> i64 {
                match self {
                    $(Self::$variant => $number,)+
                    Self::Other(number) => number,
                }
            }
        }

        impl From<i64> for $name {
            fn from(number: i64) -> Self {
                match number {
                    $($number => Self::$variant,)+
                    _ => Self::Other(number),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.as_i64().fmt(f)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_i64(self.as_i64())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                i64::deserialize(deserializer).map(Self::from)
            }
        }
    };
}

pub(crate) use {open_enum, open_number_enum};

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::types::{Privacy, PrivacySetting};

    #[track_caller]
    fn check<T: serde::Serialize + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug>(value: Value, expected: Option<T>) {
        let read = serde_json::from_value::<T>(value.clone()).ok();
        assert_eq!(read, expected);
        if let Some(read) = read {
            assert_eq!(serde_json::to_value(&read).expect("encodes"), value);
        }
    }

    #[test]
    fn unlisted_values_are_kept() {
        check(json!("public"), Some(Privacy::Public));
        check(json!("secret"), Some(Privacy::Other("secret".to_owned())));
        check(json!("Public"), Some(Privacy::Other("Public".to_owned())));
        check(json!(""), Some(Privacy::Other(String::new())));
        check::<Privacy>(json!(5), None);

        check(json!(5), Some(PrivacySetting::Open));
        check(json!(-7), Some(PrivacySetting::Other(-7)));
        check::<PrivacySetting>(json!("5"), None);
    }

    #[test]
    fn strings_are_converted() {
        assert_eq!(Privacy::from("private"), Privacy::Private);
        assert_eq!("secret".parse(), Ok(Privacy::Other("secret".to_owned())));
        assert_eq!(format!("{:>8}|{}", Privacy::Public, PrivacySetting::Closed), "  public|10");
        assert_eq!(Privacy::LISTED, [Privacy::Public, Privacy::Private]);
    }
}
