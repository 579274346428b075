//! embedmeta
mod block;
mod bytes;
mod container;
mod context;
mod decode;
mod exif;
mod file_info;
mod iptc;
mod issue;
mod limits;
mod number;
mod source;
mod tag;
mod text;
mod xmp;

pub use block::BlockKind;
pub use bytes::ByteOrder;
pub use file_info::FileInfo;
pub use issue::{Error, Issue, Stage};
pub use limits::Limits;
pub use source::{FileSource, SeekSource, Source};
pub use tag::{Group, Origin, Tag, Value};

/// Temporary: all tags of a file.
pub fn tags_of(bytes: &[u8]) -> Result<(FileInfo, Vec<Tag<'static>>, Vec<Issue>), Error> {
    let limits = Limits::default();
    let arena = bumpalo::Bump::new();
    let cx = context::Context::new(&limits, &arena, encoding_rs::WINDOWS_1252);
    let (info, tags) = {
        let wrapped = Whole(bytes);
        let reader = source::Reader::new(&wrapped, &cx)?;
        let format = container::detect(reader.head())?;
        let mut contents = container::Contents::default();
        (format.read)(&reader, &cx, &mut contents);
        let mut info = contents.info.clone();
        info.format = format.name;
        info.mime = format.mime;
        info.size = reader.len();
        (info, decode::tags(contents, &cx).into_iter().map(Tag::into_owned).collect())
    };
    Ok((info, tags, cx.into_issues()))
}

struct Whole<'a>(&'a [u8]);
impl Source for Whole<'_> {
    fn len(&self) -> u64 { self.0.len() as u64 }
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> std::io::Result<usize> { self.0.read_at(offset, buffer) }
    fn as_slice(&self) -> Option<&[u8]> { Some(self.0) }
}
