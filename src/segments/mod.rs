//! The application segments of JPEG files that belong to no standard of metadata, and what programs append to files.
//!
//! `segments.tsv` lists the ways into the segments, which [`decode`] goes; [`ways`] has its compiled form. [`read`] calls the
//! reader of a shape: [`canon_vrd`], [`dr4`], [`ducky`], [`flashpix`], [`flir`], [`mie`], [`mpf`], [`qualcomm`], [`samsung`] and [`survey`]
//! for one each, [`items`] and [`words`] for small ones. [`google`] shows what XMP
//! says of the bytes behind a picture. [`join`] puts parts together that take several segments.

mod canon_vrd;
mod decode;
mod dr4;
mod ducky;
mod flashpix;
mod flir;
mod google;
mod items;
mod join;
mod mie;
mod mpf;
mod qualcomm;
pub(crate) mod read;
mod samsung;
mod survey;
#[cfg(test)]
mod testing;
mod ways;
mod words;

pub(crate) use decode::decode;
pub(crate) use google::behind;
