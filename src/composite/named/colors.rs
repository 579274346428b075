//! Balances of colours.

use super::super::moment::Moment;
use crate::formula::Item;

/// The colours in the levels of each source of the balances; the last two sources are single levels of a colour and of
/// green.
const LAYOUTS: [&[u8]; 9] = [b"RGGB", b"RGBG", b"RBGG", b"GRBG", b"GRGB", b"GBRG", b"RGB", b"GRB", b"RB"];
/// What green counts as where it is not stored.
const PLAIN_GREEN: f64 = 256.0;

/// `balance("R")`: how much stronger than green a colour is. Its sources are levels in the order of [`LAYOUTS`].
pub(super) fn balance<'a>(moment: &Moment<'_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    let color = match values {
        [Item::Text("R")] => b'R',
        _ => b'B',
    };
    for (source, layout) in LAYOUTS.iter().enumerate() {
        let text = moment.value(source).bytes(moment.cx.arena);
        if text.is_empty() {
            continue;
        }
        if let Some(ratio) = ratio(text, layout, color) {
            return number(ratio);
        }
    }
    let (level, green) = (moment.value(LAYOUTS.len()), moment.value(LAYOUTS.len() + 1));
    if level.is_some() && green.real() != 0.0 {
        return number(level.real() / green.real());
    }
    Item::None
}

/// The level of a colour over that of green.
fn ratio(text: &[u8], layout: &[u8], color: u8) -> Option<f64> {
    let levels: Vec<f64> = words(text).map(|word| Item::of_word(word).real()).collect();
    let of = |color: u8| -> Vec<f64> {
        let places = layout.iter().zip(&levels);
        places.filter(|(layout, _)| **layout == color).map(|(_, level)| *level).collect()
    };
    let level = *of(color).first()?;
    let green = match of(b'G').as_slice() {
        // Some cameras store a red and a blue level as they are.
        [] if level < 4.0 => 1.0,
        [] => PLAIN_GREEN,
        [one] => *one,
        [one, other, ..] => f64::midpoint(*one, *other),
    };
    (level != 0.0 && green != 0.0).then(|| level / green)
}

fn number<'a>(number: f64) -> Item<'a> {
    crate::number::whole(number, 15).map_or(Item::Real(number), Item::Int)
}

/// `levels_above(levels, blacks)`: each level without its black.
pub(super) fn levels_above<'a>(moment: &Moment<'_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    let [levels, blacks] = *values else { return Item::None };
    let arena = moment.cx.arena;
    let (levels, blacks) = (words(levels.bytes(arena)), words(blacks.bytes(arena)));
    let differences: Vec<String> = levels
        .zip(blacks)
        .map(|(level, black)| (Item::of_word(level).int() - Item::of_word(black).int()).to_string())
        .collect();
    moment.text(format_args!("{}", differences.join(" ")))
}

/// `cfa_pattern(x)`: the colours of the filter before the sensor, row by row: `[Red,Green][Green,Blue]`.
pub(super) fn cfa_pattern<'a>(moment: &Moment<'_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    const COLORS: [&str; 7] = ["Red", "Green", "Blue", "Cyan", "Magenta", "Yellow", "White"];
    let [value] = *values else { return Item::None };
    let numbers: Vec<i64> =
        words(value.bytes(moment.cx.arena)).map(|word| Item::of_word(word).int()).collect();
    let [columns, rows, colors @ ..] = numbers.as_slice() else { return Item::Text("<truncated data>") };
    let (Ok(width @ 1..), Ok(height @ 1..)) = (usize::try_from(*columns), usize::try_from(*rows)) else {
        return Item::Text("<zero pattern size>");
    };
    if width.checked_mul(height).is_none_or(|count| count > colors.len()) {
        return Item::Text("<invalid pattern size>");
    }
    let mut out = String::new();
    for row in colors.chunks(width).take(height) {
        let name = |color: &i64| usize::try_from(*color).ok().and_then(|color| COLORS.get(color)).copied();
        let names: Vec<&str> = row.iter().map(|color| name(color).unwrap_or("Unknown")).collect();
        out.extend(["[", &names.join(","), "]"]);
    }
    moment.text(format_args!("{out}"))
}

fn words(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(|byte| *byte == b' ').filter(|word| !word.is_empty())
}
