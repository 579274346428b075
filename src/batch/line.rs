//! Inputs on their way to the threads, and answers on their way back in the order of the inputs.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Inputs and answers in the line at the most: a slow file holds back output, not work, for so many files.
pub(super) const WINDOW: usize = 256;
/// Bytes of answers in the line, above which no further input is worked on. Usual records have some KiB.
pub(super) const HELD: usize = 32 * 1024 * 1024;
/// Inputs a thread that wait in the line, to begin with and at the most. Few are left to do when the work is to end.
const AHEAD: usize = 4;
const FARTHEST_AHEAD: usize = 32;
/// So long at the most waits an answer whose turn it is.
const TICK: Duration = Duration::from_millis(50);

/// A line between one server, who brings inputs and is handed the answers, and the threads that answer.
///
/// To wake a thread costs more than to read a small file. So the server sleeps until half of the inputs that waited are
/// taken, not until there is an answer, and finds many things to do when it wakes.
pub(super) struct Line<I, T> {
    places: Mutex<Places<I, T>>,
    for_threads: Condvar,
    for_server: Condvar,
}

/// What became of an input, and the bytes that were made of it.
pub(super) struct Answer<T> {
    pub what: T,
    pub bytes: Vec<u8>,
}

/// An input that is worked on.
pub(super) struct Claim<I> {
    pub number: usize,
    pub input: I,
    /// Memory for the bytes of its answer.
    pub memory: Vec<u8>,
}

/// What the server does next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// Brings an input, or says that there is none.
    Bring,
    /// Waits for answers.
    Wait,
    /// All inputs are answered.
    End,
}

impl<I, T> Line<I, T> {
    pub(super) fn new(threads: usize) -> Self {
        let places = Places {
            waiting: VecDeque::new(),
            first: 0,
            answers: VecDeque::new(),
            held: 0,
            ahead: (threads * AHEAD).min(WINDOW),
            farthest_ahead: (threads * FARTHEST_AHEAD).min(WINDOW),
            is_whole: false,
            idle: 0,
            is_server_asleep: false,
        };
        Self { places: Mutex::new(places), for_threads: Condvar::new(), for_server: Condvar::new() }
    }

    /// Moves the answers whose turn it is behind those in `ready`, and tells what is to be done. Where there is nothing to
    /// do, it first waits until that is worth while.
    pub(super) fn turn(&self, ready: &mut Vec<Answer<T>>) -> Turn {
        let mut places = self.lock();
        self.hand_over(&mut places, ready);
        if ready.is_empty() && places.turn() == Turn::Wait {
            places.is_server_asleep = true;
            let waited = self.for_server.wait_timeout_while(places, TICK, |places| !places.wants_server());
            places = waited.unwrap_or_else(PoisonError::into_inner).0;
            places.is_server_asleep = false;
            self.hand_over(&mut places, ready);
        }
        places.turn()
    }

    fn hand_over(&self, places: &mut Places<I, T>, ready: &mut Vec<Answer<T>>) {
        let was_full = places.is_full();
        places.leave(ready);
        if was_full && !places.is_full() {
            self.for_threads.notify_all();
        }
    }

    /// Brings an input, and memory for the bytes of its answer.
    pub(super) fn enter(&self, input: I, memory: Vec<u8>) {
        let mut places = self.lock();
        places.waiting.push_back((input, memory));
        if places.idle > 0 {
            self.for_threads.notify_one();
        }
    }

    /// There will be no more inputs.
    pub(super) fn end(&self) {
        self.lock().is_whole = true;
        self.for_threads.notify_all();
    }

    /// There will be no more inputs, and those that wait are not worked on.
    pub(super) fn close(&self) {
        self.lock().waiting.clear();
        self.end();
    }

    /// The next input, for a thread to work on; none where there will be no more.
    pub(super) fn claim(&self) -> Option<Claim<I>> {
        let mut places = self.lock();
        while !(places.is_whole && places.waiting.is_empty()) {
            // What fills it is held back by an answer that is in work: that ends the wait.
            if !places.is_full() {
                if let Some(claim) = places.claim() {
                    return Some(claim);
                }
                places.look_ahead();
            }
            places.idle += 1;
            places = self.for_threads.wait(places).unwrap_or_else(PoisonError::into_inner);
            places.idle -= 1;
        }
        None
    }

    /// Puts the answer to an input into its place.
    pub(super) fn answer(&self, number: usize, answer: Answer<T>) {
        let mut places = self.lock();
        places.arrive(number, answer);
        if places.is_server_asleep && places.wants_server() {
            places.is_server_asleep = false;
            drop(places);
            self.for_server.notify_one();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Places<I, T>> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Places<I, T> {
    /// Inputs that no thread has taken.
    waiting: VecDeque<(I, Vec<u8>)>,
    /// The number of the first of `answers`.
    first: usize,
    /// The places of inputs that were taken; of those that are in work there is no answer.
    answers: VecDeque<Option<Answer<T>>>,
    /// The bytes of the answers that are there.
    held: usize,
    /// So many inputs are to wait. It grows where threads find none, so that it stays small where files are slow.
    ahead: usize,
    farthest_ahead: usize,
    /// There will be no more inputs.
    is_whole: bool,
    /// Threads that are asleep.
    idle: usize,
    is_server_asleep: bool,
}

impl<I, T> Places<I, T> {
    fn turn(&self) -> Turn {
        match (self.is_whole, self.waiting.len() + self.answers.len()) {
            (true, 0) => Turn::End,
            (false, length) if length < WINDOW && self.waiting.len() < self.ahead => Turn::Bring,
            _ => Turn::Wait,
        }
    }

    /// Whether the server has something to do, and threads would soon have nothing.
    fn wants_server(&self) -> bool {
        let is_low = self.waiting.len() <= self.ahead / 2 || self.is_full();
        let has_answer = self.answers.front().is_some_and(Option::is_some);
        is_low && (has_answer || self.turn() != Turn::Wait)
    }

    fn is_full(&self) -> bool {
        self.held >= HELD
    }

    fn claim(&mut self) -> Option<Claim<I>> {
        let (input, memory) = self.waiting.pop_front()?;
        self.answers.push_back(None);
        let number = self.first + self.answers.len() - 1;
        Some(Claim { number, input, memory })
    }

    fn look_ahead(&mut self) {
        // Threads are there before the first input is.
        let is_begun = self.first + self.answers.len() > 0;
        if is_begun {
            self.ahead = (self.ahead * 2).min(self.farthest_ahead);
        }
    }

    fn arrive(&mut self, number: usize, answer: Answer<T>) {
        self.held += answer.bytes.len();
        if let Some(place) = self.answers.get_mut(number - self.first) {
            *place = Some(answer);
        }
    }

    /// Moves out the answers at the front that are there.
    fn leave(&mut self, ready: &mut Vec<Answer<T>>) {
        while let Some(answer) = self.answers.front_mut().and_then(Option::take) {
            self.answers.pop_front();
            self.first += 1;
            self.held = self.held.saturating_sub(answer.bytes.len());
            ready.push(answer);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread;

    fn line_of(inputs: usize) -> Line<usize, usize> {
        let line = Line::new(1);
        (0..inputs).for_each(|input| line.enter(input, Vec::new()));
        line
    }

    fn answer(line: &Line<usize, usize>, claim: &Claim<usize>, length: usize) {
        line.answer(claim.number, Answer { what: claim.input, bytes: vec![0; length] });
    }

    fn until_a_thread_sleeps(line: &Line<usize, usize>) {
        while line.lock().idle == 0 {
            thread::yield_now();
        }
    }

    fn taken(line: &Line<usize, usize>) -> Vec<usize> {
        let mut ready = Vec::new();
        line.turn(&mut ready);
        ready.into_iter().map(|answer| answer.what).collect()
    }

    #[test]
    fn answers_leave_in_the_order_of_their_inputs() {
        let line = line_of(3);
        let claims: Vec<_> = (0..3).filter_map(|_| line.claim()).collect();
        answer(&line, &claims[2], 0);
        answer(&line, &claims[1], 0);
        assert!(taken(&line).is_empty());
        answer(&line, &claims[0], 0);
        assert_eq!(taken(&line), [0, 1, 2]);
    }

    #[test]
    fn the_server_is_wanted_where_half_of_what_waited_is_taken() {
        let line = line_of(AHEAD);
        for left in (0..AHEAD).rev() {
            let claim = line.claim().unwrap();
            answer(&line, &claim, 0);
            assert_eq!(line.lock().wants_server(), left <= AHEAD / 2, "{left}");
        }
    }

    #[test]
    fn it_ends_where_all_inputs_are_answered() {
        let line = line_of(AHEAD);
        let mut ready = Vec::new();
        assert_eq!(line.turn(&mut ready), Turn::Wait);
        for _ in 0..AHEAD {
            answer(&line, &line.claim().unwrap(), 0);
        }
        assert_eq!(line.turn(&mut ready), Turn::Bring);
        line.end();
        assert_eq!(line.turn(&mut ready), Turn::End);
        assert!(line.claim().is_none());
        assert_eq!(ready.len(), AHEAD);
    }

    #[test]
    fn more_inputs_wait_where_a_thread_found_none() {
        let line = line_of(0);
        thread::scope(|scope| {
            scope.spawn(|| while line.claim().is_some() {});
            until_a_thread_sleeps(&line);
            assert_eq!(line.lock().ahead, AHEAD);
            line.enter(0, Vec::new());
            while line.lock().answers.is_empty() {
                thread::yield_now();
            }
            until_a_thread_sleeps(&line);
            assert_eq!(line.lock().ahead, 2 * AHEAD);
            line.close();
        });
    }

    #[test]
    fn nothing_is_worked_on_while_too_much_is_held() {
        let line = line_of(3);
        let (slow, large) = (line.claim().unwrap(), line.claim().unwrap());
        answer(&line, &large, HELD);
        thread::scope(|scope| {
            let next = scope.spawn(|| line.claim().map(|claim| claim.input));
            until_a_thread_sleeps(&line);
            assert_eq!(line.lock().waiting.len(), 1);
            answer(&line, &slow, 0);
            assert_eq!(taken(&line), [0, 1]);
            assert_eq!(next.join().unwrap(), Some(2));
        });
    }

    #[test]
    fn a_closed_line_lets_threads_go_that_wait_for_room() {
        let line = line_of(3);
        let (_slow, large) = (line.claim().unwrap(), line.claim().unwrap());
        answer(&line, &large, HELD);
        thread::scope(|scope| {
            let next = scope.spawn(|| line.claim().is_none());
            until_a_thread_sleeps(&line);
            line.close();
            assert!(next.join().unwrap());
        });
    }
}
