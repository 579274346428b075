//! The C2PA manifest store in a box of an ISO media file [C2PA 2.1 A.5].

use crate::block::Block;
use crate::isobmff::boxes::Uuid;
use crate::source::View;

/// The `uuid` box that holds a manifest store.
pub(super) const C2PA: Uuid = *b"\xd8\xfe\xc3\xd6\x1b\x0e\x48\x3c\x92\x97\x58\x28\x87\x7e\xc4\x81";

/// The manifest store in a `uuid` box. It follows a version and flags, the purpose of the box, and the offset of the
/// box with hashes of the film's parts. Boxes with other purposes contain such hashes, not a store.
pub(super) fn store(body: View<'_>) -> Option<Block<'_>> {
    const PURPOSES: [&[u8]; 3] = [b"manifest", b"original", b"update"];
    let rest = body.part(4, u64::MAX);
    let head = rest.part(0, 16).all()?;
    let end = memchr::memchr(0, head.as_slice())?;
    let is_store = PURPOSES.contains(&head.up_to(0, end).as_slice());
    let start = (end as u64).saturating_add(1 + 8);
    is_store.then(|| Block::manifest_store("BMFF uuid", rest.part(start, u64::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::BlockKind;
    use crate::bytes::Bytes;
    use crate::container::isobmff::file::MP4;
    use crate::container::testing::{every_prefix, read};
    use crate::isobmff::boxes::tests::iso_box;

    #[test]
    fn the_last_manifest_store_counts() {
        let store = |purpose: &[u8], boxes: &[u8]| {
            let body = [&C2PA[..], &[0; 4], purpose, &[0; 8], boxes].concat();
            iso_box(b"uuid", &body)
        };
        let stores = [
            store(b"original\0", b"the first"),
            store(b"merkle\0", b"hashes"),
            store(b"update\0", b"the last"),
        ];
        let file = [iso_box(b"ftyp", b"mp42\0\0\0\0isom"), stores.concat()].concat();
        let found = read(&MP4, &file[..]);
        assert_eq!(found.contents(), [(BlockKind::Jumbf, &b"the last"[..])]);
        every_prefix(&MP4, &file);
    }

    #[test]
    fn boxes_of_other_purposes_are_passed_over() {
        let body = |purpose: &[u8]| [&[0; 4], purpose, &[0; 8], b"boxes"].concat();
        let store = |body: &[u8]| {
            let block = super::store(View::memory(Bytes::new(body, 0)))?;
            block.data.all().map(|bytes| bytes.as_slice().to_vec())
        };
        assert_eq!(store(&body(b"manifest\0")).as_deref(), Some(&b"boxes"[..]));
        assert_eq!(store(&body(b"update\0")).as_deref(), Some(&b"boxes"[..]));
        assert_eq!(store(&body(b"merkle\0")), None);
        assert_eq!(store(b"\0\0\0\0manifest, and no end"), None);
        assert_eq!(store(b"\0\0\0\0manifest\0").as_deref(), Some(&b""[..]));
    }
}
