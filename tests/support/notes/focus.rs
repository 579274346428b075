//! Notes that tell where the camera focused and where it saw faces. The frames are squares, as the pictures are.

use super::super::exif::Data;
use super::{note, picture, record, shorts};

/// Five autofocus points, whose rows count upwards, two of them in focus.
pub fn points() -> Vec<u8> {
    let head = [0, 2, 5, 5, 4000, 4000, 4000, 4000];
    let sizes = [[200; 5], [400; 5]].concat();
    let across = [0xfc18, 0, 0, 0, 1000];
    let down = [0, 1000, 0, 0xfc18, 0];
    let mut areas = [&head[..], &sizes, &across, &down, &[0b10010, 0b00010, 1]].concat();
    areas[0] = u16::try_from(2 * areas.len()).expect("small");
    picture(false, "Canon", "Canon EOS 7D", |at| {
        let entries = vec![(0x26, Data::Short(areas.clone()))];
        note(false, b"", at, entries)
    })
}

/// Where the camera focused and the size of the area, and two faces in a record.
pub fn faces() -> Vec<u8> {
    let shot = record(
        336,
        &[
            (0, b"II"),
            (2, &shorts(&[0x48])),
            (48, &shorts(&[2, 0x20])),
            (72, &shorts(&[1000, 400, 800, 600])),
            (104, &shorts(&[3600, 2000, 800, 600])),
        ],
    );
    picture(false, "SONY", "ILCE-7", |at| {
        let entries = vec![
            (0x2027, Data::Short(vec![4000, 4000, 700, 1400])),
            (0x2037, Data::Undefined(shorts(&[200, 400, 257]))),
            (0x3000, Data::Undefined(shot.clone())),
            (0xb02b, Data::Long(vec![4000, 4000])),
        ];
        note(false, b"SONY DSC \0\0\0", at, entries)
    })
}
