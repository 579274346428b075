//! Memory that files use one after another.

use crate::slots::SpareSlots;
use crate::tag::Tag;
use bumpalo::Bump;

/// Memory that files use one after another.
#[derive(Default)]
pub struct Memory {
    /// What is decoded; emptied for each file.
    pub arena: Bump,
    /// The head of a file, and further ranges of it. It keeps what it held and grows to the longest, so that no file
    /// pays for blank bytes.
    pub head: Vec<u8>,
    /// The same of a sidecar.
    pub sidecar: Vec<u8>,
    /// Tables that are not in use.
    pub slots: Vec<SpareSlots>,
    /// What is searched of a file; it too keeps what it held.
    pub searched: Vec<u8>,
    /// The letters of a character set.
    pub letters: Option<(&'static encoding_rs::Encoding, u128)>,
    /// Room for the tags of a file.
    pub tags: Vec<Tag<'static>>,
}

/// Gives the memory of tags to those of another file.
pub(crate) fn emptied<'b>(mut tags: Vec<Tag<'_>>) -> Vec<Tag<'b>> {
    /// The rare file that has more is no reason to keep more.
    const KEPT: usize = 4096;
    if tags.capacity() > KEPT {
        return Vec::new();
    }
    tags.clear();
    // Nothing is there to be mapped: the vector goes on with its memory.
    tags.into_iter().map_while(|_| None).collect()
}
