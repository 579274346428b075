//! The kinds of files that are TIFF structures, told apart by what they hold and never by their name.
//!
//! Camera makers keep their raw pictures in TIFF structures. Some give themselves away in the header, others by a
//! compression that only one maker uses; of the rest the maker is known, and that a directory holds the numbers of
//! a sensor. The kinds are the rows of `kinds.tsv`. What none of these tells (an IIQ without its mark, a raw that was stripped of its maker) is a TIFF.

use super::subfile::Subfile;
use crate::bytes::Bytes;
use crate::format_id::FormatId;
use crate::tiff::header::Header;

/// A kind of file, and the signs of it, all of which must be there.
pub(super) struct FileKind {
    /// What such a file is called.
    pub id: FormatId,
    signs: &'static [Sign],
}

enum Sign {
    /// The second two bytes of the file, as a number in its order.
    Version(u16),
    /// A BigTIFF.
    Big,
    /// Bytes of the file from an offset.
    Bytes(usize, &'static [u8]),
    /// The way in which the picture of some directory is compressed.
    Compression(u64),
    /// Some directory says that the file is a DNG [DNG17 `DNGVersion`].
    Dng,
    /// Some directory holds the numbers of a sensor: colours in a filter array, or linear ones.
    Sensor,
    /// What the maker's name begins with, in capitals.
    Make(&'static str),
    /// What the model's name begins with, in capitals.
    Model(&'static str),
}

include!("generated.rs");

/// The kind of a file with these first bytes and these directories.
pub(super) fn find(
    head: Bytes<'_>,
    header: &Header,
    directories: &[Subfile<'_>],
) -> Option<&'static FileKind> {
    KINDS.iter().find(|kind| kind.signs.iter().all(|sign| sign.is_met(head, header, directories)))
}

/// Whether the first bytes are those of a file of some kind.
///
/// All kinds but two have a small number where TIFF has 42: any such number is taken for a damaged 42.
pub(super) fn is_known(head: Bytes<'_>, header: &Header) -> bool {
    let by_header = |kind: &FileKind| match kind.signs.first() {
        Some(sign @ (Sign::Version(_) | Sign::Bytes(0, _))) => sign.is_met(head, header, &[]),
        _ => false,
    };
    header.version < 0x100 || KINDS.iter().any(by_header)
}

/// What a picture's colours are when they come from a sensor: a filter array, or linear [DNG17
/// `PhotometricInterpretation`].
const SENSOR: [u64; 2] = [32803, 34892];

impl Sign {
    fn is_met(&self, head: Bytes<'_>, header: &Header, directories: &[Subfile<'_>]) -> bool {
        let any = |test: &dyn Fn(&Subfile<'_>) -> bool| directories.iter().any(test);
        match *self {
            Self::Version(version) => header.version == version,
            Self::Big => header.layout.big,
            Self::Bytes(at, bytes) => head.from(at).starts_with(bytes),
            Self::Compression(compression) => any(&|d| d.compression == Some(compression)),
            Self::Dng => any(&|d| d.is_dng),
            Self::Sensor => any(&|d| d.photometric.is_some_and(|photometric| SENSOR.contains(&photometric))),
            Self::Make(name) => directories.first().is_some_and(|d| begins(d.make, name)),
            Self::Model(name) => directories.first().is_some_and(|d| begins(d.model, name)),
        }
    }
}

/// Whether a text begins with `name`, in whatever case.
fn begins(text: &[u8], name: &str) -> bool {
    text.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name.as_bytes()))
}
