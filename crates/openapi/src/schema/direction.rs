//! Directions of a body: request or response.

/// The direction of a body. It decides whether `readOnly` and `writeOnly` properties may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// From the client to the service.
    Request,
    /// From the service to the client.
    Response,
}
