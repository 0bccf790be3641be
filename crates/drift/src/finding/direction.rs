use openapi_drift_openapi::schema::direction::Direction;
use openapi_drift_recordings::Side;

pub(crate) fn direction_of(side: Side) -> Direction {
    match side {
        Side::Request => Direction::Request,
        Side::Response => Direction::Response,
    }
}
