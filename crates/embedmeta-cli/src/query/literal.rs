//! The values that conditions compare with.

use chrono::{Days, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

/// A value as written in a condition, with every interpretation that it allows.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Literal {
    pub text: String,
    /// The text in lower case.
    pub folded: String,
    pub number: Option<f64>,
    pub period: Option<Period>,
}

/// A moment with the precision in which it is written: from its first millisecond to the one after its last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Period {
    /// Milliseconds since 1970 in UTC.
    pub start: i64,
    pub end: i64,
}

impl Literal {
    pub(super) fn new(text: String) -> Self {
        let number = number(&text).filter(|(_, rest)| rest.is_empty()).map(|(number, _)| number);
        Self { folded: text.to_lowercase(), number, period: period(&text), text }
    }
}

/// The number that a text consists of, with or without a unit: `5`, `1/125`, `50.0 mm`.
pub(super) fn measure(text: &str) -> Option<f64> {
    number(text).filter(|(_, rest)| rest.is_empty() || rest.starts_with(' ')).map(|(number, _)| number)
}

/// The number at the start of a text, and the text after it.
fn number(text: &str) -> Option<(f64, &str)> {
    let (above, rest) = decimal(text.trim())?;
    match rest.strip_prefix('/').and_then(decimal) {
        Some((below, rest)) if below != 0.0 => Some((above / below, rest)),
        _ => Some((above, rest)),
    }
}

fn decimal(text: &str) -> Option<(f64, &str)> {
    let signs = text.len() - text.trim_start_matches(['+', '-']).len();
    let is_part = |c: char| c.is_ascii_digit() || c == '.';
    let digits = text.get(signs..)?;
    let end = signs + digits.find(|c| !is_part(c)).unwrap_or(digits.len());
    let (number, rest) = text.split_at_checked(end)?;
    Some((number.parse().ok().filter(|number: &f64| number.is_finite())?, rest))
}

/// The moment of an ISO 8601 text, with at least a year; UTC if it has no offset. The date may use colons, as in EXIF.
pub(super) fn period(text: &str) -> Option<Period> {
    let text = text.trim();
    let (date, time) = text.split_once(['T', ' ']).map_or((text, None), |(date, time)| (date, Some(time)));
    let mut parts = date.splitn(3, ['-', ':']);
    let year = parts.next().filter(|year| year.len() == 4)?;
    let (year, month, day) = (digits(year)?, part(parts.next())?, part(parts.next())?);
    let first = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month.unwrap_or(1), day.unwrap_or(1))?;
    let Some(time) = time else {
        let end = match (month, day) {
            (None, _) => first.checked_add_months(Months::new(12)),
            (_, None) => first.checked_add_months(Months::new(1)),
            _ => first.checked_add_days(Days::new(1)),
        };
        return Some(Period { start: millis(first.into()), end: millis(end?.into()) });
    };
    day?;
    let (time, offset) = offset(time)?;
    let (time, exactness) = clock(time)?;
    let start = millis(first.and_time(time).checked_sub_signed(offset)?);
    Some(Period { start, end: start.checked_add(exactness)? })
}

/// A part of a date that may be missing; `None` if it is not a number.
#[allow(clippy::option_option)] // the part, and whether the date has it
fn part(text: Option<&str>) -> Option<Option<u32>> {
    match text {
        None => Some(None),
        Some(text) if text.len() == 2 => digits(text).map(Some),
        Some(_) => None,
    }
}

fn digits(text: &str) -> Option<u32> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

/// The time without its offset, and the offset.
fn offset(time: &str) -> Option<(&str, TimeDelta)> {
    if let Some(time) = time.strip_suffix(['Z', 'z']) {
        return Some((time, TimeDelta::zero()));
    }
    let (time, offset, sign) = match (time.split_once('+'), time.split_once('-')) {
        (Some((time, offset)), _) => (time, offset, 1),
        (None, Some((time, offset))) => (time, offset, -1),
        (None, None) => return Some((time, TimeDelta::zero())),
    };
    let (hours, minutes) = offset.split_once(':')?;
    let minutes = i64::from(part(Some(hours))??) * 60 + i64::from(part(Some(minutes))??);
    Some((time, TimeDelta::minutes(sign * minutes)))
}

/// The time, and its precision in milliseconds: a minute, a second, or one millisecond.
fn clock(time: &str) -> Option<(NaiveTime, i64)> {
    let forms = [("%H:%M", 60_000), ("%H:%M:%S", 1_000), ("%H:%M:%S%.f", 1)];
    forms.iter().find_map(|(form, exactness)| Some((NaiveTime::parse_from_str(time, form).ok()?, *exactness)))
}

fn millis(time: NaiveDateTime) -> i64 {
    time.and_utc().timestamp_millis()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_fractions_and_units() {
        let number = |text: &str| Literal::new(text.to_owned()).number;
        assert_eq!(number("4"), Some(4.0));
        assert_eq!(number("-33.5"), Some(-33.5));
        assert_eq!(number("1/125"), Some(0.008));
        for none in ["", "x", "4x", "1e5", "nan", "inf", "--", "2020-01-01", "50 mm"] {
            assert_eq!(number(none), None, "{none}");
        }
        assert_eq!(measure("50.0 mm"), Some(50.0));
        assert_eq!(measure("1/125"), Some(0.008));
        for none in ["2020-01-01", "5D", "2.3.0.0", "mm 50"] {
            assert_eq!(measure(none), None, "{none}");
        }
    }

    #[test]
    fn dates_are_periods_as_exact_as_they_are_written() {
        let start = |text| period(text).map(|period| period.start);
        let len = |text| period(text).map(|period| period.end - period.start);
        let day = 86_400_000;
        assert_eq!((start("1970"), len("1970")), (Some(0), Some(365 * day)));
        assert_eq!((start("1970-02"), len("1970-02")), (Some(31 * day), Some(28 * day)));
        assert_eq!((start("1970-01-02"), len("1970-01-02")), (Some(day), Some(day)));
        assert_eq!(start("1970:01:02 00:01"), Some(day + 60_000));
        assert_eq!(len("1970-01-02T00:01"), Some(60_000));
        assert_eq!(len("1970-01-02T00:01:02"), Some(1_000));
        assert_eq!(
            (start("1970-01-01T00:00:00.250Z"), len("1970-01-01T00:00:00.250Z")),
            (Some(250), Some(1))
        );
        assert_eq!(start("1970-01-01T01:00+01:00"), Some(0));
        assert_eq!(start("1969-12-31T23:00-01:00"), Some(0));
        for none in
            ["", "x", "70", "1970-13", "1970-02-30", "1970-1", "1970T10:00", "1970-01-01T25:00", "31.01.1970"]
        {
            assert_eq!(period(none), None, "{none}");
        }
    }
}
