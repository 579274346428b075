//! Conditions select the row for an entry if a tag has several rows.
//!
//! The column `condition` of the tag tables is compiled into these, and only this module evaluates them. The grammar
//! is closed: everything that a row may ask is a variant here and a word in `xtask/src/generate/condition.rs`.

use crate::tag::Group;
use crate::tiff::directory::{RawEntry, Window};
use crate::tiff::types::FieldType;

/// The condition under which a row applies.
#[allow(dead_code)] // rows may use all of these, but today's rows do not use some
#[derive(Debug)]
pub(super) enum Condition {
    /// The block is a file of its own.
    File,
    /// The file is a raw from Canon.
    Cr2,
    /// The directory is this page of the chain, counted from 0 for IFD0.
    Ifd(u16),
    /// The directory is this child of another one, counted from 0.
    SubIfd(u16),
    /// The name of the camera maker starts with this.
    Make(&'static str),
    /// The name of the camera model starts with this.
    Model(&'static str),
    /// An earlier value of the directory equals this number.
    Register(Register, i64),
    /// The type that the entry states.
    Type(FieldType),
    /// The number of values that the entry states.
    Count(u64),
    /// The bytes of the value from this offset on.
    Bytes(u64, &'static [u8]),
    Not(&'static Condition),
    All(&'static [Condition]),
    Any(&'static [Condition]),
}

/// An earlier value that a condition can refer to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Register {
    /// How the directory's picture is compressed [TIFF6 `Compression`].
    Compression,
    /// How the directory's picture relates to the others, 0 being the main one [TIFF6 `NewSubfileType`].
    Subfile,
}

/// The registers of a directory.
#[derive(Clone, Copy, Default)]
pub(super) struct Registers([Option<i64>; 2]);

impl Registers {
    /// Sets the value that a register has from now on.
    pub fn set(&mut self, register: Register, value: Option<i64>) {
        if let Some(slot) = self.0.get_mut(register as usize) {
            *slot = value;
        }
    }

    fn get(self, register: Register) -> Option<i64> {
        self.0.get(register as usize).copied().flatten()
    }
}

/// The facts that conditions may ask about.
pub(super) struct Circumstances<'c, 'a> {
    pub whole_file: bool,
    pub is_cr2: bool,
    /// The camera's maker and model, if they have been read already.
    pub make: &'a str,
    pub model: &'a str,
    pub group: &'c Group<'static>,
    pub registers: Registers,
    pub window: Window<'a>,
    pub entry: &'c RawEntry<'a>,
}

impl Condition {
    /// Whether the condition is met.
    pub fn is_met(&self, of: &Circumstances<'_, '_>) -> bool {
        match *self {
            Self::File => of.whole_file,
            Self::Cr2 => of.is_cr2,
            Self::Ifd(number) => *of.group == Group::Ifd(number),
            Self::SubIfd(number) => *of.group == Group::SubIfd(number),
            Self::Make(name) => of.make.starts_with(name),
            Self::Model(name) => of.model.starts_with(name),
            Self::Register(register, number) => of.registers.get(register) == Some(number),
            Self::Type(field_type) => of.entry.field_type == Some(field_type),
            Self::Count(count) => of.entry.count == count,
            Self::Bytes(at, bytes) => {
                let found = of.window.bytes(of.entry, at, bytes.len());
                found.is_some_and(|found| found.as_slice() == bytes)
            }
            Self::Not(condition) => !condition.is_met(of),
            Self::All(conditions) => conditions.iter().all(|condition| condition.is_met(of)),
            Self::Any(conditions) => conditions.iter().any(|condition| condition.is_met(of)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Condition::{
        All, Any, Bytes, Count, Cr2, File, Ifd, Make, Model, Not, Register, SubIfd, Type,
    };
    use super::*;
    use crate::bytes::{self, ByteOrder};
    use crate::source::View;
    use crate::tiff::directory::Directory;
    use crate::tiff::header::Layout;

    #[test]
    fn each_condition_asks_for_one_thing() {
        let bytes = [1, 0, 0x3c, 0x92, 7, 0, 4, 0, 0, 0, b'a', b'b', b'c', b'd', 0, 0, 0, 0];
        let layout = Layout { order: ByteOrder::Little, big: false };
        let window = Window::tiff(View::memory(bytes::Bytes::new(&bytes, 0)), layout);
        let entry = Directory::at(window, 0).and_then(|found| found.entries(1)?.next()).unwrap();
        let mut registers = Registers::default();
        registers.set(super::Register::Compression, Some(7));
        let of = Circumstances {
            whole_file: true,
            is_cr2: false,
            make: "SONY",
            model: "DSC-R1",
            group: &Group::SubIfd(2),
            registers,
            window,
            entry: &entry,
        };
        let met = [
            File,
            SubIfd(2),
            Make("SON"),
            Model("DSC-R1"),
            Register(super::Register::Compression, 7),
            Type(FieldType::UNDEFINED),
            Count(4),
            Bytes(1, b"bc"),
            Not(&Cr2),
            All(&[File, SubIfd(2)]),
            Any(&[Cr2, File]),
        ];
        let unmet = [
            Cr2,
            Ifd(2),
            SubIfd(0),
            Make("sony"),
            Model("R1"),
            Register(super::Register::Compression, 1),
            Register(super::Register::Subfile, 0),
            Type(FieldType::BYTE),
            Count(3),
            Bytes(3, b"de"),
            Not(&File),
            All(&[File, Cr2]),
            Any(&[Cr2, Ifd(0)]),
        ];
        for condition in &met {
            assert!(condition.is_met(&of), "{condition:?}");
        }
        for condition in &unmet {
            assert!(!condition.is_met(&of), "{condition:?}");
        }
    }
}
