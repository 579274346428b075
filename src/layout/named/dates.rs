//! Dates of films.

use super::super::moment::Moment;
use crate::formula::Item;

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The date of an `IDIT` chunk, in one of the forms that cameras write. What is of no such form stays as it is.
pub(super) fn riff_date<'a>(moment: &Moment<'_, '_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    let arena = moment.state.cx.arena;
    let Some(value) = values.first() else { return Item::None };
    let bytes = value.bytes(arena);
    let end = bytes.iter().rposition(|byte| !matches!(byte, 0 | b'\n')).map_or(0, |last| last + 1);
    let bytes = bytes.get(..end).unwrap_or_default();
    let Ok(text) = std::str::from_utf8(bytes) else { return Item::Bytes(bytes) };
    let date = of_c(text).or_else(|| with_slashes(text)).or_else(|| with_hyphens(text));
    Item::Text(date.map_or(text, |date| arena.alloc_str(&date)))
}

/// `Mon Mar 10 15:04:43 2003`, as C's `ctime` prints it.
fn of_c(text: &str) -> Option<String> {
    let mut words = text.split([' ', '\0']).filter(|word| !word.is_empty());
    let (_, month, day, time, year) =
        (words.next()?, words.next()?.to_ascii_lowercase(), words.next()?, words.next()?, words.next()?);
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    let (day, year): (u8, u16) = (day.parse().ok()?, year.parse().ok()?);
    let is_time = time.len() == 8 && time.bytes().all(|byte| byte.is_ascii_digit() || byte == b':');
    is_time.then(|| format!("{year:04}:{month:02}:{day:02} {time}"))
}

/// `2001/ 1/27  1:42PM` and `2005/11/28/ 09:19`.
fn with_slashes(text: &str) -> Option<String> {
    let mut parts = text.splitn(3, '/');
    let year: u16 = parts.next()?.trim().parse().ok()?;
    let month: u8 = parts.next()?.trim().parse().ok()?;
    let rest = parts.next()?.trim_start();
    let end = rest.find(|letter: char| !letter.is_ascii_digit())?;
    let (day, time) = rest.split_at_checked(end)?;
    let day: u8 = day.parse().ok()?;
    let (hour, minute) = time.trim_start_matches(['/', ' ']).split_once(':')?;
    let hour: u8 = hour.trim().parse().ok()?;
    let minute = minute.trim_start();
    let is_afternoon = minute.contains(['P', 'p']) && hour < 12;
    let end = minute.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(minute.len());
    let minute: u8 = minute.get(..end)?.parse().ok()?;
    let hour = if is_afternoon { hour + 12 } else { hour };
    Some(format!("{year:04}:{month:02}:{day:02} {hour:02}:{minute:02}:00"))
}

/// `2007-02-03 04:05:06`.
fn with_hyphens(text: &str) -> Option<String> {
    let (date, time) = text.split_once(' ')?;
    let is_date = date.len() == 10 && date.bytes().filter(|byte| *byte == b'-').count() == 2;
    let is_time = time.len() == 8 && time.bytes().all(|byte| byte.is_ascii_digit() || byte == b':');
    (is_date && is_time).then(|| format!("{} {time}", date.replace('-', ":")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_cameras() {
        let c = |text| of_c(text).unwrap_or_default();
        assert_eq!(c("Mon Mar 10 15:04:43 2003"), "2003:03:10 15:04:43");
        assert_eq!(c("SAT JAN 03 01:02:03 2009\0"), "2009:01:03 01:02:03");
        assert_eq!(c("foo"), "");
        let slashes = |text| with_slashes(text).unwrap_or_default();
        assert_eq!(slashes("2001/ 1/27  1:42PM"), "2001:01:27 13:42:00");
        assert_eq!(slashes("2001/ 1/27 12:42PM"), "2001:01:27 12:42:00");
        assert_eq!(slashes("2005/11/28/ 09:19"), "2005:11:28 09:19:00");
        assert_eq!(slashes("2003/03/10"), "");
        let hyphens = |text| with_hyphens(text).unwrap_or_default();
        assert_eq!(hyphens("2007-02-03 04:05:06"), "2007:02:03 04:05:06");
        assert_eq!(hyphens("2007-02-03"), "");
    }
}
