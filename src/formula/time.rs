//! Times, durations and rates, as `ExifTool` prints them.

use crate::number::{write_fixed, write_g};
use std::fmt::{self, Write};

/// Seconds since 1970 as a date and time; with the offset of the time zone, which is always that of UTC, if the time is
/// local.
pub(super) fn unix(out: &mut impl Write, seconds: f64, is_local: bool, digits: Option<usize>) -> fmt::Result {
    /// The last second of the year 9999, and the first of the year 0.
    const YEARS: std::ops::RangeInclusive<f64> = -62_167_219_200.0..=253_402_300_799.0;
    if seconds > *YEARS.end() {
        far(out, seconds)?;
        return if is_local { out.write_str("+00:00") } else { Ok(()) };
    }
    if seconds == 0.0 || !YEARS.contains(&seconds) {
        return out.write_str("0000:00:00 00:00:00");
    }
    let digits = digits.unwrap_or(0).min(9);
    // What rounds up to a whole second counts as one.
    let fraction = format!("{:.digits$}", seconds - seconds.floor());
    let carried = if fraction.starts_with('1') { 1.0 } else { 0.0 };
    let whole = if digits == 0 { seconds.floor() } else { seconds.floor() + carried };
    #[allow(clippy::cast_possible_truncation)] // within the years above
    let Some(time) = chrono::DateTime::from_timestamp(whole as i64, 0) else { return Ok(()) };
    write!(out, "{}", time.format("%Y:%m:%d %H:%M:%S"))?;
    if digits > 0 {
        out.write_str(fraction.get(1..).unwrap_or_default())?;
    }
    if is_local { out.write_str("+00:00") } else { Ok(()) }
}

/// A date after the year 9999, as far as the C library of `ExifTool` counts.
fn far(out: &mut impl Write, seconds: f64) -> fmt::Result {
    /// The days of 400 years repeat.
    const YEARS: i64 = 400;
    const SECONDS: f64 = 146_097.0 * 86_400.0;
    /// Beyond about a thousand million years nothing is counted.
    const LAST: f64 = 36_028_797_018_963_968.0;
    let cycles = (seconds / SECONDS).floor();
    #[allow(clippy::cast_possible_truncation)] // within the bounds of what is counted
    let (cycles, rest) = (cycles as i64, (seconds - cycles * SECONDS) as i64);
    let time = chrono::DateTime::from_timestamp(rest, 0).filter(|_| seconds < LAST);
    match time {
        Some(time) => {
            let year = i64::from(chrono::Datelike::year(&time)).saturating_add(cycles.saturating_mul(YEARS));
            write!(out, "{year}:{}", time.format("%m:%d %H:%M:%S"))
        }
        None => out.write_str("1900:01:00 00:00:00"),
    }
}

/// Seconds with a unit, or hours, minutes and seconds from half a minute on.
pub(super) fn duration(out: &mut impl Write, seconds: f64) -> fmt::Result {
    const SHORT: f64 = 30.0;
    if seconds == 0.0 {
        return out.write_str("0 s");
    }
    let mut size = seconds.abs();
    if seconds < 0.0 {
        out.write_char('-')?;
    }
    if size < SHORT {
        write_fixed(out, size, 2)?;
        return out.write_str(" s");
    }
    size = (size + 0.5).floor();
    let hours = (size / 3600.0).floor();
    let minutes = ((size - hours * 3600.0) / 60.0).floor();
    let rest = size - hours * 3600.0 - minutes * 60.0;
    let days = (hours / 24.0).floor();
    if hours > 24.0 {
        write!(out, "{days} days ")?;
        return write!(out, "{}:{minutes:02}:{rest:02}", hours - days * 24.0);
    }
    write!(out, "{hours}:{minutes:02}:{rest:02}")
}

/// Bits per second with a unit, in three digits.
pub(super) fn bitrate(out: &mut impl Write, rate: f64) -> fmt::Result {
    let mut rate = rate;
    let mut units = ["bps", "kbps", "Mbps", "Gbps"].iter().peekable();
    while let Some(unit) = units.next() {
        if rate >= 1000.0 && units.peek().is_some() {
            rate /= 1000.0;
            continue;
        }
        if rate < 100.0 {
            write_g(out, rate, 3)?;
        } else {
            write_fixed(out, rate, 0)?;
        }
        return write!(out, " {unit}");
    }
    Ok(())
}
