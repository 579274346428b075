//! The properties of pictures [ISO/IEC 23008-12 6.5]: those of the primary picture count, and others if it has none of
//! their kind.

use super::boxes::{self, child, code};
use crate::isobmff::boxes::FullBox;
use crate::layout::part::Part;
use crate::layout::state::State;
use crate::layout::tables::{Row, Table};
use std::collections::BTreeMap;

/// The types of the boxes with the properties and with their associations.
const CONTAINER: u32 = u32::from_be_bytes(*b"ipco");
const ASSOCIATIONS: u32 = u32::from_be_bytes(*b"ipma");

/// For each property whether the primary picture has it. Those of no picture are not listed.
type Owners = BTreeMap<u16, bool>;

/// Reads the properties.
pub(crate) fn read<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: Part<'a>) {
    let Some(properties) = table.tag(CONTAINER).first().and_then(Row::leads_to) else { return };
    let mut owners = Owners::new();
    let mut found = Vec::new();
    boxes::each(state, &part, |state, one| match code(&one) {
        CONTAINER if found.is_empty() => found.push(one.body),
        ASSOCIATIONS => {
            let primary = state.film.primary;
            if let Some(full) = one.full().filter(|_| state.pay(one.body.len())) {
                associations(full, primary, state.cx.limits.parts, &mut owners);
            }
        }
        _ => {}
    });
    let Some(inner) = found.first().and_then(|body| child(&part, *body)) else { return };
    let mut number = 0u16;
    boxes::each(state, &inner, |state, one| {
        number = number.saturating_add(1);
        let before = state.sink.tags.len();
        boxes::body(state, properties.table(), &inner, one);
        if owners.get(&number) == Some(&false) {
            let places = before + 1..=state.sink.tags.len();
            state.lows.extend(places.filter_map(|place| u32::try_from(place).ok()));
        }
    });
}

/// Which properties the pictures have [ISO/IEC 23008-12 9.3.2].
fn associations(part: FullBox<'_>, primary: Option<u32>, limit: u32, owners: &mut Owners) -> Option<()> {
    let (bytes, is_wide) = (part.fields.all()?, part.flags & 1 == 1);
    let mut at = 4usize;
    for _ in 0..bytes.be32(0)?.min(limit) {
        let item = if part.version == 0 { u32::from(bytes.be16(at)?) } else { bytes.be32(at)? };
        at = at.checked_add(if part.version == 0 { 2 } else { 4 })?;
        let count = usize::from(bytes.u8(at)?);
        at = at.checked_add(1)?;
        for _ in 0..count {
            // The first bit marks an essential property.
            let index = if is_wide { bytes.be16(at)? & 0x7fff } else { u16::from(bytes.u8(at)? & 0x7f) };
            at = at.checked_add(if is_wide { 2 } else { 1 })?;
            let is_primary = Some(item) == primary;
            owners.entry(index).and_modify(|has| *has |= is_primary).or_insert(is_primary);
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::isobmff::boxes::tests::iso_box;
    use crate::quicktime::testing::{damaged, handler, tags, value};

    fn picture(associations: &[u8]) -> Vec<u8> {
        let size = |width, height| iso_box(b"ispe", &[0, 0, 0, 0, 0, 0, 0, width, 0, 0, 0, height]);
        let boxes = [size(40, 30), size(4, 3), iso_box(b"irot", &[3])];
        let properties = [iso_box(b"ipco", &boxes.concat()), iso_box(b"ipma", associations)];
        let parts = [
            handler(*b"pict"),
            iso_box(b"iprp", &properties.concat()),
            iso_box(b"pitm", &[0, 0, 0, 0, 0, 1]),
        ];
        [iso_box(b"ftyp", b"heic\0\0\0\0mif1heic"), iso_box(b"meta", &[vec![0; 4], parts.concat()].concat())]
            .concat()
    }

    #[test]
    fn those_of_the_primary_picture_count() {
        let file = picture(&[0, 0, 0, 0, 0, 0, 0, 2, 0, 1, 1, 1, 0, 2, 2, 2, 3]);
        let tags = tags(&file);
        assert_eq!(value(&tags, "Meta:PrimaryItemReference"), "1");
        assert_eq!(value(&tags, "QuickTime:ImageSpatialExtent"), "40x30");
        // Only the other picture is turned.
        assert_eq!(value(&tags, "QuickTime:Rotation"), "Rotate 90 CW");
        damaged(&file);
    }

    #[test]
    fn without_associations_the_last_counts() {
        let tags = tags(&picture(&[0; 8]));
        assert_eq!(value(&tags, "QuickTime:ImageSpatialExtent"), "4x3");
    }
}
