//! XMP packets, and text in all standards.

use crate::support::exif::{Data, Directory, tiff};
use crate::support::jpeg::{digest, exif, extended_xmp, iim, jpeg, photoshop, resource, xmp};
use embedmeta::{CharsetRung, Extraction, Extractor, Groups, Rule};

/// A packet with these attributes and this content in its only description.
fn packet(attributes: &str, content: &str) -> String {
    format!(
        "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\
         <rdf:Description rdf:about='' xmlns:dc='http://purl.org/dc/elements/1.1/' \
         xmlns:photoshop='http://ns.adobe.com/photoshop/1.0/' xmlns:xmp='http://ns.adobe.com/xap/1.0/' \
         xmlns:exif='http://ns.adobe.com/exif/1.0/' xmlns:crs='http://ns.adobe.com/camera-raw-settings/1.0/' \
         xmlns:xmpNote='http://ns.adobe.com/xmp/note/' \
         xmlns:Iptc4xmpExt='http://iptc.org/std/Iptc4xmpExt/2008-02-29/' xmlns:m='http://example.com/m/' {attributes}>{content}\
         </rdf:Description></rdf:RDF></x:xmpmeta>"
    )
}

/// The packet with each `@` replaced by `byte`.
fn with_byte(packet: &str, byte: u8) -> Vec<u8> {
    packet.bytes().map(|letter| if letter == b'@' { byte } else { letter }).collect()
}

/// What the standards and makers say, without what the structure of the file says.
fn read(bytes: &[u8]) -> Extraction {
    let groups = Groups::EXIF | Groups::IPTC | Groups::XMP | Groups::MAKER_NOTES;
    Extractor::new().groups(groups).from_bytes(bytes).unwrap()
}

/// The tags of a packet, each as `group:name=value`.
fn tags(packet: &str) -> Vec<String> {
    let tags = read(packet.as_bytes()).tags;
    tags.iter().map(|tag| format!("{}:{}={}", tag.group, tag.full_name(), tag.value)).collect()
}

fn codes(read: &Extraction) -> Vec<&str> {
    read.issues.iter().map(|issue| issue.code.as_str()).collect()
}

/// The text after a broken name was read as part of it: `rdf:Descriptionmx1`.
#[test]
fn a_name_ends_at_a_byte_that_no_name_can_have() {
    for junk in ["\u{1}", "\u{c}", "\"", "\"\"", "=", "(", "\u{1f}'", "\\", "&", ","] {
        let text = packet("", &format!("<m:one{junk}m:two='1'>x</m:one{junk}><dc:source>y</dc:source>"));
        assert_eq!(tags(&text), ["XMP-m:One=x", "XMP-m:OneTwo=1", "XMP-dc:Source=y"], "{junk:?}");
        let empty = packet("", &format!("<rdf:Description{junk}dc:source='y'/>"));
        assert_eq!(tags(&empty), ["XMP-dc:Source=y"], "{junk:?}");
        assert!(codes(&read(text.as_bytes())).contains(&"broken-xml"));
    }
    // An unclosed quote hid the rest of the packet.
    assert_eq!(
        tags(&packet("", "<m:one\"a>x</m:one\"a><dc:source>y</dc:source>")),
        ["XMP-m:One=x", "XMP-dc:Source=y"]
    );
}

/// A tag without a name made a nameless property that included everything after it.
#[test]
fn a_tag_without_a_name_is_none() {
    let text = format!("<[xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?>{}", packet("dc:format='x'", ""));
    let read = read(&jpeg(&[xmp(text.as_bytes())]));
    assert_eq!(read.tags.iter().map(|tag| tag.group.to_string()).collect::<Vec<_>>(), ["XMP-dc"]);
    assert_eq!(tags(&packet("", "<\u{2}m:a>x</\u{2}m:a><dc:format>y</dc:format>")), ["XMP-dc:Format=y"]);
}

/// Attributes after a malformed one were lost, and names included quotes and control characters.
#[test]
fn attributes_around_broken_ones_are_read() {
    for junk in ["\u{1}", "a=b ", "m:a ", "\"\" ", "=\u{1} "] {
        let text = packet(&format!("dc:format='x' {junk}dc:source='y'"), "");
        assert_eq!(tags(&text), ["XMP-dc:Format=x", "XMP-dc:Source=y"], "{junk:?}");
    }
    assert_eq!(tags(&packet("m:a'b='x' dc:source='y'", "")), ["XMP-dc:Source=y"]);
}

/// An empty `x:xmptk` was shown as a toolkit without a name.
#[test]
fn an_empty_toolkit_is_none() {
    let with =
        |toolkit: &str| packet("", "").replace("'adobe:ns:meta/'", &format!("'adobe:ns:meta/' {toolkit}"));
    assert!(tags(&with("x:xmptk=''")).is_empty());
    assert_eq!(tags(&with("x:xmptk='XMP Core'")), ["XMP-x:XMPToolkit=XMP Core"]);
}

/// Undecodable bytes became part of a group: `XMP-f\u{fffd}`.
#[test]
fn a_prefix_that_could_not_be_read_is_no_group() {
    for attributes in ["", "xmlns:f@='urn:f'", "xmlns:f\u{fffd}='urn:f'"] {
        let sign = if attributes.contains('\u{fffd}') { "f\u{fffd}" } else { "f@" };
        let text = packet(attributes, &format!("<{sign}:one>x</{sign}:one><dc:source>y</dc:source>"));
        let read = read(&with_byte(&text, 0xff));
        let groups: Vec<_> = read.tags.iter().map(|tag| format!("{}:{}", tag.group, tag.name)).collect();
        assert_eq!(groups, ["XMP-tmp0:One", "XMP-dc:Source"], "{attributes}");
    }
    // The address identifies the namespace.
    let text = packet("xmlns:f@='http://purl.org/dc/elements/1.1/'", "<f@:source>y</f@:source>");
    let read = read(&with_byte(&text, 0xff));
    assert_eq!(read.tags[0].group.to_string(), "XMP-dc");
}

/// `exif:ColorSpace` 4294967295 is another form of 65535, but was treated so only in its printed text.
#[test]
fn the_raw_form_of_an_uncalibrated_colour_space() {
    for stored in ["4294967295", "65535"] {
        let read = read(packet(&format!("exif:ColorSpace='{stored}'"), "").as_bytes());
        assert_eq!(read.tags[0].value.to_string(), "Uncalibrated");
        assert_eq!(read.tags[0].raw().to_string(), "65535");
    }
    let read = read(packet("exif:ColorSpace='1'", "").as_bytes());
    assert_eq!(read.tags[0].raw().to_string(), "1");
}

/// A list that is printed as one word lost its items as stored.
#[test]
fn lists_that_are_printed_as_a_whole_are_lists_in_raw() {
    let list = |name: &str, items: &str| format!("<{name}><rdf:Seq>{items}</rdf:Seq></{name}>");
    let sampling = list("tiff:YCbCrSubSampling", "<rdf:li>2</rdf:li><rdf:li>1</rdf:li>");
    let text = packet("xmlns:tiff='http://ns.adobe.com/tiff/1.0/'", &sampling);
    let tag = &read(text.as_bytes()).tags[0];
    assert_eq!((tag.value.to_string(), tag.raw().to_string()), ("YCbCr4:2:2 (2 1)".into(), "2, 1".into()));
    let snapshots = list("a:Snapshots", "<rdf:li>one</rdf:li><rdf:li>four</rdf:li>");
    let tag = &read(packet("xmlns:a='http://ns.acdsee.com/iptc/1.0/'", &snapshots).as_bytes()).tags[0];
    assert!(matches!(tag.raw(), embedmeta::Value::List(items) if items.len() == 2));
}

/// `1.50` became 1.5, and long numbers lost their last digits to floating point.
#[test]
fn numbers_keep_their_digits() {
    for (text, json) in [
        ("1.50", "1.5"),
        ("0.10000", "0.1"),
        ("0.1", "0.1"),
        ("-2.25", "-2.25"),
        ("25", "25"),
        ("-0", "\"-0\""),
        ("007", "\"007\""),
        ("5.", "\"5.\""),
        ("1e5", "\"1e5\""),
        ("0.00001", "\"0.00001\""),
        ("3.14159265358979323846", "\"3.14159265358979323846\""),
        ("123456789012345678", "123456789012345678"),
        ("123456789012345678901234567890", "\"123456789012345678901234567890\""),
        ("1000000000000000.5", "\"1000000000000000.5\""),
    ] {
        let read = read(
            packet(&format!("crs:Shadows2012='{text}' Iptc4xmpExt:MaxAvailWidth='{text}'"), "").as_bytes(),
        );
        for tag in &read.tags {
            assert_eq!(tag.value.to_string(), text, "{}", tag.name);
            assert_eq!(tag.raw().to_string(), text, "{}", tag.name);
        }
        let width = read.metadata.get("MaxAvailWidth").unwrap();
        assert_eq!(serde_json::to_string(width).unwrap(), json);
        assert_eq!(
            tags(&packet(&format!("exif:GPSAltitude='{text}'"), "")),
            [format!("XMP-exif:GPSAltitude={text} m")]
        );
    }
}

/// Quantities stay numbers in the object, even with trailing zeros.
#[test]
fn quantities_are_numbers_in_the_object() {
    for (text, json) in [("0.50", "0.5"), ("0.5", "0.5"), ("+0.5", "\"+0.5\""), ("00.50", "\"00.50\"")] {
        let read = read(packet(&format!("crs:CropTop='{text}' crs:ToneMapStrength='{text}'"), "").as_bytes());
        for tag in &read.tags {
            assert_eq!(tag.value.to_string(), text);
        }
        let area = format!(
            "<r:Regions xmlns:r='http://www.metadataworkinggroup.com/schemas/regions/' \
            xmlns:a='http://ns.adobe.com/xmp/sType/Area#'><rdf:Description><r:RegionList><rdf:Bag>\
            <rdf:li><rdf:Description><r:Area a:h='{text}'/></rdf:Description></rdf:li></rdf:Bag></r:RegionList>\
            </rdf:Description></r:Regions>"
        );
        let read = self::read(packet("", &area).as_bytes());
        let height = read.metadata.get("RegionAreaH").unwrap();
        assert_eq!(serde_json::to_string(height).unwrap(), format!("[{json}]"));
    }
}

/// A Latin-1 value in a packet became U+FFFD. Now each value is decoded separately.
#[test]
fn values_of_a_packet_that_are_no_utf8() {
    let text = packet(
        "dc:format='caf@' dc:source='Zürich'",
        "<photoshop:City>caf@ cr\u{1}me</photoshop:City><photoshop:State>Grüße aus Zürich @ x</photoshop:State>",
    );
    let bytes: Vec<u8> =
        with_byte(&text, 0xe9).into_iter().map(|byte| if byte == 1 { 0xe8 } else { byte }).collect();
    let read = read(&jpeg(&[xmp(&bytes)]));
    assert_eq!(codes(&read), ["not-utf8"]);
    let found = |name: &str| {
        let tag = read.tags.iter().find(|tag| tag.name == name).unwrap();
        (tag.value.to_string(), tag.source.charset)
    };
    assert_eq!(found("Format"), ("café".into(), Some(CharsetRung::Fallback)));
    assert_eq!(found("Source"), ("Zürich".into(), None));
    assert_eq!(found("City"), ("café crème".into(), Some(CharsetRung::Fallback)));
    assert_eq!(found("State"), ("Grüße aus Zürich \u{fffd} x".into(), Some(CharsetRung::Declared)));
    let city = read.provenance.iter().find(|why| why.field == "City").unwrap();
    assert_eq!(city.winners[0].charset, Some(CharsetRung::Fallback));
    // Offsets stay correct after values that became longer.
    let file = jpeg(&[xmp(&bytes)]);
    let state = read.tags.iter().find(|tag| tag.name == "State").unwrap();
    let place = usize::try_from(state.source.offset).unwrap();
    assert!(file[place..].starts_with(b"<photoshop:State>"));
}

/// The user's fallback character set applies to XMP too.
#[test]
fn the_fallback_set_of_a_packet() {
    let text = with_byte(&packet("", "<photoshop:City>caf@</photoshop:City>"), 0x8e);
    let mac = Extractor::new().fallback_charset("macintosh".parse().unwrap()).from_bytes(&text).unwrap();
    assert_eq!(mac.metadata.text("City"), Some("café"));
}

/// The GUID of an extended packet.
fn guid(packet: &str) -> String {
    use std::fmt::Write;
    digest(packet.as_bytes()).iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02X}").unwrap();
        text
    })
}

/// An extended packet with a repeated portion was refused as if portions overlapped.
#[test]
fn equal_portions_of_extended_xmp_are_one() {
    let extension = packet("photoshop:Headline='Extension'", "");
    let id = guid(&extension);
    let main = packet(&format!("xmpNote:HasExtendedXMP='{id}'"), "");
    let portions = extended_xmp(&id, extension.as_bytes(), 200);
    let file = |portions: &[Vec<u8>]| jpeg(&[&[xmp(main.as_bytes())], portions].concat());
    for twice in 0..portions.len() {
        let read = read(&file(&[&portions[..], &portions[twice..=twice]].concat()));
        assert_eq!((read.metadata.text("Headline"), codes(&read)), (Some("Extension"), vec![]));
    }
    let all_twice = read(&file(&[&portions[..], &portions].concat()));
    assert_eq!(all_twice.metadata.text("Headline"), Some("Extension"));
    let mut other = portions[0].clone();
    *other.last_mut().unwrap() ^= 1;
    let read = read(&file(&[&portions[..], &[other]].concat()));
    assert_eq!((read.metadata.text("Headline"), codes(&read)), (None, vec!["extended-xmp"]));
}

/// How a text is stored.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Carrier {
    IimUtf8,
    IimLatin1,
    Iim,
    Exif,
    /// The type that Exif 3.0 has for UTF-8.
    ExifUtf8,
}

impl Carrier {
    /// The text, how its character set was found, and the issues, if it is stored as these bytes.
    fn outcome(self, bytes: &[u8], charset: &str) -> (String, Option<CharsetRung>, Vec<String>) {
        let datasets = |escape: &'static [u8]| {
            let datasets: [(u8, u8, &[u8]); 2] = [(1, 90, escape), (2, 120, bytes)];
            let skip = usize::from(escape.is_empty());
            jpeg(&[photoshop(&[resource(0x0404, &iim(&datasets[skip..]))])])
        };
        let entry = |kind: u16| {
            let mut block =
                tiff(false, vec![Directory(vec![(0x010e, Data::Undefined([bytes, b"\0\0\0\0"].concat()))])]);
            block[12..14].copy_from_slice(&kind.to_le_bytes());
            jpeg(&[exif(&block)])
        };
        let file = match self {
            Self::IimUtf8 => datasets(b"\x1b%G"),
            Self::IimLatin1 => datasets(b"\x1b.A"),
            Self::Iim => datasets(b""),
            Self::Exif => entry(2),
            Self::ExifUtf8 => entry(129),
        };
        let read = Extractor::new().fallback_charset(charset.parse().unwrap()).from_bytes(&file).unwrap();
        let is_text =
            |tag: &&embedmeta::Tag<'_>| matches!(&*tag.name, "Caption-Abstract" | "ImageDescription");
        let tag = read.tags.iter().find(is_text).unwrap();
        let codes =
            codes(&read).into_iter().filter(|code| *code != "charset-assumed").map(str::to_owned).collect();
        (tag.value.to_string(), tag.source.charset, codes)
    }

    fn rung(self) -> CharsetRung {
        match self {
            Self::IimUtf8 | Self::IimLatin1 | Self::ExifUtf8 => CharsetRung::Declared,
            Self::Iim | Self::Exif => CharsetRung::Utf8,
        }
    }
}

const CARRIERS: [Carrier; 4] = [Carrier::IimUtf8, Carrier::Iim, Carrier::Exif, Carrier::ExifUtf8];

/// One bad byte turned a whole UTF-8 text into `GrÃ¼ÃŸe`, and the reverse happened to other texts.
#[test]
fn the_ladder_of_character_sets() {
    let utf8 = "Grüße aus Zürich";
    for carrier in CARRIERS {
        let rung = carrier.rung();
        let holds = |bytes: &[u8], text: &str, rung: Option<CharsetRung>, damage: &[&str]| {
            let outcome = carrier.outcome(bytes, "windows-1252");
            assert_eq!(
                outcome,
                (text.to_owned(), rung, damage.iter().map(ToString::to_string).collect()),
                "{carrier:?} {bytes:x?}"
            );
        };
        let fallback = Some(CharsetRung::Fallback);
        holds(b"plain", "plain", None, &[]);
        holds(utf8.as_bytes(), utf8, Some(rung), &[]);
        for bad in [0xffu8, 0x80, 0xc3, 0xe9, 0xfe] {
            let bytes = [utf8.as_bytes(), &[b' ', bad, b' '], utf8.as_bytes()].concat();
            holds(&bytes, &format!("{utf8} \u{fffd} {utf8}"), Some(rung), &["not-utf8"]);
        }
        // A single multi-byte character, and a byte that is not a letter.
        holds(b"caf\xc3\xa9 \x80 x", "café \u{fffd} x", Some(rung), &["not-utf8"]);
        // Latin, alone and with a pair of letters that looks like UTF-8.
        holds(b"caf\xe9", "café", fallback, &[]);
        holds(b"\xabcaf\xe9\xbb", "«café»", fallback, &[]);
        holds(b"na\xefve cr\xe8me", "naïve crème", fallback, &[]);
        holds(b"\xc3\xa9 caf\xe9 na\xefve cr\xe8me", "Ã© café naïve crème", fallback, &[]);
        // With equal evidence for both, the declaration decides; without one, nothing is lost.
        let mixed = b"\xc3\xa9 \xe9t".as_slice();
        match rung {
            CharsetRung::Declared => holds(mixed, "é \u{fffd}t", Some(rung), &["not-utf8"]),
            _ => holds(mixed, "Ã© ét", fallback, &[]),
        }
        // The user's choice for everything else.
        let mac = |bytes: &[u8]| carrier.outcome(bytes, "macintosh");
        assert_eq!(mac(b"l'\x8et\x8e"), ("l'été".into(), fallback, vec![]), "{carrier:?}");
        assert_eq!(
            mac(b"l\xd5\x8et\x8e \x88 No\x91l"),
            ("l’été à Noël".into(), fallback, vec![]),
            "{carrier:?}"
        );
        assert_eq!(mac(utf8.as_bytes()), (utf8.into(), Some(rung), vec![]), "{carrier:?}");
    }
    // Any other declared set is trusted.
    for (bytes, text) in [(&b"plain"[..], "plain"), (b"caf\xe9", "café"), (b"\xc3\xa9", "Ã©"), (b"\xc3", "Ã")]
    {
        let rung = (!bytes.is_ascii()).then_some(CharsetRung::Declared);
        assert_eq!(Carrier::IimLatin1.outcome(bytes, "macintosh"), (text.into(), rung, vec![]));
    }
}

/// A text cut inside its last character was read as Windows-1252 as a whole, or ended in U+FFFD.
#[test]
fn a_text_that_is_cut_at_any_byte_stays_in_its_set() {
    for text in ["Grüße aus Zürich – schön!", "Käse €", "写真 東京", "Фото Москва", "no 😀 cat 😀", "Año"]
    {
        let first = text.char_indices().find(|(_, letter)| !letter.is_ascii()).unwrap();
        for end in 1..text.len() {
            let whole = &text[..text.floor_char_boundary(end)];
            // Without one complete character there is no evidence for UTF-8.
            if whole.is_empty() || end < first.0 + first.1.len_utf8() && first.1 > '\u{17f}' {
                continue;
            }
            for carrier in CARRIERS {
                let rung = (end > first.0).then_some(carrier.rung());
                let outcome = carrier.outcome(&text.as_bytes()[..end], "windows-1252");
                assert_eq!(outcome, (whole.to_owned(), rung, vec![]), "{carrier:?} {text} {end}");
            }
        }
    }
}

/// Half a surrogate pair at the end of UTF-16 was shown as `?`.
#[test]
fn utf16_that_is_cut_ends_before_the_cut() {
    let units = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let bytes = units("cat 😀");
    for cut in 1..4 {
        let title = bytes[..bytes.len() - cut].to_vec();
        let read = read(&jpeg(&[exif(&tiff(false, vec![Directory(vec![(0x9c9b, Data::Byte(title))])]))]));
        let tag = read.tags.iter().find(|tag| tag.name == "XPTitle").unwrap();
        assert_eq!(tag.value.to_string(), "cat ", "{cut}");
    }
}

/// An IPTC value cut inside a character was not recognised as the beginning of XMP's.
#[test]
fn a_value_that_is_cut_inside_a_character_is_recovered() {
    let whole = "Ein Name mit Umlauten, äöüäöüäöü und so weiter";
    for escape in [&b"\x1b%G"[..], b""] {
        for (field, number, limit) in [("MWGCity", 90, 32), ("MWGState", 95, 32), ("MWGCountry", 101, 64)] {
            let text = if limit == 64 { format!("{whole}, {whole}") } else { whole.to_owned() };
            let mut long = text.clone();
            // Shift the text until the limit falls inside a character.
            while long.is_char_boundary(limit) {
                long.insert(0, 'x');
            }
            let property = match number {
                90 => "photoshop:City",
                95 => "photoshop:State",
                _ => "photoshop:Country",
            };
            let datasets: Vec<(u8, u8, &[u8])> =
                [(1, 90, escape), (2, number, &long.as_bytes()[..limit])].into();
            let block = iim(&datasets[usize::from(escape.is_empty())..]);
            let resources = [resource(0x0404, &block), resource(0x0425, &[7; 16])];
            let file =
                jpeg(&[xmp(packet(&format!("{property}='{long}'"), "").as_bytes()), photoshop(&resources)]);
            let read = read(&file);
            assert_eq!(read.metadata.text(field), Some(long.as_str()), "{field}");
            let why = read.provenance.iter().find(|why| why.field == field).unwrap();
            assert_eq!(why.rule, Rule::Truncated, "{field}");
            let rung = if escape.is_empty() { CharsetRung::Utf8 } else { CharsetRung::Declared };
            let iim =
                read.tags.iter().find(|tag| tag.group.to_string() == "IPTC" && tag.source.charset.is_some());
            assert_eq!(iim.unwrap().source.charset, Some(rung), "{field}");
        }
    }
}
