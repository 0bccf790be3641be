//! The macro for tables of codes: findings and changes are both enums whose names, meanings and weights are data.

/// Declares an enum of codes from a table. Each row has the variant, its kebab-case name, its meaning, and the values of the
/// row type, which accessors of the enum read.
macro_rules! catalogue {
    (
        $(#[$attribute:meta])*
        pub enum $enum:ident($row:ident) unknown $unknown:ident $noun:literal
        $($variant:ident $name:literal $meaning:literal ($($cell:expr),+))*
    ) => {
        $(#[$attribute])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $enum {
            $(#[doc = $meaning] $variant,)*
        }

        impl $enum {
            /// All codes, in the order of the catalogue.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Returns the name of the code in kebab-case.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// Returns the meaning of the code in one or two sentences.
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$variant => $meaning,)* }
            }

            fn row(self) -> $row {
                match self { $(Self::$variant => $row($($cell),+),)* }
            }
        }

        impl std::fmt::Display for $enum {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $enum {
            type Err = $unknown;

            fn from_str(name: &str) -> Result<Self, $unknown> {
                Self::ALL.iter().find(|code| code.as_str() == name).copied().ok_or_else(|| $unknown(name.to_owned()))
            }
        }

        /// The schema lists the codes of this version; later versions may have more.
        impl schemars::JsonSchema for $enum {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($enum).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                let names: Vec<&str> = Self::ALL.iter().map(|code| code.as_str()).collect();
                schemars::json_schema!({ "description": concat!("A ", $noun, "."), "type": "string", "enum": names })
            }
        }

        impl serde::Serialize for $enum {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        #[doc = concat!("The error for an unknown ", $noun, ".")]
        #[derive(Debug, thiserror::Error)]
        #[error("unknown {noun} `{0}`", noun = $noun)]
        pub struct $unknown(String);
    };
}

pub(crate) use catalogue;
