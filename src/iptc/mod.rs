//! IPTC-IIM datasets, and the Photoshop resources that carry them.

use crate::block::Block;
use crate::context::Context;
use crate::tag::Sink;

pub(crate) fn decode_iim<'a>(_block: &Block<'a>, _cx: &'a Context<'a>, _sink: &mut Sink<'a>) {}
pub(crate) fn decode_irb<'a>(_block: &Block<'a>, _cx: &'a Context<'a>, _sink: &mut Sink<'a>) {}
