//! Qualcomm's attributes: for each the length of its value, its name, a type and the value.

use super::items::{named, value};
use crate::bytes::ByteOrder::Little;
use crate::issue_code::IssueCode;
use crate::layout::emit;
use crate::layout::format::Format;
use crate::layout::part::{Part, Stored};
use crate::layout::state::State;
use crate::layout::tables::Table;

/// The type, a version, and the number of values.
const TYPE: usize = 5;
/// How many attributes are read.
const MOST: usize = 8192;

/// Reads the attributes.
pub(super) fn read<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: Part<'a>) {
    let Some(bytes) = part.bytes(u64::MAX) else { return };
    let part = part.ordered(Little);
    let mut at = 0;
    for _ in 0..MOST {
        let (Some(length), Some(name)) = (bytes.u16(at, Little), bytes.u8(at + 2)) else { return };
        let start = at + 3;
        let kind = start + usize::from(name);
        let data = bytes.get(kind + TYPE, length.into());
        let (Some(name), Some(kind), Some(data)) = (bytes.get(start, name.into()), bytes.u8(kind), data)
        else {
            state.issue(IssueCode::Truncated, bytes.absolute(at), || "Qualcomm's attributes".to_owned());
            return;
        };
        match (named(table, name.as_slice()), format(kind)) {
            (Some(row), Some(format)) => value(state, table, &part, row, (data, format)),
            (Some(row), None) => {
                let count = data.len() as u64;
                let at = part.position(data);
                let stored = Stored { part: &part, bytes: data, at, format: Format::Undef, count };
                emit::unread(state, table, row, &stored, count);
            }
            (None, _) => {}
        }
        at = start + name.len() + TYPE + data.len();
    }
}

/// The format of a value.
fn format(kind: u8) -> Option<Format> {
    Some(match kind {
        0 => Format::Int8u,
        1 => Format::Int8s,
        2 => Format::Int16u,
        3 => Format::Int16s,
        4 => Format::Int32u,
        5 => Format::Int32s,
        6 => Format::Float,
        7 => Format::Double,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use crate::segments::testing::{issues, jpeg, tags};

    #[test]
    fn attributes_have_names_and_types() {
        let mut bytes = b"\x1aQualcomm Camera Attributes".to_vec();
        bytes.extend(b"\x04\0\x0baf_position\x05\x01\0\x01\0\x1a\0\0\0");
        bytes.extend(b"\x01\0\x05other\0\x01\0\x01\0\x01");
        bytes.extend(b"\x02\0\x15aec_current_exp_index\x03\x01\0\x01\0\x34\x01");
        let whole = jpeg(&[(7, &bytes)]);
        assert_eq!(tags(&whole), ["Qualcomm:AFPosition=26", "Qualcomm:AECCurrentExpIndex=308"]);
        let cut = jpeg(&[(7, &bytes[..bytes.len() - 1])]);
        assert_eq!(tags(&cut), ["Qualcomm:AFPosition=26"]);
        assert_eq!(issues(&cut), ["truncated"]);
    }
}
