//! Camera motion metadata [CAMM]: records of angles, exposures, forces and places, with the least significant byte first.
//! Only the places are of use.

use super::fix;
use crate::bytes::{ByteOrder::Little, Bytes};
use crate::formula::Item;
use crate::layout::emit;
use crate::layout::format::Format;
use crate::layout::part::{Part, Stored};
use crate::layout::state::State;
use crate::layout::tables::{Table, key};
use crate::track::TrackPoint;

/// More is not searched for the first place.
const LONGEST: u64 = 16 * 1024;
/// Nothing, and the type.
const HEAD: usize = 4;
/// The sizes of the records of each type: angles, exposures, rotations, forces, position, place, place with accuracy,
/// magnetism.
const SIZES: [usize; 8] = [12, 8, 12, 12, 12, 24, 56, 12];
/// Seconds from 1970 to 1980, when GPS begins to count.
const GPS: f64 = 315_964_800.0;

/// Reads the records up to the first place.
pub(crate) fn read<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: Part<'a>) {
    let Some(bytes) = part.bytes(LONGEST).filter(|bytes| state.pay(bytes.len() as u64)) else { return };
    let mut at = 0;
    while let Some(kind) = bytes.u16(at + 2, Little) {
        let Some(size) = SIZES.get(usize::from(kind)) else { return };
        let Some(record) = bytes.get(at + HEAD, *size) else { return };
        at += HEAD + size;
        let Some((point, seconds)) = place(kind, record).filter(|(point, _)| point.is_place()) else {
            continue;
        };
        let position = part.position(record);
        let stored =
            Stored { part: &part, bytes: record, at: position, format: Format::Undef, count: *size as u64 };
        show(state, table, &stored, &point, seconds);
        fix::add(state, TrackPoint { date_time: seconds.and_then(fix::date), ..point }, 0, 1);
        return;
    }
}

/// The place of a record, and its time in seconds since 1970.
fn place(kind: u16, record: Bytes<'_>) -> Option<(TrackPoint, Option<f64>)> {
    let real = |at| record.u64(at, Little).map(f64::from_bits);
    let small = |at| record.u32(at, Little).map(f32::from_bits).map(f64::from);
    let point = TrackPoint::default();
    match kind {
        5 => {
            let altitude = real(16).filter(|number| number.is_finite());
            Some((TrackPoint { latitude: real(0)?, longitude: real(8)?, altitude, ..point }, None))
        }
        // A type of fix below 2 is none.
        6 if record.u32(8, Little)? >= 2 => {
            let (east, north) = (small(40)?, small(44)?);
            let speed = Some(east.hypot(north)).filter(|speed| speed.is_finite());
            let altitude = small(28).filter(|number| number.is_finite());
            let found = TrackPoint { latitude: real(12)?, longitude: real(20)?, altitude, speed, ..point };
            Some((found, real(0).filter(|seconds| *seconds > 0.0).map(|seconds| seconds + GPS)))
        }
        _ => None,
    }
}

/// Makes the tags of a place, from which fields are made.
fn show<'a>(
    state: &mut State<'_, 'a>,
    table: &'static Table,
    stored: &Stored<'_, 'a>,
    point: &TrackPoint,
    seconds: Option<f64>,
) {
    let numbers = [
        ("GPSLatitude", Some(point.latitude)),
        ("GPSLongitude", Some(point.longitude)),
        ("GPSAltitude", point.altitude),
        ("GPSDateTime", seconds),
    ];
    for (name, number) in numbers {
        let row = table.rows().iter().find(|row| key(row.id) == name);
        if let (Some(row), Some(number)) = (row, number) {
            emit::item(state, table, row, stored, Item::Real(number));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(parts: &[&[u8]]) -> Vec<u8> {
        parts.concat()
    }

    #[test]
    fn places_of_both_kinds() {
        let [latitude, longitude, altitude] = [48.5f64, -11.5, 520.25].map(f64::to_le_bytes);
        let plain = record(&[&latitude, &longitude, &altitude]);
        let (point, time) = place(5, Bytes::new(&plain, 0)).unwrap();
        assert_eq!((point.latitude, point.longitude, point.altitude), (48.5, -11.5, Some(520.25)));
        assert_eq!(time, None);
        let small = [521f32, 1.0, 2.0, 3.0, 4.0, 0.0, 0.0].map(f32::to_le_bytes).concat();
        let seconds = 1_393_680_630.25f64.to_le_bytes();
        let long = |fix: u32| record(&[&seconds, &fix.to_le_bytes(), &latitude, &longitude, &small]);
        let whole = long(3);
        let (point, time) = place(6, Bytes::new(&whole, 0)).unwrap();
        assert_eq!((point.altitude, point.speed), (Some(521.0), Some(5.0)));
        assert_eq!(time.and_then(fix::date).as_deref(), Some("2024-03-05T13:30:30.250Z"));
        assert!(place(6, Bytes::new(&long(1), 0)).is_none(), "no fix");
        assert!(place(5, Bytes::new(&plain[..12], 0)).is_none());
    }
}
