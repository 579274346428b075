//! How far the work is, and what it came to.

use super::args::ProgressArg;
use crate::output::{grouped, shown};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

/// What was done so far.
pub(super) struct Tally {
    pub files: u64,
    pub errors: u64,
    /// Files that fulfil the condition, where there is one.
    pub matched: Option<u64>,
    /// Bytes that were read.
    pub bytes: u64,
    start: Instant,
}

impl Tally {
    pub(super) fn new() -> Self {
        Self { files: 0, errors: 0, matched: None, bytes: 0, start: Instant::now() }
    }

    pub(super) fn add(&mut self, is_read: bool, bytes: u64) {
        self.files += 1;
        self.errors += u64::from(!is_read);
        self.bytes = self.bytes.saturating_add(bytes);
    }

    /// `1,232 files, 25 errors, 1.2 s, 1,026 files/s, 12.3 MB read`.
    pub(super) fn summary(&self) -> String {
        summary(self, self.start.elapsed())
    }
}

fn summary(tally: &Tally, elapsed: Duration) -> String {
    let Tally { files, errors, matched, bytes, .. } = *tally;
    // Less than a millisecond is none, and has no speed.
    let millis = elapsed.as_millis().max(1);
    let speed = u64::try_from(u128::from(files) * 1000 / millis).unwrap_or(u64::MAX);
    let tenths = millis / 100;
    format!(
        "{}, {}{}, {}.{} s, {} files/s, {} read",
        counted(files, "file"),
        matched.map_or(String::new(), |matched| grouped(matched) + " matched, "),
        counted(errors, "error"),
        grouped(u64::try_from(tenths / 10).unwrap_or(u64::MAX)),
        tenths % 10,
        grouped(speed),
        size(bytes)
    )
}

fn counted(count: u64, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {what}{plural}", grouped(count))
}

fn size(bytes: u64) -> String {
    let (unit, name) = match bytes {
        0..1_000 => return format!("{bytes} B"),
        1_000..1_000_000 => (1_000, "kB"),
        1_000_000..1_000_000_000 => (1_000_000, "MB"),
        _ => (1_000_000_000, "GB"),
    };
    let tenths = bytes / (unit / 10);
    format!("{}.{} {name}", grouped(tenths / 10), tenths % 10)
}

/// Shows on standard error how far the work is: as a bar on a terminal, and elsewhere as a line now and then.
pub(super) enum Progress {
    None,
    Bar { bar: ProgressBar, shown: Instant },
    Lines { shown: Instant },
}

/// People see no more than that.
const BAR: Duration = Duration::from_millis(100);
/// A log needs no more than that.
const LINE: Duration = Duration::from_secs(1);

/// The bar where the number of files is known, and where the walk still goes on.
const KNOWN: &str = "{bar:20} {pos}/{len} ETA {eta} | {msg}";
const UNKNOWN: &str = "{spinner} {msg} (still looking for files)";

impl Progress {
    /// `total` is the number of files, where it is known before they are walked.
    pub(super) fn new(wanted: ProgressArg, is_output_terminal: bool, total: Option<u64>) -> Self {
        let is_terminal = io::stderr().is_terminal();
        let is_shown = match wanted {
            ProgressArg::Always => true,
            ProgressArg::Never => false,
            // One file is no long work, and a bar between records is no help.
            ProgressArg::Auto => is_terminal && !is_output_terminal && total != Some(1),
        };
        if !is_shown {
            return Self::None;
        }
        if !is_terminal {
            return Self::Lines { shown: Instant::now() };
        }
        let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::stderr());
        bar.set_style(style(if total.is_some() { KNOWN } else { UNKNOWN }));
        bar.enable_steady_tick(BAR);
        Self::Bar { bar, shown: Instant::now() }
    }

    /// Shows it, where it is time to. The total is `found` once all files were found.
    pub(super) fn show(&mut self, tally: &Tally, found: Option<u64>) {
        match self {
            Self::Bar { bar, shown } if shown.elapsed() >= BAR => {
                *shown = Instant::now();
                if let Some(found) = found.filter(|_| bar.length().is_none()) {
                    bar.set_length(found);
                    bar.set_style(style(KNOWN));
                }
                bar.set_position(tally.files);
                bar.set_message(tally.summary());
            }
            Self::Lines { shown } if shown.elapsed() >= LINE => {
                *shown = Instant::now();
                say(&tally.summary());
            }
            Self::None | Self::Bar { .. } | Self::Lines { .. } => {}
        }
    }

    /// Takes the bar away.
    pub(super) fn end(&self) {
        if let Self::Bar { bar, .. } = self {
            bar.finish_and_clear();
        }
    }
}

fn style(form: &str) -> ProgressStyle {
    ProgressStyle::with_template(form).unwrap_or_else(|_| ProgressStyle::default_spinner())
}

/// A message of the command. Nothing can be done where standard error is closed.
pub(super) fn say(message: &str) {
    let _ = writeln!(io::stderr(), "embedmeta: {}", shown(message));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn summary(files: u64, errors: u64, bytes: u64, elapsed: Duration) -> String {
        super::summary(&Tally { files, errors, bytes, ..Tally::new() }, elapsed)
    }

    #[test]
    fn a_condition_is_counted() {
        let tally = Tally { files: 2_000, matched: Some(1_000), ..Tally::new() };
        let text = super::summary(&tally, Duration::from_secs(1));
        assert_eq!(text, "2,000 files, 1,000 matched, 0 errors, 1.0 s, 2,000 files/s, 0 B read");
    }

    #[test]
    fn the_summary_has_numbers_for_people() {
        assert_eq!(
            summary(1_232, 25, 12_345_678, Duration::from_millis(1_201)),
            "1,232 files, 25 errors, 1.2 s, 1,025 files/s, 12.3 MB read"
        );
        assert_eq!(summary(1, 1, 999, Duration::ZERO), "1 file, 1 error, 0.0 s, 1,000 files/s, 999 B read");
        assert_eq!(size(1_000), "1.0 kB");
        assert_eq!(size(5_432_100_000_000), "5,432.1 GB");
        assert_eq!(grouped(1_000_000), "1,000,000");
    }

    #[test]
    fn the_forms_of_the_bar_are_understood() {
        let bar = ProgressBar::hidden();
        bar.set_style(ProgressStyle::with_template(UNKNOWN).unwrap());
        bar.set_style(ProgressStyle::with_template(KNOWN).unwrap());
    }
}
