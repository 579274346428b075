//! Facts about a file that are not metadata: its format and its size.

use crate::format_id::FormatId;
use std::borrow::Cow;

/// Facts about a file, read from its container.
///
/// It serialises to `{"format", "mime", "width"?, "height"?, "orientation"?, "hasAlpha"?, "components"?, "size"}`, and
/// back. Facts that the file does not state are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub struct FileInfo {
    /// The format, as ExifTool's `File:FileType` (`JPEG`).
    pub format: FormatId,
    /// The media type (`image/jpeg`).
    pub mime: Cow<'static, str>,
    /// Width in pixels as stored, before any rotation.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub width: Option<u32>,
    /// Height in pixels as stored, before any rotation.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub height: Option<u32>,
    /// How to turn the picture for display: the EXIF code, 1 to 8. HEIF, AVIF and JPEG XL define it themselves,
    /// whatever their Exif says.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub orientation: Option<u8>,
    /// Whether the picture has an alpha channel; `None` if the container does not say.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub has_alpha: Option<bool>,
    /// The number of colour components.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub components: Option<u8>,
    /// The size of the file in bytes.
    pub size: u64,
}

/// What a container states about its file. If it gives no format, the one detected from the first bytes is used.
#[derive(Clone, Debug, Default)]
pub struct ContainerInfo {
    /// `None` if the format detected from the first bytes is exact enough.
    pub format: Option<FormatId>,
    pub width: Option<u32>,
    pub height: Option<u32>,
    pub orientation: Option<u8>,
    pub has_alpha: Option<bool>,
    pub components: Option<u8>,
}

impl ContainerInfo {
    /// The facts about a file of `size` bytes, whose format was `detected` from its first bytes.
    pub(crate) fn of_size(self, size: u64, detected: FormatId) -> FileInfo {
        let Self { format, width, height, orientation, has_alpha, components } = self;
        // The reader may know the format better than the signature does, as for a camera raw that is a TIFF.
        let format = format.unwrap_or(detected);
        FileInfo {
            format,
            mime: Cow::Borrowed(format.mime()),
            width,
            height,
            orientation,
            has_alpha,
            components,
            size,
        }
    }
}
