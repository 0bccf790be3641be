//! Values of optional properties and parameters.

use std::fmt::Display;

/// A value for an optional property or parameter: anything that a required one of the type `T` accepts, or an `Option` of it.
///
/// The second parameter distinguishes both and is always inferred.
///
/// ```
/// use mobilize::types::GroupCreateRow;
///
/// let parent: Option<u32> = None;
/// let row = GroupCreateRow::builder().name("Founders").alias_name("founders").parent_group_id(parent);
/// let row: GroupCreateRow = row.parent_group_id(1).try_into()?;
/// # Ok::<(), mobilize::Error>(())
/// ```
pub trait IntoOptional<T, Form> {
    /// Converts the value.
    ///
    /// # Errors
    ///
    /// The message of the conversion, if the value is not valid.
    fn into_optional(self) -> Result<Option<T>, String>;
}

/// The form of a plain value, for [`IntoOptional`].
#[derive(Debug)]
pub enum Plain {}

/// The form of an `Option`, for [`IntoOptional`].
#[derive(Debug)]
pub enum Optional {}

impl<T, V: TryInto<T>> IntoOptional<T, Plain> for V
where
    V::Error: Display,
{
    fn into_optional(self) -> Result<Option<T>, String> {
        self.try_into().map(Some).map_err(|error| error.to_string())
    }
}

impl<T, V: TryInto<T>> IntoOptional<T, Optional> for Option<V>
where
    V::Error: Display,
{
    fn into_optional(self) -> Result<Option<T>, String> {
        self.map(V::try_into).transpose().map_err(|error| error.to_string())
    }
}
