//! What a film is: how long it lasts, how it is coded, and how it is turned for display [ISO/IEC 14496-12 8.2 to 8.5].

use super::super::contents::Contents;
use super::super::media::{Span, codec};
use crate::bytes::{ByteOrder::Big, Bytes};
use crate::file_info::ContainerInfo;
use crate::isobmff::boxes::{BoxReader, BoxType, IsoBox};
use crate::source::View;
use std::borrow::Cow;

/// The one in the fixed-point numbers of a matrix [14496-12 8.3.2].
const ONE: u64 = 1 << 16;
/// How many codecs are listed. A film has one for the picture and one for the sound; the rest are other languages.
const CODECS: usize = 16;
/// The types of tracks whose codecs are listed: pictures and sounds.
const MEDIA: [&BoxType; 2] = [b"vide", b"soun"];

/// What the boxes of a file say about the film.
#[derive(Default)]
pub(super) struct Film {
    /// How long it lasts, as its header says.
    duration: Option<Span>,
    /// How long its fragments last together.
    fragments: Option<Span>,
    /// How long its longest track lasts.
    longest: Option<Span>,
    /// The units of time in a second.
    scale: u32,
    /// The size of its media data in bytes.
    media: u64,
    codecs: Vec<Cow<'static, str>>,
    /// The matrix of the track that tells the size.
    matrix: Option<Matrix>,
}

/// The part of a matrix that turns and scales.
#[derive(Clone, Copy)]
struct Matrix {
    a: i32,
    b: i32,
    c: i32,
    d: i32,
}

impl Film {
    /// Counts a box of media data.
    pub fn add_media(&mut self, part: &IsoBox<'_>) {
        self.media = self.media.saturating_add(part.body.len());
    }

    /// Reads the header of the film.
    pub fn header(&mut self, header: IsoBox<'_>) {
        if let Some((scale, duration)) = times(header) {
            (self.scale, self.duration) = (scale, duration);
        }
    }

    /// Reads how long the fragments of a film last together [14496-12 8.8.2].
    pub fn extension<'a>(&mut self, boxes: &BoxReader<'a>, body: View<'a>) {
        let header = boxes.children(body).find(|part| part.box_type == *b"mehd").and_then(|it| it.full());
        let units = header.and_then(|header| match header.version {
            1 => header.fields.get(0, 8)?.u64(0, Big),
            _ => header.fields.get(0, 4)?.be32(0).map(u64::from),
        });
        self.fragments = units.map(|units| Span { units, scale: self.scale });
    }

    /// Reads the size of a track and how it is turned. The first track that states a size counts.
    pub fn track_header(&mut self, header: IsoBox<'_>, info: &mut ContainerInfo) {
        let Some(header) = header.full().filter(|_| info.width.is_none()) else { return };
        // Times and a duration (each of 64 bits in version 1) come first. The matrix has nine numbers.
        let Some(numbers) = header.fields.get(if header.version == 1 { 48 } else { 36 }, 44) else { return };
        let pixels = |at| numbers.be32(at).map(|number| number >> 16).filter(|&number| number > 0);
        let (Some(width), Some(height)) = (pixels(36), pixels(40)) else { return };
        (info.width, info.height) = (Some(width), Some(height));
        self.matrix = Matrix::read(numbers);
    }

    /// Reads the media of a track: its type, how long it lasts, and its codecs.
    pub fn media<'a>(&mut self, boxes: &BoxReader<'a>, body: View<'a>) -> Option<BoxType> {
        let mut handler = None;
        for part in boxes.children(body) {
            match &part.box_type {
                b"mdhd" => {
                    let of_track = times(part).and_then(|(_, duration)| duration);
                    let length = |span: &Span| span.duration();
                    self.longest = self.longest.into_iter().chain(of_track).max_by_key(length);
                }
                b"hdlr" => {
                    let kind = part.body.get(8, 4).and_then(|kind| kind.as_slice().first_chunk().copied());
                    handler = handler.or(kind);
                }
                b"minf" if handler.is_some_and(|kind| MEDIA.contains(&&kind)) => {
                    self.samples(boxes, part.body);
                }
                _ => {}
            }
        }
        handler
    }

    /// Lists the codecs of a track, each once: the types of its sample descriptions [14496-12 8.5.2].
    fn samples<'a>(&mut self, boxes: &BoxReader<'a>, body: View<'a>) {
        let child = |within, name| boxes.children(within).find(|part| part.box_type == name);
        let table = child(body, *b"stbl").and_then(|table| child(table.body, *b"stsd"));
        let Some(table) = table.and_then(|table| table.full()) else { return };
        // The number of descriptions comes first.
        for description in boxes.children(table.fields.part(4, u64::MAX)).take(CODECS) {
            let name = codec(description.box_type);
            if !name.is_empty() && self.codecs.len() < CODECS && !self.codecs.contains(&name) {
                self.codecs.push(name);
            }
        }
    }

    /// Adds the facts of the film to those of the file, unless it is a picture.
    pub fn finish(self, out: &mut Contents<'_>) {
        let info = &mut out.info;
        if info.format.is_some_and(|format| format.mime().starts_with("image/")) {
            return;
        }
        let stated = [self.duration, self.fragments, self.longest];
        let duration = stated.into_iter().flatten().find(|span| span.is_stated());
        info.duration = duration.and_then(Span::duration);
        info.bit_rate = duration.and_then(|duration| duration.bit_rate(self.media));
        info.codecs = self.codecs;
        if let (Some(width), Some(height), Some(matrix)) = (info.width, info.height, self.matrix) {
            info.orientation = info.orientation.or(matrix.orientation());
            (info.display_width, info.display_height) = matrix.shown(width, height).unzip();
        }
    }
}

impl Matrix {
    /// The matrix in the order `a b u c d v x y w`; `None` if it is empty.
    fn read(numbers: Bytes<'_>) -> Option<Self> {
        let number = |at| numbers.be32(at).map(u32::cast_signed);
        let matrix = Self { a: number(0)?, b: number(4)?, c: number(12)?, d: number(16)? };
        (matrix.is_upright() || matrix.is_turned()).then_some(matrix)
    }

    /// Whether width stays width.
    fn is_upright(self) -> bool {
        self.a != 0 && self.d != 0 && self.b == 0 && self.c == 0
    }

    /// Whether width becomes height.
    fn is_turned(self) -> bool {
        self.b != 0 && self.c != 0 && self.a == 0 && self.d == 0
    }

    /// The EXIF code of how it turns and mirrors [EXIF30 4.6.5.1.7].
    fn orientation(self) -> Option<u8> {
        Some(match (self.a.signum(), self.b.signum(), self.c.signum(), self.d.signum()) {
            (1, 0, 0, 1) => 1,
            (-1, 0, 0, 1) => 2,
            (-1, 0, 0, -1) => 3,
            (1, 0, 0, -1) => 4,
            (0, 1, 1, 0) => 5,
            (0, 1, -1, 0) => 6,
            (0, -1, -1, 0) => 7,
            (0, -1, 1, 0) => 8,
            _ => return None,
        })
    }

    /// The size of what is shown.
    fn shown(self, width: u32, height: u32) -> Option<(u32, u32)> {
        let scaled = |by: i32, side: u32| u64::from(by.unsigned_abs()).saturating_mul(side.into());
        let side = |across: u64, along: u64| {
            u32::try_from(across.saturating_add(along).saturating_add(ONE / 2) / ONE)
                .ok()
                .filter(|side| *side > 0)
        };
        let (a, b, c, d) = (self.a, self.b, self.c, self.d);
        side(scaled(a, width), scaled(c, height)).zip(side(scaled(b, width), scaled(d, height)))
    }
}

/// The units of time in a second, and the duration, of the header of a film or of a track's media
/// [14496-12 8.2.2, 8.4.2].
fn times(header: IsoBox<'_>) -> Option<(u32, Option<Span>)> {
    let header = header.full()?;
    let (scale, units, unknown) = if header.version == 1 {
        let fields = header.fields.get(16, 12)?;
        (fields.be32(0)?, fields.u64(4, Big)?, u64::MAX)
    } else {
        let fields = header.fields.get(8, 8)?;
        (fields.be32(0)?, u64::from(fields.be32(4)?), u64::from(u32::MAX))
    };
    // All bits are set if the duration is not known.
    Some((scale, (units != unknown).then_some(Span { units, scale })))
}

#[cfg(test)]
mod tests {
    use super::super::file::MP4 as FORMAT;
    use crate::container::testing::{Sparse, every_flip, every_prefix, read, read_source};
    use crate::file_info::ContainerInfo;
    use crate::isobmff::boxes::tests::iso_box;
    use std::time::Duration;

    const MINUS: i32 = -0x1_0000;
    const PLUS: i32 = 0x1_0000;

    fn numbers(numbers: &[u32]) -> Vec<u8> {
        numbers.iter().flat_map(|number| number.to_be_bytes()).collect()
    }

    #[allow(clippy::trivially_copy_pass_by_ref)] // `b"vide"` is a reference
    fn track(handler: &[u8; 4], codec: &[u8; 4], [a, b, c, d]: [i32; 4]) -> Vec<u8> {
        let matrix = [a, b, 0, c, d, 0, 0, 0, 0x4000_0000].map(i32::cast_unsigned);
        let size = if handler == b"vide" { [1920 << 16, 1080 << 16] } else { [0; 2] };
        let header = iso_box(b"tkhd", &[vec![0; 40], numbers(&matrix), numbers(&size)].concat());
        let times = iso_box(b"mdhd", &numbers(&[0, 0, 0, 1000, 2500, 0]));
        let handler = iso_box(b"hdlr", &[&[0; 8], &handler[..], &[0; 13]].concat());
        let description = iso_box(codec, &[0; 20]);
        let table = iso_box(b"stsd", &[numbers(&[0, 1]), description].concat());
        let media = [times, handler, iso_box(b"minf", &iso_box(b"stbl", &table))].concat();
        iso_box(b"trak", &[header, iso_box(b"mdia", &media)].concat())
    }

    fn film(duration: u32, matrix: [i32; 4]) -> Vec<u8> {
        let header = iso_box(b"mvhd", &[numbers(&[0, 0, 0, 600, duration]), vec![0; 80]].concat());
        let tracks = [
            track(b"vide", b"hvc1", matrix),
            track(b"soun", b"mp4a", [0; 4]),
            track(b"meta", b"mebx", [0; 4]),
        ];
        let movie = iso_box(b"moov", &[header, tracks.concat()].concat());
        [iso_box(b"ftyp", b"qt  \0\0\0\0"), iso_box(b"mdat", &[7; 3000]), movie].concat()
    }

    fn info(file: &[u8]) -> ContainerInfo {
        read(&FORMAT, file).info
    }

    #[test]
    fn what_a_film_is() {
        let found = info(&film(1200, [PLUS, 0, 0, PLUS]));
        assert_eq!(found.duration, Some(Duration::from_secs(2)));
        assert_eq!(found.bit_rate, Some(12_000));
        assert_eq!(found.codecs, ["hvc1", "mp4a"]);
        assert_eq!(
            (found.orientation, found.display_width, found.display_height),
            (Some(1), Some(1920), Some(1080))
        );
    }

    #[test]
    fn turned_films_are_shown_turned() {
        for (matrix, code, size) in [
            ([0, PLUS, MINUS, 0], 6, (1080, 1920)),
            ([MINUS, 0, 0, MINUS], 3, (1920, 1080)),
            ([0, MINUS, PLUS, 0], 8, (1080, 1920)),
            ([MINUS, 0, 0, PLUS], 2, (1920, 1080)),
            ([0, PLUS, PLUS, 0], 5, (1080, 1920)),
            ([2 * PLUS, 0, 0, PLUS], 1, (3840, 1080)),
        ] {
            let found = info(&film(600, matrix));
            assert_eq!((found.width, found.height), (Some(1920), Some(1080)), "as stored");
            assert_eq!(found.orientation, Some(code));
            assert_eq!(found.display_width.zip(found.display_height), Some(size));
        }
        let tilted = info(&film(600, [40_000, 40_000, -40_000, 40_000]));
        assert_eq!((tilted.orientation, tilted.display_width), (None, None));
    }

    #[test]
    fn a_film_whose_header_does_not_say_lasts_as_long_as_its_tracks() {
        for unknown in [0, u32::MAX] {
            assert_eq!(info(&film(unknown, [0; 4])).duration, Some(Duration::from_millis(2500)));
        }
    }

    #[test]
    fn fragments_tell_how_long_they_last() {
        let header = iso_box(b"mvhd", &numbers(&[0, 0, 0, 1000, 0, 0]));
        let extension = iso_box(b"mvex", &iso_box(b"mehd", &numbers(&[0, 4000])));
        let movie = iso_box(b"moov", &[header, extension].concat());
        let file = [iso_box(b"ftyp", b"iso5\0\0\0\0"), movie].concat();
        assert_eq!(info(&file).duration, Some(Duration::from_secs(4)));
    }

    #[test]
    fn a_scale_of_nothing_is_no_duration() {
        let header = iso_box(b"mvhd", &numbers(&[0, 0, 0, 0, 7, 0]));
        let file = [iso_box(b"ftyp", b"isom\0\0\0\0"), iso_box(b"moov", &header)].concat();
        assert_eq!(info(&file).duration, None);
    }

    #[test]
    fn sequences_of_pictures_are_no_films() {
        let movie = film(1200, [0, PLUS, MINUS, 0]);
        let pictures = [iso_box(b"ftyp", b"hevc\0\0\0\0hevcmsf1"), movie[16..].to_vec()].concat();
        let found = info(&pictures);
        assert_eq!((found.duration, found.bit_rate, found.display_width), (None, None, None));
        assert!(found.codecs.is_empty());
        assert_eq!(found.orientation, Some(1), "by its items");
    }

    #[test]
    fn a_film_of_100_gb_costs_kilobytes() {
        let whole = film(1200, [PLUS, 0, 0, PLUS]);
        let size = 100_000_000_000u64;
        let head = [
            iso_box(b"ftyp", b"qt  \0\0\0\0"),
            b"\0\0\0\x01mdat".to_vec(),
            (size + 16).to_be_bytes().to_vec(),
        ]
        .concat();
        let start = head.len() as u64 + size;
        let tail = whole[16 + 3008..].to_vec();
        let len = start + tail.len() as u64;
        let found = read_source(&FORMAT, &Sparse { len, parts: vec![(0, head), (start, tail)] });
        assert_eq!(found.info.bit_rate, Some(400_000_000_000));
        assert_eq!(found.info.codecs, ["hvc1", "mp4a"]);
        assert!(found.bytes_read < 80 * 1024, "{} bytes were read", found.bytes_read);
    }

    #[test]
    fn damage_of_every_kind() {
        let file = film(1200, [0, PLUS, MINUS, 0]);
        every_prefix(&FORMAT, &file);
        every_flip(&FORMAT, &file);
    }
}
