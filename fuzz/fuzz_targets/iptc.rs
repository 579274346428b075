//! Datasets and Photoshop resources: as bytes, or built so that their lengths are right.
//!
//! A prefix of a list of datasets has no more of them than the whole: there the property holds by design, up to the
//! tags that tell of the block as a whole.
#![no_main]

use arbitrary::Arbitrary;
use embedmeta::BlockKind;
use libfuzzer_sys::fuzz_target;

#[derive(Arbitrary, Debug)]
enum Input<'a> {
    Datasets(&'a [u8]),
    Resources(&'a [u8]),
    Built { list: Vec<(u8, u8, &'a [u8])>, cut: u8, in_resource: bool },
}

fuzz_target!(|input: Input<'_>| {
    match input {
        Input::Datasets(bytes) => drop(embedmeta_fuzz::decode(BlockKind::Iim, bytes)),
        Input::Resources(bytes) => drop(embedmeta_fuzz::decode(BlockKind::Irb, bytes)),
        Input::Built { list, cut, in_resource } => {
            let block = datasets(&list);
            let whole = embedmeta_fuzz::decode(BlockKind::Iim, &block);
            let end = block.len().saturating_sub(cut.into());
            let part = embedmeta_fuzz::decode(BlockKind::Iim, &block[..end]);
            assert!(part.len() <= whole.len(), "{} of {} tags", part.len(), whole.len());
            if in_resource {
                let length = u32::try_from(block.len()).expect("an input is short").to_be_bytes();
                let resource = [b"8BIM\x04\x04\0\0", &length[..], &block].concat();
                embedmeta_fuzz::decode(BlockKind::Irb, &resource);
            }
        }
    }
});

fn datasets(list: &[(u8, u8, &[u8])]) -> Vec<u8> {
    let mut out = Vec::new();
    for (record, number, data) in list {
        let data = &data[..data.len().min(0x7fff)];
        out.extend([0x1c, record % 10, *number]);
        out.extend((data.len() as u16).to_be_bytes());
        out.extend(data);
    }
    out
}
