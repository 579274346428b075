//! The metadata items of a `meta` box. EXIF and XMP are stored as items, as the pictures are; only metadata items are
//! read.

use super::super::contents::Contents;
use super::super::exif_header::behind_offset;
use super::super::join::{copy, join};
use super::iloc::Location;
use super::meta::Meta;
use crate::block::{Block, BlockKind};
use crate::isobmff::boxes::BoxReader;
use crate::issue::Stage;
use crate::issue_code::IssueCode;
use crate::limits::Budget;
use crate::source::{Reader, View};

/// The minimum charge for an item, for the work that it causes.
const ITEM_COST: u64 = 4 * 1024;

/// The maximum charge for an EXIF item: its directories are read by range, so a long item is never read as a whole.
const EXIF_COST: u64 = 1024 * 1024;

/// Makes blocks of the metadata items.
///
/// Items may refer to the same bytes over and over, so all of them share the budget of the longest XMP packet.
pub(super) fn read<'a>(
    boxes: &BoxReader<'a>,
    reader: &'a Reader<'a>,
    meta: &Meta<'a>,
    out: &mut Contents<'a>,
) {
    let budget = Budget::new(boxes.cx.limits.xmp_packet);
    for (&id, &kind) in &meta.items {
        let Some(data) = item_bytes(boxes, reader, meta, id, &budget) else {
            boxes.cx.issue(IssueCode::Missing, Stage::Container, None, || format!("the bytes of item {id}"));
            continue;
        };
        let cost =
            if kind == BlockKind::Exif { data.len().min(EXIF_COST) } else { data.len() }.max(ITEM_COST);
        if budget.spend(cost).is_none() {
            boxes.cx.issue(
                IssueCode::Budget,
                Stage::Container,
                Some(data.absolute(0)),
                || "items of metadata beyond the limit",
            );
            break;
        }
        let data = if kind == BlockKind::Exif { behind_offset(data) } else { data };
        // Metadata that only describes other pictures of the file is not in the standard place for this one.
        let described = meta.references(*b"cdsc", id);
        let standard = described.is_empty() || described.iter().any(|id| Some(*id) == meta.primary);
        out.blocks.push(Block { standard, ..Block::new(kind, data) });
    }
}

/// The bytes of an item. A single extent is viewed in place, several are joined.
fn item_bytes<'a>(
    boxes: &BoxReader<'a>,
    reader: &'a Reader<'a>,
    meta: &Meta<'a>,
    id: u32,
    budget: &Budget,
) -> Option<View<'a>> {
    let location = locate(boxes, meta, id)?;
    let mut parts = Vec::new();
    for extent in &location.extents {
        let offset = location.base.checked_add(extent.offset)?;
        let whole = match location.method {
            0 => View::file(reader, 0, reader.len()),
            1 => meta.idat?,
            2 => {
                // Without an index, the first reference counts.
                let nth = usize::try_from(extent.index.saturating_sub(1)).ok()?;
                let other = locate(boxes, meta, *meta.references(*b"iloc", id).get(nth)?)?;
                let [only] = other.extents.as_slice() else { return None };
                let offset = other.base.checked_add(only.offset)?;
                stretch(
                    if other.method == 0 { View::file(reader, 0, reader.len()) } else { meta.idat? },
                    offset,
                    only.length,
                )?
            }
            _ => return None,
        };
        parts.push(stretch(whole, offset, extent.length)?);
    }
    if let [one] = parts.as_slice() {
        return Some(*one);
    }
    let size = parts.iter().try_fold(0u64, |sum, part| sum.checked_add(part.len()))?;
    budget.spend(size)?;
    let start = parts.first()?.absolute(0);
    join(&parts, start, boxes.cx, View::len, |part, to| copy(part.all()?, to)).map(View::memory)
}

fn locate(boxes: &BoxReader<'_>, meta: &Meta<'_>, id: u32) -> Option<Location> {
    meta.locations.as_ref()?.get(boxes, id)
}

/// `length` bytes of `whole` from `offset`, or as many as there are. A length of 0 means up to the end.
fn stretch(whole: View<'_>, offset: u64, length: u64) -> Option<View<'_>> {
    let length = if length == 0 { u64::MAX } else { length };
    (offset < whole.len()).then(|| whole.part(offset, length))
}
