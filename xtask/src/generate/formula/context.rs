//! What a formula is compiled for: the column, and the names that rows remember values by.

/// The column in which a formula stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Column {
    /// Whether a row applies.
    When,
    /// What is stored to the value. The items of a list have a space between them.
    Value,
    /// The value to the printed form. The items of a list have a semicolon between them.
    Print,
    /// By how much the offsets of later rows move: `shift += 4 if Name < 2; …`.
    Shift,
}

impl Column {
    /// What stands between the results of a list.
    pub fn between(self) -> &'static str {
        if self == Self::Print { "; " } else { " " }
    }
}

/// The names of remembered values, each of which has a number.
#[derive(Default)]
pub struct Registers {
    names: Vec<String>,
}

impl Registers {
    /// The number of a name, which gets the next one if it is new.
    pub fn number(&mut self, name: &str) -> Result<u8, String> {
        let known = self.names.iter().position(|known| known == name);
        let number = known.unwrap_or(self.names.len());
        if known.is_none() {
            self.names.push(name.to_owned());
        }
        u8::try_from(number).map_err(|_| "more than 256 names are remembered".to_owned())
    }

    /// All names, by their numbers.
    pub fn names(&self) -> &[String] {
        &self.names
    }
}
