//! Makes a tag of a value in a maker note.

use super::format::{self, Format};
use super::late::Late;
use super::moment::Moment;
use super::part::{LONG, Part, Stored};
use super::rivals::Rivals;
use super::state::State;
use super::tables::{self, Flags, Row, Subtable, Table};
use crate::block::BlockKind;
use crate::bytes::Bytes;
use crate::charset::CharsetRung;
use crate::formula::{Input, Item};
use crate::issue_code::IssueCode;
use crate::slots;
use crate::tag::{Group, Origin, Tag, Value};
use crate::text;
use std::borrow::Cow;

/// The longest text that a row of the flag `long` shows.
const SHORT: u64 = 64;

/// Makes a tag of a value by the row that applies, or reads what it leads to.
pub(crate) fn value<'a>(
    state: &mut State<'_, 'a>,
    table: &'static Table,
    rows: &'static [Row],
    stored: &Stored<'_, 'a>,
) {
    if let Some(chosen) = choose(state, rows, stored, stored.bytes.len())
        && is_needed(state, chosen)
    {
        row(state, table, chosen, stored);
    }
}

/// Makes a tag of a value in a list, or follows where it leads. `bytes` are those of the part.
pub(crate) fn element<'a>(
    state: &mut State<'_, 'a>,
    table: &'static Table,
    part: &Part<'a>,
    id: u32,
    bytes: Bytes<'a>,
    format: Format,
) {
    let count = (bytes.len() / format.size()) as u64;
    value(state, table, table.tag(id), &Stored { part, bytes, at: part.position(bytes), format, count });
}

/// The row that applies: the first whose condition is met.
pub(crate) fn choose<'a>(
    state: &State<'_, 'a>,
    rows: &'static [Row],
    stored: &Stored<'_, 'a>,
    size: usize,
) -> Option<&'static Row> {
    rows.iter().find(|row| {
        row.when == 0 || evaluate(state, row.when, row, stored, (Item::None, Item::None), size).is_true()
    })
}

/// Whether anything comes of a row's value.
pub(crate) fn is_needed(state: &State<'_, '_>, row: &Row) -> bool {
    // Like in ExifTool, unknown tags are not even remembered.
    if row.flags.has(Flags::UNKNOWN) && !state.cx.unknown {
        return false;
    }
    if !state.cx.shows_tags {
        return row.flags.has(Flags::FEEDS);
    }
    row.sets > 0 || row.subtable > 0 || row.flags.has(Flags::FIELD) || !row.flags.has(Flags::HIDDEN)
}

/// Whether a row's value becomes a tag, and is not only remembered.
fn is_shown(state: &State<'_, '_>, row: &Row) -> bool {
    state.cx.shows_tags || row.flags.has(Flags::FIELD)
}

/// Whether nothing comes of any of these rows, so that none needs to be chosen.
pub(crate) fn are_idle(state: &State<'_, '_>, rows: &[Row]) -> bool {
    !state.cx.shows_tags && !rows.iter().any(|row| row.flags.has(Flags::FEEDS))
}

/// Evaluates a formula of a row. `x` is the value, and what is stored.
pub(crate) fn evaluate<'a>(
    state: &State<'_, 'a>,
    program: u16,
    row: &'static Row,
    stored: &Stored<'_, 'a>,
    (x, raw): (Item<'a>, Item<'a>),
    size: usize,
) -> Item<'a> {
    let moment = Moment { state, row, stored, size };
    let input = Input { x, stored: raw };
    tables::evaluate(program, input, &moment)
}

/// Makes a tag of a value, or reads what it leads to.
pub(crate) fn row<'a>(
    state: &mut State<'_, 'a>,
    table: &'static Table,
    row: &'static Row,
    stored: &Stored<'_, 'a>,
) {
    if let Some(subtable) = row.leads_to() {
        part(state, table, row, subtable, stored);
        return;
    }
    let length = stored.count.saturating_mul(stored.format.size() as u64);
    if length > LONG && stored.format != Format::Text && !row.flags.has(Flags::HIDDEN) {
        unread(state, table, row, stored, length);
        return;
    }
    let raw = match stored.count {
        // Like ExifTool, show that nothing is stored.
        0 => Item::Text(""),
        _ => masked(read(state, row, stored), row.mask),
    };
    item(state, table, row, stored, raw);
}

/// Reads the part that a value leads to.
fn part<'a>(
    state: &mut State<'_, 'a>,
    table: &'static Table,
    row: &'static Row,
    subtable: &'static Subtable,
    stored: &Stored<'_, 'a>,
) {
    let size = stored.bytes.len();
    let none = (Item::None, Item::None);
    if row.sets > 0 {
        set(state, row, stored, Item::None, Item::None);
    }
    if subtable.check > 0 && !evaluate(state, subtable.check, row, stored, none, size).is_true() {
        state.issue(IssueCode::BadDirectory, stored.absolute(), || {
            format!("{}: not what {} holds", table.group(), row.name())
        });
        return;
    }
    if subtable.start == 0 {
        (state.follow)(state, subtable, stored, stored.at, size as u64);
        return;
    }
    let x = read(state, row, stored);
    let start = evaluate(state, subtable.start, row, stored, (x, x), size);
    let Ok(start) = u64::try_from(start.int()) else { return };
    let at = if subtable.start_is_relative {
        stored.at.saturating_add(start)
    } else {
        stored.part.place(table, start)
    };
    let Some(size) = state.room(table, stored, at) else { return };
    (state.follow)(state, subtable, stored, at, size);
}

/// Makes a tag of a value that has been read.
pub(crate) fn item<'a>(
    state: &mut State<'_, 'a>,
    table: &'static Table,
    row: &'static Row,
    stored: &Stored<'_, 'a>,
    raw: Item<'a>,
) {
    if raw == Item::None {
        return;
    }
    let value = match row.value {
        0 => raw,
        program => evaluate(state, program, row, stored, (raw, raw), stored.bytes.len()),
    };
    set(state, row, stored, raw, value);
    if value == Item::None || row.flags.has(Flags::HIDDEN) || !is_shown(state, row) {
        return;
    }
    let length = match value {
        // Of what is not stored in this form, a formula gives the length.
        Item::Int(length) if row.value > 0 && row.flags.has(Flags::BINARY) => length.unsigned_abs(),
        value => value.bytes(state.cx.arena).len() as u64,
    };
    if row.flags.has(Flags::BINARY) || (row.flags.has(Flags::LONG) && length > SHORT) {
        // Both flags: only the printed form is the length.
        let is_read = row.flags.has(Flags::BINARY) && row.flags.has(Flags::LONG);
        let raw = is_read.then(|| shown(state, stored, value).0);
        tag(state, table, row, stored, (Value::Unread(length), raw, None, None));
        return;
    }
    state.has_asked.set(false);
    let printed = match (row.print, row.codes()) {
        (0, None) => value,
        (0, Some(_)) => Moment { state, row, stored, size: stored.bytes.len() }.printed(value),
        (program, _) => evaluate(state, program, row, stored, (value, raw), stored.bytes.len()),
    };
    let is_late = state.has_asked.get();
    if printed == Item::None && !is_late {
        return;
    }
    let number = match raw {
        // Some fields need the number from which the value was made.
        Item::Int(number) if row.flags.has(Flags::FIELD) && raw != value => Some(Value::Int(number)),
        _ => None,
    };
    let (shown, plain, charset) = forms(state, row, stored, printed, value);
    let place = tag(state, table, row, stored, (shown, plain, number, charset));
    if let Some(place) = place.filter(|_| is_late) {
        state.late.push(Late::new(place, row, stored, (value, raw)));
    }
}

/// The printed form, the value if it differs, and how the character set was found.
fn forms<'a>(
    state: &State<'_, 'a>,
    row: &Row,
    stored: &Stored<'_, 'a>,
    printed: Item<'a>,
    value: Item<'a>,
) -> (Value<'a>, Option<Value<'a>>, Option<CharsetRung>) {
    let (shown, charset) = match printed {
        Item::Text(text) if row.flags.has(Flags::LIST) && text.contains('\n') => {
            (Value::List(text.split('\n').map(|item| Value::Text(Cow::Borrowed(item))).collect()), None)
        }
        printed => shown(state, stored, printed),
    };
    let raw = if printed == value { None } else { Some(self::shown(state, stored, value).0) };
    (shown, raw, charset)
}

/// Makes one tag of the values that parts of the same kind have: a list, or the value of the only one.
pub(crate) fn list<'a>(
    state: &mut State<'_, 'a>,
    table: &'static Table,
    row: &'static Row,
    stored: &Stored<'_, 'a>,
    items: &[Item<'a>],
) {
    let size = stored.bytes.len();
    let (mut list, mut raws) = (Vec::new(), Vec::new());
    for raw in items {
        let value = match row.value {
            0 => *raw,
            program => evaluate(state, program, row, stored, (*raw, *raw), size),
        };
        let printed = match (row.print, row.codes()) {
            (0, None) => value,
            (0, Some(_)) => Moment { state, row, stored, size }.printed(value),
            (program, _) => evaluate(state, program, row, stored, (value, *raw), size),
        };
        list.push(shown(state, stored, printed).0);
        raws.push(shown(state, stored, value).0);
    }
    let raws = (raws != list).then_some(raws);
    let one = |mut list: Vec<Value<'a>>| if list.len() == 1 { list.pop() } else { Some(Value::List(list)) };
    if let Some(value) = one(list).filter(|_| is_shown(state, row) && !items.is_empty()) {
        tag(state, table, row, stored, (value, raws.and_then(one), None, None));
    }
}

/// Makes the printed forms again, now that all values are known.
pub(crate) fn finish(state: &mut State<'_, '_>) {
    for late in std::mem::take(&mut state.late) {
        let Late { place, row, items, part, bytes, at, format, count } = late;
        let stored = Stored { part: &part, bytes, at, format, count };
        let printed = evaluate(state, row.print, row, &stored, items, bytes.len());
        let (value, raw, _) = forms(state, row, &stored, printed, items.0);
        let offset = stored.absolute();
        // Another value may have taken its place in the meantime.
        if let Some(tag) = slots::at(place, &mut state.sink.tags).filter(|tag| tag.source.offset == offset) {
            (tag.value, tag.raw) = (value, raw);
        }
    }
}

/// Remembers a value without showing it.
pub(crate) fn remember<'a>(state: &mut State<'_, 'a>, row: &'static Row, stored: &Stored<'_, 'a>) {
    let raw = masked(read(state, row, stored), row.mask);
    set(state, row, stored, raw, raw);
}

/// Sets the register of a row, if it has one.
fn set<'a>(
    state: &mut State<'_, 'a>,
    row: &'static Row,
    stored: &Stored<'_, 'a>,
    raw: Item<'a>,
    value: Item<'a>,
) {
    let Some(register) = usize::from(row.sets).checked_sub(1) else { return };
    let remembered = match row.remembers {
        0 if row.flags.has(Flags::RAW) => value,
        0 => raw,
        program => evaluate(state, program, row, stored, (raw, raw), stored.bytes.len()),
    };
    if let Some(register) = state.registers.get_mut(register) {
        *register = remembered;
    }
}

/// The value as its row requires.
fn read<'a>(state: &State<'_, 'a>, row: &Row, stored: &Stored<'_, 'a>) -> Item<'a> {
    let mut format = if row.format == Format::Stored { stored.format } else { row.format };
    // A single byte of type UNDEFINED is treated as a number.
    if format == Format::Undef
        && stored.format == Format::Undef
        && stored.count == 1
        && row.format == Format::Stored
    {
        format = Format::Int8u;
    }
    let item = format.read(stored.bytes, stored.part.order(), state.cx.arena);
    match item {
        Item::Int(number) if row.flags.has(Flags::OFFSET) => {
            Item::Int(number.saturating_add_unsigned(stored.part.shown_base()))
        }
        // Like ExifTool, do not trust an offset that is stored as a fraction or as text.
        Item::Real(_) if row.flags.has(Flags::OFFSET) => Item::None,
        // Too few bytes for one value of the type that the row states.
        Item::None if !stored.bytes.is_empty() => Item::Text(""),
        item => item,
    }
}

/// The bits of a mask, moved down to its lowest one.
fn masked(item: Item<'_>, mask: u32) -> Item<'_> {
    match item {
        Item::None => Item::None,
        _ if mask == 0 => item,
        item => Item::Int((item.int() & i64::from(mask)) >> mask.trailing_zeros()),
    }
}

/// A value as it is shown, and how its character set was found.
fn shown<'a>(
    state: &State<'_, 'a>,
    stored: &Stored<'_, 'a>,
    item: Item<'a>,
) -> (Value<'a>, Option<CharsetRung>) {
    match item {
        Item::None => (Value::text(""), None),
        Item::Int(number) => (Value::Int(number), None),
        Item::Real(number) => (Value::Real(number), None),
        Item::Text(text) if text.contains('\0') => {
            (Value::text(text::marked(text.as_bytes(), state.cx.arena)), None)
        }
        Item::Text(text) => (Value::Text(Cow::Borrowed(text)), None),
        Item::Bytes(bytes) if stored.format == Format::Text && state.block != BlockKind::QuickTime => {
            let place = (state.stage(), stored.absolute());
            let (text, rung) = text::decode(bytes, None, place, state.cx);
            (Value::text(text), Some(rung))
        }
        Item::Bytes(bytes) => (Value::text(text::marked(bytes, state.cx.arena)), None),
    }
}

/// Emits a tag, and returns its place. Of several with one name the last counts, unless its row says that it has to
/// stand back.
fn tag<'a>(
    state: &mut State<'_, 'a>,
    table: &Table,
    row: &Row,
    stored: &Stored<'_, 'a>,
    (value, raw, number, charset): (Value<'a>, Option<Value<'a>>, Option<Value<'a>>, Option<CharsetRung>),
) -> Option<u32> {
    let source = origin(state, stored, charset);
    let name = state.film.name(table.group(), row.name(), state.cx.arena).unwrap_or(row.name());
    let tag = Tag::new(group(state, table), name, value, raw, source);
    let tag = Tag { stored: number, is_low: row.flags.has(Flags::LOW), ..tag };
    if state.block == BlockKind::QuickTime {
        return Some(piled(state, row, tag));
    }
    if row.flags.has(Flags::HIGH) {
        state.kept.push(row.slot);
    }
    let tags = &mut state.sink.tags;
    let place = state.places.place(row.slot);
    let is_low = row.flags.has(Flags::LOW) || (!row.flags.has(Flags::HIGH) && state.kept.contains(&row.slot));
    let replaces = place == 0 || {
        let before = tags.get(..state.before).unwrap_or_default();
        state.rivals.get_or_insert_with(|| Rivals::of(before)).replaces(row.name(), is_low)
    };
    match slots::at(place, tags) {
        Some(_) if !replaces => None,
        Some(old) => {
            // Of a quantity that is told twice, the number stands in one of the two.
            let stored = tag.stored.clone().or_else(|| old.stored.take());
            *old = Tag { stored, ..tag };
            Some(place)
        }
        None => Some(state.places.push(row.slot, tag, tags)),
    }
}

/// Appends a tag without looking at others of its name: which of them is shown is settled at the end.
fn piled<'a>(state: &mut State<'_, 'a>, row: &Row, tag: Tag<'a>) -> u32 {
    state.sink.tags.push(tag);
    let place = u32::try_from(state.sink.tags.len()).unwrap_or_default();
    if row.flags.has(Flags::LOW) {
        state.lows.push(place);
    }
    place
}

/// Where a value was found.
fn origin(state: &State<'_, '_>, stored: &Stored<'_, '_>, charset: Option<CharsetRung>) -> Origin {
    Origin { block: state.block, offset: stored.absolute(), standard: true, charset }
}

/// The group of a table's tags.
fn group<'a>(state: &State<'_, 'a>, table: &Table) -> Group<'a> {
    if let Some(group) = state.film.group(table.group(), state.cx.arena) {
        return Group::Other(Cow::Borrowed(group));
    }
    let name = if state.group.is_empty() { table.group() } else { state.group };
    match (name, state.number) {
        ("File", _) => Group::File,
        ("Photoshop", _) => Group::Photoshop,
        (name, 0 | 1) => Group::Other(Cow::Borrowed(name)),
        (name, number) => {
            let numbered = bumpalo::format!(in state.cx.arena, "{}{}", name, number);
            Group::Other(Cow::Borrowed(numbered.into_bump_str()))
        }
    }
}

/// Emits a tag that is shown by its length.
pub(crate) fn unread<'a>(
    state: &mut State<'_, 'a>,
    table: &Table,
    row: &Row,
    stored: &Stored<'_, 'a>,
    length: u64,
) {
    if is_shown(state, row) {
        tag(state, table, row, stored, (Value::Unread(length), None, None, None));
    }
}

/// Emits a tag whose name is made of its key: `New_thing` of `new_thing`, or `New_Thing` with capitals.
pub(crate) fn named<'a>(
    state: &mut State<'_, 'a>,
    table: &'static Table,
    (key, capitals): (&[u8], bool),
    stored: &Stored<'_, 'a>,
) {
    if !state.cx.shows_tags || key.len() > usize::from(u8::MAX) {
        return;
    }
    let mut name = bumpalo::collections::String::new_in(state.cx.arena);
    let mut is_start = true;
    for letter in key.iter().map(|byte| char::from(*byte)) {
        if letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-') {
            name.push(if is_start { letter.to_ascii_uppercase() } else { letter });
        }
        is_start = capitals && !letter.is_ascii_alphanumeric();
    }
    if name.is_empty() {
        return;
    }
    // Like in ExifTool, a name has at least two letters.
    if name.len() == 1 {
        name.insert_str(0, "Tag");
    }
    let (value, charset) = shown(state, stored, text_of(stored.bytes));
    let source = origin(state, stored, charset);
    state.sink.tags.push(Tag::new(group(state, table), name.into_bump_str(), value, None, source));
}

/// Emits a text in a language, or with a name that no table lists. It replaces an earlier one at `place` in the sink.
pub(crate) fn text<'a>(
    state: &mut State<'_, 'a>,
    table: &Table,
    (name, lang): (&'a str, Option<&'a str>),
    value: Value<'a>,
    stored: &Stored<'_, 'a>,
    place: Option<usize>,
) {
    let source = origin(state, stored, None);
    let tag = Tag::new(group(state, table), name, value, None, source);
    let tag = Tag { lang: lang.map(Cow::Borrowed), ..tag };
    match place.and_then(|place| state.sink.tags.get_mut(place)) {
        Some(old) => *old = tag,
        None => state.sink.tags.push(tag),
    }
}

/// Emits a tag with a name of its own.
pub(crate) fn titled<'a>(
    state: &mut State<'_, 'a>,
    table: &'static Table,
    name: &'a str,
    stored: &Stored<'_, 'a>,
    item: Item<'a>,
) {
    let (value, charset) = shown(state, stored, item);
    let source = origin(state, stored, charset);
    let name = state.film.name(table.group(), name, state.cx.arena).unwrap_or(name);
    state.sink.tags.push(Tag::new(group(state, table), name, value, None, source));
}

/// Emits a tag with a name of its own that is shown by its length.
pub(crate) fn titled_unread<'a>(
    state: &mut State<'_, 'a>,
    table: &'static Table,
    name: &'a str,
    stored: &Stored<'_, 'a>,
    length: u64,
) {
    let source = origin(state, stored, None);
    state.sink.tags.push(Tag::new(group(state, table), name, Value::Unread(length), None, source));
}

/// Emits a tag that no table lists: `Canon_0x00c0`.
pub(crate) fn unknown<'a>(state: &mut State<'_, 'a>, table: &Table, id: u16, stored: &Stored<'_, 'a>) {
    let item = stored.format.read(stored.bytes, stored.part.order(), state.cx.arena);
    let (value, charset) = shown(state, stored, item);
    let name = bumpalo::format!(in state.cx.arena, "{}_{:#06x}", table.group(), id).into_bump_str();
    let source = origin(state, stored, charset);
    let tag = Tag::new(group(state, table), name, value, None, source);
    state.sink.tags.push(Tag { known: false, ..tag });
}

/// How far the offsets of a record move from this row on.
pub(crate) fn shift<'a>(
    state: &State<'_, 'a>,
    row: &'static Row,
    stored: &Stored<'_, 'a>,
    shift: i64,
    size: usize,
) -> i64 {
    let by = evaluate(state, row.shift, row, stored, (Item::Int(shift), Item::None), size);
    shift.saturating_add(by.int())
}

/// The bytes of a text up to the first NUL.
fn text_of(bytes: Bytes<'_>) -> Item<'_> {
    format::bytes(text::until_nul(bytes.as_slice()))
}

#[cfg(test)]
mod tests {
    use crate::layout::testing::{NOTE, canon, directory, picture, shorts, tags, value};

    #[test]
    fn a_value_of_too_few_bytes_is_an_empty_text() {
        // The row asks for numbers of 32 bits.
        let note = [&b"Ricoh\0\0\0"[..], &directory(&[(0x1012, 1, 2, 5)])].concat();
        let tags = tags(&picture("RICOH", "GR", &note));
        assert!(tags.iter().any(|(name, value)| name == "Ricoh:Contrast" && value.is_empty()));
    }

    #[test]
    fn a_value_without_a_meaning_is_shown_as_it_is() {
        let tags =
            tags(&picture("Canon", "Canon EOS R5", &directory(&[(0x0010, 4, 1, 0x64), (0x001a, 3, 1, 77)])));
        assert_eq!(value(&tags, "Canon:CanonModelID"), "Unknown (0x64)");
        assert_eq!(value(&tags, "Canon:SuperMacro"), "Unknown (77)");
    }

    #[test]
    fn a_number_that_is_stored_as_text_is_shown_in_hexadecimal_too() {
        let note = [directory(&[(0x0010, 2, 5, NOTE + 18)]), b"0100\0".to_vec()].concat();
        assert_eq!(
            value(&tags(&picture("Canon", "Canon EOS R5", &note)), "Canon:CanonModelID"),
            "Unknown (0x64)"
        );
    }

    #[test]
    fn what_is_long_is_shown_by_its_length() {
        let tags = tags(&canon("Canon EOS R5", 0x0097, &[7; 300]));
        assert_eq!(
            value(&tags, "Canon:DustRemovalData"),
            "(Binary data 300 bytes, use -b option to extract)"
        );
    }

    #[test]
    fn a_row_may_drop_its_value() {
        let tags = tags(&canon("Canon EOS R5", 0x0002, &shorts(&[0, 50, 0, 0])));
        assert_eq!(value(&tags, "Canon:FocalType"), "");
        assert_eq!(value(&tags, "Canon:FocalLength"), "50 mm");
    }

    #[test]
    fn of_several_values_of_one_name_the_last_is_shown() {
        let tags =
            tags(&picture("Canon", "Canon EOS R5", &directory(&[(0x001a, 3, 1, 0), (0x001a, 3, 1, 1)])));
        assert_eq!(value(&tags, "Canon:SuperMacro"), "On (1)");
        assert_eq!(tags.iter().filter(|(name, _)| name == "Canon:SuperMacro").count(), 1);
    }

    #[test]
    fn blanks_at_the_end_of_a_model_do_not_count() {
        let tags = tags(&canon("Canon EOS-1D  ", 0x000d, &[0x64; 400]));
        assert_eq!(value(&tags, "Canon:LensType"), "Unknown (25700)");
    }
}
