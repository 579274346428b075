//! IPTC-IIM datasets, and the Photoshop resources that carry them.

mod digest;
mod forms;
pub(crate) mod iim;
pub(crate) mod irb;
mod tables;

pub(crate) use digest::settle as settle_digest;
pub(crate) use iim::decode as decode_iim;
pub(crate) use irb::decode as decode_irb;
