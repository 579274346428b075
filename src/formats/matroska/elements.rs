//! The elements of Matroska and `WebM` [RFC 9559]. Those behind the first cluster are only read where the list of
//! positions at the beginning says that tags are there.

use super::simple;
use crate::ebml::{Element, element, number, real};
use crate::formula::Item;
use crate::layout::emit;
use crate::layout::format::Format;
use crate::layout::moment::Moment;
use crate::layout::part::{Part, Stored};
use crate::layout::state::State;
use crate::layout::tables::{Flags, Row, Table};
use crate::source::View;
use crate::tag::{Group, Origin, Tag, Value};
use crate::text;
use std::borrow::Cow;
use std::collections::HashMap;

// Identifiers of elements that hold others [RFC 9559 27.1].
const SEGMENT: u32 = 0x1853_8067;
const CLUSTER: u32 = 0x1f43_b675;
const SEEK_HEAD: u32 = 0x114d_9b74;
const SEEK: u32 = 0x4dbb;
const SEEK_ID: u32 = 0x53ab;
const SEEK_POSITION: u32 = 0x53ac;
const INFO: u32 = 0x1549_a966;
const TRACK: u32 = 0xae;
const TAGS: u32 = 0x1254_c367;
const TAG: u32 = 0x7373;
const SIMPLE_TAG: u32 = 0x67c8;
const CHAPTER: u32 = 0xb6;
/// The other elements that hold elements with rows: the head, tracks, video, audio, encodings, targets, attachments and
/// chapters.
const MASTERS: [u32; 15] = [
    0x1a45_dfa3,
    0x1654_ae6b,
    0xe0,
    0xe1,
    0x6d80,
    0x6240,
    0x5034,
    0x5035,
    0x63c0,
    0x1941_a469,
    0x61a7,
    0x1043_a770,
    0x45b9,
    0x80,
    0x8f,
];

// Identifiers of values that count for others.
const TIMECODE_SCALE: u32 = 0x002a_d7b1;
const DURATION: u32 = 0x4489;
const TRACK_NUMBER: u32 = 0xd7;
const TRACK_UID: u32 = 0x73c5;
const TRACK_TYPE: u32 = 0x83;
const TAG_TRACK_UID: u32 = 0x63c5;
const TAG_NAME: u32 = 0x45a3;
const TAG_TEXT: u32 = 0x4487;
const TAG_LANGUAGE: u32 = 0x447a;

/// How deep elements may be nested.
const DEPTH: u32 = 12;
/// The longest text that is read.
const TEXT: u64 = 64 * 1024;
/// The nanoseconds of a unit of time, unless the file says otherwise [RFC 9559 5.1.2.9].
const SCALE: f64 = 1e6;
/// The group of what belongs to nothing.
const GROUP: &str = "Matroska";

/// Reads the elements of a file.
pub(crate) fn read<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: Part<'a>) {
    let mut walk = Walk {
        table,
        part,
        view: part.window.view,
        group: Cow::Borrowed(GROUP),
        scale: SCALE,
        duration: None,
        tracks: HashMap::new(),
        uid: None,
        chapters: 0,
        late: Vec::new(),
        left: state.cx.limits.parts,
        places: HashMap::new(),
        tags: Vec::new(),
    };
    let end = part.at.saturating_add(part.size);
    walk.elements(state, part.at, end, DEPTH);
    for at in std::mem::take(&mut walk.late) {
        if let Some(tags) = element(walk.view, at, end).filter(|found| found.id == TAGS) {
            walk.group = Cow::Borrowed(GROUP);
            walk.elements(state, tags.at, tags.end(), DEPTH);
        }
    }
    walk.finish(state);
    state.sink.tags.append(&mut walk.tags);
}

/// What is known while elements are read.
struct Walk<'a> {
    table: &'static Table,
    part: Part<'a>,
    view: View<'a>,
    group: Cow<'static, str>,
    /// Nanoseconds.
    scale: f64,
    /// The duration in units of time, and where it stands.
    duration: Option<(f64, Element)>,
    /// The groups of tracks by their identifiers.
    tracks: HashMap<String, Cow<'static, str>>,
    /// The identifier of the track that is read.
    uid: Option<String>,
    chapters: u32,
    /// Where tags are that stand behind the clusters.
    late: Vec<u64>,
    left: u32,
    places: HashMap<(String, String), usize>,
    tags: Vec<Tag<'a>>,
}

impl<'a> Walk<'a> {
    /// Reads the elements of a range. `None` where the clusters begin.
    fn elements(&mut self, state: &mut State<'_, 'a>, at: u64, end: u64, depth: u32) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        let mut at = at;
        while let Some(found) = element(self.view, at, end) {
            self.left = self.left.checked_sub(1)?;
            at = found.end();
            match found.id {
                CLUSTER => return None,
                SEGMENT => self.elements(state, found.at, found.end(), depth)?,
                SEEK_HEAD => self.positions(found),
                SIMPLE_TAG => self.simple_tag(state, found, depth),
                INFO => self.within("Info".into(), state, found, depth)?,
                TRACK => {
                    self.uid = None;
                    if let Some(register) = self.register(state, TRACK_TYPE) {
                        *register = Item::None;
                    }
                    self.within(GROUP.into(), state, found, depth)?;
                }
                CHAPTER => {
                    self.chapters = self.chapters.saturating_add(1);
                    self.within(format!("Chapter{}", self.chapters).into(), state, found, depth)?;
                }
                TAG => self.within(GROUP.into(), state, found, depth)?,
                id if id == TAGS || MASTERS.contains(&id) => {
                    self.elements(state, found.at, found.end(), depth)?;
                }
                _ if found.is_complete => self.value(state, found),
                _ => {}
            }
        }
        Some(())
    }

    /// Reads the elements of another one, whose values have a group of their own.
    fn within(
        &mut self,
        group: Cow<'static, str>,
        state: &mut State<'_, 'a>,
        found: Element,
        depth: u32,
    ) -> Option<()> {
        self.group = group;
        self.elements(state, found.at, found.end(), depth)?;
        self.group = Cow::Borrowed(GROUP);
        Some(())
    }

    /// The register that the row of an element sets.
    fn register<'s>(&self, state: &'s mut State<'_, 'a>, id: u32) -> Option<&'s mut Item<'a>> {
        let row = self.table.tag(id).first()?;
        state.registers.get_mut(usize::from(row.sets).checked_sub(1)?)
    }

    /// The positions of tags in the list of positions [RFC 9559 5.1.1], which are counted from the segment's data. The list
    /// is its first element.
    fn positions(&mut self, head: Element) {
        let segment = self.segment_start();
        let mut at = head.at;
        while let Some(seek) = element(self.view, at, head.end()).filter(|_| self.late.len() < 8) {
            at = seek.end();
            if seek.id != SEEK {
                continue;
            }
            let (mut id, mut position, mut inner) = (None, None, seek.at);
            while let Some(part) = element(self.view, inner, seek.end()) {
                inner = part.end();
                match part.id {
                    SEEK_ID => id = self.number(part),
                    SEEK_POSITION => position = self.number(part),
                    _ => {}
                }
            }
            if let (Some(id), Some(position)) = (id, position)
                && id == u64::from(TAGS)
            {
                self.late.push(segment.saturating_add(position));
            }
        }
    }

    /// Where the data of the segment begin.
    fn segment_start(&self) -> u64 {
        let end = self.view.len();
        let mut at = self.part.at;
        for _ in 0..8 {
            match element(self.view, at, end) {
                Some(found) if found.id == SEGMENT => return found.at,
                Some(found) => at = found.end(),
                None => break,
            }
        }
        0
    }

    fn number(&self, found: Element) -> Option<u64> {
        let size = usize::try_from(found.size).ok().filter(|size| *size <= 8)?;
        number(self.view.get(found.at, size)?)
    }

    /// The text of an element, up to its first NUL.
    fn text(&self, state: &State<'_, 'a>, found: Element) -> Option<&'a str> {
        let size = usize::try_from(found.size.min(TEXT)).ok()?;
        let bytes = self.view.get(found.at, size)?.as_slice();
        Some(text::marked(text::until_nul(bytes), state.cx.arena))
    }

    /// Makes a tag of a value.
    fn value(&mut self, state: &mut State<'_, 'a>, found: Element) {
        let rows = self.table.tag(found.id);
        let Some(first) = rows.first() else { return };
        let Some(item) = self.item(state, first, found) else { return };
        let part = self.part;
        let bytes = crate::bytes::Bytes::new(&[], self.view.absolute(found.at));
        let stored = Stored { part: &part, bytes, at: found.at, format: Format::Undef, count: found.size };
        let Some(row) = emit::choose(state, rows, &stored, 0) else { return };
        if !emit::is_needed(state, row) {
            return;
        }
        if let Some(register) = self.register(state, found.id) {
            *register = item;
        }
        match (found.id, item) {
            (TRACK_NUMBER, Item::Int(number)) => {
                self.group = Cow::Owned(format!("Track{number}"));
                self.know_track();
            }
            (TRACK_UID, Item::Text(uid)) => {
                self.uid = Some(uid.to_owned());
                self.know_track();
            }
            (TAG_TRACK_UID, Item::Text(uid)) => {
                if let Some(group) = self.tracks.get(uid) {
                    self.group = group.clone();
                }
            }
            (TIMECODE_SCALE, item) => self.scale = item.real(),
            (DURATION, item) => {
                self.duration = Some((item.real(), found));
                return;
            }
            _ => {}
        }
        self.show(state, row, &stored, item);
    }

    /// The group of the track that is read is known by its identifier.
    fn know_track(&mut self) {
        if let Some(uid) = self.uid.clone().filter(|_| self.group != GROUP) {
            self.tracks.insert(uid, self.group.clone());
        }
    }

    /// The value of an element, by the type of its row.
    fn item(&self, state: &State<'_, 'a>, row: &Row, found: Element) -> Option<Item<'a>> {
        Some(match row.format {
            _ if row.flags.has(Flags::BINARY) => Item::Int(i64::try_from(found.size).ok()?),
            Format::Int64u => Item::Int(i64::try_from(self.number(found)?).ok()?),
            Format::Int64s => Item::Int(self.number(found)?.cast_signed()),
            Format::Double => {
                let size = usize::try_from(found.size).ok().filter(|size| *size <= 8)?;
                Item::Real(real(self.view.get(found.at, size)?).filter(|number| number.is_finite())?)
            }
            Format::Text => Item::Text(self.text(state, found)?),
            _ => {
                let size = usize::try_from(found.size).ok().filter(|size| *size <= 64)?;
                let bytes = self.view.get(found.at, size)?.as_slice();
                Item::Text(text::hex(bytes, state.cx))
            }
        })
    }

    /// Evaluates the formulas of a row, and keeps the tag in place of an earlier one.
    fn show(&mut self, state: &State<'_, 'a>, row: &'static Row, stored: &Stored<'_, 'a>, raw: Item<'a>) {
        if row.flags.has(Flags::BINARY) {
            return self.push(row.name(), stored.at, (Value::Unread(stored.count), None), true);
        }
        let value = match row.value {
            0 => raw,
            program => emit::evaluate(state, program, row, stored, (raw, raw), 0),
        };
        let printed = match (row.print, row.codes()) {
            (0, None) => value,
            (0, Some(_)) => Moment { state, row, stored, size: 0 }.printed(value),
            (program, _) => emit::evaluate(state, program, row, stored, (value, raw), 0),
        };
        if value == Item::None || printed == Item::None {
            return;
        }
        let raw = (printed != value).then(|| plain(value, state));
        self.push(row.name(), stored.at, (plain(printed, state), raw), true);
    }

    /// Adds a tag. Of several with one name the last is shown if it replaces the others, and else the first.
    fn push(&mut self, name: &'a str, at: u64, (value, raw): (Value<'a>, Option<Value<'a>>), replaces: bool) {
        let block = crate::block::BlockKind::Matroska;
        let origin = Origin { block, offset: self.view.absolute(at), standard: true, charset: None };
        let tag = Tag::new(Group::Other(self.group.clone()), name, value, raw, origin);
        let key = (self.group.to_string(), name.to_owned());
        match self.places.get(&key).and_then(|place| self.tags.get_mut(*place)) {
            Some(old) if replaces => *old = tag,
            Some(_) => {}
            None => {
                self.places.insert(key, self.tags.len());
                self.tags.push(tag);
            }
        }
    }

    /// A name and a text, and others within [RFC 9559 5.1.8.1.2].
    fn simple_tag(&mut self, state: &State<'_, 'a>, found: Element, depth: u32) {
        let Some(depth) = depth.checked_sub(1) else { return };
        let (mut name, mut value, mut language) = (None, None, None);
        let mut at = found.at;
        while let Some(part) = element(self.view, at, found.end()) {
            let Some(left) = self.left.checked_sub(1) else { return };
            self.left = left;
            at = part.end();
            match part.id {
                TAG_NAME => name = self.text(state, part),
                TAG_TEXT => value = self.text(state, part),
                TAG_LANGUAGE => language = self.text(state, part),
                SIMPLE_TAG => self.simple_tag(state, part, depth),
                _ => {}
            }
        }
        if let (Some(stored), Some(text)) = (name, value) {
            let name = state.cx.text(&simple::name(stored, language));
            self.push(name, found.at, (simple::value(stored, text, state.cx), None), false);
        }
    }

    /// Shows the duration, now that its unit is known.
    fn finish(&mut self, state: &State<'_, 'a>) {
        let Some((duration, found)) = self.duration else { return };
        let Some(row) = self.table.tag(DURATION).first() else { return };
        self.group = Cow::Borrowed("Info");
        let part = self.part;
        let bytes = crate::bytes::Bytes::new(&[], self.view.absolute(found.at));
        let stored = Stored { part: &part, bytes, at: found.at, format: Format::Undef, count: found.size };
        self.show(state, row, &stored, Item::Real(duration * self.scale / 1e9));
    }
}

/// A value as it is shown.
fn plain<'a>(item: Item<'a>, state: &State<'_, 'a>) -> Value<'a> {
    match item {
        Item::Int(number) => Value::Int(number),
        Item::Real(number) => Value::Real(number),
        Item::Text(text) => Value::text(text),
        item => Value::text(text::marked(item.bytes(state.cx.arena), state.cx.arena)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::testing::{tags, value};

    /// An element with a length of eight bytes.
    fn part(id: u32, data: &[u8]) -> Vec<u8> {
        let id = id.to_be_bytes();
        let start = id.iter().position(|byte| *byte != 0).unwrap();
        let length = (1u64 << 56 | data.len() as u64).to_be_bytes();
        [&id[start..], &length, data].concat()
    }

    fn simple(name: &[u8], text: &[u8]) -> Vec<u8> {
        part(SIMPLE_TAG, &[part(TAG_NAME, name), part(TAG_TEXT, text)].concat())
    }

    fn film() -> Vec<u8> {
        let info = [part(DURATION, &4000.5f64.to_be_bytes()), part(0x4d80, b"muxer"), part(0x4461, &[0; 8])]
            .concat();
        let video = part(
            TRACK,
            &[
                part(TRACK_NUMBER, &[1]),
                part(TRACK_UID, &[0x30, 0x39]),
                part(TRACK_TYPE, &[1]),
                part(0x86, b"V_VP9"),
                part(0x23_e383, &40_000_000u32.to_be_bytes()),
                part(0xe0, &part(0xb0, &[2, 128])),
            ]
            .concat(),
        );
        let sound = part(
            TRACK,
            &[
                part(TRACK_NUMBER, &[2]),
                part(TRACK_TYPE, &[2]),
                part(0x86, b"A_OPUS"),
                part(0xe1, &part(0xb5, &48_000f32.to_be_bytes())),
            ]
            .concat(),
        );
        let of_track = [part(0x63c0, &part(TAG_TRACK_UID, &[0x30, 0x39])), simple(b"BPS", b"1000")].concat();
        let of_file = [part(0x63c0, b""), simple(b"TITLE", b"one"), simple(b"TITLE", b"two")].concat();
        let late = part(TAGS, &[part(TAG, &of_track), part(TAG, &of_file)].concat());
        let cluster = part(CLUSTER, &part(0x4d80, b"not read"));
        let tracks = part(0x1654_ae6b, &[video, sound].concat());
        let before = [part(INFO, &info), tracks, cluster].concat();
        let seek = |position: u64| {
            let place = part(SEEK_POSITION, &position.to_be_bytes());
            part(SEEK_HEAD, &part(SEEK, &[part(SEEK_ID, &TAGS.to_be_bytes()), place].concat()))
        };
        let position = (seek(0).len() + before.len()) as u64;
        let segment = [seek(position), before, late].concat();
        [part(0x1a45_dfa3, &part(0x4282, b"webm")), part(SEGMENT, &segment)].concat()
    }

    #[test]
    fn elements_become_tags_of_their_groups() {
        let tags = tags(&film());
        for (name, shown) in [
            ("Matroska:DocType", "webm"),
            ("Info:Duration", "4.00 s"),
            ("Info:MuxingApp", "muxer"),
            ("Info:DateTimeOriginal", "2001:01:01 00:00:00Z"),
            ("Track1:TrackType", "Video"),
            ("Track1:VideoCodecID", "V_VP9"),
            ("Track1:VideoFrameRate", "25"),
            ("Track1:ImageWidth", "640"),
            ("Track2:AudioCodecID", "A_OPUS"),
            ("Track2:AudioSampleRate", "48000"),
            ("Track1:BPS", "1000"),
            ("Matroska:Title", "one"),
        ] {
            assert_eq!(value(&tags, name), shown, "{name}");
        }
    }

    #[test]
    fn what_is_cut_off_or_too_deep_ends() {
        let file = film();
        for end in 4..file.len() {
            tags(&file[..end]);
        }
        let mut deep = part(0xe0, b"");
        for _ in 0..200 {
            deep = part(0xe0, &deep);
        }
        assert!(tags(&[part(0x1a45_dfa3, b""), part(SEGMENT, &deep)].concat()).len() < 10);
    }
}
