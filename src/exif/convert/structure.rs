//! Values with a structure of their own.

use super::coded::{hex_meaning, value_of};
use super::plain::binary;
use super::printed::{Printed, made, whole};
use crate::bytes::ByteOrder;
use crate::exif::value::Field;
use crate::tag::Value;
use crate::tiff::types::FieldType;
use std::fmt::Write;

/// The channels of a pixel: `Y, Cb, Cr, -` [EXIF30 4.6.5 `ComponentsConfiguration`].
pub(in crate::exif) fn components<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    let names = ["-", "Y", "Cb", "Cr", "R", "G", "B"];
    let text = made(field, |out| {
        for (index, &channel) in field.bytes().as_slice().iter().enumerate() {
            if index > 0 {
                out.push_str(", ");
            }
            match names.get(usize::from(channel)) {
                Some(name) => out.push_str(name),
                None => write!(out, "Err ({channel})")?,
            }
        }
        Ok(())
    });
    Some(Printed::pair(text, field.stored()))
}

const COLORS: [&str; 7] = ["Red", "Green", "Blue", "Cyan", "Magenta", "Yellow", "White"];

/// The colour filter array: columns, rows and the colours [EXIF30 4.6.6 `CFAPattern`].
pub(in crate::exif) fn cfa_pattern<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    let bytes = field.bytes();
    if field.field_type() != FieldType::UNDEFINED || bytes.len() < 4 {
        return Some(Printed::pair("<truncated data>", field.stored()));
    }
    let size = |order| Some((usize::from(bytes.u16(0, order)?), usize::from(bytes.u16(2, order)?)));
    let fits = |(columns, rows): &(usize, usize)| columns * rows + 4 == bytes.len();
    // Some writers do not use the byte order of the file.
    let other = match field.order() {
        ByteOrder::Big => ByteOrder::Little,
        ByteOrder::Little => ByteOrder::Big,
    };
    let of_file = size(field.order())?;
    let (columns, rows) = if fits(&of_file) { of_file } else { size(other).filter(fits).unwrap_or(of_file) };
    let colors = bytes.from(4).as_slice();
    let raw = made(field, |out| {
        write!(out, "{columns} {rows}")?;
        colors.iter().try_for_each(|color| write!(out, " {color}"))
    });
    let text = if columns == 0 || rows == 0 {
        "<zero pattern size>"
    } else if colors.len() < columns * rows {
        "<invalid pattern size>"
    } else {
        pattern(field, colors.iter().take(columns * rows).copied(), rows)
    };
    Some(Printed::pair(text, Value::text(raw)))
}

/// Colours in groups of `row`: `[Red,Green][Green,Blue]`.
fn pattern<'a>(field: &Field<'a>, colors: impl Iterator<Item = u8>, row: usize) -> &'a str {
    made(field, |out| {
        for (index, color) in colors.enumerate() {
            out.push_str(match index % row {
                0 if index == 0 => "[",
                0 => "][",
                _ => ",",
            });
            out.push_str(COLORS.get(usize::from(color)).unwrap_or(&"Unknown"));
        }
        out.push(']');
        Ok(())
    })
}

/// Canon's code for a colour filter array.
pub(in crate::exif) fn cr2_pattern<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    let (raw, text) = match field.number(0)? {
        Value::Int(1) => ("0 1 1 2", "[Red,Green][Green,Blue]"),
        Value::Int(2) => ("2 1 1 0", "[Blue,Green][Green,Red]"),
        Value::Int(3) => ("1 2 0 1", "[Green,Blue][Red,Green]"),
        Value::Int(4) => ("1 0 2 1", "[Green,Red][Blue,Green]"),
        _ => return value_of(field),
    };
    Some(Printed::pair(text, Value::text(raw)))
}

/// The plane colours of a colour filter array: `Red,Green,Blue` [DNG 1.7 `CFAPlaneColor`].
pub(in crate::exif) fn plane_colors<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    let text = made(field, |out| {
        for (index, number) in field.numbers().enumerate() {
            if index > 0 {
                out.push(',');
            }
            let color = number.as_f64().and_then(|number| usize::try_from(whole(number)).ok());
            match color.and_then(|color| COLORS.get(color)) {
                Some(color) => out.push_str(color),
                None => write!(out, "Unknown({number})")?,
            }
        }
        Ok(())
    });
    Some(Printed::pair(text, field.stored()))
}

/// Two numbers in one: how the picture was developed from the sensor data, and with which settings.
pub(in crate::exif) fn development_type<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    let number = whole(field.leading());
    let (high, low) = (number >> 8, number & 0xff);
    let high_text = match high {
        1 => Some("Accurate Reproduction"),
        2 => Some("Small Differences"),
        4 => Some("Extreme Differences"),
        _ => None,
    };
    let low_text = match low {
        1 => Some("Factory Default Settings"),
        2 => Some("Not Default Settings"),
        _ => None,
    };
    let text = made(field, |out| {
        for (number, text, separator) in [(high, high_text, "; "), (low, low_text, "")] {
            match text {
                Some(text) => out.push_str(text),
                None => write!(out, "Unknown ({number})")?,
            }
            out.push_str(separator);
        }
        Ok(())
    });
    Some(Printed::pair(text, Value::text(made(field, |out| write!(out, "{high} {low}")))))
}

/// Permissions for the use of the picture in training: a count, then pairs of a use and a permission.
pub(in crate::exif) fn learning_opt_out<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    let uses = [
        "All / Individual Usage Not Specified",
        "Non-Generative AI/ML Training",
        "Generative AI/ML Training",
        "Data Mining",
    ];
    let permissions = ["Opt-out", "Opt-in", "Unspecified"];
    let text = made(field, |out| {
        for (index, number) in field.numbers().skip(1).enumerate() {
            if index > 0 {
                out.push_str("; ");
            }
            let names: &[&str] = if index % 2 == 0 { &uses } else { &permissions };
            let known = number.as_f64().and_then(|number| usize::try_from(whole(number)).ok());
            match known.and_then(|number| names.get(number)) {
                Some(name) => out.push_str(name),
                None => write!(out, "Unknown({number})")?,
            }
        }
        Ok(())
    });
    Some(Printed::pair(text, field.stored()))
}

/// The names in a list of opcodes, which is always big-endian [DNG 1.7 chapter 7].
pub(in crate::exif) fn opcodes<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    let bytes = field.bytes();
    let raw = Value::Binary(bytes.as_slice().into());
    let Some(count) = bytes.be32(0).filter(|_| bytes.len() > 4) else { return Some(Printed::pair("", raw)) };
    let mut at = 4;
    let text = made(field, |out| {
        for index in 0..count {
            if index > 0 {
                out.push_str(", ");
            }
            let (Some(opcode), Some(size)) = (bytes.be32(at), bytes.be32(at + 12)) else {
                out.push_str("<err>");
                break;
            };
            match field.codes.number(opcode.into()) {
                Some(name) => out.push_str(name),
                None => write!(out, "[opcode {opcode}]")?,
            }
            at = usize::try_from(size).unwrap_or(usize::MAX).saturating_add(at + 16).min(bytes.len());
        }
        Ok(())
    });
    Some(Printed::pair(text, raw))
}

/// Time codes of eight bytes: hours, minutes, seconds and frames as decimal digits [DNG 1.7 `TimeCodes`].
pub(in crate::exif) fn time_codes<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    let codes = || field.bytes().as_slice().chunks_exact(8).enumerate();
    let space = |index| if index > 0 { " " } else { "" };
    let text = made(field, |out| {
        for (index, code) in codes() {
            let [frames, seconds, minutes, hours, ..] = code else { break };
            let separator = if frames & 0x40 != 0 { ";" } else { "." };
            let (frames, seconds) = (frames & 0x3f, seconds & 0x7f);
            let (minutes, hours) = (minutes & 0x7f, hours & 0x3f);
            write!(out, "{}{hours:02x}:{minutes:02x}:{seconds:02x}{separator}{frames:02x}", space(index))?;
        }
        Ok(())
    });
    let raw = made(field, |out| {
        for (index, code) in codes() {
            for (at, byte) in code.iter().enumerate() {
                let separator = if at == 0 { space(index) } else { "." };
                write!(out, "{separator}{byte:02x}")?;
            }
        }
        Ok(())
    });
    Some(Printed::pair(text, Value::text(raw)))
}

/// A table: the numbers of columns and rows, the names of the columns, then the values
/// [EXIF30 4.6.6 `SpatialFrequencyResponse`].
pub(in crate::exif) fn frequency_response<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    let raw = field.stored();
    match response(field) {
        Some(text) => Some(Printed::pair(text, raw)),
        None => Some(Printed::same(raw)),
    }
}

fn response<'a>(field: &Field<'a>) -> Option<&'a str> {
    let (bytes, order) = (field.bytes(), field.order());
    if field.field_type() != FieldType::UNDEFINED {
        return None;
    }
    let columns = usize::from(bytes.u16(0, order)?);
    let rows = usize::from(bytes.u16(2, order)?);
    let mut names = bytes.from(4).as_slice();
    let mut found = Vec::new();
    for _ in 0..columns {
        let end = memchr::memchr(0, names)?;
        found.push(names.get(..end)?);
        names = names.get(end + 1..)?;
    }
    let numbers = bytes.from(bytes.len() - names.len());
    if rows == 0 || columns == 0 || numbers.len() < rows.checked_mul(columns)?.checked_mul(8)? {
        return None;
    }
    Some(made(field, |out| {
        for (column, name) in found.iter().enumerate() {
            let separator = if column > 0 { "; " } else { "" };
            write!(out, "{separator}{}=", field.decoded(name))?;
            for row in 0..rows {
                let at = (row * columns + column) * 8;
                let Some((num, den)) = numbers.u32(at, order).zip(numbers.u32(at + 4, order)) else { break };
                let separator = if row > 0 { "," } else { "" };
                write!(out, "{separator}{}", Value::Rational { num: num.into(), den: den.into() })?;
            }
        }
        Ok(())
    }))
}

/// The last byte of a pixel format's identifier [JPEG XR, T.832 annex A].
pub(in crate::exif) fn pixel_format<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    const IDENTIFIER: usize = 16;
    let bytes = field.bytes();
    let raw = match bytes.u8(IDENTIFIER - 1) {
        Some(last) if bytes.len() == IDENTIFIER => Value::Int(last.into()),
        _ => field.stored(),
    };
    Some(Printed::pair(hex_meaning(field, &raw), raw))
}

/// Private data that only its writer understands. If a camera maker stored it, it is not shown.
pub(in crate::exif) fn private_data<'a>(field: &Field<'a>) -> Option<Printed<'a>> {
    let known: [&[u8]; 4] = [b"Adobe\0", b"PENTAX \0", b"SAMSUNG\0", b"RICOH\0"];
    let bytes = field.bytes();
    if known.iter().any(|prefix| bytes.starts_with(prefix)) { None } else { binary(field) }
}
