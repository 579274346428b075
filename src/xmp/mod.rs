//! XMP packets: RDF/XML, flattened to tags.

use crate::block::Block;
use crate::context::Context;
use crate::tag::Sink;

/// The extended packets of a file, gathered from their chunks.
#[derive(Default)]
pub(crate) struct Extension<'a> {
    _chunks: Vec<Block<'a>>,
}

impl<'a> Extension<'a> {
    pub(crate) fn add(&mut self, _block: &Block<'a>, _cx: &'a Context<'a>) {}
}

pub(crate) fn decode<'a>(
    _block: &Block<'a>,
    _extension: &Extension<'a>,
    _cx: &'a Context<'a>,
    _sink: &mut Sink<'a>,
) {
}
