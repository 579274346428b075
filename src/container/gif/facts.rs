//! What the blocks of a GIF say of the picture and of the animation: tags, which are made only if tags are wanted.

use super::super::contents::Contents;
use crate::block::{Block, BlockKind, Root};
use crate::bytes::{ByteOrder::Little, Bytes};
use crate::context::Context;
use crate::source::View;
use crate::tag::{Group, Origin, Tag, Value};
use crate::text;
use std::borrow::Cow;

/// How many bytes of a text or of an extension are shown.
pub(super) const MOST: usize = 1 << 20;

/// Identifiers of applications, with their authentication codes.
const NETSCAPE: &[u8] = b"NETSCAPE2.0";
const MIDI_CONTROL: &[u8] = b"MIDICTRLJon";
const MIDI_SONG: &[u8] = b"MIDISONGDm7";

/// What all images of a file have in common.
#[derive(Default)]
pub(super) struct Facts {
    frames: u32,
    /// The duration in hundredths of a second.
    duration: u64,
    /// The index of the transparent colour, and where it is told.
    transparent: Option<(u8, u64)>,
    has_comment: bool,
}

impl Facts {
    /// The version in the signature and the logical screen [GIF 17, 18].
    pub fn screen<'a>(head: Bytes<'a>, out: &mut Contents<'a>) {
        let Some(version) = head.get(3, 3).and_then(|version| std::str::from_utf8(version.as_slice()).ok())
        else {
            return;
        };
        push("GIFVersion", Value::text(version), 3, out);
        let screen = View::memory(head.up_to(6, 7));
        out.blocks.push(part("GIF.Screen", screen));
    }

    pub fn image(&mut self) {
        self.frames = self.frames.saturating_add(1);
    }

    /// The delay before the next image, and its transparent colour [GIF 23].
    pub fn control(&mut self, block: Bytes<'_>) {
        if block.u8(0) != Some(4) {
            return;
        }
        self.duration = self.duration.saturating_add(block.u16(2, Little).unwrap_or(0).into());
        if let (Some(true), Some(index)) = (block.u8(1).map(|flags| flags & 1 != 0), block.u8(4)) {
            self.transparent = Some((index, block.absolute(4)));
        }
    }

    /// A comment [GIF 24]. The first one is shown, which `ExifTool` does for the comments of all formats.
    pub fn comment<'a>(&mut self, content: Bytes<'a>, cx: &'a Context<'a>, out: &mut Contents<'a>) {
        if !std::mem::replace(&mut self.has_comment, true) {
            let shown = Value::text(text::marked(content.as_slice(), cx.arena));
            let tag = Tag::new(Group::File, "Comment", shown, None, origin(content.absolute(0)));
            out.tags.push(tag);
        }
    }

    /// What is known of the whole file at its end.
    pub fn finish(&self, out: &mut Contents<'_>) {
        if let Some((index, at)) = self.transparent {
            push("TransparentColor", Value::Int(index.into()), at, out);
        }
        if self.frames > 1 {
            push("FrameCount", Value::Int(self.frames.into()), 0, out);
        }
        if self.duration > 0 {
            let (whole, rest) = (self.duration / 100, self.duration % 100);
            let shown = Value::Text(Cow::Owned(format!("{whole}.{rest:02} s")));
            push("Duration", shown, 0, out);
            if let Some(tag) = out.tags.last_mut() {
                #[allow(clippy::cast_precision_loss)] // a file has no 2^53 delays
                let seconds = self.duration as f64 / 100.0;
                tag.raw = Some(Value::Real(seconds));
            }
        }
    }
}

/// A text to be drawn [GIF 25].
pub(super) fn plain_text<'a>(content: Bytes<'a>, cx: &'a Context<'a>, out: &mut Contents<'a>) {
    let shown = Value::text(text::marked(content.as_slice(), cx.arena));
    push("Text", shown, content.absolute(0), out);
}

/// Whether the content of an application's extension is shown [GIF 26].
pub(super) fn is_shown(application: &[u8]) -> bool {
    [NETSCAPE, MIDI_CONTROL, MIDI_SONG].contains(&application)
}

/// The extension of an application.
pub(super) fn application<'a>(application: &[u8], content: Bytes<'a>, out: &mut Contents<'a>) {
    let view = View::memory(content);
    let table = match application {
        NETSCAPE => "GIF.Animation",
        MIDI_CONTROL => "GIF.MIDIControl",
        MIDI_SONG => return push("MIDISong", Value::Unread(view.len()), content.absolute(0), out),
        _ => return,
    };
    out.blocks.push(part(table, view));
}

/// A part that a table describes, with the least significant byte first.
fn part<'a>(table: &'static str, data: View<'a>) -> Block<'a> {
    let root = Root::Table { table, group: "", order: Little };
    Block { root, ..Block::new(BlockKind::Gif, data) }
}

fn push<'a>(name: &'static str, value: Value<'a>, at: u64, out: &mut Contents<'a>) {
    out.tags.push(Tag::new(Group::Other(Cow::Borrowed("GIF")), name, value, None, origin(at)));
}

fn origin(offset: u64) -> Origin {
    Origin { block: BlockKind::Gif, offset, standard: true, charset: None }
}

#[cfg(test)]
mod tests {
    use super::super::file::FORMAT;
    use crate::container::testing::{every_flip, every_prefix, read};

    const IMAGE: &[u8] = &[0x2c, 0, 0, 0, 0, 8, 0, 6, 0, 0, 2, 2, 0x4c, 1, 0];

    fn animation() -> Vec<u8> {
        [
            &b"GIF89a\x08\0\x06\0\x80\0\0"[..],
            &[0; 6],
            b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x05\0\0",
            b"\x21\xff\x0bMIDISONGDm7\x04MThd\0",
            b"\x21\xff\x0bICCRGBG1012\x04prof\0",
            b"\x21\xfe\x06hello \x05there\0",
            b"\x21\xfe\x06second\0",
            b"\x21\x01\x0c            \x04text\0",
            b"\x21\xf9\x04\x01\x32\0\x07\0",
            IMAGE,
            b"\x21\xf9\x04\0\x19\0\x09\0",
            IMAGE,
            b";",
        ]
        .concat()
    }

    #[test]
    fn blocks_become_tags() {
        let found = read(&FORMAT, &animation());
        assert_eq!(found.tables, ["GIF.Screen", "GIF.Animation", "ICC_Profile.Main"]);
        let expected = [
            ("GIFVersion", "89a"),
            ("MIDISong", "(Binary data 4 bytes, use -b option to extract)"),
            ("Comment", "hello there"),
            ("Text", "text"),
            ("TransparentColor", "7"),
            ("FrameCount", "2"),
            ("Duration", "0.75 s"),
        ];
        assert_eq!(found.shown(), expected);
    }

    #[test]
    fn what_is_cut_off_counts_as_far_as_it_goes() {
        let file = animation();
        let found = read(&FORMAT, &file[..file.len() - 3]);
        assert!(found.shown().contains(&("FrameCount", "2")));
        assert_eq!(found.issues, ["truncated"]);
        every_prefix(&FORMAT, &file);
        every_flip(&FORMAT, &file);
    }
}
