//! Decodes Photoshop's image resources: the fields that the table lists, and the blocks that resources contain.

use super::iim;
use super::tables::{Field, Kind, fields};
use crate::block::{Block, BlockKind};
use crate::bytes::{ByteOrder, Bytes};
use crate::context::Context;
use crate::issue::Stage;
use crate::issue_code::IssueCode;
use crate::resources::{
    CHANNELS, EXIF, EXIF_3, IPTC, PROFILE, Resource, ResourceFault, Resources, SHORTEST, XMP, is_resource,
};
use crate::sink::Sink;
use crate::source::View;
use crate::tag::{Group, Origin, Tag, Value};
use crate::text;
use std::borrow::Cow;

/// Decodes a run of resources. IPTC is decoded immediately, so that its blocks are numbered in the order of the file.
/// Exif and XMP become blocks.
pub(crate) fn decode<'a>(block: &Block<'a>, cx: &'a Context<'a>, sink: &mut Sink<'a>) {
    let mut resources = Resources::new(block.data);
    // All runs of a file share one limit, because each segment of a JPEG may have a run.
    while sink.resources < cx.limits.parts {
        let resource = match resources.next() {
            Some(Ok(resource)) => resource,
            Some(Err(fault)) => return report(fault, resources.rest(), cx),
            None => return,
        };
        sink.resources += 1;
        if !resource.header.is_photoshops {
            continue;
        }
        let inner = |kind, standard| Block { standard, detached: true, ..Block::new(kind, resource.data) };
        match resource.header.id {
            IPTC => iim::decode(&inner(BlockKind::Iim, block.standard), cx, sink),
            EXIF | EXIF_3 => sink.blocks.push(inner(BlockKind::Exif, false)),
            XMP => sink.blocks.push(inner(BlockKind::Xmp, false)),
            PROFILE => sink.blocks.push(Block { detached: true, ..Block::profile(resource.data) }),
            CHANNELS if cx.shows_tags => channels(&resource, block.standard, sink),
            _ => read_fields(&resource, block.standard, cx, sink),
        }
    }
    let rest = resources.rest();
    let has_more = rest.get(0, SHORTEST).is_some_and(is_resource);
    if has_more && sink.resources == cx.limits.parts {
        // Count once more, so that the issue is raised only once.
        sink.resources = sink.resources.saturating_add(1);
        let at = Some(rest.absolute(0));
        cx.issue(IssueCode::TooManyParts, Stage::Iptc, at, || "resources beyond the limit");
    }
}

/// Reports why a run ends early. Padding of zeros is not reported.
fn report(fault: ResourceFault, rest: View<'_>, cx: &Context<'_>) {
    let at = Some(rest.absolute(0));
    match fault {
        ResourceFault::InHeader => {}
        ResourceFault::NoResource => {
            let is_damaged = |head: Bytes<'_>| head.as_slice().iter().any(|&byte| byte != 0);
            if rest.get(0, SHORTEST).is_some_and(is_damaged) {
                cx.issue(IssueCode::BadMarker, Stage::Iptc, at, || "no image resource starts here");
            }
        }
        ResourceFault::Truncated(length, there) => cx.issue(IssueCode::Truncated, Stage::Iptc, at, || {
            format!("an image resource of {length} bytes has {there}")
        }),
    }
}

/// The options of each channel, in a group of its own: colour space, colour, opacity, and what the colour indicates.
fn channels<'a>(resource: &Resource<'a>, standard: bool, sink: &mut Sink<'a>) {
    /// No document has more.
    const MOST: usize = 56;
    const SIZE: usize = 13;
    let Some(data) = resource.data.all() else { return };
    for index in 0..MOST {
        let Some(channel) = data.get(4 + index * SIZE, SIZE) else { return };
        let (Some(space), Some(opacity), Some(kind)) = (channel.be16(0), channel.u8(11), channel.u8(12))
        else {
            return;
        };
        let colour: Vec<String> =
            (1..5).filter_map(|at| channel.be16(2 * at)).map(|number| number.to_string()).collect();
        let space_name = match space {
            0 => "RGB",
            1 => "HSB",
            2 => "CMYK",
            7 => "Lab",
            8 => "Grayscale",
            _ => "",
        };
        let kind_name = match kind {
            0 => "Selected Areas",
            1 => "Masked Areas",
            2 => "Spot Color",
            _ => "",
        };
        let meaning = |name: &'static str, number: i64| match name {
            "" => Value::Text(format!("Unknown ({number})").into()),
            name => Value::text(name),
        };
        let (space, opacity, kind) = (i64::from(space), i64::from(opacity), i64::from(kind));
        let mut tag = |name, at, value, raw| {
            let source =
                Origin { block: BlockKind::Irb, offset: channel.absolute(at), standard, charset: None };
            let group = Group::Other(format!("Channel{index}").into());
            sink.tags.push(Tag::new(group, name, value, raw, source));
        };
        tag("ChannelColorSpace", 0, meaning(space_name, space), Some(Value::Int(space)));
        tag("ChannelColorData", 2, Value::Text(colour.join(" ").into()), None);
        tag("ChannelOpacity", 11, Value::Text(format!("{opacity}%").into()), Some(Value::Int(opacity)));
        tag("ChannelColorIndicates", 12, meaning(kind_name, kind), Some(Value::Int(kind)));
    }
}

/// Reads the fields that the table lists for a resource.
fn read_fields<'a>(resource: &Resource<'a>, standard: bool, cx: &'a Context<'a>, sink: &mut Sink<'a>) {
    let mut fields = fields(resource.header.id).peekable();
    if fields.peek().is_none() {
        return;
    }
    let Some(data) = resource.data.all() else { return };
    let mut reader = Fields { data, cx, shift: 0, is_progressive: false };
    for field in fields {
        // A resource that ends before a field lacks this field and all later ones.
        let at = usize::from(field.offset).checked_add(reader.shift).filter(|at| *at <= data.len());
        let Some(at) = at else { return };
        let Some((value, raw)) = reader.read(field, at) else { continue };
        let source = Origin { block: BlockKind::Irb, offset: data.absolute(at), standard, charset: None };
        sink.tags.push(Tag::new(Group::Photoshop, field.name, value, raw, source));
    }
}

struct Fields<'a> {
    data: Bytes<'a>,
    cx: &'a Context<'a>,
    /// By how many bytes texts have moved the following fields, compared with the offsets in the table.
    shift: usize,
    /// Whether the JPEG format that was read says progressive.
    is_progressive: bool,
}

/// The value for progressive in the JPEG format of resource 0x0406.
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
                plain(Value::text(text::decode(bytes, None, (Stage::Iptc, data.absolute(at)), cx).0))
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

    /// A coded number: its meaning, and the number.
    fn coded(&self, field: &Field, number: i64) -> (Value<'a>, Option<Value<'a>>) {
        if field.codes.is_empty() {
            return (Value::Int(number), None);
        }
        let meaning = field.codes.number(number);
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

/// A 32-bit count of UTF-16 units, then the units that are there. Returns the text and its end.
fn unicode<'a>(data: Bytes<'a>, at: usize, cx: &'a Context<'a>) -> Option<(&'a str, usize)> {
    let length = usize::try_from(data.be32(at)?).ok()?.checked_mul(2)?;
    let start = at.checked_add(4)?;
    let units = data.up_to(start, length);
    let text = text::utf16(units.as_slice(), ByteOrder::Big, cx);
    Some((text.trim_end_matches('\0'), start.checked_add(units.len())?))
}

/// A text preceded by its length in one byte. Returns the text and its end.
fn pascal<'a>(data: Bytes<'a>, at: usize, cx: &'a Context<'a>) -> Option<(&'a str, usize)> {
    let length = usize::from(data.u8(at)?);
    let start = at.checked_add(1)?;
    let bytes = data.get(start, length)?;
    let (text, _) = text::decode(bytes.as_slice(), None, (Stage::Iptc, bytes.absolute(0)), cx);
    Some((text, start.checked_add(length)?))
}

/// A real number. If it is not finite, it becomes text.
fn real<'a>(number: f64) -> Value<'a> {
    if number.is_finite() {
        Value::Real(number)
    } else {
        Value::text(if number.is_nan() { "undef" } else { "inf" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;
    use crate::resources::SIGNATURE;
    use bumpalo::Bump;
    use encoding_rs::WINDOWS_1252;

    fn resource(signature: &[u8], id: u16, name: &[u8], data: &[u8]) -> Vec<u8> {
        let mut bytes = signature.to_vec();
        bytes.extend(id.to_be_bytes());
        bytes.push(u8::try_from(name.len()).unwrap());
        bytes.extend(name);
        bytes.resize(bytes.len().next_multiple_of(2), 0);
        bytes.extend(u32::try_from(data.len()).unwrap().to_be_bytes());
        bytes.extend(data);
        bytes.resize(bytes.len().next_multiple_of(2), 0);
        bytes
    }

    fn photoshops(id: u16, data: &[u8]) -> Vec<u8> {
        resource(SIGNATURE, id, b"", data)
    }

    fn unicode(text: &str) -> Vec<u8> {
        let units: Vec<u16> = text.encode_utf16().collect();
        let mut bytes = u32::try_from(units.len()).unwrap().to_be_bytes().to_vec();
        bytes.extend(units.iter().flat_map(|unit| unit.to_be_bytes()));
        bytes
    }

    /// The tags as `name=value|raw`, the kinds of blocks and the codes of issues.
    fn decoded(run: &[u8]) -> (Vec<String>, Vec<BlockKind>, Vec<&'static str>) {
        let (limits, arena) = (Limits::default(), Bump::new());
        let cx = Context::new(&limits, &arena, WINDOWS_1252);
        let mut sink = Sink::default();
        decode(&Block::new(BlockKind::Irb, View::memory(Bytes::new(run, 0))), &cx, &mut sink);
        let show = |tag: &Tag<'_>| match &tag.raw {
            Some(raw) => format!("{}={}|{raw}", tag.name, tag.value),
            None => format!("{}={}", tag.name, tag.value),
        };
        let tags = sink.tags.iter().map(show).collect();
        let kinds = sink.blocks.iter().map(|block| block.kind).collect();
        drop(sink);
        (tags, kinds, cx.take_issues().iter().filter_map(|issue| issue.code.known()).collect())
    }

    fn tags(run: &[u8]) -> Vec<String> {
        decoded(run).0
    }

    const FLAG: &str = "CopyrightFlag=True|1";

    #[test]
    fn names_and_data_are_padded() {
        let run = [
            resource(SIGNATURE, 0x0bad, b"abc", b"1"),
            resource(SIGNATURE, 0x0bad, b"ab", b"12"),
            resource(b"MeSa", 0x040a, b"", b"\0"),
            photoshops(0x040a, b"\x01"),
        ]
        .concat();
        assert_eq!(tags(&run), [FLAG]);
    }

    #[test]
    fn blocks_inside() {
        let iptc = photoshops(IPTC, b"\x1c\x02\x05\0\x01a");
        let run = [iptc, photoshops(EXIF, b"II"), photoshops(XMP, b"<x/>")].concat();
        let (tags, kinds, _) = decoded(&run);
        assert_eq!(tags[1], "ObjectName=a");
        assert_eq!(kinds, [BlockKind::Exif, BlockKind::Xmp]);
    }

    #[test]
    fn fields_of_resources() {
        for (id, data, expected) in [
            (
                0x03ed,
                b"\0\x48\0\0\0\x01\0\x01\0\x48\x80\0\0\x02\0\x02".to_vec(),
                vec![
                    "XResolution=72",
                    "DisplayedUnitsX=inches|1",
                    "YResolution=72.5",
                    "DisplayedUnitsY=cm|2",
                ],
            ),
            (0x03ee, b"\x05Alpha\x03abc".to_vec(), vec!["AlphaChannelsNames=Alpha, abc"]),
            (
                0x0406,
                b"\0\x01\x01\x01\0\x02".to_vec(),
                vec!["PhotoshopQuality=5|1", "PhotoshopFormat=Progressive|257", "ProgressiveScans=4 Scans|2"],
            ),
            (
                0x0406,
                b"\xff\xfd\0\0\0\x02".to_vec(),
                vec!["PhotoshopQuality=1|-3", "PhotoshopFormat=Standard|0"],
            ),
            (0x040b, b"http://x\0".to_vec(), vec!["URL=http://x"]),
            (0x040d, b"\0\0\0\x1e".to_vec(), vec!["GlobalAngle=30"]),
            (
                0x041e,
                [&[0, 0, 0, 1][..], &[0; 8], &unicode("http://a\0")].concat(),
                vec!["URL_List=http://a"],
            ),
            (
                0x041a,
                [&[0; 20][..], &unicode("name\0"), &[0, 0, 0, 2]].concat(),
                vec!["SlicesGroupName=name", "NumSlices=2"],
            ),
            (
                0x0421,
                [&[0, 0, 0, 1, 1][..], &unicode("Wr"), &unicode("R€")].concat(),
                vec!["HasRealMergedData=Yes|1", "WriterName=Wr", "ReaderName=R€"],
            ),
            (0x0425, vec![0xab; 16], vec!["IPTCDigest=abababababababababababababababab"]),
            (
                0x0426,
                [&[0, 1][..], &1.5f32.to_be_bytes(), &2f32.to_be_bytes(), &0.75f32.to_be_bytes()].concat(),
                vec!["PrintStyle=Size to Fit|1", "PrintPosition=1.5 2", "PrintScale=0.75"],
            ),
            (0x0428, [&[0; 4][..], &1.25f64.to_be_bytes()].concat(), vec!["PixelAspectRatio=1.25"]),
            (0x0bb7, b"\x04Path".to_vec(), vec!["ClippingPathName=Path"]),
            // A thumbnail shorter than its header.
            (0x0409, vec![0; 5], vec![]),
            (0x040c, vec![0; 30], vec!["PhotoshopThumbnail=(Binary data 2 bytes, use -b option to extract)"]),
        ] {
            assert_eq!(tags(&photoshops(id, &data)), expected, "{id:#x}");
            for end in 0..data.len() {
                assert!(tags(&photoshops(id, &data[..end])).len() <= expected.len());
            }
        }
    }

    #[test]
    fn channels_have_groups_of_their_own() {
        let channel = [0, 2, 0, 5, 0, 6, 0, 7, 0, 8, 0, 30, 9];
        let data = [&[0, 0, 0, 1][..], &channel, &channel[..12]].concat();
        let expected = [
            "ChannelColorSpace=CMYK|2",
            "ChannelColorData=5 6 7 8",
            "ChannelOpacity=30%|30",
            "ChannelColorIndicates=Unknown (9)|9",
        ];
        assert_eq!(tags(&photoshops(0x0435, &data)), expected);
    }

    #[test]
    fn damage_ends_the_run() {
        let flag = photoshops(0x040a, b"\x01");
        for (rest, code) in [
            (&b"xx8BIM\x04\x0a\0\0\0\0\0\x01\0\0"[..], "bad-marker"),
            (b"8BIM\x04\x04\0\0\xff\xff\xff\xff\x1c\x02", "truncated"),
        ] {
            let (tags, _, codes) = decoded(&[&flag[..], rest].concat());
            assert_eq!((tags, codes), (vec![FLAG.to_owned()], vec![code]));
        }
        assert_eq!(decoded(&[&flag[..], &[0; 20]].concat()).2, [""; 0]);
    }

    #[test]
    fn counts_are_not_believed() {
        assert_eq!(tags(&photoshops(0x041e, &[0xff; 4])), ["URL_List="]);
        assert_eq!(tags(&photoshops(0x041b, &[0xff, 0xff, 0xff, 0xff, 0, b'a'])), ["WorkflowURL=a"]);
    }

    #[test]
    fn every_prefix_has_no_more_tags() {
        let run = [
            resource(SIGNATURE, 0x040a, b"name", b"\x01"),
            photoshops(IPTC, b"\x1c\x02\x05\0\x01a"),
            photoshops(0x0425, &[1; 16]),
        ]
        .concat();
        let all = tags(&run).len();
        for end in 0..run.len() {
            assert!(tags(&run[..end]).len() <= all);
        }
    }
}
