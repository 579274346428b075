//! Dates: from the forms in which tags carry them to ISO 8601 in UTC with milliseconds.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike};

/// A date as a tag holds it: some or all of its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stamp {
    /// A year, or a year and a month.
    Partial { year: i32, month: Option<u32> },
    /// A day without a time.
    Date(NaiveDate),
    /// A day and a time, with its offset from UTC in minutes where the value has one.
    Moment { wall: NaiveDateTime, offset: Option<i32> },
}

/// Why a text is no date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoDate {
    /// Only blanks, colons and zeros: the field was never set.
    Unset,
    /// It has the form of a date that does not exist.
    Impossible,
    /// It is some other text.
    Text,
}

/// Reads a date in ExifTool's form (`2019:10:16 19:01:03.5+02:00`) or ISO's (`2019-10-16T19:01:03Z`).
pub(crate) fn parse(text: &str) -> Result<Stamp, NoDate> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\0');
    if text.chars().all(|c| matches!(c, ' ' | ':' | '-' | '/' | '.' | '0' | 'T' | 'Z')) {
        return Err(NoDate::Unset);
    }
    let mut scan = Scan { rest: text };
    let year = scan.number(4).ok_or(NoDate::Text)?;
    let year = i32::try_from(year).map_err(|_| NoDate::Text)?;
    if scan.rest.is_empty() {
        return Ok(Stamp::Partial { year, month: None });
    }
    let month = scan.part(DATE_SEPARATORS)?;
    if scan.rest.is_empty() {
        let valid = (1..=12).contains(&month);
        return if valid { Ok(Stamp::Partial { year, month: Some(month) }) } else { Err(NoDate::Impossible) };
    }
    let day = scan.part(DATE_SEPARATORS)?;
    let date = NaiveDate::from_ymd_opt(year, month, day);
    if scan.rest.is_empty() {
        return date.map(Stamp::Date).ok_or(NoDate::Impossible);
    }
    scan.rest = scan.rest.strip_prefix(['T', 't', ' ']).ok_or(NoDate::Text)?.trim_start();
    let (time, offset) = clock(scan)?;
    let wall = date.and_then(|date| Some(date.and_time(time?))).ok_or(NoDate::Impossible)?;
    Ok(Stamp::Moment { wall, offset })
}

/// Reads a time of day with an optional offset (`19:01:03+00:00`, `190103+0000`).
pub(crate) fn parse_time(text: &str) -> Option<(NaiveTime, Option<i32>)> {
    let (time, offset) = clock(Scan { rest: text.trim() }).ok()?;
    Some((time?, offset))
}

/// Reads an offset (`+02:00`, `-0530`, `Z`) as minutes east of Greenwich; at most 14 hours either way.
pub(crate) fn parse_offset(text: &str) -> Option<i32> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\0');
    if matches!(text, "Z" | "z") {
        return Some(0);
    }
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+')?),
    };
    let mut scan = Scan { rest: digits };
    let hours = scan.number(2)?;
    scan.rest = scan.rest.strip_prefix(':').unwrap_or(scan.rest);
    let minutes = if scan.rest.is_empty() { 0 } else { scan.number(2)? };
    if !scan.rest.is_empty() || minutes > 59 || hours * 60 + minutes > 14 * 60 {
        return None;
    }
    i32::try_from(hours * 60 + minutes).ok().map(|total| sign * total)
}

/// The moment as ISO 8601: in UTC with `Z`, or as the wall clock without.
pub(crate) fn iso(wall: NaiveDateTime, offset: i32, local: bool) -> Option<String> {
    let (shown, zone) = if local {
        (wall, "")
    } else {
        (wall.checked_sub_signed(TimeDelta::minutes(i64::from(offset)))?, "Z")
    };
    let (date, time) = (shown.date(), shown.time());
    let (hour, minute, second) = (time.hour(), time.minute(), time.second());
    let millis = time.nanosecond() / 1_000_000 % 1000;
    Some(format!(
        "{:04}-{:02}-{:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}{zone}",
        date.year(),
        date.month(),
        date.day(),
    ))
}

/// The partial date as text: `1919`, `2019-10`.
pub(crate) fn partial(year: i32, month: Option<u32>) -> String {
    month.map_or_else(|| format!("{year:04}"), |month| format!("{year:04}-{month:02}"))
}

const DATE_SEPARATORS: &[char] = &[':', '-', '/', '.'];

/// A time and, behind it, an offset. A time that does not exist (25:00) is `None`.
fn clock(mut scan: Scan<'_>) -> Result<(Option<NaiveTime>, Option<i32>), NoDate> {
    let hour = scan.number(2).ok_or(NoDate::Text)?;
    let minute = scan.part(&[':'])?;
    let mut second = 0;
    let mut nanos = 0;
    if scan.rest.starts_with(|c: char| c == ':' || c.is_ascii_digit()) {
        second = scan.part(&[':'])?;
        nanos = scan.fraction();
    }
    let offset = match scan.rest.trim_start() {
        "" => None,
        rest => Some(parse_offset(rest).ok_or(NoDate::Text)?),
    };
    // A leap second is shown as the last moment of its minute.
    let (second, nanos) = if second == 60 { (59, 999_000_000) } else { (second, nanos) };
    Ok((NaiveTime::from_hms_nano_opt(hour, minute, second, nanos), offset))
}

struct Scan<'t> {
    rest: &'t str,
}

impl Scan<'_> {
    /// Exactly `digits` digits.
    fn number(&mut self, digits: usize) -> Option<u32> {
        let (number, rest) = self.rest.split_at_checked(digits)?;
        if !number.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        self.rest = rest;
        number.parse().ok()
    }

    /// Two digits after an optional separator.
    fn part(&mut self, separators: &[char]) -> Result<u32, NoDate> {
        self.rest = self.rest.strip_prefix(separators).unwrap_or(self.rest);
        self.number(2).ok_or(NoDate::Text)
    }

    /// The digits after a decimal point, as nanoseconds; 0 where there are none.
    fn fraction(&mut self) -> u32 {
        let Some(rest) = self.rest.strip_prefix('.') else { return 0 };
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let (digits, after) = rest.split_at(end);
        self.rest = after;
        nanos(digits)
    }
}

/// The digits after a decimal point as nanoseconds: `5` is half a second.
pub(crate) fn nanos(digits: &str) -> u32 {
    let digits = digits.get(..9).unwrap_or(digits);
    let scale = 10u32.pow(9 - u32::try_from(digits.len()).unwrap_or(9));
    digits.parse::<u32>().map_or(0, |number| number * scale)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Option<String> {
        match parse(text) {
            Ok(Stamp::Moment { wall, offset }) => iso(wall, offset.unwrap_or(0), false),
            _ => None,
        }
    }

    #[test]
    fn the_forms_of_a_moment() {
        for text in [
            "2019:10:16 19:01:03",
            "2019-10-16T19:01:03Z",
            "2019:10:16 21:01:03+02:00",
            "2019:10:16 14:01:03.000-0500",
        ] {
            assert_eq!(moment(text).as_deref(), Some("2019-10-16T19:01:03.000Z"), "{text}");
        }
        assert_eq!(moment("2019:10:16 19:01").as_deref(), Some("2019-10-16T19:01:00.000Z"));
        assert_eq!(moment("2019:10:16 19:01:03.25").as_deref(), Some("2019-10-16T19:01:03.250Z"));
    }

    #[test]
    fn partial_dates() {
        assert_eq!(parse("1919"), Ok(Stamp::Partial { year: 1919, month: None }));
        assert_eq!(parse("2019:10"), Ok(Stamp::Partial { year: 2019, month: Some(10) }));
        assert_eq!(partial(2019, Some(10)), "2019-10");
        assert!(matches!(parse("2019:10:16"), Ok(Stamp::Date(_))));
    }

    #[test]
    fn what_is_no_date() {
        assert_eq!(parse("0000:00:00 00:00:00"), Err(NoDate::Unset));
        assert_eq!(parse("    :  :     :  :  "), Err(NoDate::Unset));
        assert_eq!(parse("2019:13:01 00:00:00"), Err(NoDate::Impossible));
        assert_eq!(parse("2019:02:30"), Err(NoDate::Impossible));
        assert_eq!(parse("2019:02:01 25:00:00"), Err(NoDate::Impossible));
        assert_eq!(parse("circa 1920"), Err(NoDate::Text));
        assert_eq!(parse("\u{fc}\u{fc}\u{fc}"), Err(NoDate::Text));
    }

    #[test]
    fn offsets_are_plausible() {
        assert_eq!(parse_offset("+05:30"), Some(330));
        assert_eq!(parse_offset("-0800"), Some(-480));
        assert_eq!(parse_offset("Z"), Some(0));
        for text in ["", "+15:00", "+02:60", "02:00", "+2", "+\u{fc}"] {
            assert_eq!(parse_offset(text), None, "{text}");
        }
    }

    #[test]
    fn fractions_of_any_length() {
        assert_eq!(nanos("5"), 500_000_000);
        assert_eq!(nanos("1234567891234"), 123_456_789);
        assert_eq!(nanos(""), 0);
    }
}
