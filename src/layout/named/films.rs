//! Values in the boxes of films.

use super::super::moment::Moment;
use crate::bytes::Bytes;
use crate::formula::Item;
use crate::quicktime::languages;
use crate::text;
use bumpalo::collections::String as ArenaString;

/// `brands(x)`: the brands of a file, four characters each, on a line each.
pub(crate) fn brands<'a>(moment: &Moment<'_, '_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    let arena = moment.state.cx.arena;
    let Some(value) = values.first() else { return Item::None };
    let mut out = ArenaString::new_in(arena);
    for brand in value.bytes(arena).chunks_exact(4).filter(|brand| !brand.contains(&0)) {
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(text::marked(brand, arena));
    }
    Item::Text(out.into_bump_str())
}

/// `language(x)`: the language of a code.
pub(crate) fn language<'a>(moment: &Moment<'_, '_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    let Some(value) = values.first() else { return Item::None };
    let Ok(code) = u16::try_from(value.int()) else { return *value };
    if !languages::is_macintosh(code) {
        return Item::Text(languages::packed(code, moment.state.cx.arena));
    }
    languages::macintosh(code).map_or_else(|| moment.unmeant(*value), Item::Text)
}

/// `frame_rate(x, scale)`: how many samples there are in a second, by a list of their numbers and durations in units of
/// the time scale [ISO/IEC 14496-12 8.6.1.2].
#[allow(clippy::cast_precision_loss)] // sums of durations
pub(crate) fn frame_rate<'a>(moment: &Moment<'_, '_, 'a>, values: &[Item<'a>]) -> Item<'a> {
    /// The version and the number of entries.
    const HEAD: usize = 8;
    let [list, scale] = values else { return Item::None };
    let bytes = Bytes::new(list.bytes(moment.state.cx.arena), 0);
    let (mut samples, mut time) = (0u64, 0u64);
    let mut at = HEAD;
    for _ in 0..bytes.be32(4).unwrap_or_default() {
        let (Some(count), Some(each)) = (bytes.be32(at), bytes.be32(at + 4)) else { break };
        samples = samples.saturating_add(count.into());
        time = time.saturating_add(u64::from(count).saturating_mul(each.into()));
        at += 8;
    }
    if time == 0 || samples == 0 || scale.real() == 0.0 {
        return Item::None;
    }
    Item::Real(samples as f64 * scale.real() / time as f64)
}
