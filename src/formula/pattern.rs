//! A matcher of regular expressions over bytes, as `xtask/src/generate/formula/pattern.rs` compiles them.
//!
//! It tries alternatives in their order, as Perl does, and goes back where one fails. What is left to try stands in a
//! list of fixed length, and the steps are counted, so that no input can make it slow or deep.

use super::op::Step;

/// The steps that all searches of one run may take together.
pub(super) const FUEL: u32 = 200_000;
/// The most alternatives that wait at one time. Only a repeated group adds one for each round.
const WAITING: usize = 64;
/// The places of the whole match and of nine groups.
const ENDS: usize = 20;

/// Where a pattern matched: the start and the end of the whole, and of each group.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found([Option<u32>; ENDS]);

impl Found {
    /// A match without groups.
    fn whole(start: usize, len: usize) -> Option<Self> {
        let mut ends = [None; ENDS];
        let [whole_start, whole_end, ..] = &mut ends;
        *whole_start = Some(u32::try_from(start).ok()?);
        *whole_end = Some(u32::try_from(start.checked_add(len)?).ok()?);
        Some(Self(ends))
    }

    /// The part of `text` that a group matched; group 0 is the whole.
    pub fn group<'t>(&self, text: &'t [u8], group: usize) -> Option<&'t [u8]> {
        let end = |index: usize| Some((*self.0.get(index)?)? as usize);
        text.get(end(group.checked_mul(2)?)?..end(group.checked_mul(2)?.checked_add(1)?)?)
    }

    /// The bounds of the whole match.
    pub fn bounds(&self) -> (usize, usize) {
        let end = |index: usize| self.0.get(index).copied().flatten().unwrap_or_default() as usize;
        (end(0), end(1))
    }
}

/// The first match of a pattern at `from` or later. The search takes its steps from `fuel`; none is found without.
pub(super) fn find(pattern: &[u8], text: &[u8], from: usize, fuel: &mut u32) -> Option<Found> {
    let (firsts, pattern) = match pattern {
        [step, len, rest @ ..] if *step == Step::First as u8 => {
            let (firsts, rest) = rest.split_at_checked(usize::from(*len).checked_mul(2)?)?;
            (Some(firsts), rest)
        }
        pattern => (None, pattern),
    };
    if let Some(bytes) = literal(pattern) {
        // Nothing is tried here, so that only the search itself is paid for.
        let rest = text.get(from..)?;
        *fuel = fuel.checked_sub(1)?.saturating_sub(u32::try_from(rest.len() / 64).ok()?);
        let at = match bytes {
            [byte] => memchr::memchr(*byte, rest),
            bytes => memchr::memmem::find(rest, bytes),
        };
        return Found::whole(from.checked_add(at?)?, bytes.len());
    }
    let may_begin = |start: usize| {
        let Some(firsts) = firsts else { return true };
        let in_range = |byte: &u8| {
            firsts.chunks_exact(2).any(|range| matches!(range, [low, high] if low <= byte && byte <= high))
        };
        text.get(start).is_some_and(in_range)
    };
    let last = if pattern.first() == Some(&(Step::Start as u8)) { from } else { text.len() };
    let first = (from..=last).find(|start| may_begin(*start))?;
    let mut matcher = Matcher { pattern, text, fuel, ends: [None; ENDS] };
    let mut waiting = Waiting::new();
    for start in (first..=last).filter(|start| may_begin(*start)) {
        matcher.ends = [None; ENDS];
        if let Some(end) = matcher.run(0, start, 0, &mut waiting) {
            let mut ends = matcher.ends;
            let [whole_start, whole_end, ..] = &mut ends;
            *whole_start = u32::try_from(start).ok();
            *whole_end = u32::try_from(end).ok();
            return Some(Found(ends));
        }
        if *matcher.fuel == 0 {
            break;
        }
    }
    None
}

/// The bytes that a pattern without anything else consists of.
fn literal(pattern: &[u8]) -> Option<&[u8]> {
    let [step, len, rest @ ..] = pattern else { return None };
    let (bytes, behind) = rest.split_at_checked((*len).into())?;
    (*step == Step::Bytes as u8 && behind.first() == Some(&(Step::Accept as u8)) && !bytes.is_empty())
        .then_some(bytes)
}

/// Something to try if what is tried now fails.
#[derive(Clone, Copy)]
enum Alternative {
    /// Go on with this step at this place.
    Go { step: usize, at: usize },
    /// Go on with this step at the end of a repetition, and then at shorter ones.
    Shorter { step: usize, least: usize, at: usize },
    /// Nothing to try, but the end of a group gets its earlier place back.
    Restore { end: usize, place: Option<u32> },
}

struct Matcher<'p, 't, 'f> {
    pattern: &'p [u8],
    text: &'t [u8],
    fuel: &'f mut u32,
    ends: [Option<u32>; ENDS],
}

impl Matcher<'_, '_, '_> {
    /// Matches from a step on at a place, and returns the end of the match.
    fn run(&mut self, step: usize, at: usize, depth: usize, waiting: &mut Waiting) -> Option<usize> {
        /// Patterns are not nested deeper than this.
        const DEPTH: usize = 4;
        if depth > DEPTH {
            return None;
        }
        waiting.list.clear();
        let (mut step, mut at) = (step, at);
        loop {
            *self.fuel = self.fuel.checked_sub(1)?;
            match self.step(step, at, depth, waiting)? {
                Outcome::Accepted => return Some(at),
                Outcome::Next(next_step, next_at) => (step, at) = (next_step, next_at),
                Outcome::Failed => (step, at) = waiting.next(&mut self.ends)?,
            }
        }
    }

    /// Does one step; none if the pattern makes no sense or too much waits.
    fn step(&mut self, step: usize, at: usize, depth: usize, waiting: &mut Waiting) -> Option<Outcome> {
        let behind = step.checked_add(1)?;
        let next = |is_met: bool| if is_met { Outcome::Next(behind, at) } else { Outcome::Failed };
        Some(match Step::of(self.byte(step)?)? {
            Step::Accept => Outcome::Accepted,
            // Only a whole pattern begins with it.
            Step::First => return None,
            Step::Bytes => {
                let len = usize::from(self.byte(behind)?);
                let bytes = self.pattern.get(step.checked_add(2)?..)?.get(..len)?;
                if self.text.get(at..).is_some_and(|rest| rest.starts_with(bytes)) {
                    Outcome::Next(step.checked_add(2)?.checked_add(len)?, at.checked_add(len)?)
                } else {
                    Outcome::Failed
                }
            }
            Step::Class => match self.text.get(at) {
                Some(byte) if self.class(behind)?.has(*byte) => {
                    Outcome::Next(self.class(behind)?.behind, at.checked_add(1)?)
                }
                _ => Outcome::Failed,
            },
            Step::Repeat => self.repeat(behind, at, waiting)?,
            Step::Split => {
                let other = self.target(behind)?;
                waiting.push(Alternative::Go { step: other, at })?;
                Outcome::Next(step.checked_add(3)?, at)
            }
            Step::Jump => Outcome::Next(self.target(behind)?, at),
            Step::Save => {
                let end = usize::from(self.byte(behind)?);
                let slot = self.ends.get_mut(end)?;
                waiting.push(Alternative::Restore { end, place: *slot })?;
                *slot = u32::try_from(at).ok();
                Outcome::Next(step.checked_add(2)?, at)
            }
            Step::Start => next(at == 0),
            Step::End => {
                let rest = self.text.get(at..)?;
                next(matches!(rest, [] | [b'\n']))
            }
            Step::Boundary => next(self.is_boundary(at)),
            Step::NoBoundary => next(!self.is_boundary(at)),
            ahead @ (Step::Ahead | Step::NotAhead) => {
                let inside = step.checked_add(3)?;
                let is_met = self.run(inside, at, depth.saturating_add(1), &mut Waiting::new()).is_some();
                if is_met == (ahead == Step::Ahead) {
                    Outcome::Next(self.target(behind)?, at)
                } else {
                    Outcome::Failed
                }
            }
        })
    }

    /// As many bytes of a class as there are; fewer are tried later.
    fn repeat(&mut self, numbers: usize, at: usize, waiting: &mut Waiting) -> Option<Outcome> {
        let class = self.class(numbers.checked_add(4)?)?;
        let most = match self.number(numbers.checked_add(2)?)? {
            u16::MAX => usize::MAX,
            most => usize::from(most),
        };
        let rest = self.text.get(at..)?;
        let count = rest.iter().take(most).take_while(|byte| class.has(**byte)).count();
        let least = usize::from(self.number(numbers)?);
        let step = class.behind;
        *self.fuel = self.fuel.saturating_sub(u32::try_from(count / 8).ok()?);
        if count < least {
            return Some(Outcome::Failed);
        }
        let (least, end) = (at.checked_add(least)?, at.checked_add(count)?);
        if let Some(shorter) = end.checked_sub(1).filter(|shorter| *shorter >= least) {
            waiting.push(Alternative::Shorter { step, least, at: shorter })?;
        }
        Some(Outcome::Next(step, end))
    }

    fn is_boundary(&self, at: usize) -> bool {
        let is_word =
            |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
        let before = at.checked_sub(1).and_then(|before| self.text.get(before));
        is_word(before) != is_word(self.text.get(at))
    }

    fn byte(&self, step: usize) -> Option<u8> {
        self.pattern.get(step).copied()
    }

    fn number(&self, step: usize) -> Option<u16> {
        self.pattern.get(step..)?.first_chunk().map(|bytes| u16::from_le_bytes(*bytes))
    }

    /// The step that is named by its distance from behind the number.
    fn target(&self, step: usize) -> Option<usize> {
        let distance = self.pattern.get(step..)?.first_chunk().map(|bytes| i16::from_le_bytes(*bytes))?;
        step.checked_add(2)?.checked_add_signed(isize::from(distance))
    }

    /// The class whose number of ranges stands here.
    fn class(&self, step: usize) -> Option<Class<'_>> {
        let ranges = self.pattern.get(step.checked_add(1)?..)?;
        let ranges = ranges.get(..usize::from(self.byte(step)?).checked_mul(2)?)?;
        Some(Class { ranges, behind: step.checked_add(1)?.checked_add(ranges.len())? })
    }
}

enum Outcome {
    Accepted,
    Next(usize, usize),
    Failed,
}

struct Class<'p> {
    ranges: &'p [u8],
    /// The step behind the class.
    behind: usize,
}

impl Class<'_> {
    fn has(&self, byte: u8) -> bool {
        self.ranges.chunks_exact(2).any(|range| matches!(range, [from, to] if (*from..=*to).contains(&byte)))
    }
}

/// What is left to try, the latest first.
struct Waiting {
    /// Most searches need none, and none needs more than there may be.
    list: Vec<Alternative>,
}

impl Waiting {
    fn new() -> Self {
        Self { list: Vec::new() }
    }

    fn push(&mut self, alternative: Alternative) -> Option<()> {
        if self.list.len() >= WAITING {
            return None;
        }
        self.list.push(alternative);
        Some(())
    }

    fn next(&mut self, ends: &mut [Option<u32>; ENDS]) -> Option<(usize, usize)> {
        loop {
            if let Alternative::Shorter { step, least, at } = self.list.last_mut()?
                && at > least
            {
                let next = (*step, *at);
                *at = at.saturating_sub(1);
                return Some(next);
            }
            match self.list.pop()? {
                Alternative::Go { step, at } | Alternative::Shorter { step, at, .. } => {
                    return Some((step, at));
                }
                Alternative::Restore { end, place } => {
                    if let Some(slot) = ends.get_mut(end) {
                        *slot = place;
                    }
                }
            }
        }
    }
}
