//! The samples of `testdata/`. A function here makes each, and the README there explains its purpose.

use super::boxes;
use super::document;
use super::exif::{Data, Directory, tiff};
use super::facts;
use super::films;
use super::formats;
use super::icc;
use super::jpeg::{self, digest, exif, extended_xmp, iim, jpeg, photoshop, resource, segment, xmp};
use super::jumbf;
use super::notes::{canon as canon_notes, computed, damaged, files, focus, makers, nikon, records};
use super::png::{self, chunk, png, raw_profile};
use super::raster;
use super::raw::{self, BigData};
use super::recordings;
use super::segments;

/// The samples: their file names and how they are made.
pub const SAMPLES: &[(&str, fn() -> Vec<u8>)] = &[
    ("plain.jpg", || jpeg(&[])),
    ("exif-little-endian.jpg", || jpeg(&[exif(&camera(false))])),
    ("exif-big-endian.jpg", || jpeg(&[exif(&camera(true))])),
    ("exif-truncated.jpg", || jpeg(&[exif(&camera(false))])[..300].to_vec()),
    ("exif-damaged.jpg", damaged_exif),
    ("iptc-utf8.jpg", || jpeg(&[photoshop(&[resource(0x0404, &iim(UTF8))])])),
    ("iptc-latin1.jpg", || jpeg(&[photoshop(&[resource(0x0404, &iim(LATIN1))])])),
    ("iptc-two-segments.jpg", two_segments),
    ("xmp-shapes.jpg", || jpeg(&[xmp(SHAPES.as_bytes())])),
    ("xmp-utf16.jpg", || jpeg(&[xmp(&utf16(MINIMAL))])),
    ("xmp-extended.jpg", extended),
    ("xmp-doctype.jpg", || jpeg(&[xmp(format!("<!DOCTYPE x [<!ENTITY a \"b\">]>{MINIMAL}").as_bytes())])),
    ("conflict-digest-missing.jpg", || conflict(None)),
    ("conflict-digest-matches.jpg", || conflict(Some(true))),
    ("conflict-digest-differs.jpg", || conflict(Some(false))),
    ("fill-bytes-and-garbage.jpg", garbage),
    ("tiff-blocks.tif", || tiff_with_blocks(false)),
    ("tiff-blocks-big-endian.tif", || tiff_with_blocks(true)),
    ("bigtiff.tif", || raw::bigtiff(true, BIGTIFF)),
    ("bigtiff-little-endian.tif", || raw::bigtiff(false, BIGTIFF)),
    ("raw-nikon.nef", raw::nef),
    ("raw-adobe.dng", raw::dng),
    ("raw-panasonic.rw2", || raw::rw2(jpeg(&[exif(&camera(false))]))),
    ("raw-fuji.raf", || raw::raf(&jpeg(&[exif(&camera(false)), xmp(MINIMAL.as_bytes())]))),
    ("raw-minolta.mrw", || raw::mrw(&camera(true), &[])),
    ("raw-sigma.x3f", || raw::x3f(&jpeg(&[exif(&camera(true))]))),
    ("raw-canon.crw", || raw::crw(MINIMAL.as_bytes())),
    ("segments.exv", || raw::exv(&[exif(&camera(false)), xmp(MINIMAL.as_bytes())])),
    ("heif.heic", || boxes::heif(b"heic", &camera(true), MINIMAL.as_bytes())),
    ("avif.avif", || boxes::heif(b"avif", &camera(false), SHAPES.as_bytes())),
    ("film.mov", || boxes::film(b"qt  ", MINIMAL.as_bytes())),
    ("film-phone.mov", recordings::phone),
    ("film-gopro.mp4", recordings::gopro),
    ("film-motion.mp4", recordings::motion),
    ("film-document.mp4", recordings::professional),
    ("film-tracks.mp4", films::tracks),
    ("film-3gpp.3gp", films::places),
    ("film-uuid.mp4", || boxes::film_with_uuid(b"mp42", MINIMAL.as_bytes())),
    ("canon.cr3", canon),
    ("jpeg2000.jp2", || boxes::jp2(&camera(false), &iim(UTF8), MINIMAL.as_bytes())),
    ("jpegxl.jxl", || boxes::jxl(&camera(true), MINIMAL.as_bytes())),
    ("png-chunks.png", || png(&[chunk(*b"eXIf", &camera(true)), png::xmp(MINIMAL.as_bytes(), true)], &[])),
    ("png-profiles.png", png_profiles),
    ("png-damaged.png", png_damaged),
    ("profile-matrix.jpg", || jpeg(&icc::segments(&icc::matrix(), 200))),
    ("profile-languages.png", || png(&[icc::chunk(&icc::languages())], &[])),
    ("profile-damaged.jpg", || jpeg(&icc::segments(&icc::damaged(), 60_000))),
    ("png-facts.png", formats::png_facts),
    ("gif-animation.gif", formats::gif_animation),
    ("webp-animation.webp", formats::webp_animation),
    ("chunks-film.avi", formats::avi),
    ("chunks-sound.wav", formats::wav),
    ("jpeg2000-facts.jp2", formats::jp2_facts),
    ("matroska.mkv", formats::matroska),
    ("webp-extended.webp", || {
        let exif = [b"Exif\0\0", &camera(false)[..]].concat();
        raster::webp(&[(b"odd ", b"!"), (b"EXIF", &exif), (b"XMP ", MINIMAL.as_bytes())])
    }),
    ("gif-packet.gif", || raster::gif(MINIMAL.as_bytes())),
    ("regions.webp", || raster::webp(&[(b"XMP ", REGIONS.as_bytes())])),
    ("bmp-top-down.bmp", raster::bmp),
    ("cursor.cur", raster::cursor),
    ("photoshop.psd", || raster::psd(&resources())),
    ("svg-packet.svg", || document::svg(MINIMAL)),
    ("pdf-table.pdf", || document::pdf(MINIMAL.as_bytes(), &resources().concat())),
    ("pdf-compressed.pdf", || document::compressed_pdf(MINIMAL.as_bytes(), &resources().concat())),
    ("eps-binary.eps", || {
        let packet =
            format!("<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?>{MINIMAL}<?xpacket end='w'?>");
        document::eps(&packet, &resources().concat())
    }),
    ("facts-header.bmp", facts::bmp),
    ("facts-layers.psd", facts::psd),
    ("facts-comments.eps", facts::eps),
    ("facts-information.pdf", facts::pdf),
    ("facts-description.svg", facts::svg),
    ("facts-geographic.tif", facts::geo),
    ("facts-directory.raf", || facts::raf(&jpeg(&[segment(0xfe, b"A comment"), exif(&camera(false))]))),
    ("facts-properties.x3f", facts::x3f),
    ("sidecar.xmp", || format!("<?xml version=\"1.0\"?>\n{SHAPES}").into_bytes()),
    ("credentials-segments.jpg", || jpeg(&jpeg::jumbf(&jumbf::store(), 700))),
    ("credentials-damaged.jpg", || {
        let mut segments = jpeg::jumbf(&jumbf::store(), 300);
        segments.remove(2);
        jpeg(&segments)
    }),
    ("credentials-chunk.png", || png(&[chunk(*b"caBX", &jumbf::store_2())], &[])),
    ("credentials-webp.webp", || raster::webp(&[(b"C2PA", &jumbf::store_2())])),
    ("credentials-tag.tif", || {
        let entries = vec![(256, Data::Short(vec![30])), (0xcd41, Data::Undefined(jumbf::store()))];
        tiff(true, vec![Directory(entries)])
    }),
    ("credentials-box.avif", || {
        let picture = boxes::heif(b"avif", &camera(false), MINIMAL.as_bytes());
        [picture, boxes::manifest_store(&jumbf::store())].concat()
    }),
    // In JPEG XL the outermost box of the store is a top-level box of the file.
    ("credentials-xl.jxl", || [boxes::jxl(&camera(true), MINIMAL.as_bytes()), jumbf::store_2()].concat()),
    ("segments-multi-picture.jpg", segments::multi_picture),
    ("segments-thermal.jpg", segments::thermal),
    ("segments-programs.jpg", segments::programs),
    ("segments-trailers.jpg", segments::trailers),
    ("note-canon.jpg", canon_notes::whole),
    ("note-canon-moved.jpg", canon_notes::moved),
    ("computed.jpg", computed::picture),
    ("note-nikon.jpg", nikon::third),
    ("note-nikon-first.jpg", nikon::first),
    ("note-nikon-without-keys.jpg", nikon::without_keys),
    ("note-nikon-offsets.jpg", nikon::offsets),
    ("note-olympus.jpg", makers::olympus),
    ("note-olympus-old.jpg", makers::olympus_old),
    ("note-apple.jpg", makers::apple),
    ("note-fuji.jpg", makers::fuji),
    ("note-pentax.jpg", makers::pentax),
    ("note-casio-moved.jpg", makers::casio),
    ("note-ge.jpg", makers::ge),
    ("note-ge-fixed.jpg", makers::ge_fixed),
    ("note-panasonic.jpg", makers::panasonic),
    ("note-leica.jpg", makers::leica),
    ("note-sigma.jpg", makers::sigma),
    ("note-samsung.jpg", makers::samsung),
    ("note-minolta.jpg", makers::minolta),
    ("note-sony.jpg", makers::sony),
    ("note-sony-list.jpg", makers::sony_list),
    ("note-sony-twice.jpg", makers::sony_twice),
    ("note-focus.jpg", focus::points),
    ("note-faces.jpg", focus::faces),
    ("note-kodak.jpg", records::kodak),
    ("note-kodak-directories.jpg", records::kodak_directories),
    ("note-reconyx.jpg", records::reconyx),
    ("note-ricoh.jpg", records::ricoh),
    ("note-ricoh-directory.jpg", records::ricoh_directory),
    ("note-jvc.jpg", records::jvc),
    ("note-dji.jpg", records::dji),
    ("note-hp.jpg", records::hp),
    ("note-phase-one.jpg", records::phase_one),
    ("note-text.jpg", records::text),
    ("note-unknown.jpg", records::unknown),
    ("note-private.dng", files::dng),
    ("note-heap.crw", files::crw),
    ("note-heap-segment.jpg", files::heap_in_jpeg),
    ("note-box.cr3", files::cr3),
    ("note-blocks.mrw", files::blocks),
    ("note-damaged-entries.jpg", damaged::entries),
    ("note-damaged-type.jpg", damaged::no_entries),
    ("note-damaged-directory.jpg", damaged::cut_directory),
    ("note-damaged-records.jpg", damaged::cut_records),
    ("note-damaged-search.jpg", damaged::no_directory),
    ("note-overlapping.jpg", damaged::overlapping),
    ("stereo.jps", || jpeg(&[exif(&camera(false)), segment(0xe3, b"_JPSJPS_\0\x04\0\0\0\0")])),
    ("frames.mng", frames),
    ("picture.jng", jng),
    ("codestream.j2c", || CODESTREAM.to_vec()),
    // 64 × 32 pixels, with defaults for everything else [ISO/IEC 18181-1 D.2].
    ("codestream-xl.jxl", || b"\xff\x0a\xc7\x03".to_vec()),
    ("raw-kyocera.raw", || [&[0; 0x19], &b"ARECOYK"[..], &[0; 32]].concat()),
    ("riff-film.avi", || b"RIFF\x04\0\0\0AVI ".to_vec()),
    ("riff-sound.wav", || b"RIFF\x04\0\0\0WAVE".to_vec()),
    ("xempty.jpg", Vec::new),
    ("xtext.jpg", || b"This is no picture, whatever its name says.\n".to_vec()),
];

fn camera(big: bool) -> Vec<u8> {
    let ascii = Data::Ascii;
    let interop = Directory(vec![(1, ascii("R98")), (2, Data::Undefined(b"0100".to_vec()))]);
    let mut comment = b"UNICODE\0".to_vec();
    for unit in "Grüße".encode_utf16() {
        comment.extend(if big { unit.to_be_bytes() } else { unit.to_le_bytes() });
    }
    let exif = Directory(vec![
        (0x829a, Data::Rational(vec![(1, 160)])),
        (0x829d, Data::Rational(vec![(71, 10)])),
        (0x8822, Data::Short(vec![1])),
        (0x8827, Data::Short(vec![100])),
        (0x9000, Data::Undefined(b"0232".to_vec())),
        (0x9003, ascii("2024:03:05 14:30:15")),
        (0x9004, ascii("2024:03:05 14:30:16")),
        (0x9010, ascii("+01:00")),
        (0x9011, ascii("+01:00")),
        (0x9101, Data::Undefined(vec![1, 2, 3, 0])),
        (0x9201, Data::SRational(vec![(737_600, 100_000)])),
        (0x9202, Data::Rational(vec![(565_600, 100_000)])),
        (0x9204, Data::SRational(vec![(-1, 3)])),
        (0x9206, Data::Rational(vec![(0, 0)])),
        (0x9207, Data::Short(vec![5])),
        (0x9209, Data::Short(vec![0x19])),
        (0x920a, Data::Rational(vec![(50, 1)])),
        (0x9286, Data::Undefined(comment)),
        (0x9291, ascii("25")),
        (0xa000, Data::Undefined(b"0100".to_vec())),
        (0xa001, Data::Short(vec![1])),
        (0xa002, Data::Long(vec![8])),
        (0xa003, Data::Long(vec![8])),
        (0xa005, Data::Directory(interop)),
        (0xa300, Data::Undefined(vec![3])),
        (0xa301, Data::Undefined(vec![1])),
        (0xa402, Data::Short(vec![77])),
        (0xa432, Data::Rational(vec![(24, 1), (70, 1), (28, 10), (28, 10)])),
        (0xa434, ascii("24-70mm f/2.8")),
    ]);
    let gps = Directory(vec![
        (0, Data::Byte(vec![2, 3, 0, 0])),
        (1, ascii("S")),
        (2, Data::Rational(vec![(33, 1), (51, 1), (2_450, 100)])),
        (3, ascii("E")),
        (4, Data::Rational(vec![(151, 1), (12, 1), (5_450, 100)])),
        (5, Data::Byte(vec![1])),
        (6, Data::Rational(vec![(125, 10)])),
        (7, Data::Rational(vec![(13, 1), (30, 1), (15, 1)])),
        (29, ascii("2024:03:05")),
    ]);
    let first = Directory(vec![
        (0x010e, ascii("A harbour at night")),
        (0x010f, ascii("Maker")),
        (0x0110, ascii("Model 1")),
        (0x0112, Data::Short(vec![6])),
        (0x011a, Data::Rational(vec![(300, 1)])),
        (0x011b, Data::Rational(vec![(300, 1)])),
        (0x0128, Data::Short(vec![2])),
        (0x0131, ascii("Firmware 1.0")),
        (0x0132, ascii("2024:03:06 09:00:00")),
        (0x013b, ascii("Ann Example")),
        (0x0213, Data::Short(vec![1])),
        (0x8298, ascii("2024 Ann Example")),
        (0x8769, Data::Directory(exif)),
        (0x8825, Data::Directory(gps)),
        (0x9c9b, Data::Byte("Titel".encode_utf16().flat_map(u16::to_le_bytes).chain([0, 0]).collect())),
    ]);
    let second = Directory(vec![
        (0x0103, Data::Short(vec![6])),
        (0x011a, Data::Rational(vec![(72, 1)])),
        (0x011b, Data::Rational(vec![(72, 1)])),
        (0x0128, Data::Short(vec![2])),
    ]);
    tiff(big, vec![first, second])
}

/// A camera's directories, each in a structure of its own.
fn canon() -> Vec<u8> {
    let first = vec![(0x010f, Data::Ascii("Canon")), (0x0112, Data::Short(vec![8]))];
    let exif = vec![(0x829d, Data::Rational(vec![(28, 10)])), (0x9003, Data::Ascii("2024:03:05 14:30:15"))];
    let gps = vec![(1, Data::Ascii("N")), (2, Data::Rational(vec![(46, 1), (30, 1), (0, 1)]))];
    let [first, exif, gps] = [first, exif, gps].map(|entries| tiff(false, vec![Directory(entries)]));
    boxes::cr3(&[(b"CMT1", &first), (b"CMT2", &exif), (b"CMT4", &gps)], MINIMAL.as_bytes())
}

/// A directory that links to itself, a value beyond the end of the file, and a type that does not exist.
fn damaged_exif() -> Vec<u8> {
    let directory = Directory(vec![
        (0x010f, Data::Ascii("Maker")),
        (0x0110, Data::Ascii("Model 1")),
        (0x0112, Data::Short(vec![1])),
        (0x0131, Data::Ascii("Firmware 1.0")),
    ]);
    let mut bytes = tiff(false, vec![directory]);
    // Entries start at byte 10, 12 bytes each: this sets the offset of the second and the type of the third.
    bytes[10 + 12 + 8..10 + 24].copy_from_slice(&0xffff_ff00u32.to_le_bytes());
    bytes[10 + 24 + 2..10 + 24 + 4].copy_from_slice(&99u16.to_le_bytes());
    bytes[10 + 48..10 + 52].copy_from_slice(&8u32.to_le_bytes());
    jpeg(&[exif(&bytes)])
}

const UTF8: &[(u8, u8, &[u8])] = &[
    (1, 90, b"\x1b%G"),
    (2, 0, &[0, 4]),
    (2, 5, "Großer Hafen".as_bytes()),
    (2, 25, b"harbour"),
    (2, 25, b"night"),
    (2, 55, b"20240305"),
    (2, 60, b"143015+0100"),
    (2, 80, b"Ann Example"),
    (2, 90, "Zürich".as_bytes()),
    (2, 120, b"A harbour at night"),
];

const LATIN1: &[(u8, u8, &[u8])] = &[(2, 0, &[0, 2]), (2, 90, b"Z\xfcrich"), (2, 25, b"na\xefve")];

/// Resources that continue from one APP13 segment to the next.
fn two_segments() -> Vec<u8> {
    let resources = resource(0x0404, &iim(UTF8));
    let (first, second) = resources.split_at(60);
    jpeg(&[photoshop(&[first.to_vec()]), photoshop(&[second.to_vec()])])
}

const MINIMAL: &str = r#"<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
 photoshop:City="Zürich"><dc:creator><rdf:Seq><rdf:li>Ann Example</rdf:li></rdf:Seq></dc:creator></rdf:Description>
</rdf:RDF></x:xmpmeta>"#;

/// Properties in every form that RDF/XML allows [XMP part 1, 7].
const SHAPES: &str = r#"<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="by hand">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
  xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
  xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
  xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"
  xmlns:mine="http://example.com/mine/">
 <rdf:Description rdf:about="" photoshop:City="Attribute &amp; entity" xmp:Rating="4" xmp:CreateDate="2024-03-05T14:30:15+01:00">
  <photoshop:Headline>Element with <![CDATA[<CDATA>]]></photoshop:Headline>
  <dc:creator><rdf:Seq><rdf:li>Ann Example</rdf:li><rdf:li>Ben Example</rdf:li></rdf:Seq></dc:creator>
  <dc:subject><rdf:Bag><rdf:li>one</rdf:li></rdf:Bag></dc:subject>
  <dc:description><rdf:Alt><rdf:li xml:lang="x-default">Default</rdf:li><rdf:li xml:lang="de-de">Deutsch</rdf:li></rdf:Alt></dc:description>
  <Iptc4xmpCore:CreatorContactInfo rdf:parseType="Resource">
   <Iptc4xmpCore:CiAdrCity>City in a resource</Iptc4xmpCore:CiAdrCity>
  </Iptc4xmpCore:CreatorContactInfo>
  <Iptc4xmpExt:LocationShown><rdf:Bag>
   <rdf:li><rdf:Description Iptc4xmpExt:City="First"><exif:GPSLatitude>48,8.82N</exif:GPSLatitude></rdf:Description></rdf:li>
   <rdf:li Iptc4xmpExt:City="Second" Iptc4xmpExt:CountryCode="CH"/>
  </rdf:Bag></Iptc4xmpExt:LocationShown>
  <exif:Flash exif:Fired="True" exif:Return="0" exif:Mode="1" exif:Function="False" exif:RedEyeMode="False"/>
  <exif:ExposureTime>1/160</exif:ExposureTime>
  <xmpRights:WebStatement rdf:resource="http://example.com/rights"/>
  <xmp:Label><rdf:Description><rdf:value>Qualified</rdf:value><mine:note>a qualifier</mine:note></rdf:Description></xmp:Label>
  <mine:thing>of an unknown schema</mine:thing>
 </rdf:Description>
 <rdf:Description rdf:about="" photoshop:Credit="In a second Description"/>
</rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"#;

/// Regions of all three schemas, some of them equal, and keywords in every kind of hierarchy.
const REGIONS: &str = r#"<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:stArea="http://ns.adobe.com/xmp/sType/Area#"
  xmlns:stDim="http://ns.adobe.com/xap/1.0/sType/Dimensions#" xmlns:lr="http://ns.adobe.com/lightroom/1.0/"
  xmlns:mwg-rs="http://www.metadataworkinggroup.com/schemas/regions/" xmlns:mwg-kw="http://www.metadataworkinggroup.com/schemas/keywords/"
  xmlns:MP="http://ns.microsoft.com/photo/1.2/" xmlns:MPRI="http://ns.microsoft.com/photo/1.2/t/RegionInfo#"
  xmlns:MPReg="http://ns.microsoft.com/photo/1.2/t/Region#" xmlns:MicrosoftPhoto="http://ns.microsoft.com/photo/1.0"
  xmlns:digiKam="http://www.digikam.org/ns/1.0/" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">
 <mwg-rs:Regions rdf:parseType="Resource">
  <mwg-rs:AppliedToDimensions stDim:w="8" stDim:h="6" stDim:unit="pixel"/>
  <mwg-rs:RegionList><rdf:Bag>
   <rdf:li><rdf:Description mwg-rs:Name="Ann Example" mwg-rs:Type="Face" mwg-rs:Description="At the left"><mwg-rs:Area stArea:x="0.2" stArea:y="0.3" stArea:w="0.2" stArea:h="0.4" stArea:unit="normalized"/></rdf:Description></rdf:li>
   <rdf:li><rdf:Description mwg-rs:Type="Face"><mwg-rs:Area stArea:x="4" stArea:y="3" stArea:w="2" stArea:h="3" stArea:unit="pixel"/></rdf:Description></rdf:li>
   <rdf:li><rdf:Description mwg-rs:Name="Rex" mwg-rs:Type="Pet"><mwg-rs:Area stArea:x="0.9" stArea:y="0.8" stArea:unit="normalized"/></rdf:Description></rdf:li>
   <rdf:li><rdf:Description mwg-rs:Name="Broken" mwg-rs:Type="Face"><mwg-rs:Area stArea:x="NaN" stArea:y="0.8" stArea:w="1e400" stArea:h="1"/></rdf:Description></rdf:li>
  </rdf:Bag></mwg-rs:RegionList>
 </mwg-rs:Regions>
 <MP:RegionInfo rdf:parseType="Resource"><MPRI:Regions><rdf:Bag>
  <rdf:li MPReg:PersonDisplayName="ann example" MPReg:Rectangle="0.11, 0.1, 0.2, 0.4"/>
  <rdf:li MPReg:PersonDisplayName="Cem Example" MPReg:Rectangle="0.375, 0.25, 0.25, 0.5"/>
  <rdf:li MPReg:PersonDisplayName="Dan Example"/>
 </rdf:Bag></MPRI:Regions></MP:RegionInfo>
 <Iptc4xmpExt:ImageRegion><rdf:Bag>
  <rdf:li rdf:parseType="Resource">
   <Iptc4xmpExt:RegionBoundary Iptc4xmpExt:rbShape="circle" Iptc4xmpExt:rbUnit="relative" Iptc4xmpExt:rbX="0.5" Iptc4xmpExt:rbY="0.5" Iptc4xmpExt:rbRx="0.15"/>
   <Iptc4xmpExt:Name><rdf:Alt><rdf:li xml:lang="x-default">Cem Example</rdf:li></rdf:Alt></Iptc4xmpExt:Name>
  </rdf:li>
  <rdf:li rdf:parseType="Resource">
   <Iptc4xmpExt:RegionBoundary Iptc4xmpExt:rbShape="polygon" Iptc4xmpExt:rbUnit="pixel"><Iptc4xmpExt:rbVertices><rdf:Seq>
    <rdf:li Iptc4xmpExt:rbX="6" Iptc4xmpExt:rbY="0"/><rdf:li Iptc4xmpExt:rbX="8" Iptc4xmpExt:rbY="1.5"/><rdf:li Iptc4xmpExt:rbX="7" Iptc4xmpExt:rbY="3"/>
   </rdf:Seq></Iptc4xmpExt:rbVertices></Iptc4xmpExt:RegionBoundary>
   <Iptc4xmpExt:rCtype><rdf:Bag><rdf:li rdf:parseType="Resource"><xmp:Identifier><rdf:Bag><rdf:li>http://cv.iptc.org/newscodes/imageregiontype/building</rdf:li></rdf:Bag></xmp:Identifier></rdf:li></rdf:Bag></Iptc4xmpExt:rCtype>
  </rdf:li>
 </rdf:Bag></Iptc4xmpExt:ImageRegion>
 <lr:hierarchicalSubject><rdf:Bag><rdf:li>Places|Europe|Zürich</rdf:li><rdf:li>harbour</rdf:li></rdf:Bag></lr:hierarchicalSubject>
 <digiKam:TagsList><rdf:Seq><rdf:li>Places/Europe/Zürich</rdf:li><rdf:li>People/Ann Example</rdf:li></rdf:Seq></digiKam:TagsList>
 <MicrosoftPhoto:LastKeywordXMP><rdf:Bag><rdf:li>Day|Night/Evening</rdf:li></rdf:Bag></MicrosoftPhoto:LastKeywordXMP>
 <mwg-kw:Keywords rdf:parseType="Resource"><mwg-kw:Hierarchy><rdf:Bag>
  <rdf:li><rdf:Description mwg-kw:Keyword="Places"><mwg-kw:Children><rdf:Bag>
   <rdf:li><rdf:Description mwg-kw:Keyword="Europe" mwg-kw:Applied="True"><mwg-kw:Children><rdf:Bag><rdf:li mwg-kw:Keyword="Zürich"/><rdf:li mwg-kw:Keyword="Bern" mwg-kw:Applied="False"/></rdf:Bag></mwg-kw:Children></rdf:Description></rdf:li>
  </rdf:Bag></mwg-kw:Children></rdf:Description></rdf:li>
 </rdf:Bag></mwg-kw:Hierarchy></mwg-kw:Keywords>
</rdf:Description></rdf:RDF></x:xmpmeta>"#;

fn utf16(text: &str) -> Vec<u8> {
    std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect()
}

/// An extended packet in three segments out of order, with a lower-case GUID.
fn extended() -> Vec<u8> {
    let extension = MINIMAL.replace("photoshop:City=\"Zürich\"", "photoshop:Headline=\"From the extension\"");
    let extension = extension.replace("dc:creator", "dc:contributor");
    let guid: String = digest(extension.as_bytes()).iter().map(|b| format!("{b:02x}")).collect();
    let main = MINIMAL.replace(
        "photoshop:City",
        &format!(
            "xmlns:xmpNote=\"http://ns.adobe.com/xmp/note/\" xmpNote:HasExtendedXMP=\"{}\" photoshop:City",
            guid.to_uppercase()
        ),
    );
    let mut chunks = extended_xmp(&guid, extension.as_bytes(), 200);
    chunks.reverse();
    jpeg(&[vec![xmp(main.as_bytes())], chunks].concat())
}

/// Three captions, three cities, and a digest that is missing, matches or differs.
fn conflict(matches: Option<bool>) -> Vec<u8> {
    let block = iim(&[(2, 90, b"City in IIM"), (2, 120, b"Caption in IIM"), (2, 116, b"Copyright in IIM")]);
    let packet = MINIMAL.replace("Zürich", "City in XMP").replace(
        "<dc:creator>",
        r#"<dc:description><rdf:Alt><rdf:li xml:lang="x-default">Caption in XMP</rdf:li></rdf:Alt></dc:description><dc:creator>"#,
    );
    let mut resources = vec![resource(0x0404, &block)];
    match matches {
        Some(true) => resources.push(resource(0x0425, &digest(&block))),
        Some(false) => resources.push(resource(0x0425, &[7; 16])),
        None => {}
    }
    let directory =
        Directory(vec![(0x010e, Data::Ascii("Caption in EXIF")), (0x8298, Data::Ascii("Copyright in EXIF"))]);
    jpeg(&[exif(&tiff(true, vec![directory])), xmp(packet.as_bytes()), photoshop(&resources)])
}

/// Fill bytes before a marker, stray bytes between two segments, a comment, and no end-of-image marker.
fn garbage() -> Vec<u8> {
    let directory = Directory(vec![(0x010f, Data::Ascii("Maker"))]);
    let mut out = vec![0xff, 0xd8];
    out.extend(segment(0xfe, b"a comment"));
    out.extend([0xff, 0xff, 0xff]);
    out.extend(exif(&tiff(false, vec![directory])));
    out.extend(b"these bytes are of no segment");
    out.extend(xmp(MINIMAL.as_bytes()));
    out
}

/// A TIFF with two pages; the first has XMP, IIM and Photoshop resources in tags of their own.
fn tiff_with_blocks(big: bool) -> Vec<u8> {
    let exif = Directory(vec![(0x9003, Data::Ascii("2024:03:05 14:30:15"))]);
    let page = Directory(vec![
        (254, Data::Long(vec![0])),
        (256, Data::Short(vec![30])),
        (257, Data::Long(vec![20])),
        (258, Data::Short(vec![8, 8, 8, 8])),
        (259, Data::Short(vec![5])),
        (262, Data::Short(vec![2])),
        (271, Data::Ascii("Maker")),
        (273, Data::Long(vec![8])),
        (274, Data::Short(vec![8])),
        (277, Data::Short(vec![4])),
        (279, Data::Long(vec![16])),
        (284, Data::Short(vec![1])),
        (338, Data::Short(vec![2])),
        (700, Data::Byte(MINIMAL.as_bytes().to_vec())),
        (33723, Data::Undefined(iim(UTF8))),
        (34377, Data::Byte(resource(0x0404, &iim(&[(2, 90, b"In a resource")])))),
        (34665, Data::Directory(exif)),
    ]);
    let second = Directory(vec![
        (254, Data::Long(vec![2])),
        (256, Data::Short(vec![30])),
        (257, Data::Short(vec![20])),
        (259, Data::Short(vec![4])),
    ]);
    tiff(big, vec![page, second])
}

const BIGTIFF: &[(u16, BigData)] = &[
    (256, BigData::Short(30)),
    (257, BigData::Short(20)),
    (271, BigData::Ascii("A maker of large pictures")),
    (274, BigData::Short(6)),
];

/// IPTC and EXIF as Photoshop resources.
fn resources() -> [Vec<u8>; 2] {
    [resource(0x0404, &iim(UTF8)), resource(0x0422, &camera(true))]
}

/// Hexadecimal profiles after the pixel data.
fn png_profiles() -> Vec<u8> {
    let exif = [b"Exif\0\0", &camera(false)[..]].concat();
    let packet = [b"http://ns.adobe.com/xap/1.0/\0", MINIMAL.as_bytes()].concat();
    let profiles =
        [raw_profile("exif", &exif), raw_profile("APP1", &packet), raw_profile("iptc", &resources()[0])];
    png(&[], &profiles)
}

/// A wrong checksum, text that cannot be inflated, a packet after the end, and a truncated chunk.
fn png_damaged() -> Vec<u8> {
    let mut exif = chunk(*b"eXIf", &camera(false));
    let last = exif.len() - 1;
    exif[last] ^= 1;
    let broken = chunk(*b"zTXt", b"Raw profile type iptc\0\0no zlib stream");
    let mut out = png(&[exif, broken], &[]);
    out.extend(png::xmp(MINIMAL.as_bytes(), false));
    out.extend(&chunk(*b"eXIf", &camera(true))[..50]);
    out
}

/// A JPEG 2000 codestream of 16 × 8 grey pixels, up to its first tile [ISO/IEC 15444-1 A.5.1].
const CODESTREAM: &[u8] = b"\xff\x4f\xff\x51\0\x29\0\0\0\0\0\x10\0\0\0\x08\0\0\0\0\0\0\0\0\
    \0\0\0\x10\0\0\0\x08\0\0\0\0\0\0\0\0\0\x01\x07\x01\x01";

/// An MNG of one frame, with a packet.
fn frames() -> Vec<u8> {
    let mut out = b"\x8aMNG\r\n\x1a\n".to_vec();
    let numbers = [8u32, 6, 0, 0, 0, 0, 1].map(u32::to_be_bytes).concat();
    out.extend(png::chunk(*b"MHDR", &numbers));
    out.extend(png::xmp(MINIMAL.as_bytes(), false));
    out.extend(png::chunk(*b"MEND", &[]));
    out
}

/// A JNG without its JPEG data, with a packet.
fn jng() -> Vec<u8> {
    let mut out = b"\x8bJNG\r\n\x1a\n".to_vec();
    let size = [8u32, 6].map(u32::to_be_bytes).concat();
    out.extend(png::chunk(*b"JHDR", &[&size[..], &[8, 8, 8, 0, 0, 0, 0, 0]].concat()));
    out.extend(png::xmp(MINIMAL.as_bytes(), true));
    out.extend(png::chunk(*b"IEND", &[]));
    out
}
