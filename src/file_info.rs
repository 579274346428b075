//! The facts about a file that are not metadata: what it is and how large.

use serde::Serialize;

/// Facts about a file, read from its container.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct FileInfo {
    /// The format, as ExifTool's `File:FileType` (`JPEG`).
    pub format: &'static str,
    /// The media type (`image/jpeg`).
    pub mime: &'static str,
    /// Width in pixels as stored, before any rotation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Height in pixels as stored, before any rotation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    /// How the picture is to be turned for showing: the EXIF code, 1 to 8. HEIF, AVIF and JPEG XL define it
    /// themselves, whatever Exif says in them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub orientation: Option<u8>,
    /// Whether the picture has an alpha channel; `None` where the container does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub has_alpha: Option<bool>,
    /// The number of colour components.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub components: Option<u8>,
    /// The size of the file in bytes.
    pub size: u64,
}
