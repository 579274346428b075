//! Reads what determines the format and the facts of a file from the directories of a TIFF structure
//! [TIFF6 section 2; BigTIFF design].

use crate::bytes::Bytes;
use crate::context::Context;
use crate::tiff::directory::{Directory, RawEntry, Window};
use crate::tiff::ids::{
    COMPRESSION, EXIF_IFD, IMAGE_LENGTH, IMAGE_WIDTH, MAKE, MODEL, NEW_SUBFILE_TYPE, PHOTOMETRIC,
    SAMPLES_PER_PIXEL, SUB_IFDS,
};
use crate::tiff::types::FieldType;

// Tags that only determine the format and the facts of the file.
const EXTRA_SAMPLES: u16 = 338; // [TIFF6 section 18]
const DNG_VERSION: u16 = 50706; // [DNG17 chapter 4]
const PIXEL_X_DIMENSION: u16 = 40962; // [EXIF30 4.6.5]
const PIXEL_Y_DIMENSION: u16 = 40963;
const JXR_WIDTH: u16 = 0xbc80; // [T.832 A.5]
const JXR_HEIGHT: u16 = 0xbc81;

/// The kinds of extra samples that are alpha [TIFF6 section 18]: with premultiplied colours or without.
const ALPHA: [u64; 2] = [1, 2];

/// What a directory says about its picture.
#[derive(Default)]
pub(super) struct Subfile<'a> {
    /// Bit 0: a reduced-resolution version of another picture in the file.
    pub kind: Option<u64>,
    pub width: Option<u32>,
    pub height: Option<u32>,
    pub compression: Option<u64>,
    pub photometric: Option<u64>,
    pub make: &'a [u8],
    pub model: &'a [u8],
    pub samples: Option<u8>,
    pub has_alpha: bool,
    pub is_dng: bool,
    /// The offset of a complete JPEG in the directory of a Panasonic raw.
    pub jpeg: Option<u64>,
    /// The offset of the Exif directory.
    pub exif: Option<u64>,
    pub children: Vec<u64>,
    pub next: Option<u64>,
}

/// How many children of a directory are read. Raws have up to five.
const CHILDREN: u64 = 16;

/// The embedded JPEG of a Panasonic raw, whose tags have a numbering of their own.
const PANASONIC_JPEG: u16 = 0x2e;

impl<'a> Subfile<'a> {
    /// Reads the directory at `offset`. If it is cut off, reads the entries that are there.
    pub fn read(window: Window<'a>, offset: u64, cx: &Context<'_>) -> Option<Self> {
        let most = u64::from(cx.limits.entries);
        let directory = Directory::at(window, offset).filter(|d| (1..=most).contains(&d.count))?;
        let mut subfile = Self::default();
        for entry in directory.entries(most)? {
            subfile.learn(&Value { window, entry });
        }
        subfile.next = directory.next();
        Some(subfile)
    }

    fn learn(&mut self, value: &Value<'a>) {
        match value.entry.tag {
            NEW_SUBFILE_TYPE => self.kind = value.number(0),
            IMAGE_WIDTH | JXR_WIDTH | PIXEL_X_DIMENSION => self.width = value.pixels(),
            IMAGE_LENGTH | JXR_HEIGHT | PIXEL_Y_DIMENSION => self.height = value.pixels(),
            COMPRESSION => self.compression = value.number(0),
            PHOTOMETRIC => self.photometric = value.number(0),
            MAKE => self.make = value.text(),
            MODEL => self.model = value.text(),
            SAMPLES_PER_PIXEL => self.samples = value.number(0).and_then(|n| u8::try_from(n).ok()),
            EXTRA_SAMPLES => {
                self.has_alpha = (0..8).any(|index| value.number(index).is_some_and(|n| ALPHA.contains(&n)));
            }
            SUB_IFDS => self.children = (0..CHILDREN).map_while(|index| value.number(index)).collect(),
            EXIF_IFD => self.exif = value.number(0),
            DNG_VERSION => self.is_dng = true,
            PANASONIC_JPEG => self.jpeg = value.outside(),
            _ => {}
        }
    }
}

/// The value of an entry, of which only the requested part is read. That part may be intact even if the value extends
/// beyond the end of the file.
struct Value<'a> {
    window: Window<'a>,
    entry: RawEntry<'a>,
}

impl<'a> Value<'a> {
    /// The offset of the value, if it does not fit into its entry.
    fn outside(&self) -> Option<u64> {
        let place = self.entry.value;
        (!place.inline).then_some(place.at)
    }

    /// The number at `index`, for any integer type. `None` for a negative number, and for text.
    fn number(&self, index: u64) -> Option<u64> {
        let is_signed = match self.entry.field_type? {
            FieldType::SBYTE | FieldType::SSHORT | FieldType::SLONG | FieldType::SLONG8 => true,
            FieldType::UNDEFINED => false,
            field_type if field_type.is_integer() => false,
            _ => return None,
        };
        let sign = 1 << (self.entry.field_type?.size() * 8).saturating_sub(1);
        self.window.number(&self.entry, index).filter(|number| !is_signed || number & sign == 0)
    }

    /// The first number, as a length in pixels.
    fn pixels(&self) -> Option<u32> {
        u32::try_from(self.number(0)?).ok()
    }

    /// The first bytes of a text, enough for the name of a maker or a model.
    fn text(&self) -> &'a [u8] {
        let len = usize::try_from(self.entry.count.min(64)).unwrap_or_default();
        if self.entry.field_type != Some(FieldType::ASCII) {
            return &[];
        }
        self.window.bytes(&self.entry, 0, len).map(Bytes::as_slice).unwrap_or_default()
    }
}
