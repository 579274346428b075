//! Photoshop's image resources: a signature, a number, a name, a length and the bytes, one after another
//! [Adobe Photoshop File Formats Specification, "Image Resource Blocks"].

use super::iim;
use super::tables::{Field, Kind, Values, fields};
use crate::block::{Block, BlockKind};
use crate::bytes::{ByteOrder, Bytes};
use crate::context::Context;
use crate::issue::Stage;
use crate::source::View;
use crate::tag::{Group, Origin, Sink, Tag, Value};
use crate::text;
use std::borrow::Cow;

/// Photoshop's own resources.
const SIGNATURE: &[u8] = b"8BIM";

/// Resources of other programs, passed over: PhotoDeluxe, ImageReady and others.
const OTHER_SIGNATURES: [&[u8]; 4] = [b"PHUT", b"DCSR", b"AgHg", b"MeSa"];

// The resources that hold blocks.
const IPTC: u16 = 0x0404;
const EXIF: u16 = 0x0422;
const EXIF_3: u16 = 0x0423;
const XMP: u16 = 0x0424;

/// Decodes a run of resources. IPTC is decoded on the spot, so that its blocks are numbered in the order of the
/// file; Exif and XMP become blocks.
pub(crate) fn decode<'a>(block: &Block<'a>, cx: &'a Context<'a>, sink: &mut Sink<'a>) {
    let mut at = 0;
    for _ in 0..cx.limits.parts {
        let Some(resource) = next_resource(block.data, at, cx) else { return };
        at = resource.end;
        if !resource.is_photoshops {
            continue;
        }
        let inner = |kind, standard| Block { standard, detached: true, ..Block::new(kind, resource.data) };
        match resource.id {
            IPTC => iim::decode(&inner(BlockKind::Iim, block.standard), cx, sink),
            EXIF | EXIF_3 => sink.blocks.push(inner(BlockKind::Exif, false)),
            XMP => sink.blocks.push(inner(BlockKind::Xmp, false)),
            _ => read_fields(&resource, block.standard, cx, sink),
        }
    }
    cx.issue("too-many-parts", Stage::Iptc, Some(block.data.absolute(at)), || "resources beyond the limit");
}

struct Resource<'a> {
    is_photoshops: bool,
    id: u16,
    data: View<'a>,
    end: u64,
}

/// The resource at `at`; `None` at the end and where the run is damaged: there is no way to know where the next
/// one would start.
fn next_resource<'a>(run: View<'a>, at: u64, cx: &Context<'_>) -> Option<Resource<'a>> {
    // The shortest resource: signature, number, empty name, length.
    let head = run.get(at, 12)?;
    let is_photoshops = head.starts_with(SIGNATURE);
    if !is_photoshops && !OTHER_SIGNATURES.iter().any(|signature| head.starts_with(signature)) {
        if head.as_slice().iter().any(|&byte| byte != 0) {
            cx.issue("bad-marker", Stage::Iptc, Some(head.absolute(0)), || "no image resource starts here");
        }
        return None;
    }
    // The name has its length before it, and both together are padded to an even number.
    let name = (u64::from(head.u8(6)?) + 2) & !1;
    let start = at.checked_add(6 + name + 4)?;
    let length = u64::from(run.get(start - 4, 4)?.be32(0)?);
    let end = start.checked_add(length)?;
    if end > run.len() {
        cx.issue("truncated", Stage::Iptc, Some(head.absolute(0)), || {
            format!("an image resource of {length} bytes has {}", run.len() - start)
        });
        return None;
    }
    let data = run.part(start, length);
    // The bytes are padded to an even number too.
    Some(Resource { is_photoshops, id: head.be16(4)?, data, end: end.checked_add(length & 1)? })
}

/// Reads the fields that the table has of a resource.
fn read_fields<'a>(resource: &Resource<'a>, standard: bool, cx: &'a Context<'a>, sink: &mut Sink<'a>) {
    let mut fields = fields(resource.id).peekable();
    if fields.peek().is_none() {
        return;
    }
    let Some(data) = resource.data.all() else { return };
    let mut reader = Fields { data, cx, shift: 0, is_progressive: false };
    for field in fields {
        let Some(at) = usize::from(field.offset).checked_add(reader.shift) else { return };
        let Some((value, raw)) = reader.read(field, at) else { continue };
        sink.tags.push(Tag {
            group: Group::Photoshop,
            name: Cow::Borrowed(field.name),
            lang: None,
            value,
            raw,
            stored: None,
            source: Origin { block: BlockKind::Irb, offset: data.absolute(at), standard },
        });
    }
}

struct Fields<'a> {
    data: Bytes<'a>,
    cx: &'a Context<'a>,
    /// How much longer the texts were than the table's offsets take into account.
    shift: usize,
    /// Whether the JPEG format that was read is progressive.
    is_progressive: bool,
}

/// Progressive, as the JPEG format of resource 0x0406 says it.
const PROGRESSIVE: u16 = 0x0101;

impl<'a> Fields<'a> {
    fn read(&mut self, field: &Field, at: usize) -> Option<(Value<'a>, Option<Value<'a>>)> {
        let (data, cx) = (self.data, self.cx);
        let plain = |value| Some((value, None));
        match field.kind {
            Kind::U8 => Some(self.coded(field, i64::from(data.u8(at)?))),
            Kind::U16 => Some(self.coded(field, i64::from(data.be16(at)?))),
            Kind::I16 => {
                self.is_progressive = data.be16(at)? == PROGRESSIVE;
                Some(self.coded(field, i64::from(data.be16(at)?.cast_signed())))
            }
            Kind::Scans if !self.is_progressive => None,
            Kind::Scans => Some(self.coded(field, i64::from(data.be16(at)?.cast_signed()))),
            Kind::Quality => {
                let stored = i64::from(data.be16(at)?.cast_signed());
                Some((Value::Int(stored + 4), Some(Value::Int(stored))))
            }
            Kind::U32 => plain(Value::Int(i64::from(data.be32(at)?))),
            Kind::Fixed => {
                let exact = f64::from(data.be32(at)?) / 65536.0;
                let shown = (exact * 100.0).round() / 100.0;
                Some((Value::Real(shown), (shown != exact).then_some(Value::Real(exact))))
            }
            Kind::F32 => plain(real(f64::from(f32::from_bits(data.be32(at)?)))),
            Kind::F32Pair => {
                let x = f32::from_bits(data.be32(at)?);
                let y = f32::from_bits(data.be32(at.checked_add(4)?)?);
                plain(Value::text(cx.text(&format!("{} {}", real(x.into()), real(y.into())))))
            }
            Kind::F64 => plain(real(f64::from_bits(data.u64(at, ByteOrder::Big)?))),
            Kind::Text => {
                let bytes = text::trim_nuls(data.from(at).as_slice());
                plain(Value::text(text::decode(bytes, None, cx).0))
            }
            Kind::Unicode => {
                let (text, end) = unicode(data, at, cx)?;
                self.shift = end.checked_sub(usize::from(field.offset))?.checked_sub(4)?;
                plain(Value::text(text))
            }
            Kind::Pascal => plain(Value::text(pascal(data, at, cx)?.0)),
            Kind::PascalList => plain(Value::text(self.pascal_list(at))),
            Kind::Links => plain(Value::List(self.links(at)?)),
            Kind::Digest => plain(Value::text(text::hex(data.up_to(at, 16).as_slice(), cx))),
            Kind::Thumbnail => plain(Value::Binary(Cow::Borrowed(data.from(at).as_slice()))),
        }
    }

    /// A coded number: what it means, and the number.
    fn coded(&self, field: &Field, number: i64) -> (Value<'a>, Option<Value<'a>>) {
        if matches!(field.values, Values::Plain) {
            return (Value::Int(number), None);
        }
        let meaning = field.values.number(number);
        let meaning = meaning.unwrap_or_else(|| self.cx.text(&format!("Unknown ({number})")));
        (Value::text(meaning), Some(Value::Int(number)))
    }

    fn pascal_list(&self, mut at: usize) -> &'a str {
        let mut all = String::new();
        while let Some((name, end)) = pascal(self.data, at, self.cx) {
            if at > 0 {
                all.push_str(", ");
            }
            all.push_str(name);
            at = end;
        }
        self.cx.text(&all)
    }

    fn links(&self, at: usize) -> Option<Vec<Value<'a>>> {
        let count = self.data.be32(at)?.min(self.cx.limits.parts);
        let mut links = Vec::new();
        let mut at = at.checked_add(4)?;
        for _ in 0..count {
            let Some((link, end)) = at.checked_add(8).and_then(|at| unicode(self.data, at, self.cx)) else {
                break;
            };
            links.push(Value::text(link));
            at = end;
        }
        Some(links)
    }
}

/// A 32-bit count of UTF-16 units and the units, as far as they are there; and where they end.
fn unicode<'a>(data: Bytes<'a>, at: usize, cx: &'a Context<'a>) -> Option<(&'a str, usize)> {
    let length = usize::try_from(data.be32(at)?).ok()?.checked_mul(2)?;
    let start = at.checked_add(4)?;
    let units = data.up_to(start, length);
    let text = text::utf16(units.as_slice(), ByteOrder::Big, cx);
    Some((text.trim_end_matches('\0'), start.checked_add(units.len())?))
}

/// A text with its length in the byte before it, and where it ends.
fn pascal<'a>(data: Bytes<'a>, at: usize, cx: &'a Context<'a>) -> Option<(&'a str, usize)> {
    let length = usize::from(data.u8(at)?);
    let start = at.checked_add(1)?;
    let bytes = data.get(start, length)?;
    Some((text::decode(bytes.as_slice(), None, cx).0, start.checked_add(length)?))
}

/// A real number; what is none becomes text.
fn real<'a>(number: f64) -> Value<'a> {
    if number.is_finite() {
        Value::Real(number)
    } else {
        Value::text(if number.is_nan() { "undef" } else { "inf" })
    }
}
