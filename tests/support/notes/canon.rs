//! Canon's maker notes: a directory without a head, whose offsets are counted from the start of the TIFF structure.

use super::super::exif::Data;
use super::{longs, note, picture};

const CAMERA: (&str, &str) = ("Canon", "Canon EOS 5D");

/// The camera's settings: numbers of 16 bits, the first of which is the size of all.
pub fn settings() -> Vec<u16> {
    let mut settings = vec![0; 26];
    settings[0] = 2 * 26;
    for (index, value) in [
        (1, 2),
        (2, 100),
        (3, 3),
        (5, 1),
        (7, 1),
        (9, 1),
        (10, 0),
        (13, 0xffff),
        (15, 2),
        (17, 3),
        (20, 2),
        (22, 6),
        (23, 70),
        (24, 24),
        (25, 1),
    ] {
        settings[index] = value;
    }
    settings
}

/// What was measured for a picture, with the size before it.
fn shot() -> Vec<u16> {
    let mut shot = vec![0; 28];
    shot[0] = 2 * 28;
    for (index, value) in
        [(1, 0), (2, 160), (3, 96), (4, 160), (5, 224), (6, 0xfff5), (7, 1), (9, 3), (15, 16)]
    {
        shot[index] = value;
    }
    shot
}

/// Two autofocus areas of nine, one after the other, the number of points before them.
fn areas() -> Vec<u16> {
    let points = [100, 100, 0xff9c, 0, 100, 20, 0xffec, 0];
    let head = [0, 2, 4, 4, 4368, 2912, 4368, 2912];
    let sizes = [[80; 4], [60; 4]].concat();
    let mut areas = [&head[..], &sizes, &points, &[0b0101, 0b0001, 2]].concat();
    areas[0] = u16::try_from(2 * areas.len()).expect("small");
    areas
}

/// Custom functions as pairs of a number and a value.
fn pairs() -> Vec<u16> {
    let pairs = [0x0001, 0x0100, 0x0201, 0x0301, 0x0403];
    [&[2 * 6][..], &pairs].concat()
}

/// Custom functions in groups: the size of all and the number of groups; in a group its number, its size, and the number of
/// its functions; in a function its number, the number of its values, and the values.
fn groups() -> Vec<u32> {
    let first = [1, 32, 2, 0x0101, 1, 1, 0x0102, 1, 0];
    let second = [2, 20, 1, 0x0201, 1, 2];
    let mut groups = [&[0, 2][..], &first, &second].concat();
    groups[0] = u32::try_from(4 * groups.len()).expect("small");
    groups
}

/// A note for the offset `at`, and a footer with the offset that it had when it was written.
fn with_footer(at: u32, was_at: u32) -> Vec<u8> {
    let entries = vec![
        (0x01, Data::Short(settings())),
        (0x04, Data::Short(shot())),
        (0x06, Data::Ascii("Canon EOS 5D")),
        (0x07, Data::Ascii("Firmware 1.0.1")),
        (0x09, Data::Ascii("Ann Example")),
        (0x0c, Data::Long(vec![420_300_123])),
        (0x0f, Data::Short(pairs())),
        (0x26, Data::Short(areas())),
        (0x99, Data::Long(groups())),
    ];
    [&note(false, b"", at, entries)[..], b"II*\0", &longs(&[was_at])].concat()
}

/// A note with a record whose size is checked, values one after the other, and custom functions in both forms.
pub fn whole() -> Vec<u8> {
    picture(false, CAMERA.0, CAMERA.1, |at| with_footer(at, at))
}

/// The same note after a program has moved it by 30 bytes and left its offsets as they were.
pub fn moved() -> Vec<u8> {
    picture(false, CAMERA.0, CAMERA.1, |at| {
        let was_at = at.saturating_sub(30);
        with_footer(was_at, was_at)
    })
}
