//! The layers of a Photoshop document [Adobe Photoshop File Formats Specification, "Layer Records"]: their number, a
//! description of each, and then their pixels, which are not read.
//!
//! A tag is a list with a value for each layer. Signatures and keys are words of the byte order of the document.

use crate::bytes::{ByteOrder, Bytes};
use crate::formula::Item;
use crate::issue_code::IssueCode;
use crate::layout::emit;
use crate::layout::format::Format;
use crate::layout::part::{Part, Stored};
use crate::layout::state::State;
use crate::layout::tables::{Flags, Row, Table, key};
use crate::text;

/// How many layers are read, and how many further data of one layer.
const MOST: usize = 1024;
const MOST_DATA: usize = 128;
/// As much of further data is read.
const LONGEST: u64 = 4096;

// What is in front of further data.
const SIGNATURES: [&[u8; 4]; 2] = [b"8BIM", b"8B64"];
/// A date in a list of properties, as a real number.
const DATE: &[u8] = b"layerTimedoub";

/// The values of a row.
struct Column<'a> {
    row: &'static Row,
    items: Vec<Item<'a>>,
}

/// Reads the descriptions of the layers.
pub(crate) fn read<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: Part<'a>) {
    let columns = table.rows().iter().map(|row| Column { row, items: Vec::new() }).collect();
    let is_large = state.camera.file_type == "PSB";
    let Some(bytes) = part.window.view.get(part.at, 2) else { return };
    // A negative number says that the first alpha channel is that of the merged picture.
    let Some(count) = bytes.u16(0, part.order()).map(|count| count.cast_signed().unsigned_abs()) else {
        return;
    };
    let mut layers = Layers { part, at: part.at.saturating_add(2), is_large, columns };
    layers.add("_count", Item::Int(count.into()));
    for index in 0..usize::from(count).min(MOST) {
        if layers.layer(state, index).is_none() {
            state.issue(IssueCode::Truncated, layers.part.window.view.absolute(layers.at), || {
                format!("the description of layer {index} of {count} is damaged")
            });
            break;
        }
    }
    layers.fill(usize::from(count).min(MOST));
    let stored = Stored { part: &part, bytes, at: part.at, format: Format::Undef, count: 2 };
    for Column { row, items } in &layers.columns {
        emit::list(state, table, row, &stored, items);
    }
}

struct Layers<'a> {
    part: Part<'a>,
    at: u64,
    is_large: bool,
    columns: Vec<Column<'a>>,
}

impl<'a> Layers<'a> {
    fn add(&mut self, name: &str, item: Item<'a>) {
        if let Some(column) = self.columns.iter_mut().find(|column| key(column.row.id) == name) {
            column.items.push(item);
        }
    }

    fn order(&self) -> ByteOrder {
        self.part.order()
    }

    /// The next bytes.
    fn take(&mut self, state: &mut State<'_, 'a>, size: usize) -> Option<Bytes<'a>> {
        let bytes = self.part.window.view.get(self.at, size).filter(|_| state.pay(size as u64))?;
        self.at = self.at.checked_add(size as u64)?;
        Some(bytes)
    }

    /// A signature or a key as it is written.
    fn word(&self, bytes: Bytes<'a>, at: usize) -> Option<[u8; 4]> {
        Some(bytes.u32(at, self.order())?.to_be_bytes())
    }

    /// Reads a layer, and returns nothing if it is damaged.
    fn layer(&mut self, state: &mut State<'_, 'a>, index: usize) -> Option<()> {
        let order = self.order();
        let head = self.take(state, 18)?;
        let side = |at| head.u32(at, order).map(u32::cast_signed);
        let (top, left, bottom, right) = (side(0)?, side(4)?, side(8)?, side(12)?);
        let text = state.cx.text(&format!("{top} {left} {bottom} {right}"));
        self.add("_rectangle", Item::Text(text));
        let channel = if self.is_large { 10 } else { 6 };
        self.take(state, usize::from(head.u16(16, order)?).checked_mul(channel)?)?;
        let mode = self.take(state, 16)?;
        if self.word(mode, 0)? != *b"8BIM" {
            return None;
        }
        self.add("_blend", Item::of_bytes(state.cx.arena.alloc_slice_copy(&self.word(mode, 4)?)));
        self.add("_opacity", Item::Int(mode.u8(8)?.into()));
        self.add("_visible", Item::Int(mode.u8(10)?.into()));
        let end = self.at.checked_add(mode.u32(12, order)?.into())?;
        for _ in 0..2 {
            // The mask, and the ranges of blending.
            let size = self.take(state, 4)?.u32(0, order)?;
            self.at = self.at.checked_add(size.into())?;
        }
        let length = usize::from(self.take(state, 1)?.u8(0)?);
        let name = self.take(state, length)?;
        self.add("_name", Item::Text(text::with(name.as_slice(), encoding_rs::MACINTOSH, state.cx)));
        // The length and the name are padded together.
        self.at = self.at.checked_add(((length + 1).next_multiple_of(4) - length - 1) as u64)?;
        self.further(state, index, end);
        self.at = end;
        Some(())
    }

    /// Reads the further data of a layer: signatures, keys, lengths and data.
    fn further(&mut self, state: &mut State<'_, 'a>, index: usize, end: u64) -> Option<()> {
        for _ in 0..MOST_DATA {
            let next = self.at.checked_add(12).filter(|next| *next <= end)?;
            let head = self.take(state, 12)?;
            if !SIGNATURES.contains(&&self.word(head, 0)?) {
                return None;
            }
            let name = self.word(head, 4)?;
            let length = u64::from(head.u32(8, self.order())?);
            let size = length.min(LONGEST).min(end.saturating_sub(next));
            let row = self.columns.iter().find(|column| key(column.row.id).as_bytes() == name.as_slice());
            if row.is_some_and(|column| !column.row.flags.has(Flags::UNKNOWN)) && state.pay(size) {
                let data = self.part.window.view.get(next, usize::try_from(size).ok()?)?;
                if let Some(item) = value(&name, data, self.order(), state) {
                    self.put(&name, index, item);
                }
            }
            // Data with an odd size is padded, in a TIFF to words. What else fits is a signature.
            self.at = next.checked_add(length)?;
            while self.at < end
                && self.at.checked_sub(next)? < length.next_multiple_of(4)
                && !self.is_signature()
            {
                self.at = self.at.checked_add(1)?;
            }
        }
        None
    }

    fn is_signature(&self) -> bool {
        let word = self.part.window.view.get(self.at, 4).and_then(|bytes| self.word(bytes, 0));
        word.is_some_and(|word| SIGNATURES.contains(&&word))
    }

    /// Puts the value of a layer in its place, after those of the layers before it.
    fn put(&mut self, name: &[u8], index: usize, item: Item<'a>) {
        let column = self.columns.iter_mut().find(|column| key(column.row.id).as_bytes() == name);
        if let Some(column) = column {
            column.items.resize(index, absent(name));
            column.items.push(item);
        }
    }

    /// Gives all layers a value of what any layer has among its further data.
    fn fill(&mut self, count: usize) {
        for column in &mut self.columns {
            if !key(column.row.id).starts_with('_') && !column.items.is_empty() {
                column.items.resize(count, absent(key(column.row.id).as_bytes()));
            }
        }
    }
}

/// What stands for data that a layer does not have. A layer that is no section is a layer.
fn absent<'a>(name: &[u8]) -> Item<'a> {
    if name == b"lsct" { Item::Int(0) } else { Item::Text("") }
}

/// The value of further data.
fn value<'a>(name: &[u8], data: Bytes<'a>, order: ByteOrder, state: &State<'_, 'a>) -> Option<Item<'a>> {
    match name {
        b"lclr" => data.u16(0, order).map(|number| Item::Int(number.into())),
        b"lsct" => data.u32(0, order).map(|number| Item::Int(number.into())),
        b"luni" => {
            let length = usize::try_from(data.u32(0, order)?).ok()?.checked_mul(2)?;
            let text = text::utf16(data.up_to(4, length).as_slice(), order, state.cx);
            Some(Item::Text(text.trim_end_matches('\0')))
        }
        b"shmd" => {
            let at = memchr::memmem::find(data.as_slice(), DATE)?.checked_add(DATE.len())?;
            // The date has the order of the list, which is always that of PSD.
            let seconds = f64::from_bits(data.u64(at, ByteOrder::Big)?);
            seconds.is_finite().then_some(Item::Real(seconds))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::read;
    use crate::bytes::ByteOrder::Big;

    fn layer(name: &str, opacity: u8, further: &[(&[u8], &[u8])]) -> Vec<u8> {
        let mut extra = vec![0; 8];
        extra.push(u8::try_from(name.len()).unwrap());
        extra.extend(name.bytes());
        extra.resize(8 + (name.len() + 1).next_multiple_of(4), 0);
        for (key, data) in further {
            extra.extend([b"8BIM", *key, &u32::try_from(data.len()).unwrap().to_be_bytes(), data].concat());
            extra.resize(extra.len().next_multiple_of(2), 0);
        }
        let head = [0, 0, 0, 1, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 6, 0, 0, 0, 8, 0, 1, 0, 0, 0, 0, 0, 2];
        let size = u32::try_from(extra.len()).unwrap().to_be_bytes();
        [&head[..], b"8BIMmul ", &[opacity, 0, 2, 0], &size, &extra].concat()
    }

    fn two() -> Vec<u8> {
        let unicode = b"\0\0\0\x02\0A\0B";
        let section = b"\0\0\0\x01";
        let first = layer("One", 128, &[(b"luni", unicode), (b"zzzz", b"123"), (b"lsct", section)]);
        [&[0xff, 0xfe][..], &first, &layer("Two", 255, &[(b"lclr", b"\0\x03")])].concat()
    }

    #[test]
    fn each_layer_is_described() {
        let (tags, issues) = read("Photoshop.Layers", Big, &two());
        for tag in [
            "LayerCount=2",
            "LayerRectangles=1 -1 6 8, 1 -1 6 8",
            "LayerBlendModes=Multiply, Multiply|mul , mul ",
            "LayerVisible=No, No|2, 2",
            "LayerNames=One, Two",
            "LayerUnicodeNames=AB, ",
            "LayerColors=Unknown (), Yellow|, 3",
            "LayerSections=Folder (open), Layer|1, 0",
        ] {
            assert!(tags.iter().any(|shown| shown == tag), "{tag} in {tags:#?}");
        }
        assert!(tags.iter().any(|tag| tag.starts_with("LayerOpacities=50%, 100%|50.19")));
        assert!(issues.is_empty());
    }

    #[test]
    fn damage_ends_the_list() {
        let whole = two();
        for end in 2..whole.len() {
            let (tags, _) = read("Photoshop.Layers", Big, whole.get(..end).unwrap());
            assert!(tags.first().is_some_and(|tag| tag == "LayerCount=2"), "{end}");
        }
        let (tags, issues) = read("Photoshop.Layers", Big, &[0x7f, 0xff, 1, 2, 3]);
        assert_eq!((tags, issues), (vec!["LayerCount=32767".into()], vec!["truncated"]));
    }
}
