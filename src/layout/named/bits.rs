//! Lists of the bits that are set.

use super::super::moment::Moment;
use crate::formula::Item;
use bumpalo::collections::String as ArenaString;
use std::fmt::Write;

/// `bitnames(x, "A", "B", …)`: the names of the set bits, and the numbers of those without a name.
pub(crate) fn bitnames<'a>(moment: &Moment<'_, '_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    let Some((value, names)) = values.split_first() else { return Item::None };
    joined(moment, value.int(), |bit| match names.get(bit) {
        Some(Item::Text(name)) if !name.is_empty() => Some(name),
        _ => None,
    })
}

/// `bits_of(x, "A|B|…")`: the same with all names in one text.
pub(crate) fn bits_of<'a>(moment: &Moment<'_, '_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    let [value, Item::Text(names)] = values else { return Item::None };
    joined(moment, value.int(), |bit| names.split('|').nth(bit).filter(|name| !name.is_empty()))
}

/// `bit_list(x)`: the numbers of the set bits, counted through all words of 16 bits.
pub(crate) fn bit_list<'a>(moment: &Moment<'_, '_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    let Some(value) = values.first() else { return Item::None };
    let mut out = ArenaString::new_in(moment.state.cx.arena);
    for (index, number) in moment.numbers(*value).enumerate() {
        for bit in (0..16).filter(|bit| number >> bit & 1 == 1) {
            let comma = if out.is_empty() { "" } else { "," };
            // Writing to a string cannot fail.
            let _ = write!(out, "{comma}{}", index.saturating_mul(16).saturating_add(bit));
        }
    }
    if out.is_empty() { Item::Text("(none)") } else { Item::Text(out.into_bump_str()) }
}

/// The names of the set bits of a number of 32 bits, joined by commas.
fn joined<'a, 'n>(
    moment: &Moment<'_, '_, 'a>,
    number: i64,
    name: impl Fn(usize) -> Option<&'n str>,
) -> Item<'a> {
    let mut out = ArenaString::new_in(moment.state.cx.arena);
    for bit in (0..32).filter(|bit| number >> bit & 1 == 1) {
        let comma = if out.is_empty() { "" } else { ", " };
        let _ = match name(bit) {
            Some(name) => write!(out, "{comma}{name}"),
            None => write!(out, "{comma}[{bit}]"),
        };
    }
    if out.is_empty() { Item::Text("(none)") } else { Item::Text(out.into_bump_str()) }
}

#[cfg(test)]
mod tests {
    use crate::layout::testing::{canon, shorts, tags, value};

    /// The points in focus, of 17 points.
    fn focus(words: [u16; 2]) -> String {
        let lists = [0; 4 * 17];
        let head = [2 * (8 + 68 + 2), 4, 17, 17, 1600, 1200, 400, 300];
        let record = shorts(&[&head[..], &lists, &words].concat());
        value(&tags(&canon("Canon PowerShot G7", 0x0026, &record)), "Canon:AFPointsInFocus").to_owned()
    }

    #[test]
    fn bits_are_counted_through_all_words() {
        assert_eq!(focus([5, 1]), "0,2,16");
        assert_eq!(focus([0x8000, 0]), "15");
        assert_eq!(focus([0, 0]), "(none)");
    }

    #[test]
    fn bits_have_names_or_numbers() {
        let lock = |number: u32| {
            let setting = [1, 24, 1, 1807, 2, 1, number];
            let mut bytes = shorts(&[36, 0, 1, 0]);
            bytes.extend(setting.iter().flat_map(|number: &u32| number.to_le_bytes()));
            value(&tags(&canon("Canon EOS 5D Mark III", 0x0099, &bytes)), "CanonCustom:MultiFunctionLock")
                .to_owned()
        };
        assert!(lock(7).ends_with("; Main dial, Quick control dial, Multi-controller"));
        assert!(lock(33).ends_with("; Main dial, [5]"));
        assert!(lock(0).ends_with("; (none)"));
        // Of a negative number the lower 32 bits count.
        assert!(lock(u32::MAX).ends_with("[30], [31]"));
    }
}
