//! Reads files on all cores and returns the answers in the order of the inputs.

use super::line::{Answer, Claim, HELD, Line, Step, WINDOW};
use crate::issue::Error;
use crate::memory::Memory;
use std::cell::Cell;
use std::num::NonZeroUsize;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;
use std::{mem, thread};

/// The threads that read files; `None` if the caller's own thread is enough.
pub struct Pool {
    threads: Option<rayon::ThreadPool>,
}

/// What a thread keeps from one file to the next.
#[derive(Default)]
pub struct Scratch {
    /// The memory of the decoders.
    pub memory: Memory,
    /// The bytes of the record.
    pub out: Vec<u8>,
}

/// The most scratch memory that is kept. The rare file that needs more is no reason to hold on to it.
const KEPT: usize = 4 * 1024 * 1024;
/// The same for the buffer of a record.
const SPARE: usize = HELD / WINDOW;
/// Decoders do not recurse on the input, so they use little of it.
const STACK: usize = 8 * 1024 * 1024;

impl Pool {
    /// A pool of `jobs` threads, or of one per core if `jobs` is 0. Threads beyond the length of the queue would have
    /// nothing to do and are not started.
    ///
    /// # Errors
    ///
    /// A text that says how many threads could not be started, and why.
    pub fn new(jobs: usize) -> Result<Self, String> {
        silence_contained();
        let cores = || thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let jobs = if jobs == 0 { cores() } else { jobs }.min(WINDOW);
        if jobs == 1 {
            return Ok(Self { threads: None });
        }
        let threads = rayon::ThreadPoolBuilder::new()
            .num_threads(jobs)
            .stack_size(STACK)
            .thread_name(|_| "embedmeta-worker".into())
            .build()
            .map_err(|error| format!("cannot start {jobs} threads: {error}"))?;
        Ok(Self { threads: Some(threads) })
    }

    /// Answers each input with `each`, on all threads. Each answer is handed to `take` with the bytes left in
    /// [`Scratch::out`], on the calling thread and in the order of the inputs. The first error of `take` ends the
    /// work.
    ///
    /// # Errors
    ///
    /// The error of `take`.
    pub fn run<I: Send, T: Send, E>(
        &self,
        inputs: impl Iterator<Item = I>,
        each: impl Fn(&I, &mut Scratch) -> T + Sync,
        mut take: impl FnMut(T, &[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        if let Some(threads) = &self.threads {
            return run_ordered(threads, inputs, &each, &mut take);
        }
        let mut scratch = Scratch::default();
        for input in inputs {
            let answer = each(&input, scratch.emptied());
            take(answer, &scratch.out)?;
        }
        Ok(())
    }
}

impl Scratch {
    fn emptied(&mut self) -> &mut Self {
        self.out.clear();
        self.out.shrink_to(KEPT);
        if self.memory.arena.allocated_bytes() > KEPT {
            self.memory = Memory::default();
        }
        self
    }
}

fn run_ordered<I: Send, T: Send, E>(
    threads: &rayon::ThreadPool,
    mut inputs: impl Iterator<Item = I>,
    each: &(impl Fn(&I, &mut Scratch) -> T + Sync),
    take: &mut impl FnMut(T, &[u8]) -> Result<(), E>,
) -> Result<(), E> {
    let line = Line::new(threads.current_num_threads());
    threads.in_place_scope(|scope| {
        let _closing = Closing(&line);
        scope.spawn_broadcast(|_, _| work(&line, each));
        let (mut ready, mut spare) = (Vec::new(), Vec::new());
        loop {
            let step = line.step(&mut ready);
            for Answer { what, bytes } in ready.drain(..) {
                take(what.unwrap_or_else(|cause| panic::resume_unwind(cause)), &bytes)?;
                if bytes.capacity() <= SPARE {
                    spare.push(bytes);
                }
            }
            match step {
                Step::Feed => match inputs.next() {
                    Some(input) => line.enter(input, spare.pop().unwrap_or_default()),
                    None => line.end(),
                },
                Step::Wait => {}
                Step::End => return Ok(()),
            }
        }
    })
}

/// Answers inputs until there are no more.
fn work<I, T>(line: &Line<I, thread::Result<T>>, each: &impl Fn(&I, &mut Scratch) -> T) {
    let mut scratch = Scratch::default();
    while let Some(Claim { number, input, memory }) = line.claim() {
        scratch.out = memory;
        let what = panic::catch_unwind(AssertUnwindSafe(|| each(&input, scratch.emptied())));
        line.answer(number, Answer { what, bytes: mem::take(&mut scratch.out) });
    }
}

/// Lets the threads finish, however the server ends.
struct Closing<'l, I, T>(&'l Line<I, T>);

impl<I, T> Drop for Closing<'_, I, T> {
    fn drop(&mut self) {
        self.0.close();
    }
}

thread_local! {
    /// Whether a panic on this thread is caught.
    static CONTAINED: Cell<bool> = const { Cell::new(false) };
}

/// Runs `read` so that a panic in it only affects this file.
///
/// # Errors
///
/// The error of `read`, or [`Error::Internal`] if it panicked.
pub fn isolated<T>(read: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    CONTAINED.set(true);
    let result = panic::catch_unwind(AssertUnwindSafe(read));
    CONTAINED.set(false);
    result.unwrap_or_else(|cause| {
        let text = cause.downcast_ref::<&str>().map(|text| (*text).to_owned());
        let text = text.or_else(|| cause.downcast_ref::<String>().cloned());
        Err(Error::Internal(text.unwrap_or_else(|| "panic".into())))
    })
}

/// A caught panic is reported in the record of its file; the default message on standard error would only repeat it.
fn silence_contained() {
    static DONE: Once = Once::new();
    DONE.call_once(|| {
        let default = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !CONTAINED.get() {
                default(info);
            }
        }));
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    #[test]
    fn answers_come_in_order_with_their_bytes() {
        for jobs in [1, 2, 8] {
            let mut seen = Vec::new();
            let each = |n: &usize, scratch: &mut Scratch| {
                scratch.out.extend_from_slice(n.to_string().as_bytes());
                n * 2
            };
            let take = |answer: usize, bytes: &[u8]| {
                seen.push(answer);
                assert_eq!(bytes, (answer / 2).to_string().as_bytes());
                Ok::<_, io::Error>(())
            };
            Pool::new(jobs).unwrap().run(0..1000, each, take).unwrap();
            assert!(seen.iter().copied().eq((0..1000).map(|n| n * 2)), "{jobs}");
        }
    }

    #[test]
    fn a_slow_file_holds_back_output_and_not_work_until_the_window_is_full() {
        let done = AtomicUsize::new(0);
        let highest = AtomicUsize::new(0);
        let each = |n: &usize, _: &mut Scratch| {
            highest.fetch_max(*n, Ordering::SeqCst);
            if *n == 0 {
                // The other threads can only go on to the end of the window.
                while done.load(Ordering::SeqCst) < WINDOW - 1 {
                    std::thread::sleep(Duration::from_millis(1));
                }
                assert!(highest.load(Ordering::SeqCst) < WINDOW);
            }
            done.fetch_add(1, Ordering::SeqCst);
            *n
        };
        let mut next = 0;
        let take = |n, _: &[u8]| {
            assert_eq!(n, next);
            next += 1;
            Ok::<_, io::Error>(())
        };
        Pool::new(4).unwrap().run(0..1000, each, take).unwrap();
        assert_eq!(next, 1000);
    }

    #[test]
    fn large_answers_fill_the_window_sooner() {
        let started = AtomicUsize::new(0);
        let each = |n: &usize, scratch: &mut Scratch| {
            started.fetch_add(1, Ordering::SeqCst);
            scratch.out.resize(if *n == 0 { 0 } else { HELD / 4 }, 0);
            if *n == 0 {
                std::thread::sleep(Duration::from_millis(200));
                assert!(started.load(Ordering::SeqCst) <= 6);
            }
        };
        Pool::new(2).unwrap().run(0..40, each, |(), _| Ok::<_, io::Error>(())).unwrap();
    }

    #[test]
    fn an_error_of_the_output_ends_the_work_soon() {
        for jobs in [1, 4] {
            let started = AtomicUsize::new(0);
            let each = |_: &usize, _: &mut Scratch| started.fetch_add(1, Ordering::SeqCst);
            let take = |_, _: &[u8]| Err::<(), _>(io::Error::from(io::ErrorKind::BrokenPipe));
            let ended = Pool::new(jobs).unwrap().run(0..1_000_000, each, take);
            assert_eq!(ended.unwrap_err().kind(), io::ErrorKind::BrokenPipe);
            assert!(started.load(Ordering::SeqCst) <= WINDOW, "{jobs}");
        }
    }

    #[test]
    fn a_panic_costs_its_file_alone() {
        for jobs in [1, 2] {
            let read = |n: &i32| isolated(|| if *n == 500 { panic!("bad {n}") } else { Ok(*n) });
            let mut good = 0;
            let mut bad = Vec::new();
            let take = |answer: Result<i32, Error>, _: &[u8]| {
                match answer {
                    Ok(_) => good += 1,
                    Err(error) => bad.push(error.to_string()),
                }
                Ok::<_, io::Error>(())
            };
            Pool::new(jobs).unwrap().run(0..1000, |n, _| read(n), take).unwrap();
            assert_eq!((good, bad), (999, vec!["internal error: bad 500".to_owned()]));
        }
    }
}
