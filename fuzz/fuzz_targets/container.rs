//! The reader of each format on bytes that its signature need not be on; the first byte says which one.
//!
//! It finds the same twice, and by ranges no other blocks than from memory, within its budget. That a prefix has no
//! more blocks than the whole holds where structures alone lead to them; the unit tests assert it of their samples.
//! Where a file without its end is searched instead (PDF, EPS, SVG), it does not.
#![no_main]

use embedmeta::Limits;
use embedmeta_fuzz::bounded;
use libfuzzer_sys::fuzz_target;

/// In place of a format: the one that the bytes are in.
const BY_CONTENT: u8 = 0xff;

fuzz_target!(|data: &[u8]| {
    let Some((which, bytes)) = data.split_first() else { return };
    let limits = Limits::default();
    let which = (*which != BY_CONTENT).then_some(usize::from(*which));
    let read = |by_ranges| embedmeta::fuzzing::container(which, bytes, &limits, by_ranges);
    let (Some(first), Some(second), Some(ranges)) = (read(false), read(false), read(true)) else { return };
    assert_eq!(first, second);
    assert_eq!(first.blocks, ranges.blocks);
    assert!(ranges.bytes_read <= limits.head as u64 + limits.read);
    bounded(&first.issues, &limits);
    // Parts are counted, and a part holds few blocks.
    assert!(first.blocks.len() <= limits.parts as usize * 2);
});
