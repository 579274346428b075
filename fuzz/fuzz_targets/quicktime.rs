//! The boxes of a film or of a picture, whatever container they are in.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    embedmeta_fuzz::film(input);
});
