//! Tag numbers that several modules use.

// Tags that point to other directories.
pub const SUB_IFDS: u16 = 330; // [TIFF supplement 1]
pub const EXIF_IFD: u16 = 34665; // [EXIF30 4.6.3]
pub const GPS_IFD: u16 = 34853;
pub const INTEROP_IFD: u16 = 40965;

// Tags that hold blocks of another kind.
pub const XMP: u16 = 700; // [XMP part 3, 1.1.6]
pub const IPTC: u16 = 33723;
pub const AFCP_IPTC: u16 = 0x8568; // IPTC that AFCP wrote
pub const PHOTOSHOP: u16 = 34377;
pub const ICC_PROFILE: u16 = 34675; // [TIFF/EP 5.2.6.1; ICC.1:2022 B.3]
pub const AS_SHOT_PROFILE: u16 = 0xc68f; // [DNG17 `AsShotICCProfile`]
pub const CURRENT_PROFILE: u16 = 0xc691;
pub const MANIFEST_STORE: u16 = 0xcd41; // [C2PA 2.1 A.3]
pub const MAKER_NOTE: u16 = 37500; // [EXIF30 4.6.5.3]
pub const DNG_PRIVATE_DATA: u16 = 0xc634; // [DNG17 `DNGPrivateData`]
pub const HASSELBLAD_EXIF: u16 = 0xc51b; // a complete TIFF structure

// Tags that point to pictures, and their lengths [TIFF6 section 8; TIFF6 section 22; EXIF30 4.6.5.2].
pub const STRIP_OFFSETS: u16 = 273;
pub const STRIP_BYTE_COUNTS: u16 = 279;
pub const JPEG_OFFSET: u16 = 513;
pub const JPEG_LENGTH: u16 = 514;

// Tags that describe the picture of a directory [TIFF6 section 8].
pub const NEW_SUBFILE_TYPE: u16 = 254;
pub const IMAGE_WIDTH: u16 = 256;
pub const IMAGE_LENGTH: u16 = 257;
pub const BITS_PER_SAMPLE: u16 = 258;
pub const COMPRESSION: u16 = 259;
pub const PHOTOMETRIC: u16 = 262;
pub const MAKE: u16 = 271;
pub const MODEL: u16 = 272;
pub const SOFTWARE: u16 = 305;
pub const ORIENTATION: u16 = 274;
pub const SAMPLES_PER_PIXEL: u16 = 277;
pub const ROWS_PER_STRIP: u16 = 278;
