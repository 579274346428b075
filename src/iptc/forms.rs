//! The printed forms of dates, times and other texts in datasets.

use crate::context::Context;
use crate::text;

/// `CCYYMMDD` [IIM 2:55], printed with colons. Text before the date is kept, and other separators are replaced.
pub(super) fn date<'a>(text: &'a str, cx: &'a Context<'a>) -> &'a str {
    let between = |text: &'a str| text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let parts = || {
        let (rest, day) = digits_at_end(text, 2)?;
        let (rest, month) = digits_at_end(between(rest), 2)?;
        let (rest, year) = digits_at_end(between(rest), 4)?;
        Some([rest, year, ":", month, ":", day])
    };
    parts().map_or(text, |parts| text::join(&parts, cx))
}

fn digits_at_end(text: &str, count: usize) -> Option<(&str, &str)> {
    let (rest, digits) = text.split_at_checked(text.len().checked_sub(count)?)?;
    digits.bytes().all(|byte| byte.is_ascii_digit()).then_some((rest, digits))
}

/// `HHMMSS±HHMM` [IIM 2:60], printed with colons, in the offset too. Spaces become colons.
pub(super) fn time<'a>(text: &'a str, cx: &'a Context<'a>) -> &'a str {
    let clock = text.split_at_checked(6).filter(|(clock, _)| clock.bytes().all(|byte| byte.is_ascii_digit()));
    let (clock, rest) = clock.unwrap_or(("", text));
    let (hours, clock) = clock.split_at_checked(2).unwrap_or_default();
    let (minutes, seconds) = clock.split_at_checked(2).unwrap_or_default();
    let colon = if hours.is_empty() { "" } else { ":" };
    let offset = digits_at_end(rest, 4).filter(|(before, _)| before.ends_with(['+', '-']));
    let (rest, offset_minutes) = if offset.is_some() {
        rest.split_at_checked(rest.len() - 2).unwrap_or((rest, ""))
    } else {
        (rest, "")
    };
    let offset_colon = if offset_minutes.is_empty() { "" } else { ":" };
    let joined = if colon.is_empty() && offset_colon.is_empty() {
        text
    } else {
        text::join(&[hours, colon, minutes, colon, seconds, rest, offset_colon, offset_minutes], cx)
    };
    if joined.contains(' ') { cx.text(&joined.replace(' ', ":")) } else { joined }
}

/// The printed form of the escape sequences in 1:90: `UTF8`, or else the individual characters.
pub(super) fn charset<'a>(escapes: &'a str, cx: &'a Context<'a>) -> &'a str {
    if escapes == "\x1b%G" {
        return "UTF8";
    }
    let mut shown = String::new();
    for (at, c) in escapes.chars().enumerate() {
        match c {
            '\x1b' => shown.push_str(if at == 0 { "ESC" } else { ", ESC" }),
            _ if at == 0 => shown.push(c),
            _ => shown.extend([' ', c]),
        }
    }
    cx.text(&shown)
}

/// Photo Mechanic's marks, `tagged:class:rating:frame`, each printed with its name.
pub(super) fn prefs<'a>(text: &'a str, cx: &'a Context<'a>) -> Option<&'a str> {
    let start = |from: usize| text.get(from..)?.find(|c: char| c.is_ascii_digit()).map(|at| from + at);
    let mut next = start(0);
    while let Some(at) = next {
        let (before, marks) = text.split_at_checked(at)?;
        if let Some([tagged, class, rating, frame]) = marks_of(marks) {
            let before = before.trim_ascii_end();
            let names = [", ColorClass:", ", Rating:", ", FrameNum:"];
            let [class_name, rating_name, frame_name] = names;
            let parts =
                [before, "Tagged:", tagged, class_name, class, rating_name, rating, frame_name, frame];
            return Some(text::join(&parts, cx));
        }
        next = start(at + marks.len() - marks.trim_start_matches(|c: char| c.is_ascii_digit()).len());
    }
    None
}

/// Three numbers, each followed by a colon, and the rest.
fn marks_of(text: &str) -> Option<[&str; 4]> {
    let number = |text: &'_ str| -> Option<(usize, usize)> {
        let start = text.len() - text.trim_ascii_start().len();
        let digits = text.get(start..)?.bytes().take_while(u8::is_ascii_digit).count();
        let end = start + digits;
        (digits > 0 && text.get(end..)?.starts_with(':')).then_some((start, end))
    };
    let mut rest = text;
    let mut marks = [""; 4];
    for mark in marks.iter_mut().take(3) {
        let (start, end) = number(rest)?;
        *mark = rest.get(start..end)?;
        rest = rest.get(end + 1..)?;
    }
    marks[3] = rest.trim_ascii_start();
    Some(marks)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;
    use bumpalo::Bump;
    use encoding_rs::WINDOWS_1252;

    #[test]
    fn dates() {
        let (limits, arena) = (Limits::default(), Bump::new());
        let cx = Context::new(&limits, &arena, WINDOWS_1252);
        for (stored, text) in [
            ("20191016", "2019:10:16"),
            ("2019-10-16", "2019:10:16"),
            ("2019--10--16", "2019:10:16"),
            ("x20191016", "x2019:10:16"),
            ("201910166", "20191:01:66"),
            ("20191016 ", "20191016 "),
            ("2019-1-1", "2019-1-1"),
            ("190103+0000", "190103:00:00"),
            ("00000000", "0000:00:00"),
            ("201910", "201910"),
            ("", ""),
        ] {
            assert_eq!(date(stored, &cx), text);
        }
    }

    #[test]
    fn times() {
        let (limits, arena) = (Limits::default(), Bump::new());
        let cx = Context::new(&limits, &arena, WINDOWS_1252);
        for (stored, text) in [
            ("190103+0000", "19:01:03+00:00"),
            ("190103", "19:01:03"),
            ("190103Z", "19:01:03Z"),
            ("20191016", "20:19:1016"),
            ("12:34:56-0500", "12:34:56-05:00"),
            ("123456 +0500", "12:34:56:+05:00"),
            ("123456+530", "12:34:56+530"),
            ("12345", "12345"),
            ("12 34 56", "12:34:56"),
            ("x123456", "x123456"),
            ("", ""),
        ] {
            assert_eq!(time(stored, &cx), text);
        }
    }
}
