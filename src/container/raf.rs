//! RAF: the raws of Fujifilm: a header that says where the preview lies, a whole JPEG with all of the metadata, and
//! where the numbers of the sensor.

use super::{Contents, Format, jpeg};
use crate::bytes::Bytes;
use crate::context::Context;
use crate::issue::Stage;
use crate::source::Reader;

const SIGNATURE: &[u8] = b"FUJIFILM";

pub(crate) const FORMAT: Format = Format { name: "RAF", mime: "image/x-fujifilm-raf", sniff, read };

/// Where the header of a file of several raws is named; 0 in a file of one.
const SEVERAL: usize = 0x48;
/// Where the preview's offset and length stand.
const PREVIEW: usize = 0x54;

fn sniff(head: Bytes<'_>) -> bool {
    head.starts_with(SIGNATURE) && head.get(PREVIEW, 8).is_some()
}

fn read<'a>(reader: &'a Reader<'a>, cx: &'a Context<'a>, out: &mut Contents<'a>) {
    let head = reader.head();
    if head.be32(SEVERAL).is_some_and(|offset| offset != 0) {
        out.info.format = "RAF (M-RAW)";
        out.info.mime = FORMAT.mime;
    }
    let (Some(start), Some(len)) = (head.be32(PREVIEW), head.be32(PREVIEW + 4)) else { return };
    if u64::from(start) + u64::from(len) > reader.len() {
        cx.issue("bad-offset", Stage::Container, Some(PREVIEW as u64), || "the preview lies beyond the file");
    }
    jpeg::read_at(reader, u64::from(start), cx, out);
}
