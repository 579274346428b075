//! Of several tags or parts with one name, the one that is shown.

use super::contents::Contents;
use crate::block::{BlockKind, Root};
use std::collections::HashSet;

/// The documents of a file have tags of different names.
const DOCUMENT: &str = "XML.Main";

/// Keeps the last of the tags with one name, and the last of the parts that one table describes: like `ExifTool`, show
/// what the file says last. Only tags and parts of these kinds count, which the container itself has found.
pub(super) fn settle(out: &mut Contents<'_>, kinds: &[BlockKind]) {
    let mut tables = HashSet::new();
    keep_last(&mut out.blocks, |block| match block.root {
        Root::Table { table, .. } if kinds.contains(&block.kind) && table != DOCUMENT => tables.insert(table),
        _ => true,
    });
    let mut names = HashSet::new();
    keep_last(&mut out.tags, |tag| {
        !kinds.contains(&tag.source.block) || names.insert((tag.group.clone(), tag.name.clone()))
    });
}

/// Keeps the items that `is_new` accepts, which sees the last one first.
fn keep_last<T>(items: &mut Vec<T>, mut is_new: impl FnMut(&T) -> bool) {
    items.reverse();
    items.retain(|item| is_new(item));
    items.reverse();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::Block;
    use crate::bytes::Bytes;
    use crate::source::View;
    use crate::tag::{Group, Origin, Tag, Value};

    #[test]
    fn the_last_counts() {
        let origin = |offset| Origin { block: BlockKind::Gif, offset, standard: true, charset: None };
        let tag = |name, at| Tag::new(Group::Other("GIF".into()), name, Value::Int(1), None, origin(at));
        let view = View::memory(Bytes::new(b"", 0));
        let blocks = vec![
            Block::table(BlockKind::Gif, "A", view),
            Block::new(BlockKind::Xmp, view),
            Block::table(BlockKind::Gif, "A", view),
            Block::new(BlockKind::Xmp, view),
        ];
        let tags = vec![tag("Comment", 1), tag("Other", 2), tag("Comment", 3)];
        let mut out = Contents { blocks, tags, ..Contents::default() };
        settle(&mut out, &[BlockKind::Gif]);
        let offsets: Vec<u64> = out.tags.iter().map(|tag| tag.source.offset).collect();
        assert_eq!((offsets, out.blocks.len()), (vec![2, 3], 3));
    }
}
