//! ICC profiles: as bytes, or built so that the header and the places of the values are right.
#![no_main]

use arbitrary::Arbitrary;
use embedmeta::BlockKind;
use libfuzzer_sys::fuzz_target;

#[derive(Arbitrary, Debug)]
enum Input<'a> {
    Bytes(&'a [u8]),
    Built { header: &'a [u8], tags: Vec<(u8, u8, &'a [u8])> },
}

/// Tags with different ways of reading them.
const TAGS: [&[u8; 4]; 12] = [
    b"desc", b"cprt", b"targ", b"rXYZ", b"tech", b"chrm", b"clrt", b"cicp", b"meas", b"view", b"meta", b"rTRC",
];
/// Types.
const TYPES: [&[u8; 4]; 12] = [
    b"desc", b"text", b"mluc", b"XYZ ", b"sig ", b"dtim", b"sf32", b"ui08", b"ui64", b"data", b"dict", b"curv",
];

fuzz_target!(|input: Input<'_>| {
    match input {
        Input::Bytes(bytes) => drop(embedmeta_fuzz::decode(BlockKind::IccProfile, bytes)),
        Input::Built { header, tags } => {
            embedmeta_fuzz::decode(BlockKind::IccProfile, &profile(header, &tags));
        }
    }
});

fn profile(header: &[u8], tags: &[(u8, u8, &[u8])]) -> Vec<u8> {
    let tags = &tags[..tags.len().min(99)];
    let start = 132 + 12 * tags.len();
    let (mut table, mut values) = ((tags.len() as u32).to_be_bytes().to_vec(), Vec::new());
    for (tag, kind, rest) in tags {
        let value = [TYPES[usize::from(*kind) % TYPES.len()], &[0; 4][..], rest].concat();
        table.extend(TAGS[usize::from(*tag) % TAGS.len()]);
        table.extend(((start + values.len()) as u32).to_be_bytes());
        table.extend((value.len() as u32).to_be_bytes());
        values.extend(value);
    }
    let mut bytes = [&header[..header.len().min(128)], &[0; 128]].concat();
    bytes.truncate(128);
    bytes.splice(..4, ((start + values.len()) as u32).to_be_bytes());
    bytes.extend(table);
    bytes.extend(values);
    bytes
}
