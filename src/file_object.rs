//! The documented file object of a media library: the properties of a file, beside the metadata that it carries.

use crate::metadata::EmbeddedMetadata;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A file as a media library describes it, in the documented order of properties.
///
/// Properties read from the file come from an [`Extraction`](crate::Extraction). Those that only the library knows
/// (tags, versions, crops, custom fields) come from the caller, in [`LibraryFacts`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct FileObject {
    /// Always `file`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The file's name without its folder.
    pub name: String,
    /// When it was created: ISO 8601 in UTC with milliseconds.
    pub created_at: Option<String>,
    /// When it was last modified: ISO 8601 in UTC with milliseconds.
    pub updated_at: Option<String>,
    /// 24 hexadecimal digits. Made from a hash of the content if the library gives no id of its own.
    pub file_id: String,
    /// Tags given by people.
    pub tags: Option<Vec<String>>,
    /// Tags given by machines.
    #[serde(rename = "AITags")]
    pub ai_tags: Option<Vec<AiTag>>,
    /// The version of this file.
    pub version_info: VersionInfo,
    /// The consolidated metadata; null if the file carries none.
    pub embedded_metadata: Option<EmbeddedMetadata>,
    /// The focus area of the picture, `x,y,width,height` in pixels.
    pub custom_coordinates: Option<String>,
    /// The library's own fields.
    pub custom_metadata: serde_json::Map<String, serde_json::Value>,
    /// Whether the file is hidden from the public.
    pub is_private_file: bool,
    /// The URL of the file.
    pub url: Option<String>,
    /// The URL of a thumbnail.
    pub thumbnail: Option<String>,
    /// `image` or `non-image`.
    pub file_type: FileType,
    /// The path within the library, with a leading slash.
    pub file_path: String,
    /// Height in pixels as stored.
    pub height: Option<u32>,
    /// Width in pixels as stored.
    pub width: Option<u32>,
    /// Size in bytes.
    pub size: u64,
    /// Whether the picture has an alpha channel.
    pub has_alpha: Option<bool>,
    /// The media type.
    pub mime: Option<String>,
}

/// A tag given by a machine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct AiTag {
    /// The tag.
    pub name: String,
    /// The machine's confidence, from 0 to 100.
    pub confidence: f64,
    /// The name of the machine.
    pub source: String,
}

/// A version of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct VersionInfo {
    /// The version's id; the file's own id if there is only one version.
    pub id: String,
    /// The version's name.
    pub name: String,
}

/// Whether a file is a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum FileType {
    /// A picture.
    Image,
    /// Anything else.
    NonImage,
}

impl FileType {
    /// The type of a file of this media type.
    pub fn of(mime: Option<&str>) -> Self {
        if mime.is_some_and(|mime| mime.starts_with("image/")) { Self::Image } else { Self::NonImage }
    }
}

/// What only a media library can know about a file. Everything is optional.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[non_exhaustive]
pub struct LibraryFacts {
    /// See [`FileObject::file_id`].
    pub file_id: Option<String>,
    /// See [`FileObject::created_at`].
    pub created_at: Option<String>,
    /// See [`FileObject::tags`].
    pub tags: Option<Vec<String>>,
    /// See [`FileObject::ai_tags`].
    #[serde(rename = "AITags")]
    pub ai_tags: Option<Vec<AiTag>>,
    /// See [`FileObject::version_info`].
    pub version_info: Option<VersionInfo>,
    /// See [`FileObject::custom_coordinates`].
    pub custom_coordinates: Option<Coordinates>,
    /// See [`FileObject::custom_metadata`].
    pub custom_metadata: serde_json::Map<String, serde_json::Value>,
    /// See [`FileObject::is_private_file`].
    pub is_private_file: bool,
    /// See [`FileObject::url`].
    pub url: Option<String>,
    /// See [`FileObject::thumbnail`].
    pub thumbnail: Option<String>,
}

/// Coordinates of an area in pixels, written `x,y,width,height`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Coordinates(String);

impl Coordinates {
    /// The coordinates in their written form.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The error for a text that is not an area, `x,y,width,height` in whole pixels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadCoordinates(String);

impl fmt::Display for BadCoordinates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "customCoordinates must be x,y,width,height in whole pixels, not {:?}", self.0)
    }
}

impl std::error::Error for BadCoordinates {}

impl TryFrom<String> for Coordinates {
    type Error = BadCoordinates;

    fn try_from(text: String) -> Result<Self, BadCoordinates> {
        let numbers = text.split(',').filter(|part| part.trim().parse::<u32>().is_ok()).count();
        if numbers == 4 && text.split(',').count() == 4 { Ok(Self(text)) } else { Err(BadCoordinates(text)) }
    }
}

/// What the file system knows about a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct FileFacts {
    /// The file's name without its folder.
    pub name: String,
    /// The path within the library, with a leading slash.
    pub file_path: String,
    /// ISO 8601 in UTC with milliseconds.
    pub created_at: Option<String>,
    /// ISO 8601 in UTC with milliseconds.
    pub updated_at: Option<String>,
    /// 24 hexadecimal digits of a hash of the content.
    pub content_id: String,
    /// Size in bytes.
    pub size: u64,
    /// The media type, for a file whose format is not supported.
    pub mime: Option<String>,
}

impl FileObject {
    /// Combines what was read from the file, what the file system knows and what the library knows.
    ///
    /// `extraction` is `None` if the format of the file is not supported.
    pub fn new(facts: FileFacts, extraction: Option<crate::Extraction>, library: LibraryFacts) -> Self {
        let (metadata, info) = extraction.map(|read| (read.metadata, read.file)).unzip();
        let file_id = library.file_id.unwrap_or(facts.content_id);
        let mime = info.as_ref().map(|info| info.mime.clone().into_owned()).or(facts.mime);
        let version_info = library
            .version_info
            .unwrap_or_else(|| VersionInfo { id: file_id.clone(), name: "Version 1".into() });
        Self {
            kind: "file".into(),
            name: facts.name,
            created_at: library.created_at.or(facts.created_at),
            updated_at: facts.updated_at,
            file_id,
            tags: library.tags,
            ai_tags: library.ai_tags,
            version_info,
            embedded_metadata: metadata.filter(|metadata| !metadata.is_empty()),
            custom_coordinates: library.custom_coordinates.map(|area| area.0),
            custom_metadata: library.custom_metadata,
            is_private_file: library.is_private_file,
            url: library.url,
            thumbnail: library.thumbnail,
            file_type: FileType::of(mime.as_deref()),
            file_path: facts.file_path,
            height: info.as_ref().and_then(|info| info.height),
            width: info.as_ref().and_then(|info| info.width),
            size: facts.size,
            has_alpha: info.as_ref().and_then(|info| info.has_alpha),
            mime,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_stand_in_the_documented_order() {
        let facts = FileFacts { name: "a.jpg".into(), file_path: "/a.jpg".into(), ..FileFacts::default() };
        let object = FileObject::new(facts, None, LibraryFacts::default());
        let json = serde_json::to_string(&object).unwrap();
        let names = [
            "type",
            "name",
            "createdAt",
            "updatedAt",
            "fileId",
            "tags",
            "AITags",
            "versionInfo",
            "embeddedMetadata",
            "customCoordinates",
            "customMetadata",
            "isPrivateFile",
            "url",
            "thumbnail",
            "fileType",
            "filePath",
            "height",
            "width",
            "size",
            "hasAlpha",
            "mime",
        ];
        let places: Vec<_> = names.iter().map(|name| json.find(&format!("\"{name}\":")).unwrap()).collect();
        assert!(places.is_sorted(), "{json}");
        assert_eq!(serde_json::from_str::<FileObject>(&json).unwrap(), object);
    }

    #[test]
    fn coordinates_are_four_numbers() {
        for good in ["0,0,10,20", "10, 10, 20, 20"] {
            assert!(Coordinates::try_from(good.to_owned()).is_ok(), "{good}");
        }
        for bad in ["", "1,2,3", "1,2,3,4,5", "1,2,3,x", "-1,2,3,4", "1.5,2,3,4"] {
            assert!(Coordinates::try_from(bad.to_owned()).is_err(), "{bad}");
        }
    }
}
