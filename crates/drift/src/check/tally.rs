//! Bounds the observations of one body: of equal ones, and of undocumented properties of one object, the first are kept and the
//! others only counted, while they are collected.

use std::collections::HashMap;

use crate::finding::code::Code;
use crate::finding::observation::Observation;

/// The most equal observations that are kept of one body.
const MOST_EQUAL: usize = 1_000;

/// The number of observations from which equal ones are looked for.
const FIRST_LOOK: usize = 4 * MOST_EQUAL;

/// The number of observations at which equal ones are looked for again.
#[derive(Debug)]
pub(crate) struct Tally {
    next: usize,
}

impl Default for Tally {
    fn default() -> Self {
        Self { next: FIRST_LOOK }
    }
}

impl Tally {
    /// Removes equal observations beyond the limit, and adds their number to the last one that is kept. Returns at once as long as there
    /// are few observations, so it may be called after each.
    pub fn bound(&mut self, observations: &mut Vec<Observation>) {
        if observations.len() < self.next {
            return;
        }
        let mut kept: Vec<Observation> = Vec::new();
        // The number of equal observations, and the index in `kept` of the one that counts those beyond the limit.
        let mut equal: HashMap<_, (usize, usize)> = HashMap::new();
        for observation in observations.drain(..) {
            let Observation { code, severity, location, pointer, document, message, .. } = &observation;
            let object = pointer.rsplit_once('/').map(|(object, _)| object).filter(|_| *code == Code::UndocumentedProperty);
            let same = object.map_or_else(|| (pointer.clone(), message.clone()), |object| (format!("{object}/*"), String::new()));
            let key = (*code, *severity, *location, same.clone(), document.clone());
            let (count, counter) = equal.entry(key).or_default();
            *count += 1;
            match *count {
                ..=MOST_EQUAL => {
                    *counter = kept.len();
                    kept.push(observation);
                }
                // An object with so many undocumented names is a map: the names are data, and one observation is about all of them.
                count if object.is_some() && count == MOST_EQUAL + 1 => {
                    *counter = kept.len();
                    let message = "more than 1,000 properties of this object are not documented".to_owned();
                    let hint = Some("describe the names by a pattern or by `additionalProperties`, if they are data".to_owned());
                    kept.push(Observation { pointer: same.0, message, hint, ..observation });
                }
                _ => kept[*counter].repeated += 1 + observation.repeated,
            }
        }
        self.next = FIRST_LOOK.max(2 * kept.len());
        *observations = kept;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use openapi_drift_recordings::Side;

    #[test]
    fn nothing_is_lost_but_places() {
        let mut tally = Tally::default();
        let mut observations = Vec::new();
        for index in 0..100_000 {
            let message = if index % 10 == 0 { "tenth" } else { "other" };
            let observation = Observation::new(Code::TypeMismatch, Side::Response, "/a", message);
            observations.push(observation.in_body("/*".to_owned(), format!("/{index}")));
            tally.bound(&mut observations);
            assert!(observations.len() <= FIRST_LOOK, "{index}");
        }
        let count = |message: &str| {
            let equal = observations.iter().filter(|observation| observation.message == message);
            equal.map(|observation| 1 + observation.repeated).sum::<usize>()
        };
        assert_eq!((count("tenth"), count("other")), (10_000, 90_000));
        assert_eq!(observations[0].place, "/0");
    }

    #[test]
    fn names_of_a_large_object_are_data() {
        let mut tally = Tally::default();
        let mut observations = Vec::new();
        for index in 0..50_000 {
            let message = format!("property `{index}` is not documented");
            let observation = Observation::new(Code::UndocumentedProperty, Side::Response, "/a", message);
            observations.push(observation.in_body(format!("/b/{index}"), format!("/b/{index}")));
            tally.bound(&mut observations);
        }
        let count: usize = observations.iter().map(|observation| 1 + observation.repeated).sum();
        assert_eq!(count, 50_000);
        assert!(observations.len() <= FIRST_LOOK && observations.iter().filter(|observation| observation.pointer == "/b/*").count() == 1);
    }
}
