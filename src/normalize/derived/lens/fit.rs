//! Which of several names of lenses fit what is known of a lens.

/// How far a focal length may be from that in a name, in millimetres.
const NEAR: f64 = 0.6;
/// How far an f-number may be from that in a name, as cameras round it.
const CLOSE: f64 = 0.16;
/// Converters, by which focal lengths and f-numbers grow.
const CONVERTERS: [f64; 3] = [1.0, 1.4, 2.0];

/// What is known of a lens.
pub(super) struct Lens<'n> {
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

impl Lens<'_> {
    /// The names that fit, joined by `or`; the first one if none does and it is the name of a lens.
    pub fn among(&self, names: &[&str]) -> Option<String> {
        let first = *names.first()?;
        // The first may name one lens and the makers of others: `Canon EF 35mm f/2 or Sigma Lens`.
        let first_alone = first.split(" or ").next().unwrap_or(first);
        let all = || std::iter::once(first_alone).chain(names.iter().skip(1).copied());
        let fitting = |(converter, is_exact): (f64, bool)| -> (Vec<&str>, f64) {
            let fits = |name: &&str| range(name).is_some_and(|range| self.fits(range, converter, is_exact));
            (all().filter(fits).collect(), converter)
        };
        let trials = CONVERTERS.iter().flat_map(|converter| [(*converter, true), (*converter, false)]);
        let found = trials.map(fitting).find(|(found, _)| !found.is_empty());
        let Some((found, converter)) = found else { return range(first).map(|_| first.to_owned()) };
        if converter > 1.0 {
            return Some(format!("{} + {converter}x", found.join(" or ")));
        }
        let best = found.iter().map(|name| self.likeness(name)).max().unwrap_or_default();
        let alike: Vec<&str> = found.iter().copied().filter(|name| self.likeness(name) == best).collect();
        Some(if alike.len() == 1 { alike.concat() } else { found.join(" or ") })
    }

    /// Whether a lens is of this range. Exactly, if the aperture is what is expected at the focal length of the picture
    /// and not any between those of the ends.
    fn fits(&self, range: Range, converter: f64, is_exact: bool) -> bool {
        let (short, long) = (range.focal.0 * converter, range.focal.1 * converter);
        let is_near = |told: Option<f64>, named: f64| {
            told.is_none_or(|told| (told - named).abs() <= NEAR.max(named / 50.0))
        };
        if !is_near(self.shortest, short) || !is_near(self.longest, long) {
            return false;
        }
        // Without the ends, the focal length of the picture has to lie between them.
        let is_within = |current: f64| current >= short - NEAR && current <= long + NEAR;
        if self.shortest.is_none() && self.longest.is_none() && !self.current.is_none_or(is_within) {
            return false;
        }
        let (Some(aperture), Some((wide, tele))) = (self.aperture, range.aperture) else { return true };
        let (wide, tele) = (wide * converter, tele * converter);
        match self.current.filter(|current| is_exact && long > short && is_within(*current)) {
            Some(current) => {
                let way = (current.clamp(short, long) / short).ln() / (long / short).ln();
                (aperture - (wide + (tele - wide) * way)).abs() <= CLOSE
            }
            None => aperture >= wide - CLOSE && aperture <= tele + CLOSE,
        }
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

/// The focal lengths and the f-numbers in a name.
fn range(name: &str) -> Option<Range> {
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
        assert_eq!(lens(300.0, 300.0, 2.8, "").among(&NAMES).unwrap(), NAMES[0], "none fits");
    }

    #[test]
    fn its_name_tells_apart_those_that_fit_alike() {
        let both = "Sigma 18-50mm f/2.8 EX or Sigma 18-50mm f/2.8 EX Macro";
        assert_eq!(lens(18.0, 50.0, 2.8, "").among(&NAMES).unwrap(), both);
        assert_eq!(lens(18.0, 50.0, 2.8, "18-50mm Macro").among(&NAMES).unwrap(), NAMES[3]);
    }

    #[test]
    fn apertures_at_the_ends_are_those_of_the_ends() {
        let names = ["Sigma 55-200mm F4-5.6", "Sigma 70-300mm F4-5.6"];
        let at = |current, aperture| {
            let lens = Lens {
                shortest: None,
                longest: None,
                current: Some(current),
                aperture: Some(aperture),
                name: "",
            };
            lens.among(&names).unwrap()
        };
        assert_eq!(at(70.0, 3.9), "Sigma 70-300mm F4-5.6");
        assert_eq!(at(55.0, 3.9), "Sigma 55-200mm F4-5.6");
        assert_eq!(at(70.0, 4.3), "Sigma 55-200mm F4-5.6");
        assert_eq!(
            at(150.0, 4.5),
            "Sigma 55-200mm F4-5.6 or Sigma 70-300mm F4-5.6",
            "between the ends of both"
        );
        assert_eq!(at(250.0, 5.6), "Sigma 70-300mm F4-5.6");
    }
}
