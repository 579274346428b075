//! What formulas may call.

use super::op::{Function, Op};
use super::scene::{LONGEST, Scene};
use super::value::{Buffer, Item, Number, Out};
use super::{pattern, printf, time};
use crate::bytes::{ByteOrder, Bytes};
use crate::printed;
use bumpalo::Bump;
use std::fmt;

/// Calls a function; none where Perl would end with an error.
pub(super) fn call<'a>(function: Function, values: &[Item<'a>], scene: &dyn Scene<'a>) -> Option<Item<'a>> {
    let arena = scene.arena();
    let (x, second, third) = (value(values, 0), value(values, 1), value(values, 2));
    Some(match function {
        Function::Exp
        | Function::Log
        | Function::Sqrt
        | Function::Abs
        | Function::Int
        | Function::Round
        | Function::CanonEv => mathematics(function, x)?,
        Function::Xor => Item::Int((x.bits() ^ second.bits()).cast_signed()),
        Function::Min => extreme(values, |this, best| this < best)?,
        Function::Max => extreme(values, |this, best| this > best)?,
        Function::IsInt => Item::truth(is_int(x.bytes(arena))),
        Function::Length => match x {
            Item::None => Item::None,
            _ => Item::Int(i64::try_from(x.bytes(arena).len()).ok()?),
        },
        Function::U8
        | Function::S8
        | Function::U16
        | Function::S16
        | Function::U32
        | Function::S32
        | Function::F32 => {
            let order = match third {
                Item::Text("II") => ByteOrder::Little,
                Item::Text("MM") => ByteOrder::Big,
                _ => scene.order(),
            };
            stored(function, x.bytes(arena), second, order)
        }
        Function::ExposureTime | Function::FNumber | Function::Fraction => quantity(function, x, arena),
        Function::DateTime => x,
        Function::UnixTime => made(arena, |out| time::unix(out, x.real(), second.is_true(), third.size())),
        Function::Duration | Function::Bitrate if !is_float(x.bytes(arena)) => x,
        Function::Duration => made(arena, |out| time::duration(out, x.real())),
        Function::Bitrate => made(arena, |out| time::bitrate(out, x.real())),
        _ => text(function, values, arena)?,
    })
}

fn value<'a>(values: &[Item<'a>], index: usize) -> Item<'a> {
    values.get(index).copied().unwrap_or(Item::None)
}

/// Text that is made in the arena.
fn made<'a>(arena: &'a Bump, write: impl FnOnce(&mut Out<'_, 'a>) -> fmt::Result) -> Item<'a> {
    let mut out = Buffer::new_in(arena);
    // Writing to a buffer cannot fail.
    let _ = write(&mut Out(&mut out));
    Item::of_bytes(out.into_bump_slice())
}

/// The four operations, the remainder and the power.
pub(super) fn arithmetic<'a>(op: Op, left: Number, right: Number) -> Option<Item<'a>> {
    let (a, b) = (left.real(), right.real());
    let whole = |of: fn(i64, i64) -> Option<i64>| match (left, right) {
        (Number::Int(left), Number::Int(right)) => of(left, right),
        _ => None,
    };
    let (whole, real) = match op {
        Op::Add => (whole(i64::checked_add), a + b),
        Op::Sub => (whole(i64::checked_sub), a - b),
        Op::Mul => (whole(i64::checked_mul), a * b),
        Op::Div if b == 0.0 => return None,
        Op::Div => (whole(|a, b| (a.checked_rem(b)? == 0).then(|| a.checked_div(b))?), a / b),
        Op::Rem => return remainder(left.int(), right.int()).map(Item::Int),
        Op::Pow => {
            let power = power(a, b);
            (whole(|_, _| Some(0)).and_then(|_| crate::number::whole(power, 15)), power)
        }
        _ => return None,
    };
    Some(whole.map_or(Item::Real(real), Item::Int))
}

/// The remainder, which has the sign of the divisor.
fn remainder(a: i64, b: i64) -> Option<i64> {
    if b == 0 {
        return None;
    }
    let rest = a.wrapping_rem(b);
    Some(if rest != 0 && (rest < 0) != (b < 0) { rest.wrapping_add(b) } else { rest })
}

#[allow(clippy::cast_possible_truncation)] // only of small whole numbers
fn power(base: f64, exponent: f64) -> f64 {
    let is_small = exponent.fract() == 0.0 && (0.0..=32.0).contains(&exponent);
    if is_small { base.powi(exponent as i32) } else { base.powf(exponent) }
}

fn mathematics(function: Function, x: Item<'_>) -> Option<Item<'_>> {
    let real = x.real();
    Some(match function {
        Function::Exp => Item::Real(real.exp()),
        Function::Log if real <= 0.0 => return None,
        Function::Log => Item::Real(real.ln()),
        Function::Sqrt if real < 0.0 => return None,
        Function::Sqrt => Item::Real(real.sqrt()),
        Function::Abs => match x.number() {
            Number::Int(number) => number.checked_abs().map_or(Item::Real(real.abs()), Item::Int),
            Number::Real(number) => Item::Real(number.abs()),
        },
        Function::Int | Function::Round => match x.number() {
            Number::Int(number) => Item::Int(number),
            Number::Real(number) => {
                let whole = if function == Function::Int { number.trunc() } else { number.round() };
                crate::number::whole(whole, 15).map_or(Item::Real(whole), Item::Int)
            }
        },
        _ => canon_ev(x.int()),
    })
}

/// Canon's exposure value: in units of 1/32, but for thirds, which are written as 12 and 20.
#[allow(clippy::cast_precision_loss)] // a small number
fn canon_ev<'a>(code: i64) -> Item<'a> {
    let sign = if code < 0 { -1.0 } else { 1.0 };
    let size = code.unsigned_abs();
    let fraction = match size & 0x1f {
        0x0c => 32.0 / 3.0,
        0x14 => 64.0 / 3.0,
        other => other as f64,
    };
    let steps = sign * ((size & !0x1f) as f64 + fraction) / 32.0;
    crate::number::whole(steps, 15).map_or(Item::Real(steps), Item::Int)
}

fn extreme<'a>(values: &[Item<'a>], is_better: fn(f64, f64) -> bool) -> Option<Item<'a>> {
    let best = values
        .iter()
        .copied()
        .reduce(|best, this| if is_better(this.real(), best.real()) { this } else { best })?;
    Some(best.number().item())
}

/// A number in raw bytes; none if it is not all there.
fn stored<'a>(function: Function, bytes: &[u8], at: Item<'_>, order: ByteOrder) -> Item<'a> {
    let bytes = Bytes::new(bytes, 0);
    let Some(at) = at.size() else { return Item::None };
    let number = match function {
        Function::U8 => bytes.u8(at).map(i64::from),
        Function::S8 => bytes.u8(at).map(|number| number.cast_signed().into()),
        Function::U16 => bytes.u16(at, order).map(i64::from),
        Function::S16 => bytes.u16(at, order).map(|number| number.cast_signed().into()),
        Function::U32 => bytes.u32(at, order).map(i64::from),
        Function::S32 => bytes.u32(at, order).map(|number| number.cast_signed().into()),
        _ => {
            let number = bytes.u32(at, order).map(|bits| f64::from(f32::from_bits(bits)));
            return number.map_or(Item::None, Item::Real);
        }
    };
    number.map_or(Item::None, Item::Int)
}

/// Quantities that have a form of their own; what is no number stays as it is.
fn quantity<'a>(function: Function, x: Item<'a>, arena: &'a Bump) -> Item<'a> {
    let number = x.real();
    let is_number = is_float(x.bytes(arena));
    match function {
        Function::Fraction if number.is_infinite() => Item::Text(if number > 0.0 { "+Inf" } else { "-Inf" }),
        Function::Fraction => made(arena, |out| printed::steps(out, number)),
        Function::ExposureTime if is_number => made(arena, |out| printed::seconds(out, number)),
        Function::FNumber if is_number && number > 0.0 => made(arena, |out| printed::f_number(out, number)),
        _ => x,
    }
}

/// Functions of texts.
fn text<'a>(function: Function, values: &[Item<'a>], arena: &'a Bump) -> Option<Item<'a>> {
    let x = value(values, 0);
    let bytes = x.bytes(arena);
    let mut out = Buffer::new_in(arena);
    match function {
        Function::Format => printf::write(&mut out, bytes, values.get(1..).unwrap_or_default()),
        Function::Join => {
            let mut is_later = false;
            for item in values.iter().skip(1).filter(|item| item.is_some()) {
                if std::mem::replace(&mut is_later, true) {
                    out.extend_from_slice(bytes);
                }
                item.write(&mut out);
            }
        }
        Function::Hex => {
            for byte in bytes.iter().take(LONGEST / 2) {
                let _ = fmt::Write::write_fmt(&mut Out(&mut out), format_args!("{byte:02x}"));
            }
        }
        Function::Lower | Function::Upper => {
            out.extend_from_slice(bytes);
            let change = if function == Function::Lower {
                <[u8]>::make_ascii_lowercase
            } else {
                <[u8]>::make_ascii_uppercase
            };
            change(&mut out);
        }
        Function::Reverse => match x {
            Item::Text(text) => {
                out.extend(text.chars().rev().flat_map(|c| c.to_string().into_bytes()));
            }
            _ => out.extend(bytes.iter().rev()),
        },
        Function::Trim => return Some(Item::of_bytes(bytes.trim_ascii())),
        Function::Ascii => return Some(Item::of_bytes(crate::text::until_nul(bytes))),
        Function::Substr => return Some(substr(bytes, value(values, 1), values.get(2).copied())),
        Function::Split => return Some(split(bytes, value(values, 1).bytes(arena), value(values, 2).int())),
        _ => return None,
    }
    (out.len() <= LONGEST).then(|| Item::of_bytes(out.into_bump_slice()))
}

/// A part of a text, as Perl counts: from the end if a number is negative.
fn substr<'a>(bytes: &'a [u8], start: Item<'_>, length: Option<Item<'_>>) -> Item<'a> {
    let total = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    let start = start.int();
    let from = if start < 0 { start.saturating_add(total) } else { start };
    let to = match length.map(Item::int) {
        None => total,
        Some(length) if length < 0 => total.saturating_add(length),
        Some(length) => from.saturating_add(length),
    };
    if from > total {
        return Item::None;
    }
    let place = |number: i64| usize::try_from(number.clamp(0, total)).unwrap_or_default();
    Item::of_bytes(bytes.get(place(from)..place(to)).unwrap_or_default())
}

/// The part with this number of a text that is divided at each `between`; from the end if the number is negative. A
/// space stands for any run of white space.
fn split<'a>(bytes: &'a [u8], between: &[u8], number: i64) -> Item<'a> {
    if between == b" " {
        return pick(&words(bytes), number);
    }
    if between.is_empty() {
        return pick(&bytes.chunks(1), number);
    }
    let mut rest = Some(bytes);
    let parts = std::iter::from_fn(move || {
        let whole = rest?;
        let place = memchr::memmem::find(whole, between);
        rest = place.and_then(|place| whole.get(place.checked_add(between.len())?..));
        whole.get(..place.unwrap_or(whole.len()))
    });
    pick(&parts, number)
}

/// The part with this number; from the end if it is negative.
fn pick<'a>(parts: &(impl Iterator<Item = &'a [u8]> + Clone), number: i64) -> Item<'a> {
    let place = match usize::try_from(number) {
        Ok(place) => Some(place),
        Err(_) => usize::try_from(number.unsigned_abs())
            .ok()
            .and_then(|back| parts.clone().count().checked_sub(back)),
    };
    place.and_then(|place| parts.clone().nth(place)).map_or(Item::None, Item::of_word)
}

/// An item of a value.
pub(super) fn nth<'a>(value: Item<'a>, number: i64, arena: &'a Bump) -> Item<'a> {
    match value {
        Item::Int(_) | Item::Real(_) if matches!(number, 0 | -1) => value,
        _ => pick(&words(value.bytes(arena)), number),
    }
}

/// The words between white space.
pub(super) fn words(text: &[u8]) -> impl Iterator<Item = &[u8]> + Clone {
    text.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty())
}

/// Replaces what matches; `$1` and so on stand for groups.
pub(super) fn replace<'a>(
    compiled: &[u8],
    text: Item<'a>,
    with: Item<'a>,
    is_everywhere: bool,
    fuel: &mut u32,
    arena: &'a Bump,
) -> Option<Item<'a>> {
    let (bytes, with) = (text.bytes(arena), with.bytes(arena));
    let mut out = Buffer::new_in(arena);
    let mut from = 0;
    let mut kept = 0;
    while let Some(found) = pattern::find(compiled, bytes, from, fuel) {
        let (start, end) = found.bounds();
        out.extend_from_slice(bytes.get(kept..start)?);
        let mut rest = with.iter();
        while let Some(byte) = rest.next() {
            match (byte, rest.as_slice().first()) {
                (b'$', Some(digit @ b'0'..=b'9')) => {
                    rest.next();
                    out.extend_from_slice(found.group(bytes, usize::from(digit & 0x0f)).unwrap_or_default());
                }
                _ => out.push(*byte),
            }
        }
        kept = end;
        from = if end > start { end } else { end.checked_add(1)? };
        if !is_everywhere || from > bytes.len() || out.len() > LONGEST {
            break;
        }
    }
    out.extend_from_slice(bytes.get(kept..)?);
    (out.len() <= LONGEST).then(|| Item::of_bytes(out.into_bump_slice()))
}

/// Whether a text is a whole number.
fn is_int(text: &[u8]) -> bool {
    let digits = text.strip_prefix(b"-").or_else(|| text.strip_prefix(b"+")).unwrap_or(text);
    !digits.is_empty() && digits.iter().all(u8::is_ascii_digit)
}

/// Whether a text is a number.
fn is_float(text: &[u8]) -> bool {
    let text = std::str::from_utf8(text).unwrap_or_default();
    let is_plain = |byte: u8| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E');
    text.bytes().all(is_plain) && text.parse::<f64>().is_ok()
}
