//! How far the run has got, and its totals at the end.

use super::args::ProgressArg;
use crate::output::{grouped, shown};
use embedmeta::batch::Count;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{self, IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// What has been done so far.
pub(super) struct Tally {
    pub files: u64,
    pub errors: u64,
    /// Files that meet the condition, if there is one.
    pub matched: Option<u64>,
    /// Bytes read.
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
        summary(self.files, self.matched, self.errors, self.bytes, self.start.elapsed())
    }
}

fn summary(files: u64, matched: Option<u64>, errors: u64, bytes: u64, elapsed: Duration) -> String {
    let tenths = elapsed.as_millis() / 100;
    format!(
        "{}, {}{}, {}.{} s, {}, {} read",
        counted(files, "file"),
        matched.map_or(String::new(), |matched| grouped(matched) + " matched, "),
        counted(errors, "error"),
        grouped(u64::try_from(tenths / 10).unwrap_or(u64::MAX)),
        tenths % 10,
        speed(files, elapsed),
        size(bytes)
    )
}

fn speed(files: u64, elapsed: Duration) -> String {
    // Below a millisecond there is no meaningful speed.
    let millis = elapsed.as_millis().max(1);
    let speed = u64::try_from(u128::from(files) * 1000 / millis).unwrap_or(u64::MAX);
    format!("{} files/s", grouped(speed))
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

/// Shows on standard error how far the run has got: as a bar on a terminal, elsewhere as an occasional line.
///
/// It runs on a thread of its own, so that it keeps moving while a file takes long, and costs the run next to nothing.
pub(super) struct Progress {
    seen: Arc<Seen>,
    bar: Option<ProgressBar>,
    thread: Option<JoinHandle<()>>,
}

/// What has been observed of the run so far.
pub(super) struct Seen {
    files: AtomicU64,
    errors: AtomicU64,
    bytes: AtomicU64,
    /// The number of inputs found, and whether the search is complete.
    found: AtomicU64,
    is_all_found: AtomicBool,
    /// Inputs that an earlier run has done.
    passed: AtomicU64,
    /// The number of files, or the thread that counts them.
    total: Total,
    start: Instant,
    is_ended: AtomicBool,
    is_cleared: AtomicBool,
}

/// How many files there are.
pub(super) enum Total {
    Known(u64),
    Counted(Arc<Count>),
}

/// People cannot see faster updates.
const BAR: Duration = Duration::from_millis(100);
/// A log needs no more frequent lines.
const LINE: Duration = Duration::from_secs(1);
/// Do not wait longer for a terminal that accepts no output.
const PATIENCE: Duration = Duration::from_millis(300);

/// The bar once the number of files is known, and while they are still counted. Both are cut to the terminal's width.
const KNOWN: &str = "[{bar:10}] {wide_msg}";
const UNKNOWN: &str = "{spinner} {wide_msg}";

/// Whether progress is shown; `is_beside` if records or failures go to a terminal too.
pub(super) fn is_shown(wanted: ProgressArg, is_beside: bool, total: Option<u64>) -> bool {
    match wanted {
        ProgressArg::Always => true,
        ProgressArg::Never => false,
        // A single file is quick, and a bar between records does not help.
        ProgressArg::Auto => io::stderr().is_terminal() && !is_beside && total != Some(1),
    }
}

impl Progress {
    /// Starts the display if a thread can be had. Records `beside` a bar would tear it.
    pub(super) fn start(total: Total, is_beside: bool) -> Self {
        let seen = Arc::new(Seen::new(total));
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        let bar = Some(bar).filter(|bar| !is_beside && io::stderr().is_terminal() && !bar.is_hidden());
        let (shared, shown) = (seen.clone(), bar.clone());
        let work = move || match shown {
            Some(bar) => show_bar(&bar, &shared),
            None => show_lines(&shared),
        };
        let thread = thread::Builder::new().name("embedmeta-progress".into()).spawn(work).ok();
        Self { seen, bar, thread }
    }

    pub(super) fn seen(&self) -> &Arc<Seen> {
        &self.seen
    }

    /// Runs code that writes to standard error, so that the bar is not in its way.
    pub(super) fn aside(&self, tell: impl FnOnce()) {
        match &self.bar {
            Some(bar) => bar.suspend(tell),
            None => tell(),
        }
    }

    /// Removes the bar.
    pub(super) fn end(self) {
        self.seen.is_ended.store(true, Ordering::Relaxed);
        if let Total::Counted(count) = &self.seen.total {
            count.end();
        }
        if let Some(thread) = self.thread {
            thread.thread().unpark();
            let _ = thread.join();
        }
    }
}

impl Seen {
    fn new(total: Total) -> Self {
        Self {
            files: AtomicU64::new(0),
            errors: AtomicU64::new(0),
            bytes: AtomicU64::new(0),
            found: AtomicU64::new(0),
            is_all_found: AtomicBool::new(false),
            passed: AtomicU64::new(0),
            total,
            start: Instant::now(),
            is_ended: AtomicBool::new(false),
            is_cleared: AtomicBool::new(false),
        }
    }

    pub(super) fn find(&self) {
        self.found.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn find_all(&self) {
        self.is_all_found.store(true, Ordering::Relaxed);
    }

    pub(super) fn pass(&self) {
        self.passed.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn tell(&self, tally: &Tally) {
        self.files.store(tally.files, Ordering::Relaxed);
        self.errors.store(tally.errors, Ordering::Relaxed);
        self.bytes.store(tally.bytes, Ordering::Relaxed);
    }

    /// Removes the bar and reports the progress before the process ends at once.
    pub(super) fn end_at_once(&self) {
        self.is_ended.store(true, Ordering::Relaxed);
        let end = Instant::now() + PATIENCE;
        while !self.is_cleared.load(Ordering::Relaxed) && Instant::now() < end {
            thread::sleep(Duration::from_millis(10));
        }
        let of = |number: &AtomicU64| number.load(Ordering::Relaxed);
        let summary = summary(of(&self.files), None, of(&self.errors), of(&self.bytes), self.start.elapsed());
        say(&format!("ended at once: {summary}"));
    }

    fn is_ended(&self) -> bool {
        self.is_ended.load(Ordering::Relaxed)
    }

    /// The number of files to read, and whether it is final.
    fn total(&self) -> (u64, bool) {
        let found = self.found.load(Ordering::Relaxed);
        if self.is_all_found.load(Ordering::Relaxed) {
            return (found, true);
        }
        let (counted, is_whole) = match &self.total {
            Total::Known(total) => (*total, true),
            Total::Counted(count) => count.get(),
        };
        let left = counted.saturating_sub(self.passed.load(Ordering::Relaxed));
        // Files may have been added since they were counted.
        (found.max(left), is_whole)
    }

    /// `1,232 of 5,678, ETA 5s, 25 errors, 1,026 files/s, 12.3 MB read`, with the most important first.
    fn line(&self, total: (u64, bool)) -> String {
        let of = |number: &AtomicU64| number.load(Ordering::Relaxed);
        line(of(&self.files), total, of(&self.errors), of(&self.bytes), self.start.elapsed())
    }
}

fn line(files: u64, total: (u64, bool), errors: u64, bytes: u64, elapsed: Duration) -> String {
    let (total, is_whole) = total;
    let of = if is_whole { "of" } else { "of at least" };
    let eta = eta(files, total, elapsed).filter(|_| is_whole);
    let eta = eta.map_or(String::new(), |eta| format!(", ETA {}", span(eta)));
    let (files, speed) = (grouped(files), speed(files, elapsed));
    let (total, errors) = (grouped(total), counted(errors, "error"));
    format!("{files} {of} {total}{eta}, {errors}, {speed}, {} read", size(bytes))
}

/// The remaining time at the speed so far.
fn eta(files: u64, total: u64, elapsed: Duration) -> Option<Duration> {
    let left = u128::from(total.checked_sub(files)?);
    let millis = (elapsed.as_millis() * left).checked_div(u128::from(files))?;
    Some(Duration::from_millis(u64::try_from(millis).ok()?))
}

/// `5s`, `3m20s`, `2h05m`: short, because a terminal may be narrow.
fn span(span: Duration) -> String {
    let seconds = span.as_secs();
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, seconds) => format!("{seconds}s"),
        (0, minutes, seconds) => format!("{minutes}m{seconds:02}s"),
        (hours, minutes, _) => format!("{}h{minutes:02}m", grouped(hours)),
    }
}

fn show_bar(bar: &ProgressBar, seen: &Seen) {
    bar.set_style(style(UNKNOWN));
    while !seen.is_ended() {
        let total = seen.total();
        if total.1 {
            if bar.length().is_none() {
                bar.set_style(style(KNOWN));
            }
            bar.set_length(total.0);
        }
        bar.set_position(seen.files.load(Ordering::Relaxed));
        bar.set_message(seen.line(total));
        bar.tick();
        // At the end of a line the terminal's `^C` would wrap to the next line, and the bar would remain.
        let _ = io::stderr().write_all(b"\r");
        thread::park_timeout(BAR);
    }
    bar.finish_and_clear();
    seen.is_cleared.store(true, Ordering::Relaxed);
}

fn show_lines(seen: &Seen) {
    let mut shown = Instant::now();
    while !seen.is_ended() {
        if shown.elapsed() >= LINE {
            shown = Instant::now();
            say(&seen.line(seen.total()));
        }
        thread::park_timeout(BAR);
    }
    seen.is_cleared.store(true, Ordering::Relaxed);
}

/// The style of the bar, drawn with characters that are one column wide on every terminal.
fn style(form: &str) -> ProgressStyle {
    let style = ProgressStyle::with_template(form).unwrap_or_else(|_| ProgressStyle::default_spinner());
    style.progress_chars("=> ").tick_chars("|/-\\ ")
}

/// Prints a message of the command. If standard error is closed, nothing can be done.
pub(super) fn say(message: &str) {
    let _ = writeln!(io::stderr(), "embedmeta: {}", shown(message));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn summary(files: u64, errors: u64, bytes: u64, elapsed: Duration) -> String {
        super::summary(files, None, errors, bytes, elapsed)
    }

    #[test]
    fn a_condition_is_counted() {
        let text = super::summary(2_000, Some(1_000), 0, 0, Duration::from_secs(1));
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
    fn the_line_says_how_much_is_left() {
        let second = Duration::from_secs(1);
        let told = line(1_234, (5_678, false), 3, 999, second);
        assert_eq!(told, "1,234 of at least 5,678, 3 errors, 1,234 files/s, 999 B read");
        let told = line(1_000, (5_000, true), 1, 999, second);
        assert_eq!(told, "1,000 of 5,000, ETA 4s, 1 error, 1,000 files/s, 999 B read");
        assert_eq!(line(0, (1, true), 0, 0, second), "0 of 1, 0 errors, 0 files/s, 0 B read");
        assert_eq!(span(200 * second), "3m20s");
        assert_eq!(span(7_530 * second), "2h05m");
        assert!(told.is_ascii(), "each character is one column wide");
    }

    #[test]
    fn the_total_grows_until_all_is_found() {
        let seen = Seen::new(Total::Counted(Arc::default()));
        assert_eq!(seen.total(), (0, false));
        (0..3).for_each(|_| seen.find());
        assert_eq!(seen.total(), (3, false));
        seen.find_all();
        assert_eq!(seen.total(), (3, true));
        let seen = Seen::new(Total::Known(10));
        (0..4).for_each(|_| seen.pass());
        assert_eq!(seen.total(), (6, true));
    }

    #[test]
    fn the_forms_of_the_bar_are_understood() {
        let bar = ProgressBar::hidden();
        bar.set_style(ProgressStyle::with_template(UNKNOWN).unwrap());
        bar.set_style(ProgressStyle::with_template(KNOWN).unwrap());
    }
}
