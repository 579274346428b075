//! The places that samples tell, as a track lists them.

use crate::layout::state::State;
use crate::track::TrackPoint;
use chrono::DateTime;

/// Adds a place of several that are spread over the sample, if tracks are asked for.
pub(super) fn add(state: &mut State<'_, '_>, point: TrackPoint, number: usize, count: usize) {
    let Some(sample) = state.sample.filter(|_| state.cx.tracks) else { return };
    if point.is_place() && state.cx.spend(size_of::<TrackPoint>() as u64).is_some() {
        state.sink.track.push(TrackPoint { time: sample.moment(number, count), ..point });
    }
}

/// The moment of seconds since 1970.
#[allow(clippy::cast_possible_truncation)] // the cast saturates, and then it is no date
pub(super) fn date(seconds: f64) -> Option<String> {
    let moment = DateTime::from_timestamp_millis((seconds * 1000.0).round() as i64)?;
    Some(moment.format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string())
}

/// The moment of digits: `240305133015.250`.
pub(super) fn of_digits(digits: &str) -> Option<String> {
    let [year, month, day, hour, minute, second] = [0, 2, 4, 6, 8, 10].map(|at| digits.get(at..at + 2));
    let is_known = digits.bytes().take(12).all(|byte| byte.is_ascii_digit());
    let fraction = digits.get(13..).unwrap_or_default();
    let known = (year?, month?, day?, hour?, minute?, second?);
    let (year, month, day, hour, minute, second) = is_known.then_some(known)?;
    Some(format!("20{year}-{month}-{day}T{hour}:{minute}:{second}.{fraction:0<3.3}Z"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments() {
        assert_eq!(date(1_709_645_415.25).as_deref(), Some("2024-03-05T13:30:15.250Z"));
        assert_eq!(date(f64::MAX), None);
        assert_eq!(of_digits("240305133015.250").as_deref(), Some("2024-03-05T13:30:15.250Z"));
        assert_eq!(of_digits("240305133015").as_deref(), Some("2024-03-05T13:30:15.000Z"));
        assert_eq!(of_digits("2403051330"), None);
        assert_eq!(of_digits("24030513301x"), None);
    }
}
