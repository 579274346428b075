//! Files on all cores, answers in the order of the questions.

use crate::context::Scratch;
use crate::issue::Error;
use rayon::prelude::*;
use std::io;
use std::panic::{self, AssertUnwindSafe};

/// Threads that read files.
pub(crate) struct Pool {
    threads: rayon::ThreadPool,
}

/// How many files a thread has before it at the most: memory is bounded by this, never by the number of files.
const WINDOW: usize = 64;
/// What the threads are called; a panic on one of them is contained and reported with its file.
const THREAD_NAME: &str = "embedmeta-worker";
/// Decoders do not recurse on input, so little is used of it.
const STACK: usize = 8 * 1024 * 1024;

impl Pool {
    /// A pool of `jobs` threads; of one a core where `jobs` is 0.
    pub(crate) fn new(jobs: usize) -> Result<Self, rayon::ThreadPoolBuildError> {
        let threads = rayon::ThreadPoolBuilder::new()
            .num_threads(jobs)
            .stack_size(STACK)
            .thread_name(|_| THREAD_NAME.into())
            .build()?;
        silence_workers();
        Ok(Self { threads })
    }

    /// Answers each input with `each`, on all threads, and hands the answers to `take` in the order of the inputs.
    pub(crate) fn run<I: Send + Sync, T: Send>(
        &self,
        inputs: impl Iterator<Item = I>,
        each: impl Fn(&I, &mut Scratch) -> T + Sync,
        mut take: impl FnMut(T) -> io::Result<()>,
    ) -> io::Result<()> {
        let size = WINDOW * self.threads.current_num_threads();
        let mut inputs = inputs.peekable();
        while inputs.peek().is_some() {
            let window: Vec<I> = inputs.by_ref().take(size).collect();
            let answers: Vec<T> = self.threads.install(|| {
                window.par_iter().map_init(Scratch::default, |scratch, input| each(input, scratch)).collect()
            });
            answers.into_iter().try_for_each(&mut take)?;
        }
        Ok(())
    }
}

/// Runs `read` so that a panic in it costs this file alone.
pub(crate) fn isolated<T>(read: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    panic::catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|cause| {
        let text = cause.downcast_ref::<&str>().map(|text| (*text).to_owned());
        let text = text.or_else(|| cause.downcast_ref::<String>().cloned());
        Err(Error::Internal(text.unwrap_or_else(|| "panic".into())))
    })
}

/// A contained panic is part of its file's record; the default message on standard error would only repeat it.
fn silence_workers() {
    let default = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if std::thread::current().name() != Some(THREAD_NAME) {
            default(info);
        }
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_come_in_order() {
        let pool = Pool::new(4).unwrap();
        let mut seen = Vec::new();
        let take = |answer| {
            seen.push(answer);
            Ok(())
        };
        pool.run(0..1000, |n, _| n * 2, take).unwrap();
        assert!(seen.iter().copied().eq((0..1000).map(|n| n * 2)));
    }

    #[test]
    fn a_panic_costs_its_file_alone() {
        let pool = Pool::new(2).unwrap();
        let read = |n: &i32| isolated(|| if *n == 500 { panic!("bad {n}") } else { Ok(*n) });
        let mut good = 0;
        let mut bad = Vec::new();
        let take = |answer: Result<i32, Error>| {
            match answer {
                Ok(_) => good += 1,
                Err(error) => bad.push(error.to_string()),
            }
            Ok(())
        };
        pool.run(0..1000, |n, _| read(n), take).unwrap();
        assert_eq!((good, bad), (999, vec!["internal error: bad 500".to_owned()]));
    }
}
