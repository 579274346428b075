//! The keywords of text chunks and of colour profiles [PNG3 11.3.3.1].

/// The keyword of a hexadecimal profile begins with this; the type of the profile follows.
pub(crate) const RAW_PROFILE: &[u8] = b"Raw profile type ";

/// The keyword of a text chunk. `None` if no NUL ends it.
pub(crate) fn keyword(chunk: &[u8]) -> Option<&[u8]> {
    chunk.get(..memchr::memchr(0, chunk)?)
}
