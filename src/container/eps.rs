//! EPS and PostScript, bare or in the binary file of DOS [EPSF 3.0, 5.2].
//!
//! No structure tells where metadata lies: the program's text is searched, within bounds, for an XMP packet and
//! for Photoshop's resources, which stand there as comments in hexadecimal.

use super::scan::{self, Scan};
use super::{Contents, Format, hex};
use crate::block::{Block, BlockKind};
use crate::bytes::{ByteOrder::Little, Bytes};
use crate::context::Context;
use crate::issue::Stage;
use crate::source::{Reader, View};

const SIGNATURES: [&[u8]; 2] = [b"%!PS", b"%!Ad"];
const FONT: &[u8] = b"%!PS-AdobeFont";
/// The binary file of DOS: this, then the place and the length of the program.
const DOS_SIGNATURE: &[u8] = b"\xc5\xd0\xd3\xc6";

const PHOTOSHOP: &[u8] = b"%BeginPhotoshop:";
const PHOTOSHOP_END: &[u8] = b"%EndPhotoshop";
/// Photoshop's resources as text: two digits and some white space a byte.
const PHOTOSHOP_MOST: u64 = 16 * 1024 * 1024;

pub(crate) const FORMAT: Format = Format { name: "EPS", mime: "application/postscript", sniff, read };

fn sniff(head: Bytes<'_>) -> bool {
    let bare = SIGNATURES.iter().any(|signature| head.starts_with(signature)) && !head.starts_with(FONT);
    bare || head.starts_with(DOS_SIGNATURE)
}

fn read<'a>(reader: &'a Reader<'a>, cx: &'a Context<'a>, out: &mut Contents<'a>) {
    let (start, end) = program(reader);
    if !is_encapsulated(reader.head()) {
        (out.info.format, out.info.mime) = ("PS", FORMAT.mime);
    }
    // Both stand at the beginning of a line.
    let is_line_end = |before| matches!(before, Some(b'\r' | b'\n'));
    if let Some((at, text, length)) = photoshop(reader, cx, start, end) {
        let block = resources(reader, cx, at, text, length);
        out.blocks.extend(block);
    }
    if let Some((at, length)) = scan::packet(reader, cx, start, end, is_line_end) {
        out.blocks.push(Block::new(BlockKind::Xmp, View::file(reader, at, length)));
    }
}

/// Where the program stands.
fn program(reader: &Reader<'_>) -> (u64, u64) {
    let head = reader.head();
    match (head.starts_with(DOS_SIGNATURE), head.u32(4, Little), head.u32(8, Little)) {
        (true, Some(start), Some(length)) => {
            let (start, length) = (u64::from(start), u64::from(length));
            (start, start.saturating_add(length).min(reader.len()))
        }
        _ => (0, reader.len()),
    }
}

/// Whether the first line says that the program is encapsulated [DSC 3.0, 5.1].
fn is_encapsulated(head: Bytes<'_>) -> bool {
    let line = head.up_to(0, 256).as_slice().split(|byte| matches!(byte, b'\r' | b'\n')).next();
    head.starts_with(DOS_SIGNATURE) || line.is_some_and(|line| memchr::memmem::find(line, b"EPSF").is_some())
}

/// Where Photoshop's resources stand: the comment, the text after it, the length of that.
fn photoshop<'a>(reader: &'a Reader<'a>, cx: &Context<'_>, start: u64, end: u64) -> Option<(u64, u64, u64)> {
    let mut scan = Scan::new(reader);
    let end = end.min(start.saturating_add(cx.limits.scan));
    let (at, _) = scan.find(start, end, &[PHOTOSHOP])?;
    let (line, _) = scan.find(at, end, &[b"\r", b"\n"])?;
    let (last, _) = scan.find(line, end.min(line.saturating_add(PHOTOSHOP_MOST)), &[PHOTOSHOP_END])?;
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
        cx.issue("bad-length", Stage::Container, Some(at), || {
            format!("Photoshop's resources have {} bytes, and not as many as they say", data.len())
        });
    }
    Some(Block::new(BlockKind::Irb, View::memory(data)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::testing::{every_prefix, read};

    const PACKET: &str = "<?xpacket begin='' id=''?><x/><?xpacket end='w'?>";

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
        let file = [&head, program.as_bytes(), b"\nII*\0 a preview"].concat();
        assert_eq!(read(&FORMAT, &file).blocks.len(), 2);
        every_prefix(&FORMAT, &file);
    }

    #[test]
    fn a_packet_within_a_line_is_none() {
        let found = read(&FORMAT, format!("%!PS\n({PACKET}) show").as_bytes());
        assert_eq!((found.info.format, found.blocks.len()), ("PS", 0));
    }
}
