//! Notes that are no usual directories: records, texts, and directories of other kinds.

use super::super::exif::{Data, Directory, directory_at};
use super::{longs, note, picture, print_image_matching, record, shorts};

/// A record behind a signature.
pub fn kodak() -> Vec<u8> {
    let values = record(
        40,
        &[
            (0, b"DC290"),
            (9, &[2]),
            (12, &shorts(&[1792, 1200, 2001])),
            (18, &[3, 5, 14, 30, 15, 42]),
            (28, &[1, 7]),
        ],
    );
    let note = [&b"KDK0100\0"[..], &values].concat();
    picture(true, "EASTMAN KODAK COMPANY", "KODAK DC290", |_| note.clone())
}

/// A record that tells a moment, a temperature and texts in two encodings.
pub fn reconyx() -> Vec<u8> {
    let serial: Vec<u16> = "H500HH12345678\0".encode_utf16().collect();
    let values = record(
        110,
        &[
            (0, &shorts(&[0xf101, 2, 1, 0, 0x2009, 0x1130])),
            (12, b"M\0"),
            (14, &shorts(&[1, 3, 0, 77, 15, 30, 14, 3, 5, 2024, 2, 66, 19])),
            (42, &shorts(&serial)),
            (72, &shorts(&[128, 129, 130, 131, 1, 100, 8_700])),
            (86, b"GATE"),
        ],
    );
    picture(true, "RECONYX", "HC500 HYPERFIRE", |_| values.clone())
}

/// A text of letters and hexadecimal digits.
pub fn ricoh() -> Vec<u8> {
    picture(false, "RICOH", "RDC-5300", |_| b"Rev0106;Rg4C;Bg3F;\0".to_vec())
}

/// A text of capitals and four characters.
pub fn jvc() -> Vec<u8> {
    picture(true, "JVC", "GR-DV5000", |_| b"VER:0100QTY:FINE".to_vec())
}

/// A text of keys and values in brackets, one of them with a key that nothing lists.
pub fn dji() -> Vec<u8> {
    picture(true, "DJI", "FC220", |_| b"[ae_dbg_info:ab cd][sensor_id:0K8][new_thing:x y]".to_vec())
}

/// Texts with labels among other bytes, and a picture behind them.
pub fn hp() -> Vec<u8> {
    picture(true, "Hewlett-Packard", "PhotoSmart C850", |_| {
        b"610\0\x01\xffSERIAL NUMBER:CN12ABC\0\x02Lens Shading:off\0\xff\xd8\xff\xdb\xff\xd9".to_vec()
    })
}

/// A text of a maker that nothing lists.
pub fn text() -> Vec<u8> {
    picture(true, "Maker", "Model 1", |_| b"A text of the maker's own, 1.0\r\n\0".to_vec())
}

/// A note in which a directory of an unknown maker has only print image matching.
pub fn unknown() -> Vec<u8> {
    picture(true, "Maker", "Model 1", |at| {
        super::note(true, b"", at, vec![(0x0001, Data::Short(vec![1])), (0x0e00, print_image_matching())])
    })
}

/// The directory of another kind, with a directory without types in it.
pub fn phase_one() -> Vec<u8> {
    let inner = {
        let entries = [longs(&[0x0407, 8, 40]), longs(&[0x0419, 8, 48])].concat();
        let head = [&b"IIII\x01\0\0\0"[..], &longs(&[12, 2, 0])].concat();
        let values = [&b"AB12345\0"[..], &1.5f32.to_le_bytes(), &0.25f32.to_le_bytes()].concat();
        let at = head.len() + entries.len();
        assert_eq!(at, 44, "offsets of the values");
        [head, entries, vec![0; 4], values].concat()
    };
    let values = [&b"P45+\0\0\0\0"[..], &inner].concat();
    let entries = [
        [0x0102, 1, 8, 20],
        [0x0105, 4, 4, 100],
        [0x0110, 1, u32::try_from(inner.len()).expect("small"), 28],
        [0x0210, 4, 4, 21.5f32.to_bits()],
    ];
    let directory = 20 + values.len();
    let head = [&b"IIIITwaR"[..], &longs(&[u32::try_from(directory).expect("small"), 0, 0])].concat();
    let entries: Vec<u8> = entries.iter().flat_map(|entry| longs(entry)).collect();
    let note = [head, values, longs(&[4, 0]), entries].concat();
    picture(true, "Phase One A/S", "P45+", |_| note.clone())
}

/// Directories in values, each behind a mark of its byte order.
pub fn kodak_directories() -> Vec<u8> {
    picture(true, "EASTMAN KODAK COMPANY", "KODAK EASYSHARE V705", |at| {
        let inner = Directory(vec![
            (0xfa19, Data::Ascii("KCGFV71234567")),
            (0xfa1d, Data::Long(vec![3072])),
            (0xfa23, Data::Short(vec![280])),
            (0xfa24, Data::Long(vec![1250])),
        ]);
        let entries = vec![
            (0x0001, Data::Short(vec![1])),
            (0xfc00, Data::Undefined([&b"II"[..], &directory_at(false, 2, inner)].concat())),
        ];
        note(true, b"", at, entries)
    })
}

/// A directory whose number of entries has 32 bits.
pub fn ricoh_directory() -> Vec<u8> {
    let entries = vec![(0x0207, Data::Ascii("WG-M1")), (0x0300, Data::Ascii("RICOH   "))];
    let mut note = note(false, b"II*\0\x08\0\0\0\x02\0", 0, entries);
    note[10..12].fill(0);
    picture(true, "RICOH", "RICOH WG-M1", |_| note.clone())
}
