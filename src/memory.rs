//! Memory that is reused from file to file.

use crate::slots::SpareSlots;
use crate::tag::Tag;
use bumpalo::Bump;

/// Memory that is reused from file to file.
#[derive(Default)]
pub struct Memory {
    /// Decoded data; emptied for each file.
    pub arena: Bump,
    /// The head of a file and further ranges of it. It grows to the longest one needed and is never cleared, so that no
    /// file pays for zeroing it.
    pub head: Vec<u8>,
    /// The same for a sidecar.
    pub sidecar: Vec<u8>,
    /// Tables that are not in use.
    pub slots: Vec<SpareSlots>,
    /// The part of a file that is being searched; never cleared either.
    pub searched: Vec<u8>,
    /// The bytes that are letters in a character set.
    pub letters: Option<(&'static encoding_rs::Encoding, u128)>,
    /// Room for the tags of a file.
    pub tags: Vec<Tag<'static>>,
}

/// Empties the vector so that the tags of another file can use its memory.
pub(crate) fn emptied<'b>(mut tags: Vec<Tag<'_>>) -> Vec<Tag<'b>> {
    /// Files with more tags are rare, so larger buffers are not kept.
    const KEPT: usize = 4096;
    if tags.capacity() > KEPT {
        return Vec::new();
    }
    tags.clear();
    // The vector is empty, so this only changes the lifetime; the memory is kept.
    tags.into_iter().map_while(|_| None).collect()
}
