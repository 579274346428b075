//! The formulas of `tests.tsv`, for values and with the results that stand there.

use super::{Fact, Input, Item, Scene, evaluate};
use crate::bytes::ByteOrder;
use bumpalo::Bump;

include!("tests/generated.rs");

/// A scene whose facts and remembered values are always the same.
struct Stage<'a> {
    arena: &'a Bump,
}

impl<'a> Scene<'a> for Stage<'a> {
    fn fact(&self, fact: Fact) -> Item<'a> {
        match fact {
            Fact::Make => Item::Text("Canon"),
            Fact::Model => Item::Text("Canon EOS 5D Mark II"),
            Fact::Software => Item::Text("ILCE-9 v5.01"),
            Fact::FileType | Fact::BaseType => Item::Text("JPEG"),
            Fact::TiffType => Item::None,
            Fact::Count => Item::Int(138),
            Fact::Format => Item::Text("int32u"),
            Fact::Bytes => Item::Bytes(b"0101\0\xff\x10\x20"),
            Fact::Size => Item::Int(24),
            Fact::ByteOrder => Item::Text("II"),
        }
    }

    fn register(&self, number: u8) -> Item<'a> {
        match REGISTERS.get(usize::from(number)).copied() {
            Some("Three") => Item::Int(3),
            Some("Zero") => Item::Int(0),
            Some("Firmware") => Item::Text("02.10"),
            _ => Item::None,
        }
    }

    fn arena(&self) -> &'a Bump {
        self.arena
    }

    fn meaning(&self, value: Item<'a>, place: usize) -> Item<'a> {
        match (value, place) {
            (Item::Int(1) | Item::Text("1"), 0) => Item::Text("One"),
            (Item::Int(1), _) => Item::Text("Later one"),
            _ => Item::None,
        }
    }

    fn order(&self) -> ByteOrder {
        ByteOrder::Little
    }

    fn named(&self, function: u8, values: &[Item<'a>]) -> Item<'a> {
        match (function, values) {
            (0, [value]) => Item::Real(value.real() * 2.0),
            _ => Item::None,
        }
    }
}

/// A value as the table writes it: bytes in hexadecimal digits after `#`, a number, or a text.
fn value<'a>(text: &'a str, arena: &'a Bump) -> Item<'a> {
    if let Some(digits) = text.strip_prefix('#') {
        let byte = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).unwrap();
        return Item::Bytes(arena.alloc_slice_fill_iter((0..digits.len() / 2).map(|at| byte(at * 2))));
    }
    match (text, text.parse(), text.parse()) {
        ("", ..) => Item::None,
        (_, Ok(number), _) => Item::Int(number),
        (_, _, Ok(number)) => Item::Real(number),
        _ => Item::Text(text),
    }
}

fn shown(item: Item<'_>, arena: &Bump) -> String {
    match item {
        Item::None => "undef".to_owned(),
        item => String::from_utf8_lossy(item.bytes(arena)).into_owned(),
    }
}

#[test]
fn formulas_give_what_the_table_says() {
    let mut wrong = Vec::new();
    for (formula, x, place, expected) in CASES {
        let arena = Bump::new();
        let x = value(x, &arena);
        let found =
            evaluate(CODE, *place, Input { x, stored: Item::Text("7 8 9") }, &Stage { arena: &arena });
        let found = shown(found, &arena);
        if found != *expected {
            wrong.push(format!("{formula} for {x:?}: {found:?}, not {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_code_can_harm() {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    for _ in 0..20_000 {
        let arena = Bump::new();
        let mut code = CODE.to_vec();
        let start = usize::try_from(next()).unwrap() % code.len();
        for _ in 0..4 {
            let place = (start + usize::try_from(next() % 40).unwrap()).min(code.len() - 1);
            code[place] = next().to_le_bytes()[0];
        }
        let code = arena.alloc_slice_copy(&code);
        let input = Input { x: Item::Text("1 2 300 -4"), stored: Item::Int(7) };
        evaluate(code, u32::try_from(start).unwrap(), input, &Stage { arena: &arena });
    }
}
