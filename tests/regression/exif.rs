//! TIFF directories and their entries.
