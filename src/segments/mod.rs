//! The application segments of JPEG files, and what programs append to files: a folder of rows for each kind.
