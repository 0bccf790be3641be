pub(crate) mod conditions;
pub(crate) mod content;
pub(crate) mod effective;
pub(crate) mod keywords;
pub(crate) mod pairs;
pub(crate) mod union;
pub(crate) mod values;
pub(crate) mod variants;
