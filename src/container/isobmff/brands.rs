//! The brands of ISO media files: the type that the `ftyp` box declares for a file [ISO/IEC 14496-12 4.3].

use crate::bytes::Bytes;
use crate::isobmff::boxes::BoxType;

/// The names and the family of a brand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Brand {
    /// The four characters.
    pub code: BoxType,
    /// Whether the brand is for pictures, or for film and sound.
    pub family: Family,
    /// The name, as in ExifTool's `File:FileType`.
    pub name: &'static str,
    /// The media type.
    pub mime: &'static str,
}

/// The kind of content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    /// Items: HEIF and related formats.
    Picture,
    /// Tracks.
    Movie,
    /// Canon's raw pictures.
    Canon,
}

/// Files with any other brand are treated as MPEG-4.
pub(super) const OTHER: Brand = row(*b"isom", Family::Movie, "MP4", "video/mp4");

/// For files without a brand, and files with an unknown brand that are compatible with QuickTime.
pub(super) const QUICKTIME: Brand = row(*b"qt  ", Family::Movie, "MOV", "video/quicktime");

/// The brands that have a name of their own, from the registry at mp4ra.org.
#[rustfmt::skip]
const BRANDS: &[Brand] = &[
    row(*b"heic", Family::Picture, "HEIC", "image/heic"),
    row(*b"hevc", Family::Picture, "HEICS", "image/heic-sequence"),
    row(*b"mif1", Family::Picture, "HEIF", "image/heif"),
    row(*b"heix", Family::Picture, "HEIF", "image/heif"),
    row(*b"msf1", Family::Picture, "HEIFS", "image/heif-sequence"),
    row(*b"avif", Family::Picture, "AVIF", "image/avif"),
    row(*b"avis", Family::Picture, "AVIF", "image/avif"),
    row(*b"avio", Family::Picture, "AVIF", "image/avif"),
    row(*b"miaf", Family::Picture, "AVIF", "image/avif"),
    row(*b"crx ", Family::Canon, "CRX", "video/x-canon-crx"),
    QUICKTIME,
    row(*b"mqt ", Family::Movie, "MQV", "video/quicktime"),
    row(*b"M4A ", Family::Movie, "M4A", "audio/mp4"),
    row(*b"M4B ", Family::Movie, "M4B", "audio/mp4"),
    row(*b"M4P ", Family::Movie, "M4P", "audio/mp4"),
    row(*b"M4V ", Family::Movie, "M4V", "video/x-m4v"),
    row(*b"M4VH", Family::Movie, "M4V", "video/x-m4v"),
    row(*b"M4VP", Family::Movie, "M4V", "video/x-m4v"),
    row(*b"F4A ", Family::Movie, "F4A", "audio/mp4"),
    row(*b"F4B ", Family::Movie, "F4B", "audio/mp4"),
    row(*b"F4P ", Family::Movie, "F4P", "video/mp4"),
    row(*b"F4V ", Family::Movie, "F4V", "video/mp4"),
    row(*b"3ge6", Family::Movie, "3GP", "video/3gpp"),
    row(*b"3ge7", Family::Movie, "3GP", "video/3gpp"),
    row(*b"3gp1", Family::Movie, "3GP", "video/3gpp"),
    row(*b"3gp2", Family::Movie, "3GP", "video/3gpp"),
    row(*b"3gp3", Family::Movie, "3GP", "video/3gpp"),
    row(*b"3gp4", Family::Movie, "3GP", "video/3gpp"),
    row(*b"3gp5", Family::Movie, "3GP", "video/3gpp"),
    row(*b"3gp6", Family::Movie, "3GP", "video/3gpp"),
    row(*b"3gs7", Family::Movie, "3GP", "video/3gpp"),
    row(*b"3g2a", Family::Movie, "3G2", "video/3gpp2"),
    row(*b"3g2b", Family::Movie, "3G2", "video/3gpp2"),
    row(*b"3g2c", Family::Movie, "3G2", "video/3gpp2"),
    row(*b"dvr1", Family::Movie, "DVB", "video/vnd.dvb.file"),
    row(*b"dvt1", Family::Movie, "DVB", "video/vnd.dvb.file"),
    row(*b"aax ", Family::Movie, "AAX", "audio/vnd.audible.aax"),
];

const fn row(code: BoxType, family: Family, name: &'static str, mime: &'static str) -> Brand {
    Brand { code, family, name, mime }
}

/// The brand of a file that begins with an `ftyp` box. If the major brand is not known, the compatible brands decide.
pub(super) fn of(head: Bytes<'_>) -> Option<Brand> {
    if head.get(4, 4)?.as_slice() != b"ftyp" {
        return None;
    }
    let body = head.up_to(8, (head.be32(0)? as usize).saturating_sub(8));
    let code = |at| body.get(at, 4).map(Bytes::as_slice);
    if let Some(brand) = BRANDS.iter().find(|brand| code(0) == Some(&brand.code)) {
        return Some(*brand);
    }
    // The compatible brands follow the minor version. The first one repeats the major brand.
    let compatible = (12..body.len()).step_by(4).take(64);
    let quicktime = compatible.filter_map(code).any(|code| code == QUICKTIME.code);
    Some(if quicktime { QUICKTIME } else { OTHER })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::isobmff::boxes::tests::iso_box;

    fn name(brands: &[u8]) -> Option<&'static str> {
        of(Bytes::new(&iso_box(b"ftyp", brands), 0)).map(|brand| brand.name)
    }

    #[test]
    fn the_major_brand_decides() {
        assert_eq!(name(b"mif1\0\0\0\0mif1heic"), Some("HEIF"));
        assert_eq!(name(b"heic\0\0\0\0qt  "), Some("HEIC"));
        assert_eq!(name(b"hhhh\0\0\0\0heic"), Some("MP4"));
        assert_eq!(name(b"hhhh\0\0\0\0isomqt  "), Some("MOV"));
        assert_eq!(name(b""), Some("MP4"));
        assert_eq!(of(Bytes::new(b"\0\0\0\x08free", 0)), None);
    }

    #[test]
    fn no_brand_has_two_rows() {
        for (i, brand) in BRANDS.iter().enumerate() {
            assert!(BRANDS[i + 1..].iter().all(|other| other.code != brand.code), "{brand:?}");
        }
    }
}
