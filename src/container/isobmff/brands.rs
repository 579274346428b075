//! The brands of ISO media files: the type that the `ftyp` box declares for a file [ISO/IEC 14496-12 4.3].

use crate::bytes::Bytes;
use crate::format_id::FormatId;
use crate::isobmff::boxes::BoxType;

/// The names and the family of a brand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Brand {
    /// The four characters.
    pub code: BoxType,
    /// Whether the brand is for pictures, or for film and sound.
    pub family: Family,
    /// What a file of this brand is called.
    pub id: FormatId,
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

/// Files of any other brand are MPEG-4.
pub(super) const OTHER: Brand = row(*b"isom", Family::Movie, FormatId::Mp4);

/// What files without a brand are, and those of an unknown one that are compatible with QuickTime.
pub(super) const QUICKTIME: Brand = row(*b"qt  ", Family::Movie, FormatId::Mov);

/// The brands that have a name of their own, from the registry at mp4ra.org.
#[rustfmt::skip]
const BRANDS: &[Brand] = &[
    row(*b"heic", Family::Picture, FormatId::Heic),
    row(*b"hevc", Family::Picture, FormatId::Heics),
    row(*b"mif1", Family::Picture, FormatId::Heif),
    row(*b"heix", Family::Picture, FormatId::Heif),
    row(*b"msf1", Family::Picture, FormatId::Heifs),
    row(*b"avif", Family::Picture, FormatId::Avif),
    row(*b"avis", Family::Picture, FormatId::Avif),
    row(*b"avio", Family::Picture, FormatId::Avif),
    row(*b"miaf", Family::Picture, FormatId::Avif),
    row(*b"crx ", Family::Canon, FormatId::Crx),
    QUICKTIME,
    row(*b"mqt ", Family::Movie, FormatId::Mqv),
    row(*b"M4A ", Family::Movie, FormatId::M4a),
    row(*b"M4B ", Family::Movie, FormatId::M4b),
    row(*b"M4P ", Family::Movie, FormatId::M4p),
    row(*b"M4V ", Family::Movie, FormatId::M4v),
    row(*b"M4VH", Family::Movie, FormatId::M4v),
    row(*b"M4VP", Family::Movie, FormatId::M4v),
    row(*b"F4A ", Family::Movie, FormatId::F4a),
    row(*b"F4B ", Family::Movie, FormatId::F4b),
    row(*b"F4P ", Family::Movie, FormatId::F4p),
    row(*b"F4V ", Family::Movie, FormatId::F4v),
    row(*b"3ge6", Family::Movie, FormatId::ThreeGp),
    row(*b"3ge7", Family::Movie, FormatId::ThreeGp),
    row(*b"3gp1", Family::Movie, FormatId::ThreeGp),
    row(*b"3gp2", Family::Movie, FormatId::ThreeGp),
    row(*b"3gp3", Family::Movie, FormatId::ThreeGp),
    row(*b"3gp4", Family::Movie, FormatId::ThreeGp),
    row(*b"3gp5", Family::Movie, FormatId::ThreeGp),
    row(*b"3gp6", Family::Movie, FormatId::ThreeGp),
    row(*b"3gs7", Family::Movie, FormatId::ThreeGp),
    row(*b"3g2a", Family::Movie, FormatId::ThreeG2),
    row(*b"3g2b", Family::Movie, FormatId::ThreeG2),
    row(*b"3g2c", Family::Movie, FormatId::ThreeG2),
    row(*b"dvr1", Family::Movie, FormatId::Dvb),
    row(*b"dvt1", Family::Movie, FormatId::Dvb),
    row(*b"aax ", Family::Movie, FormatId::Aax),
];

const fn row(code: BoxType, family: Family, id: FormatId) -> Brand {
    Brand { code, family, id }
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
        of(Bytes::new(&iso_box(b"ftyp", brands), 0)).map(|brand| brand.id.name())
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
