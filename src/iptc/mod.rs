//! IPTC-IIM datasets, and the Photoshop resources that contain them.

pub(crate) mod datasets;
mod digest;
mod forms;
mod iim;
mod irb;
mod tables;

pub(crate) use digest::settle as settle_digest;
pub(crate) use iim::decode as decode_iim;
pub(crate) use irb::decode as decode_irb;
