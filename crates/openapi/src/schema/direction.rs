/// Which way a body applies_in: it decides whether `readOnly` and `writeOnly` properties may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// From the client to the service.
    Request,
    /// From the service to the client.
    Response,
}
