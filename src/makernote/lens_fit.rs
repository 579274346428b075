//! Which of several names of lenses fit what is known of a lens.

/// How far the ends of a lens may be from those in a name, in millimetres.
const NEAR: f64 = 0.9;
/// How far a focal length may be beyond the ends in a name, in millimetres.
const BEYOND: f64 = 0.5;
/// How far an f-number may be beyond those in a name, as cameras round it.
const CLOSE: f64 = 0.15;
/// The same, if the ends of the lens are known.
const ROUGH: f64 = 0.175;
/// By how much the f-number that is expected may be worse than the best, as cameras round it.
const ALIKE: f64 = 0.152;
/// Converters, alone and two together, by which focal lengths grow.
const CONVERTERS: [f64; 4] = [1.0, 1.4, 2.0, 2.8];

/// What is known of a lens.
pub(crate) struct Lens<'n> {
    /// Its focal lengths.
    pub shortest: Option<f64>,
    pub longest: Option<f64>,
    /// The focal length of the picture.
    pub current: Option<f64>,
    /// Its smallest f-number, at the focal length of the picture or at one of its ends.
    pub aperture: Option<f64>,
    /// Its name in the file.
    pub name: &'n str,
}

/// The focal lengths and f-numbers in a name: `70-200mm f/2.8`.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Range {
    focal: (f64, f64),
    aperture: Option<(f64, f64)>,
}

/// A name that fits, and its range.
type Fitting<'l> = (&'l str, Range);

impl Lens<'_> {
    /// The names that fit, joined by `or`; none if none does.
    pub fn among(&self, names: &[&str]) -> Option<String> {
        let (first, rest) = names.split_first()?;
        // The first may name one lens and the makers of others: `Canon EF 35mm f/2 or Sigma Lens`.
        let first = first.split(" or ").next().unwrap_or(first);
        let all: Vec<Fitting<'_>> = std::iter::once(first)
            .chain(rest.iter().copied())
            .filter_map(|name| Some((name, range(name)?)))
            .collect();
        let (found, converter) = match self.shortest {
            Some(shortest) => self.of_ends(&all, shortest)?,
            None => (self.of_focal(&all), 1.0),
        };
        let best = found.iter().map(|(name, _)| self.likeness(name)).max()?;
        let alike = || found.iter().filter(|(name, _)| self.likeness(name) == best);
        let is_told = alike().count() == 1;
        let names = found.iter().filter(|(name, _)| !is_told || self.likeness(name) == best);
        let suffix = if converter > 1.0 { format!(" + {converter}x") } else { String::new() };
        Some(names.map(|(name, _)| format!("{name}{suffix}")).collect::<Vec<_>>().join(" or "))
    }

    /// The names of lenses that begin at the shortest focal length, with the least converter. Those that also end at the
    /// longest one fit better, and among them those that have the f-number.
    fn of_ends<'l>(&self, all: &[Fitting<'l>], shortest: f64) -> Option<(Vec<Fitting<'l>>, f64)> {
        let is_near = |told: f64, named: f64| (told - named).abs() <= NEAR;
        let fitting = |converter: f64| -> Vec<Fitting<'l>> {
            all.iter().filter(|(_, range)| is_near(shortest, range.focal.0 * converter)).copied().collect()
        };
        let (found, converter) = CONVERTERS
            .into_iter()
            .map(|converter| (fitting(converter), converter))
            .find(|(found, _)| !found.is_empty())?;
        let ends =
            |range: Range| self.longest.is_some_and(|longest| is_near(longest, range.focal.1 * converter));
        let whole: Vec<Fitting<'l>> = found.iter().filter(|(_, range)| ends(*range)).copied().collect();
        if whole.is_empty() {
            return Some((found, converter));
        }
        let bright: Vec<Fitting<'l>> =
            whole.iter().filter(|(_, range)| self.has_aperture(*range, converter, ROUGH)).copied().collect();
        Some((if bright.is_empty() { whole } else { bright }, converter))
    }

    /// The names of lenses that have the focal length and the f-number of the picture, and have the f-number nearest to
    /// there.
    fn of_focal<'l>(&self, all: &[Fitting<'l>]) -> Vec<Fitting<'l>> {
        let has_focal = |range: Range| {
            let (short, long) = range.focal;
            self.current.is_none_or(|current| current >= short - BEYOND && current <= long + BEYOND)
        };
        let fits = |(_, range): &&Fitting<'l>| has_focal(*range) && self.has_aperture(*range, 1.0, CLOSE);
        let found: Vec<Fitting<'l>> = all.iter().filter(fits).copied().collect();
        let least = found.iter().map(|(_, range)| self.distance(*range)).fold(f64::INFINITY, f64::min);
        found.into_iter().filter(|(_, range)| self.distance(*range) <= least + ALIKE).collect()
    }

    /// Whether the f-number is one of the lens.
    fn has_aperture(&self, range: Range, converter: f64, tolerance: f64) -> bool {
        let Some(aperture) = self.aperture else { return true };
        // What has no f-number in its name is a lens for films, whose names have other numbers.
        let Some((wide, tele)) = range.aperture else { return false };
        aperture >= wide * converter - tolerance && aperture <= tele * converter + tolerance
    }

    /// How far the f-number is from that which is expected at the focal length of the picture.
    fn distance(&self, range: Range) -> f64 {
        let (Some(aperture), Some((wide, tele))) = (self.aperture, range.aperture) else { return 0.0 };
        let (short, long) = range.focal;
        let way = match self.current {
            Some(current) if long > short && short > 0.0 => {
                (current.clamp(short, long) / short).ln() / (long / short).ln()
            }
            _ => 0.0,
        };
        (aperture - wide * (tele / wide).powf(way)).abs()
    }

    /// How many words of the lens's name are in the name of a lens.
    fn likeness(&self, name: &str) -> usize {
        let words = |text: &str| -> Vec<String> {
            let text = text.to_lowercase().replace("f/", "f");
            text.split([' ', '(', ')', '|']).filter(|word| !word.is_empty()).map(str::to_owned).collect()
        };
        let own = words(name);
        words(self.name).iter().filter(|word| own.contains(word)).count()
    }
}

/// Whether a name has focal lengths in it.
pub(crate) fn has_range(name: &str) -> bool {
    range(name).is_some()
}

/// The focal lengths and the f-numbers in a name; none if it has a converter in it, whose range is not the lens's.
fn range(name: &str) -> Option<Range> {
    let has_converter = |(_, behind): (&str, &str)| {
        let digits = behind.strip_suffix('x').unwrap_or_default();
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
    };
    if name.rsplit_once(" + ").is_some_and(has_converter) {
        return None;
    }
    let lower = name.to_lowercase();
    let (before, after) = lower.split_once("mm")?;
    let digits = |text: &str| text.rfind(|letter: char| !is_of_range(letter)).map_or(0, |at| at + 1);
    let focal = ends(before.get(digits(before)..)?)?;
    // Some names have the f-numbers before the focal lengths.
    let aperture = f_numbers(after).or_else(|| f_numbers(before));
    Some(Range { focal, aperture })
}

/// The f-numbers in a text: `f/2.8`, `F4-5.6`.
fn f_numbers(text: &str) -> Option<(f64, f64)> {
    text.match_indices('f').find_map(|(at, _)| {
        let before = text.get(..at)?.chars().next_back();
        let rest = text.get(at + 1..)?;
        let rest = rest.strip_prefix('/').unwrap_or(rest);
        let len = rest.find(|letter: char| !is_of_range(letter)).unwrap_or(rest.len());
        ends(rest.get(..len)?).filter(|_| before.is_none_or(|letter| !letter.is_alphanumeric()))
    })
}

fn is_of_range(letter: char) -> bool {
    letter.is_ascii_digit() || letter == '.' || letter == '-'
}

/// The ends of `70-200`, or of `50`.
fn ends(text: &str) -> Option<(f64, f64)> {
    let text = text.trim_matches('-');
    let (from, to) = text.split_once('-').unwrap_or((text, text));
    Some((from.parse().ok()?, to.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_from_names() {
        let of = |name| range(name).unwrap();
        let zoom = Range { focal: (70.0, 200.0), aperture: Some((2.8, 2.8)) };
        assert_eq!(of("Canon EF 70-200mm f/2.8L USM"), zoom);
        let sigma = Range { focal: (17.0, 70.0), aperture: Some((2.8, 4.0)) };
        assert_eq!(of("Sigma 17-70mm F2.8-4 DC Macro OS HSM"), sigma);
        assert_eq!(
            of("Tokina AT-X 11-20 F2.8 PRO DX 11-20mm"),
            Range { focal: (11.0, 20.0), aperture: Some((2.8, 2.8)) }
        );
        assert_eq!(of("Minolta 50mm Macro"), Range { focal: (50.0, 50.0), aperture: None });
        assert_eq!(range("Sigma Lens"), None);
        assert_eq!(range("-mm f/-"), None);
    }

    const NAMES: [&str; 4] = [
        "Canon EF 17-35mm f/2.8L USM or Sigma Lens",
        "Sigma 35mm f/1.4 DG HSM",
        "Sigma 18-50mm f/2.8 EX",
        "Sigma 18-50mm f/2.8 EX Macro",
    ];

    fn lens(shortest: f64, longest: f64, aperture: f64, name: &str) -> Lens<'_> {
        Lens {
            shortest: Some(shortest),
            longest: Some(longest),
            current: None,
            aperture: Some(aperture),
            name,
        }
    }

    #[test]
    fn the_lens_that_fits_is_found() {
        assert_eq!(lens(35.0, 35.0, 1.4, "35mm").among(&NAMES).unwrap(), "Sigma 35mm f/1.4 DG HSM");
        assert_eq!(lens(17.0, 35.0, 2.8, "").among(&NAMES).unwrap(), "Canon EF 17-35mm f/2.8L USM");
        assert_eq!(lens(49.0, 49.0, 2.0, "").among(&NAMES).unwrap(), "Sigma 35mm f/1.4 DG HSM + 1.4x");
        assert_eq!(lens(300.0, 300.0, 2.8, "").among(&NAMES), None);
    }

    #[test]
    fn the_shortest_focal_length_counts_more_than_the_others() {
        let names = ["Sigma 100mm f/4", "Sigma 100-400mm f/4.5-5.6", "Tamron 100-400mm f/5-6.3"];
        let at = |longest, aperture| lens(100.0, longest, aperture, "").among(&names).unwrap();
        assert_eq!(at(390.0, 4.0), names.join(" or "), "none ends there");
        assert_eq!(at(400.0, 4.0), [names[1], names[2]].join(" or "), "none has this f-number");
        assert_eq!(at(400.0, 4.5), names[1]);
        assert_eq!(at(400.0, 6.3), names[2]);
    }

    #[test]
    fn its_name_tells_apart_those_that_fit_alike() {
        let both = "Sigma 18-50mm f/2.8 EX or Sigma 18-50mm f/2.8 EX Macro";
        assert_eq!(lens(18.0, 50.0, 2.8, "").among(&NAMES).unwrap(), both);
        assert_eq!(lens(18.0, 50.0, 2.8, "18-50mm Macro").among(&NAMES).unwrap(), NAMES[3]);
    }

    #[test]
    fn without_ends_the_focal_length_and_the_aperture_tell() {
        let names = [
            "Sigma 18-200mm F3.5-6.3",
            "Sigma 75-300mm F4-5.6",
            "Sigma 70-300mm F4-5.6",
            "Sigma 55-200mm F4-5.6",
        ];
        let at = |current, aperture| {
            let lens = Lens {
                shortest: None,
                longest: None,
                current: Some(current),
                aperture: Some(aperture),
                name: "",
            };
            lens.among(&names)
        };
        let some =
            |places: &[usize]| Some(places.iter().map(|at| names[*at]).collect::<Vec<_>>().join(" or "));
        // What ExifTool prints of these.
        assert_eq!(at(123.0, 4.75), some(&[1, 2, 3]));
        assert_eq!(at(100.0, 5.0), some(&[0, 3]));
        assert_eq!(at(70.0, 4.4), some(&[3]));
        assert_eq!(at(100.0, 4.0), some(&[1, 2]));
        assert_eq!(at(200.0, 2.8), None);
        assert_eq!(at(301.0, 5.6), None);
    }
}
