//! The choice between the vendors' shapes of errors.

use super::{mobilize, mode};
use crate::api::operation::Operation;
use crate::api::response::ApiResponse;
use crate::basis::Basis;
use crate::model::{Refusal, World};
use crate::vendor::Vendor;

/// The cause of an error that does not depend on the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorCause {
    /// Missing or insufficient credentials: 401 and 403.
    Credentials,
    /// No operation has the method and path.
    Route,
    /// The request exceeds a limit of the sandbox.
    Limit,
    /// A fault was requested.
    Fault,
}

impl Vendor {
    /// Returns the basis of an error.
    pub(crate) fn error_basis(self, cause: ErrorCause) -> Basis {
        Basis::decision(match (self, cause) {
            (Self::Mobilize, ErrorCause::Credentials) => "X04",
            (Self::Mobilize, ErrorCause::Route) => "E01",
            (Self::Mobilize, ErrorCause::Limit) => "S04",
            (Self::Mobilize, ErrorCause::Fault) => "S12",
            (Self::Mode, ErrorCause::Credentials) => "X04",
            (Self::Mode, ErrorCause::Route) => "X03",
            (Self::Mode, ErrorCause::Limit) => "B01",
            (Self::Mode, ErrorCause::Fault) => "B02",
        })
    }

    /// Returns an error in the vendor's shape.
    pub(crate) fn error(self, status: u16, message: &str, cause: ErrorCause) -> ApiResponse {
        match self {
            Self::Mobilize => mobilize::with_status_code(status, message, self.error_basis(cause)),
            Self::Mode => mode::error(status, message, self.error_basis(cause)),
        }
    }

    /// Returns the error for a body that cannot be read.
    pub(crate) fn unreadable_body(self, operation: &'static Operation, reason: &str) -> ApiResponse {
        let message = format!("The body of the request cannot be read: {reason}");
        match self {
            Self::Mobilize => mobilize::error(operation, 422, &message, self.error_basis(ErrorCause::Limit)),
            Self::Mode => self.error(400, &message, ErrorCause::Limit),
        }
    }

    /// Returns the error for a missing or invalid parameter.
    pub(crate) fn bad_parameter(self, operation: &'static Operation, name: &str, reason: &str) -> ApiResponse {
        match self {
            Self::Mobilize => mobilize::bad_parameter(operation, name, reason),
            Self::Mode => mode::bad_parameter(operation, name, reason),
        }
    }

    /// Returns the error for a refusal of the world.
    pub(crate) fn refusal(self, operation: &'static Operation, refusal: &Refusal, world: &World) -> ApiResponse {
        match self {
            Self::Mobilize => mobilize::refusal(operation, refusal, world),
            Self::Mode => mode::refusal(operation, refusal, world),
        }
    }

    /// Returns the error for a property that the engine found to be missing or invalid.
    pub(crate) fn bad_property(self, operation: &'static Operation, refusal: &Refusal, world: &World) -> ApiResponse {
        match (self, refusal) {
            (Self::Mobilize, _) => mobilize::refusal(operation, refusal, world),
            (Self::Mode, Refusal::Missing(name)) => mode::bad_parameter(operation, name, "missing"),
            (Self::Mode, Refusal::Invalid { property, reason }) => mode::bad_parameter(operation, property, &format!("invalid: {reason}")),
            (Self::Mode, _) => mode::refusal(operation, refusal, world),
        }
    }
}
