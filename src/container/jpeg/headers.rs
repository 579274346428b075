//! The JPEG headers that contain facts and tags: the frame header, comments, JFIF and Adobe.

use super::super::contents::Contents;
use super::super::facts;
use super::application::{ADOBE, JFIF};
use super::markers::SOF0;
use crate::block::BlockKind;
use crate::bytes::Bytes;
use crate::context::Context;
use crate::tag::{Group, Origin, Tag, Value};
use crate::text;

/// The frame header: precision, height, width and components [T.81 B.2.2]. Use the first one whose length matches its
/// number of components, because stray bytes that look like a header after damage do not match.
pub(super) fn frame(body: Bytes<'_>, out: &mut Contents<'_>) {
    let fits = body.u8(5).is_some_and(|components| body.len() == 6 + 3 * usize::from(components));
    if out.info.width.is_none() && fits {
        out.info.height = body.be16(1).map(u32::from);
        out.info.width = body.be16(3).map(u32::from);
        out.info.components = body.u8(5);
        out.info.has_alpha = Some(false);
    }
}

/// The coding processes, by the lower half of the marker [T.81 table B.1].
const PROCESSES: [&str; 16] = [
    "Baseline DCT, Huffman coding",
    "Extended sequential DCT, Huffman coding",
    "Progressive DCT, Huffman coding",
    "Lossless, Huffman coding",
    "",
    "Sequential DCT, differential Huffman coding",
    "Progressive DCT, differential Huffman coding",
    "Lossless, Differential Huffman coding",
    "",
    "Extended sequential DCT, arithmetic coding",
    "Progressive DCT, arithmetic coding",
    "Lossless, arithmetic coding",
    "",
    "Sequential DCT, differential arithmetic coding",
    "Progressive DCT, differential arithmetic coding",
    "Lossless, differential arithmetic coding",
];

/// Shows what the first frame header says, like ExifTool even if its length does not match its components. `marker` is
/// that of its segment.
pub(super) fn coding<'a>(marker: u8, body: Bytes<'a>, out: &mut Contents<'a>) {
    let (Some(depth), Some(height), Some(width), Some(components)) =
        (body.u8(0), body.be16(1), body.be16(3), body.u8(5))
    else {
        return;
    };
    if out.tags.iter().any(|tag| tag.group == Group::File && tag.name == "EncodingProcess") {
        return;
    }
    let mut tag = |name, value, raw, at| out.tags.push(facts::tag(name, value, raw, body.absolute(at)));
    let process = marker.wrapping_sub(SOF0);
    let meaning = PROCESSES.get(usize::from(process)).copied().unwrap_or_default();
    tag("ImageWidth", Value::Int(width.into()), None, 3);
    tag("ImageHeight", Value::Int(height.into()), None, 1);
    tag("EncodingProcess", Value::text(meaning), Some(Value::Int(process.into())), 0);
    tag("BitsPerSample", Value::Int(depth.into()), None, 0);
    tag("ColorComponents", Value::Int(components.into()), None, 5);
    if let Some((shown, stored)) = (components == 3).then(|| sub_sampling(body)).flatten() {
        tag("YCbCrSubSampling", Value::Text(shown.into()), Some(Value::Text(stored.into())), 6);
    }
}

/// How much more often the luminance is sampled than the colours, across and down, from the sampling factors of the
/// three components [T.81 B.2.2].
fn sub_sampling(body: Bytes<'_>) -> Option<(String, String)> {
    let (mut least, mut most) = ((u8::MAX, u8::MAX), (0, 0));
    for component in 0..3 {
        let factors = body.u8(7 + 3 * component)?;
        let (across, down) = (factors >> 4, factors & 15);
        least = (least.0.min(across), least.1.min(down));
        most = (most.0.max(across), most.1.max(down));
    }
    let ratio = |most: u8, least: u8| {
        Some(crate::number::g(f64::from(most) / f64::from(Some(least).filter(|least| *least > 0)?), 15))
    };
    let stored = format!("{} {}", ratio(most.0, least.0)?, ratio(most.1, least.1)?);
    let name = match stored.as_str() {
        "1 1" => "YCbCr4:4:4",
        "1 2" => "YCbCr4:4:0",
        "1 4" => "YCbCr4:4:1",
        "2 1" => "YCbCr4:2:2",
        "2 2" => "YCbCr4:2:0",
        "2 4" => "YCbCr4:2:1",
        "4 1" => "YCbCr4:1:1",
        "4 2" => "YCbCr4:1:0",
        _ => "Unknown",
    };
    Some((format!("{name} ({stored})"), stored))
}

/// A comment [T.81 B.2.4.5]. Its character set is not stated. Of several comments, the first is shown.
pub(super) fn comment<'a>(body: Bytes<'a>, cx: &'a Context<'a>, out: &mut Contents<'a>) {
    if out.tags.iter().any(|tag| tag.group == Group::File && tag.name == "Comment") {
        return;
    }
    let comment = text::marked(body.as_slice(), cx.arena);
    out.tags.push(facts::tag("Comment", Value::text(comment), None, body.absolute(0)));
}

/// JFIF's version, its density and the size of its thumbnail [T.871 10.1].
pub(super) fn jfif<'a>(body: Bytes<'a>, out: &mut Contents<'a>) {
    let Some(rest) = body.strip_prefix(JFIF) else { return };
    let mut tag =
        |name, at, value, raw| out.tags.push(header_tag(Group::Jfif, name, value, raw, rest.absolute(at)));
    if let (Some(major), Some(minor)) = (rest.u8(0), rest.u8(1)) {
        let text = format!("{major}.{minor:02}");
        let raw = format!("{major} {minor}");
        tag("JFIFVersion", 0, Value::Text(text.into()), Some(Value::Text(raw.into())));
    }
    if let Some(unit) = rest.u8(2) {
        let text = match unit {
            0 => "None".into(),
            1 => "inches".into(),
            2 => "cm".into(),
            _ => format!("Unknown ({unit})").into(),
        };
        tag("ResolutionUnit", 2, Value::Text(text), Some(Value::Int(i64::from(unit))));
    }
    for (name, at) in [("XResolution", 3), ("YResolution", 5)] {
        if let Some(density) = rest.be16(at) {
            tag(name, at, Value::Int(i64::from(density)), None);
        }
    }
    for (name, at) in [("ThumbnailWidth", 7), ("ThumbnailHeight", 8)] {
        if let Some(pixels) = rest.u8(at).filter(|&pixels| pixels > 0) {
            tag(name, at, Value::Int(i64::from(pixels)), None);
        }
    }
    let [width, height] = [7, 8].map(|at| rest.u8(at).map_or(0, usize::from));
    let thumbnail = rest.from(9).len().min(3 * width * height);
    if thumbnail > 0 {
        tag("ThumbnailTIFF", 9, Value::Unread(thumbnail as u64), None);
    }
}

/// Adobe's segment: a version, flags, and the colour transform, which says how to interpret three or four components.
pub(super) fn adobe<'a>(body: Bytes<'a>, out: &mut Contents<'a>) {
    let Some(rest) = body.strip_prefix(ADOBE) else { return };
    let mut tag =
        |name, at, value, raw| out.tags.push(header_tag(Group::Adobe, name, value, raw, rest.absolute(at)));
    if let Some(version) = rest.be16(0) {
        tag("DCTEncodeVersion", 0, Value::Int(i64::from(version)), None);
    }
    for (name, at) in [("APP14Flags0", 2), ("APP14Flags1", 4)] {
        if let Some(flags) = rest.be16(at) {
            tag(name, at, adobe_flags(flags, at == 2), Some(Value::Int(i64::from(flags))));
        }
    }
    if let Some(transform) = rest.u8(6) {
        let text = match transform {
            0 => "Unknown (RGB or CMYK)".into(),
            1 => "YCbCr".into(),
            2 => "YCCK".into(),
            _ => format!("Unknown ({transform})").into(),
        };
        tag("ColorTransform", 6, Value::Text(text), Some(Value::Int(i64::from(transform))));
    }
}

/// The flags that are set, by bit number. Only the highest bit of the first word has a name.
fn adobe_flags(flags: u16, is_first: bool) -> Value<'static> {
    let name = |bit: u32| match bit {
        15 if is_first => "Encoded with Blend=1 downsampling".to_owned(),
        _ => format!("[{bit}]"),
    };
    if flags == 0 {
        return Value::text("(none)");
    }
    let set: Vec<String> = (0..16).filter(|bit| flags >> bit & 1 == 1).map(name).collect();
    Value::Text(set.join(", ").into())
}

fn header_tag<'a>(
    group: Group<'a>,
    name: &'static str,
    value: Value<'a>,
    raw: Option<Value<'a>>,
    offset: u64,
) -> Tag<'a> {
    let source = Origin { block: BlockKind::Header, offset, standard: true, charset: None };
    Tag::new(group, name, value, raw, source)
}
