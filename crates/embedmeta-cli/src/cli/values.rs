//! Parses arguments that are more than plain text.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use std::time::SystemTime;

/// When a file changed last, or a date; a file comes first where the text could be either.
pub(super) fn moment(text: &str) -> Result<SystemTime, String> {
    match std::fs::metadata(text).and_then(|metadata| metadata.modified()) {
        Ok(time) => Ok(time),
        Err(error) => date(text).ok_or_else(|| format!("no date, and no file ({error})")),
    }
}

/// A date of ISO 8601, to the day, the minute or closer; without an offset in UTC.
fn date(text: &str) -> Option<SystemTime> {
    if let Ok(exact) = DateTime::parse_from_rfc3339(text) {
        return Some(exact.into());
    }
    if let Ok(exact) = DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M%:z") {
        return Some(exact.into());
    }
    let text = text.strip_suffix('Z').unwrap_or(text);
    let time = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"];
    let time = time.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
    let day = || NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.and_hms_opt(0, 0, 0);
    Some(DateTime::<Utc>::from_naive_utc_and_offset(time.or_else(day)?, Utc).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn dates_are_in_utc_unless_they_say_otherwise() {
        let at = |seconds| Some(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds));
        assert_eq!(date("2026-01-31"), at(1_769_817_600));
        assert_eq!(date("2026-01-31T12:00"), at(1_769_860_800));
        assert_eq!(date("2026-01-31 12:00:00"), at(1_769_860_800));
        assert_eq!(date("2026-01-31T12:00:00Z"), at(1_769_860_800));
        assert_eq!(date("2026-01-31T12:00Z"), at(1_769_860_800));
        assert_eq!(date("2026-01-31T13:00:00+01:00"), at(1_769_860_800));
        assert_eq!(date("2026-01-31T13:00+01:00"), at(1_769_860_800));
        assert_eq!(date("31.01.2026"), None);
        assert_eq!(date("2026-02-30"), None);
    }

    #[test]
    fn what_is_neither_date_nor_file_says_so() {
        assert!(moment("/nowhere/at/all").unwrap_err().starts_with("no date"));
    }
}
