//! The `--max-…` options: one for each of the [`Limits`], generated from their table.

use clap::error::ErrorKind;
use clap::{Arg, ArgMatches, Args, Command, Error, FromArgMatches};
use embedmeta::Limits;
use embedmeta::internal::{BOUNDS, Bound};

/// The limits that were asked for.
#[derive(Clone, Debug)]
pub(crate) struct LimitArgs(pub Limits);

impl Args for LimitArgs {
    fn augment_args(command: Command) -> Command {
        command.args(BOUNDS.iter().map(option))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for LimitArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let mut limits = Self(Limits::default());
        limits.update_from_arg_matches(matches)?;
        Ok(limits)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        for bound in BOUNDS {
            if let Some(number) = matches.get_one::<u64>(bound.name) {
                if *number < bound.least {
                    return Err(too_small(bound));
                }
                // The option's parser has checked that the number fits.
                let _ = (bound.set)(&mut self.0, *number);
            }
        }
        Ok(())
    }
}

fn too_small(bound: &Bound) -> Error {
    let Bound { least, why, .. } = bound;
    Error::raw(ErrorKind::ValueValidation, format!("{}: at least {least}: {why}", long(bound)))
}

/// The option of a limit.
fn long(bound: &Bound) -> String {
    format!("--max-{}", bound.name.replace('_', "-"))
}

fn option(bound: &'static Bound) -> Arg {
    let parse = |text: &str| {
        let number = number(text).ok_or("a number is wanted, such as 4096, 64K, 16M or 1G")?;
        (bound.set)(&mut Limits::default(), number).ok_or("the number is too large")?;
        Ok::<_, &str>(number)
    };
    Arg::new(bound.name)
        .long(long(bound).trim_start_matches('-').to_owned())
        .value_name("N")
        .value_parser(parse)
        .default_value((bound.default)().to_string())
        .help(help(bound))
        .help_heading("Limits of what one file may cost")
        .hide_short_help(true)
}

fn help(bound: &Bound) -> String {
    match bound.least {
        0 => bound.reason.trim().to_owned(),
        least => format!("{} At least {least}: {}.", bound.reason.trim(), bound.why),
    }
}

/// A number, in full or in units of 1024, 1024² or 1024³.
fn number(text: &str) -> Option<u64> {
    let units = [('K', 1 << 10), ('M', 1 << 20), ('G', 1 << 30)];
    let stripped = |letter: char| text.strip_suffix([letter, letter.to_ascii_lowercase()]);
    let unit = units.iter().find_map(|(letter, unit)| Some((stripped(*letter)?, *unit)));
    let (digits, unit) = unit.unwrap_or((text, 1));
    digits.parse::<u64>().ok()?.checked_mul(unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_units() {
        assert_eq!(number("65"), Some(65));
        assert_eq!(number("64K"), Some(65_536));
        assert_eq!(number("64k"), Some(65_536));
        assert_eq!(number("2G"), Some(2 << 30));
        for wrong in ["", "K", "-1", "1T", "1.5M", "99999999999G"] {
            assert_eq!(number(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_number_that_its_limit_cannot_hold_is_refused() {
        let command = LimitArgs::augment_args(Command::new("test"));
        let parse = |number| {
            let matches = command.clone().try_get_matches_from(["test", "--max-parts", number])?;
            LimitArgs::from_arg_matches(&matches)
        };
        assert_eq!(parse("17").map(|limits| limits.0.parts).ok(), Some(17));
        assert!(parse("5G").is_err());
    }

    #[test]
    fn every_limit_has_a_least_number_and_its_default_is_not_below() {
        for bound in BOUNDS {
            assert!((bound.default)() >= bound.least && !bound.why.is_empty(), "{}", bound.name);
            let command = LimitArgs::augment_args(Command::new("test"));
            let parse = |number: u64| {
                let args = ["test".into(), long(bound), number.to_string()];
                LimitArgs::from_arg_matches(&command.clone().try_get_matches_from(args)?)
            };
            assert!(parse(bound.least).is_ok(), "{}", bound.name);
            let Some(below) = bound.least.checked_sub(1) else { continue };
            let told = parse(below).map_err(|error| error.to_string()).unwrap_err();
            let expected = format!("{}: at least {}", long(bound), bound.least);
            assert!(told.contains(&expected), "{told}");
        }
    }

    #[test]
    fn without_options_the_defaults_hold() {
        let command = LimitArgs::augment_args(Command::new("test"));
        let matches = command.try_get_matches_from(["test"]).unwrap();
        assert_eq!(LimitArgs::from_arg_matches(&matches).unwrap().0, Limits::default());
    }
}
