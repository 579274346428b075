//! What formulas of computed tags may ask for.

use super::moment::Moment;
use super::named;
use crate::bytes::ByteOrder;
use crate::formula::{Fact, Item, Scene};
use bumpalo::Bump;

impl<'a> Scene<'a> for Moment<'_, 'a> {
    fn fact(&self, fact: Fact) -> Item<'a> {
        match fact {
            Fact::Make => Item::Text(self.camera.make),
            Fact::Model => Item::Text(self.camera.model),
            Fact::Software => Item::Text(self.camera.software),
            Fact::BaseType => Item::Text(self.camera.base_type),
            Fact::FileType | Fact::TiffType => Item::Text(self.camera.file_type),
            Fact::Count | Fact::Format | Fact::Bytes | Fact::Size | Fact::ByteOrder => Item::None,
        }
    }

    /// The registers of a row are the values of its sources, and then their printed forms.
    fn register(&self, number: u8) -> Item<'a> {
        let number = usize::from(number);
        match number.checked_sub(self.row.sources.len()) {
            None => self.value(number),
            Some(source) => self.printed(source),
        }
    }

    fn arena(&self) -> &'a Bump {
        self.cx.arena
    }

    fn meaning(&self, value: Item<'a>, _place: usize) -> Item<'a> {
        let Some(codes) = self.row.codes() else { return Item::None };
        let text = std::str::from_utf8(value.bytes(self.cx.arena)).ok();
        text.and_then(|text| codes.text_or_number(text)).map_or(Item::None, Item::Text)
    }

    fn order(&self) -> ByteOrder {
        ByteOrder::Big
    }

    fn named(&self, function: u8, values: &[Item<'a>]) -> Item<'a> {
        named::call(self, function, values)
    }
}
