//! From the application segments of a file to their tags.

use super::join;
use super::ways::{self, Join, Order, Way};
use crate::block::BlockKind;
use crate::bytes::ByteOrder;
use crate::container::AppSegment;
use crate::context::Context;
use crate::issue_code::IssueCode;
use crate::layout::emit;
use crate::layout::format::Format;
use crate::layout::part::{Count, Part, Stored};
use crate::layout::state::State;
use crate::layout::walk;
use crate::sink::Sink;
use crate::source::View;
use crate::tiff::directory::Window;
use crate::tiff::header::Layout;

/// How many bytes of a segment the conditions of the ways may look at.
const HEAD: u64 = 1024;

/// Decodes the segments.
pub(crate) fn decode<'a>(segments: &[AppSegment<'a>], cx: &'a Context<'a>, sink: &mut Sink<'a>) {
    if segments.is_empty() {
        return;
    }
    let size = segments.iter().map(|segment| segment.data.len()).sum();
    let mut state = State::new(cx, BlockKind::Segment, sink.camera, sink, size, walk::follow);
    let mut rest = segments;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        let Some(way) = known(&mut state, first) else { continue };
        let further = match way.join {
            Join::None => 0,
            _ => after.iter().take_while(|next| goes_on(&state, way, next)).count(),
        };
        let (parts, others) = segments_of(rest, first, further);
        rest = others;
        together(&mut state, way, &parts);
    }
    emit::finish(&mut state);
}

/// The segment and those that go on with it, and the rest.
fn segments_of<'s, 'a>(
    after: &'s [AppSegment<'a>],
    first: &AppSegment<'a>,
    further: usize,
) -> (Vec<View<'a>>, &'s [AppSegment<'a>]) {
    let (taken, rest) = after.split_at_checked(further).unwrap_or((&[], after));
    let parts = std::iter::once(first).chain(taken).map(|segment| segment.data).collect();
    (parts, rest)
}

/// The way into a segment, whose condition may remember something for later segments.
fn known<'a>(state: &mut State<'_, 'a>, segment: &AppSegment<'a>) -> Option<&'static Way> {
    let part = part(segment.data, 0);
    let bytes = part.bytes(HEAD)?;
    let stored = Stored { part: &part, bytes, at: 0, format: Format::Undef, count: part.size };
    let way = ways::way(state, segment.marker, &stored)?;
    way.remember(state, &stored);
    Some(way)
}

/// Whether a segment belongs to the part of the segment before it.
fn goes_on<'a>(state: &State<'_, 'a>, way: &Way, segment: &AppSegment<'a>) -> bool {
    let part = part(segment.data, 0);
    let Some(bytes) = part.bytes(HEAD) else { return false };
    let stored = Stored { part: &part, bytes, at: 0, format: Format::Undef, count: part.size };
    segment.marker == way.marker
        && ways::way(state, segment.marker, &stored).is_some_and(|next| std::ptr::eq(next, way))
}

/// Reads the part that one or several segments hold.
fn together<'a>(state: &mut State<'_, 'a>, way: &Way, parts: &[View<'a>]) {
    let start = u64::from(way.start);
    let whole = match way.join {
        Join::None => parts.first().map(|data| data.part(start, u64::MAX)),
        Join::Length => return length(state, way, parts),
        Join::Numbers => join::numbered(state, parts),
        Join::Streams => return join::streams(state, way.table(), parts),
        Join::Ratio => join::ratio(state, parts, start),
    };
    if let Some(data) = whole {
        one(state, way, data);
    }
}

/// Shows the length of the segments.
fn length<'a>(state: &mut State<'_, 'a>, way: &Way, parts: &[View<'a>]) {
    let start = u64::from(way.start);
    let length = parts.iter().map(|data| data.len().saturating_sub(start)).sum();
    let Some(data) = parts.first() else { return };
    let part = part(*data, start);
    if let (Some(row), Some(bytes)) = (way.table().rows().first(), part.bytes(1)) {
        let stored = Stored { part: &part, bytes, at: start, format: Format::Undef, count: length };
        emit::unread(state, way.table(), row, &stored, length);
    }
}

/// Reads one part.
fn one<'a>(state: &mut State<'_, 'a>, way: &Way, data: View<'a>) {
    let whole = part(data, 0);
    let found = match way.order {
        Order::Big => Some(whole),
        Order::Little => Some(whole.ordered(ByteOrder::Little)),
        Order::Tiff => whole.behind_header(),
        Order::Mark => whole.marked(),
    };
    match found {
        Some(part) => walk::read(state, way.table(), part, Count::Usual),
        None => state.issue(IssueCode::BadHeader, data.absolute(0), || {
            format!("{}: no byte order", way.table().group())
        }),
    }
}

/// The part from `at` on.
fn part(data: View<'_>, at: u64) -> Part<'_> {
    let layout = Layout { order: ByteOrder::Big, big: false };
    let window = Window { header: 0, ..Window::tiff(data, layout) };
    Part { window, at, size: data.len().saturating_sub(at), depth: 0 }
}
