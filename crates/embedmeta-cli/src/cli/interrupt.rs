//! Ctrl-C ends the run once the files in flight are done.

use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The exit code of an interrupted run: 128 plus the number of the signal.
pub(super) const EXIT_CODE: u8 = 130;

/// Sets `stop` at the first Ctrl-C. The second one calls `last` and ends the process at once, because the run may be
/// blocked on something.
pub(super) fn stop_at_interrupt(stop: Arc<AtomicBool>, last: impl Fn() + Send + 'static) {
    let end = move || {
        if stop.swap(true, Ordering::Relaxed) {
            last();
            process::exit(EXIT_CODE.into());
        }
    };
    // If the handler cannot be set, the signal ends the process by default.
    let _ = ctrlc::set_handler(end);
}
