//! EXIF: TIFF directories, their values and the forms in which they are printed.

use crate::block::Block;
use crate::context::Context;
use crate::tag::Sink;

pub(crate) fn decode<'a>(_block: &Block<'a>, _cx: &'a Context<'a>, _sink: &mut Sink<'a>) {}
