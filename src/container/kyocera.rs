//! RAW of the Contax N Digital, whose header holds Kyocera's name backwards. It has no EXIF, IPTC or XMP.

use super::contents::Contents;
use super::format::Format;
use crate::bytes::Bytes;
use crate::context::Context;
use crate::format_id::FormatId;
use crate::source::Reader;

/// The signature follows the firmware version and the model.
const SIGNATURE: (usize, &[u8]) = (0x19, b"ARECOYK");

pub(crate) const FORMAT: Format = Format { id: FormatId::Raw, sniff, read };

fn sniff(head: Bytes<'_>) -> bool {
    head.from(SIGNATURE.0).starts_with(SIGNATURE.1)
}

fn read<'a>(_: &'a Reader<'a>, _: &'a Context<'a>, _: &mut Contents<'a>) {}

#[cfg(test)]
mod tests {
    use crate::container::testing::assert_is;

    #[test]
    fn it_is_known_by_the_name_in_its_header() {
        assert_is(&[&[0; 0x19], &b"ARECOYK"[..]].concat(), "RAW");
    }
}
