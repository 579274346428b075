//! What the offsets of a maker note are counted from, where the note alone tells.
//!
//! Programs that rewrite a file move its maker note, but the offsets in it stay as they were. The values of a directory
//! used to follow it directly, so the lowest offset shows how far the note was moved.

use super::makers::Way;
use crate::bytes::ByteOrder;
use crate::issue_code::IssueCode;
use crate::layout::part::Part;
use crate::layout::state::State;
use crate::layout::tables::Process;
use crate::tiff::directory::{Directory, Window};

/// An offset below this is none: a TIFF header and a directory of one entry would have to be before it.
const LEAST: u64 = 12;
/// The size of the offset of the next directory, which follows the entries.
const NEXT: i64 = 4;
/// The furthest distance from the start of a note at which a directory is looked for.
const FURTHEST: u64 = 32;
/// How many entries are looked at to recognize a directory, and the types that they may have.
const LOOKED_AT: u64 = 3;
const TYPES: std::ops::RangeInclusive<u16> = 1..=13;
/// A directory of a maker note with more entries is not recognized.
const MOST: u16 = 255;
/// The distance from a directory to its values from which Leica counts offsets from the note and not from the directory.
const LEICA_GAP: i64 = 8;
const LEICA_HEAD: i64 = 8;

/// The part with the base of its offsets mended.
pub(crate) fn mended<'a>(state: &State<'_, 'a>, way: &Way, whole: &Part<'a>, part: Part<'a>) -> Part<'a> {
    let gap = || gap(&part);
    let (by, why) = match way.process {
        Process::Canon => {
            let Some(moved) = footer(whole, part.order()).filter(|moved| *moved != 0) else { return part };
            if gap() == Some(NEXT) {
                state.issue(IssueCode::BadOffset, whole.absolute(), || {
                    format!(
                        "the footer says that the note was moved by {moved} bytes, but its offsets are right"
                    )
                });
                return part;
            }
            (moved, "the footer says so")
        }
        Process::LeicaBase if gap().is_some_and(|gap| gap - NEXT >= LEICA_GAP) => {
            return Part { window: moved(part.window, -LEICA_HEAD), ..part };
        }
        _ if way.gaps != 0 => {
            let Some(gap) = gap() else { return part };
            let is_usual = u32::try_from(gap).is_ok_and(|gap| gap < 32 && way.gaps >> gap & 1 == 1);
            if is_usual {
                return part;
            }
            (i64::from(way.gap).saturating_sub(gap), "its values follow its directory")
        }
        _ => return part,
    };
    state.issue(IssueCode::MovedNote, whole.absolute(), || {
        format!("offsets are counted from {by} bytes further: {why}")
    });
    Part { window: moved(part.window, by), ..part }
}

fn moved(window: Window<'_>, by: i64) -> Window<'_> {
    Window { base: window.base.saturating_add(by), ..window }
}

/// How far the lowest value is from the end of the entries of a directory. `None` if it has no values.
fn gap(part: &Part<'_>) -> Option<i64> {
    let directory = Directory::at(part.window, part.at)?;
    let end = directory.span().end.checked_sub(NEXT.unsigned_abs())?;
    let lowest = directory
        .entries(MOST.into())?
        .filter(|entry| entry.field_type.is_some() && !entry.value.inline && entry.count > 0)
        .map(|entry| entry.value.at)
        .filter(|at| *at > 0 && at.saturating_add_signed(part.window.base.saturating_neg()) >= LEAST)
        .min()?;
    i64::try_from(lowest).ok()?.checked_sub(i64::try_from(end).ok()?)
}

/// How far a note was moved according to the TIFF header at its end, which tells where it was.
fn footer(whole: &Part<'_>, order: ByteOrder) -> Option<i64> {
    let at = whole.at.checked_add(whole.size)?.checked_sub(8)?;
    let bytes = whole.window.view.get(at, 8).filter(|_| at >= whole.at)?;
    let mark: &[u8] = if order == ByteOrder::Big { b"MM\0*" } else { b"II*\0" };
    let old = bytes.u32(4, order).filter(|_| bytes.starts_with(mark))?;
    let now = i64::try_from(whole.at).ok()?.checked_sub(whole.window.base)?;
    now.checked_sub(old.into())
}

/// The part that begins with a directory, which is looked for from the start of a note.
pub(crate) fn searched(part: Part<'_>) -> Option<Part<'_>> {
    (0..=FURTHEST.min(part.size)).step_by(2).find_map(|by| {
        let here = Part { at: part.at.saturating_add(by), size: part.size.saturating_sub(by), ..part };
        here.behind_header().or_else(|| {
            [ByteOrder::Big, ByteOrder::Little]
                .map(|order| here.ordered(order))
                .into_iter()
                .find(is_directory)
        })
    })
}

/// Whether a part looks like a directory.
fn is_directory(part: &Part<'_>) -> bool {
    let Some(directory) = Directory::at(part.window, part.at).filter(Directory::is_whole) else {
        return false;
    };
    if !(1..=u64::from(MOST)).contains(&directory.count) {
        return false;
    }
    let Some(mut entries) = directory.entries(LOOKED_AT) else { return false };
    entries.all(|entry| TYPES.contains(&entry.code) && entry.value.size <= part.window.view.len())
}

#[cfg(test)]
mod tests {
    use crate::Extractor;
    use crate::layout::testing::{NOTE, directory, picture, tags, value};

    fn issues(bytes: &[u8]) -> Vec<String> {
        let found = Extractor::new().from_bytes(bytes).unwrap();
        found.issues.iter().map(|issue| issue.code.to_string()).collect()
    }

    /// A note of Pentax, with the text of its serial number directly behind the directory, and an offset that is `by` too
    /// low.
    fn pentax(by: u32) -> Vec<u8> {
        let text = NOTE + 6 + 2 + 12 + 4;
        let note = [&b"AOC\0II"[..], &directory(&[(0x0229, 2, 8, text - by)]), b"1234567\0"].concat();
        picture("PENTAX", "PENTAX K10D", &note)
    }

    #[test]
    fn a_directory_is_found_and_moved_offsets_are_mended() {
        assert_eq!(value(&tags(&pentax(0)), "Pentax:SerialNumber"), "1234567");
        assert!(issues(&pentax(0)).is_empty());
        assert_eq!(value(&tags(&pentax(100)), "Pentax:SerialNumber"), "1234567");
        assert_eq!(issues(&pentax(100)), ["moved-note"]);
    }

    /// A note of Canon with the name of the owner and a footer.
    fn canon(by: u32, footer: u32) -> Vec<u8> {
        let text = NOTE + 2 + 12 + 4;
        let mut note = [directory(&[(0x0009, 2, 8, text - by)]), b"J. Doe\0\0".to_vec()].concat();
        note.extend([&b"II*\0"[..], &footer.to_le_bytes()].concat());
        picture("Canon", "Canon EOS 5D", &note)
    }

    #[test]
    fn a_footer_tells_where_the_note_was() {
        assert_eq!(value(&tags(&canon(50, NOTE - 50)), "Canon:OwnerName"), "J. Doe");
        assert_eq!(issues(&canon(50, NOTE - 50)), ["moved-note"]);
        assert!(issues(&canon(0, NOTE)).is_empty());
        // Offsets that are right are not changed by a wrong footer.
        assert_eq!(value(&tags(&canon(0, NOTE - 50)), "Canon:OwnerName"), "J. Doe");
        assert_eq!(issues(&canon(0, NOTE - 50)), ["bad-offset"]);
    }

    #[test]
    fn a_note_without_a_directory_is_an_issue() {
        let bytes = picture("PENTAX", "PENTAX K10D", &[&b"AOC\0"[..], &[0xff; 64]].concat());
        assert_eq!(issues(&bytes), ["bad-directory"]);
    }

    #[test]
    fn a_count_may_have_32_bits() {
        let note = [&b"II*\0\x08\0\0\0"[..], &[1, 0, 0, 0], &directory(&[(0x0229, 2, 1, 0)])[2..]].concat();
        let tags = tags(&picture("RICOH", "RICOH WG-M1", &note));
        assert!(tags.iter().all(|(name, _)| !name.starts_with("Pentax")));
        assert!(issues(&picture("RICOH", "RICOH WG-M1", &note)).is_empty());
    }
}
