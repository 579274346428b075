//! A queue that takes inputs to the threads and brings the answers back in the order of the inputs.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The most inputs and answers in the queue. While a slow file holds back the output, the threads can go on with this
/// many files.
pub(super) const WINDOW: usize = 256;
/// The most bytes of answers in the queue before the threads stop taking inputs. Usual records have some KiB.
pub(super) const HELD: usize = 32 * 1024 * 1024;
/// The inputs per thread that wait in the queue, at the start and at most. Few are left to do when the work is
/// aborted.
const AHEAD: usize = 4;
const FARTHEST_AHEAD: usize = 32;
/// The longest time that a finished answer waits for the server.
const TICK: Duration = Duration::from_millis(50);

/// A queue between one server, which brings inputs and is handed the answers, and the threads that answer.
///
/// Waking a thread costs more than reading a small file. So the server sleeps until half of the waiting inputs are
/// taken, instead of waking for every answer, and then has much to do at once.
pub(super) struct Line<I, T> {
    state: Mutex<State<I, T>>,
    for_threads: Condvar,
    for_server: Condvar,
}

/// The answer to an input, and the bytes that were written for it.
pub(super) struct Answer<T> {
    pub what: T,
    pub bytes: Vec<u8>,
}

/// An input taken by a thread.
pub(super) struct Claim<I> {
    pub number: usize,
    pub input: I,
    /// A buffer for the bytes of its answer.
    pub memory: Vec<u8>,
}

/// What the server does next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Bring an input, or say that there are no more.
    Feed,
    /// Wait for answers.
    Wait,
    /// Stop: all inputs are answered.
    End,
}

impl<I, T> Line<I, T> {
    pub(super) fn new(threads: usize) -> Self {
        let state = State {
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
        Self { state: Mutex::new(state), for_threads: Condvar::new(), for_server: Condvar::new() }
    }

    /// Appends the answers whose turn it is to `ready`, and returns what to do next. If there is nothing to do, it
    /// first waits until there is enough.
    pub(super) fn step(&self, ready: &mut Vec<Answer<T>>) -> Step {
        let mut state = self.lock();
        self.hand_over(&mut state, ready);
        if ready.is_empty() && state.step() == Step::Wait {
            state.is_server_asleep = true;
            let waited = self.for_server.wait_timeout_while(state, TICK, |state| !state.wants_server());
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
            state.is_server_asleep = false;
            self.hand_over(&mut state, ready);
        }
        state.step()
    }

    fn hand_over(&self, state: &mut State<I, T>, ready: &mut Vec<Answer<T>>) {
        let was_full = state.is_full();
        state.leave(ready);
        if was_full && !state.is_full() {
            self.for_threads.notify_all();
        }
    }

    /// Adds an input, and a buffer for the bytes of its answer.
    pub(super) fn enter(&self, input: I, memory: Vec<u8>) {
        let mut state = self.lock();
        state.waiting.push_back((input, memory));
        if state.idle > 0 {
            self.for_threads.notify_one();
        }
    }

    /// Says that there are no more inputs.
    pub(super) fn end(&self) {
        self.lock().is_whole = true;
        self.for_threads.notify_all();
    }

    /// Says that there are no more inputs, and drops those that wait.
    pub(super) fn close(&self) {
        self.lock().waiting.clear();
        self.end();
    }

    /// The next input for a thread to work on; `None` when there are no more.
    pub(super) fn claim(&self) -> Option<Claim<I>> {
        let mut state = self.lock();
        while !(state.is_whole && state.waiting.is_empty()) {
            // A full queue is held back by an unfinished answer. When that arrives, the wait ends.
            if !state.is_full() {
                if let Some(claim) = state.claim() {
                    return Some(claim);
                }
                state.look_ahead();
            }
            state.idle += 1;
            state = self.for_threads.wait(state).unwrap_or_else(PoisonError::into_inner);
            state.idle -= 1;
        }
        None
    }

    /// Stores the answer to an input in its place.
    pub(super) fn answer(&self, number: usize, answer: Answer<T>) {
        let mut state = self.lock();
        state.arrive(number, answer);
        if state.is_server_asleep && state.wants_server() {
            state.is_server_asleep = false;
            drop(state);
            self.for_server.notify_one();
        }
    }

    fn lock(&self) -> MutexGuard<'_, State<I, T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct State<I, T> {
    /// The inputs that no thread has taken.
    waiting: VecDeque<(I, Vec<u8>)>,
    /// The number of the first of `answers`.
    first: usize,
    /// The answers to the inputs that were taken, in order; `None` while a thread works on one.
    answers: VecDeque<Option<Answer<T>>>,
    /// The bytes of the answers in the queue.
    held: usize,
    /// The number of inputs that should wait. It grows when threads find none, so it stays small if files are slow.
    ahead: usize,
    farthest_ahead: usize,
    /// Whether all inputs have been added.
    is_whole: bool,
    /// The number of sleeping threads.
    idle: usize,
    is_server_asleep: bool,
}

impl<I, T> State<I, T> {
    fn step(&self) -> Step {
        match (self.is_whole, self.waiting.len() + self.answers.len()) {
            (true, 0) => Step::End,
            (false, length) if length < WINDOW && self.waiting.len() < self.ahead => Step::Feed,
            _ => Step::Wait,
        }
    }

    /// Whether the server has something to do and the threads are about to run out of work.
    fn wants_server(&self) -> bool {
        let is_low = self.waiting.len() <= self.ahead / 2 || self.is_full();
        let has_answer = self.answers.front().is_some_and(Option::is_some);
        is_low && (has_answer || self.step() != Step::Wait)
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
        // Threads start before the first input arrives; that is no sign that the server is too slow.
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

    /// Moves out the leading answers that have arrived.
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
        line.step(&mut ready);
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
        assert_eq!(line.step(&mut ready), Step::Wait);
        for _ in 0..AHEAD {
            answer(&line, &line.claim().unwrap(), 0);
        }
        assert_eq!(line.step(&mut ready), Step::Feed);
        line.end();
        assert_eq!(line.step(&mut ready), Step::End);
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
