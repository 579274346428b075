//! Canon's timed metadata, CTMD: what was so while a frame was taken. Records follow each other, with a size and a type
//! each; some of them hold records of the same kind with a shorter head.

use crate::issue_code::IssueCode;
use crate::layout::emit;
use crate::layout::format::Format;
use crate::layout::part::Part;
use crate::layout::state::State;
use crate::layout::tables::Table;

/// Where the type is, after the size of the whole record.
const TYPE: usize = 4;

/// Reads records. What stands before a value has `head` bytes.
pub(crate) fn read<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: Part<'a>, head: usize) {
    let Some(bytes) = part.bytes(u64::MAX) else { return };
    let mut at = 0;
    while let (Some(size), Some(kind)) = (bytes.u32(at, part.order()), bytes.u16(at + TYPE, part.order())) {
        let value = usize::try_from(size).ok().and_then(|size| bytes.get(at + head, size.checked_sub(head)?));
        let Some(value) = value else {
            state.issue(IssueCode::BadLength, bytes.absolute(at), || format!("a record of {size} bytes"));
            return;
        };
        emit::element(state, table, &part, kind.into(), value, Format::Undef);
        at = at.saturating_add(head).saturating_add(value.len());
    }
}

#[cfg(test)]
mod tests {
    use crate::bytes::{ByteOrder, Bytes};
    use crate::context::Context;
    use crate::limits::Limits;
    use crate::makernote::decode;
    use crate::sink::{MakerNote, Sink};
    use crate::source::View;
    use crate::tag::Group;
    use crate::tiff::directory::Window;
    use crate::tiff::header::Layout;
    use std::borrow::Cow;

    fn record(kind: u16, value: &[u8]) -> Vec<u8> {
        let size = u32::try_from(value.len() + 12).unwrap();
        [&size.to_le_bytes()[..], &kind.to_le_bytes(), &[0; 6], value].concat()
    }

    #[test]
    fn records_have_types() {
        let time = [0, 0, 0xe2, 7, 2, 21, 12, 8, 56, 21, 0, 0];
        let bytes =
            [record(1, &time), record(4, &[15, 0, 1, 0]), record(9, &[9; 3]), vec![200, 0, 0, 0, 1, 0]]
                .concat();
        let (limits, arena) = (Limits::default(), bumpalo::Bump::new());
        let cx = Context::new(&limits, &arena, encoding_rs::WINDOWS_1252);
        let mut sink = Sink::default();
        let window = Window::tiff(
            View::memory(Bytes::new(&bytes, 0)),
            Layout { order: ByteOrder::Little, big: false },
        );
        let group = Group::Other(Cow::Borrowed("Track4"));
        let note = MakerNote { window, at: 0, size: bytes.len() as u64, way: Some("CTMD"), group };
        decode(note, true, &cx, &mut sink);
        let shown: Vec<_> =
            sink.tags.iter().map(|tag| format!("{}:{} {}", tag.group, tag.name, tag.value)).collect();
        assert_eq!(shown, ["Track4:TimeStamp 2018:02:21 12:08:56.21", "Track4:FocalLength 15.0 mm"]);
        assert!(!cx.take_issues().is_empty());
    }
}
