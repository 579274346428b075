//! Directories of a TIFF structure, as far as the kind of the file and its facts depend on them
//! [TIFF6 section 2; BigTIFF design].

use crate::bytes::Bytes;
use crate::context::Context;
use crate::source::View;
use crate::tiff::header::Layout;

// Tags [TIFF6 section 8; DNG17 chapter 4].
const NEW_SUBFILE_TYPE: u16 = 254;
const IMAGE_WIDTH: u16 = 256;
const IMAGE_LENGTH: u16 = 257;
const COMPRESSION: u16 = 259;
const PHOTOMETRIC: u16 = 262;
const MAKE: u16 = 271;
const MODEL: u16 = 272;
const SAMPLES_PER_PIXEL: u16 = 277;
const SUB_IFDS: u16 = 330;
const EXTRA_SAMPLES: u16 = 338;
const DNG_VERSION: u16 = 50706;
const EXIF_IFD: u16 = 34665; // [EXIF30 4.6.3]
const PIXEL_X_DIMENSION: u16 = 40962;
const PIXEL_Y_DIMENSION: u16 = 40963;
const JXR_WIDTH: u16 = 0xbc80; // [T.832 A.5]
const JXR_HEIGHT: u16 = 0xbc81;

/// The extra samples of a pixel [TIFF6 section 18]: opacity, with the colours multiplied by it or not.
const ALPHA: [u64; 2] = [1, 2];

/// What a directory says about its picture.
#[derive(Default)]
pub(super) struct Subfile<'a> {
    /// Bit 0: a smaller version of another picture of the file.
    pub subfile: Option<u64>,
    pub width: Option<u32>,
    pub height: Option<u32>,
    pub compression: Option<u64>,
    pub photometric: Option<u64>,
    pub make: &'a [u8],
    pub model: &'a [u8],
    pub samples: Option<u8>,
    pub has_alpha: bool,
    pub is_dng: bool,
    /// A whole JPEG, where the directory of a Panasonic raw holds one.
    pub jpeg: Option<u64>,
    /// Where the Exif directory lies.
    pub exif: Option<u64>,
    pub children: Vec<u64>,
    pub next: Option<u64>,
}

/// How many children of a directory are looked at; raws have up to five.
const CHILDREN: u64 = 16;

/// The embedded JPEG of a Panasonic raw, in its own numbering of tags.
const PANASONIC_JPEG: u16 = 0x2e;

impl<'a> Subfile<'a> {
    /// Reads the directory at `offset`; of one that is cut, what is there of it.
    pub fn read(view: View<'a>, layout: Layout, offset: u64, cx: &Context<'_>) -> Option<Self> {
        let count = layout.count(view.get(offset, layout.count_size())?)?;
        if count == 0 || count > u64::from(cx.limits.entries) {
            return None;
        }
        let size = if layout.big { 20 } else { 12 };
        let start = offset.checked_add(layout.count_size() as u64)?;
        let room = view.len().checked_sub(start)? / size;
        let entries = view.get(start, usize::try_from(count.min(room).checked_mul(size)?).ok()?)?;
        let mut directory = Self::default();
        for at in (0..entries.len()).step_by(usize::try_from(size).ok()?) {
            if let Some(entry) = Entry::read(view, layout, entries.from(at)) {
                directory.learn(&entry);
            }
        }
        let end = start.checked_add(count.checked_mul(size)?)?;
        directory.next = view.get(end, layout.offset_size()).and_then(|link| layout.offset(link, 0));
        Some(directory)
    }

    fn learn(&mut self, entry: &Entry<'a>) {
        match entry.tag {
            NEW_SUBFILE_TYPE => self.subfile = entry.number(0),
            IMAGE_WIDTH | JXR_WIDTH | PIXEL_X_DIMENSION => self.width = entry.pixels(),
            IMAGE_LENGTH | JXR_HEIGHT | PIXEL_Y_DIMENSION => self.height = entry.pixels(),
            COMPRESSION => self.compression = entry.number(0),
            PHOTOMETRIC => self.photometric = entry.number(0),
            MAKE => self.make = entry.text(),
            MODEL => self.model = entry.text(),
            SAMPLES_PER_PIXEL => self.samples = entry.number(0).and_then(|n| u8::try_from(n).ok()),
            EXTRA_SAMPLES => {
                self.has_alpha =
                    (0..entry.count.min(8)).any(|i| entry.number(i).is_some_and(|n| ALPHA.contains(&n)));
            }
            SUB_IFDS => {
                self.children = (0..entry.count.min(CHILDREN)).map_while(|i| entry.number(i)).collect();
            }
            EXIF_IFD => self.exif = entry.number(0),
            DNG_VERSION => self.is_dng = true,
            PANASONIC_JPEG => self.jpeg = entry.outside(),
            _ => {}
        }
    }
}

/// An entry of a directory [TIFF6 p. 14].
struct Entry<'a> {
    view: View<'a>,
    layout: Layout,
    tag: u16,
    kind: u16,
    count: u64,
    /// The value, or where it lies.
    field: Bytes<'a>,
}

// Types of values [TIFF6 p. 15; TIFF supplement 1; BigTIFF design].
const BYTE: u16 = 1;
const ASCII: u16 = 2;
const SHORT: u16 = 3;
const LONG: u16 = 4;
const SBYTE: u16 = 6;
const UNDEFINED: u16 = 7;
const SSHORT: u16 = 8;
const SLONG: u16 = 9;
const IFD: u16 = 13;
const LONG8: u16 = 16;
const SLONG8: u16 = 17;
const IFD8: u16 = 18;

impl<'a> Entry<'a> {
    fn read(view: View<'a>, layout: Layout, bytes: Bytes<'a>) -> Option<Self> {
        let count = layout.offset(bytes, 4)?;
        let field = bytes.get(4 + layout.offset_size(), layout.offset_size())?;
        let (tag, kind) = (bytes.u16(0, layout.order)?, bytes.u16(2, layout.order)?);
        Some(Self { view, layout, tag, kind, count, field })
    }

    /// The size of one number; 0 of what is no number or text.
    fn size(&self) -> u64 {
        match self.kind {
            BYTE | SBYTE | ASCII | UNDEFINED => 1,
            SHORT | SSHORT => 2,
            LONG | SLONG | IFD => 4,
            LONG8 | SLONG8 | IFD8 => 8,
            _ => 0,
        }
    }

    /// Where the value lies, when it is too long for its entry.
    fn outside(&self) -> Option<u64> {
        let is_inside = self.count.checked_mul(self.size())? <= self.field.len() as u64;
        let offset = self.layout.offset(self.field, 0)?;
        (!is_inside).then_some(offset)
    }

    /// `len` bytes of the value from `at`.
    fn bytes(&self, at: u64, len: usize) -> Option<Bytes<'a>> {
        match self.outside() {
            Some(offset) => self.view.get(offset.checked_add(at)?, len),
            None => self.field.get(usize::try_from(at).ok()?, len),
        }
    }

    /// The number at `index`, whatever type of whole numbers it has; none below 0, and none of text.
    fn number(&self, index: u64) -> Option<u64> {
        let size = self.size();
        if index >= self.count || self.kind == ASCII {
            return None;
        }
        let bytes = self.bytes(index.checked_mul(size)?, usize::try_from(size).ok()?)?;
        let number = match size {
            1 => bytes.u8(0).map(u64::from),
            2 => bytes.u16(0, self.layout.order).map(u64::from),
            4 => bytes.u32(0, self.layout.order).map(u64::from),
            8 => bytes.u64(0, self.layout.order),
            _ => None,
        };
        let is_signed = matches!(self.kind, SBYTE | SSHORT | SLONG | SLONG8);
        let sign = 1 << (size * 8).saturating_sub(1);
        number.filter(|number| !is_signed || number & sign == 0)
    }

    /// The first number, where it is a length in pixels.
    fn pixels(&self) -> Option<u32> {
        u32::try_from(self.number(0)?).ok()
    }

    /// The first bytes of a text: as many as a maker's name or a model's has.
    fn text(&self) -> &'a [u8] {
        let len = usize::try_from(self.count.min(64)).unwrap_or_default();
        if self.kind != ASCII {
            return &[];
        }
        self.bytes(0, len).map(Bytes::as_slice).unwrap_or_default()
    }
}
