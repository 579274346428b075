//! Other pictures, films and sounds that belong to a picture: in the same file behind it, or in a file of their own.

/// Such a part or file. Decoders pass on what they find; `Companions` is made of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Companion<'a> {
    /// What it is: `video`, `preview`, `gain-map`, `depth-map`.
    pub kind: &'a str,
    /// Its media type.
    pub mime: Option<&'a str>,
    /// Where it begins in the file.
    pub offset: Option<u64>,
    /// How many bytes it has.
    pub length: Option<u64>,
    /// What both files have in common if it is a file of its own.
    pub id: Option<&'a str>,
}
