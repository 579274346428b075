//! JPEG: removes segments, and keeps the coded data from the first scan on.

use super::outcome::{Error, Warnings, damaged};
use super::rights::Kept;
use super::what::{Classes, What};
use super::{exif, iptc, xmp};
use crate::block::BlockKind;
use crate::bytes::Bytes;
use crate::container::EXIF_HEADER;
use crate::container::jpeg::application::{ADOBE, JFIF, PHOTOSHOP, XMP, xmp as packet};
use crate::container::jpeg::markers::{
    APP0, APP1, APP2, APP11, APP12, APP13, APP14, APP15, COM, EOI, EXP, LSE, RST0, RST7, SOF0, SOF55, SOI,
    SOS, has_length,
};
use crate::container::jpeg::run::RunRule;
use crate::container::jpeg::segment::{SegmentFault, Segments};
use crate::source::View;
use crate::xmp::Portion;
use std::borrow::Cow;
use std::collections::BTreeMap;

// Signatures of application segments.
const JFXX: &[u8] = b"JFXX\0";
const DUCKY: &[u8] = b"Ducky";
const ICC: &[u8] = b"ICC_PROFILE\0";
const MPF: &[u8] = b"MPF\0";

/// The most bytes of a segment after its length field [T.81 B.1.1.4].
const LONGEST: usize = 0xffff - 2;

/// JFIF's header up to the thumbnail size [T.871 10.1].
const JFIF_HEADER: usize = 12;
/// Adobe's segment: the version, two words of flags, and the transform.
const ADOBE_LEN: usize = 12;

/// A segment of the copy. Every one has a length field.
#[derive(Clone)]
struct Part<'s> {
    marker: u8,
    body: Cow<'s, [u8]>,
}

impl Part<'_> {
    fn new(marker: u8, body: Vec<u8>) -> Self {
        Self { marker, body: Cow::Owned(body) }
    }

    fn write(&self, out: &mut Vec<u8>) -> Result<(), Error> {
        let length = u16::try_from(self.body.len() + 2).map_err(|_| damaged("a segment is too long"))?;
        out.extend([0xff, self.marker]);
        out.extend(length.to_be_bytes());
        out.extend_from_slice(&self.body);
        Ok(())
    }
}

pub(super) fn remake(
    bytes: &[u8],
    what: What,
    kept: &Kept,
    warnings: &mut Warnings,
) -> Result<Vec<u8>, Error> {
    let (mut parts, scan, entropy) = up_to_scan(bytes)?;
    let (coded, is_whole) = coded(entropy)?;
    if !is_whole && matches!(what, What::Classes(_)) {
        warnings.add("what lies within or after the coded picture left out");
    }
    match what {
        What::All { icc, .. } => {
            parts = parts.into_iter().filter_map(|part| needed(part, icc)).collect();
            // The blocks come after JFIF's header, which must be first [T.871 10.1].
            let at = parts.iter().take_while(|part| part.marker == APP0).count();
            let blocks =
                [(APP1, EXIF_HEADER, &kept.exif), (APP1, XMP, &kept.xmp), (APP13, PHOTOSHOP, &kept.iptc)];
            // A block too long for one segment is dropped here and missed when the copy is read again.
            let blocks = blocks.into_iter().filter_map(|(marker, header, block)| {
                let body = [header, block.as_ref()?].concat();
                (body.len() <= LONGEST).then(|| Part::new(marker, body))
            });
            parts.splice(at..at, blocks);
        }
        What::Classes(classes) => parts = edited(&parts, classes, warnings),
    }
    let mut copy = Vec::with_capacity(bytes.len());
    copy.extend([0xff, SOI]);
    for part in parts.iter().chain([&scan]) {
        part.write(&mut copy)?;
    }
    if coded.is_empty() {
        // Nothing after the scan's header belonged to the picture.
        copy.extend([0xff, EOI]);
    }
    copy.extend(coded);
    Ok(copy)
}

/// The segments before the first scan, the header of that scan, and the rest of the file.
fn up_to_scan(bytes: &[u8]) -> Result<(Vec<Part<'_>>, Part<'_>, &[u8]), Error> {
    let too_early = || damaged("it ends too early");
    let mut parts = Vec::new();
    let mut segments = Segments::new(View::memory(Bytes::new(bytes, 0)), 2).skipping_reserved();
    while let Some(next) = segments.next() {
        let segment = match next {
            Ok(segment) if segment.marker == EOI => return Err(damaged("it has no coded picture")),
            Ok(segment) if has_length(segment.marker, true) => segment,
            Ok(_) | Err(SegmentFault::Garbage(_)) => continue,
            Err(_) => return Err(too_early()),
        };
        let body =
            segment.body.all().filter(|body| body.len() as u64 == segment.size).ok_or_else(too_early)?;
        let part = Part { marker: segment.marker, body: Cow::Borrowed(body.as_slice()) };
        if segment.marker == SOS {
            let rest = usize::try_from(segments.position()).ok().and_then(|end| bytes.get(end..));
            let rest = rest.filter(|rest| !rest.is_empty()).ok_or_else(too_early)?;
            return Ok((parts, part, rest));
        }
        parts.push(part);
    }
    Err(too_early())
}

/// The segment reduced to what a decoder needs; `None` if it needs nothing of it.
fn needed(part: Part<'_>, icc: bool) -> Option<Part<'_>> {
    let body = &part.body;
    match part.marker {
        SOF0..=EXP | SOF55 | LSE => Some(part),
        APP2 if icc && body.starts_with(ICC) => Some(part),
        APP0 if body.starts_with(JFIF) => Some(Part::new(APP0, [body.get(..JFIF_HEADER)?, &[0, 0]].concat())),
        APP14 if body.starts_with(ADOBE) => {
            Some(Part::new(APP14, body.get(..ADOBE_LEN).unwrap_or(body).to_vec()))
        }
        _ => None,
    }
}

/// The coded data up to the end of the image, without application segments and comments between scans, and without
/// appended data. The flag is false if any such thing was removed.
fn coded(entropy: &[u8]) -> Result<(Vec<u8>, bool), Error> {
    let mut out = Vec::with_capacity(entropy.len());
    let (mut from, mut at, mut is_whole) = (0, 0, true);
    while let Some(found) = memchr::memchr(0xff, entropy.get(at..).unwrap_or_default()) {
        let start = at + found;
        let Some(&marker) = entropy.get(start + 1) else { break };
        at = match marker {
            // A fill byte: the next one may start the marker [T.81 B.1.1.2].
            0xff => start + 1,
            EOI => {
                out.extend_from_slice(entropy.get(from..start + 2).unwrap_or_default());
                return Ok((out, is_whole && start + 2 == entropy.len()));
            }
            SOI => return Err(damaged("a second picture starts before the first one ends")),
            RST0..=RST7 => start + 2,
            SOF0..=EXP | SOF55 | LSE | APP0..=APP15 | COM => {
                let Some(length) = Bytes::new(entropy, 0).be16(start + 2).filter(|length| *length >= 2)
                else {
                    break;
                };
                let end = (start + 2 + usize::from(length)).min(entropy.len());
                if matches!(marker, APP0..=APP15 | COM) {
                    out.extend_from_slice(entropy.get(from..start).unwrap_or_default());
                    (from, is_whole) = (end, false);
                }
                end
            }
            // A stuffed 0xFF [T.81 B.1.1.5], or a marker without a meaning.
            _ => start + 2,
        };
    }
    out.extend_from_slice(entropy.get(from..).unwrap_or_default());
    Ok((out, is_whole))
}

/// The segments without what belongs to `classes`.
///
/// Exif and Photoshop's resources may be split across consecutive segments; these are joined, edited and split again.
fn edited<'s>(segments: &[Part<'s>], classes: Classes, warnings: &mut Warnings) -> Vec<Part<'s>> {
    let extension = Extension::of(segments);
    let cut_extension = extension.is_cut(classes, warnings);
    let goes = |name: &str| classes.have_property(name) || (cut_extension && name == "HasExtendedXMP");
    let mut out = Vec::with_capacity(segments.len());
    let mut run = Run::default();
    let mut rule = RunRule::default();
    for segment in segments {
        let body = Bytes::new(&segment.body, 0);
        let part = rule.part(segment.marker, body);
        if !part.as_ref().is_some_and(|part| part.continues) {
            run.finish(classes, warnings, &mut out);
        }
        if let Some(part) = part {
            run.kind = Some(part.kind);
            run.add(segment.marker, body, part.bytes);
            continue;
        }
        if segment.marker == APP1 {
            let Some(block) = packet(body) else {
                warnings.add("an unknown segment of the camera's or program's left out");
                continue;
            };
            if block.kind == BlockKind::ExtendedXmp {
                out.extend((!cut_extension).then(|| segment.clone()));
                continue;
            }
            let Some(packet) = block.data.all() else { continue };
            let head = body.up_to(0, body.len() - packet.len());
            match warnings.kept("the XMP packet", xmp::edit(packet.as_slice(), goes)) {
                Some(None) => out.push(segment.clone()),
                Some(Some(packet)) => {
                    let body = [head.as_slice(), &packet].concat();
                    out.push(Part::new(APP1, body));
                }
                None => {}
            }
        } else if stays(segment, warnings) {
            out.push(segment.clone());
        }
    }
    run.finish(classes, warnings, &mut out);
    out
}

/// Whether a segment that is not edited stays. Segments that may contain anything do not.
fn stays(segment: &Part<'_>, warnings: &mut Warnings) -> bool {
    let body = &segment.body;
    let is_known = match segment.marker {
        SOF0..=EXP | SOF55 | LSE | COM => true,
        APP0 => body.starts_with(JFIF) || body.starts_with(JFXX),
        APP2 => body.starts_with(ICC),
        APP12 => body.starts_with(DUCKY),
        APP14 => body.starts_with(ADOBE),
        _ => false,
    };
    if !is_known {
        warnings.add(match segment.marker {
            APP11 => "Content Credentials left out: they may tell anything, and are of the original file",
            APP2 if body.starts_with(MPF) => "the list of appended pictures left out",
            _ => "an unknown segment of the camera's or program's left out",
        });
    }
    is_known
}

/// Consecutive segments that hold one block.
#[derive(Default)]
struct Run {
    kind: Option<BlockKind>,
    /// For each segment its marker, the bytes before the block's data, and the length of that data.
    parts: Vec<(u8, Vec<u8>, usize)>,
    joined: Vec<u8>,
}

impl Run {
    fn add(&mut self, marker: u8, body: Bytes<'_>, block: Bytes<'_>) {
        let head = body.up_to(0, body.len() - block.len()).as_slice().to_vec();
        self.parts.push((marker, head, block.len()));
        self.joined.extend_from_slice(block.as_slice());
    }

    /// Edits the block and splits it into segments no longer than before. Leaves the run empty.
    fn finish(&mut self, classes: Classes, warnings: &mut Warnings, out: &mut Vec<Part<'_>>) {
        let Self { kind, parts, joined } = std::mem::take(self);
        let edited = match kind {
            Some(BlockKind::Exif) => {
                let edited = exif::edit(&joined, classes, warnings);
                warnings.kept("the Exif block", edited)
            }
            Some(_) => {
                let edited = iptc::edit(&joined, classes, warnings);
                warnings.kept("the IPTC block", edited)
            }
            None => None,
        };
        let Some(edited) = edited else { return };
        let edited = edited.unwrap_or(joined);
        let mut rest = edited.as_slice();
        for (marker, head, len) in parts {
            let (part, after) = rest.split_at_checked(len).unwrap_or((rest, &[]));
            rest = after;
            if !part.is_empty() {
                out.push(Part::new(marker, [&head[..], part].concat()));
            }
        }
    }
}

/// The length of a whole extended packet, and its portions by offset.
type Portions<'s> = (u32, BTreeMap<u32, &'s [u8]>);

/// The portions of all extended packets, by GUID.
#[derive(Default)]
struct Extension<'s> {
    packets: BTreeMap<&'s [u8], Portions<'s>>,
    is_damaged: bool,
}

impl<'s> Extension<'s> {
    fn of(segments: &'s [Part<'_>]) -> Self {
        let mut all = Self::default();
        for segment in segments.iter().filter(|segment| segment.marker == APP1) {
            let body = Bytes::new(&segment.body, 0);
            let Some(block) = packet(body).filter(|block| block.kind == BlockKind::ExtendedXmp) else {
                continue;
            };
            let Some(bytes) = block.data.all() else { continue };
            let Some(portion) = Portion::read(bytes) else {
                all.is_damaged = true;
                continue;
            };
            let (full, portions) =
                all.packets.entry(portion.guid.as_slice()).or_insert((portion.full, BTreeMap::new()));
            let again = portions.insert(portion.offset, portion.data.as_slice());
            all.is_damaged |= again.is_some() || *full != portion.full;
        }
        all
    }

    /// Whether the extended XMP has to be removed: it contains something of the classes, or that cannot be
    /// determined. Its chunks refer to the digest of their packet, so it is removed rather than edited.
    fn is_cut(&self, classes: Classes, warnings: &mut Warnings) -> bool {
        let is_clean = |(full, parts): &Portions<'_>| {
            let mut end = 0u64;
            for (at, part) in parts {
                if u64::from(*at) != end {
                    return false;
                }
                end += part.len() as u64;
            }
            let packet: Vec<u8> = parts.values().copied().flatten().copied().collect();
            end == u64::from(*full)
                && xmp::edit(&packet, |name| classes.have_property(name)).is_ok_and(|edited| edited.is_none())
        };
        let is_cut = self.is_damaged || !self.packets.values().all(is_clean);
        if is_cut {
            warnings
                .add("the extended XMP left out as a whole: it holds some of what was to go, or is damaged");
        }
        is_cut
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_part_of_the_coded_data_goes() {
        for (entropy, expected, is_whole) in [
            (&b"ab\xff\x00c\xff\xd0d\xff\xd9"[..], &b"ab\xff\x00c\xff\xd0d\xff\xd9"[..], true),
            (b"a\xff\xd9trailer\xff\xd9", b"a\xff\xd9", false),
            (b"a\xff\xc4\0\x04\xff\xd9b\xff\xff\xd9", b"a\xff\xc4\0\x04\xff\xd9b\xff\xff\xd9", true),
            (b"a\xff\xfe\0\x04\xff\xd9b\xff\xd9", b"ab\xff\xd9", false),
            (b"a\xff\xe1\0\x40b", b"a", false),
            (b"no end\xff", b"no end\xff", true),
        ] {
            assert_eq!(coded(entropy).unwrap(), (expected.to_vec(), is_whole), "{}", entropy.escape_ascii());
        }
        assert!(coded(b"a\xff\xd8\xff\xe1").is_err());
    }

    #[test]
    fn headers_lose_what_is_appended_to_them() {
        let needed =
            |marker, body: &[u8]| needed(Part::new(marker, body.to_vec()), true).map(|part| part.body);
        let jfif = needed(APP0, b"JFIF\0\x01\x02\0\0\x48\0\x48\x01\x01abc").unwrap();
        assert_eq!(&jfif[..], b"JFIF\0\x01\x02\0\0\x48\0\x48\0\0");
        let adobe = needed(APP14, b"Adobe\0\x64\0\0\0\0\x01secret").unwrap();
        assert_eq!(&adobe[..], b"Adobe\0\x64\0\0\0\0\x01");
        assert!(needed(APP0, b"JFXX\0thumbnail").is_none());
    }
}
