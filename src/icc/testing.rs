//! What the tests of profiles share: profiles, and the tags that are read of them.

use crate::block::Block;
use crate::bytes::Bytes;
use crate::context::Context;
use crate::layout;
use crate::limits::Limits;
use crate::sink::Sink;
use crate::source::View;
use bumpalo::Bump;

/// A profile with these tags, each with its signature and its value.
pub(super) fn profile(tags: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    let number = |number: usize| u32::try_from(number).unwrap().to_be_bytes();
    let (mut table, mut values) = (number(tags.len()).to_vec(), Vec::<u8>::new());
    let start = 132 + 12 * tags.len();
    for (signature, value) in tags {
        table.extend([&signature[..], &number(start + values.len()), &number(value.len())].concat());
        values.extend(value);
    }
    let mut bytes = vec![0; 128];
    bytes.splice(..4, number(start + values.len()));
    bytes.splice(8..24, *b"\x04\x40\0\0mntrRGB XYZ ");
    bytes.splice(24..36, [7, 0xe8, 0, 3, 0, 5, 0, 14, 0, 30, 0, 15]);
    bytes.splice(36..44, *b"acspAPPL");
    bytes.extend(table);
    bytes.extend(values);
    bytes
}

/// A text in ASCII.
pub(super) fn text(text: &str) -> Vec<u8> {
    [b"text\0\0\0\0", text.as_bytes(), b"\0"].concat()
}

/// A text in UTF-16.
pub(super) fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

/// The tags of profiles of one file, each as `Group:Name=value`, without those of their headers; and the codes of the
/// issues.
pub(super) fn read(profiles: &[&[u8]]) -> (Vec<String>, Vec<String>) {
    let (limits, arena) = (Limits::default(), Bump::new());
    let cx = Context::new(&limits, &arena, encoding_rs::WINDOWS_1252);
    let mut sink = Sink::default();
    for bytes in profiles {
        let view = View::memory(Bytes::new(bytes, 0));
        layout::block::decode(&Block::profile(view), &cx, &mut sink);
    }
    let tags = sink.tags.iter().filter(|tag| !tag.group.to_string().starts_with("ICC-header"));
    let shown = |tag: &crate::tag::Tag<'_>| format!("{}:{}={}", tag.group, tag.full_name(), tag.value);
    let issues = cx.take_issues();
    (tags.map(shown).collect(), issues.iter().map(|issue| issue.code.to_string()).collect())
}
