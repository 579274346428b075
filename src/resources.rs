//! Iterates over Photoshop's image resources. Each has a signature, a number, a name, a length and its data
//! [Adobe Photoshop File Formats Specification, "Image Resource Blocks"].

use crate::bytes::Bytes;
use crate::source::View;

/// The signature of Photoshop's own resources.
pub(crate) const SIGNATURE: &[u8] = b"8BIM";

/// The signatures of other programs' resources.
const OTHER_SIGNATURES: [&[u8]; 4] = [b"PHUT", b"DCSR", b"AgHg", b"MeSa"];

/// The options of channels.
pub(crate) const CHANNELS: u16 = 0x0435;
// The resources that contain blocks.
pub(crate) const IPTC: u16 = 0x0404;
pub(crate) const PROFILE: u16 = 0x040f;
pub(crate) const EXIF: u16 = 0x0422;
pub(crate) const EXIF_3: u16 = 0x0423;
pub(crate) const XMP: u16 = 0x0424;

/// The size of the shortest header: the signature, the number, an empty name and the length.
pub(crate) const SHORTEST: usize = 12;

/// Whether a resource may start here.
pub(crate) fn is_resource(head: Bytes<'_>) -> bool {
    head.starts_with(SIGNATURE) || OTHER_SIGNATURES.iter().any(|signature| head.starts_with(signature))
}

/// The header of a resource, before its data.
#[derive(Clone, Copy)]
pub(crate) struct ResourceHeader {
    /// Whether it is one of Photoshop's own resources. In those of other programs, the numbers have other meanings.
    pub is_photoshops: bool,
    pub id: u16,
    /// The size of the header, including the four bytes of the length at its end.
    pub size: u64,
    /// The size of the data that the header states.
    pub length: u64,
}

impl ResourceHeader {
    /// Reads the header of the resource that starts at `at`. `None` if it is cut off.
    pub fn read(run: View<'_>, at: u64) -> Option<Self> {
        let head = run.get(at, SHORTEST)?;
        // The name is preceded by its length, and the two together are padded to an even size.
        let name = (u64::from(head.u8(6)?) + 2) & !1;
        let length = u64::from(run.get(at.checked_add(6 + name)?, 4)?.be32(0)?);
        Some(Self {
            is_photoshops: head.starts_with(SIGNATURE),
            id: head.be16(4)?,
            size: 6 + name + 4,
            length,
        })
    }

    /// The size of the whole resource, whose data is padded to an even size too.
    pub fn whole(&self) -> u64 {
        self.size + self.length + (self.length & 1)
    }
}

/// A resource whose data is complete.
pub(crate) struct Resource<'a> {
    pub header: ResourceHeader,
    pub data: View<'a>,
    /// The header, the data and the padding, if that is there.
    #[cfg_attr(not(feature = "strip"), allow(dead_code))]
    pub whole: View<'a>,
}

/// Why no resource can be read after the previous one. The start of the next resource cannot be known then.
#[derive(Clone, Copy)]
pub(crate) enum ResourceFault {
    /// The run ends within a header.
    InHeader,
    /// No resource starts here, because zeros pad the run or because it is damaged.
    NoResource,
    /// The run ends within the data of the resource: the size that the header states, and the size that is there.
    Truncated(u64, u64),
}

/// Iterates over the resources of a run. If the run does not end with a resource, the last item is a fault.
pub(crate) struct Resources<'a> {
    run: View<'a>,
    at: u64,
    has_fault: bool,
}

impl<'a> Resources<'a> {
    pub fn new(run: View<'a>) -> Self {
        Self { run, at: 0, has_fault: false }
    }

    /// The data after the resources that were read.
    pub fn rest(&self) -> View<'a> {
        self.run.part(self.at, u64::MAX)
    }

    fn read(&mut self) -> Result<Resource<'a>, ResourceFault> {
        let head = self.run.get(self.at, SHORTEST).ok_or(ResourceFault::InHeader)?;
        if !is_resource(head) {
            return Err(ResourceFault::NoResource);
        }
        let header = ResourceHeader::read(self.run, self.at).ok_or(ResourceFault::InHeader)?;
        let whole = self.run.part(self.at, header.whole());
        let data = whole.part(header.size, header.length);
        if data.len() < header.length {
            return Err(ResourceFault::Truncated(header.length, data.len()));
        }
        self.at = self.at.saturating_add(header.whole());
        Ok(Resource { header, data, whole })
    }
}

impl<'a> Iterator for Resources<'a> {
    type Item = Result<Resource<'a>, ResourceFault>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.has_fault || self.at >= self.run.len() {
            return None;
        }
        let resource = self.read();
        self.has_fault = resource.is_err();
        Some(resource)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The number and the data of each resource.
    type Read = Vec<(u16, Vec<u8>)>;

    /// The resources, the fault at the end, and how many bytes follow the resources.
    fn read(run: &[u8]) -> (Read, Option<ResourceFault>, u64) {
        let mut resources = Resources::new(View::memory(Bytes::new(run, 0)));
        let (mut found, mut fault) = (Vec::new(), None);
        for resource in resources.by_ref() {
            match resource {
                Ok(Resource { header, data, .. }) => {
                    found.push((header.id, data.all().unwrap().as_slice().to_vec()));
                }
                Err(found) => fault = Some(found),
            }
        }
        (found, fault, resources.rest().len())
    }

    #[test]
    fn resources_and_their_padding() {
        let run = b"8BIM\x04\x04\x03abc\0\0\0\x01x\0MeSa\0\x01\0\0\0\0\0\0";
        let (found, fault, rest) = read(run);
        assert_eq!(found, [(IPTC, b"x".to_vec()), (1, vec![])]);
        assert!(fault.is_none() && rest == 0);
        // The final padding may be missing.
        assert!(matches!(read(&run[..15]), (found, None, 0) if found.len() == 1));
    }

    #[test]
    fn faults_end_the_run() {
        let whole = &b"8BIM\x04\x04\0\0\0\0\0\x02ab"[..];
        assert!(matches!(read(&whole[..13]), (_, Some(ResourceFault::Truncated(2, 1)), 13)));
        assert!(matches!(read(&whole[..11]), (_, Some(ResourceFault::InHeader), 11)));
        let filled = [whole, &[0; 20]].concat();
        assert!(matches!(read(&filled), (found, Some(ResourceFault::NoResource), 20) if found.len() == 1));
    }
}
