//! The bytecode of a tree.

use super::op::{Op, STACK};
use super::parse::Tree;

/// The program of a formula.
pub fn program(tree: &Tree) -> Result<Vec<u8>, String> {
    if need(tree) > STACK {
        return Err("too many values wait at one time; split the formula".to_owned());
    }
    let mut code = Vec::new();
    emit(tree, &mut code)?;
    code.push(Op::End as u8);
    Ok(code)
}

/// How many values a part has on the stack at most.
fn need(tree: &Tree) -> usize {
    let several = |values: &[Tree]| {
        values.iter().enumerate().map(|(before, value)| before + need(value)).max().unwrap_or(0).max(1)
    };
    match tree {
        Tree::Unary(_, value) | Tree::Match(value, _) => need(value),
        Tree::Binary(_, left, right) => need(left).max(1 + need(right)),
        Tree::Maybe(_, left, right) => need(left).max(need(right)),
        Tree::Choice(parts) => parts.iter().map(need).max().unwrap_or(1),
        Tree::Replace(values, ..) => several(values.as_slice()),
        Tree::Call(_, values) | Tree::Named(_, values) => several(values),
        Tree::Map { from, to, .. } => need(from).max(1 + need(to)),
        _ => 1,
    }
}

fn emit(tree: &Tree, code: &mut Vec<u8>) -> Result<(), String> {
    match tree {
        Tree::Int(number) => int(*number, code),
        Tree::Real(number) => {
            code.push(Op::Real as u8);
            code.extend(number.to_le_bytes());
        }
        Tree::Text(text) => {
            let op = if std::str::from_utf8(text).is_ok() { Op::Text } else { Op::Bytes };
            code.push(op as u8);
            sized(text, code)?;
        }
        Tree::Plain(op) => code.push(*op as u8),
        Tree::Fact(fact) => code.extend([Op::Fact as u8, *fact as u8]),
        Tree::Register(number) => code.extend([Op::Register as u8, *number]),
        Tree::Local(number) => code.extend([Op::Local as u8, *number]),
        Tree::Unary(op, value) => {
            emit(value, code)?;
            code.push(*op as u8);
        }
        Tree::Binary(op, left, right) => {
            emit(left, code)?;
            emit(right, code)?;
            code.push(*op as u8);
        }
        Tree::Maybe(op, left, right) => {
            emit(left, code)?;
            let jump = jump(*op, code);
            emit(right, code)?;
            land(jump, code)?;
        }
        Tree::Choice(parts) => {
            let [condition, yes, no] = &**parts;
            emit(condition, code)?;
            let otherwise = jump(Op::JumpUnless, code);
            emit(yes, code)?;
            let end = jump(Op::Jump, code);
            land(otherwise, code)?;
            emit(no, code)?;
            land(end, code)?;
        }
        Tree::Match(value, pattern) => {
            emit(value, code)?;
            code.push(Op::Match as u8);
            sized(pattern, code)?;
        }
        Tree::Replace(values, pattern, is_everywhere) => {
            values.iter().try_for_each(|value| emit(value, code))?;
            code.push(Op::Replace as u8);
            sized(pattern, code)?;
            code.push(u8::from(*is_everywhere));
        }
        Tree::Call(function, values) => call(Op::Call, *function as u8, values, code)?,
        Tree::Named(number, values) => call(Op::Named, *number, values, code)?,
        Tree::List { .. } | Tree::Map { .. } => parts(tree, code)?,
    }
    Ok(())
}

fn call(op: Op, number: u8, values: &[Tree], code: &mut Vec<u8>) -> Result<(), String> {
    values.iter().try_for_each(|value| emit(value, code))?;
    let count = u8::try_from(values.len()).map_err(|_| "too many values")?;
    code.extend([op as u8, number, count]);
    Ok(())
}

/// The parts of a list or a map, each of which is a program.
fn parts(tree: &Tree, code: &mut Vec<u8>) -> Result<(), String> {
    match tree {
        Tree::List { parts, repeats, between } => {
            code.push(Op::List as u8);
            sized(between, code)?;
            code.extend([u8::try_from(parts.len()).map_err(|_| "too many parts")?, u8::from(*repeats)]);
            for part in parts {
                sized(&part.as_ref().map_or(Ok(Vec::new()), program)?, code)?;
            }
        }
        Tree::Map { local, from, to, part, between } => {
            emit(from, code)?;
            emit(to, code)?;
            code.push(Op::Map as u8);
            sized(between, code)?;
            code.push(*local);
            sized(&program(part)?, code)?;
        }
        _ => {}
    }
    Ok(())
}

fn int(number: i64, code: &mut Vec<u8>) {
    if let Ok(number) = i8::try_from(number) {
        code.push(Op::Int8 as u8);
        code.extend(number.to_le_bytes());
    } else if let Ok(number) = i32::try_from(number) {
        code.push(Op::Int32 as u8);
        code.extend(number.to_le_bytes());
    } else {
        code.push(Op::Int64 as u8);
        code.extend(number.to_le_bytes());
    }
}

/// Bytes after their length.
fn sized(bytes: &[u8], code: &mut Vec<u8>) -> Result<(), String> {
    let length = u16::try_from(bytes.len()).map_err(|_| "a part is too long")?;
    code.extend(length.to_le_bytes());
    code.extend(bytes);
    Ok(())
}

/// A jump to a place that is not known yet.
fn jump(op: Op, code: &mut Vec<u8>) -> usize {
    code.extend([op as u8, 0, 0]);
    code.len()
}

/// Makes a jump lead here.
fn land(jump: usize, code: &mut [u8]) -> Result<(), String> {
    let distance = u16::try_from(code.len() - jump).map_err(|_| "a part is too long")?;
    code[jump - 2..jump].copy_from_slice(&distance.to_le_bytes());
    Ok(())
}
