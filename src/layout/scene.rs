//! What formulas of maker notes may ask for.

use super::moment::Moment;
use super::named;
use crate::bytes::ByteOrder;
use crate::formula::{Fact, Item, Scene};
use bumpalo::Bump;

impl<'a> Scene<'a> for Moment<'_, '_, 'a> {
    fn fact(&self, fact: Fact) -> Item<'a> {
        let camera = &self.state.camera;
        match fact {
            Fact::Make => self.camera(0, camera.make),
            Fact::Model => self.camera(1, camera.model),
            Fact::Software => Item::Text(camera.software),
            Fact::BaseType => Item::Text(camera.base_type),
            Fact::FileType | Fact::TiffType => Item::Text(camera.file_type),
            Fact::Count => Item::Int(i64::try_from(self.stored.count).unwrap_or(i64::MAX)),
            Fact::Format => Item::Text(self.stored.format.name()),
            Fact::Bytes => Item::of_bytes(self.stored.bytes.as_slice()),
            Fact::Size => Item::Int(i64::try_from(self.size).unwrap_or(i64::MAX)),
            Fact::ByteOrder => Item::Text(self.order().mark()),
        }
    }

    fn register(&self, number: u8) -> Item<'a> {
        self.state.has_asked.set(true);
        self.state.registers.get(usize::from(number)).copied().unwrap_or(Item::None)
    }

    fn arena(&self) -> &'a Bump {
        self.state.cx.arena
    }

    fn order(&self) -> ByteOrder {
        self.stored.part.order()
    }

    fn meaning(&self, item: Item<'a>, _place: usize) -> Item<'a> {
        self.meant(item)
    }

    fn unknown(&self, item: Item<'a>) -> Item<'a> {
        self.unmeant(item)
    }

    fn named(&self, function: u8, values: &[Item<'a>]) -> Item<'a> {
        named::call(self, function, values)
    }
}
