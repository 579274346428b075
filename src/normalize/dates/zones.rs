//! The offsets from UTC that are in use somewhere, or have been since cameras could know their position.

/// How many seconds the difference between two clocks may deviate from an offset: clocks drift, and a GPS fix may be
/// some seconds old.
const DRIFT: i64 = 60;

/// The offset in minutes between UTC and a local time that is `seconds` ahead. `None` if no zone has it: the two are
/// not of the same moment, or one of the clocks was never set.
pub(super) fn between(seconds: i64) -> Option<i32> {
    let near = |minutes: i32| (seconds - i64::from(minutes) * 60).abs() <= DRIFT;
    OFFSETS.iter().copied().find(|minutes| near(*minutes))
}

/// Minutes east of Greenwich.
const fn east(hours: i32, minutes: i32) -> i32 {
    hours * 60 + minutes
}

/// Minutes west of Greenwich.
const fn west(hours: i32, minutes: i32) -> i32 {
    -east(hours, minutes)
}

/// Every offset of standard or summer time since 2000, each with a place that has or had it [tz database 2025b].
#[rustfmt::skip]
const OFFSETS: &[i32] = &[
    west(12, 0),  // ships west of the date line
    west(11, 0),  // Pago Pago
    west(10, 0),  // Honolulu
    west(9, 30),  // Marquesas
    west(9, 0),   // Anchorage
    west(8, 0),   // Los Angeles
    west(7, 0),   // Denver
    west(6, 0),   // Chicago
    west(5, 0),   // New York
    west(4, 30),  // Caracas, 2007 to 2016
    west(4, 0),   // Halifax
    west(3, 30),  // St. John's
    west(3, 0),   // Buenos Aires
    west(2, 30),  // St. John's in summer
    west(2, 0),   // Noronha
    west(1, 0),   // Cape Verde
    east(0, 0),   // London
    east(1, 0),   // Berlin
    east(2, 0),   // Cairo
    east(3, 0),   // Nairobi
    east(3, 30),  // Tehran
    east(4, 0),   // Dubai
    east(4, 30),  // Kabul
    east(5, 0),   // Karachi
    east(5, 30),  // Kolkata
    east(5, 45),  // Kathmandu
    east(6, 0),   // Dhaka
    east(6, 30),  // Yangon
    east(7, 0),   // Bangkok
    east(8, 0),   // Shanghai
    east(8, 30),  // Pyongyang, 2015 to 2018
    east(8, 45),  // Eucla
    east(9, 0),   // Tokyo
    east(9, 30),  // Darwin
    east(9, 45),  // Eucla in summer, 2006 to 2009
    east(10, 0),  // Brisbane
    east(10, 30), // Adelaide in summer
    east(11, 0),  // Nouméa
    east(11, 30), // Norfolk Island, until 2015
    east(12, 0),  // Auckland
    east(12, 45), // Chatham Islands
    east(13, 0),  // Tongatapu
    east(13, 45), // Chatham Islands in summer
    east(14, 0),  // Kiritimati
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_are_in_order_and_apart() {
        assert!(OFFSETS.is_sorted_by(|a, b| b - a >= 15));
        assert!(OFFSETS.iter().all(|minutes| minutes % 15 == 0));
    }

    #[test]
    fn only_zones_that_exist_are_zones() {
        for (seconds, zone) in [
            (0, Some(0)),
            (3600 + 60, Some(60)),
            (3600 - 60, Some(60)),
            (3600 + 61, None),
            (5 * 3600 + 45 * 60, Some(345)),
            (-(9 * 3600 + 30 * 60), Some(-570)),
            (-12 * 3600, Some(-720)),
            (14 * 3600 + 59, Some(840)),
            (75 * 60, None),
            (15 * 60, None),
            (-45 * 60, None),
            (14 * 3600 + 900, None),
            (-13 * 3600, None),
            (i64::MAX / 2, None),
        ] {
            assert_eq!(between(seconds), zone, "{seconds}");
        }
    }
}
