//! The words of the bytecode, each of which is one byte.
//!
//! `cargo xtask generate` compiles this file too, so that the compiler of formulas and the machine cannot disagree. It
//! imports nothing for that reason.

/// An enumeration whose variants are numbered from 0 and have a word each.
macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident $word:literal,)* }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub(crate) enum $name { $($(#[$doc])* $variant,)* }

        #[allow(dead_code)] // the compiler needs the words, the machine needs the numbers
        impl $name {
            /// All of them, by their numbers.
            const ALL: &'static [Self] = &[$(Self::$variant,)*];
            const WORDS: &'static [&'static str] = &[$($word,)*];

            /// The one with this number.
            pub(crate) fn of(number: u8) -> Option<Self> {
                Self::ALL.get(usize::from(number)).copied()
            }

            /// The one with this word.
            pub(crate) fn named(word: &str) -> Option<Self> {
                let number = Self::WORDS.iter().position(|known| *known == word)?;
                Self::ALL.get(number).copied()
            }
        }
    };
}

/// The most values that wait for their operators at one time. The compiler refuses formulas that need more.
pub(crate) const STACK: usize = 16;

/// The deepest nesting of parts that run by themselves: the items of lists, and what is mapped.
pub(crate) const NESTING: usize = 4;

words! {
    /// What the machine does next. Numbers behind an operation have the least significant byte first.
    Op {
        /// The program or part is over; its result lies on top of the stack.
        End "end",
        /// `undef`.
        None "undef",
        /// A number of one byte.
        Int8 "int8",
        /// A number of four bytes.
        Int32 "int32",
        /// A number of eight bytes.
        Int64 "int64",
        /// A real number of eight bytes.
        Real "real",
        /// A text: its length in two bytes, and the text.
        Text "text",
        /// Bytes: their length in two bytes, and the bytes.
        Bytes "bytes",
        /// The value itself.
        X "x",
        /// What is stored.
        Stored "stored",
        /// How many items the value has.
        Count "n",
        /// An item of the value; takes its number.
        Item "a",
        /// A fact; its number follows.
        Fact "fact",
        /// A remembered value; its number follows.
        Register "register",
        /// The number that a surrounding `map` counts; which one follows.
        Local "local",
        Add "+",
        Sub "-",
        Mul "*",
        Div "/",
        Rem "%",
        Pow "^",
        Join ".",
        Shl "<<",
        Shr ">>",
        Lt "<",
        Le "<=",
        Gt ">",
        Ge ">=",
        Eq "==",
        Ne "!=",
        TextLt "lt",
        TextLe "le",
        TextGt "gt",
        TextGe "ge",
        TextEq "eq",
        TextNe "ne",
        BitAnd "&",
        BitOr "|",
        Neg "neg",
        Not "!",
        BitNot "~",
        Defined "defined",
        /// Goes on as many bytes later as the next two bytes say.
        Jump "jump",
        /// Takes a value, and jumps if it is false.
        JumpUnless "unless",
        /// Jumps if the value on top is false, and drops it otherwise.
        And "and",
        /// Jumps if the value on top is true, and drops it otherwise.
        Or "or",
        /// Whether a pattern matches: its length in two bytes, and the pattern.
        Match "match",
        /// A text in which what matches is replaced; takes the text and what stands instead. The pattern follows.
        Replace "replace",
        /// The meaning of a value as it is printed.
        Enum "enum",
        /// The meaning of a value; none if it has none.
        Meaning "meaning",
        /// Each item of the value by its own part: the text between the results, the number of parts, 1 if the last
        /// part repeats, and the parts, each after its length. A part of no length leaves its item as it is.
        List "list",
        /// A part for each number from one to another, which it takes: the text between, and the part.
        Map "map",
        /// A function: its number, and the number of values that it takes.
        Call "call",
        /// A function that the user of the machine supplies: its number, and the number of values.
        Named "named",
    }
}

words! {
    /// What a formula may ask about the file and the entry.
    Fact {
        /// The maker of the camera.
        Make "Make",
        /// The model of the camera.
        Model "Model",
        /// The program that wrote the file.
        Software "Software",
        /// The format of the file.
        FileType "FileType",
        /// The format that the file is built upon.
        BaseType "FILE_TYPE",
        /// The format of a file that is built upon TIFF.
        TiffType "TIFF_TYPE",
        /// How many values the entry states.
        Count "count",
        /// The type that the entry states.
        Format "format",
        /// The stored bytes.
        Bytes "bytes",
        /// The length of the record.
        Size "size",
        /// `II` or `MM`.
        ByteOrder "ByteOrder",
    }
}

words! {
    /// The functions of the language.
    Function {
        Exp "exp",
        Log "log",
        Sqrt "sqrt",
        Abs "abs",
        Int "int",
        Round "round",
        Xor "xor",
        Min "min",
        Max "max",
        IsInt "isint",
        Length "length",
        Substr "substr",
        Hex "hex",
        Format "format",
        Split "split",
        Join "join",
        Lower "lower",
        Upper "upper",
        Trim "trim",
        Reverse "reverse",
        Ascii "ascii",
        U8 "u8",
        S8 "s8",
        U16 "u16",
        S16 "s16",
        U32 "u32",
        S32 "s32",
        F32 "f32",
        CanonEv "canon_ev",
        ExposureTime "exposuretime",
        FNumber "fnumber",
        Fraction "fraction",
        DateTime "datetime",
        UnixTime "unixtime",
        Duration "duration",
        Bitrate "bitrate",
    }
}

impl Function {
    /// The least and the greatest number of values that the function takes.
    #[allow(dead_code)] // only the compiler counts them
    pub(crate) fn arity(self) -> (usize, usize) {
        match self {
            Self::Min | Self::Max | Self::Format | Self::Join => (1, STACK),
            Self::Xor | Self::U8 | Self::S8 => (2, 2),
            Self::Substr | Self::U16 | Self::S16 | Self::U32 | Self::S32 | Self::F32 => (2, 3),
            Self::Split => (3, 3),
            Self::UnixTime => (1, 3),
            _ => (1, 1),
        }
    }
}

words! {
    /// What the matcher of a pattern does next. Lengths have two bytes.
    Step {
        /// The pattern matches.
        Accept "accept",
        /// With which bytes a match begins, at the start of a pattern: the number of ranges, and the first and last byte
        /// of each.
        First "first",
        /// These bytes: their number in one byte, and the bytes.
        Bytes "bytes",
        /// One byte of a class: the number of ranges, and the first and last byte of each.
        Class "class",
        /// As many as possible of the class that follows: at least and at most this many, in two bytes each.
        Repeat "repeat",
        /// Goes on, and later as many bytes behind as the number says, should this fail.
        Split "split",
        /// Goes on as many bytes later as the number says; it may be negative.
        Jump "jump",
        /// The place is an end of a group: which one follows.
        Save "save",
        Start "^",
        End "$",
        Boundary "\\b",
        NoBoundary "\\B",
        /// What follows must match here, but takes nothing: the length, and the steps.
        Ahead "?=",
        /// What follows must not match here: the length, and the steps.
        NotAhead "?!",
    }
}
