//! Removes datasets from Photoshop's resources and IIM blocks.

use super::names::{is_right_dataset, is_right_resource};
use super::outcome::Warnings;
use super::what::Classes;
use crate::bytes::Bytes;
use crate::iptc::datasets::{Datasets, RawDataset};
use crate::resources::{EXIF, EXIF_3, IPTC, Resources, SIGNATURE, XMP};
use crate::source::View;

/// The resource with the digest of the IPTC block.
const DIGEST: u16 = 0x0425;

/// The resources without what belongs to `classes`; `None` if nothing does. If the stored digest matched the old
/// block, it is replaced by the digest of the new one; if it did not, it is kept so that it still differs.
pub(super) fn edit(
    run: &[u8],
    classes: Classes,
    warnings: &mut Warnings,
) -> Result<Option<Vec<u8>>, &'static str> {
    let resources = resources(Bytes::new(run, 0))?;
    let mut out = Vec::with_capacity(run.len());
    let mut digests = Vec::new();
    let mut is_changed = false;
    let mut blocks = Vec::with_capacity(resources.len());
    for resource in &resources {
        let old = resource.data.as_slice();
        let edited = if resource.id == Some(IPTC) { edit_iim(old, classes)? } else { None };
        // The digest may come before its block.
        digests.extend(edited.as_ref().map(|new| (md5::compute(old).0, md5::compute(new).0)));
        blocks.push(edited);
    }
    for (resource, edited) in resources.iter().zip(blocks) {
        match resource.id {
            Some(EXIF | EXIF_3 | XMP) => {
                warnings.add("a block within Photoshop's resources left out: it is not edited there");
                is_changed = true;
            }
            Some(IPTC) => match edited {
                Some(data) => {
                    resource.write(&data, &mut out)?;
                    is_changed = true;
                }
                None => out.extend_from_slice(resource.whole.as_slice()),
            },
            Some(DIGEST) => {
                let new = digests.iter().find(|(old, _)| old.as_slice() == resource.data.as_slice());
                match new {
                    Some((_, new)) => resource.write(new, &mut out)?,
                    None => out.extend_from_slice(resource.whole.as_slice()),
                }
            }
            _ => out.extend_from_slice(resource.whole.as_slice()),
        }
    }
    Ok(is_changed.then_some(out))
}

/// The rights in a run of resources or in a bare IIM block, as resources; `None` if there are none, or if the block
/// is damaged. The stored digest is treated as in [`edit`].
pub(super) fn rights(block: &[u8], is_run: bool) -> Option<Vec<u8>> {
    let bytes = Bytes::new(block, 0);
    if !is_run {
        let datasets = rights_of_iim(block)?;
        let mut out = Vec::new();
        return resource(IPTC, &datasets, &mut out).ok().map(|()| out);
    }
    let resources = resources(bytes).ok()?;
    let mut digest = None;
    let mut out = Vec::new();
    let mut has_rights = false;
    for Resource { id, data, whole, .. } in &resources {
        match id {
            Some(IPTC) => {
                let Some(datasets) = rights_of_iim(data.as_slice()) else { continue };
                let stored = resources.iter().find(|resource| resource.id == Some(DIGEST));
                let stored = stored.map(|stored| stored.data.as_slice());
                digest = digest.or(stored.map(|stored| {
                    let matches = stored == md5::compute(data.as_slice()).0;
                    if matches { md5::compute(&datasets).0.to_vec() } else { stored.to_vec() }
                }));
                resource(IPTC, &datasets, &mut out).ok()?;
                has_rights = true;
            }
            Some(id) if is_right_resource(*id) => {
                out.extend_from_slice(whole.as_slice());
                has_rights = true;
            }
            _ => {}
        }
    }
    if let Some(digest) = digest {
        resource(DIGEST, &digest, &mut out).ok()?;
    }
    has_rights.then_some(out)
}

/// The datasets that are rights, after the one that declares their character set.
fn rights_of_iim(block: &[u8]) -> Option<Vec<u8>> {
    let datasets = datasets(block).ok()?;
    let is_charset = |record, number| (record, number) == (1, 90);
    let kept = datasets
        .iter()
        .filter(|(record, number, _)| is_charset(*record, *number) || is_right_dataset(*record, *number));
    let kept: Vec<u8> = kept.flat_map(|(_, _, whole)| whole.as_slice()).copied().collect();
    let has_rights = datasets.iter().any(|(record, number, _)| is_right_dataset(*record, *number));
    has_rights.then_some(kept)
}

/// Writes a resource with an empty name.
fn resource(id: u16, data: &[u8], out: &mut Vec<u8>) -> Result<(), &'static str> {
    let head = [SIGNATURE, &id.to_be_bytes(), &[0, 0]].concat();
    let bytes = Bytes::new(&head, 0);
    Resource { id: Some(id), data: bytes, whole: bytes, head: bytes }.write(data, out)
}

struct Resource<'a> {
    /// Its number; `None` if the resource is not Photoshop's own, or stands for the zeros after the last one.
    id: Option<u16>,
    data: Bytes<'a>,
    whole: Bytes<'a>,
    /// The bytes before its length field.
    head: Bytes<'a>,
}

impl Resource<'_> {
    /// Writes it with other data, padded to an even length.
    fn write(&self, data: &[u8], out: &mut Vec<u8>) -> Result<(), &'static str> {
        let length = u32::try_from(data.len()).map_err(|_| "a resource is too long")?;
        out.extend_from_slice(self.head.as_slice());
        out.extend_from_slice(&length.to_be_bytes());
        out.extend_from_slice(data);
        if data.len() % 2 == 1 {
            out.push(0);
        }
        Ok(())
    }
}

/// The resources of a run. All of them must be complete.
fn resources(run: Bytes<'_>) -> Result<Vec<Resource<'_>>, &'static str> {
    let damaged = "its resources are damaged";
    let limit = crate::limits::Limits::default().parts as usize;
    let mut found = Vec::new();
    let mut resources = Resources::new(View::memory(run));
    while let Some(next) = resources.next() {
        let Ok(resource) = next else {
            let rest = resources.rest().all().filter(|rest| are_zeros(*rest)).ok_or(damaged)?;
            found.push(Resource { id: None, data: rest, whole: rest, head: rest });
            break;
        };
        let (Some(data), Some(whole)) = (resource.data.all(), resource.whole.all()) else {
            return Err(damaged);
        };
        if found.len() >= limit {
            return Err(damaged);
        }
        let header = resource.header;
        let head = whole.up_to(0, usize::try_from(header.size).map_err(|_| damaged)?.saturating_sub(4));
        found.push(Resource { id: header.is_photoshops.then_some(header.id), data, whole, head });
    }
    Ok(found)
}

/// Whether the rest of a run or a block is only padding.
fn are_zeros(rest: Bytes<'_>) -> bool {
    rest.as_slice().iter().all(|byte| *byte == 0)
}

/// The datasets that stay; `None` if all do.
fn edit_iim(block: &[u8], classes: Classes) -> Result<Option<Vec<u8>>, &'static str> {
    if !classes.places {
        return Ok(None);
    }
    let mut out = Vec::with_capacity(block.len());
    for (record, number, whole) in datasets(block)? {
        if !classes.have_dataset(record, number) {
            out.extend_from_slice(whole.as_slice());
        }
    }
    Ok((out.len() != block.len()).then_some(out))
}

/// The datasets of a block, each with its record and number. All of them must be complete. The zeros after the last
/// one have record 0.
fn datasets(block: &[u8]) -> Result<Vec<(u8, u8, Bytes<'_>)>, &'static str> {
    let mut found = Vec::new();
    let mut datasets = Datasets::new(Bytes::new(block, 0));
    while let Some(next) = datasets.next() {
        match next {
            Ok(RawDataset { record, number, whole, .. }) => found.push((record, number, whole)),
            Err(_) if are_zeros(datasets.rest()) => found.push((0, 0, datasets.rest())),
            Err(_) => return Err("its datasets are damaged"),
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACES: Classes = Classes { gps: false, places: true, people: false };

    fn resource(id: u16, data: &[u8]) -> Vec<u8> {
        let length = u32::try_from(data.len()).unwrap();
        let mut out = [b"8BIM", &id.to_be_bytes()[..], &[0, 0], &length.to_be_bytes(), data].concat();
        out.resize(out.len().next_multiple_of(2), 0);
        out
    }

    fn edited(run: &[u8], classes: Classes) -> Result<Option<Vec<u8>>, &'static str> {
        edit(run, classes, &mut Warnings::default())
    }

    const BEFORE: &[u8] =
        b"\x1c\x02\x05\0\x01a\x1c\x02\x5a\0\x03abc\x1c\x02\x65\x80\x02\0\x01x\x1c\x02\x50\0\x01b";
    const AFTER: &[u8] = b"\x1c\x02\x05\0\x01a\x1c\x02\x50\0\x01b";

    #[test]
    fn the_datasets_of_the_place_go_and_the_digest_follows() {
        let rest = resource(0x040a, b"\x01");
        let before =
            [resource(DIGEST, &md5::compute(BEFORE).0), resource(IPTC, BEFORE), rest.clone()].concat();
        let after = [resource(DIGEST, &md5::compute(AFTER).0), resource(IPTC, AFTER), rest.clone()].concat();
        assert_eq!(edited(&before, PLACES), Ok(Some(after.clone())));
        assert_eq!(edited(&after, PLACES), Ok(None));
        let other = [resource(DIGEST, &[7; 16]), resource(IPTC, BEFORE)].concat();
        let expected = [resource(DIGEST, &[7; 16]), resource(IPTC, AFTER)].concat();
        assert_eq!(edited(&other, PLACES), Ok(Some(expected)));
    }

    #[test]
    fn other_classes_leave_it() {
        let run = [resource(IPTC, BEFORE), vec![0; 5]].concat();
        assert_eq!(edited(&run, Classes { gps: true, people: true, places: false }), Ok(None));
    }

    #[test]
    fn damage_is_refused() {
        let run = resource(IPTC, BEFORE);
        for end in 1..run.len() - 1 {
            assert!(edited(&run[..end], PLACES).is_err(), "{end}");
        }
        assert!(edited(&resource(IPTC, b"\x1c\x02\x5a\0\x09a"), PLACES).is_err());
    }

    #[test]
    fn blocks_inside_go() {
        let kept = resource(0x040a, b"\x01");
        let run = [resource(XMP, b"<x/>"), kept.clone()].concat();
        assert_eq!(edited(&run, PLACES), Ok(Some(kept)));
    }
}
