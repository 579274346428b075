//! PNG: removes chunks; those of the picture are kept with their checksums.

use super::outcome::{Error, Warnings, damaged};
use super::rights::Kept;
use super::what::{Classes, What};
use super::{exif, xmp};
use crate::bytes::Bytes;
use crate::container::png::text::{InternationalText, RAW_PROFILE, XMP, keyword, raw_profile};
use crate::limits::Limits;
use img_parts::png::{Png, PngChunk};
use std::fmt::Write;

pub(super) fn remake(
    bytes: &[u8],
    what: What,
    kept: &Kept,
    warnings: &mut Warnings,
) -> Result<Vec<u8>, Error> {
    let mut png = Png::from_bytes(img_parts::Bytes::copy_from_slice(bytes))?;
    if png.chunk_by_type(*b"IDAT").is_none() || png.chunk_by_type(*b"IEND").is_none() {
        return Err(damaged("it ends too early"));
    }
    if png.len() < bytes.len() && matches!(what, What::Classes(_)) {
        warnings.add("what lies after the picture left out");
    }
    match what {
        What::All { icc, .. } => {
            png.chunks_mut().retain(|chunk| match &chunk.kind() {
                b"iCCP" => icc,
                kind => is_needed(*kind),
            });
            let exif = kept.exif.clone().map(|block| PngChunk::new(*b"eXIf", block.into()));
            let xmp = kept.xmp.as_ref().map(|packet| [XMP, &[0; 5], packet].concat());
            let xmp = xmp.map(|data| PngChunk::new(*b"iTXt", data.into()));
            let iptc = kept.iptc.as_ref().map(|block| PngChunk::new(*b"zTXt", iptc_profile(block).into()));
            // Between the header and the pixels [PNG3 5.6].
            png.chunks_mut().splice(1..1, [exif, xmp, iptc].into_iter().flatten());
        }
        What::Classes(classes) => {
            let edited = png.chunks().iter().filter_map(|chunk| edited(chunk, classes, warnings)).collect();
            *png.chunks_mut() = edited;
        }
    }
    Ok(png.encoder().bytes().to_vec())
}

/// A text chunk with IPTC as `ImageMagick` writes it: the length, and the bytes as hexadecimal digits.
fn iptc_profile(block: &[u8]) -> Vec<u8> {
    let mut text = format!("\niptc\n{:8}", block.len());
    for (index, byte) in block.iter().enumerate() {
        let end = if index % 36 == 0 { "\n" } else { "" };
        // Writing to a string cannot fail.
        let _ = write!(text, "{end}{byte:02x}");
    }
    text.push('\n');
    let text = miniz_oxide::deflate::compress_to_vec_zlib(text.as_bytes(), 6);
    [RAW_PROFILE, b"iptc\0\0", &text].concat()
}

/// Whether a decoder needs the chunk: all critical chunks, and those for colours, transparency, density, display
/// hints and animation [PNG3 11].
fn is_needed(kind: [u8; 4]) -> bool {
    let is_critical = kind.first().is_some_and(u8::is_ascii_uppercase);
    is_critical
        || matches!(
            &kind,
            b"tRNS" | b"cHRM" | b"gAMA" | b"iCCP" | b"sBIT" | b"sRGB" | b"cICP" | b"mDCV" | b"cLLI" | b"bKGD"
        )
        || matches!(&kind, b"hIST" | b"pHYs" | b"sPLT" | b"acTL" | b"fcTL" | b"fdAT")
}

/// The chunk without what belongs to `classes`; `None` if it is removed.
fn edited(chunk: &PngChunk, classes: Classes, warnings: &mut Warnings) -> Option<PngChunk> {
    let kind = chunk.kind();
    let data = chunk.contents();
    match &kind {
        b"eXIf" => {
            let edited = exif::edit_headed(data, classes, warnings);
            let edited = warnings.kept("the Exif block", edited)?;
            Some(edited.map_or_else(|| chunk.clone(), |data| PngChunk::new(kind, data.into())))
        }
        b"iTXt" if keyword(data) == Some(XMP) => {
            let edited = edited_packet(data, classes);
            let edited = warnings.kept("the XMP packet", edited)?;
            Some(edited.map_or_else(|| chunk.clone(), |data| PngChunk::new(kind, data.into())))
        }
        b"tEXt" | b"zTXt" | b"iTXt" => {
            // A keyword without a NUL takes up the whole chunk.
            let name = keyword(data).unwrap_or(data);
            if keyword(data) == Some(XMP) || raw_profile(name).is_some() {
                warnings.add("a profile in a text chunk left out: it is not edited there");
                return None;
            }
            // Some programs also write single properties, as `exif:GPSLatitude`.
            let name = String::from_utf8_lossy(name);
            let local = name.rsplit(':').next().unwrap_or_default();
            (!classes.have_property(local)).then(|| chunk.clone())
        }
        b"tIME" => Some(chunk.clone()),
        _ if is_needed(kind) => Some(chunk.clone()),
        _ => {
            warnings.add(format!("the chunk {} left out: it is not looked into", kind.escape_ascii()));
            None
        }
    }
}

/// An iTXt chunk with an edited packet [PNG3 11.3.3.4]; `None` if nothing is removed.
fn edited_packet(data: &[u8], classes: Classes) -> Result<Option<Vec<u8>>, &'static str> {
    let rest = data.get(XMP.len() + 1..).unwrap_or_default();
    let chunk = InternationalText::read(Bytes::new(rest, 0)).ok_or("its chunk is damaged")?;
    let text = chunk.text.as_slice();
    let goes = |name: &str| classes.have_property(name);
    if chunk.is_compressed && chunk.method != 0 {
        return Err("its compression is unknown");
    }
    let edited = if chunk.is_compressed {
        let limit = Limits::default().inflate_part;
        let packet = miniz_oxide::inflate::decompress_to_vec_zlib_with_limit(text, limit)
            .map_err(|_| "it cannot be inflated")?;
        let edited = xmp::edit(&packet, goes)?;
        edited.map(|packet| miniz_oxide::deflate::compress_to_vec_zlib(&packet, 6))
    } else {
        xmp::edit(text, goes)?
    };
    Ok(edited.map(|text| [XMP, b"\0", chunk.head.as_slice(), &text].concat()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GPS: Classes = Classes { gps: true, places: false, people: false };

    #[test]
    fn packets_are_edited_as_they_are_stored() {
        const XMP: &[u8] = b"XML:com.adobe.xmp\0";
        let packet = b"<x e:GPSLatitude='1' d='2'/>";
        let plain = [XMP, b"\0\0de\0k\0", packet].concat();
        let after = edited_packet(&plain, GPS).unwrap().unwrap();
        assert_eq!(after, [XMP, b"\0\0de\0k\0<x d='2'/>", &[b' '; 18]].concat());
        assert_eq!(edited_packet(&after, GPS), Ok(None));
        let compressed =
            [XMP, b"\x01\0\0\0", &miniz_oxide::deflate::compress_to_vec_zlib(packet, 6)].concat();
        let after = edited_packet(&compressed, GPS).unwrap().unwrap();
        assert_eq!(edited_packet(&after, GPS), Ok(None));
        for end in XMP.len()..compressed.len() {
            assert!(edited_packet(&compressed[..end], GPS).is_err());
        }
    }

    #[test]
    fn keywords_of_single_properties_are_known() {
        let warnings = &mut Warnings::default();
        let text = |text: &[u8]| PngChunk::new(*b"tEXt", text.to_vec().into());
        assert!(edited(&text(b"exif:GPSLatitude\x001"), GPS, warnings).is_none());
        assert!(edited(&text(b"Comment\x001"), GPS, warnings).is_some());
        assert!(warnings.0.is_empty());
        assert!(edited(&text(b"Raw profile type exif\x001"), GPS, warnings).is_none());
        assert_eq!(warnings.0.len(), 1);
    }
}
