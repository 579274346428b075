//! Files of RIFF chunks: WebP, AVI and WAV.

mod avi;
mod chunks;
mod webp;

pub(super) use avi::{AVI, WAV};
pub(super) use webp::FORMAT as WEBP;
