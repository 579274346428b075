//! Builds TIFF structures.

/// A value of a directory entry: its type, count and bytes in file byte order.
pub enum Data {
    Byte(Vec<u8>),
    Ascii(&'static str),
    Text(String),
    Short(Vec<u16>),
    Long(Vec<u32>),
    Rational(Vec<(u32, u32)>),
    SRational(Vec<(i32, i32)>),
    Undefined(Vec<u8>),
    /// Bytes of a type and count that are written as they are, so that either may be wrong.
    Typed(u16, u32, Vec<u8>),
    /// Another directory, which the entry points to.
    Directory(Directory),
}

/// Entries in ascending order of tag.
pub struct Directory(pub Vec<(u16, Data)>);

/// A TIFF structure with a chain of directories.
pub fn tiff(big: bool, chain: Vec<Directory>) -> Vec<u8> {
    let mut out = Out { big, bytes: if big { b"MM\0*".to_vec() } else { b"II*\0".to_vec() } };
    out.u32(8);
    let last = chain.len() - 1;
    for (index, directory) in chain.into_iter().enumerate() {
        let link = out.directory(directory);
        if index < last {
            out.patch(link, out.bytes.len());
        }
    }
    out.bytes
}

/// A directory with its values for the offset `at`.
pub fn directory_at(big: bool, at: u32, directory: Directory) -> Vec<u8> {
    let at = at as usize;
    let mut out = Out { big, bytes: vec![0; at] };
    out.directory(directory);
    out.bytes.split_off(at)
}

struct Out {
    big: bool,
    bytes: Vec<u8>,
}

impl Out {
    /// Writes a directory with its values and children; returns the position of its link to the next one.
    fn directory(&mut self, directory: Directory) -> usize {
        let count = directory.0.len();
        self.u16(u16::try_from(count).expect("few entries"));
        let mut entry = self.bytes.len();
        let link = entry + 12 * count;
        self.bytes.resize(link + 4, 0);
        for (tag, data) in directory.0 {
            let (kind, count, value) = self.encode(data);
            let mut fields = Out { big: self.big, bytes: Vec::new() };
            fields.u16(tag);
            fields.u16(kind);
            fields.u32(count);
            match value {
                Encoded::Bytes(bytes) if bytes.len() <= 4 => fields.bytes.extend(bytes),
                Encoded::Bytes(bytes) => {
                    fields.u32(u32::try_from(self.bytes.len()).expect("small"));
                    self.bytes.extend(bytes);
                    self.bytes.resize(self.bytes.len().next_multiple_of(2), 0);
                }
                Encoded::Child(child) => {
                    fields.u32(u32::try_from(self.bytes.len()).expect("small"));
                    self.directory(child);
                }
            }
            fields.bytes.resize(12, 0);
            self.bytes[entry..entry + 12].copy_from_slice(&fields.bytes);
            entry += 12;
        }
        link
    }

    fn encode(&self, data: Data) -> (u16, u32, Encoded) {
        let mut out = Out { big: self.big, bytes: Vec::new() };
        let (kind, count) = match data {
            Data::Byte(bytes) => (1, out.all(bytes, |out, b| out.bytes.push(b))),
            Data::Ascii(text) => (2, out.all(text.bytes().chain([0]), |out, b| out.bytes.push(b))),
            Data::Text(text) => (2, out.all(text.bytes().chain([0]), |out, b| out.bytes.push(b))),
            Data::Short(numbers) => (3, out.all(numbers, Out::u16)),
            Data::Long(numbers) => (4, out.all(numbers, Out::u32)),
            Data::Rational(numbers) => (
                5,
                out.all(numbers, |out, (n, d)| {
                    out.u32(n);
                    out.u32(d);
                }),
            ),
            Data::Undefined(bytes) => (7, out.all(bytes, |out, b| out.bytes.push(b))),
            Data::Typed(kind, count, bytes) => {
                out.bytes = bytes;
                (kind, count)
            }
            Data::SRational(numbers) => (
                10,
                out.all(numbers, |out, (n, d)| {
                    out.u32(n.cast_unsigned());
                    out.u32(d.cast_unsigned());
                }),
            ),
            Data::Directory(child) => return (4, 1, Encoded::Child(child)),
        };
        (kind, count, Encoded::Bytes(out.bytes))
    }

    fn all<T>(&mut self, items: impl IntoIterator<Item = T>, mut write: impl FnMut(&mut Self, T)) -> u32 {
        let mut count = 0;
        for item in items {
            write(self, item);
            count += 1;
        }
        count
    }

    fn patch(&mut self, at: usize, value: usize) {
        let value = u32::try_from(value).expect("small");
        let bytes = if self.big { value.to_be_bytes() } else { value.to_le_bytes() };
        self.bytes[at..at + 4].copy_from_slice(&bytes);
    }

    fn u16(&mut self, number: u16) {
        self.bytes.extend(if self.big { number.to_be_bytes() } else { number.to_le_bytes() });
    }

    fn u32(&mut self, number: u32) {
        self.bytes.extend(if self.big { number.to_be_bytes() } else { number.to_le_bytes() });
    }
}

enum Encoded {
    Bytes(Vec<u8>),
    Child(Directory),
}
