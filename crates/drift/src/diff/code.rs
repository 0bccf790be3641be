//! The table of change codes, with the meaning, impact and severity of each.

use std::fmt;

use schemars::JsonSchema;

use serde::{Deserialize, Serialize};

use crate::finding::catalogue::catalogue;
use crate::finding::code::Severity;
use openapi_drift_recordings::Side;

/// The impact of a change on users of the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Impact {
    /// Only the description of the interface changes.
    Documentation,
    /// A client of the old document still works.
    Compatible,
    /// A client of the old document may fail or behave differently.
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

/// The impact and the severity of a code.
struct ChangeRow(Impact, Severity);

catalogue! {
    /// A kind of change. The names are kebab-case and never change their meaning.
    ///
    /// Names with `request` are about data that a client sends, names with `response` about data that it receives. In webhooks and
    /// callbacks, where the service sends the request, the payload is received and the response is sent.
    pub enum ChangeCode(ChangeRow) unknown UnknownChangeCode "change code"

    InfoChanged "info-changed" "The title, the contact, the licence or the terms of the document changed." (Impact::Documentation, Severity::Note)
    OpenapiVersionChanged "openapi-version-changed" "The document uses another version of OpenAPI. The comparison is by meaning all the same." (Impact::Documentation, Severity::Note)
    DescriptionChanged "description-changed" "A title, a summary or a description changed." (Impact::Documentation, Severity::Note)
    ExampleChanged "example-changed" "An example changed." (Impact::Documentation, Severity::Note)
    TagsChanged "tags-changed" "The tags of an operation, or their descriptions, changed." (Impact::Documentation, Severity::Note)
    ExternalDocsChanged "external-docs-changed" "A reference to external documentation changed." (Impact::Documentation, Severity::Note)
    ExtensionChanged "extension-changed" "An extension (`x-…`) changed. Its effect on tools is not known." (Impact::Documentation, Severity::Note)
    Deprecated "deprecated" "An operation, parameter, header or schema is deprecated now: it still works, and a later version may remove it." (Impact::Compatible, Severity::Warning)
    Undeprecated "undeprecated" "An operation, parameter, header or schema is no longer deprecated." (Impact::Compatible, Severity::Note)

    SunsetAdded "sunset-added" "A date is set (`x-sunset`) on which an operation, parameter or schema goes away." (Impact::Compatible, Severity::Warning)
    SunsetRemoved "sunset-removed" "The date on which an operation, parameter or schema goes away (`x-sunset`) is withdrawn." (Impact::Compatible, Severity::Warning)
    SunsetAdvanced "sunset-advanced" "An operation, parameter or schema goes away earlier than announced (`x-sunset`)." (Impact::Breaking, Severity::Warning)
    SunsetPostponed "sunset-postponed" "An operation, parameter or schema goes away later than announced (`x-sunset`)." (Impact::Compatible, Severity::Note)
    SunsetInvalid "sunset-invalid" "The date on which an operation, parameter or schema goes away (`x-sunset`) changed, and is not a valid date (`2026-12-31`)." (Impact::Compatible, Severity::Warning)
    StabilityLowered "stability-lowered" "An operation, parameter or schema promises less stability (`x-stability-level`: draft, alpha, beta or stable)." (Impact::Breaking, Severity::Warning)
    StabilityRaised "stability-raised" "An operation, parameter or schema promises more stability (`x-stability-level`: draft, alpha, beta or stable)." (Impact::Compatible, Severity::Note)

    ServerAdded "server-added" "A server was added." (Impact::Compatible, Severity::Note)
    ServerRemoved "server-removed" "A server was removed: existing clients still call its address." (Impact::Breaking, Severity::Error)
    ServerVariableChanged "server-variable-changed" "A variable of a server URL has another default or other values, so clients build another URL." (Impact::Breaking, Severity::Warning)

    OperationAdded "operation-added" "An operation was added." (Impact::Compatible, Severity::Note)
    OperationRemoved "operation-removed" "An operation was removed, deprecated or not." (Impact::Breaking, Severity::Error)
    OperationIdChanged "operation-id-changed" "The `operationId` changed. Requests stay the same, but generated clients name their functions after it." (Impact::Breaking, Severity::Error)
    PathVariableRenamed "path-variable-renamed" "A variable in a path has another name. Requests stay the same; generated clients may name an argument after it." (Impact::Compatible, Severity::Warning)
    WebhookAdded "webhook-added" "The service may send another webhook." (Impact::Compatible, Severity::Warning)
    WebhookRemoved "webhook-removed" "The service no longer sends a webhook that clients expect." (Impact::Breaking, Severity::Error)
    CallbackAdded "callback-added" "The service may send another callback." (Impact::Compatible, Severity::Warning)
    CallbackRemoved "callback-removed" "The service no longer sends a callback that clients expect." (Impact::Breaking, Severity::Error)

    SecurityAdded "security-added" "Credentials are required now." (Impact::Breaking, Severity::Error)
    SecurityRemoved "security-removed" "Credentials are not required any more." (Impact::Compatible, Severity::Note)
    SecurityAlternativeAdded "security-alternative-added" "Another way to authenticate was added." (Impact::Compatible, Severity::Note)
    SecurityAlternativeRemoved "security-alternative-removed" "A way to authenticate was removed, or requires another scheme in addition." (Impact::Breaking, Severity::Error)
    SecurityScopeAdded "security-scope-added" "Credentials need another scope." (Impact::Breaking, Severity::Error)
    SecurityScopeRemoved "security-scope-removed" "Credentials need one scope less." (Impact::Compatible, Severity::Note)
    SecuritySchemeChanged "security-scheme-changed" "A security scheme changed its type, place, name or address." (Impact::Breaking, Severity::Error)
    OauthScopeAdded "oauth-scope-added" "An OAuth flow of a security scheme offers another scope." (Impact::Compatible, Severity::Note)
    OauthScopeRemoved "oauth-scope-removed" "An OAuth flow of a security scheme no longer offers a scope: clients that ask for it may be refused." (Impact::Breaking, Severity::Error)
    SecuritySchemeAdded "security-scheme-added" "A security scheme was added. Operations that require it have a change of their own." (Impact::Documentation, Severity::Note)
    SecuritySchemeRemoved "security-scheme-removed" "A security scheme was removed. Operations that required it have a change of their own." (Impact::Documentation, Severity::Note)

    ParameterAdded "parameter-added" "An optional parameter was added." (Impact::Compatible, Severity::Note)
    RequiredParameterAdded "required-parameter-added" "A required parameter was added, which clients do not send yet. A default does not help: `required` rejects its absence." (Impact::Breaking, Severity::Error)
    ParameterRemoved "parameter-removed" "A parameter was removed: the service ignores or rejects it." (Impact::Breaking, Severity::Error)
    ParameterBecameRequired "parameter-became-required" "A parameter is required now." (Impact::Breaking, Severity::Error)
    ParameterBecameOptional "parameter-became-optional" "A parameter is optional now." (Impact::Compatible, Severity::Note)
    ParameterStyleChanged "parameter-style-changed" "A parameter is serialized differently: another style, `explode`, `allowReserved` or media type." (Impact::Breaking, Severity::Error)
    EmptyValueAllowed "empty-value-allowed" "A query parameter may have a name without a value (`allowEmptyValue`)." (Impact::Compatible, Severity::Note)
    EmptyValueForbidden "empty-value-forbidden" "A query parameter must have a value now (`allowEmptyValue` was removed)." (Impact::Breaking, Severity::Error)

    RequestBodyAdded "request-body-added" "An optional request body was added." (Impact::Compatible, Severity::Note)
    RequiredRequestBodyAdded "required-request-body-added" "A required request body was added, which clients do not send yet." (Impact::Breaking, Severity::Error)
    RequestBodyRemoved "request-body-removed" "A request body was removed: the service ignores or rejects it." (Impact::Breaking, Severity::Error)
    RequestBodyBecameRequired "request-body-became-required" "A request body is required now." (Impact::Breaking, Severity::Error)
    RequestBodyBecameOptional "request-body-became-optional" "A request body is optional now." (Impact::Compatible, Severity::Note)
    RequestMediaTypeAdded "request-media-type-added" "A client may send another media type." (Impact::Compatible, Severity::Note)
    RequestMediaTypeRemoved "request-media-type-removed" "A request media type is no longer accepted." (Impact::Breaking, Severity::Error)
    RequestEncodingChanged "request-encoding-changed" "A property of a form is serialized differently." (Impact::Breaking, Severity::Error)

    SuccessStatusAdded "success-status-added" "The service may return another success status; clients that compare with a known one fail." (Impact::Compatible, Severity::Warning)
    SuccessStatusRemoved "success-status-removed" "The service no longer returns a success status that clients expect." (Impact::Breaking, Severity::Error)
    ErrorStatusAdded "error-status-added" "The service may return another error status." (Impact::Compatible, Severity::Note)
    ErrorStatusRemoved "error-status-removed" "The service no longer returns an error status." (Impact::Compatible, Severity::Note)
    ResponseMediaTypeAdded "response-media-type-added" "The service may return another media type; clients that request one by `Accept` get it as before." (Impact::Compatible, Severity::Note)
    ResponseMediaTypeRemoved "response-media-type-removed" "The service no longer returns a media type." (Impact::Breaking, Severity::Error)
    ResponseHeaderAdded "response-header-added" "A response has another header." (Impact::Compatible, Severity::Note)
    ResponseHeaderRemoved "response-header-removed" "A response header that clients may read was removed." (Impact::Breaking, Severity::Error)
    ResponseHeaderBecameRequired "response-header-became-required" "A response always has a header." (Impact::Compatible, Severity::Note)
    ResponseHeaderBecameOptional "response-header-became-optional" "A response may lack a header that it always had." (Impact::Breaking, Severity::Error)
    LinksChanged "links-changed" "The links of a response changed." (Impact::Compatible, Severity::Note)

    RequestPropertyAdded "request-property-added" "A client may send another property." (Impact::Compatible, Severity::Note)
    RequestRequiredPropertyAdded "request-required-property-added" "A required request property was added. A default does not help: `required` rejects its absence." (Impact::Breaking, Severity::Error)
    RequestPropertyRemoved "request-property-removed" "A request property was removed: the service ignores or rejects it." (Impact::Breaking, Severity::Error)
    RequestPropertyBecameRequired "request-property-became-required" "A request property is required now." (Impact::Breaking, Severity::Error)
    RequestPropertyBecameOptional "request-property-became-optional" "A request property is optional now." (Impact::Compatible, Severity::Note)
    RequestPropertyBecameReadOnly "request-property-became-read-only" "A request property became read-only: the service ignores or rejects it." (Impact::Breaking, Severity::Error)
    RequestPropertyNoLongerReadOnly "request-property-no-longer-read-only" "A client may send a property that was read-only." (Impact::Compatible, Severity::Note)
    ResponsePropertyAdded "response-property-added" "A response has another property. The object was open, so clients had to expect others." (Impact::Compatible, Severity::Note)
    ResponseClosedPropertyAdded "response-closed-property-added" "A response has another property, and the old document forbade others (`additionalProperties: false`)." (Impact::Breaking, Severity::Error)
    ResponsePropertyRemoved "response-property-removed" "A response property that clients may read was removed." (Impact::Breaking, Severity::Error)
    ResponsePropertyBecameRequired "response-property-became-required" "A response always has a property." (Impact::Compatible, Severity::Note)
    ResponsePropertyBecameOptional "response-property-became-optional" "A response may lack a property that it always had." (Impact::Breaking, Severity::Error)
    ResponsePropertyBecameWriteOnly "response-property-became-write-only" "A response property became write-only: it is no longer returned." (Impact::Breaking, Severity::Error)
    ResponsePropertyNoLongerWriteOnly "response-property-no-longer-write-only" "A property that was write-only is returned too." (Impact::Compatible, Severity::Note)

    RequestTypeNarrowed "request-type-narrowed" "A request accepts fewer types." (Impact::Breaking, Severity::Error)
    ResponseTypeNarrowed "response-type-narrowed" "A response has fewer types." (Impact::Compatible, Severity::Note)
    RequestTypeWidened "request-type-widened" "A request accepts more types." (Impact::Compatible, Severity::Note)
    ResponseTypeWidened "response-type-widened" "A response may have more types than clients expect." (Impact::Breaking, Severity::Error)
    RequestTypeChanged "request-type-changed" "A request accepts another type." (Impact::Breaking, Severity::Error)
    ResponseTypeChanged "response-type-changed" "A response has another type." (Impact::Breaking, Severity::Error)
    RequestNullAllowed "request-null-allowed" "A client may send null." (Impact::Compatible, Severity::Note)
    ResponseNullAllowed "response-null-allowed" "The service may return null, which it never did." (Impact::Breaking, Severity::Error)
    RequestNullForbidden "request-null-forbidden" "Null is no longer accepted." (Impact::Breaking, Severity::Error)
    ResponseNullForbidden "response-null-forbidden" "The service no longer returns null." (Impact::Compatible, Severity::Note)
    RequestFormatNarrowed "request-format-narrowed" "A value must have a format, or a narrower one." (Impact::Breaking, Severity::Error)
    ResponseFormatNarrowed "response-format-narrowed" "A value always has a format, or a narrower one." (Impact::Compatible, Severity::Note)
    RequestFormatWidened "request-format-widened" "A value does not need a format, or may have a wider one." (Impact::Compatible, Severity::Note)
    ResponseFormatWidened "response-format-widened" "A value may lack a format that clients parse, or may have a wider one." (Impact::Breaking, Severity::Error)
    RequestFormatChanged "request-format-changed" "A value must have another format." (Impact::Breaking, Severity::Error)
    ResponseFormatChanged "response-format-changed" "A value has another format." (Impact::Breaking, Severity::Error)
    RequestEnumAdded "request-enum-added" "Only listed values are accepted; before, others were too." (Impact::Breaking, Severity::Error)
    ResponseEnumAdded "response-enum-added" "Only listed values are returned; before, others were possible." (Impact::Compatible, Severity::Note)
    RequestEnumRemoved "request-enum-removed" "`enum` was removed from a request: other values are accepted." (Impact::Compatible, Severity::Note)
    ResponseEnumRemoved "response-enum-removed" "`enum` was removed from a response. Opening an enum is a breaking change, once." (Impact::Breaking, Severity::Error)
    RequestEnumValueAdded "request-enum-value-added" "Another value is accepted." (Impact::Compatible, Severity::Note)
    ResponseEnumValueAdded "response-enum-value-added" "Another value may be returned, and the enum is closed, so clients do not expect it. An open enum (`x-extensible-enum`) grows without breaking." (Impact::Breaking, Severity::Error)
    RequestEnumValueRemoved "request-enum-value-removed" "A value is no longer accepted." (Impact::Breaking, Severity::Error)
    ResponseEnumValueRemoved "response-enum-value-removed" "A value is no longer returned." (Impact::Compatible, Severity::Note)
    RequestOpenEnumValueAdded "request-open-enum-value-added" "An open enum (`x-extensible-enum`) of a request has another value." (Impact::Compatible, Severity::Note)
    ResponseOpenEnumValueAdded "response-open-enum-value-added" "An open enum (`x-extensible-enum`) of a response has another value. Clients had to expect others." (Impact::Compatible, Severity::Warning)
    RequestOpenEnumValueRemoved "request-open-enum-value-removed" "An open enum (`x-extensible-enum`) of a request lacks a value that clients may send. The service may still accept it." (Impact::Breaking, Severity::Warning)
    ResponseOpenEnumValueRemoved "response-open-enum-value-removed" "An open enum (`x-extensible-enum`) of a response lacks a value." (Impact::Compatible, Severity::Note)
    OpenEnumChanged "open-enum-changed" "An open enum (`x-extensible-enum`) was added to a value or removed from it: other values are still allowed." (Impact::Documentation, Severity::Note)
    RequestBoundTightened "request-bound-tightened" "A bound (of length, range, number of items or properties, multiples, uniqueness) accepts fewer values." (Impact::Breaking, Severity::Error)
    ResponseBoundTightened "response-bound-tightened" "A bound (of length, range, number of items or properties, multiples, uniqueness) allows fewer values." (Impact::Compatible, Severity::Note)
    RequestBoundLoosened "request-bound-loosened" "A bound accepts more values." (Impact::Compatible, Severity::Note)
    ResponseBoundLoosened "response-bound-loosened" "A bound allows more values: longer, larger or more than clients expect." (Impact::Breaking, Severity::Error)
    RequestPatternAdded "request-pattern-added" "A value must match a pattern." (Impact::Breaking, Severity::Error)
    ResponsePatternAdded "response-pattern-added" "A value always matches a pattern." (Impact::Compatible, Severity::Note)
    RequestPatternRemoved "request-pattern-removed" "A value does not need to match a pattern any more." (Impact::Compatible, Severity::Note)
    ResponsePatternRemoved "response-pattern-removed" "A value may no longer match a pattern." (Impact::Breaking, Severity::Error)
    RequestPatternChanged "request-pattern-changed" "A value must match another pattern. The comparison cannot tell if it accepts all values of the old one." (Impact::Breaking, Severity::Warning)
    ResponsePatternChanged "response-pattern-changed" "A value matches another pattern. The comparison cannot tell if it allows only values of the old one." (Impact::Breaking, Severity::Warning)
    RequestObjectClosed "request-object-closed" "Properties that the schema does not name are rejected (`additionalProperties: false`)." (Impact::Breaking, Severity::Error)
    ResponseObjectClosed "response-object-closed" "A response has no properties that the schema does not name (`additionalProperties: false`)." (Impact::Compatible, Severity::Note)
    RequestObjectOpened "request-object-opened" "Properties that the schema does not name are accepted." (Impact::Compatible, Severity::Note)
    ResponseObjectOpened "response-object-opened" "A response may have properties that the schema does not name, which was forbidden. Opening an object is a breaking change, once." (Impact::Breaking, Severity::Error)
    RequestVariantAdded "request-variant-added" "A client may send another branch of a union." (Impact::Compatible, Severity::Note)
    ResponseVariantAdded "response-variant-added" "The service may return another branch of a union, which clients do not know." (Impact::Breaking, Severity::Error)
    RequestVariantRemoved "request-variant-removed" "A branch of a union is no longer accepted." (Impact::Breaking, Severity::Error)
    ResponseVariantRemoved "response-variant-removed" "A branch of a union is no longer returned." (Impact::Compatible, Severity::Note)
    RequestUnionAdded "request-union-added" "`oneOf` or `anyOf` was added to a request: a value must match one of its branches." (Impact::Breaking, Severity::Error)
    ResponseUnionAdded "response-union-added" "`oneOf` or `anyOf` was added to a response." (Impact::Compatible, Severity::Note)
    RequestUnionRemoved "request-union-removed" "`oneOf` or `anyOf` was removed from a request." (Impact::Compatible, Severity::Note)
    ResponseUnionRemoved "response-union-removed" "`oneOf` or `anyOf` was removed from a response: a value may match none of the branches that clients know." (Impact::Breaking, Severity::Error)
    DiscriminatorAdded "discriminator-added" "A discriminator was added to a union." (Impact::Compatible, Severity::Note)
    DiscriminatorRemoved "discriminator-removed" "The discriminator of a union was removed; generated clients select the type by it." (Impact::Breaking, Severity::Error)
    DiscriminatorChanged "discriminator-changed" "The discriminator has another property, or a value of it selects another branch." (Impact::Breaking, Severity::Error)
    RequestDiscriminatorValueAdded "request-discriminator-value-added" "Another value of the discriminator is accepted." (Impact::Compatible, Severity::Note)
    ResponseDiscriminatorValueAdded "response-discriminator-value-added" "Another value of the discriminator may be returned, which clients do not know." (Impact::Breaking, Severity::Error)
    RequestDiscriminatorValueRemoved "request-discriminator-value-removed" "A value of the discriminator is no longer accepted." (Impact::Breaking, Severity::Error)
    ResponseDiscriminatorValueRemoved "response-discriminator-value-removed" "A value of the discriminator is no longer returned." (Impact::Compatible, Severity::Note)
    RequestDefaultAdded "request-default-added" "A default was added. If the service behaved differently before, its behaviour changes." (Impact::Compatible, Severity::Warning)
    RequestDefaultRemoved "request-default-removed" "A default was removed: the behaviour for requests without the value is not documented any more." (Impact::Breaking, Severity::Warning)
    RequestDefaultChanged "request-default-changed" "A default changed: requests without the value behave differently." (Impact::Breaking, Severity::Error)
    UnusedDefaultChanged "unused-default-changed" "A default without effect changed: that of a value in a response, or of a required value in a request." (Impact::Documentation, Severity::Note)
    RequestConditionAdded "request-condition-added" "A value must meet a new or stricter condition (`not`, `if`, `contains`, `propertyNames`, `dependentRequired` and the like)." (Impact::Breaking, Severity::Error)
    ResponseConditionAdded "response-condition-added" "A value always meets a new or stricter condition (`not`, `if`, `contains`, `propertyNames`, `dependentRequired` and the like)." (Impact::Compatible, Severity::Note)
    RequestConditionRemoved "request-condition-removed" "A value does not have to meet a condition any more, or a less strict one." (Impact::Compatible, Severity::Note)
    ResponseConditionRemoved "response-condition-removed" "A value does not always meet a condition any more, or only a less strict one." (Impact::Breaking, Severity::Error)
    ConditionChanged "condition-changed" "A condition (`not`, `if`, `xml` and the like) became another one. The comparison cannot tell if it allows more or less, so it counts as breaking." (Impact::Breaking, Severity::Warning)
}

impl ChangeCode {
    /// Returns the impact of such a change on users of the document.
    pub fn impact(self) -> Impact {
        self.row().0
    }

    /// Returns the severity. A warning is a change that breaks no rule, but may still surprise a client.
    pub fn severity(self) -> Severity {
        self.row().1
    }
}

/// A kind of change with one code for requests and one for responses.
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
    CONDITION_ADDED RequestConditionAdded ResponseConditionAdded
    CONDITION_REMOVED RequestConditionRemoved ResponseConditionRemoved
    OBJECT_CLOSED RequestObjectClosed ResponseObjectClosed
    OBJECT_OPENED RequestObjectOpened ResponseObjectOpened
    VARIANT_ADDED RequestVariantAdded ResponseVariantAdded
    VARIANT_REMOVED RequestVariantRemoved ResponseVariantRemoved
    UNION_ADDED RequestUnionAdded ResponseUnionAdded
    UNION_REMOVED RequestUnionRemoved ResponseUnionRemoved
    DISCRIMINATOR_VALUE_ADDED RequestDiscriminatorValueAdded ResponseDiscriminatorValueAdded
    DISCRIMINATOR_VALUE_REMOVED RequestDiscriminatorValueRemoved ResponseDiscriminatorValueRemoved
}
