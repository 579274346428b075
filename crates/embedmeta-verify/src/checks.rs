//! Oddities in a file that do not depend on the decoder.

use super::report::{Report, Severity};
use chrono::{NaiveDateTime, TimeDelta};
use embedmeta::internal::ids::{JPEG_LENGTH, JPEG_OFFSET, STRIP_BYTE_COUNTS, STRIP_OFFSETS};
use embedmeta::internal::{Block, Bytes, Context, Entry, Listing, Root, View};
use embedmeta::internal::{directories, is_undefined_time, jpeg_size, offset_tag, utc_offset, wall_clock};
use embedmeta::{BlockKind, DigestState, Extraction, Group, Tag};

/// The largest gap between values that is ignored: writers pad to word boundaries, or leave bytes for no reason.
const GAP: u64 = 16;
/// The tolerance between the aspect ratios of thumbnail and picture: a thumbnail has few pixels, so rounding matters.
const RATIO: f64 = 0.03;
/// The farthest that two clocks can be apart at the same moment [ISO 8601-1 4.3.13]: -12:00 and +14:00.
const ZONES: TimeDelta = TimeDelta::hours(26);
/// The tolerance between GPS time and camera time: a fix may be old, and the camera in another time zone.
const GPS: TimeDelta = TimeDelta::hours(48);

/// Findings about the blocks: duplicates, and bytes that nothing points to.
pub(super) fn blocks<'a>(blocks: &[Block<'a>], cx: &'a Context<'a>, report: &mut Report) {
    // A camera raw has a block for each directory, and only one of them is IFD0.
    let exif = |block: &&Block<'_>| block.kind == BlockKind::Exif && block.root == Root::Ifd0;
    double("Exif blocks", blocks.iter().filter(exif), report);
    double("XMP packets", blocks.iter().filter(|block| block.kind == BlockKind::Xmp), report);
    double("IPTC blocks", blocks.iter().filter(|block| block.kind == BlockKind::Iim), report);
    for block in blocks.iter().filter(exif) {
        // In a TIFF file the pixel data lies between the directories.
        let is_file = !block.detached && block.data.absolute(0) == 0;
        if let Some(bytes) = block.data.all().filter(|_| !is_file) {
            gaps(block, bytes, cx, report);
        }
    }
}

fn double<'b, 'a: 'b>(what: &str, mut blocks: impl Iterator<Item = &'b Block<'a>>, report: &mut Report) {
    let Some(first) = blocks.next() else { return };
    let others: Vec<_> = blocks.collect();
    let Some(second) = others.first() else { return };
    let bytes = |block: &Block<'_>| block.data.all().map(|bytes| bytes.as_slice().to_vec());
    let are_same = others.len() == 1 && bytes(first) == bytes(second);
    let severity = if are_same { Severity::Note } else { Severity::Warning };
    let same = if are_same { ", with the same content" } else { "" };
    let detail = format!("The file has {} {what}{same}.", others.len() + 1);
    report.find("duplicate-block", severity, Some(second.data.absolute(0)), detail);
}

/// Finds bytes of a block that belong to no directory or value. Zeros are reserved space.
fn gaps<'a>(block: &Block<'a>, bytes: Bytes<'a>, cx: &'a Context<'a>, report: &mut Report) {
    let memory = Block { data: View::memory(bytes), ..*block };
    let Some(mut listing) = directories(&memory, cx) else { return };
    drop(cx.take_issues());
    let pictures = pictures(&listing).into_iter();
    let pictures: Vec<_> = pictures.map(|(_, start, length)| (start, start.saturating_add(length))).collect();
    listing.spans.extend(pictures);
    listing.spans.sort_unstable();
    // The header.
    let mut end = 8;
    let len = bytes.len() as u64;
    let mut found = 0u64;
    let mut first = None;
    for (start, next) in listing.spans.into_iter().chain([(len, len)]) {
        let gap = usize::try_from(end).ok().zip(usize::try_from(start.saturating_sub(end)).ok());
        let hidden = gap.and_then(|(at, size)| bytes.get(at, size)).map_or(0, |gap| {
            let text = gap.as_slice();
            let last = text.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
            last - text.iter().position(|byte| *byte != 0).unwrap_or_default()
        }) as u64;
        if hidden > GAP {
            found = found.saturating_add(hidden);
            first = first.or(Some(block.data.absolute(end)));
        }
        end = end.max(next);
    }
    if found > 0 {
        let detail = format!("{found} bytes of the Exif block belong to nothing that points to them.");
        report.find("unread-bytes", Severity::Note, first, detail);
    }
}

/// The tags with the offset and the length of an image.
const PICTURES: [(u16, u16); 2] = [(STRIP_OFFSETS, STRIP_BYTE_COUNTS), (JPEG_OFFSET, JPEG_LENGTH)];

/// The images that directories point to, with their entries.
fn pictures<'l>(listing: &'l Listing<'_>) -> Vec<(&'l Entry<'l>, u64, u64)> {
    let is_place =
        |entry: &&Entry<'_>| PICTURES.iter().any(|(start, length)| [*start, *length].contains(&entry.id));
    let mut places: Vec<_> = listing.entries.iter().filter(is_place).collect();
    places.sort_by_key(|entry| (entry.directory, entry.id));
    let mut pictures = Vec::new();
    for start in &places {
        let Some((_, lengths)) = PICTURES.into_iter().find(|(starts, _)| start.id == *starts) else {
            continue;
        };
        let key = (start.directory, lengths);
        let Ok(found) = places.binary_search_by_key(&key, |entry| (entry.directory, entry.id)) else {
            continue;
        };
        let Some(length) = places.get(found) else { continue };
        pictures
            .extend(start.whole().zip(length.whole()).map(|(start_at, length)| (*start, start_at, length)));
    }
    pictures
}

/// A thumbnail with another aspect ratio than its picture is from before a crop, or from another picture.
pub(super) fn thumbnails<'a>(
    blocks: &[Block<'a>],
    size: (Option<u32>, Option<u32>),
    cx: &'a Context<'a>,
    report: &mut Report,
) {
    let (Some(width), Some(height)) = size else { return };
    let block = blocks.iter().find(|block| block.kind == BlockKind::Exif && block.root == Root::Ifd0);
    let Some((block, bytes)) = block.and_then(|block| Some((block, block.data.all()?))) else { return };
    let memory = Block { data: View::memory(bytes), ..*block };
    let Some(listing) = directories(&memory, cx) else { return };
    drop(cx.take_issues());
    let is_thumbnail = |entry: &Entry<'_>| entry.group == Group::Ifd(1) && entry.id == JPEG_OFFSET;
    let place = pictures(&listing).into_iter().find(|(entry, ..)| is_thumbnail(entry));
    let picture = place.and_then(|(_, start, length)| {
        bytes.get(usize::try_from(start).ok()?, usize::try_from(length).ok()?)
    });
    let Some((offset, (wide, high))) = picture.and_then(|p| Some((p.absolute(0), jpeg_size(p.as_slice())?)))
    else {
        return;
    };
    let ratio = |width: u32, height: u32| f64::from(width) / f64::from(height);
    let differs = |ours: f64, other: f64| (ours / other - 1.0).abs() > RATIO;
    if [width, height, wide, high].contains(&0) || !differs(ratio(wide, high), ratio(width, height)) {
        return;
    }
    let sizes = format!("{wide} × {high} pixels and the picture {width} × {height}");
    let (severity, why) = if !differs(ratio(wide, high), ratio(height, width)) {
        (Severity::Note, "one of them was turned")
    } else if (wide, high) == (160, 120) {
        // [EXIF30 4.8.1] DCF requires this size, and cameras pad it with black bars.
        (Severity::Note, "it may have black bars, as the size is the one that cameras must use")
    } else {
        (Severity::Warning, "the picture may have been cut since")
    };
    let detail = format!("The thumbnail has {sizes}: {why}.");
    report.find("thumbnail-ratio", severity, Some(offset), detail);
}

/// Findings about the result: the IPTC digest, and dates in an impossible order.
pub(super) fn extraction(extraction: &Extraction, report: &mut Report) {
    if extraction.digest == DigestState::Differs {
        let detail = "The IPTC block was changed after its digest was stored.".to_owned();
        report.find("iptc-digest", Severity::Warning, None, detail);
    }
    let date = |group, name| date(&extraction.tags, &group, name);
    let taken = date(Group::ExifIfd, "DateTimeOriginal");
    let digitized = date(Group::ExifIfd, "CreateDate");
    let modified = date(Group::Ifd(0), "ModifyDate");
    let Some(taken) = taken else { return };
    for (later, what) in [(digitized, "digitized"), (modified, "modified")] {
        if let Some(later) = later
            && let Some(severity) = order(&taken, &later)
        {
            let detail = format!("It was {what} ({later}) before it was taken ({taken}).");
            report.find("date-order", severity, Some(later.at), detail);
        }
    }
    if let Some(gps) = gps(&extraction.tags)
        && (gps.local - taken.utc().unwrap_or(taken.local)).abs() > GPS
    {
        let detail = format!("The satellites' time ({gps}) is days away from when it was taken ({taken}).");
        report.find("gps-time", Severity::Warning, Some(gps.at), detail);
    }
}

/// A date and its offset in the file.
struct Date {
    local: NaiveDateTime,
    /// How far its clock is ahead of UTC.
    ahead: Option<TimeDelta>,
    at: u64,
}

impl Date {
    fn utc(&self) -> Option<NaiveDateTime> {
        self.local.checked_sub_signed(self.ahead?)
    }
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.local.format("%Y-%m-%d %H:%M:%S"))
    }
}

/// How odd it is that `later` precedes `taken`; `None` if it does not. If the time zones are unknown, a date up to a
/// day earlier may be the same moment.
fn order(taken: &Date, later: &Date) -> Option<Severity> {
    if let (Some(taken), Some(later)) = (taken.utc(), later.utc()) {
        return (later < taken).then_some(Severity::Warning);
    }
    let before = taken.local - later.local;
    if before <= TimeDelta::zero() {
        return None;
    }
    Some(if before > ZONES { Severity::Warning } else { Severity::Note })
}

fn find<'t>(tags: &'t [Tag<'_>], group: &Group<'_>, name: &str) -> Option<(&'t str, u64)> {
    let tag = tags.iter().find(|tag| tag.group == *group && tag.name == name)?;
    Some((tag.raw().as_str()?, tag.source.offset))
}

fn date(tags: &[Tag<'_>], group: &Group<'_>, name: &str) -> Option<Date> {
    let (text, at) = find(tags, group, name)?;
    let local = wall_clock(text)?;
    let zone = offset_tag(name).and_then(|offset| find(tags, &Group::ExifIfd, offset));
    let ahead = zone.and_then(|(zone, _)| utc_offset(zone));
    Some(Date { local, ahead: ahead.map(|minutes| TimeDelta::minutes(minutes.into())), at })
}

/// The GPS time, which is UTC [EXIF30 4.6.7.1.8, 4.6.7.1.30].
fn gps(tags: &[Tag<'_>]) -> Option<Date> {
    let (day, at) = find(tags, &Group::Gps, "GPSDateStamp")?;
    let is_time = |tag: &&Tag<'_>| tag.group == Group::Gps && tag.name == "GPSTimeStamp";
    let time = tags.iter().find(is_time).filter(|time| !is_undefined_time(time))?;
    let text = format!("{day} {}", time.value);
    Some(Date { local: wall_clock(&text)?, ahead: Some(TimeDelta::zero()), at })
}
