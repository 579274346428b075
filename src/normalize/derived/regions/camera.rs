//! The regions that a camera tells in its maker note: where it focused, and where it saw faces.
//!
//! `focus_areas.tsv` says which tags tell them and what their numbers refer to. Cameras tell places in the picture as it
//! is stored, whatever its orientation. A picture that was cropped or turned since has other places: its shape shows it.

use super::area::{Area, Refused};
use super::camera_rows::{Frame, Part, ROWS, Row};
use super::schemas::Region;
use super::sizes::{Fit, Sizes};
use crate::issue_code::IssueCode;
use crate::normalize::carrier::is_group;
use crate::normalize::input::Input;
use crate::tag::{Group, Tag, Value};

/// The most areas of a row. Cameras focus on some dozens of points at once.
const MOST: usize = 64;

/// The most numbers of a tag that are read: some cameras list more than a thousand areas.
const MOST_NUMBERS: usize = 4_096;

/// The regions, and the tags to name as their sources.
#[derive(Default)]
pub(super) struct Told<'f, 'a> {
    pub regions: Vec<Region<'a>>,
    pub from: Vec<&'f Tag<'a>>,
}

/// The regions that maker notes tell.
pub(super) fn regions<'f, 'a>(input: &Input<'f, 'a>) -> Told<'f, 'a> {
    let mut told = Told::default();
    let mut groups: Vec<&Group<'_>> = input.notes().iter().map(|tag| &tag.group).collect();
    groups.dedup();
    let mut done: Vec<(&str, &str)> = Vec::new();
    for row in ROWS {
        let is_there = groups.iter().any(|group| is_group(group, row.group));
        if !is_there || done.contains(&(row.group, row.kind)) {
            continue;
        }
        let before = told.regions.len();
        Reader { row, input }.read(&mut told);
        if told.regions.len() > before {
            done.push((row.group, row.kind));
        }
    }
    told
}

/// What one row tells of a picture.
struct Reader<'r, 'f, 'a> {
    row: &'static Row,
    input: &'r Input<'f, 'a>,
}

/// What is the same for all areas of a tag.
struct Given {
    /// The size of the frame; `None` if each area has its own.
    frame: Option<(f64, f64)>,
    widths: Vec<f64>,
    heights: Vec<f64>,
    is_upwards: bool,
    /// The size of the picture.
    sizes: Sizes,
}

impl<'f, 'a> Reader<'_, 'f, 'a> {
    /// The tag with this name, among those behind the first `start`.
    fn tag(&self, name: &str, start: usize) -> Option<(usize, &'f Tag<'a>)> {
        let notes = self.input.notes().iter().enumerate().skip(start);
        let is_named = |tag: &Tag<'_>| tag.name == name && is_group(&tag.group, self.row.group);
        notes.map(|(at, tag)| (at, *tag)).find(|(_, tag)| is_named(tag))
    }

    fn read(&self, told: &mut Told<'f, 'a>) {
        let before = told.regions.len();
        for names in self.row.at {
            let Some(tags) = names.iter().map(|name| self.tag(name, 0)).collect::<Option<Vec<_>>>() else {
                continue;
            };
            let Some((place, first)) = tags.first().copied() else { continue };
            if self.says_nothing() {
                return;
            }
            let Some(given) = self.given() else { return };
            let is_first = told.regions.len() == before;
            let lists: Vec<Vec<f64>> = tags.iter().map(|(_, tag)| numbers(tag)).collect();
            let which = (!self.row.which.is_empty()).then(|| self.which(place));
            self.areas(&lists, which.as_deref(), &given, (first, &mut told.regions));
            if is_first && told.regions.len() > before {
                told.from.push(first);
            }
        }
    }

    /// Adds the areas of some tags to the regions.
    fn areas(
        &self,
        lists: &[Vec<f64>],
        which: Option<&[i64]>,
        given: &Given,
        (tag, regions): (&Tag<'_>, &mut Vec<Region<'a>>),
    ) {
        let mut count = 0;
        for index in 0..MOST_NUMBERS {
            let Some(area) = self.numbers_of(lists, index) else { break };
            if which.is_some_and(|words| !has_bit(words, index)) {
                continue;
            }
            let area = match self.area(&area, index, given, tag) {
                Ok(Some(area)) => area,
                Ok(None) => continue,
                Err(refused) => {
                    let (code, detail) = refused.issue();
                    self.input.issue(code, tag, format_args!("is left out: {detail}"));
                    continue;
                }
            };
            count += 1;
            if count > MOST {
                self.input.issue(IssueCode::TooManyRegions, tag, "has more areas than are shown");
                break;
            }
            let carriers = vec![self.row.group];
            regions.push(Region {
                kind: Some(self.row.kind),
                area: Some(area),
                carriers,
                ..Region::default()
            });
        }
    }

    /// The numbers of one area: the next ones of a tag, or those at the same place of each.
    fn numbers_of(&self, lists: &[Vec<f64>], index: usize) -> Option<Vec<f64>> {
        match lists {
            [list] => list.chunks_exact(self.row.order.len()).nth(index).map(<[f64]>::to_vec),
            lists => lists.iter().map(|list| list.get(index).copied()).collect(),
        }
    }

    /// Whether another tag says that nothing is told.
    fn says_nothing(&self) -> bool {
        let says = |(name, text): &(&str, &str)| {
            self.tag(name, 0)
                .is_some_and(|(_, tag)| tag.value.as_str().is_some_and(|own| own.starts_with(text)))
        };
        self.row.unless.iter().any(says)
    }

    /// What is the same for all areas; `None` if something is missing.
    fn given(&self) -> Option<Given> {
        let frame = match self.row.frame {
            Frame::InOrder => None,
            Frame::Size(width, height) => Some((width, height)),
            Frame::Exif => {
                let side = |name| self.input.tag(&Group::ExifIfd, name)?.raw().as_f64();
                Some((side("ExifImageWidth")?, side("ExifImageHeight")?))
            }
            Frame::Tags(names) => {
                let (width, height) = self.pair(names)?;
                Some((*width.first()?, *height.first()?))
            }
        };
        let (widths, heights) = match self.pair(self.row.sides) {
            Some(sides) => sides,
            None if self.row.sides.is_empty() || !self.row.needs_sides => Default::default(),
            None => return None,
        };
        let model = || self.input.tag(&Group::Ifd(0), "Model")?.value.as_str();
        let is_upwards = !self.row.up.is_empty() && model().is_some_and(|model| model.contains(self.row.up));
        Some(Given { frame, widths, heights, is_upwards, sizes: Sizes::of(self.input) })
    }

    /// The numbers of two tags, or of one with both.
    fn pair(&self, names: &[&str]) -> Option<(Vec<f64>, Vec<f64>)> {
        let list = |name: &str| Some(numbers(self.tag(name, 0)?.1));
        match names {
            [both] => match list(both)?.as_slice() {
                [first, second, ..] => Some((vec![*first], vec![*second])),
                _ => None,
            },
            [first, second] => Some((list(first)?, list(second)?)),
            _ => None,
        }
    }

    /// The words whose bits say which areas count. The tag follows the positions, since other records may have one of the
    /// same name.
    fn which(&self, place: usize) -> Vec<i64> {
        let Some((_, tag)) = self.tag(self.row.which, place) else { return Vec::new() };
        let mut words = Vec::new();
        match tag.raw() {
            Value::Int(word) => words.push(*word),
            Value::Text(text) => words.extend(text.split(' ').map_while(|word| word.parse::<i64>().ok())),
            _ => {}
        }
        words
    }

    /// The box of an area; `None` if it tells no place.
    fn area(
        &self,
        numbers: &[f64],
        index: usize,
        given: &Given,
        tag: &Tag<'_>,
    ) -> Result<Option<Area>, Refused> {
        let part = |part| {
            let numbers = self.row.order.iter().zip(numbers);
            numbers.filter(|(known, _)| **known == part).map(|(_, number)| *number).next()
        };
        let in_order = || part(Part::FrameWidth).zip(part(Part::FrameHeight));
        let Some(frame) = given.frame.or_else(in_order).filter(|(w, h)| *w >= 1.0 && *h >= 1.0) else {
            return Ok(None);
        };
        if !self.fits(given.sizes.fit(frame), tag) {
            return Ok(None);
        }
        let scale = if self.row.is_share { (1.0, 1.0) } else { frame };
        let shares = |(x, y): (f64, f64)| (x / scale.0, y / scale.1);
        let own = part(Part::Width).zip(part(Part::Height));
        let corners = part(Part::Left).zip(part(Part::Top));
        let ends = part(Part::Right).zip(part(Part::Bottom));
        let between = || corners.zip(ends).map(|(start, end)| (end.0 - start.0, end.1 - start.1));
        let sides = own.or_else(between).or_else(|| given.sides(index));
        if sides == Some((0.0, 0.0)) {
            return Ok(None);
        }
        let sides = sides.map(shares);
        let centre = part(Part::X).zip(part(Part::Y)).map(shares);
        let area = match (corners.map(shares), centre) {
            (Some(corner), _) => Area::corner(corner, sides)?,
            (None, Some((x, y))) if self.row.is_centred => {
                let y = if given.is_upwards { -y } else { y };
                Area::centred((0.5 + x, 0.5 + y), sides)?
            }
            (None, Some(centre)) if self.row.unless_centre && is_centre(centre, frame) => return Ok(None),
            (None, Some(centre)) => Area::centred(centre, sides)?,
            (None, None) => return Ok(None),
        };
        Ok(Some(area.clipped()))
    }

    /// Whether the frame has the shape of the picture. If the picture was changed, that is an issue.
    fn fits(&self, fit: Fit, tag: &Tag<'_>) -> bool {
        if fit == Fit::Changed {
            let detail = "is left out: it applies to a picture of another shape";
            self.input.issue(IssueCode::StaleRegions, tag, detail);
        }
        fit == Fit::Same
    }
}

impl Given {
    /// The sides of an area; if there is one pair for several, it is that of each.
    fn sides(&self, index: usize) -> Option<(f64, f64)> {
        let side = |sides: &[f64]| match sides {
            [one] => Some(*one),
            sides => sides.get(index).copied(),
        };
        side(&self.widths).zip(side(&self.heights))
    }
}

/// Whether a place is the pixel in the middle of the frame, or beside it.
fn is_centre((x, y): (f64, f64), frame: (f64, f64)) -> bool {
    let is_half = |share: f64, side: f64| (share - 0.5).abs() * side < 1.0;
    is_half(x, frame.0) && is_half(y, frame.1)
}

/// Whether the bit with this number is set in words of 16 bits.
fn has_bit(words: &[i64], number: usize) -> bool {
    words.get(number / 16).is_some_and(|word| word >> (number % 16) & 1 == 1)
}

/// The numbers of a tag; none if its printed form is a word (`n/a`).
fn numbers(tag: &Tag<'_>) -> Vec<f64> {
    let is_word = tag.value.as_str().is_some_and(|text| !text.bytes().any(|byte| byte.is_ascii_digit()));
    match tag.raw() {
        _ if is_word => Vec::new(),
        Value::Text(text) => {
            let numbers = text.split(' ').map_while(|number| number.parse::<f64>().ok());
            numbers.take(MOST_NUMBERS).collect()
        }
        value => value.as_f64().into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::merge;
    use super::*;
    use crate::block::BlockKind;
    use crate::context::Context;
    use crate::limits::Limits;
    use crate::normalize::options::{Options, Profile};
    use crate::tag::Origin;
    use bumpalo::Bump;

    fn tag(
        group: Group<'static>,
        block: BlockKind,
        name: &str,
        value: &str,
        raw: Option<&str>,
    ) -> Tag<'static> {
        let owned = |text: &str| match text.parse() {
            Ok(number) => Value::Int(number),
            Err(_) => Value::Text(text.to_owned().into()),
        };
        let source = Origin { block, offset: 0, standard: true, charset: None };
        let mut tag = Tag::new(group, "", owned(value), None, source);
        (tag.name, tag.raw) = (name.to_owned().into(), raw.map(owned));
        tag
    }

    /// Tags of a maker's note, `Name` or `Name|printed form` each with its stored value, and of EXIF.
    fn tags(maker: &'static str, model: &str, notes: &[(&str, &str)]) -> Vec<Tag<'static>> {
        let note = |(name, value): &(&str, &str)| {
            let (name, printed) = name.split_once('|').unwrap_or((name, ""));
            let (printed, raw) = if printed.is_empty() { (*value, None) } else { (printed, Some(*value)) };
            tag(Group::Other(maker.into()), BlockKind::MakerNote, name, printed, raw)
        };
        let exif = |group, name, value| tag(group, BlockKind::Exif, name, value, None);
        let own = [
            exif(Group::Ifd(0), "Model", model),
            exif(Group::ExifIfd, "ExifImageWidth", "4000"),
            exif(Group::ExifIfd, "ExifImageHeight", "3000"),
        ];
        own.into_iter().chain(notes.iter().map(note)).collect()
    }

    /// The boxes with their types, and the codes of the issues, of a picture with this size.
    fn read(size: (u32, u32), tags: &[Tag<'static>]) -> (Vec<(String, Vec<f64>)>, Vec<&'static str>) {
        let (limits, arena, options) = (Limits::default(), Bump::new(), Options::default());
        let cx = Context::new(&limits, &arena, encoding_rs::WINDOWS_1252);
        let mut input = Input::of(tags, &options, &cx);
        input.size = Some(size);
        let regions = regions(&input).regions.into_iter().map(|region| {
            let numbers = region.area.unwrap().parts().map(|(_, number)| number).collect();
            (format!("{} {}", region.carriers.concat(), region.kind.unwrap()), numbers)
        });
        let regions = regions.collect();
        (regions, cx.take_issues().iter().filter_map(|issue| issue.code.known()).collect())
    }

    fn told(maker: &'static str, notes: &[(&str, &str)]) -> (Vec<(String, Vec<f64>)>, Vec<&'static str>) {
        read((4000, 3000), &tags(maker, "", notes))
    }

    fn one(kind: &str, numbers: &[f64]) -> (Vec<(String, Vec<f64>)>, Vec<&'static str>) {
        (vec![(kind.to_owned(), numbers.to_vec())], vec![])
    }

    const POINTS: [(&str, &str); 7] = [
        ("AFPointsInFocus|1", "2"),
        ("AFImageWidth", "4000"),
        ("AFImageHeight", "3000"),
        ("AFAreaXPositions", "-1000 1000 0"),
        ("AFAreaYPositions", "0 600 0"),
        ("AFAreaWidth", "400"),
        ("AFAreaHeight", "300"),
    ];

    #[test]
    fn areas_in_focus_are_those_whose_bits_are_set() {
        let with = |more: &[(&'static str, &'static str)]| [&POINTS[..], more].concat();
        let in_focus = with(&[("AFPointsInFocus|1", "2")]);
        let of = |model| read((4000, 3000), &tags("Canon", model, &in_focus));
        assert_eq!(of("Canon PowerShot"), one("Canon Focus", &[0.7, 0.65, 0.1, 0.1]));
        assert_eq!(of("Canon EOS 5D"), one("Canon Focus", &[0.7, 0.25, 0.1, 0.1]), "upwards");
        assert_eq!(told("Canon", &with(&[("AFPointsInFocus|(none)", "0")])), (vec![], vec![]));
        assert_eq!(told("Canon", &POINTS), (vec![], vec![]), "the bits of another record");
        // Each area has its own sides.
        let own = with(&[
            ("AFAreaWidths", "1 800 1"),
            ("AFAreaHeights", "1 600 1"),
            ("AFPointsInFocus|1,9", "514"),
        ]);
        assert_eq!(told("Canon", &own), one("Canon Focus", &[0.65, 0.6, 0.2, 0.2]));
    }

    #[test]
    fn centres_and_corners_become_corners() {
        let size = [("AFImageWidth", "4000"), ("AFImageHeight", "3000"), ("AFAreaWidth", "400")];
        let place = [("AFAreaXPosition", "1000"), ("AFAreaYPosition", "750"), ("AFAreaHeight", "300")];
        let nikon = [size, place].concat();
        assert_eq!(told("Nikon", &nikon), one("Nikon Focus", &[0.2, 0.2, 0.1, 0.1]));
        for (name, value) in [("ContrastDetectAFInFocus|No", "0"), ("FocusMode|Manual", "MANUAL")] {
            assert_eq!(told("Nikon", &[&nikon[..], &[(name, value)]].concat()), (vec![], vec![]), "{name}");
        }
        let faces = [("FullImageSize|8000x6000", "8000 6000"), ("Face2Position", "1500 800 600 1600")];
        assert_eq!(told("Sony", &faces), one("Sony Face", &[0.1, 0.25, 0.2, 0.1]));
        let faces = [("FacePositions", "400 300 800 900 0 0 0 0")];
        assert_eq!(told("FujiFilm", &faces), one("FujiFilm Face", &[0.1, 0.1, 0.1, 0.2]));
        assert_eq!(
            told("Panasonic", &[("Face1Position", "160 120 32 48")]),
            one("Panasonic Face", &[0.45, 0.4, 0.1, 0.2])
        );
        let faces = [("FaceDetectFrameSize", "320 240"), ("Face1Position", "-80 60")];
        assert_eq!(told("Canon", &faces), one("Canon Face", &[0.25, 0.75]));
    }

    #[test]
    fn points_are_in_pixels_or_in_shares() {
        assert_eq!(told("FujiFilm", &[("FocusPixel", "1000 750")]), one("FujiFilm Focus", &[0.25, 0.25]));
        let panasonic = [("AFPointPosition|0.26 0.5", "0.2578125 0.5"), ("AFAreaSize", "0.1 0.2")];
        assert_eq!(told("Panasonic", &panasonic), one("Panasonic Focus", &[0.207_813, 0.4, 0.1, 0.2]));
        assert_eq!(told("Panasonic", &[("AFPointPosition|none", "16777216 16777216")]), (vec![], vec![]));
        let olympus = [("AFPointSelected|(25%,50%) (25%,50%)", "0.25 0.5 0.25 0.5")];
        assert_eq!(told("Olympus", &olympus), one("Olympus Focus", &[0.25, 0.5]));
        let sony = |place, size| told("Sony", &[("FocusLocation", place), size]);
        let area = ("FocusFrameSize|400x300", "400 300 257");
        assert_eq!(sony("4000 3000 1000 750", area), one("Sony Focus", &[0.2, 0.2, 0.1, 0.1]));
        assert_eq!(
            sony("4000 3000 1000 750", ("FocusFrameSize|n/a", "0 0 0")),
            one("Sony Focus", &[0.25, 0.25])
        );
        assert_eq!(sony("4000 3000 2000 1500", area), (vec![], vec![]), "not known");
        assert_eq!(sony("0 0 0 0", area), (vec![], vec![]));
    }

    #[test]
    fn what_lies_outside_is_left_out_and_what_is_cut_off_is_clipped() {
        let nikon = |x| {
            let frame = [("AFImageWidth", "4000"), ("AFImageHeight", "3000"), ("AFAreaWidth", "400")];
            let place = [("AFAreaXPosition", x), ("AFAreaYPosition", "750"), ("AFAreaHeight", "300")];
            told("Nikon", &[frame, place].concat())
        };
        assert_eq!(nikon("9000"), (vec![], vec!["out-of-range"]));
        assert_eq!(nikon("40"), one("Nikon Focus", &[0.0, 0.2, 0.06, 0.1]));
        assert_eq!(told("FujiFilm", &[("FacePositions", "inf 0 1 1")]), (vec![], vec!["not-a-number"]));
    }

    #[test]
    fn a_picture_of_another_shape_has_no_such_regions() {
        let of = |size| read(size, &tags("FujiFilm", "", &[("FocusPixel", "1000 750")]));
        assert_eq!(of((400, 300)), one("FujiFilm Focus", &[0.25, 0.25]), "smaller");
        assert_eq!(of((3000, 4000)), (vec![], vec!["stale-regions"]), "turned");
        assert_eq!(of((4000, 2000)), (vec![], vec!["stale-regions"]), "cropped");
        // The camera's own picture has another shape than its frame.
        let sony = tags("Sony", "", &[("FocusLocation", "6000 4000 1000 750")]);
        assert_eq!(read((4000, 3000), &sony), (vec![], vec![]));
    }

    #[test]
    fn so_many_areas_are_shown_and_no_more() {
        let many = "400 300 800 900 ".repeat(2_000);
        let (regions, issues) = told("FujiFilm", &[("FacePositions", many.trim_end())]);
        assert_eq!((regions.len(), issues), (MOST, vec!["too-many-regions"]));
    }

    #[test]
    fn the_sources_are_named_and_the_documented_profile_has_none() {
        let sony = [
            ("FocusLocation", "4000 3000 1000 750"),
            ("FullImageSize", "4000 3000"),
            ("Face1Position", "300 400 600 400"),
            ("Face2Position", "900 400 600 400"),
        ];
        let tags = tags("Sony", "", &sony);
        let (limits, arena) = (Limits::default(), Bump::new());
        let cx = Context::new(&limits, &arena, encoding_rs::WINDOWS_1252);
        let full = Options::default();
        let field = merge::regions(&Input::of(&tags, &full, &cx)).unwrap();
        let names: Vec<_> = field.from.iter().map(|tag| &*tag.name).collect();
        assert_eq!(names, ["FocusLocation", "Face1Position"]);
        let documented = Options { profile: Profile::Documented, ..Options::default() };
        assert!(merge::regions(&Input::of(&tags, &documented, &cx)).is_none());
    }
}
