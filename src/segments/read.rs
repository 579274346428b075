//! From the shape of a part to its reader.

use super::{canon_vrd, dr4, ducky, flashpix, flir, items, mie, mpf, qualcomm, samsung, survey, words};
use crate::layout::part::Part;
use crate::layout::state::State;
use crate::layout::tables::{SegmentShape, Table};

/// Reads a part of one of these shapes.
pub(crate) fn read<'a>(
    state: &mut State<'_, 'a>,
    table: &'static Table,
    part: Part<'a>,
    shape: SegmentShape,
) {
    match shape {
        SegmentShape::Ducky => ducky::read(state, table, part),
        SegmentShape::Hdr => words::hdr(state, table, part),
        SegmentShape::Elements => words::elements(state, table, part),
        SegmentShape::Survey => survey::read(state, table, part),
        SegmentShape::Qualcomm => qualcomm::read(state, table, part),
        SegmentShape::Chunks => items::chunks(state, table, part),
        SegmentShape::MpImages => mpf::images(state, table, part),
        SegmentShape::Fff => flir::read(state, table, part),
        SegmentShape::Measurements => flir::measurements(state, table, part),
        SegmentShape::Properties => flashpix::properties(state, table, part),
        SegmentShape::Recipes => canon_vrd::blocks(state, table, part),
        SegmentShape::Dr4 => dr4::read(state, table, part),
        SegmentShape::Edits => canon_vrd::edits(state, table, part),
        SegmentShape::Datasets => items::datasets(state, table, part),
        SegmentShape::Seft => samsung::read(state, table, part),
        SegmentShape::Mie => mie::read(state, table, part),
        // The segments of a file are joined to streams before they are read.
        SegmentShape::Fpxr => {}
    }
}
