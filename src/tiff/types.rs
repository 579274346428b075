//! The types of values in a directory [TIFF6 p.15], including IFD [TIFF supplement 1], UTF-8 [EXIF30 4.6.2] and the
//! types of BigTIFF.

/// The type of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::upper_case_acronyms)] // as the specifications write them
pub enum FieldType {
    BYTE,
    ASCII,
    SHORT,
    LONG,
    RATIONAL,
    SBYTE,
    UNDEFINED,
    SSHORT,
    SLONG,
    SRATIONAL,
    FLOAT,
    DOUBLE,
    IFD,
    LONG8,
    SLONG8,
    IFD8,
    UTF8,
}

impl FieldType {
    /// The type with this code, including those of BigTIFF.
    pub fn from_code(code: u16) -> Option<Self> {
        Some(match code {
            1 => Self::BYTE,
            2 => Self::ASCII,
            3 => Self::SHORT,
            4 => Self::LONG,
            5 => Self::RATIONAL,
            6 => Self::SBYTE,
            7 => Self::UNDEFINED,
            8 => Self::SSHORT,
            9 => Self::SLONG,
            10 => Self::SRATIONAL,
            11 => Self::FLOAT,
            12 => Self::DOUBLE,
            13 => Self::IFD,
            16 => Self::LONG8,
            17 => Self::SLONG8,
            18 => Self::IFD8,
            129 => Self::UTF8,
            _ => return None,
        })
    }

    /// The size of one value in bytes.
    pub fn size(self) -> usize {
        match self {
            Self::BYTE | Self::ASCII | Self::SBYTE | Self::UNDEFINED | Self::UTF8 => 1,
            Self::SHORT | Self::SSHORT => 2,
            Self::LONG | Self::SLONG | Self::FLOAT | Self::IFD => 4,
            Self::RATIONAL | Self::SRATIONAL | Self::DOUBLE | Self::LONG8 | Self::SLONG8 | Self::IFD8 => 8,
        }
    }

    /// Whether the bytes are text, or have no defined meaning.
    pub fn is_text(self) -> bool {
        matches!(self, Self::ASCII | Self::UTF8 | Self::UNDEFINED)
    }

    /// Whether a value can be an offset.
    pub fn is_integer(self) -> bool {
        !self.is_text() && !matches!(self, Self::RATIONAL | Self::SRATIONAL | Self::FLOAT | Self::DOUBLE)
    }

    /// Whether it is one of the types of TIFF 6.0.
    pub fn is_classic(self) -> bool {
        !self.is_of_big_tiff() && !matches!(self, Self::IFD | Self::UTF8)
    }

    /// Whether only BigTIFF has this type.
    pub fn is_of_big_tiff(self) -> bool {
        matches!(self, Self::LONG8 | Self::SLONG8 | Self::IFD8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_have_their_sizes() {
        assert_eq!(FieldType::from_code(5).map(FieldType::size), Some(8));
        assert_eq!(FieldType::from_code(16).map(FieldType::size), Some(8));
        assert_eq!(FieldType::from_code(0), None);
        assert_eq!(FieldType::from_code(14), None);
    }

    #[test]
    fn types_of_64_bits_are_big_tiff_s() {
        let big = (0..256).filter_map(FieldType::from_code).filter(|kind| kind.is_of_big_tiff());
        assert!(big.eq([FieldType::LONG8, FieldType::SLONG8, FieldType::IFD8]));
    }
}
