//! Every bug leaves a test here: what was read wrongly once, told in the test's own words, with an input that the test
//! builds.
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
