//! The trailer of Vivo's phones: a text in JSON, behind which the trailer ends with known bytes.

use super::contents::Contents;
use crate::block::BlockKind;
use crate::context::Context;
use crate::source::Reader;
use crate::tag::{Group, Origin, Tag, Value};

/// The last bytes of the trailer.
const ENDING: &[u8] = b"\x1b*9HWfu\x84\x93\xa2\xb1";
/// What stands before the text, of which the last two bytes are a part.
const START: &[u8] = b"vivo{\"";
/// How far from the end the text may begin.
const MOST: u64 = 4096;

/// Shows the text. Nothing else is made of it, so that it is only read if tags are wanted.
pub(super) fn read<'a>(reader: &'a Reader<'a>, cx: &'a Context<'a>, out: &mut Contents<'a>) -> Option<()> {
    if !cx.shows_tags {
        return None;
    }
    let end = reader.len();
    reader.peek::<11>(end.checked_sub(11)?).filter(|bytes| bytes == ENDING)?;
    let start = end.saturating_sub(MOST);
    let tail = reader.up_to(start, usize::try_from(end - start).ok()?)?;
    let text = tail.from(memchr::memmem::rfind(tail.as_slice(), START)? + START.len() - 2);
    let length = memchr::memchr(0, text.as_slice())?;
    let value = Value::text(crate::text::marked(text.up_to(0, length).as_slice(), cx.arena));
    let source = Origin::new(BlockKind::Trailer, text.absolute(0));
    out.tags.push(Tag::new(Group::Other("Vivo".into()), "JSONInfo", value, None, source));
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::Extractor;
    use crate::container::testing::JPEG;

    #[test]
    fn the_text_is_shown() {
        let file = [JPEG, b"vivo{\"a\":1}\0\0\xff", super::ENDING].concat();
        let found = Extractor::new().from_bytes(&file).unwrap();
        let tag = found.tags.iter().find(|tag| tag.name == "JSONInfo").unwrap();
        assert_eq!((tag.group.to_string(), tag.value.to_string()), ("Vivo".into(), r#"{"a":1}"#.into()));
        let cut = Extractor::new().from_bytes(&file[..file.len() - 1]).unwrap();
        assert!(!cut.tags.iter().any(|tag| tag.name == "JSONInfo"));
    }
}
