//! AVI and WAV: no pictures, but known by name, so that a folder with films and sounds in it is answered in full.

use super::{Contents, Format};
use crate::bytes::Bytes;
use crate::context::Context;
use crate::source::Reader;

/// `RIFF`, the size of what follows, and the kind.
const SIGNATURE: &[u8] = b"RIFF";

pub(crate) const AVI: Format =
    Format { name: "AVI", mime: "video/x-msvideo", sniff: |head| is(head, b"AVI "), read };
pub(crate) const WAV: Format =
    Format { name: "WAV", mime: "audio/x-wav", sniff: |head| is(head, b"WAVE"), read };

fn is(head: Bytes<'_>, kind: &[u8]) -> bool {
    head.starts_with(SIGNATURE) && head.get(8, 4).is_some_and(|found| found.as_slice() == kind)
}

/// Nothing but the kind is read of them.
fn read<'a>(_: &'a Reader<'a>, _: &'a Context<'a>, _: &mut Contents<'a>) {}

#[cfg(test)]
mod tests {
    use crate::container::testing::assert_is;

    #[test]
    fn kinds() {
        assert_is(b"RIFF\x10\0\0\0AVI LIST", "AVI");
        assert_is(b"RIFF\x10\0\0\0WAVEfmt ", "WAV");
    }
}
