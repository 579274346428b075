//! Finds the blocks of a file. Each format has a source file here and a row in [`formats`].

mod bmp;
mod canon_vrd;
mod contents;
mod crw;
mod dsc;
mod eps;
mod exif_header;
mod exv;
pub(crate) mod facts;
mod format;
mod formats;
mod gif;
mod hex;
mod ico;
mod isobmff;
mod join;
mod jp2;
pub(crate) mod jpeg;
mod jxl;
mod kyocera;
mod markup;
mod matroska;
mod media;
mod mrw;
mod pdf;
pub(crate) mod png;
mod psd;
mod raf;
mod riff;
mod samsung;
mod scan;
mod settled;
pub(crate) mod sidecar;
mod svg;
mod svg_tags;
#[cfg(test)]
mod testing;
mod tiff;
mod trailer;
mod vivo;
mod x3f;
mod xmp;

pub(crate) use contents::{AppSegment, Contents};
#[cfg(feature = "strip")]
pub(crate) use exif_header::EXIF_HEADER;
pub(crate) use format::Format;
#[cfg(fuzzing)]
pub(crate) use formats::FORMATS;
pub(crate) use formats::detect;
