//! Computations.

use super::super::moment::Moment;
use crate::formula::Item;
use bumpalo::collections::String as ArenaString;
use std::fmt::Write;

/// `samsung_decrypt(x, key, format, first, salts)`: to each number from `first` on, a number of the key is added (or
/// subtracted); a result out of the range of the format is brought back once. A salt is a sign and the index in the key
/// at which it starts. If there are several, the first number says how many numbers each of them is for.
pub(crate) fn samsung_decrypt<'a>(moment: &Moment<'_, '_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    let [value, key, format, first, Item::Text(salts)] = values else { return Item::None };
    let key: Vec<i64> = moment.numbers(*key).collect();
    let first = usize::try_from(first.int()).unwrap_or_default();
    let (least, width) = match format {
        Item::Text("int32s") => (i64::from(i32::MIN), 1i64 << 32),
        Item::Text("int16u") => (0, 1 << 16),
        _ => (0, 1 << 32),
    };
    let mut segment = 0;
    let mut out = ArenaString::new_in(moment.state.cx.arena);
    for (index, number) in moment.numbers(*value).enumerate() {
        if index == 0 && first > 0 {
            segment = usize::try_from(number).unwrap_or_default();
        }
        let plain = index.checked_sub(first).map_or(number, |index| {
            let step = step(&key, salts, segment, index);
            match number.saturating_add(step) {
                plain if step < 0 && plain < least => plain.saturating_add(width),
                plain if step > 0 && plain >= least.saturating_add(width) => plain.saturating_sub(width),
                plain => plain,
            }
        });
        let space = if index == 0 { "" } else { " " };
        // Writing to a string cannot fail.
        let _ = write!(out, "{space}{plain}");
    }
    Item::Text(out.into_bump_str())
}

/// What is added to the number at an index: of the key, as the salt of its segment says.
fn step(key: &[i64], salts: &str, segment: usize, index: usize) -> i64 {
    let last = salts.split(' ').count().saturating_sub(1);
    let number = index.checked_div(segment).unwrap_or_default().min(last);
    let place = index.saturating_sub(number.saturating_mul(segment));
    let salt = salts.split(' ').nth(number).unwrap_or_default();
    let (is_less, start) = match salt.strip_prefix('-') {
        Some(start) => (true, start),
        None => (false, salt.trim_start_matches('+')),
    };
    let at = place.saturating_add(start.parse().unwrap_or_default());
    let step = at.checked_rem(key.len()).and_then(|at| key.get(at)).copied().unwrap_or_default();
    if is_less { step.saturating_neg() } else { step }
}

/// `hexnum(x)`: the number that hexadecimal digits stand for.
pub(crate) fn hexnum<'a>(moment: &Moment<'_, '_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    let Some(value) = values.first() else { return Item::None };
    let digits = std::str::from_utf8(value.bytes(moment.state.cx.arena)).unwrap_or_default();
    i64::from_str_radix(digits, 16).map_or(Item::None, Item::Int)
}

/// `pentax_ev(x)`: eighths of a step, where 3 and 5 eighths stand for thirds.
pub(crate) fn pentax_ev<'a>(_: &Moment<'_, '_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    let Some(value) = values.first() else { return Item::None };
    let eighths = value.real().abs();
    let third = match value.int().unsigned_abs() & 7 {
        3 => 8.0 / 3.0 - 3.0,
        5 => 16.0 / 3.0 - 5.0,
        _ => 0.0,
    };
    let steps = (eighths + third) / 8.0;
    Item::Real(if value.real() < 0.0 { -steps } else { steps })
}

/// `pentax_shutter_count(x, date, time)`: a number that is enciphered with the stored date and time.
pub(crate) fn pentax_shutter_count<'a>(moment: &Moment<'_, '_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    let arena = moment.state.cx.arena;
    let [value, date, time] = values else { return Item::None };
    let four = |item: &Item<'a>| <[u8; 4]>::try_from(item.bytes(arena)).ok().map(u32::from_be_bytes);
    let [hour, minute, second, ..] = *time.bytes(arena) else { return Item::None };
    let time = u32::from_be_bytes([hour, minute, second, 0]);
    match (four(value), four(date)) {
        (Some(value), Some(date)) => Item::Int((value ^ date ^ !time).into()),
        _ => Item::None,
    }
}

/// `pentax_filter_value(x)`: bytes as signed numbers.
pub(crate) fn pentax_filter_value<'a>(moment: &Moment<'_, '_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    let Some(value) = values.first() else { return Item::None };
    let mut out = ArenaString::new_in(moment.state.cx.arena);
    for byte in value.bytes(moment.state.cx.arena) {
        // The filter itself is no signed number. Writing to a string cannot fail.
        let _ = if out.is_empty() { write!(out, "{byte}") } else { write!(out, " {}", byte.cast_signed()) };
    }
    Item::Text(out.into_bump_str())
}

#[cfg(test)]
mod tests {
    use crate::layout::testing::{NOTE, directory, picture, tags, value};

    /// A note of Samsung with a key of two numbers and one more list.
    fn samsung(tag: u16, numbers: &[u32]) -> Vec<(String, String)> {
        let count = u32::try_from(numbers.len()).unwrap();
        let at = NOTE + 2 + 3 * 12 + 4;
        let entries =
            [(0x0001, 7, 4, u32::from_le_bytes(*b"0100")), (0xa020, 4, 2, at), (tag, 4, count, at + 8)];
        let data = [100u32, 5].iter().chain(numbers).flat_map(|number| number.to_le_bytes());
        let note = [directory(&entries), data.collect()].concat();
        tags(&picture("SAMSUNG", "NX1", &note))
    }

    #[test]
    fn numbers_are_deciphered_with_the_key() {
        // Subtracted from the first number of the key on; what falls below 0 is brought back.
        let tags = samsung(0xa021, &[1000, 1000, 1000, 0]);
        assert_eq!(value(&tags, "Samsung:WB_RGGBLevelsUncorrected"), "900 995 900 4294967291");
    }

    #[test]
    fn segments_have_salts_of_their_own() {
        // The first number is the length of a segment: the first is added, the second subtracted.
        let tags = samsung(0xa040, &[2, 1000, 1000, 1000, 1000]);
        assert_eq!(value(&tags, "Samsung:ToneCurveSRGBDefault"), "2 1100 1005 900 995");
    }
}
