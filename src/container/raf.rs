//! RAF: the raws of Fujifilm. A header says where the sensor data is, and where the preview is: a complete JPEG with
//! all of the metadata.

use super::contents::Contents;
use super::format::Format;
use super::jpeg;
use crate::bytes::Bytes;
use crate::context::Context;
use crate::format_id::FormatId;
use crate::issue::Stage;
use crate::issue_code::IssueCode;
use crate::source::Reader;

const SIGNATURE: &[u8] = b"FUJIFILM";

pub(crate) const FORMAT: Format = Format { id: FormatId::Raf, sniff, read };

/// Where the offset of the header for several raws is stored; 0 if the file holds only one.
const SEVERAL: usize = 0x48;
/// Where the offset and length of the preview are stored.
const PREVIEW: usize = 0x54;

fn sniff(head: Bytes<'_>) -> bool {
    head.starts_with(SIGNATURE) && head.get(PREVIEW, 8).is_some()
}

fn read<'a>(reader: &'a Reader<'a>, cx: &'a Context<'a>, out: &mut Contents<'a>) {
    let head = reader.head();
    if head.be32(SEVERAL).is_some_and(|offset| offset != 0) {
        out.info.format = Some(FormatId::RafMRaw);
    }
    let (Some(start), Some(len)) = (head.be32(PREVIEW), head.be32(PREVIEW + 4)) else { return };
    if u64::from(start) + u64::from(len) > reader.len() {
        cx.issue(
            IssueCode::BadOffset,
            Stage::Container,
            Some(PREVIEW as u64),
            || "the preview lies beyond the file",
        );
    }
    jpeg::read_at(reader, u64::from(start), cx, out);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::BlockKind;
    use crate::container::testing::{JPEG, every_prefix, read_source as found};

    fn raf() -> Vec<u8> {
        let mut bytes = SIGNATURE.to_vec();
        bytes.resize(PREVIEW, 0);
        bytes.extend(0x94u32.to_be_bytes());
        bytes.extend(u32::try_from(JPEG.len()).unwrap().to_be_bytes());
        bytes.resize(0x94, 0);
        bytes.extend(JPEG);
        bytes
    }

    #[test]
    fn the_preview_has_the_metadata() {
        let found = found(&FORMAT, &raf().as_slice());
        assert_eq!(found.places(), [(BlockKind::Exif, 0x94 + 12)]);
        assert_eq!((found.info.width, found.info.height), (Some(3), Some(2)));
        assert!(found.issues.is_empty());
    }

    #[test]
    fn several_raws_are_a_kind_of_their_own() {
        let mut bytes = raf();
        bytes[SEVERAL + 3] = 1;
        assert_eq!(found(&FORMAT, &bytes.as_slice()).info.format, Some(FormatId::RafMRaw));
    }

    #[test]
    fn every_prefix_is_read() {
        every_prefix(&FORMAT, &raf());
    }
}
