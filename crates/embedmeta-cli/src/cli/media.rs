//! The file object: what the file system and a media library know about a file.

use chrono::{DateTime, Utc};
use embedmeta::batch::Input;
use embedmeta::{Coordinates, Error, Extraction, FileFacts, FileObject, FileType, LibraryFacts, Source};
use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// What a media library knows about its files, keyed by their paths in it.
#[derive(Debug, Default)]
pub(crate) struct Library {
    path: Option<PathBuf>,
    files: HashMap<String, LibraryFacts>,
    /// The address that the files are served from, without a trailing slash.
    endpoint: Option<String>,
}

impl Library {
    /// Reads the facts from a file of NDJSON, keyed by `filePath`.
    ///
    /// The error names the file and the wrong line.
    pub(crate) fn read(path: Option<&Path>, endpoint: Option<&str>) -> Result<Self, String> {
        let endpoint = endpoint.map(|endpoint| endpoint.trim_end_matches('/').to_owned());
        let Some(path) = path else { return Ok(Self { endpoint, ..Self::default() }) };
        let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
        let mut files = HashMap::new();
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let wrong = |why: String| format!("{}:{}: {why}", path.display(), number + 1);
            let (name, facts) = line_of(line).map_err(wrong)?;
            if files.contains_key(&name) {
                return Err(wrong(format!("{name} stands here a second time")));
            }
            files.insert(name, facts);
        }
        Ok(Self { path: Some(path.to_path_buf()), files, endpoint })
    }

    /// The file that the facts were read from.
    pub(crate) fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// The object of a file. Files that are not pictures have one too.
    pub(crate) fn object(
        &self,
        input: &Input,
        source: &dyn Source,
        read: Result<Extraction, Error>,
    ) -> Result<Box<FileObject>, Error> {
        let (extraction, mime) = match read {
            Ok(extraction) => (Some(extraction), None),
            Err(Error::UnknownFormat { mime, .. }) => (None, Some(mime.to_owned())),
            Err(error) => return Err(error),
        };
        let file_path = input.library_path();
        let mut library = self.files.get(&file_path).cloned().unwrap_or_default();
        let metadata = fs::metadata(&input.path).ok();
        let time = |time: fn(&fs::Metadata) -> io::Result<SystemTime>| {
            metadata.as_ref().and_then(|metadata| time(metadata).ok()).map(iso)
        };
        let updated_at = time(fs::Metadata::modified);
        let mut facts = FileFacts::default();
        file_path.rsplit('/').next().unwrap_or_default().clone_into(&mut facts.name);
        // If the file system keeps no birth time, the file is at least as old as its last change.
        facts.created_at = time(fs::Metadata::created).or_else(|| updated_at.clone());
        facts.updated_at = updated_at;
        if library.file_id.is_none() {
            facts.content_id = content_id(source)?;
        }
        facts.size = source.len();
        facts.mime = mime;
        facts.file_path = file_path;
        if let Some(endpoint) = &self.endpoint {
            let path = encoded(&facts.file_path);
            let mime = extraction.as_ref().map(|read| &*read.file.mime);
            library.url.get_or_insert_with(|| format!("{endpoint}{path}"));
            if FileType::of(mime) == FileType::Image {
                library.thumbnail.get_or_insert_with(|| format!("{endpoint}/tr:n-ik_ml_thumbnail{path}"));
            }
        }
        Ok(Box::new(FileObject::new(facts, extraction, library)))
    }
}

fn line_of(line: &str) -> Result<(String, LibraryFacts), String> {
    let mut fields: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(line).map_err(|error| error.to_string())?;
    let Some(serde_json::Value::String(path)) = fields.remove("filePath") else {
        return Err("filePath is missing, or no text".into());
    };
    if !path.starts_with('/') {
        return Err(format!("filePath {path:?} does not start with a slash"));
    }
    if let Some(serde_json::Value::String(area)) = fields.get("customCoordinates") {
        Coordinates::try_from(area.clone()).map_err(|error| error.to_string())?;
    }
    let facts = serde_json::from_value(fields.into()).map_err(|error| error.to_string())?;
    Ok((path, facts))
}

/// ISO 8601 in UTC with milliseconds.
fn iso(time: SystemTime) -> String {
    DateTime::<Utc>::from(time).format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

/// 24 hexadecimal digits of the content's MD5. This reads the whole file.
fn content_id(source: &dyn Source) -> Result<String, Error> {
    let mut digest = md5::Context::new();
    let mut buffer = vec![0; 64 * 1024];
    let mut at = 0;
    loop {
        let count = source.read_at(at, &mut buffer)?;
        let Some(part) = buffer.get(..count).filter(|part| !part.is_empty()) else { break };
        digest.consume(part);
        at += count as u64;
    }
    let hex = |id: String, byte: &u8| id + &format!("{byte:02x}");
    Ok(digest.finalize().0.iter().take(12).fold(String::new(), hex))
}

/// The path with everything but unreserved characters and slashes percent-encoded [RFC 3986 2.3].
fn encoded(path: &str) -> String {
    let is_plain =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/');
    path.bytes().fold(String::new(), |text, byte| {
        if is_plain(byte) {
            text + char::from(byte).encode_utf8(&mut [0; 4])
        } else {
            text + &format!("%{byte:02X}")
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_a_library() {
        let line = r#"{"filePath":"/a.jpg","tags":["x"],"customCoordinates":"1,2,3,4","isPrivateFile":true}"#;
        let (path, facts) = line_of(line).unwrap();
        assert_eq!((path.as_str(), facts.is_private_file), ("/a.jpg", true));
        assert_eq!(facts.custom_coordinates.unwrap().as_str(), "1,2,3,4");
        for (line, why) in [
            ("{", "EOF"),
            (r#"{"tags":[]}"#, "filePath"),
            (r#"{"filePath":"a.jpg"}"#, "slash"),
            (r#"{"filePath":"/a","customCoordinates":"1,2,3"}"#, "x,y,width,height"),
            (r#"{"filePath":"/a","colour":"red"}"#, "colour"),
        ] {
            let error = line_of(line).unwrap_err();
            assert!(error.contains(why), "{line}: {error}");
        }
    }

    #[test]
    fn paths_in_addresses() {
        assert_eq!(encoded("/a b/ü.jpg"), "/a%20b/%C3%BC.jpg");
    }

    #[test]
    fn content_ids_are_of_the_content() {
        let bytes: &[u8] = b"abc";
        assert_eq!(content_id(&bytes).unwrap(), "900150983cd24fb0d6963f7d");
    }
}
