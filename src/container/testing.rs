//! Reads containers in tests.

use super::{Contents, Format};
use crate::Limits;
use crate::block::BlockKind;
use crate::context::Context;
use crate::file_info::FileInfo;
use crate::source::Reader;
use bumpalo::Bump;

/// What a container's reader found, without a borrow.
pub struct Found {
    pub blocks: Vec<(BlockKind, Vec<u8>)>,
    pub info: FileInfo,
    pub issues: Vec<&'static str>,
}

/// Reads `bytes` as a file of `format`.
pub fn read(format: &Format, bytes: &[u8]) -> Found {
    assert!((format.sniff)(crate::bytes::Bytes::new(bytes, 0)), "the signature of {}", format.name);
    forced(format, bytes)
}

fn forced(format: &Format, bytes: &[u8]) -> Found {
    let (limits, arena) = (Limits::default(), Bump::new());
    let cx = Context::new(&limits, &arena, encoding_rs::WINDOWS_1252);
    let reader = Reader::new(&bytes, &cx).expect("a slice can be read");
    let mut out = Contents::default();
    (format.read)(&reader, &cx, &mut out);
    let data = |block: &crate::block::Block<'_>| block.data.all().map(|b| b.as_slice().to_vec());
    let blocks = out.blocks.iter().map(|block| (block.kind, data(block).unwrap_or_default())).collect();
    let issues = cx.take_issues().iter().map(|issue| issue.code).collect();
    Found { blocks, info: std::mem::take(&mut out.info), issues }
}

/// Reads every prefix of a file: none may panic or have more blocks than the whole.
pub fn every_prefix(format: &Format, bytes: &[u8]) {
    let whole = forced(format, bytes).blocks.len();
    for len in 0..bytes.len() {
        let found = forced(format, bytes.get(..len).unwrap_or_default()).blocks.len();
        assert!(found <= whole, "{len} bytes of a {} have {found} blocks, all have {whole}", format.name);
    }
}
