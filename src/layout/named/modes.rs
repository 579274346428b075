//! Modes that consist of several parts.

use super::super::moment::Moment;
use crate::formula::Item;
use bumpalo::collections::String as ArenaString;
use std::fmt::Write;

/// `olympus_drive_mode(x)`: single or continuous or what is bracketed, the number of the shot, and the shutter.
pub(crate) fn olympus_drive_mode<'a>(moment: &Moment<'_, '_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    const BRACKETS: [&str; 7] = ["AE", "WB", "FL", "MF", "ISO", "AE Auto", "Focus"];
    const FIRST: [&str; 5] = [
        "Single Shot",
        "Continuous Shooting",
        "Exposure Bracketing",
        "White Balance Bracketing",
        "Exposure+WB Bracketing",
    ];
    let Some(value) = values.first() else { return Item::None };
    let numbers: Vec<i64> = moment.numbers(*value).collect();
    let at = |index: usize| numbers.get(index).copied();
    let mut out = ArenaString::new_in(moment.state.cx.arena);
    // Writing to a string cannot fail.
    let _ = match (at(0).unwrap_or_default(), at(2), at(5).unwrap_or_default()) {
        (5, Some(bits), _) => {
            let name =
                |bit: usize| BRACKETS.get(bit).map_or_else(|| format!("[{bit}]"), |name| (*name).to_owned());
            let names: Vec<String> = (0..32).filter(|bit| bits >> bit & 1 == 1).map(name).collect();
            let names = if names.is_empty() { "(none)".to_owned() } else { names.join("+") };
            write!(out, "{names} Bracketing")
        }
        (_, _, mode) if mode != 0 => match sequence(mode) {
            Some(name) => write!(out, "{name}"),
            None => write!(out, "Unknown ({mode})"),
        },
        (mode, ..) => match usize::try_from(mode).ok().and_then(|mode| FIRST.get(mode)) {
            Some(name) => write!(out, "{name}"),
            None => write!(out, "Unknown ({mode})"),
        },
    };
    if let Some(shot) = at(1).filter(|shot| *shot != 0) {
        let _ = write!(out, ", Shot {shot}");
    }
    let _ = match at(4) {
        Some(0) => write!(out, "; Mechanical shutter"),
        Some(2) => write!(out, "; Anti-shock"),
        None | Some(4) => Ok(()),
        Some(other) => write!(out, "; Unknown ({other})"),
    };
    Item::Text(out.into_bump_str())
}

/// The drive modes of later cameras.
fn sequence(mode: i64) -> Option<&'static str> {
    Some(match mode {
        1 | 17 | 33 => "Single Shot",
        2 | 18 | 34 => "Sequential L",
        3 | 19 | 35 => "Sequential H",
        7 | 23 | 39 => "Sequential",
        20 | 37 => "Self-Timer 12 sec",
        21 | 36 => "Self-Timer 2 sec",
        22 | 38 => "Custom Self-Timer",
        40 => "Sequential SH1",
        41 => "Sequential SH2",
        48 => "HighRes Shot",
        65 => "ProCap H",
        66 => "ProCap L",
        67 => "ProCap",
        72 => "ProCap SH1",
        73 => "ProCap SH2",
        _ => return None,
    })
}

/// `olympus_gradation(x)`: three numbers have a meaning together, and the fourth has its own.
pub(crate) fn olympus_gradation<'a>(moment: &Moment<'_, '_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    keyed(moment, values, 3, &["User-Selected", "Auto-Override"])
}

/// `pentax_picture_mode(x)`: two numbers have a meaning together, and the third has its own.
pub(crate) fn pentax_picture_mode<'a>(moment: &Moment<'_, '_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    keyed(moment, values, 2, &["1/2 EV steps", "1/3 EV steps"])
}

/// The meaning of the first numbers together, and that of the next one.
fn keyed<'a>(moment: &Moment<'_, '_, 'a>, values: &[Item<'a>], count: usize, names: &[&str]) -> Item<'a> {
    let arena = moment.state.cx.arena;
    let Some(value) = values.first() else { return Item::None };
    let Ok(text) = std::str::from_utf8(value.bytes(arena)) else { return *value };
    let end = text.match_indices(' ').nth(count.saturating_sub(1)).map_or(text.len(), |(at, _)| at);
    let (key, rest) = text.split_at_checked(end).unwrap_or((text, ""));
    let first = moment.printed(Item::Text(key)).bytes(arena);
    let mut out = ArenaString::new_in(arena);
    out.push_str(&String::from_utf8_lossy(first));
    if let Some(next) = rest.split_whitespace().next() {
        let name = next.parse().ok().and_then(|next: usize| names.get(next));
        // Writing to a string cannot fail.
        let _ = match name {
            Some(name) => write!(out, "; {name}"),
            None => write!(out, "; Unknown ({next})"),
        };
    }
    Item::Text(out.into_bump_str())
}

/// `nikon_shooting_mode(x, model)`: the names of the set bits, after `Single-Frame` if none of them says otherwise.
pub(crate) fn nikon_shooting_mode<'a>(moment: &Moment<'_, '_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    /// The bits that say how often the shutter opens.
    const DRIVE: i64 = 0x87;
    const NAMES: [&str; 12] = [
        "Continuous",
        "Delay",
        "PC Control",
        "Self-timer",
        "Exposure Bracketing",
        "Auto ISO",
        "White-Balance Bracketing",
        "IR Control",
        "D-Lighting Bracketing",
        "",
        "",
        "Pre-capture",
    ];
    let Some(value) = values.first() else { return Item::None };
    let number = value.int();
    let mut out = ArenaString::new_in(moment.state.cx.arena);
    if number & DRIVE == 0 {
        out.push_str("Single-Frame");
    }
    for bit in (0..32).filter(|bit| number >> bit & 1 == 1) {
        let comma = if out.is_empty() { "" } else { ", " };
        // The second value is another name for the fifth bit.
        let name = match values.get(1) {
            Some(Item::Text(name)) if bit == 5 && !name.is_empty() => Some(*name),
            _ => NAMES.get(bit).copied().filter(|name| !name.is_empty()),
        };
        // Writing to a string cannot fail.
        let _ = match name {
            Some(name) => write!(out, "{comma}{name}"),
            None => write!(out, "{comma}[{bit}]"),
        };
    }
    Item::Text(out.into_bump_str())
}

/// `minolta_white_balance(x)`: a type, and how far it was moved.
pub(crate) fn minolta_white_balance<'a>(moment: &Moment<'_, '_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    const TYPES: [&str; 10] = [
        "Auto",
        "Daylight",
        "Cloudy",
        "Tungsten",
        "Flash",
        "Fluorescent",
        "Shade",
        "Custom1",
        "Custom2",
        "Custom3",
    ];
    let Some(number) = values.first().map(|value| value.int()) else { return Item::None };
    let mut out = ArenaString::new_in(moment.state.cx.arena);
    // Writing to a string cannot fail.
    if number < 0x1_0000 {
        let name = match number {
            0 => "Auto",
            1 => "Daylight",
            2 => "Cloudy",
            3 => "Tungsten",
            5 => "Custom",
            7 => "Fluorescent",
            8 => "Fluorescent 2",
            11 => "Custom 2",
            12 => "Custom 3",
            _ => "",
        };
        let _ = if name.is_empty() { write!(out, "Unknown ({number})") } else { write!(out, "{name}") };
        return Item::Text(out.into_bump_str());
    }
    let Some(name) = usize::try_from(number >> 24).ok().and_then(|kind| TYPES.get(kind)) else {
        let _ = write!(out, "Unknown ({number:#x})");
        return Item::Text(out.into_bump_str());
    };
    out.push_str(name);
    let moved = f64::from(u32::try_from(number & 0xff_ffff).unwrap_or_default()) / 65_536.0 - 128.0;
    if moved != 0.0 {
        let sign = if moved > 0.0 { "+" } else { "" };
        let _ = write!(out, "{sign}{}", crate::number::g(moved, 8));
    }
    Item::Text(out.into_bump_str())
}
