//! Dates: from the forms in which tags carry them to ISO 8601 in UTC with milliseconds.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike};

/// A date as stored in a tag: some or all of its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stamp {
    /// A year, or a year and a month.
    Partial { year: i32, month: Option<u32> },
    /// A day without a time.
    Date(NaiveDate),
    /// A day and a time, with its offset from UTC in minutes if the value has one.
    Moment { wall: NaiveDateTime, offset: Option<i32> },
}

/// The reason why a text is not a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoDate {
    /// Only blanks, separators and zeros: the field was never set.
    Unset,
    /// It has the form of a date that does not exist.
    Impossible,
    /// Some other text.
    Text,
}

/// Reads a date in ExifTool's form (`2019:10:16 19:01:03.5+02:00`) or ISO's (`2019-10-16T19:01:03Z`).
///
/// A month or a day that is blank [EXIF30 4.6.5.4] or 00 [IIM 2:55] is unknown: the date is then partial, and a time
/// after it is ignored. A blank before a digit counts as a zero.
pub(crate) fn parse(text: &str) -> Result<Stamp, NoDate> {
    if let Some(wall) = common(text.as_bytes()) {
        return Ok(Stamp::Moment { wall, offset: None });
    }
    if is_void(text) {
        return Err(NoDate::Unset);
    }
    let text = text.trim_matches(is_filler);
    let mut scan = Scan { rest: text };
    let year = scan.number(4).and_then(|year| i32::try_from(year).ok()).ok_or(NoDate::Text)?;
    let month = scan.part_of_date()?;
    let day = scan.part_of_date()?;
    let is_known = |part: Option<u32>, most: u32| part.is_none_or(|part| part <= most);
    let (Some(known_month), Some(known_day)) = (month, day) else {
        if !scan.rest.chars().all(|c| is_separator(c) || c.is_ascii_digit() || matches!(c, 'T' | 'Z' | '+')) {
            return Err(NoDate::Text);
        }
        let exists = year > 0 && is_known(month, 12) && is_known(day, 31);
        return if exists { Ok(Stamp::Partial { year, month }) } else { Err(NoDate::Impossible) };
    };
    let date = NaiveDate::from_ymd_opt(year, known_month, known_day).filter(|_| year > 0);
    if scan.rest.chars().all(is_separator) {
        return date.map(Stamp::Date).ok_or(NoDate::Impossible);
    }
    scan.rest = scan.rest.strip_prefix(['T', 't', ' ']).ok_or(NoDate::Text)?;
    let clock = clock(scan)?;
    let date = date.ok_or(NoDate::Impossible)?;
    match clock {
        Clock::Time(time, offset) => Ok(Stamp::Moment { wall: date.and_time(time), offset }),
        Clock::Unknown => Ok(Stamp::Date(date)),
        Clock::Impossible => Err(NoDate::Impossible),
    }
}

/// The moment in the form that nearly all cameras write, `2019:10:16 19:01:03`; `None` if it has another form, or any
/// part is unusual.
fn common(text: &[u8]) -> Option<NaiveDateTime> {
    const SIGNS: [(usize, u8); 5] = [(4, b':'), (7, b':'), (10, b' '), (13, b':'), (16, b':')];
    if text.len() != 19 || SIGNS.iter().any(|(at, sign)| text.get(*at) != Some(sign)) {
        return None;
    }
    let number = |digits: std::ops::Range<usize>| {
        let mut digits = text.get(digits)?.iter();
        digits.try_fold(0u32, |number, digit| Some(number * 10 + char::from(*digit).to_digit(10)?))
    };
    let year = number(0..4).filter(|year| *year > 0)?;
    let day = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, number(5..7)?, number(8..10)?)?;
    day.and_hms_opt(number(11..13)?, number(14..16)?, number(17..19)?)
}

/// Whether a date is nothing but blanks, separators and zeros: it was never set.
pub(crate) fn is_void(text: &str) -> bool {
    text.chars().all(|c| is_separator(c) || matches!(c, '0' | 'T' | 'Z'))
}

/// Whether a time, an offset or a fraction of a second was never set: it has no digit, and is not `Z`.
pub(crate) fn is_unset(text: &str) -> bool {
    !text.bytes().any(|b| b.is_ascii_digit() || matches!(b, b'Z' | b'z'))
}

/// Reads a time of day with an optional offset (`19:01:03+00:00`, `190103+0000`).
pub(crate) fn parse_time(text: &str) -> Option<(NaiveTime, Option<i32>)> {
    match clock(Scan { rest: text.trim_matches(is_filler) }).ok()? {
        Clock::Time(time, offset) => Some((time, offset)),
        Clock::Unknown | Clock::Impossible => None,
    }
}

/// Reads an offset (`+02:00`, `-0530`, `Z`) as minutes east of Greenwich; at most 14 hours either way.
pub(crate) fn parse_offset(text: &str) -> Option<i32> {
    let text = text.trim_matches(is_filler);
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
    let shown = if local || offset == 0 {
        wall
    } else {
        wall.checked_sub_signed(TimeDelta::minutes(i64::from(offset)))?
    };
    let (date, time) = (shown.date(), shown.time());
    let mut text = *b"0000-00-00T00:00:00.000Z";
    for (number, last, width) in [
        (u32::try_from(date.year()).ok()?, 3, 4),
        (date.month(), 6, 2),
        (date.day(), 9, 2),
        (time.hour(), 12, 2),
        (time.minute(), 15, 2),
        (time.second(), 18, 2),
        (time.nanosecond() / 1_000_000 % 1000, 22, 3),
    ] {
        put_digits(&mut text, number, last, width);
    }
    let text = text.strip_suffix(if local { b"Z".as_slice() } else { b"" })?;
    std::str::from_utf8(text).ok().map(str::to_owned)
}

/// Writes the last digits of a number. Every date is printed, and `format!` costs ten times as much.
fn put_digits(text: &mut [u8], mut number: u32, last: usize, width: usize) {
    let places = text.iter_mut().take(last + 1).rev().take(width);
    for place in places {
        *place = b"0123456789".get((number % 10) as usize).copied().unwrap_or_default();
        number /= 10;
    }
}

/// The partial date as text: `1919`, `2019-10`.
pub(crate) fn partial(year: i32, month: Option<u32>) -> String {
    month.map_or_else(|| format!("{year:04}"), |month| format!("{year:04}-{month:02}"))
}

const DATE_SEPARATORS: &[char] = &[':', '-', '/', '.'];

/// The characters that stand for unknown ones.
fn is_filler(c: char) -> bool {
    c.is_whitespace() || c == '\0'
}

/// The characters between the parts of a date or a time, or in place of unknown parts.
fn is_separator(c: char) -> bool {
    // Most of the characters asked about are digits.
    !c.is_ascii_digit() && (is_filler(c) || DATE_SEPARATORS.contains(&c))
}

/// A time of day as written.
enum Clock {
    /// The time, and the offset after it.
    Time(NaiveTime, Option<i32>),
    /// The hour or the minute is blank.
    Unknown,
    /// The time does not exist (25:00).
    Impossible,
}

fn clock(mut scan: Scan<'_>) -> Result<Clock, NoDate> {
    scan.rest = scan.rest.trim_start_matches(is_filler);
    if scan.rest.starts_with(':') && scan.rest.chars().all(is_separator) {
        return Ok(Clock::Unknown);
    }
    let hour = scan.hour().ok_or(NoDate::Text)?;
    let Some(minute) = scan.part(&[':'])? else { return Ok(Clock::Unknown) };
    let mut second = 0;
    let mut nanos = 0;
    if scan.rest.starts_with(|c: char| c == ':' || c.is_ascii_digit()) {
        second = scan.part(&[':'])?.unwrap_or(0);
        nanos = scan.fraction();
    }
    let offset = match scan.rest.trim_start() {
        // An offset that was left blank: `+  :  `.
        rest if is_unset(rest) && !rest.contains(char::is_alphabetic) => None,
        rest => Some(parse_offset(rest).ok_or(NoDate::Text)?),
    };
    // A leap second is shown as the last moment of its minute.
    let (second, nanos) = if second == 60 { (59, 999_000_000) } else { (second, nanos) };
    let time = NaiveTime::from_hms_nano_opt(hour, minute, second, nanos);
    Ok(time.map_or(Clock::Impossible, |time| Clock::Time(time, offset)))
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

    /// Two digits, or one before a colon.
    fn hour(&mut self) -> Option<u32> {
        let is_short = self.rest.as_bytes().get(1) == Some(&b':');
        self.number(if is_short { 1 } else { 2 })
    }

    /// A month or a day; `None` if it is missing, blank or 00.
    fn part_of_date(&mut self) -> Result<Option<u32>, NoDate> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        Ok(self.part(DATE_SEPARATORS)?.filter(|part| *part > 0))
    }

    /// Two digits, or up to two after a separator, padded with blanks on either side; `None` if all is blank.
    fn part(&mut self, separators: &[char]) -> Result<Option<u32>, NoDate> {
        let Some(rest) = self.rest.strip_prefix(separators) else {
            return self.number(2).map(Some).ok_or(NoDate::Text);
        };
        let bytes = rest.as_bytes();
        let is_blank = |at: usize| matches!(bytes.get(at), Some(b' ' | b'\0'));
        let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
        let start = (0..2).take_while(|at| is_blank(*at)).count();
        let end = (start..2).take_while(|at| is_digit(*at)).last().map_or(start, |at| at + 1);
        let digits = rest.get(start..end).unwrap_or_default();
        // `7 :`, but not `7 9:05`, where the blank comes before the time.
        let padding = usize::from(start == 0 && end == 1 && is_blank(1) && !is_digit(2));
        self.rest = rest.get(end + padding..).unwrap_or_default();
        if digits.is_empty() {
            return Ok(None);
        }
        digits.parse().map(Some).map_err(|_| NoDate::Text)
    }

    /// The digits after a decimal point, as nanoseconds; 0 if there are none.
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
    fn the_common_form_is_read_as_any_other() {
        for text in [
            "2019:10:16 19:01:03",
            "2000:02:29 00:00:00",
            "2019:02:29 00:00:00",
            "2019:00:16 19:01:03",
            "0000:10:16 19:01:03",
            "2019:10:16 24:00:00",
            "2019:10:16 23:59:60",
            "2019:10:16 19:61:03",
            "2019:1a:16 19:01:03",
            "9999:12:31 23:59:59",
        ] {
            // A blank after it is another form.
            assert_eq!(parse(text), parse(&format!("{text} ")), "{text}");
        }
    }

    #[test]
    fn partial_dates() {
        assert_eq!(parse("1919"), Ok(Stamp::Partial { year: 1919, month: None }));
        assert_eq!(parse("2019:10"), Ok(Stamp::Partial { year: 2019, month: Some(10) }));
        assert_eq!(partial(2019, Some(10)), "2019-10");
        assert!(matches!(parse("2019:10:16"), Ok(Stamp::Date(_))));
    }

    #[test]
    fn parts_that_are_not_known_make_a_partial_date() {
        for (text, year, month) in [
            ("1978:00:00", 1978, None),
            ("1978:07:00", 1978, Some(7)),
            ("1978:00:00 00:00:00", 1978, None),
            ("1978-00-00T12:30:00+02:00", 1978, None),
            ("19780000", 1978, None),
            ("1978:00:05", 1978, None),
            ("2005:  :     :  :  ", 2005, None),
            ("2005:07:     :  :  ", 2005, Some(7)),
            ("2005: 7:   10:20:30", 2005, Some(7)),
            ("2005:", 2005, None),
        ] {
            assert_eq!(parse(text), Ok(Stamp::Partial { year, month }), "{text}");
        }
        assert!(matches!(parse("2005:07:04   :  :  "), Ok(Stamp::Date(_))));
        assert!(matches!(parse("2005:07:04 09:  :  "), Ok(Stamp::Date(_))));
        for text in ["2005:13:00", "2005:00:45", "0000:07:04", "0000:00:04"] {
            assert_eq!(parse(text), Err(NoDate::Impossible), "{text}");
        }
        for text in ["    :07:04 09:05:03", "2005: the summer", "2005:07: at noon", "2005 or later"] {
            assert_eq!(parse(text), Err(NoDate::Text), "{text}");
        }
    }

    #[test]
    fn digits_padded_with_blanks_are_digits() {
        for text in [
            "2005: 7: 4  9:05:03",
            "2005: 7: 4  9: 5: 3",
            "2005:7 :4   9:5 :3 ",
            "2005:7:4 9:05:03",
            "2005:07:04  09:05:03",
            "2005:07:04 09:05:03+  :  ",
            "2005:\x007:\x004 09:05:03",
        ] {
            assert_eq!(moment(text).as_deref(), Some("2005-07-04T09:05:03.000Z"), "{text:?}");
        }
        assert_eq!(parse_time(" 9:05:03").map(|(time, _)| time.to_string()).as_deref(), Some("09:05:03"));
    }

    #[test]
    fn times_and_offsets_that_were_never_set() {
        for text in ["", "   ", "\0\0", "   :", "    :  :", "----", "--:--", "//", "Unknown ()", "+  :  "] {
            assert!(is_unset(text), "{text:?}");
            assert_eq!(parse_time(text), None, "{text:?}");
            assert_eq!(parse_offset(text), None, "{text:?}");
        }
        for text in ["Z", "+00:00", "0", "00:00:00"] {
            assert!(!is_unset(text), "{text:?}");
        }
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
