//! The codes of changes: one table, from which everything that is said of a code comes.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;

use serde::{Deserialize, Serialize};

use crate::finding::code::Severity;
use openapi_drift_recordings::Side;

/// What a change means for those who use the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Impact {
    /// Nothing of the interface changes, only what is said about it.
    Documentation,
    /// A client written from the old document goes on working, and can do more.
    Compatible,
    /// A client written from the old document can fail, or does something else than it did.
    Breaking,
}

impl Impact {
    /// All impacts, the least first.
    pub const ALL: &'static [Self] = &[Self::Documentation, Self::Compatible, Self::Breaking];

    /// The impact's name: `breaking`, `compatible` or `documentation`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Documentation => "documentation",
            Self::Compatible => "compatible",
            Self::Breaking => "breaking",
        }
    }
}

impl fmt::Display for Impact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Declares the codes: variant, kebab-case name, impact, severity and what it means.
macro_rules! codes {
    ($($variant:ident $name:literal $impact:ident $severity:ident $meaning:literal)*) => {
        /// What kind of change it is. The names are kebab-case and never change their meaning.
        ///
        /// What begins with `request` is about what a client sends, `response` about what it receives: in webhooks and
        /// callbacks, where the service asks, the payload is received and the answer is sent.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum ChangeCode {
            $(#[doc = $meaning] $variant,)*
        }

        impl ChangeCode {
            /// All codes, from the whole document down to the keywords of a schema.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The code's name, such as `response-property-removed`.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// What such a change means for those who use the document.
            pub fn impact(self) -> Impact {
                match self { $(Self::$variant => Impact::$impact,)* }
            }

            /// How much it weighs. A warning is a change that no rule forbids and that may surprise a client all the same.
            pub fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)* }
            }

            /// What the code means, and why it counts as it does.
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$variant => $meaning,)* }
            }
        }
    };
}

codes! {
    InfoChanged "info-changed" Documentation Note "The title, the contact, the licence or the terms of the document changed."
    OpenapiVersionChanged "openapi-version-changed" Documentation Note "The document is written in another version of OpenAPI. What it means is compared all the same."
    DescriptionChanged "description-changed" Documentation Note "A title, a summary or a description changed."
    ExampleChanged "example-changed" Documentation Note "An example changed."
    TagsChanged "tags-changed" Documentation Note "The tags of an operation, or their descriptions, changed."
    ExternalDocsChanged "external-docs-changed" Documentation Note "A reference to documentation elsewhere changed."
    ExtensionChanged "extension-changed" Documentation Note "An extension (`x-…`) changed. What tools make of it is not known."
    Deprecated "deprecated" Compatible Warning "An operation, parameter, header or schema is deprecated now: it works, and may go with a later version."
    Undeprecated "undeprecated" Compatible Note "An operation, parameter, header or schema is no longer deprecated."

    ServerAdded "server-added" Compatible Note "There is another server."
    ServerRemoved "server-removed" Breaking Error "A server is gone: clients that were told its address still call it."
    ServerVariableChanged "server-variable-changed" Breaking Warning "A variable of a server's address has another default or other values, so the address that a client makes of it changes."

    OperationAdded "operation-added" Compatible Note "There is another operation."
    OperationRemoved "operation-removed" Breaking Error "An operation is gone, whether it was deprecated or not."
    OperationIdChanged "operation-id-changed" Breaking Error "The `operationId` changed. Requests stay the same, but generated clients name their functions after it."
    PathVariableRenamed "path-variable-renamed" Compatible Warning "A variable in a path has another name. Requests stay the same; generated clients may name an argument after it."
    WebhookAdded "webhook-added" Compatible Warning "The service may send another webhook."
    WebhookRemoved "webhook-removed" Breaking Error "The service no longer sends a webhook that clients wait for."
    CallbackAdded "callback-added" Compatible Warning "The service may call back in another way."
    CallbackRemoved "callback-removed" Breaking Error "The service no longer makes a call that clients wait for."

    SecurityAdded "security-added" Breaking Error "What needed no credentials needs them now."
    SecurityRemoved "security-removed" Compatible Note "What needed credentials can do without."
    SecurityAlternativeAdded "security-alternative-added" Compatible Note "There is another way to authenticate."
    SecurityAlternativeRemoved "security-alternative-removed" Breaking Error "A way to authenticate is gone, or needs one scheme more."
    SecurityScopeAdded "security-scope-added" Breaking Error "Credentials need another scope."
    SecurityScopeRemoved "security-scope-removed" Compatible Note "Credentials need one scope less."
    SecuritySchemeChanged "security-scheme-changed" Breaking Error "A security scheme works in another way: another type, place, name or address."
    SecuritySchemeAdded "security-scheme-added" Documentation Note "There is another security scheme. What needs it says so itself."
    SecuritySchemeRemoved "security-scheme-removed" Documentation Note "A security scheme is gone. What needed it says so itself."

    ParameterAdded "parameter-added" Compatible Note "There is another parameter, which may be left out."
    RequiredParameterAdded "required-parameter-added" Breaking Error "There is another parameter, which clients do not send yet and have to. A default does not help: `required` refuses its absence."
    ParameterRemoved "parameter-removed" Breaking Error "A parameter is gone: what clients send in it is ignored or refused."
    ParameterBecameRequired "parameter-became-required" Breaking Error "A parameter may no longer be left out."
    ParameterBecameOptional "parameter-became-optional" Compatible Note "A parameter may be left out."
    ParameterStyleChanged "parameter-style-changed" Breaking Error "A parameter is written in another way: another style, `explode`, `allowReserved` or media type."
    EmptyValueAllowed "empty-value-allowed" Compatible Note "The name of a query parameter may stand alone."
    EmptyValueForbidden "empty-value-forbidden" Breaking Error "The name of a query parameter may no longer stand alone."

    RequestBodyAdded "request-body-added" Compatible Note "A request may have a body."
    RequiredRequestBodyAdded "required-request-body-added" Breaking Error "A request must have a body, which clients do not send yet."
    RequestBodyRemoved "request-body-removed" Breaking Error "A request has no body any more: what clients send in it is ignored or refused."
    RequestBodyBecameRequired "request-body-became-required" Breaking Error "The body of a request may no longer be left out."
    RequestBodyBecameOptional "request-body-became-optional" Compatible Note "The body of a request may be left out."
    RequestMediaTypeAdded "request-media-type-added" Compatible Note "A client may send another media type."
    RequestMediaTypeRemoved "request-media-type-removed" Breaking Error "A media type is no longer taken."
    RequestEncodingChanged "request-encoding-changed" Breaking Error "A property of a form is written in another way."

    SuccessStatusAdded "success-status-added" Compatible Warning "The service may answer with another status of success; clients that compare with the one they know miss it."
    SuccessStatusRemoved "success-status-removed" Breaking Error "The service no longer answers with a status of success that clients wait for."
    ErrorStatusAdded "error-status-added" Compatible Note "The service may answer with another status of failure."
    ErrorStatusRemoved "error-status-removed" Compatible Note "The service no longer answers with a status of failure."
    ResponseMediaTypeAdded "response-media-type-added" Compatible Note "The service may answer with another media type; those who ask for one by `Accept` get it as before."
    ResponseMediaTypeRemoved "response-media-type-removed" Breaking Error "The service no longer answers with a media type."
    ResponseHeaderAdded "response-header-added" Compatible Note "A response has another header."
    ResponseHeaderRemoved "response-header-removed" Breaking Error "A response has no longer a header that clients may read."
    ResponseHeaderBecameRequired "response-header-became-required" Compatible Note "A response always has a header."
    ResponseHeaderBecameOptional "response-header-became-optional" Breaking Error "A response may lack a header that it always had."
    LinksChanged "links-changed" Compatible Note "What can be asked for next, by the links of a response, changed."

    RequestPropertyAdded "request-property-added" Compatible Note "A client may send another property."
    RequestRequiredPropertyAdded "request-required-property-added" Breaking Error "A client must send another property. A default does not help: `required` refuses its absence."
    RequestPropertyRemoved "request-property-removed" Breaking Error "A property is no longer taken: what clients send in it is ignored or refused."
    RequestPropertyBecameRequired "request-property-became-required" Breaking Error "A property may no longer be left out."
    RequestPropertyBecameOptional "request-property-became-optional" Compatible Note "A property may be left out."
    RequestPropertyBecameReadOnly "request-property-became-read-only" Breaking Error "A property is now the service's alone: what clients send in it is ignored or refused."
    RequestPropertyNoLongerReadOnly "request-property-no-longer-read-only" Compatible Note "A client may send a property that was the service's alone."
    ResponsePropertyAdded "response-property-added" Compatible Note "A response has another property. The object was open, so clients had to expect others."
    ResponseClosedPropertyAdded "response-closed-property-added" Breaking Error "A response has another property, and the old document forbade others (`additionalProperties: false`)."
    ResponsePropertyRemoved "response-property-removed" Breaking Error "A response has no longer a property that clients may read."
    ResponsePropertyBecameRequired "response-property-became-required" Compatible Note "A response always has a property."
    ResponsePropertyBecameOptional "response-property-became-optional" Breaking Error "A response may lack a property that it always had."
    ResponsePropertyBecameWriteOnly "response-property-became-write-only" Breaking Error "A property is only sent now, and no longer answered."
    ResponsePropertyNoLongerWriteOnly "response-property-no-longer-write-only" Compatible Note "A property that was only sent is answered too."

    RequestTypeNarrowed "request-type-narrowed" Breaking Error "Fewer types are taken."
    ResponseTypeNarrowed "response-type-narrowed" Compatible Note "Fewer types are answered."
    RequestTypeWidened "request-type-widened" Compatible Note "More types are taken."
    ResponseTypeWidened "response-type-widened" Breaking Error "More types are answered than clients expect."
    RequestTypeChanged "request-type-changed" Breaking Error "Another type is taken."
    ResponseTypeChanged "response-type-changed" Breaking Error "Another type is answered."
    RequestNullAllowed "request-null-allowed" Compatible Note "A client may send null."
    ResponseNullAllowed "response-null-allowed" Breaking Error "The service may answer null where it never did."
    RequestNullForbidden "request-null-forbidden" Breaking Error "Null is no longer taken."
    ResponseNullForbidden "response-null-forbidden" Compatible Note "The service no longer answers null."
    RequestFormatNarrowed "request-format-narrowed" Breaking Error "A value must have a format, or a smaller one."
    ResponseFormatNarrowed "response-format-narrowed" Compatible Note "A value always has a format, or a smaller one."
    RequestFormatWidened "request-format-widened" Compatible Note "A value need not have a format, or may have a larger one."
    ResponseFormatWidened "response-format-widened" Breaking Error "A value need no longer have a format that clients may parse, or may have a larger one."
    RequestFormatChanged "request-format-changed" Breaking Error "A value must have another format."
    ResponseFormatChanged "response-format-changed" Breaking Error "A value has another format."
    RequestEnumAdded "request-enum-added" Breaking Error "Only listed values are taken, where others were too."
    ResponseEnumAdded "response-enum-added" Compatible Note "Only listed values are answered, where others could be."
    RequestEnumRemoved "request-enum-removed" Compatible Note "Other values than the listed ones are taken."
    ResponseEnumRemoved "response-enum-removed" Breaking Error "Other values than the listed ones may be answered. This is what opening a list costs, once."
    RequestEnumValueAdded "request-enum-value-added" Compatible Note "Another value is taken."
    ResponseEnumValueAdded "response-enum-value-added" Breaking Error "Another value may be answered, and the list is closed (`enum`): clients need not expect any. An open list (`x-extensible-enum`) grows without breaking."
    RequestEnumValueRemoved "request-enum-value-removed" Breaking Error "A value is no longer taken."
    ResponseEnumValueRemoved "response-enum-value-removed" Compatible Note "A value is no longer answered."
    RequestOpenEnumValueAdded "request-open-enum-value-added" Compatible Note "An open list (`x-extensible-enum`) of what may be sent names another value."
    ResponseOpenEnumValueAdded "response-open-enum-value-added" Compatible Warning "An open list (`x-extensible-enum`) of what may be answered names another value. Clients had to expect others."
    RequestOpenEnumValueRemoved "request-open-enum-value-removed" Breaking Warning "An open list (`x-extensible-enum`) no longer names a value that clients may send. Whether it is refused is not said."
    ResponseOpenEnumValueRemoved "response-open-enum-value-removed" Compatible Note "An open list (`x-extensible-enum`) no longer names a value."
    OpenEnumChanged "open-enum-changed" Documentation Note "A value that may be anything has got an open list (`x-extensible-enum`), or has lost it: it may still be anything."
    RequestBoundTightened "request-bound-tightened" Breaking Error "A bound (of length, range, number of items or properties, multiples, uniqueness) takes less than it did."
    ResponseBoundTightened "response-bound-tightened" Compatible Note "A bound (of length, range, number of items or properties, multiples, uniqueness) promises more than it did."
    RequestBoundLoosened "request-bound-loosened" Compatible Note "A bound takes more than it did."
    ResponseBoundLoosened "response-bound-loosened" Breaking Error "A bound promises less than it did: a value may be longer, larger or more than clients made room for."
    RequestPatternAdded "request-pattern-added" Breaking Error "A value must match a pattern."
    ResponsePatternAdded "response-pattern-added" Compatible Note "A value always matches a pattern."
    RequestPatternRemoved "request-pattern-removed" Compatible Note "A value need not match a pattern."
    ResponsePatternRemoved "response-pattern-removed" Breaking Error "A value need no longer match a pattern."
    RequestPatternChanged "request-pattern-changed" Breaking Warning "A value must match another pattern. Whether that takes all that it took is not known."
    ResponsePatternChanged "response-pattern-changed" Breaking Warning "A value matches another pattern. Whether that allows no more than it did is not known."
    RequestObjectClosed "request-object-closed" Breaking Error "Properties that the schema does not name are refused (`additionalProperties: false`)."
    ResponseObjectClosed "response-object-closed" Compatible Note "A response has no properties that the schema does not name (`additionalProperties: false`)."
    RequestObjectOpened "request-object-opened" Compatible Note "Properties that the schema does not name are taken."
    ResponseObjectOpened "response-object-opened" Breaking Error "A response may have properties that the schema does not name, which was forbidden. This is what opening an object costs, once."
    RequestVariantAdded "request-variant-added" Compatible Note "A client may send another variant of a union."
    ResponseVariantAdded "response-variant-added" Breaking Error "The service may answer another variant of a union, which clients do not know."
    RequestVariantRemoved "request-variant-removed" Breaking Error "A variant of a union is no longer taken."
    ResponseVariantRemoved "response-variant-removed" Compatible Note "A variant of a union is no longer answered."
    RequestUnionAdded "request-union-added" Breaking Error "A value must be one of several variants, where no such choice was asked for."
    ResponseUnionAdded "response-union-added" Compatible Note "A value is one of several variants, where nothing was said of them."
    RequestUnionRemoved "request-union-removed" Compatible Note "A value need not be one of several variants."
    ResponseUnionRemoved "response-union-removed" Breaking Error "A value need no longer be one of the variants that clients tell apart."
    DiscriminatorAdded "discriminator-added" Compatible Note "A property tells which variant is meant, where none did."
    DiscriminatorRemoved "discriminator-removed" Breaking Error "No property tells any more which variant is meant; generated clients decide by it."
    DiscriminatorChanged "discriminator-changed" Breaking Error "Another property tells which variant is meant, or a value of it means another variant."
    RequestDiscriminatorValueAdded "request-discriminator-value-added" Compatible Note "Another value of the discriminator is taken."
    ResponseDiscriminatorValueAdded "response-discriminator-value-added" Breaking Error "Another value of the discriminator may be answered, which clients do not know."
    RequestDiscriminatorValueRemoved "request-discriminator-value-removed" Breaking Error "A value of the discriminator is no longer taken."
    ResponseDiscriminatorValueRemoved "response-discriminator-value-removed" Compatible Note "A value of the discriminator is no longer answered."
    RequestDefaultAdded "request-default-added" Compatible Warning "It is said what stands for a value that is left out. If the service did something else before, that is a change of the service."
    RequestDefaultRemoved "request-default-removed" Breaking Warning "It is no longer said what stands for a value that is left out, and clients leave it out."
    RequestDefaultChanged "request-default-changed" Breaking Error "Something else stands for a value that is left out: a request that says nothing does something else."
    ResponseDefaultChanged "response-default-changed" Documentation Note "The default of a value that is answered changed. What is answered is there."
    ConditionChanged "condition-changed" Breaking Warning "A condition changed (`not`, `if`, `contains`, `dependentSchemas`, `xml` and the like). Which way is not known, so it counts as breaking."
}

impl fmt::Display for ChangeCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for ChangeCode {
    type Err = UnknownChangeCode;

    fn from_str(name: &str) -> Result<Self, UnknownChangeCode> {
        Self::ALL.iter().find(|code| code.as_str() == name).copied().ok_or_else(|| UnknownChangeCode(name.to_owned()))
    }
}

/// Its schema names the codes of this version; later ones have more.
impl JsonSchema for ChangeCode {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ChangeCode".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let names: Vec<&str> = Self::ALL.iter().map(|code| code.as_str()).collect();
        schemars::json_schema!({ "description": "What kind of change it is.", "type": "string", "enum": names })
    }
}

impl Serialize for ChangeCode {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// A name that is no code of a change.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is no code of a change")]
pub struct UnknownChangeCode(String);

/// A change that means one thing where a client sends and another where it receives.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sided {
    request: ChangeCode,
    response: ChangeCode,
}

impl Sided {
    pub fn on(self, side: Side) -> ChangeCode {
        match side {
            Side::Request => self.request,
            Side::Response => self.response,
        }
    }
}

macro_rules! sided {
    ($($name:ident $request:ident $response:ident)*) => {
        $(pub(crate) const $name: Sided = Sided { request: ChangeCode::$request, response: ChangeCode::$response };)*
    };
}

sided! {
    PROPERTY_ADDED RequestPropertyAdded ResponsePropertyAdded
    PROPERTY_REMOVED RequestPropertyRemoved ResponsePropertyRemoved
    BECAME_REQUIRED RequestPropertyBecameRequired ResponsePropertyBecameRequired
    BECAME_OPTIONAL RequestPropertyBecameOptional ResponsePropertyBecameOptional
    WITHDRAWN RequestPropertyBecameReadOnly ResponsePropertyBecameWriteOnly
    RESTORED RequestPropertyNoLongerReadOnly ResponsePropertyNoLongerWriteOnly
    TYPE_NARROWED RequestTypeNarrowed ResponseTypeNarrowed
    TYPE_WIDENED RequestTypeWidened ResponseTypeWidened
    TYPE_CHANGED RequestTypeChanged ResponseTypeChanged
    NULL_ALLOWED RequestNullAllowed ResponseNullAllowed
    NULL_FORBIDDEN RequestNullForbidden ResponseNullForbidden
    FORMAT_NARROWED RequestFormatNarrowed ResponseFormatNarrowed
    FORMAT_WIDENED RequestFormatWidened ResponseFormatWidened
    FORMAT_CHANGED RequestFormatChanged ResponseFormatChanged
    ENUM_ADDED RequestEnumAdded ResponseEnumAdded
    ENUM_REMOVED RequestEnumRemoved ResponseEnumRemoved
    ENUM_VALUE_ADDED RequestEnumValueAdded ResponseEnumValueAdded
    ENUM_VALUE_REMOVED RequestEnumValueRemoved ResponseEnumValueRemoved
    OPEN_ENUM_VALUE_ADDED RequestOpenEnumValueAdded ResponseOpenEnumValueAdded
    OPEN_ENUM_VALUE_REMOVED RequestOpenEnumValueRemoved ResponseOpenEnumValueRemoved
    BOUND_TIGHTENED RequestBoundTightened ResponseBoundTightened
    BOUND_LOOSENED RequestBoundLoosened ResponseBoundLoosened
    PATTERN_ADDED RequestPatternAdded ResponsePatternAdded
    PATTERN_REMOVED RequestPatternRemoved ResponsePatternRemoved
    PATTERN_CHANGED RequestPatternChanged ResponsePatternChanged
    OBJECT_CLOSED RequestObjectClosed ResponseObjectClosed
    OBJECT_OPENED RequestObjectOpened ResponseObjectOpened
    VARIANT_ADDED RequestVariantAdded ResponseVariantAdded
    VARIANT_REMOVED RequestVariantRemoved ResponseVariantRemoved
    UNION_ADDED RequestUnionAdded ResponseUnionAdded
    UNION_REMOVED RequestUnionRemoved ResponseUnionRemoved
    DISCRIMINATOR_VALUE_ADDED RequestDiscriminatorValueAdded ResponseDiscriminatorValueAdded
    DISCRIMINATOR_VALUE_REMOVED RequestDiscriminatorValueRemoved ResponseDiscriminatorValueRemoved
}
