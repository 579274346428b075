//! Runs the bytecode of one formula: a machine with a small stack.

use super::op::{Fact, Function, NESTING, Op, STACK};
use super::scene::{Input, LONGEST, Scene};
use super::value::{Buffer, Item, Number};
use super::{functions, pattern};
use bumpalo::Bump;
use std::cmp::Ordering;

/// The most work of one run: an operation costs one, and the text that it makes an eighth of its length. What is only
/// read costs an eighth of that.
const FUEL: u32 = 200_000;
/// The value of the formula that begins `at`. It is none if there is no such formula, where Perl would end with an
/// error (such as a division by zero), and if the bounds of a run are reached.
pub(crate) fn evaluate<'a>(code: &'a [u8], at: u32, input: Input<'a>, scene: &dyn Scene<'a>) -> Item<'a> {
    let mut machine = Machine {
        code,
        scene,
        stored: input.stored,
        fuel: FUEL,
        pattern_fuel: pattern::FUEL,
        locals: [0; NESTING],
    };
    let frame = Frame { x: input.x, place: 0, depth: 0 };
    machine.run(at as usize, frame).unwrap_or(Item::None).settled()
}

struct Machine<'s, 'a> {
    code: &'a [u8],
    scene: &'s dyn Scene<'a>,
    stored: Item<'a>,
    fuel: u32,
    pattern_fuel: u32,
    locals: [i64; NESTING],
}

/// What a part of a formula runs for.
#[derive(Clone, Copy)]
struct Frame<'a> {
    x: Item<'a>,
    place: usize,
    depth: usize,
}

/// The values that wait for their operators.
struct Stack<'a> {
    items: [Item<'a>; STACK],
    len: usize,
}

impl<'a> Stack<'a> {
    fn push(&mut self, item: Item<'a>) -> Option<()> {
        *self.items.get_mut(self.len)? = item;
        self.len = self.len.checked_add(1)?;
        Some(())
    }

    fn pop(&mut self) -> Option<Item<'a>> {
        self.len = self.len.checked_sub(1)?;
        self.items.get(self.len).copied()
    }

    fn top(&self) -> Option<Item<'a>> {
        self.items.get(self.len.checked_sub(1)?).copied()
    }

    /// Takes the last `count` values, in the order in which they were pushed.
    fn take(&mut self, count: usize) -> Option<&[Item<'a>]> {
        let start = self.len.checked_sub(count)?;
        let taken = self.items.get(start..self.len);
        self.len = start;
        taken
    }
}

impl<'a> Machine<'_, 'a> {
    /// Runs the part that begins `at`.
    fn run(&mut self, at: usize, frame: Frame<'a>) -> Option<Item<'a>> {
        let mut code = Code { code: self.code, at };
        let mut stack = Stack { items: [Item::None; STACK], len: 0 };
        loop {
            self.fuel = self.fuel.checked_sub(1)?;
            let op = Op::of(code.byte()?)?;
            if matches!(op, Op::Item | Op::Count) {
                self.pay(length(frame.x) / 8)?;
            }
            let item = match op {
                Op::End => return stack.pop(),
                Op::Jump => {
                    let distance = code.number()?;
                    code.skip(distance)?;
                    continue;
                }
                Op::JumpUnless | Op::And | Op::Or => {
                    let distance = code.number()?;
                    let is_true = stack.top()?.is_true();
                    let jumps = is_true == (op == Op::Or);
                    if op == Op::JumpUnless || !jumps {
                        stack.pop()?;
                    }
                    if jumps {
                        code.skip(distance)?;
                    }
                    continue;
                }
                Op::Call => {
                    let (function, count) = (Function::of(code.byte()?)?, code.byte()?);
                    let values = stack.take(count.into())?;
                    self.pay(values.iter().map(|value| length(*value)).sum::<usize>() / 8)?;
                    functions::call(function, values, self.scene)?
                }
                Op::Named => {
                    let (function, count) = (code.byte()?, code.byte()?);
                    let values = stack.take(count.into())?;
                    self.scene.named(function, values)
                }
                Op::List | Op::Map => self.parts(op, &mut code, &mut stack, frame)?,
                Op::Match | Op::Replace => self.matched(op, &mut code, &mut stack)?,
                Op::Neg | Op::Not | Op::BitNot | Op::Defined | Op::Enum | Op::Meaning | Op::Item => {
                    let value = stack.pop()?;
                    self.unary(op, value, frame)?
                }
                _ if is_binary(op) => {
                    let (right, left) = (stack.pop()?, stack.pop()?);
                    self.binary(op, left, right)?
                }
                _ => self.operand(op, &mut code, frame)?,
            };
            // Bytes are not made but come from the file.
            match item {
                Item::Text(text) => self.pay(text.len())?,
                _ => self.fuel = self.fuel.checked_sub(1)?,
            }
            stack.push(item)?;
        }
    }

    /// Pays for an operation that made a text of this length.
    fn pay(&mut self, length: usize) -> Option<()> {
        let cost = u32::try_from(length / 8).ok()?.checked_add(1)?;
        self.fuel = self.fuel.checked_sub(cost)?;
        Some(())
    }

    fn arena(&self) -> &'a Bump {
        self.scene.arena()
    }

    /// A value that comes from the code or from around it.
    fn operand(&self, op: Op, code: &mut Code<'a>, frame: Frame<'a>) -> Option<Item<'a>> {
        Some(match op {
            Op::Int8 => Item::Int(i8::from_le_bytes(code.array()?).into()),
            Op::Int32 => Item::Int(i32::from_le_bytes(code.array()?).into()),
            Op::Int64 => Item::Int(i64::from_le_bytes(code.array()?)),
            Op::Real => Item::Real(f64::from_le_bytes(code.array()?)),
            Op::Text => {
                let length = code.number()?;
                Item::of_bytes(code.bytes(length)?)
            }
            Op::Bytes => {
                let length = code.number()?;
                Item::Bytes(code.bytes(length)?)
            }
            Op::X => frame.x,
            Op::Stored => self.stored,
            Op::Count => {
                Item::Int(i64::try_from(functions::words(frame.x.bytes(self.arena())).count()).ok()?)
            }
            Op::Fact => self.scene.fact(Fact::of(code.byte()?)?),
            Op::Register => self.scene.register(code.byte()?),
            Op::Local => Item::Int(self.locals.get(usize::from(code.byte()?)).copied()?),
            _ => Item::None,
        })
    }

    fn unary(&self, op: Op, value: Item<'a>, frame: Frame<'a>) -> Option<Item<'a>> {
        Some(match op {
            Op::Neg => match value.number() {
                Number::Int(number) => number.checked_neg().map_or(Item::Real(-value.real()), Item::Int),
                Number::Real(number) => Item::Real(-number),
            },
            Op::Not => Item::truth(!value.is_true()),
            Op::BitNot => Item::Int(!value.int()),
            Op::Defined => Item::truth(value.is_some()),
            Op::Enum => match self.scene.meaning(value, frame.place) {
                Item::None => self.scene.unknown(value),
                meaning => meaning,
            },
            Op::Meaning => self.scene.meaning(value, frame.place),
            Op::Item => functions::nth(frame.x, value.int(), self.arena()),
            _ => return None,
        })
    }

    fn binary(&self, op: Op, left: Item<'a>, right: Item<'a>) -> Option<Item<'a>> {
        let numbers = || left.number().compare(right.number());
        let texts = || left.compare(right, self.arena());
        let bits = || (left.bits(), right.bits());
        Some(match op {
            Op::Lt => Item::truth(numbers() == Some(Ordering::Less)),
            Op::Le => Item::truth(numbers().is_some_and(Ordering::is_le)),
            Op::Gt => Item::truth(numbers() == Some(Ordering::Greater)),
            Op::Ge => Item::truth(numbers().is_some_and(Ordering::is_ge)),
            Op::Eq => Item::truth(numbers() == Some(Ordering::Equal)),
            Op::Ne => Item::truth(numbers() != Some(Ordering::Equal)),
            Op::TextLt => Item::truth(texts().is_lt()),
            Op::TextLe => Item::truth(texts().is_le()),
            Op::TextGt => Item::truth(texts().is_gt()),
            Op::TextGe => Item::truth(texts().is_ge()),
            Op::TextEq => Item::truth(texts().is_eq()),
            Op::TextNe => Item::truth(texts().is_ne()),
            Op::BitAnd => Item::Int((bits().0 & bits().1).cast_signed()),
            Op::BitOr => Item::Int((bits().0 | bits().1).cast_signed()),
            Op::Shl => Item::Int(shifted(bits(), u64::checked_shl)),
            Op::Shr => Item::Int(shifted(bits(), u64::checked_shr)),
            Op::Join => self.joined(left, right)?,
            _ => functions::arithmetic(op, left.number(), right.number())?,
        })
    }

    /// Two texts in one. What begins nothing is taken as it is.
    fn joined(&self, left: Item<'a>, right: Item<'a>) -> Option<Item<'a>> {
        let mut out = Buffer::new_in(self.arena());
        left.write(&mut out);
        right.write(&mut out);
        (out.len() <= LONGEST).then(|| Item::of_bytes(out.into_bump_slice()))
    }

    /// Patterns: whether one matches, or what it replaces.
    fn matched(&mut self, op: Op, code: &mut Code<'a>, stack: &mut Stack<'a>) -> Option<Item<'a>> {
        let length = code.number()?;
        let compiled = code.bytes(length)?;
        if op == Op::Match {
            let text = stack.pop()?.bytes(self.arena());
            return Some(Item::truth(pattern::find(compiled, text, 0, &mut self.pattern_fuel).is_some()));
        }
        let (with, text) = (stack.pop()?, stack.pop()?);
        let is_everywhere = code.byte()? != 0;
        functions::replace(compiled, text, with, is_everywhere, &mut self.pattern_fuel, self.scene.arena())
    }

    /// Lists and maps: parts that run by themselves, with text between their results.
    fn parts(
        &mut self,
        op: Op,
        code: &mut Code<'a>,
        stack: &mut Stack<'a>,
        frame: Frame<'a>,
    ) -> Option<Item<'a>> {
        let depth = frame.depth.checked_add(1).filter(|depth| *depth < NESTING)?;
        let length = code.number()?;
        let between = code.bytes(length)?;
        let mut out = Buffer::new_in(self.arena());
        if op == Op::Map {
            let local = usize::from(code.byte()?);
            let length = code.number()?;
            let part = code.at;
            code.skip(length)?;
            let (to, from) = (stack.pop()?.int(), stack.pop()?.int());
            for number in from..=to {
                *self.locals.get_mut(local)? = number;
                let result = self.run(part, Frame { depth, ..frame })?;
                self.append(&mut out, between, number != from, result)?;
            }
            return Some(Item::of_bytes(out.into_bump_slice()));
        }
        let (count, repeats) = (code.byte()?, code.byte()? != 0);
        let parts = code.at;
        for _ in 0..count {
            let length = code.number()?;
            code.skip(length)?;
        }
        let text = frame.x.bytes(self.arena());
        let mut known = Known::of(text);
        for (place, word) in functions::words(text).enumerate() {
            let last = usize::from(count).checked_sub(1)?;
            let which = if repeats { place.min(last) } else { place };
            let x = Item::of_word(word);
            // All words behind the last part are read by it.
            let is_last = repeats && place >= last;
            if let Some(result) = known.as_ref().filter(|_| is_last).and_then(|known| known.result(x)) {
                self.append(&mut out, between, place > 0, Item::of_bytes(result))?;
                continue;
            }
            let result = match self.part(parts, which, count) {
                Some(part) => self.run(part, Frame { x, place, depth })?,
                None => x,
            };
            if let Some(known) = known.as_mut().filter(|_| is_last) {
                known.keep(x, result.settled().bytes(self.arena()));
            }
            self.append(&mut out, between, place > 0, result)?;
        }
        Some(Item::of_bytes(out.into_bump_slice()))
    }

    /// Where a part of a list begins; none if it is empty or not there.
    fn part(&self, parts: usize, which: usize, count: u8) -> Option<usize> {
        if which >= count.into() {
            return None;
        }
        let mut code = Code { code: self.code, at: parts };
        for _ in 0..which {
            let length = code.number()?;
            code.skip(length)?;
        }
        (code.number()? > 0).then_some(code.at)
    }

    fn append(
        &mut self,
        out: &mut Buffer<'a>,
        between: &[u8],
        is_later: bool,
        result: Item<'a>,
    ) -> Option<()> {
        let start = out.len();
        if is_later {
            out.extend_from_slice(between);
        }
        result.settled().write(out);
        self.pay(out.len().checked_sub(start)?)?;
        (out.len() <= LONGEST).then_some(())
    }
}

/// What the small numbers of a long list became. Many numbers are few different ones.
struct Known<'a>(Vec<Option<&'a [u8]>>);

impl<'a> Known<'a> {
    /// Numbers below this are kept.
    const NUMBERS: usize = 256;
    /// A shorter text has too few numbers for this to pay.
    const LEAST: usize = 512;

    fn of(text: &[u8]) -> Option<Self> {
        (text.len() >= Self::LEAST).then(|| Self(vec![None; Self::NUMBERS]))
    }

    fn result(&self, x: Item<'_>) -> Option<&'a [u8]> {
        self.0.get(Self::place(x)?).copied().flatten()
    }

    fn keep(&mut self, x: Item<'_>, result: &'a [u8]) {
        if let Some(place) = Self::place(x).and_then(|place| self.0.get_mut(place)) {
            *place = Some(result);
        }
    }

    fn place(x: Item<'_>) -> Option<usize> {
        match x {
            Item::Int(number) => usize::try_from(number).ok(),
            _ => None,
        }
    }
}

fn is_binary(op: Op) -> bool {
    (Op::Add as u8..=Op::BitOr as u8).contains(&(op as u8))
}

fn shifted((number, by): (u64, u64), shift: fn(u64, u32) -> Option<u64>) -> i64 {
    u32::try_from(by).ok().and_then(|by| shift(number, by)).unwrap_or_default().cast_signed()
}

fn length(item: Item<'_>) -> usize {
    match item {
        Item::Text(text) => text.len(),
        Item::Bytes(bytes) => bytes.len(),
        _ => 0,
    }
}

/// The bytecode and the place in it.
struct Code<'a> {
    code: &'a [u8],
    at: usize,
}

impl<'a> Code<'a> {
    fn byte(&mut self) -> Option<u8> {
        let byte = self.code.get(self.at).copied()?;
        self.at = self.at.checked_add(1)?;
        Some(byte)
    }

    fn number(&mut self) -> Option<usize> {
        self.array().map(|bytes| u16::from_le_bytes(bytes).into())
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let bytes = self.code.get(self.at..)?.first_chunk().copied()?;
        self.skip(N)?;
        Some(bytes)
    }

    fn bytes(&mut self, length: usize) -> Option<&'a [u8]> {
        let bytes = self.code.get(self.at..)?.get(..length)?;
        self.skip(length)?;
        Some(bytes)
    }

    fn skip(&mut self, length: usize) -> Option<()> {
        self.at = self.at.checked_add(length)?;
        Some(())
    }
}
