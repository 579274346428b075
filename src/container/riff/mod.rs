//! Files of RIFF chunks: WebP, AVI and WAV.

mod avi;
mod chunks;
mod film;
mod tell;
mod webp;

use tell::tell;

pub(super) use avi::{AVI, WAV};
pub(super) use webp::FORMAT as WEBP;
