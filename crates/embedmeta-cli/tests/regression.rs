//! Every bug leaves a test here. Its comment says what went wrong at the time, and its input is built by the test.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

mod regression {
    mod container;
    mod dates;
    mod exif;
    mod sidecar;
    mod values;
    mod xmp;
}
