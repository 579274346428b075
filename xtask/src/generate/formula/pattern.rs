//! Compiles regular expressions to the steps of `src/formula/pattern.rs`: the part of Perl's language that tables use.

use super::op::Step;

/// The longest repetition of a group that has a bound, as each round is written out.
const ROUNDS: u16 = 32;

/// More first bytes than these are not worth looking for.
const RANGES: usize = 12;

/// A regular expression or a part of it.
#[derive(Clone, Debug)]
enum Node {
    /// Bytes of a class, by ranges.
    Class(Vec<(u8, u8)>),
    /// A place: start, end, boundary.
    Place(Step),
    Sequence(Vec<Node>),
    Choice(Vec<Node>),
    /// A group whose bounds are remembered.
    Group(u8, Box<Node>),
    /// At least and at most so many; no bound if there is no most.
    Repeat(Box<Node>, u16, Option<u16>),
    Ahead(Step, Box<Node>),
}

/// The steps of a pattern.
pub fn compile(text: &str, ignores_case: bool, dot_has_all: bool) -> Result<Vec<u8>, String> {
    let mut reader = Reader { rest: text.as_bytes(), ignores_case, dot_has_all, groups: 0 };
    let node = reader.choice()?;
    if !reader.rest.is_empty() {
        return Err(format!("a parenthesis too much in /{text}/"));
    }
    let mut steps = Vec::new();
    if let Some(ranges) = firsts(std::slice::from_ref(&node)).filter(|ranges| ranges.len() <= RANGES) {
        steps.extend([Step::First as u8, u8::try_from(ranges.len()).map_err(|_| "too many ranges")?]);
        steps.extend(ranges.iter().flat_map(|(low, high)| [*low, *high]));
    }
    emit(&node, &mut steps)?;
    steps.push(Step::Accept as u8);
    Ok(steps)
}

/// With which bytes a match of these parts, one after the other, can begin. None if it may be empty.
fn firsts(nodes: &[Node]) -> Option<Vec<(u8, u8)>> {
    let (node, rest) = nodes.split_first()?;
    let mut ranges = match node {
        Node::Class(ranges) => ranges.clone(),
        Node::Place(_) | Node::Ahead(..) => firsts(rest)?,
        Node::Sequence(parts) => firsts(&[parts, rest].concat())?,
        Node::Choice(choices) => {
            let each = choices.iter().map(|choice| firsts(&[std::slice::from_ref(choice), rest].concat()));
            each.collect::<Option<Vec<_>>>()?.concat()
        }
        Node::Repeat(inner, 0, _) => {
            let once = firsts(&[&[(**inner).clone()], rest].concat())?;
            [once, firsts(rest)?].concat()
        }
        Node::Group(_, inner) | Node::Repeat(inner, ..) => firsts(&[&[(**inner).clone()], rest].concat())?,
    };
    ranges.sort_unstable();
    ranges.dedup();
    Some(ranges)
}

struct Reader<'t> {
    rest: &'t [u8],
    ignores_case: bool,
    dot_has_all: bool,
    groups: u8,
}

impl Reader<'_> {
    fn choice(&mut self) -> Result<Node, String> {
        let mut choices = vec![self.sequence()?];
        while self.next_if(b"|") {
            choices.push(self.sequence()?);
        }
        Ok(if choices.len() == 1 { choices.remove(0) } else { Node::Choice(choices) })
    }

    fn sequence(&mut self) -> Result<Node, String> {
        let mut nodes = Vec::new();
        while !matches!(self.rest.first(), None | Some(b'|' | b')')) {
            let node = self.one()?;
            nodes.push(self.repeated(node)?);
        }
        Ok(Node::Sequence(nodes))
    }

    fn one(&mut self) -> Result<Node, String> {
        for (start, step) in [(&b"(?!"[..], Step::NotAhead), (b"(?=", Step::Ahead)] {
            if self.next_if(start) {
                let node = self.choice()?;
                return self.closed(Node::Ahead(step, Box::new(node)));
            }
        }
        if self.next_if(b"(?:") {
            let node = self.choice()?;
            return self.closed(node);
        }
        Ok(match self.byte()? {
            b'(' => {
                self.groups += 1;
                let number = self.groups;
                let node = self.choice()?;
                return self.closed(Node::Group(number, Box::new(node)));
            }
            b'^' => Node::Place(Step::Start),
            b'$' => Node::Place(Step::End),
            b'.' if self.dot_has_all => Node::Class(vec![(0, 255)]),
            b'.' => Node::Class(inverted(&[(b'\n', b'\n')])),
            b'[' => Node::Class(self.class()?),
            b'\\' if self.next_if(b"b") => Node::Place(Step::Boundary),
            b'\\' if self.next_if(b"B") => Node::Place(Step::NoBoundary),
            b'\\' => Node::Class(self.escape()?),
            byte @ (b'*' | b'+' | b'?' | b'{') => {
                return Err(format!("nothing to repeat before {}", char::from(byte)));
            }
            byte => Node::Class(vec![(byte, byte)]),
        })
        .map(|node| match node {
            Node::Class(ranges) if self.ignores_case => Node::Class(in_both_cases(ranges)),
            node => node,
        })
    }

    fn closed(&mut self, node: Node) -> Result<Node, String> {
        if self.next_if(b")") { Ok(node) } else { Err("a group has no end".to_owned()) }
    }

    fn repeated(&mut self, node: Node) -> Result<Node, String> {
        let (least, most) = match self.rest.first() {
            Some(b'*') => (0, None),
            Some(b'+') => (1, None),
            Some(b'?') => (0, Some(1)),
            Some(b'{') => {
                let end = self.rest.iter().position(|byte| *byte == b'}').ok_or("a brace has no end")?;
                let inside = String::from_utf8_lossy(&self.rest[1..end]).into_owned();
                self.rest = &self.rest[end..];
                let number = |text: &str| text.parse::<u16>().map_err(|_| format!("no number: {{{inside}}}"));
                match inside.split_once(',') {
                    None => (number(&inside)?, Some(number(&inside)?)),
                    Some((least, "")) => (number(least)?, None),
                    Some((least, most)) => (number(least)?, Some(number(most)?)),
                }
            }
            _ => return Ok(node),
        };
        self.rest = &self.rest[1..];
        if matches!(self.rest.first(), Some(b'?' | b'+' | b'*')) {
            return Err("only the usual repetitions are known".to_owned());
        }
        if !matches!(node, Node::Class(_)) {
            if may_be_empty(&node) {
                return Err("what may be empty is repeated".to_owned());
            }
            if most.unwrap_or(least) > ROUNDS {
                return Err("a group is repeated too often".to_owned());
            }
        }
        Ok(Node::Repeat(Box::new(node), least, most))
    }

    /// What stands between brackets.
    fn class(&mut self) -> Result<Vec<(u8, u8)>, String> {
        let is_inverted = self.next_if(b"^");
        let mut ranges = Vec::new();
        let mut is_first = true;
        while is_first || self.rest.first() != Some(&b']') {
            is_first = false;
            let from = self.of_class()?;
            let is_range = self.rest.first() == Some(&b'-') && self.rest.get(1) != Some(&b']');
            match from.as_slice() {
                [(from, to)] if is_range && from == to => {
                    self.byte()?;
                    match self.of_class()?.as_slice() {
                        [(to, end)] if to == end && from <= to => ranges.push((*from, *to)),
                        _ => return Err("a range that is none".to_owned()),
                    }
                }
                _ => ranges.extend(from),
            }
        }
        self.byte()?;
        let ranges = if self.ignores_case { in_both_cases(ranges) } else { ranges };
        Ok(if is_inverted { inverted(&ranges) } else { ranges })
    }

    fn of_class(&mut self) -> Result<Vec<(u8, u8)>, String> {
        match self.byte()? {
            b'\\' => self.escape(),
            byte if byte.is_ascii() => Ok(vec![(byte, byte)]),
            _ => Err("a class of bytes above 0x7f needs escapes".to_owned()),
        }
    }

    /// What stands behind a backslash.
    fn escape(&mut self) -> Result<Vec<(u8, u8)>, String> {
        const WORD: &[(u8, u8)] = &[(b'0', b'9'), (b'A', b'Z'), (b'_', b'_'), (b'a', b'z')];
        const DIGIT: &[(u8, u8)] = &[(b'0', b'9')];
        const SPACE: &[(u8, u8)] = &[(b'\t', b'\r'), (b' ', b' ')];
        let byte = match self.byte()? {
            b'w' => return Ok(WORD.to_vec()),
            b'W' => return Ok(inverted(WORD)),
            b'd' => return Ok(DIGIT.to_vec()),
            b'D' => return Ok(inverted(DIGIT)),
            b's' => return Ok(SPACE.to_vec()),
            b'S' => return Ok(inverted(SPACE)),
            b'0' => 0,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'x' => {
                let digits = [self.byte()?, self.byte()?];
                let digits = std::str::from_utf8(&digits).unwrap_or_default();
                u8::from_str_radix(digits, 16).map_err(|_| "\\x without two digits")?
            }
            byte if byte.is_ascii_punctuation() || byte == b' ' => byte,
            byte => return Err(format!("no such escape: \\{}", char::from(byte))),
        };
        Ok(vec![(byte, byte)])
    }

    fn byte(&mut self) -> Result<u8, String> {
        let (byte, rest) = self.rest.split_first().ok_or("a pattern ends too early")?;
        self.rest = rest;
        Ok(*byte)
    }

    fn next_if(&mut self, prefix: &[u8]) -> bool {
        let rest = self.rest.strip_prefix(prefix);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }
}

fn in_both_cases(mut ranges: Vec<(u8, u8)>) -> Vec<(u8, u8)> {
    let has = |byte: u8, ranges: &[(u8, u8)]| ranges.iter().any(|(from, to)| (*from..=*to).contains(&byte));
    for letter in b'a'..=b'z' {
        let upper = letter.to_ascii_uppercase();
        match (has(letter, &ranges), has(upper, &ranges)) {
            (true, false) => ranges.push((upper, upper)),
            (false, true) => ranges.push((letter, letter)),
            _ => {}
        }
    }
    ranges
}

/// All bytes that are in none of the ranges.
fn inverted(ranges: &[(u8, u8)]) -> Vec<(u8, u8)> {
    let has = |byte: u8| ranges.iter().any(|(from, to)| (*from..=*to).contains(&byte));
    let mut out: Vec<(u8, u8)> = Vec::new();
    for byte in (0..=u8::MAX).filter(|byte| !has(*byte)) {
        match out.last_mut() {
            Some((_, to)) if to.checked_add(1) == Some(byte) => *to = byte,
            _ => out.push((byte, byte)),
        }
    }
    out
}

fn may_be_empty(node: &Node) -> bool {
    match node {
        Node::Class(_) => false,
        Node::Place(_) | Node::Ahead(..) => true,
        Node::Sequence(nodes) => nodes.iter().all(may_be_empty),
        Node::Choice(nodes) => nodes.iter().any(may_be_empty),
        Node::Group(_, node) => may_be_empty(node),
        Node::Repeat(node, least, _) => *least == 0 || may_be_empty(node),
    }
}

fn emit(node: &Node, steps: &mut Vec<u8>) -> Result<(), String> {
    match node {
        Node::Class(ranges) => class(Some(Step::Class), ranges, steps)?,
        Node::Place(step) => steps.push(*step as u8),
        Node::Sequence(nodes) => sequence(nodes, steps)?,
        Node::Choice(nodes) => {
            let (last, others) = nodes.split_last().ok_or("no choice")?;
            let mut ends = Vec::new();
            for node in others {
                let other = jump(Step::Split, steps);
                emit(node, steps)?;
                ends.push(jump(Step::Jump, steps));
                land(other, steps.len(), steps)?;
            }
            emit(last, steps)?;
            for end in ends {
                land(end, steps.len(), steps)?;
            }
        }
        Node::Group(number, node) => {
            // Only as many groups as the matcher has places for are remembered.
            let ends = Some((number * 2, number * 2 + 1)).filter(|_| *number <= 9);
            if let Some((start, _)) = ends {
                steps.extend([Step::Save as u8, start]);
            }
            emit(node, steps)?;
            if let Some((_, end)) = ends {
                steps.extend([Step::Save as u8, end]);
            }
        }
        Node::Repeat(node, least, most) => repeat(node, *least, *most, steps)?,
        Node::Ahead(step, node) => {
            let end = jump(*step, steps);
            emit(node, steps)?;
            steps.push(Step::Accept as u8);
            land(end, steps.len(), steps)?;
        }
    }
    Ok(())
}

/// Parts one after the other; single bytes are joined.
fn sequence(nodes: &[Node], steps: &mut Vec<u8>) -> Result<(), String> {
    let mut rest = nodes;
    while let Some((first, behind)) = rest.split_first() {
        let single = |node: &Node| match node {
            Node::Class(ranges) => match ranges.as_slice() {
                [(from, to)] if from == to => Some(*from),
                _ => None,
            },
            _ => None,
        };
        let bytes: Vec<u8> = rest.iter().map_while(single).take(255).collect();
        if bytes.is_empty() {
            emit(first, steps)?;
            rest = behind;
        } else {
            steps.push(Step::Bytes as u8);
            steps.push(u8::try_from(bytes.len()).map_err(|_| "too long")?);
            rest = &rest[bytes.len()..];
            steps.extend(bytes);
        }
    }
    Ok(())
}

fn repeat(node: &Node, least: u16, most: Option<u16>, steps: &mut Vec<u8>) -> Result<(), String> {
    if let Node::Class(ranges) = node {
        steps.push(Step::Repeat as u8);
        steps.extend(least.to_le_bytes());
        steps.extend(most.unwrap_or(u16::MAX).to_le_bytes());
        return class(None, ranges, steps);
    }
    for _ in 0..least {
        emit(node, steps)?;
    }
    let Some(most) = most else {
        let start = steps.len();
        let end = jump(Step::Split, steps);
        emit(node, steps)?;
        let back = jump(Step::Jump, steps);
        land(back, start, steps)?;
        return land(end, steps.len(), steps);
    };
    let mut ends = Vec::new();
    for _ in least..most {
        ends.push(jump(Step::Split, steps));
        emit(node, steps)?;
    }
    ends.into_iter().try_for_each(|end| land(end, steps.len(), steps))
}

fn class(step: Option<Step>, ranges: &[(u8, u8)], steps: &mut Vec<u8>) -> Result<(), String> {
    steps.extend(step.map(|step| step as u8));
    steps.push(u8::try_from(ranges.len()).map_err(|_| "a class has too many ranges")?);
    steps.extend(ranges.iter().flat_map(|(from, to)| [*from, *to]));
    Ok(())
}

/// A step that leads to a place that is not known yet.
fn jump(step: Step, steps: &mut Vec<u8>) -> usize {
    steps.extend([step as u8, 0, 0]);
    steps.len()
}

/// Makes a step lead to a place.
fn land(jump: usize, place: usize, steps: &mut [u8]) -> Result<(), String> {
    let distance = i32::try_from(place).and_then(|place| Ok(place - i32::try_from(jump)?));
    let distance = distance.and_then(i16::try_from).map_err(|_| "a pattern is too long")?;
    steps[jump - 2..jump].copy_from_slice(&distance.to_le_bytes());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn single_bytes_are_joined() {
        let steps = compile("^ab", false, false).unwrap();
        let first = [Step::First as u8, 1, b'a', b'a'];
        let rest = [Step::Start as u8, Step::Bytes as u8, 2, b'a', b'b', Step::Accept as u8];
        assert_eq!(steps, [&first[..], &rest].concat());
    }

    #[test]
    fn a_match_begins_with_certain_bytes() {
        let firsts = |text| {
            compile(text, false, false).map(|steps| {
                (steps[0] == Step::First as u8).then(|| steps[2..2 + 2 * usize::from(steps[1])].to_vec())
            })
        };
        assert_eq!(firsts("(ab|c)d").unwrap(), Some(b"aacc".to_vec()));
        assert_eq!(firsts("a?[x-z]").unwrap(), Some(b"aaxz".to_vec()));
        assert_eq!(firsts("a*").unwrap(), None, "it may be empty");
    }

    #[test]
    fn what_is_not_known_is_refused() {
        for text in ["a*?", "(a*)*", "a{", "(a", "a)", "[b-a]", "\\q", "*a", "(ab){100}"] {
            assert!(compile(text, false, false).is_err(), "{text}");
        }
    }
}
