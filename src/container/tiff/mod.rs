//! TIFF and BigTIFF, and the camera raws that are TIFF structures [TIFF6; BigTIFF design; DNG17].
//!
//! The file itself is the only Exif block. XMP, IPTC and Photoshop resources are in its tags, and the decoder finds
//! them. Directories are read in place, and pictures are never read.

mod kinds;
mod subfile;

use super::{Contents, Format, jpeg, trailer};
use crate::block::{Block, BlockKind};
use crate::bytes::Bytes;
use crate::context::Context;
use crate::format_id::FormatId;
use crate::source::{Reader, View};
use crate::tiff::directory::Window;
use crate::tiff::header::{Header, PANASONIC};
use subfile::Subfile;

pub(crate) const FORMAT: Format = Format { id: FormatId::Tiff, sniff, read };

fn sniff(head: Bytes<'_>) -> bool {
    // The first directory cannot overlap the header.
    Header::read(head).is_some_and(|header| header.first >= 8 && kinds::is_known(head, &header))
}

fn read<'a>(reader: &'a Reader<'a>, cx: &'a Context<'a>, out: &mut Contents<'a>) {
    let view = View::file(reader, 0, reader.len());
    out.blocks.push(Block::new(BlockKind::Exif, view));
    let Some(header) = Header::read(reader.head()) else { return };
    let window = Window::tiff(view, header.layout);
    let directories = directories(window, header.first, cx);
    if let Some(kind) = kinds::find(reader.head(), &header, &directories) {
        out.info.format = Some(kind.id);
    }
    if let Some(first) = directories.first() {
        match first.jpeg {
            // The directory of a Panasonic raw describes the sensor. The JPEG in it has the facts and the metadata.
            Some(start) if header.version == PANASONIC => jpeg::read_at(reader, start, cx, out),
            _ => facts(first, &directories, out),
        }
        // No directory of a CR2 has the size of the raw picture, but the Exif directory does.
        let exif = first.exif.filter(|_| out.info.format == Some(FormatId::Cr2));
        if let Some(exif) = exif.and_then(|offset| Subfile::read(window, offset, cx)) {
            out.info.width = exif.width.or(out.info.width);
            out.info.height = exif.height.or(out.info.height);
        }
    }
    trailer::read(reader, cx, out);
}

/// How many directories are read. A scan may have thousands of pages, but later pages do not change its facts.
const DIRECTORIES: usize = 32;

/// The directories of the file: a chain of pages, with the children of each page after it.
fn directories<'a>(window: Window<'a>, first: u64, cx: &Context<'_>) -> Vec<Subfile<'a>> {
    let mut found: Vec<Subfile<'a>> = Vec::new();
    let mut visited = Vec::new();
    // A stack: the last offset is read next.
    let mut waiting = vec![first];
    while let Some(offset) = waiting.pop() {
        if found.len() == DIRECTORIES || visited.contains(&offset) {
            continue;
        }
        visited.push(offset);
        if let Some(subfile) = Subfile::read(window, offset, cx) {
            waiting.extend(subfile.next);
            waiting.extend(subfile.children.iter().rev());
            found.push(subfile);
        }
    }
    found
}

/// Takes the facts from the full picture. This is the first page, unless that is a reduced version of another picture
/// [TIFF6 `NewSubfileType`], as in raws whose first page is a preview.
fn facts(first: &Subfile<'_>, directories: &[Subfile<'_>], out: &mut Contents<'_>) {
    let is_full = |d: &&Subfile<'_>| d.kind.is_some_and(|kind| kind & 1 == 0) && d.width.is_some();
    let is_reduced = first.kind.is_some_and(|kind| kind & 1 == 1);
    let full = if is_reduced { directories.iter().find(is_full).unwrap_or(first) } else { first };
    out.info.width = full.width;
    out.info.height = full.height;
    // JPEG XR states these facts by tags of its own.
    if full.photometric.is_some() {
        out.info.components = Some(full.samples.unwrap_or(1)); // [TIFF6 SamplesPerPixel]: 1 if it is absent
        out.info.has_alpha = Some(full.has_alpha);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Extractor;
    use crate::container::testing::{JPEG, every_prefix, read_source as found};
    use crate::source::Source;
    use std::cell::Cell;

    /// An entry with a number that fits into it.
    fn short(tag: u16, number: u16) -> Vec<u8> {
        [tag, 3, 1, 0, number, 0].into_iter().flat_map(u16::to_le_bytes).collect()
    }

    fn long(tag: u16, number: u32) -> Vec<u8> {
        let start = [tag, 4, 1, 0].into_iter().flat_map(u16::to_le_bytes);
        start.chain(number.to_le_bytes()).collect()
    }

    fn directory(entries: &[Vec<u8>], next: u32) -> Vec<u8> {
        let count = u16::try_from(entries.len()).unwrap().to_le_bytes();
        [&count[..], &entries.concat(), &next.to_le_bytes()].concat()
    }

    fn tiff(entries: &[Vec<u8>]) -> Vec<u8> {
        [&b"II*\0\x08\0\0\0"[..], &directory(entries, 0)].concat()
    }

    fn kind(bytes: &[u8]) -> (&'static str, &'static str) {
        let format = found(&FORMAT, &bytes).info.format.unwrap_or(FORMAT.id);
        (format.name(), format.mime())
    }

    #[test]
    fn the_facts_are_in_the_first_directory() {
        let bytes = tiff(&[short(256, 30), short(257, 20), short(262, 2), short(277, 4), short(338, 2)]);
        let found = found(&FORMAT, &bytes.as_slice());
        assert_eq!(found.places(), [(BlockKind::Exif, 0)]);
        assert_eq!((found.info.width, found.info.height), (Some(30), Some(20)));
        assert_eq!((found.info.components, found.info.has_alpha), (Some(4), Some(true)));
        assert!(found.issues.is_empty());
    }

    #[test]
    fn of_a_preview_and_the_full_picture_the_facts_are_the_latter_s() {
        let entries = |child| [long(254, 1), short(256, 3), short(257, 2), long(330, child)];
        let child = u32::try_from(tiff(&entries(0)).len()).unwrap();
        let full = directory(&[long(254, 0), short(256, 30), short(257, 20), short(259, 34713)], 0);
        let bytes = [tiff(&entries(child)), full].concat();
        let info = found(&FORMAT, &bytes.as_slice()).info;
        assert_eq!((info.width, info.height), (Some(30), Some(20)));
        assert_eq!(info.format, Some(FormatId::Nef));
        every_prefix(&FORMAT, &bytes);
    }

    #[test]
    fn kinds_are_known_by_their_content() {
        assert_eq!(kind(&tiff(&[short(259, 32767)])).0, "ARW");
        assert_eq!(kind(&tiff(&[long(50706, 0x0401)])), ("DNG", "image/x-adobe-dng"));
        assert_eq!(kind(&tiff(&[short(259, 34713), long(50706, 0x0401)])).0, "DNG");
        assert_eq!(kind(b"II*\0\x10\0\0\0CR\x02\0\0\0\0\0\0\0").0, "CR2");
        assert_eq!(kind(b"II\xbc\x01\x08\0\0\0\0\0").0, "JXR");
        assert_eq!(kind(b"IIRO\x08\0\0\0\0\0").0, "ORF");
        assert_eq!(kind(b"MMOR\0\0\0\x08\0\0").0, "ORF");
        assert_eq!(kind(b"IIU\0\x08\0\0\0\0\0").0, "RAW");
        // A file of no other format is a TIFF.
        assert_eq!(kind(&tiff(&[short(256, 1)])), ("TIFF", "image/tiff"));
    }

    #[test]
    fn a_directory_in_the_header_is_no_tiff() {
        assert!(!sniff(Bytes::new(b"II*\0\x04\0\0\0\0\0\0\0", 0)));
    }

    #[test]
    fn a_damaged_version_costs_nothing() {
        let mut bytes = tiff(&[short(256, 30)]);
        bytes[2] = 0x42;
        assert!(sniff(Bytes::new(&bytes, 0)));
        assert_eq!(found(&FORMAT, &bytes.as_slice()).info.width, Some(30));
        assert!(!sniff(Bytes::new(b"MMMMMMMMMMMM", 0)));
        assert!(!sniff(Bytes::new(b"II am a text", 0)));
    }

    #[test]
    fn the_size_of_a_cr2_is_in_its_exif_directory() {
        let header = b"II*\0\x10\0\0\0CR\x02\0\0\0\0\0";
        let first = directory(&[short(256, 3), short(257, 2), long(34665, 58)], 0);
        let exif = directory(&[short(40962, 30), short(40963, 20)], 0);
        let bytes = [&header[..], &first, &exif].concat();
        let info = found(&FORMAT, &bytes.as_slice()).info;
        assert_eq!((info.width, info.height), (Some(30), Some(20)));
    }

    #[test]
    fn a_panasonic_raw_has_a_jpeg() {
        let directory = [&[1, 0, 0x2e, 0, 7, 0][..], &[64, 0, 0, 0, 26, 0, 0, 0], &[0; 4]].concat();
        let bytes = [b"IIU\0\x08\0\0\0", &directory[..], JPEG].concat();
        let found = found(&FORMAT, &bytes.as_slice());
        assert_eq!(found.places(), [(BlockKind::Exif, 0), (BlockKind::Exif, 26 + 12)]);
        assert_eq!((found.info.width, found.info.height), (Some(3), Some(2)));
        every_prefix(&FORMAT, &bytes);
    }

    #[test]
    fn a_chain_of_directories_ends() {
        let mut bytes = tiff(&[short(256, 30)]);
        let len = bytes.len();
        bytes[len - 4] = 8;
        assert_eq!(found(&FORMAT, &bytes.as_slice()).info.width, Some(30));
    }

    /// A file of 16 GB that consists of zeros except for the header and the directory at its end.
    struct Sparse {
        directory: Vec<u8>,
        read: Cell<u64>,
    }

    const END: u64 = 16 << 30;

    impl Source for Sparse {
        fn len(&self) -> u64 {
            END + self.directory.len() as u64
        }

        fn read_at(&self, offset: u64, buffer: &mut [u8]) -> std::io::Result<usize> {
            self.read.set(self.read.get() + buffer.len() as u64);
            let header = [&b"II\x2b\0\x08\0\0\0"[..], &END.to_le_bytes()].concat();
            buffer.fill(0);
            for (start, part) in [(0, &header), (END, &self.directory)] {
                for (at, byte) in (start..).zip(part) {
                    let place =
                        at.checked_sub(offset).and_then(|at| buffer.get_mut(usize::try_from(at).ok()?));
                    if let Some(place) = place {
                        *place = *byte;
                    }
                }
            }
            Ok(buffer.len())
        }
    }

    #[test]
    fn of_a_huge_file_kilobytes_are_read() {
        let entry = |tag: u16, number: u64| {
            [&tag.to_le_bytes()[..], &[3, 0], &1u64.to_le_bytes(), &number.to_le_bytes()].concat()
        };
        let entries = [entry(256, 6_000), entry(257, 5_000), entry(274, 6)].concat();
        let directory = [&3u64.to_le_bytes()[..], &entries, &[0; 8]].concat();
        let source = Sparse { directory, read: Cell::new(0) };
        let extraction = Extractor::new().from_source(&source).unwrap();
        assert_eq!((extraction.file.format.name(), extraction.file.width), ("BTF", Some(6_000)));
        assert!(source.read.get() < 100 * 1024, "{} bytes", source.read.get());
    }
}
