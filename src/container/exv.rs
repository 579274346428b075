//! EXV: the metadata of a picture without the picture, as Exiv2 stores it. A signature is followed by JPEG segments.

use super::contents::Contents;
use super::format::Format;
use super::{jpeg, trailer};
use crate::bytes::Bytes;
use crate::context::Context;
use crate::format_id::FormatId;
use crate::source::Reader;

const SIGNATURE: &[u8] = b"\xff\x01Exiv2";

pub(crate) const FORMAT: Format = Format { id: FormatId::Exv, sniff, read };

fn sniff(head: Bytes<'_>) -> bool {
    head.starts_with(SIGNATURE)
}

fn read<'a>(reader: &'a Reader<'a>, cx: &'a Context<'a>, out: &mut Contents<'a>) {
    jpeg::segments(reader, SIGNATURE.len() as u64, cx, out);
    trailer::read(reader, cx, out);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::BlockKind;
    use crate::container::testing::{JPEG, every_prefix, read_source as found};

    fn exv() -> Vec<u8> {
        [SIGNATURE, &JPEG[2..]].concat()
    }

    #[test]
    fn segments_follow_the_signature() {
        let found = found(&FORMAT, &exv().as_slice());
        assert_eq!(found.places(), [(BlockKind::Exif, 17)]);
        assert!(found.issues.is_empty());
    }

    #[test]
    fn every_prefix_is_read() {
        every_prefix(&FORMAT, &exv());
    }
}
