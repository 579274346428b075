//! Removes properties from an XMP packet; everything else stays byte for byte.
//!
//! Elements and attributes are cut out of the text, and spaces before the end of the packet make up for them, so that
//! its length stays the same.

use memchr::memmem;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::ops::Range;

/// The longest packet that is edited.
fn longest() -> u64 {
    crate::limits::Limits::default().xmp_packet
}

/// The packet without the properties whose local names are to be removed; `None` if it has none of them.
pub(super) fn edit(packet: &[u8], goes: impl Fn(&str) -> bool) -> Result<Option<Vec<u8>>, &'static str> {
    if packet.len() as u64 > longest() {
        return Err("it is too long");
    }
    let (mark, text) = match packet.strip_prefix(b"\xef\xbb\xbf") {
        Some(rest) => (3, rest),
        None => (0, packet),
    };
    let text = std::str::from_utf8(text).map_err(|_| "it is not in UTF-8")?;
    if text.as_bytes().iter().take(4).any(|byte| *byte == 0) {
        return Err("it is not in UTF-8");
    }
    // A DOCTYPE may define anything, and a named node may repeat elsewhere the content of a removed property.
    let declares = memmem::find_iter(text.as_bytes(), b"<!").any(|at| {
        let rest = text.get(at + 2..).unwrap_or_default();
        !(rest.starts_with("--") || rest.starts_with('['))
    });
    if declares || text.contains("nodeID") {
        return Err("it has a DOCTYPE or named nodes");
    }
    let cuts = cuts(text, &goes)?;
    if cuts.is_empty() {
        return Ok(None);
    }
    let mut out = packet.get(..mark).unwrap_or_default().to_vec();
    out.reserve(text.len());
    let end =
        text.rfind("<?xpacket end").unwrap_or(text.trim_end_matches(['\0', ' ', '\n', '\r', '\t']).len());
    let room: usize = cuts.iter().map(Range::len).sum();
    let mut from = 0;
    for cut in cuts.iter().cloned().chain(std::iter::once(end..end)) {
        out.extend_from_slice(text.get(from..cut.start).ok_or("its end lies within a property")?.as_bytes());
        from = cut.end;
    }
    out.resize(out.len() + room, b' ');
    out.extend_from_slice(text.get(end..).unwrap_or_default().as_bytes());
    Ok(Some(out))
}

/// The ranges of text to cut out, in order.
fn cuts(text: &str, goes: &impl Fn(&str) -> bool) -> Result<Vec<Range<usize>>, &'static str> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().allow_dangling_amp = true;
    let mut cuts = Vec::new();
    let mut depth = 0u32;
    // The element being removed: where it starts, and its depth.
    let mut going: Option<(usize, u32)> = None;
    let mut position = 0;
    loop {
        let event = reader.read_event().map_err(|_| "its XML is broken")?;
        let end = usize::try_from(reader.buffer_position()).map_err(|_| "it is too long")?;
        let start = std::mem::replace(&mut position, end);
        match event {
            Event::Eof => break,
            Event::Start(tag) => {
                depth = depth.saturating_add(1);
                if going.is_none() {
                    if goes(local(tag.name().as_ref())) {
                        going = Some((start, depth));
                    } else {
                        attributes(text, start..end, goes, &mut cuts)?;
                    }
                }
            }
            Event::End(_) => {
                if let Some((from, _)) = going.take_if(|(_, at)| *at == depth) {
                    cuts.push(from..end);
                }
                depth = depth.checked_sub(1).ok_or("its XML is broken")?;
            }
            Event::Empty(tag) if going.is_none() => {
                if goes(local(tag.name().as_ref())) {
                    cuts.push(start..end);
                } else {
                    attributes(text, start..end, goes, &mut cuts)?;
                }
            }
            _ => {}
        }
    }
    if depth > 0 { Err("it ends within an element") } else { Ok(cuts) }
}

/// The attributes of a tag to be removed, each with the white space before it.
fn attributes(
    text: &str,
    tag: Range<usize>,
    goes: &impl Fn(&str) -> bool,
    cuts: &mut Vec<Range<usize>>,
) -> Result<(), &'static str> {
    let broken = "the attributes of an element are broken";
    let bytes = text.as_bytes().get(..tag.end).ok_or(broken)?;
    let is_space = |byte: u8| byte.is_ascii_whitespace();
    let find = |from: usize, wanted: &dyn Fn(u8) -> bool| {
        let rest = bytes.get(from..)?;
        rest.iter().position(|byte| wanted(*byte)).map(|at| from + at)
    };
    let ends_name = |byte| is_space(byte) || matches!(byte, b'/' | b'>' | b'=');
    let mut at = find(tag.start, &ends_name).ok_or(broken)?;
    loop {
        let space = at;
        let key = find(at, &|byte| !is_space(byte)).ok_or(broken)?;
        if matches!(bytes.get(key), Some(b'/' | b'>')) {
            return Ok(());
        }
        let key_end = find(key, &|byte| is_space(byte) || byte == b'=').ok_or(broken)?;
        let equals = find(key_end, &|byte| !is_space(byte)).filter(|at| bytes.get(*at) == Some(&b'='));
        let quote = equals.and_then(|at| find(at + 1, &|byte| !is_space(byte))).ok_or(broken)?;
        let mark = bytes.get(quote).copied().filter(|byte| matches!(byte, b'"' | b'\'')).ok_or(broken)?;
        at = find(quote + 1, &|byte| byte == mark).ok_or(broken)? + 1;
        let name = bytes.get(key..key_end).ok_or(broken)?;
        if !name.starts_with(b"xmlns") && goes(local_of(name)) {
            cuts.push(space..at);
        }
    }
}

fn local(name: &str) -> &str {
    // `exif:TIFF/EPStandardID` was written for a while: the name ends at the slash.
    let name = name.split_once(':').map_or(name, |(_, local)| local);
    name.split_once('/').map_or(name, |(name, _)| name)
}

fn local_of(name: &[u8]) -> &str {
    local(std::str::from_utf8(name).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::super::what::Classes;
    use super::*;

    fn edited(packet: &str) -> Result<Option<String>, &'static str> {
        let classes = Classes { gps: true, ..Classes::default() };
        let edited = edit(packet.as_bytes(), |name| classes.have_property(name))?;
        Ok(edited.map(|packet| String::from_utf8(packet).unwrap()))
    }

    #[test]
    fn elements_and_attributes_are_cut_out() {
        let packet = "<?xpacket begin='\u{feff}'?>\n<x a:b = 'c>'\n e:GPSLatitude=\"1\" d=\"&amp;\">\
            <e:GPSLongitude>2<e:GPSLongitude/></e:GPSLongitude><e:GPSAltitude/>é &amp; <!-- x --></x>  <?xpacket end='w'?>";
        let rest = "<?xpacket begin='\u{feff}'?>\n<x a:b = 'c>' d=\"&amp;\">é &amp; <!-- x --></x>  ";
        let after = edited(packet).unwrap().unwrap();
        assert_eq!(after.len(), packet.len());
        let room = " ".repeat(packet.len() - rest.len() - 19);
        assert_eq!(after, format!("{rest}{room}<?xpacket end='w'?>"));
        assert_eq!(edited(&after), Ok(None));
    }

    #[test]
    fn without_an_end_of_packet_the_room_is_at_the_end() {
        assert_eq!(edited("<x e:GPSA='1'/>\n\0").unwrap().unwrap(), format!("<x/>{}\n\0", " ".repeat(11)));
    }

    #[test]
    fn what_is_not_surely_understood_is_refused() {
        for packet in [
            "<!DOCTYPE x><x GPSA='1'/>",
            "<x><y></x>",
            "<x>",
            "</x>",
            "<x a='1>",
            "<x a=1/>",
            "<x a/>",
            "<x rdf:nodeID='a'/>",
            "<\0x\0/\0>\0",
        ] {
            assert!(edited(packet).is_err(), "{packet}: {:?}", edited(packet));
        }
    }

    #[test]
    fn every_prefix_is_survived() {
        let packet = "<x a:b='c' e:GPSLatitude='1'><e:GPSLongitude>2</e:GPSLongitude><![CDATA[a]]><y/></x>";
        for end in 0..packet.len() {
            let _ = edited(&packet[..end]);
        }
    }
}
