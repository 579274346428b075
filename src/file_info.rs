//! Facts about a file that are not metadata: its format and its size.

use crate::format_id::FormatId;
use std::borrow::Cow;
use std::time::Duration;

/// Facts about a file, read from its container.
///
/// It serialises to `{"format", "mime", "width"?, "height"?, "displayWidth"?, "displayHeight"?, "orientation"?,
/// "hasAlpha"?, "components"?, "duration"?, "bitRate"?, "codecs"?, "size"}`, and back. Facts that the file does not state
/// are left out; those of films and sounds are only theirs.
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
    /// Width in pixels of a film as it is shown: after the rotation and the scaling of its track.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub display_width: Option<u32>,
    /// Height in pixels of a film as it is shown.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub display_height: Option<u32>,
    /// How to turn the picture for display: the EXIF code, 1 to 8. HEIF, AVIF and JPEG XL define it themselves,
    /// whatever their Exif says, and so does the track of a film.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub orientation: Option<u8>,
    /// Whether the picture has an alpha channel; `None` if the container does not say.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub has_alpha: Option<bool>,
    /// The number of colour components.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub components: Option<u8>,
    /// How long a film or a sound lasts, to the millisecond. It serialises to a number of seconds.
    #[cfg_attr(
        feature = "serde",
        serde(
            default,
            skip_serializing_if = "Option::is_none",
            serialize_with = "crate::serialize::seconds",
            deserialize_with = "crate::serialize::of_seconds"
        )
    )]
    pub duration: Option<Duration>,
    /// Bits in a second, on average: the size of the media data by the duration.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub bit_rate: Option<u64>,
    /// The codecs of pictures and sounds, each once, as the file names them: `hvc1`, `mp4a`, `0x0055`.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub codecs: Vec<Cow<'static, str>>,
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
    pub display_width: Option<u32>,
    pub display_height: Option<u32>,
    /// To the millisecond.
    pub duration: Option<Duration>,
    pub bit_rate: Option<u64>,
    pub codecs: Vec<Cow<'static, str>>,
}

impl ContainerInfo {
    /// The facts about a file of `size` bytes, whose format was `detected` from its first bytes.
    pub(crate) fn of_size(self, size: u64, detected: FormatId) -> FileInfo {
        // The reader may know the format better than the signature does, as for a camera raw that is a TIFF.
        let format = self.format.unwrap_or(detected);
        FileInfo {
            format,
            mime: Cow::Borrowed(format.mime()),
            width: self.width,
            height: self.height,
            display_width: self.display_width,
            display_height: self.display_height,
            orientation: self.orientation,
            has_alpha: self.has_alpha,
            components: self.components,
            duration: self.duration,
            bit_rate: self.bit_rate,
            codecs: self.codecs,
            size,
        }
    }
}
