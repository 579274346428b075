//! TIFF structures: as bytes, or built of directories whose offsets are right, so that what lies deep is reached.
//!
//! A prefix of a block may have more tags than the whole: where a value is cut off, the next of its name counts, and
//! a directory that is left early no longer takes the place of an earlier one. So that is not asserted here.
#![no_main]

use arbitrary::Arbitrary;
use embedmeta::BlockKind;
use libfuzzer_sys::fuzz_target;

#[derive(Arbitrary, Debug)]
enum Input<'a> {
    Bytes(&'a [u8]),
    Built { big: bool, directories: Vec<Directory<'a>> },
}

#[derive(Arbitrary, Debug)]
struct Directory<'a> {
    entries: Vec<Entry<'a>>,
    chained: bool,
}

#[derive(Arbitrary, Debug)]
struct Entry<'a> {
    tag: u16,
    kind: u8,
    value: Value<'a>,
}

#[derive(Arbitrary, Debug)]
enum Value<'a> {
    Bytes(&'a [u8]),
    /// One of the directories.
    Directory(u8),
    Raw {
        count: u32,
        offset: u32,
    },
}

fuzz_target!(|input: Input<'_>| {
    match input {
        Input::Bytes(bytes) => check(bytes),
        Input::Built { big, directories } => check(&built(big, &directories)),
    }
});

fn check(block: &[u8]) {
    embedmeta_fuzz::decode(BlockKind::Exif, block);
    embedmeta_fuzz::agrees(&embedmeta_verify::exif_block(block));
}

/// The length of one value of a type.
const SIZES: [usize; 14] = [1, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];

fn built(big: bool, directories: &[Directory<'_>]) -> Vec<u8> {
    let u16 = |n: u16| if big { n.to_be_bytes() } else { n.to_le_bytes() };
    let u32 = |n: u32| if big { n.to_be_bytes() } else { n.to_le_bytes() };
    // The directories stand first, so that each knows where the others are; their values come behind them.
    let mut places = Vec::new();
    let mut end = 8u32;
    for directory in directories {
        places.push(end);
        end += 2 + 12 * directory.entries.len().min(500) as u32 + 4;
    }
    let mut out = if big { b"MM\0*".to_vec() } else { b"II*\0".to_vec() };
    out.extend(u32(8));
    let mut values: Vec<u8> = Vec::new();
    for (index, directory) in directories.iter().enumerate() {
        let entries = &directory.entries[..directory.entries.len().min(500)];
        out.extend(u16(entries.len() as u16));
        for entry in entries {
            let kind = entry.kind % SIZES.len() as u8;
            out.extend(u16(entry.tag));
            match entry.value {
                Value::Bytes(bytes) => {
                    out.extend(u16(kind.into()));
                    out.extend(u32((bytes.len() / SIZES[usize::from(kind)]) as u32));
                    if bytes.len() <= 4 {
                        let mut inline = bytes.to_vec();
                        inline.resize(4, 0);
                        out.extend(inline);
                    } else {
                        out.extend(u32(end + values.len() as u32));
                        values.extend(bytes);
                    }
                }
                Value::Directory(which) => {
                    out.extend(u16(4));
                    out.extend(u32(1));
                    out.extend(u32(places[usize::from(which) % places.len()]));
                }
                Value::Raw { count, offset } => {
                    out.extend(u16(kind.into()));
                    out.extend(u32(count));
                    out.extend(u32(offset));
                }
            }
        }
        let next = places.get(index + 1).filter(|_| directory.chained).copied();
        out.extend(u32(next.unwrap_or(0)));
    }
    out.extend(values);
    out
}
