//! Ctrl-C ends the work after the files in flight.

use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The exit code of what was interrupted: 128 and the number of the signal.
pub(super) const EXIT_CODE: u8 = 130;

/// Sets `stop` at the first Ctrl-C; the second one calls `last` and ends the process at once, for the work may wait for
/// something.
pub(super) fn stop_at_interrupt(stop: Arc<AtomicBool>, last: impl Fn() + Send + 'static) {
    let end = move || {
        if stop.swap(true, Ordering::Relaxed) {
            last();
            process::exit(EXIT_CODE.into());
        }
    };
    // Where it cannot be set, the signal ends the process as it always did.
    let _ = ctrlc::set_handler(end);
}
