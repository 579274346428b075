//! The kinds of files that are TIFF structures, told apart by what they hold and never by their name.
//!
//! Camera makers keep their raw pictures in TIFF structures. Some give themselves away in the header, others by a
//! compression that only one maker uses; of the rest the maker is known, and that a directory holds the numbers of
//! a sensor. What none of these tells (an IIQ without its mark, a raw that was stripped of its maker) is a TIFF.

use super::subfile::Subfile;
use crate::bytes::Bytes;
use crate::format_id::FormatId;
use crate::tiff::header::{CAMERA_PROFILE, Header, OLYMPUS, OLYMPUS_TOO, PANASONIC};

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

use Sign::{Big, Bytes as At, Compression, Dng, Make, Model, Sensor, Version};

/// The second mark of the raws of Panasonic, from byte 8 on; older ones lack it.
const RW2_MARK: &[u8] = b"\x88\xe7\x74\xd8\xf8\x25\x1d\x4d\x94\x7a\x6e\x77\x82\x2b\x5d\x6a";

/// The kinds, in the order in which they are tried. What is none of them is a TIFF.
#[rustfmt::skip]
const KINDS: &[FileKind] = &[
    FileKind { id: FormatId::Jxr,              signs: &[At(0, b"II\xbc\x01")] }, // [T.832 A.4]
    FileKind { id: FormatId::Jxr,              signs: &[At(0, b"II\xbc\0")] },
    FileKind { id: FormatId::Rwl,      signs: &[Version(PANASONIC), At(8, RW2_MARK), Make("LEICA")] },
    FileKind { id: FormatId::Rw2,  signs: &[Version(PANASONIC), At(8, RW2_MARK)] },
    FileKind { id: FormatId::Raw,            signs: &[Version(PANASONIC)] },
    FileKind { id: FormatId::Orf,    signs: &[Version(OLYMPUS)] },
    FileKind { id: FormatId::Orf,    signs: &[Version(OLYMPUS_TOO)] },
    FileKind { id: FormatId::Dcp, signs: &[Version(CAMERA_PROFILE)] }, // [DNG17 chapter 6]
    FileKind { id: FormatId::Cr2,      signs: &[At(8, b"CR\x02")] },
    FileKind { id: FormatId::Iiq,            signs: &[At(8, b"IIII")] },
    FileKind { id: FormatId::Iiq,            signs: &[At(8, b"MMMM")] },
    FileKind { id: FormatId::Gpr,      signs: &[Dng, Compression(9)] }, // VC-5
    FileKind { id: FormatId::Dng,      signs: &[Dng] },
    FileKind { id: FormatId::Nef,      signs: &[Compression(34713)] },
    FileKind { id: FormatId::Arw,       signs: &[Compression(32767)] },
    FileKind { id: FormatId::Srw,    signs: &[Compression(32770)] },
    FileKind { id: FormatId::Pef,     signs: &[Compression(65535)] },
    FileKind { id: FormatId::Dcr,      signs: &[Compression(65000)] },
    FileKind { id: FormatId::Nrw,      signs: &[Sensor, Make("NIKON"), Model("COOLPIX")] },
    FileKind { id: FormatId::Nef,      signs: &[Sensor, Make("NIKON")] },
    FileKind { id: FormatId::Srf,       signs: &[Sensor, Make("SONY"), Model("DSC-F828")] },
    FileKind { id: FormatId::Sr2,       signs: &[Sensor, Make("SONY"), Model("DSC-R1")] },
    FileKind { id: FormatId::Arw,       signs: &[Sensor, Make("SONY")] },
    FileKind { id: FormatId::Srw,    signs: &[Sensor, Make("SAMSUNG")] },
    FileKind { id: FormatId::Pef,     signs: &[Sensor, Make("PENTAX")] },
    FileKind { id: FormatId::Pef,     signs: &[Sensor, Make("RICOH"), Model("PENTAX")] },
    FileKind { id: FormatId::ThreeFr, signs: &[Sensor, Make("HASSELBLAD")] },
    FileKind { id: FormatId::Fff, signs: &[Sensor, Make("IMACON")] },
    FileKind { id: FormatId::Iiq,            signs: &[Sensor, Make("PHASE ONE")] },
    FileKind { id: FormatId::Erf,      signs: &[Sensor, Make("SEIKO EPSON")] },
    FileKind { id: FormatId::Kdc,      signs: &[Sensor, Make("EASTMAN KODAK")] },
    FileKind { id: FormatId::Dcr,      signs: &[Sensor, Make("KODAK")] },
    FileKind { id: FormatId::Mef,     signs: &[Sensor, Make("MAMIYA")] },
    FileKind { id: FormatId::Mos,            signs: &[Sensor, Make("LEAF")] },
    FileKind { id: FormatId::Btf,       signs: &[Big] },
];

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
        Some(sign @ (Version(_) | At(0, _))) => sign.is_met(head, header, &[]),
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
