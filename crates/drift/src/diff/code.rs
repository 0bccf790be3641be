//! The codes of changes: one table, from which everything that is said of a code comes.

use std::fmt;

use schemars::JsonSchema;

use serde::{Deserialize, Serialize};

use crate::finding::catalogue::catalogue;
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

/// The impact and the severity of a code.
struct ChangeRow(Impact, Severity);

catalogue! {
    /// A kind of change. The names are kebab-case and never change their meaning.
    ///
    /// Names with `request` are about data that a client sends, names with `response` about data that it receives. In webhooks and
    /// callbacks, where the service sends the request, the payload is received and the response is sent.
    pub enum ChangeCode(ChangeRow) unknown UnknownChangeCode "change code"

    InfoChanged "info-changed" "The title, the contact, the licence or the terms of the document changed." (Impact::Documentation, Severity::Note)
    OpenapiVersionChanged "openapi-version-changed" "The document is written in another version of OpenAPI. What it means is compared all the same." (Impact::Documentation, Severity::Note)
    DescriptionChanged "description-changed" "A title, a summary or a description changed." (Impact::Documentation, Severity::Note)
    ExampleChanged "example-changed" "An example changed." (Impact::Documentation, Severity::Note)
    TagsChanged "tags-changed" "The tags of an operation, or their descriptions, changed." (Impact::Documentation, Severity::Note)
    ExternalDocsChanged "external-docs-changed" "A reference to documentation elsewhere changed." (Impact::Documentation, Severity::Note)
    ExtensionChanged "extension-changed" "An extension (`x-…`) changed. What tools make of it is not known." (Impact::Documentation, Severity::Note)
    Deprecated "deprecated" "An operation, parameter, header or schema is deprecated now: it works, and may go with a later version." (Impact::Compatible, Severity::Warning)
    Undeprecated "undeprecated" "An operation, parameter, header or schema is no longer deprecated." (Impact::Compatible, Severity::Note)

    ServerAdded "server-added" "There is another server." (Impact::Compatible, Severity::Note)
    ServerRemoved "server-removed" "A server is gone: clients that were told its address still call it." (Impact::Breaking, Severity::Error)
    ServerVariableChanged "server-variable-changed" "A variable of a server's address has another default or other values, so the address that a client makes of it changes." (Impact::Breaking, Severity::Warning)

    OperationAdded "operation-added" "There is another operation." (Impact::Compatible, Severity::Note)
    OperationRemoved "operation-removed" "An operation is gone, whether it was deprecated or not." (Impact::Breaking, Severity::Error)
    OperationIdChanged "operation-id-changed" "The `operationId` changed. Requests stay the same, but generated clients name their functions after it." (Impact::Breaking, Severity::Error)
    PathVariableRenamed "path-variable-renamed" "A variable in a path has another name. Requests stay the same; generated clients may name an argument after it." (Impact::Compatible, Severity::Warning)
    WebhookAdded "webhook-added" "The service may send another webhook." (Impact::Compatible, Severity::Warning)
    WebhookRemoved "webhook-removed" "The service no longer sends a webhook that clients wait for." (Impact::Breaking, Severity::Error)
    CallbackAdded "callback-added" "The service may call back in another way." (Impact::Compatible, Severity::Warning)
    CallbackRemoved "callback-removed" "The service no longer makes a call that clients wait for." (Impact::Breaking, Severity::Error)

    SecurityAdded "security-added" "What needed no credentials needs them now." (Impact::Breaking, Severity::Error)
    SecurityRemoved "security-removed" "What needed credentials can do without." (Impact::Compatible, Severity::Note)
    SecurityAlternativeAdded "security-alternative-added" "There is another way to authenticate." (Impact::Compatible, Severity::Note)
    SecurityAlternativeRemoved "security-alternative-removed" "A way to authenticate is gone, or needs one scheme more." (Impact::Breaking, Severity::Error)
    SecurityScopeAdded "security-scope-added" "Credentials need another scope." (Impact::Breaking, Severity::Error)
    SecurityScopeRemoved "security-scope-removed" "Credentials need one scope less." (Impact::Compatible, Severity::Note)
    SecuritySchemeChanged "security-scheme-changed" "A security scheme works in another way: another type, place, name or address." (Impact::Breaking, Severity::Error)
    SecuritySchemeAdded "security-scheme-added" "There is another security scheme. What needs it says so itself." (Impact::Documentation, Severity::Note)
    SecuritySchemeRemoved "security-scheme-removed" "A security scheme is gone. What needed it says so itself." (Impact::Documentation, Severity::Note)

    ParameterAdded "parameter-added" "There is another parameter, which may be left out." (Impact::Compatible, Severity::Note)
    RequiredParameterAdded "required-parameter-added" "There is another parameter, which clients do not send yet and have to. A default does not help: `required` refuses its absence." (Impact::Breaking, Severity::Error)
    ParameterRemoved "parameter-removed" "A parameter is gone: what clients send in it is ignored or refused." (Impact::Breaking, Severity::Error)
    ParameterBecameRequired "parameter-became-required" "A parameter may no longer be left out." (Impact::Breaking, Severity::Error)
    ParameterBecameOptional "parameter-became-optional" "A parameter may be left out." (Impact::Compatible, Severity::Note)
    ParameterStyleChanged "parameter-style-changed" "A parameter is written in another way: another style, `explode`, `allowReserved` or media type." (Impact::Breaking, Severity::Error)
    EmptyValueAllowed "empty-value-allowed" "The name of a query parameter may stand alone." (Impact::Compatible, Severity::Note)
    EmptyValueForbidden "empty-value-forbidden" "The name of a query parameter may no longer stand alone." (Impact::Breaking, Severity::Error)

    RequestBodyAdded "request-body-added" "A request may have a body." (Impact::Compatible, Severity::Note)
    RequiredRequestBodyAdded "required-request-body-added" "A request must have a body, which clients do not send yet." (Impact::Breaking, Severity::Error)
    RequestBodyRemoved "request-body-removed" "A request has no body any more: what clients send in it is ignored or refused." (Impact::Breaking, Severity::Error)
    RequestBodyBecameRequired "request-body-became-required" "The body of a request may no longer be left out." (Impact::Breaking, Severity::Error)
    RequestBodyBecameOptional "request-body-became-optional" "The body of a request may be left out." (Impact::Compatible, Severity::Note)
    RequestMediaTypeAdded "request-media-type-added" "A client may send another media type." (Impact::Compatible, Severity::Note)
    RequestMediaTypeRemoved "request-media-type-removed" "A media type is no longer taken." (Impact::Breaking, Severity::Error)
    RequestEncodingChanged "request-encoding-changed" "A property of a form is written in another way." (Impact::Breaking, Severity::Error)

    SuccessStatusAdded "success-status-added" "The service may answer with another status of success; clients that compare with the one they know miss it." (Impact::Compatible, Severity::Warning)
    SuccessStatusRemoved "success-status-removed" "The service no longer answers with a status of success that clients wait for." (Impact::Breaking, Severity::Error)
    ErrorStatusAdded "error-status-added" "The service may answer with another status of failure." (Impact::Compatible, Severity::Note)
    ErrorStatusRemoved "error-status-removed" "The service no longer answers with a status of failure." (Impact::Compatible, Severity::Note)
    ResponseMediaTypeAdded "response-media-type-added" "The service may answer with another media type; those who ask for one by `Accept` get it as before." (Impact::Compatible, Severity::Note)
    ResponseMediaTypeRemoved "response-media-type-removed" "The service no longer answers with a media type." (Impact::Breaking, Severity::Error)
    ResponseHeaderAdded "response-header-added" "A response has another header." (Impact::Compatible, Severity::Note)
    ResponseHeaderRemoved "response-header-removed" "A response has no longer a header that clients may read." (Impact::Breaking, Severity::Error)
    ResponseHeaderBecameRequired "response-header-became-required" "A response always has a header." (Impact::Compatible, Severity::Note)
    ResponseHeaderBecameOptional "response-header-became-optional" "A response may lack a header that it always had." (Impact::Breaking, Severity::Error)
    LinksChanged "links-changed" "What can be asked for next, by the links of a response, changed." (Impact::Compatible, Severity::Note)

    RequestPropertyAdded "request-property-added" "A client may send another property." (Impact::Compatible, Severity::Note)
    RequestRequiredPropertyAdded "request-required-property-added" "A client must send another property. A default does not help: `required` refuses its absence." (Impact::Breaking, Severity::Error)
    RequestPropertyRemoved "request-property-removed" "A property is no longer taken: what clients send in it is ignored or refused." (Impact::Breaking, Severity::Error)
    RequestPropertyBecameRequired "request-property-became-required" "A property may no longer be left out." (Impact::Breaking, Severity::Error)
    RequestPropertyBecameOptional "request-property-became-optional" "A property may be left out." (Impact::Compatible, Severity::Note)
    RequestPropertyBecameReadOnly "request-property-became-read-only" "A property is now the service's alone: what clients send in it is ignored or refused." (Impact::Breaking, Severity::Error)
    RequestPropertyNoLongerReadOnly "request-property-no-longer-read-only" "A client may send a property that was the service's alone." (Impact::Compatible, Severity::Note)
    ResponsePropertyAdded "response-property-added" "A response has another property. The object was open, so clients had to expect others." (Impact::Compatible, Severity::Note)
    ResponseClosedPropertyAdded "response-closed-property-added" "A response has another property, and the old document forbade others (`additionalProperties: false`)." (Impact::Breaking, Severity::Error)
    ResponsePropertyRemoved "response-property-removed" "A response has no longer a property that clients may read." (Impact::Breaking, Severity::Error)
    ResponsePropertyBecameRequired "response-property-became-required" "A response always has a property." (Impact::Compatible, Severity::Note)
    ResponsePropertyBecameOptional "response-property-became-optional" "A response may lack a property that it always had." (Impact::Breaking, Severity::Error)
    ResponsePropertyBecameWriteOnly "response-property-became-write-only" "A property is only sent now, and no longer answered." (Impact::Breaking, Severity::Error)
    ResponsePropertyNoLongerWriteOnly "response-property-no-longer-write-only" "A property that was only sent is answered too." (Impact::Compatible, Severity::Note)

    RequestTypeNarrowed "request-type-narrowed" "Fewer types are taken." (Impact::Breaking, Severity::Error)
    ResponseTypeNarrowed "response-type-narrowed" "Fewer types are answered." (Impact::Compatible, Severity::Note)
    RequestTypeWidened "request-type-widened" "More types are taken." (Impact::Compatible, Severity::Note)
    ResponseTypeWidened "response-type-widened" "More types are answered than clients expect." (Impact::Breaking, Severity::Error)
    RequestTypeChanged "request-type-changed" "Another type is taken." (Impact::Breaking, Severity::Error)
    ResponseTypeChanged "response-type-changed" "Another type is answered." (Impact::Breaking, Severity::Error)
    RequestNullAllowed "request-null-allowed" "A client may send null." (Impact::Compatible, Severity::Note)
    ResponseNullAllowed "response-null-allowed" "The service may answer null where it never did." (Impact::Breaking, Severity::Error)
    RequestNullForbidden "request-null-forbidden" "Null is no longer taken." (Impact::Breaking, Severity::Error)
    ResponseNullForbidden "response-null-forbidden" "The service no longer answers null." (Impact::Compatible, Severity::Note)
    RequestFormatNarrowed "request-format-narrowed" "A value must have a format, or a smaller one." (Impact::Breaking, Severity::Error)
    ResponseFormatNarrowed "response-format-narrowed" "A value always has a format, or a smaller one." (Impact::Compatible, Severity::Note)
    RequestFormatWidened "request-format-widened" "A value need not have a format, or may have a larger one." (Impact::Compatible, Severity::Note)
    ResponseFormatWidened "response-format-widened" "A value need no longer have a format that clients may parse, or may have a larger one." (Impact::Breaking, Severity::Error)
    RequestFormatChanged "request-format-changed" "A value must have another format." (Impact::Breaking, Severity::Error)
    ResponseFormatChanged "response-format-changed" "A value has another format." (Impact::Breaking, Severity::Error)
    RequestEnumAdded "request-enum-added" "Only listed values are taken, where others were too." (Impact::Breaking, Severity::Error)
    ResponseEnumAdded "response-enum-added" "Only listed values are answered, where others could be." (Impact::Compatible, Severity::Note)
    RequestEnumRemoved "request-enum-removed" "Other values than the listed ones are taken." (Impact::Compatible, Severity::Note)
    ResponseEnumRemoved "response-enum-removed" "Other values than the listed ones may be answered. This is what opening a list costs, once." (Impact::Breaking, Severity::Error)
    RequestEnumValueAdded "request-enum-value-added" "Another value is taken." (Impact::Compatible, Severity::Note)
    ResponseEnumValueAdded "response-enum-value-added" "Another value may be answered, and the list is closed (`enum`): clients need not expect any. An open list (`x-extensible-enum`) grows without breaking." (Impact::Breaking, Severity::Error)
    RequestEnumValueRemoved "request-enum-value-removed" "A value is no longer taken." (Impact::Breaking, Severity::Error)
    ResponseEnumValueRemoved "response-enum-value-removed" "A value is no longer answered." (Impact::Compatible, Severity::Note)
    RequestOpenEnumValueAdded "request-open-enum-value-added" "An open list (`x-extensible-enum`) of what may be sent names another value." (Impact::Compatible, Severity::Note)
    ResponseOpenEnumValueAdded "response-open-enum-value-added" "An open list (`x-extensible-enum`) of what may be answered names another value. Clients had to expect others." (Impact::Compatible, Severity::Warning)
    RequestOpenEnumValueRemoved "request-open-enum-value-removed" "An open list (`x-extensible-enum`) no longer names a value that clients may send. Whether it is refused is not said." (Impact::Breaking, Severity::Warning)
    ResponseOpenEnumValueRemoved "response-open-enum-value-removed" "An open list (`x-extensible-enum`) no longer names a value." (Impact::Compatible, Severity::Note)
    OpenEnumChanged "open-enum-changed" "A value that may be anything has got an open list (`x-extensible-enum`), or has lost it: it may still be anything." (Impact::Documentation, Severity::Note)
    RequestBoundTightened "request-bound-tightened" "A bound (of length, range, number of items or properties, multiples, uniqueness) takes less than it did." (Impact::Breaking, Severity::Error)
    ResponseBoundTightened "response-bound-tightened" "A bound (of length, range, number of items or properties, multiples, uniqueness) promises more than it did." (Impact::Compatible, Severity::Note)
    RequestBoundLoosened "request-bound-loosened" "A bound takes more than it did." (Impact::Compatible, Severity::Note)
    ResponseBoundLoosened "response-bound-loosened" "A bound promises less than it did: a value may be longer, larger or more than clients made room for." (Impact::Breaking, Severity::Error)
    RequestPatternAdded "request-pattern-added" "A value must match a pattern." (Impact::Breaking, Severity::Error)
    ResponsePatternAdded "response-pattern-added" "A value always matches a pattern." (Impact::Compatible, Severity::Note)
    RequestPatternRemoved "request-pattern-removed" "A value need not match a pattern." (Impact::Compatible, Severity::Note)
    ResponsePatternRemoved "response-pattern-removed" "A value need no longer match a pattern." (Impact::Breaking, Severity::Error)
    RequestPatternChanged "request-pattern-changed" "A value must match another pattern. Whether that takes all that it took is not known." (Impact::Breaking, Severity::Warning)
    ResponsePatternChanged "response-pattern-changed" "A value matches another pattern. Whether that allows no more than it did is not known." (Impact::Breaking, Severity::Warning)
    RequestObjectClosed "request-object-closed" "Properties that the schema does not name are refused (`additionalProperties: false`)." (Impact::Breaking, Severity::Error)
    ResponseObjectClosed "response-object-closed" "A response has no properties that the schema does not name (`additionalProperties: false`)." (Impact::Compatible, Severity::Note)
    RequestObjectOpened "request-object-opened" "Properties that the schema does not name are taken." (Impact::Compatible, Severity::Note)
    ResponseObjectOpened "response-object-opened" "A response may have properties that the schema does not name, which was forbidden. This is what opening an object costs, once." (Impact::Breaking, Severity::Error)
    RequestVariantAdded "request-variant-added" "A client may send another variant of a union." (Impact::Compatible, Severity::Note)
    ResponseVariantAdded "response-variant-added" "The service may answer another variant of a union, which clients do not know." (Impact::Breaking, Severity::Error)
    RequestVariantRemoved "request-variant-removed" "A variant of a union is no longer taken." (Impact::Breaking, Severity::Error)
    ResponseVariantRemoved "response-variant-removed" "A variant of a union is no longer answered." (Impact::Compatible, Severity::Note)
    RequestUnionAdded "request-union-added" "A value must be one of several variants, where no such choice was asked for." (Impact::Breaking, Severity::Error)
    ResponseUnionAdded "response-union-added" "A value is one of several variants, where nothing was said of them." (Impact::Compatible, Severity::Note)
    RequestUnionRemoved "request-union-removed" "A value need not be one of several variants." (Impact::Compatible, Severity::Note)
    ResponseUnionRemoved "response-union-removed" "A value need no longer be one of the variants that clients tell apart." (Impact::Breaking, Severity::Error)
    DiscriminatorAdded "discriminator-added" "A property tells which variant is meant, where none did." (Impact::Compatible, Severity::Note)
    DiscriminatorRemoved "discriminator-removed" "No property tells any more which variant is meant; generated clients decide by it." (Impact::Breaking, Severity::Error)
    DiscriminatorChanged "discriminator-changed" "Another property tells which variant is meant, or a value of it means another variant." (Impact::Breaking, Severity::Error)
    RequestDiscriminatorValueAdded "request-discriminator-value-added" "Another value of the discriminator is taken." (Impact::Compatible, Severity::Note)
    ResponseDiscriminatorValueAdded "response-discriminator-value-added" "Another value of the discriminator may be answered, which clients do not know." (Impact::Breaking, Severity::Error)
    RequestDiscriminatorValueRemoved "request-discriminator-value-removed" "A value of the discriminator is no longer taken." (Impact::Breaking, Severity::Error)
    ResponseDiscriminatorValueRemoved "response-discriminator-value-removed" "A value of the discriminator is no longer answered." (Impact::Compatible, Severity::Note)
    RequestDefaultAdded "request-default-added" "It is said what stands for a value that is left out. If the service did something else before, that is a change of the service." (Impact::Compatible, Severity::Warning)
    RequestDefaultRemoved "request-default-removed" "It is no longer said what stands for a value that is left out, and clients leave it out." (Impact::Breaking, Severity::Warning)
    RequestDefaultChanged "request-default-changed" "Something else stands for a value that is left out: a request that says nothing does something else." (Impact::Breaking, Severity::Error)
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
