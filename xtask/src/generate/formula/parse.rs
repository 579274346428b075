//! The tree of a formula.

use super::context::{Column, Registers};
use super::lex::{Token, tokens, unescaped};
use super::op::{Fact, Function, NESTING, Op};
use super::pattern;

/// A formula or a part of it.
#[derive(Clone, Debug, PartialEq)]
pub enum Tree {
    Int(i64),
    Real(f64),
    Text(Vec<u8>),
    /// What stands for itself: `undef`, the value, what is stored, the number of items.
    Plain(Op),
    Fact(Fact),
    Register(u8),
    Local(u8),
    Unary(Op, Box<Tree>),
    Binary(Op, Box<Tree>, Box<Tree>),
    /// The second only if the first is true (`and`) or false (`or`).
    Maybe(Op, Box<Tree>, Box<Tree>),
    Choice(Box<[Tree; 3]>),
    Match(Box<Tree>, Vec<u8>),
    Replace(Box<[Tree; 2]>, Vec<u8>, bool),
    List {
        parts: Vec<Option<Tree>>,
        repeats: bool,
        between: Vec<u8>,
    },
    Map {
        local: u8,
        from: Box<Tree>,
        to: Box<Tree>,
        part: Box<Tree>,
        between: Vec<u8>,
    },
    Call(Function, Vec<Tree>),
    Named(u8, Vec<Tree>),
}

/// The binary operators by rising precedence, but for those that may leave their second value out.
const LEVELS: &[&[(&str, Op)]] = &[
    &[("|", Op::BitOr)],
    &[("&", Op::BitAnd)],
    &[("==", Op::Eq), ("!=", Op::Ne), ("eq", Op::TextEq), ("ne", Op::TextNe)],
    &[
        ("<", Op::Lt),
        ("<=", Op::Le),
        (">", Op::Gt),
        (">=", Op::Ge),
        ("lt", Op::TextLt),
        ("le", Op::TextLe),
        ("gt", Op::TextGt),
        ("ge", Op::TextGe),
    ],
    &[("<<", Op::Shl), (">>", Op::Shr)],
    &[("+", Op::Add), ("-", Op::Sub), (".", Op::Join)],
    &[("*", Op::Mul), ("/", Op::Div), ("%", Op::Rem)],
];
/// The level of the operators that compare for equality, where patterns stand too.
const EQUALITY: usize = 2;

/// Parses a formula.
pub fn parse(text: &str, column: Column, named: &[&str], registers: &mut Registers) -> Result<Tree, String> {
    let mut parser = Parser {
        tokens: tokens(text)?,
        place: 0,
        column,
        named,
        registers,
        locals: Vec::new(),
        in_list: false,
    };
    let tree = if column == Column::Shift { parser.statements() } else { parser.formula() }?;
    match parser.tokens.get(parser.place) {
        None => Ok(tree),
        Some(token) => Err(format!("not expected here: {token:?}")),
    }
}

struct Parser<'p> {
    tokens: Vec<Token>,
    place: usize,
    column: Column,
    named: &'p [&'p str],
    registers: &'p mut Registers,
    /// The names that surrounding maps count with.
    locals: Vec<String>,
    in_list: bool,
}

impl Parser<'_> {
    /// Moves of offsets, whose sum counts.
    fn statements(&mut self) -> Result<Tree, String> {
        let mut sum = None;
        while self.place < self.tokens.len() {
            let mut tree = self.formula()?;
            if self.word("if") {
                tree = Tree::Choice(Box::new([self.formula()?, tree, Tree::Int(0)]));
            }
            sum = Some(match sum {
                None => tree,
                Some(sum) => Tree::Binary(Op::Add, Box::new(sum), Box::new(tree)),
            });
            if !self.sign(";") {
                break;
            }
        }
        sum.ok_or_else(|| "nothing moves".to_owned())
    }

    /// `not`, `and` and `or` bind less than all else.
    fn formula(&mut self) -> Result<Tree, String> {
        let mut tree = self.conjunction()?;
        while self.word("or") {
            tree = Tree::Maybe(Op::Or, Box::new(tree), Box::new(self.conjunction()?));
        }
        Ok(tree)
    }

    fn conjunction(&mut self) -> Result<Tree, String> {
        let mut tree = self.negation()?;
        while self.word("and") {
            tree = Tree::Maybe(Op::And, Box::new(tree), Box::new(self.negation()?));
        }
        Ok(tree)
    }

    fn negation(&mut self) -> Result<Tree, String> {
        if self.word("not") {
            return Ok(Tree::Unary(Op::Not, Box::new(self.negation()?)));
        }
        self.choice()
    }

    /// `a ? b : c`, and what a row remembers: `Name = a`, which is the value itself, as the row says where it goes.
    fn choice(&mut self) -> Result<Tree, String> {
        if let [Token::Word(name), Token::Sign(sign @ ("=" | "+=" | "-=")), ..] = &self.tokens[self.place..] {
            let (name, sign) = (name.clone(), *sign);
            self.place += 2;
            let value = self.choice()?;
            return match (name.as_str(), sign) {
                ("shift", "+=") if self.column == Column::Shift => Ok(value),
                ("shift", "-=") if self.column == Column::Shift => Ok(Tree::Unary(Op::Neg, Box::new(value))),
                (name, "=") if name.starts_with(|c: char| c.is_ascii_uppercase()) => Ok(value),
                _ => Err(format!("{name} {sign} is not possible")),
            };
        }
        let tree = self.maybe()?;
        if !self.sign("?") {
            return Ok(tree);
        }
        let yes = self.choice()?;
        self.expect(":")?;
        Ok(Tree::Choice(Box::new([tree, yes, self.choice()?])))
    }

    fn maybe(&mut self) -> Result<Tree, String> {
        let mut tree = self.both()?;
        while self.sign("||") {
            tree = Tree::Maybe(Op::Or, Box::new(tree), Box::new(self.both()?));
        }
        Ok(tree)
    }

    fn both(&mut self) -> Result<Tree, String> {
        let mut tree = self.level(0)?;
        while self.sign("&&") {
            tree = Tree::Maybe(Op::And, Box::new(tree), Box::new(self.level(0)?));
        }
        Ok(tree)
    }

    fn level(&mut self, level: usize) -> Result<Tree, String> {
        let Some(operators) = LEVELS.get(level) else { return self.unary() };
        let mut tree = self.level(level + 1)?;
        loop {
            if level == EQUALITY && (self.sign("~") || self.sign("=~")) {
                tree = Tree::Match(Box::new(tree), self.pattern()?.0);
            } else if level == EQUALITY && self.sign("!~") {
                tree = Tree::Unary(Op::Not, Box::new(Tree::Match(Box::new(tree), self.pattern()?.0)));
            } else if let Some((_, op)) =
                operators.iter().find(|(word, _)| self.sign(word) || self.word(word))
            {
                tree = Tree::Binary(*op, Box::new(tree), Box::new(self.level(level + 1)?));
            } else {
                return Ok(tree);
            }
        }
    }

    fn unary(&mut self) -> Result<Tree, String> {
        for (sign, op) in [("-", Op::Neg), ("~", Op::BitNot), ("!", Op::Not)] {
            if self.sign(sign) {
                return Ok(match (op, self.unary()?) {
                    (Op::Neg, Tree::Int(number)) => Tree::Int(-number),
                    (Op::Neg, Tree::Real(number)) => Tree::Real(-number),
                    (op, value) => Tree::Unary(op, Box::new(value)),
                });
            }
        }
        let base = self.value()?;
        if self.sign("^") {
            return Ok(Tree::Binary(Op::Pow, Box::new(base), Box::new(self.unary()?)));
        }
        Ok(base)
    }

    fn value(&mut self) -> Result<Tree, String> {
        let token = self.tokens.get(self.place).cloned().ok_or("the formula ends too early")?;
        self.place += 1;
        match token {
            Token::Int(number) => Ok(Tree::Int(number)),
            Token::Real(number) => Ok(Tree::Real(number)),
            Token::Text(text) => Ok(Tree::Text(unescaped(&text)?)),
            Token::Plain(text) => Ok(Tree::Text(text.replace("\\'", "'").replace("\\\\", "\\").into_bytes())),
            Token::Sign("(") => {
                let tree = self.formula()?;
                self.expect(")")?;
                Ok(tree)
            }
            Token::Sign("[") => self.list(),
            Token::Word(word) => self.named_value(&word),
            other => Err(format!("not expected here: {other:?}")),
        }
    }

    fn named_value(&mut self, word: &str) -> Result<Tree, String> {
        if let Some(local) = self.locals.iter().position(|known| known == word) {
            return Ok(Tree::Local(u8::try_from(local).map_err(|_| "too many maps")?));
        }
        match word {
            "x" => return Ok(Tree::Plain(Op::X)),
            "stored" => return Ok(Tree::Plain(Op::Stored)),
            "undef" => return Ok(Tree::Plain(Op::None)),
            "n" => return Ok(Tree::Plain(Op::Count)),
            "a" => {
                self.expect("[")?;
                let number = self.formula()?;
                self.expect("]")?;
                return Ok(Tree::Unary(Op::Item, Box::new(number)));
            }
            "defined" => return Ok(Tree::Unary(Op::Defined, Box::new(self.value()?))),
            "known" => {
                let mut values = self.arguments()?;
                return match values.len() {
                    1 => Ok(Tree::Unary(
                        Op::Defined,
                        Box::new(Tree::Unary(Op::Meaning, Box::new(values.remove(0)))),
                    )),
                    _ => Err("known takes one value".to_owned()),
                };
            }
            "enum" | "meaning" => {
                let op = if word == "enum" { Op::Enum } else { Op::Meaning };
                let mut values = self.arguments()?;
                return match values.len() {
                    1 => Ok(Tree::Unary(op, Box::new(values.remove(0)))),
                    _ => Err(format!("{word} takes one value")),
                };
            }
            "text" => return self.interpolated(),
            "map" => return self.map(),
            "each" => return self.each(),
            "replace" => return self.replace(),
            _ => {}
        }
        // `format` is a function before a parenthesis, and a fact elsewhere.
        let is_called = self.tokens.get(self.place) == Some(&Token::Sign("("));
        if let Some(fact) = Fact::named(word).filter(|_| !is_called) {
            return Ok(Tree::Fact(fact));
        }
        if let Some(function) = Function::named(word) {
            let values = self.arguments()?;
            let (least, most) = function.arity();
            return if (least..=most).contains(&values.len()) {
                Ok(Tree::Call(function, values))
            } else {
                Err(format!("{word} does not take {} values", values.len()))
            };
        }
        if let Some(number) = self.named.iter().position(|known| *known == word) {
            let number = u8::try_from(number).map_err(|_| "too many named functions")?;
            return Ok(Tree::Named(number, self.arguments()?));
        }
        match word.starts_with(|c: char| c.is_ascii_uppercase()) {
            true if is_called => Err(format!("no such function: {word}")),
            true => Ok(Tree::Register(self.registers.number(word)?)),
            false => Err(format!("what is {word}?")),
        }
    }

    /// The values that a function takes: those in parentheses, one without them, or the value of the formula.
    fn arguments(&mut self) -> Result<Vec<Tree>, String> {
        if !self.sign("(") {
            return match self.tokens.get(self.place) {
                Some(Token::Word(word)) if word == "x" => Ok(vec![self.value()?]),
                _ => Ok(vec![Tree::Plain(Op::X)]),
            };
        }
        let mut values = Vec::new();
        while !self.sign(")") {
            if !values.is_empty() {
                self.expect(",")?;
            }
            values.push(self.formula()?);
        }
        Ok(values)
    }

    /// `[f0, f1, , f3]` and `[f0, REPEAT]`; an empty part leaves its item as it is.
    fn list(&mut self) -> Result<Tree, String> {
        if std::mem::replace(&mut self.in_list, true) {
            return Err("a list in a list".to_owned());
        }
        let (mut parts, mut repeats) = (Vec::new(), false);
        loop {
            if self.word("REPEAT") {
                repeats = true;
            } else if matches!(self.tokens.get(self.place), Some(Token::Sign("," | "]"))) {
                parts.push(None);
            } else {
                parts.push(Some(self.formula()?));
            }
            if self.sign("]") {
                break;
            }
            self.expect(",")?;
        }
        self.in_list = false;
        if parts.is_empty() || parts.len() > 255 {
            return Err("a list of no length".to_owned());
        }
        Ok(Tree::List { parts, repeats, between: self.column.between().as_bytes().to_vec() })
    }

    /// `text "a {formula} b"`.
    fn interpolated(&mut self) -> Result<Tree, String> {
        let Some(Token::Text(text)) = self.tokens.get(self.place).cloned() else {
            return Err("text needs a text in double quotes".to_owned());
        };
        self.place += 1;
        let mut parts = Vec::new();
        let mut rest = text.as_str();
        while let Some((before, behind)) = rest.split_once('{') {
            let (inside, behind) = behind.split_once('}').ok_or("a brace has no end")?;
            if !before.is_empty() {
                parts.push(Tree::Text(unescaped(before)?));
            }
            parts.push(self.inner(&inside.replace("\\\"", "\""))?);
            rest = behind;
        }
        if !rest.is_empty() || parts.is_empty() {
            parts.push(Tree::Text(unescaped(rest)?));
        }
        let join = |left, right| Tree::Binary(Op::Join, Box::new(left), Box::new(right));
        let is_one = parts.len() == 1;
        let tree = parts.into_iter().reduce(join).ok_or("no text")?;
        // A number alone becomes a text too.
        Ok(if is_one { join(tree, Tree::Text(Vec::new())) } else { tree })
    }

    /// A formula inside a text.
    fn inner(&mut self, text: &str) -> Result<Tree, String> {
        let outer = std::mem::replace(&mut self.tokens, tokens(text)?);
        let place = std::mem::take(&mut self.place);
        let tree = self.formula();
        let is_whole = self.place == self.tokens.len();
        (self.tokens, self.place) = (outer, place);
        if is_whole { tree } else { Err(format!("not a formula: {text}")) }
    }

    /// `each(formula, between)`.
    fn each(&mut self) -> Result<Tree, String> {
        self.expect("(")?;
        if std::mem::replace(&mut self.in_list, true) {
            return Err("a list in a list".to_owned());
        }
        let part = self.formula()?;
        self.in_list = false;
        self.expect(",")?;
        let Tree::Text(between) = self.value()? else {
            return Err("each needs a text to join with".to_owned());
        };
        self.expect(")")?;
        Ok(Tree::List { parts: vec![Some(part)], repeats: true, between })
    }

    /// `map(i, from, to, formula, between)`.
    fn map(&mut self) -> Result<Tree, String> {
        self.expect("(")?;
        let Some(Token::Word(name)) = self.tokens.get(self.place).cloned() else {
            return Err("map needs a name to count with".to_owned());
        };
        self.place += 1;
        self.expect(",")?;
        let from = Box::new(self.formula()?);
        self.expect(",")?;
        let to = Box::new(self.formula()?);
        self.expect(",")?;
        let local = u8::try_from(self.locals.len()).map_err(|_| "too many maps")?;
        if self.locals.len() + 2 >= NESTING {
            return Err("maps are nested too deeply".to_owned());
        }
        self.locals.push(name);
        let part = Box::new(self.formula()?);
        self.locals.pop();
        self.expect(",")?;
        let Tree::Text(between) = self.value()? else {
            return Err("map needs a text to join with".to_owned());
        };
        self.expect(")")?;
        Ok(Tree::Map { local, from, to, part, between })
    }

    /// `replace(text, /pattern/, "with")`; the flag `g` replaces everywhere.
    fn replace(&mut self) -> Result<Tree, String> {
        self.expect("(")?;
        let text = self.formula()?;
        self.expect(",")?;
        let (compiled, is_everywhere) = self.pattern()?;
        self.expect(",")?;
        let with = self.formula()?;
        self.expect(")")?;
        Ok(Tree::Replace(Box::new([text, with]), compiled, is_everywhere))
    }

    /// A compiled pattern, and whether it is meant for the whole text.
    fn pattern(&mut self) -> Result<(Vec<u8>, bool), String> {
        let Some(Token::Pattern(text, flags)) = self.tokens.get(self.place).cloned() else {
            return Err("a pattern is missing".to_owned());
        };
        self.place += 1;
        if let Some(flag) = flags.chars().find(|flag| !"isg".contains(*flag)) {
            return Err(format!("no such flag of a pattern: {flag}"));
        }
        Ok((pattern::compile(&text, flags.contains('i'), flags.contains('s'))?, flags.contains('g')))
    }

    fn sign(&mut self, sign: &str) -> bool {
        self.next_if(|token| matches!(token, Token::Sign(known) if *known == sign))
    }

    fn word(&mut self, word: &str) -> bool {
        self.next_if(|token| matches!(token, Token::Word(known) if known == word))
    }

    fn next_if(&mut self, is_it: impl Fn(&Token) -> bool) -> bool {
        let is_next = self.tokens.get(self.place).is_some_and(is_it);
        self.place += usize::from(is_next);
        is_next
    }

    fn expect(&mut self, sign: &str) -> Result<(), String> {
        if self.sign(sign) {
            return Ok(());
        }
        Err(format!("{sign:?} is missing before {:?}", self.tokens.get(self.place)))
    }
}
