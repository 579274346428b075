//! The way of a camera: the places that the timed metadata of a film tell.

use std::time::Duration;

/// A place on the way of a camera, and when it was there.
///
/// It serialises to `{"time", "latitude", "longitude", "altitude"?, "speed"?, "dateTime"?}`.
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub struct TrackPoint {
    /// How long the film has lasted there. It serialises to a number of seconds.
    #[cfg_attr(feature = "serde", serde(serialize_with = "crate::serialize::duration"))]
    pub time: Duration,
    /// Degrees; south is negative.
    pub latitude: f64,
    /// Degrees; west is negative.
    pub longitude: f64,
    /// Metres; below the sea is negative.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub altitude: Option<f64>,
    /// Metres in a second.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub speed: Option<f64>,
    /// The time of the satellites, in UTC: ISO 8601 with milliseconds.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub date_time: Option<String>,
}

/// A sample of a film's timed metadata.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sample {
    /// Whether it is the first of its track. Only this one carries fields.
    pub is_first: bool,
    /// Where it begins in the film, and how long it lasts, in milliseconds.
    pub start: u64,
    pub length: u64,
}

impl Sample {
    /// The moment of one of several values that are spread over the sample.
    pub(crate) fn moment(self, number: usize, count: usize) -> Duration {
        let part = self.length.saturating_mul(number as u64).checked_div(count as u64).unwrap_or_default();
        Duration::from_millis(self.start.saturating_add(part))
    }
}

impl TrackPoint {
    /// Whether it is a place on the earth, and not one that was never set.
    pub(crate) fn is_place(&self) -> bool {
        let is_within = self.latitude.abs() <= 90.0 && self.longitude.abs() <= 180.0;
        is_within && (self.latitude != 0.0 || self.longitude != 0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_spread_over_their_sample() {
        let sample = Sample { start: 1000, length: 900, ..Sample::default() };
        let moments = [0, 1, 2].map(|number| sample.moment(number, 3).as_millis());
        assert_eq!(moments, [1000, 1300, 1600]);
        assert_eq!(sample.moment(0, 0).as_millis(), 1000);
    }

    #[test]
    fn what_is_no_place() {
        let place =
            |latitude, longitude| TrackPoint { latitude, longitude, ..TrackPoint::default() }.is_place();
        assert!(place(48.1, -11.5) && place(0.0, 11.5));
        assert!(!place(0.0, 0.0) && !place(91.0, 0.5) && !place(f64::NAN, 1.0));
    }
}
