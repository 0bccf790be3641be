use crate::openapi::schema::direction::Direction;
use crate::recordings::side::Side;

pub(crate) fn direction_of(side: Side) -> Direction {
    match side {
        Side::Request => Direction::Request,
        Side::Response => Direction::Response,
    }
}
