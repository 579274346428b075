//! EPS and PostScript, plain or in the DOS EPS binary file [EPSF 3.0, 5.2].
//!
//! No structure says where the metadata is. The text of the program is searched, within limits, for an XMP packet and
//! for Photoshop's resources, which are written as comments in hexadecimal. The DOS binary file may also contain a
//! TIFF: a screen preview with metadata of its own.

use super::contents::Contents;
use super::format::Format;
use super::scan::{self, Scan};
use super::{dsc, hex};
use crate::block::{Block, BlockKind};
use crate::bytes::{ByteOrder::Little, Bytes};
use crate::context::Context;
use crate::format_id::FormatId;
use crate::issue::Stage;
use crate::issue_code::IssueCode;
use crate::source::{Reader, View};
use crate::tag::{Group, Origin, Tag, Value};

const SIGNATURES: [&[u8]; 2] = [b"%!PS", b"%!Ad"];
const FONT: &[u8] = b"%!PS-AdobeFont";
/// The signature of the DOS binary file. Offset and length follow for the program, for a WMF preview and for a TIFF
/// preview.
const DOS_SIGNATURE: &[u8] = b"\xc5\xd0\xd3\xc6";
const DOS_PROGRAM: usize = 4;
const DOS_TIFF: usize = 20;

/// The second line of a program from Illustrator that is not encapsulated.
const ILLUSTRATOR: &[u8] = b"%%Creator: Adobe Illustrator";

const PHOTOSHOP: &[u8] = b"%BeginPhotoshop:";
const PHOTOSHOP_END: &[u8] = b"%EndPhotoshop";
const PROFILE: &[u8] = b"%%BeginICCProfile:";
const PROFILE_END: &[u8] = b"%%EndICCProfile";
/// The limit for Photoshop's resources and for a profile as text, in which a byte takes two digits and some white space.
const PHOTOSHOP_MOST: u64 = 16 * 1024 * 1024;

pub(crate) const FORMAT: Format = Format { id: FormatId::Eps, sniff, read };

fn sniff(head: Bytes<'_>) -> bool {
    let bare = SIGNATURES.iter().any(|signature| head.starts_with(signature)) && !head.starts_with(FONT);
    bare || head.starts_with(DOS_SIGNATURE)
}

fn read<'a>(reader: &'a Reader<'a>, cx: &'a Context<'a>, out: &mut Contents<'a>) {
    let (start, end) = program(reader);
    if !is_encapsulated(reader.head()) {
        let illustrator = is_illustrators(reader.head());
        out.info.format = Some(if illustrator { FormatId::Ai } else { FormatId::Ps });
    }
    let mut scan = Scan::new(reader);
    let last = end.min(start.saturating_add(cx.limits.scan));
    if cx.shows_tags {
        comments(&mut scan, start, last, cx, out);
    }
    (out.info.width, out.info.height) = dsc::size(&mut scan, start, end).unzip();
    // Both start at the beginning of a line.
    let is_line_end = |before| matches!(before, Some(b'\r' | b'\n'));
    // Most programs have neither, and a single search for both shows that.
    let first = scan.find(start, last, &[PHOTOSHOP, scan::PACKET]).map_or(last, |(at, _)| at);
    if let Some((at, text, length)) = enclosed(&mut scan, first, last, PHOTOSHOP, PHOTOSHOP_END) {
        let block = resources(reader, cx, at, text, length);
        out.blocks.extend(block);
    }
    if let Some((at, length)) = scan::packet_after(&mut scan, cx, start, first, end, is_line_end) {
        out.blocks.push(Block::new(BlockKind::Xmp, View::file(reader, at, length)));
    }
    if cx.shows_tags {
        out.blocks.extend(profile(reader, &mut scan, start, last, cx));
    }
    let preview = preview(reader, cx);
    if let Some(block) = preview.filter(|_| cx.shows_tags) {
        let source = Origin::new(BlockKind::Document, block.data.absolute(0));
        let length = Value::Unread(block.data.len());
        out.tags.push(Tag::new(Group::Other("PostScript".into()), "TIFFPreview", length, None, source));
    }
    out.blocks.extend(preview);
}

/// A colour profile, which is written in hexadecimal as Photoshop's resources are.
fn profile<'a>(
    reader: &'a Reader<'a>,
    scan: &mut Scan<'_>,
    start: u64,
    end: u64,
    cx: &'a Context<'a>,
) -> Option<Block<'a>> {
    let (_, text, length) = enclosed(scan, start, end, PROFILE, PROFILE_END)?;
    let data = hex::decode(reader.get(text, usize::try_from(length).ok()?)?, cx)?;
    Some(Block::new(BlockKind::IccProfile, View::memory(data)))
}

/// Hands over what the comments of the program say.
fn comments<'a>(scan: &mut Scan<'_>, start: u64, end: u64, cx: &'a Context<'a>, out: &mut Contents<'a>) {
    let found = dsc::comments(scan, start, end);
    if cx.spend(found.len() as u64).is_some() {
        let bytes = Bytes::new(cx.arena.alloc_slice_copy(&found), start);
        out.blocks.push(Block::table(BlockKind::Document, "PostScript.Main", View::memory(bytes)));
    }
}

/// The start and the end of the program.
fn program(reader: &Reader<'_>) -> (u64, u64) {
    let (start, length) = section(reader.head(), DOS_PROGRAM).unwrap_or((0, reader.len()));
    (start, start.saturating_add(length).min(reader.len()))
}

/// The offset and length of a section of the DOS binary file, as its header states them at `at`.
fn section(head: Bytes<'_>, at: usize) -> Option<(u64, u64)> {
    let head = head.starts_with(DOS_SIGNATURE).then_some(head)?;
    Some((head.u32(at, Little)?.into(), head.u32(at + 4, Little)?.into()))
}

/// The TIFF screen preview. It is a different picture from the one that the program draws, so its metadata ranks below
/// the program's own.
fn preview<'a>(reader: &'a Reader<'a>, cx: &'a Context<'a>) -> Option<Block<'a>> {
    let (start, length) =
        section(reader.head(), DOS_TIFF).filter(|(start, length)| *start > 0 && *length > 0)?;
    if start >= reader.len() {
        let at = Some(DOS_TIFF as u64);
        cx.issue(IssueCode::BadOffset, Stage::Container, at, || "the preview lies beyond the file");
        return None;
    }
    if start.saturating_add(length) > reader.len() {
        cx.issue(IssueCode::Truncated, Stage::Container, Some(start), || "the file ends within the preview");
    }
    let data = View::file(reader, start, length);
    Some(Block { standard: false, ..Block::new(BlockKind::Exif, data) })
}

/// Whether Illustrator wrote the program.
fn is_illustrators(head: Bytes<'_>) -> bool {
    let mut lines = head.up_to(0, 256).as_slice().split(|byte| matches!(byte, b'\r' | b'\n'));
    lines.by_ref().skip(1).find(|line| !line.is_empty()).is_some_and(|line| line.starts_with(ILLUSTRATOR))
}

/// Whether the first line says that the program is encapsulated [DSC 3.0, 5.1].
fn is_encapsulated(head: Bytes<'_>) -> bool {
    let line = head.up_to(0, 256).as_slice().split(|byte| matches!(byte, b'\r' | b'\n')).next();
    head.starts_with(DOS_SIGNATURE) || line.is_some_and(|line| memchr::memmem::find(line, b"EPSF").is_some())
}

/// Finds text between two comments. Returns the offset of the first one, the offset of the text, and its length.
fn enclosed(scan: &mut Scan<'_>, start: u64, end: u64, first: &[u8], last: &[u8]) -> Option<(u64, u64, u64)> {
    let (at, _) = scan.find(start, end, &[first])?;
    let (line, _) = scan.find(at, end, &[b"\r", b"\n"])?;
    let (last, _) = scan.find(line, end.min(line.saturating_add(PHOTOSHOP_MOST)), &[last])?;
    Some((at, line, last.saturating_sub(line)))
}

fn resources<'a>(
    reader: &'a Reader<'a>,
    cx: &'a Context<'a>,
    at: u64,
    text: u64,
    length: u64,
) -> Option<Block<'a>> {
    let data = hex::decode(reader.get(text, usize::try_from(length).ok()?)?, cx)?;
    let comment = reader.up_to(at, usize::try_from(text.saturating_sub(at)).ok()?.min(64))?;
    let said = std::str::from_utf8(comment.from(PHOTOSHOP.len()).as_slice()).ok()?.trim().parse::<usize>();
    if said != Ok(data.len()) {
        cx.issue(IssueCode::BadLength, Stage::Container, Some(at), || {
            format!("Photoshop's resources have {} bytes, and not as many as they say", data.len())
        });
    }
    Some(Block::new(BlockKind::Irb, View::memory(data)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::testing::{Found, every_flip, every_prefix};

    const PACKET: &str = "<?xpacket begin='' id=''?><x/><?xpacket end='w'?>";

    /// What is found, without the comments.
    fn read(format: &Format, file: &[u8]) -> Found {
        let mut found = crate::container::testing::read(format, file);
        found.blocks.retain(|(kind, _)| *kind != BlockKind::Document);
        found
    }

    fn eps(line_end: &str) -> String {
        let lines = [
            "%!PS-Adobe-3.0 EPSF-3.0",
            "%%EndComments",
            "%BeginPhotoshop: 4",
            "% 3842",
            "% 494D",
            "%EndPhotoshop",
            "%begin_xml_packet: 49",
            PACKET,
            "%%EOF",
        ];
        lines.join(line_end)
    }

    #[test]
    fn resources_and_packet() {
        let expected = [(BlockKind::Irb, &b"8BIM"[..]), (BlockKind::Xmp, PACKET.as_bytes())];
        for line_end in ["\n", "\r", "\r\n"] {
            let file = eps(line_end);
            let found = read(&FORMAT, file.as_bytes());
            assert_eq!(found.contents(), expected);
            assert!(found.issues.is_empty());
        }
        every_prefix(&FORMAT, eps("\n").as_bytes());
    }

    #[test]
    fn the_binary_file_of_dos() {
        let program = eps("\r\n");
        let length = u32::try_from(program.len()).unwrap().to_le_bytes();
        let head = [DOS_SIGNATURE, &[30, 0, 0, 0], &length, &[0; 18]].concat();
        let file = [&head, program.as_bytes(), b"\nII*\0 no preview"].concat();
        assert_eq!(read(&FORMAT, &file).blocks.len(), 2);
        every_prefix(&FORMAT, &file);
    }

    #[test]
    fn the_preview_comes_after_the_program() {
        let program = eps("\n");
        let preview = b"II*\0 a preview";
        let numbers =
            [30 + 15, program.len(), 0, 0, 30, preview.len()].map(|number| u32::try_from(number).unwrap());
        let head = [DOS_SIGNATURE, &numbers.map(u32::to_le_bytes).concat(), &[0xff, 0xff]].concat();
        let file = [&head, &preview[..], program.as_bytes()].concat();
        let found = read(&FORMAT, &file);
        assert_eq!(found.blocks.len(), 3);
        assert_eq!(found.contents()[2], (BlockKind::Exif, &preview[..]));
        assert!(found.issues.is_empty());
        every_prefix(&FORMAT, &file);
        every_flip(&FORMAT, &file);
        // A preview beyond the end of the file is reported.
        let mut far = file.clone();
        far[DOS_TIFF + 2] = 1;
        assert_eq!(read(&FORMAT, &far).issues, ["bad-offset"]);
        let mut long = file;
        long[DOS_TIFF + 6] = 1;
        let found = read(&FORMAT, &long);
        assert_eq!((found.blocks.len(), found.issues), (3, vec!["truncated"]));
    }

    #[test]
    fn what_illustrator_made() {
        let found = read(&FORMAT, b"%!PS-Adobe-3.0 \r\n%%Creator: Adobe Illustrator(R) 8.0\r\n");
        assert_eq!(found.info.format, Some(FormatId::Ai));
    }

    #[test]
    fn a_packet_within_a_line_is_none() {
        let found = read(&FORMAT, format!("%!PS\n({PACKET}) show").as_bytes());
        assert_eq!((found.info.format, found.blocks.len()), (Some(FormatId::Ps), 0));
    }
}
