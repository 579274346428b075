//! Quantities in readable form, as shared by EXIF and its mirror in XMP.

use crate::number::{write_fixed, write_g};
use std::fmt::{self, Write};

/// Seconds: `1/160`, `2.5`.
pub(crate) fn seconds(out: &mut impl Write, seconds: f64) -> fmt::Result {
    /// Shorter times are printed as a fraction.
    const SHORT: f64 = 0.25001;
    if seconds > 0.0 && seconds < SHORT {
        out.write_str("1/")?;
        return write_fixed(out, (0.5 + 1.0 / seconds).trunc(), 0);
    }
    if seconds.fract() == 0.0 {
        return write_fixed(out, seconds, 0);
    }
    let text = format!("{seconds:.1}");
    out.write_str(text.strip_suffix(".0").unwrap_or(&text))
}

/// An f-number with one digit after the point, or two below 1.
pub(crate) fn f_number(out: &mut impl Write, number: f64) -> fmt::Result {
    write_fixed(out, number, if number < 1.0 { 2 } else { 1 })
}

/// Exposure compensation in stops, as a fraction: `+1/3`.
pub(crate) fn steps(out: &mut impl Write, steps: f64) -> fmt::Result {
    if steps == 0.0 {
        return out.write_char('0');
    }
    // Slightly enlarged, so that 0.33333 counts as a third.
    let steps = steps * 1.00001;
    let is_close = |parts: f64| (steps * parts).trunc() / (steps * parts) > 0.999;
    let whole = |number: f64| number.trunc();
    if is_close(1.0) {
        write!(out, "{:+}", whole(steps))
    } else if is_close(2.0) {
        write!(out, "{:+}/2", whole(steps * 2.0))
    } else if is_close(3.0) {
        write!(out, "{:+}/3", whole(steps * 3.0))
    } else {
        if steps > 0.0 {
            out.write_char('+')?;
        }
        write_g(out, steps, 3)
    }
}

/// Degrees, minutes and seconds: `48 deg 8' 49.20"`.
pub(crate) fn degrees(out: &mut impl Write, total: f64) -> fmt::Result {
    let mut degrees = total.trunc();
    let mut minutes = ((total - degrees) * 60.0).trunc();
    let mut seconds = ((total - degrees) * 60.0 - minutes) * 60.0;
    // 59.995 would be printed as 60.00.
    if seconds >= 59.995 {
        seconds = 0.0;
        minutes += 1.0;
        if minutes >= 60.0 {
            minutes = 0.0;
            degrees += 1.0;
        }
    }
    write_fixed(out, degrees, 0)?;
    out.write_str(" deg ")?;
    write_fixed(out, minutes, 0)?;
    out.write_str("' ")?;
    write_fixed(out, seconds, 2)?;
    out.write_char('"')
}

/// The shortest and longest focal length with their f-numbers: `24-70mm f/2.8-4` [EXIF30 4.6.6 `LensSpecification`].
/// An unknown number is `?`.
pub(crate) fn lens(out: &mut impl Write, [short, long, wide, narrow]: [Option<f64>; 4]) -> fmt::Result {
    span(out, short, long)?;
    out.write_str("mm f/")?;
    span(out, wide, narrow)
}

/// `18-55`, or one number if both are equal.
fn span(out: &mut impl Write, from: Option<f64>, to: Option<f64>) -> fmt::Result {
    let one = |out: &mut _, number: Option<f64>| match number {
        Some(number) => write_g(out, number, 15),
        None => Write::write_char(out, '?'),
    };
    one(out, from)?;
    if from == to {
        return Ok(());
    }
    out.write_char('-')?;
    one(out, to)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(write: impl FnOnce(&mut String) -> fmt::Result) -> String {
        let mut out = String::new();
        write(&mut out).unwrap();
        out
    }

    #[test]
    fn forms() {
        assert_eq!(text(|out| seconds(out, 0.00625)), "1/160");
        assert_eq!(text(|out| seconds(out, 2.5)), "2.5");
        assert_eq!(text(|out| seconds(out, 30.0)), "30");
        assert_eq!(text(|out| steps(out, -1.0 / 3.0)), "-1/3");
        assert_eq!(text(|out| steps(out, 0.5)), "+1/2");
        assert_eq!(text(|out| steps(out, 0.7)), "+0.7");
        assert_eq!(text(|out| degrees(out, 48.147)), "48 deg 8' 49.20\"");
        assert_eq!(text(|out| degrees(out, 11.999_999_9)), "12 deg 0' 0.00\"");
        assert_eq!(text(|out| lens(out, [Some(24.0), Some(70.0), Some(2.8), Some(2.8)])), "24-70mm f/2.8");
        assert_eq!(text(|out| lens(out, [Some(50.0), Some(50.0), None, None])), "50mm f/?");
    }
}
