//! AVI, WAV and WebP: the rows of their chunks, and the reader of the chunks.

mod chunks;

pub(crate) use chunks::read;
