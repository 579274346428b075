//! EXV: the metadata of a picture without the picture, as Exiv2 keeps it: a signature, then the segments of a JPEG.

use super::{Contents, Format, jpeg};
use crate::bytes::Bytes;
use crate::context::Context;
use crate::source::Reader;

const SIGNATURE: &[u8] = b"\xff\x01Exiv2";

pub(crate) const FORMAT: Format = Format { name: "EXV", mime: "image/x-exv", sniff, read };

fn sniff(head: Bytes<'_>) -> bool {
    head.starts_with(SIGNATURE)
}

fn read<'a>(reader: &'a Reader<'a>, cx: &'a Context<'a>, out: &mut Contents<'a>) {
    jpeg::segments(reader, SIGNATURE.len() as u64, cx, out);
}
