//! The table of consolidated fields.

use std::path::Path;

pub fn compile(_out: &Path) {}
