//! Packets of every shape, and hostile ones.

use super::*;
use crate::block::BlockKind;
use crate::bytes::Bytes;
use crate::limits::Limits;
use crate::source::View;
use crate::tag::Value;

/// The tags of a packet, each `group:name = value`, and the codes of the issues.
pub(super) fn read(packet: &[u8], chunks: &[Vec<u8>]) -> (Vec<String>, Vec<&'static str>) {
    let (limits, arena) = (Limits::default(), bumpalo::Bump::new());
    let cx = Context::new(&limits, &arena, encoding_rs::WINDOWS_1252);
    let mut sink = Sink::default();
    let view = |bytes| View::memory(Bytes::new(bytes, 1000));
    let mut extension = Extension::default();
    for chunk in chunks {
        extension.add(&Block::new(BlockKind::ExtendedXmp, view(chunk)), &cx);
    }
    decode(&Block::new(BlockKind::Xmp, view(packet)), &extension, &cx, &mut sink);
    let show = |value: &Value<'_>| match value {
        Value::List(items) if items.len() != 1 => {
            format!("[{}]", items.iter().map(Value::to_string).collect::<Vec<_>>().join("; "))
        }
        value => value.to_string(),
    };
    let tags = sink.tags.iter().map(|tag| {
        let raw = tag.raw.as_ref().map_or(String::new(), |raw| format!(" ({})", show(raw)));
        format!("{}:{} = {}{raw}", tag.group, tag.full_name(), show(&tag.value))
    });
    let tags = tags.collect();
    drop(sink);
    (tags, cx.take_issues().into_iter().filter_map(|issue| issue.code.known()).collect())
}

pub(super) fn printed(packet: &[u8]) -> Vec<String> {
    read(packet, &[]).0
}

pub(super) fn issues(packet: &[u8]) -> Vec<&'static str> {
    read(packet, &[]).1
}

/// A packet with these properties.
pub(super) fn described(properties: &str) -> String {
    format!(
        "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' \
         xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:exif='http://ns.adobe.com/exif/1.0/' \
         xmlns:xmpMM='http://ns.adobe.com/xap/1.0/mm/' xmlns:stEvt='http://ns.adobe.com/xap/1.0/sType/ResourceEvent#' \
         xmlns:foo='urn:foo'><rdf:Description rdf:about=''>{properties}</rdf:Description></rdf:RDF></x:xmpmeta>"
    )
}

fn of(properties: &str) -> Vec<String> {
    printed(described(properties).as_bytes())
}

#[test]
fn properties_as_elements_and_attributes() {
    assert_eq!(of("<dc:format>a</dc:format>"), ["XMP-dc:Format = a"]);
    assert_eq!(
        printed(described("").replace("rdf:about=''", "rdf:about='x' dc:format='a'").as_bytes()),
        ["XMP-rdf:About = x", "XMP-dc:Format = a"]
    );
    // Written before RDF attributes had a namespace.
    assert_eq!(printed(described("").replace("rdf:about=''", "about='x'").as_bytes()), ["XMP-rdf:About = x"]);
    assert_eq!(of("<dc:format rdf:resource='http://x'/>"), ["XMP-dc:Format = http://x"]);
    assert_eq!(of("<dc:format/><foo:bar> </foo:bar>"), ["XMP-dc:Format = ", "XMP-foo:Bar =  "]);
}

#[test]
fn structures_of_every_form() {
    let expected = ["XMP-xmpMM:HistoryAction = saved"];
    for form in [
        "<rdf:Seq><rdf:li stEvt:action='saved'/></rdf:Seq>",
        "<rdf:Seq><rdf:li rdf:parseType='Resource'><stEvt:action>saved</stEvt:action></rdf:li></rdf:Seq>",
        "<rdf:Seq><rdf:li><rdf:Description stEvt:action='saved'/></rdf:li></rdf:Seq>",
        "<rdf:Seq><rdf:li><rdf:Description><stEvt:action>saved</stEvt:action></rdf:Description></rdf:li></rdf:Seq>",
        "<rdf:Description><stEvt:action>saved</stEvt:action></rdf:Description>",
    ] {
        assert_eq!(of(&format!("<xmpMM:History>{form}</xmpMM:History>")), expected);
    }
    assert_eq!(of("<xmpMM:History stEvt:action='saved'/>"), expected);
    assert_eq!(
        of("<foo:bar rdf:parseType='Resource'><foo:baz>1</foo:baz><dc:title>t</dc:title></foo:bar>"),
        ["XMP-foo:BarBaz = 1", "XMP-foo:BarTitle = t"]
    );
}

#[test]
fn lists() {
    assert_eq!(of("<dc:subject><rdf:Bag><rdf:li>a</rdf:li></rdf:Bag></dc:subject>"), ["XMP-dc:Subject = a"]);
    assert_eq!(
        of("<dc:subject><rdf:Bag><rdf:li>a</rdf:li><rdf:li/><rdf:li>c</rdf:li></rdf:Bag></dc:subject>"),
        ["XMP-dc:Subject = [a; ; c]"]
    );
    // A list of structures gives the members of all of them.
    assert_eq!(
        of(
            "<xmpMM:History><rdf:Seq><rdf:li stEvt:action='a' stEvt:parameters='p'/><rdf:li stEvt:action='b'/>\
            </rdf:Seq></xmpMM:History>"
        ),
        ["XMP-xmpMM:HistoryAction = [a; b]", "XMP-xmpMM:HistoryParameters = p"]
    );
    // An unknown property is a list if it is written as one.
    assert_eq!(
        of("<foo:bar><rdf:Bag><rdf:li>a</rdf:li><rdf:li>b</rdf:li></rdf:Bag></foo:bar>"),
        ["XMP-foo:Bar = [a; b]"]
    );
    // Values without a list around them join until a list begins.
    assert_eq!(of("<dc:subject>a</dc:subject><dc:subject>b</dc:subject>"), ["XMP-dc:Subject = [a; b]"]);
    assert_eq!(
        of("<dc:subject>a</dc:subject><dc:type><rdf:Bag><rdf:li>t</rdf:li></rdf:Bag></dc:type>\
            <dc:subject>b</dc:subject>"),
        ["XMP-dc:Subject = b", "XMP-dc:Type = t"]
    );
}

#[test]
fn of_several_values_the_last_counts_or_the_first() {
    assert_eq!(of("<dc:format>a</dc:format><dc:format>b</dc:format>"), ["XMP-dc:Format = b"]);
    assert_eq!(
        of("<exif:FNumber>2/1</exif:FNumber><exif:FNumber>4/1</exif:FNumber>"),
        ["XMP-exif:FNumber = 2.0 (2)"]
    );
    assert_eq!(of("<foo:bar>a</foo:bar><foo:bar>b</foo:bar>"), ["XMP-foo:Bar = a"]);
}

#[test]
fn languages() {
    let title = |items: &str| of(&format!("<dc:title><rdf:Alt>{items}</rdf:Alt></dc:title>"));
    assert_eq!(
        title(
            "<rdf:li xml:lang='x-default'>A</rdf:li><rdf:li xml:lang='fr-fr'>B</rdf:li><rdf:li xml:lang='DE'>C</rdf:li>"
        ),
        ["XMP-dc:Title = A", "XMP-dc:Title-fr-FR = B", "XMP-dc:Title-de = C"]
    );
    assert_eq!(title("<rdf:li xml:lang='en-us'>A</rdf:li>"), ["XMP-dc:Title-en-US = A"]);
    assert_eq!(title("<rdf:li xml:lang='zh-Hans-CN'>A</rdf:li>"), ["XMP-dc:Title-zh-hans-cn = A"]);
    assert_eq!(title("<rdf:li xml:lang='pt-br-x'>A</rdf:li>"), ["XMP-dc:Title-pt-BR-x = A"]);
    assert_eq!(title("<rdf:li xml:lang='en_GB'>A</rdf:li>"), ["XMP-dc:Title-en-gb = A"]);
    // A language matters only inside alternatives.
    assert_eq!(of("<dc:format xml:lang='de'>x</dc:format>"), ["XMP-dc:Format = x"]);
    assert_eq!(
        of(
            "<foo:bar><rdf:Alt><rdf:li xml:lang='x-default'>a</rdf:li><rdf:li xml:lang='fr'>b</rdf:li></rdf:Alt></foo:bar>"
        ),
        ["XMP-foo:Bar = a", "XMP-foo:Bar-fr = b"]
    );
}

#[test]
fn qualifiers() {
    for form in [
        "<dc:format rdf:parseType='Resource'><rdf:value>v</rdf:value><foo:qual>q</foo:qual></dc:format>",
        "<dc:format><rdf:Description rdf:value='v' foo:qual='q'/></dc:format>",
    ] {
        assert_eq!(of(form), ["XMP-dc:Format = v", "XMP-dc:FormatQual = q"]);
    }
}

#[test]
fn text_of_every_form() {
    assert_eq!(
        of(
            "<dc:format>a &amp; b &#65;&#x42; &lt;&gt;&quot;&apos; &foo; <![CDATA[x<y&amp;]]> & z</dc:format>"
        ),
        ["XMP-dc:Format = a & b AB <>\"' &foo; x<y&amp; & z"]
    );
    assert_eq!(of("<dc:format><!-- c -->a<?p i?>b</dc:format>"), ["XMP-dc:Format = ab"]);
    // Text beside child elements is ignored.
    assert_eq!(of("<foo:bar>text<foo:baz>1</foo:baz>more</foo:bar>"), ["XMP-foo:BarBaz = 1"]);
}

#[test]
fn references_between_nodes() {
    assert_eq!(
        of(
            "<foo:one rdf:nodeID='n'/><foo:two><rdf:Description rdf:nodeID='n' foo:a='1'/></foo:two></rdf:Description>\
            <rdf:Description rdf:nodeID='n'><foo:b>2</foo:b></rdf:Description>\
            <rdf:Description rdf:nodeID='alone'><foo:c>3</foo:c>"
        ),
        ["XMP-foo:TagC = 3", "XMP-foo:OneA = 1", "XMP-foo:TwoA = 1", "XMP-foo:OneB = 2", "XMP-foo:TwoB = 2"]
    );
    // A node that refers to itself.
    assert!(of("<foo:one rdf:nodeID='n'><foo:two rdf:nodeID='n'/></foo:one>").len() < 3);
}

#[test]
fn names() {
    assert_eq!(
        of(
            "<foo:x>1</foo:x><foo:_y>2</foo:_y><foo:bar.q>3</foo:bar.q><foo:API>4</foo:API><foo:A_BC>5</foo:A_BC>"
        ),
        ["XMP-foo:TagX = 1", "XMP-foo:Tag_y = 2", "XMP-foo:Barq = 3", "XMP-foo:Api = 4", "XMP-foo:ABc = 5"]
    );
    let long = "a".repeat(100_000);
    let deep = format!("<foo:{long}>").repeat(40) + "1" + &format!("</foo:{long}>").repeat(40);
    assert!(of(&deep).iter().all(|tag| tag.len() < 600));
}

#[test]
fn members_of_any_namespace() {
    let regions = "<mwg-rs:Regions xmlns:mwg-rs='http://www.metadataworkinggroup.com/schemas/regions/' \
        rdf:parseType='Resource'><mwg-rs:RegionList><rdf:Bag><rdf:li rdf:parseType='Resource'>\
        <mwg-rs:Name>Ann</mwg-rs:Name><mwg-rs:Extensions exif:LightSource='1' foo:bar='2'/>\
        </rdf:li></rdf:Bag></mwg-rs:RegionList></mwg-rs:Regions>";
    assert_eq!(
        of(regions),
        [
            "XMP-mwg-rs:RegionName = Ann",
            "XMP-mwg-rs:RegionExtensionsLightSource = Daylight (1)",
            "XMP-mwg-rs:RegionExtensionsBar = 2"
        ]
    );
}

#[test]
fn a_prefix_is_not_a_namespace() {
    // The usual prefix bound to another URI, and another prefix bound to the usual URI.
    assert_eq!(
        of(
            "<dc:format xmlns:dc='urn:other'>x</dc:format><q:format xmlns:q='http://purl.org/dc/elements/1.1/'>y</q:format>"
        ),
        ["XMP-tmp0:Format = x", "XMP-dc:Format = y"]
    );
    assert_eq!(
        of(
            "<a:bc xmlns:a='urn:one'>1</a:bc><a:bc xmlns:a='urn:two'>2</a:bc><b:cd xmlns:b='urn:two'>3</b:cd>"
        ),
        ["XMP-a:Bc = 1", "XMP-tmp0:Bc = 2", "XMP-tmp0:Cd = 3"]
    );
    // RDF may have any prefix.
    let packet = described("<dc:subject><rdf:Bag><rdf:li>a</rdf:li></rdf:Bag></dc:subject>");
    assert_eq!(
        printed(packet.replace("rdf:", "r:").replace(":rdf=", ":r=").as_bytes()),
        ["XMP-dc:Subject = a"]
    );
    // A binding ends with its element, and an undeclared prefix gets its usual namespace.
    let (tags, found) = read(described("<foo:bar xmlns:crs='urn:x'/><crs:Tint>3</crs:Tint>").as_bytes(), &[]);
    assert_eq!(tags, ["XMP-foo:Bar = ", "XMP-crs:Tint = 3"]);
    assert_eq!(found, ["undeclared-prefix"]);
}

#[test]
fn addresses_that_are_nearly_right() {
    let (tags, found) =
        read(described("<d:format xmlns:d='http://purl.org/dc/elements/1.1'>x</d:format>").as_bytes(), &[]);
    assert_eq!(tags, ["XMP-dc:Format = x"]);
    assert_eq!(found, ["namespace-assumed"]);
}

#[test]
fn without_wrapper_or_with_an_old_one() {
    let rdf = "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description \
        xmlns:dc='http://purl.org/dc/elements/1.1/' dc:format='x'/></rdf:RDF>";
    assert_eq!(printed(rdf.as_bytes()), ["XMP-dc:Format = x"]);
    assert_eq!(
        printed(format!("<?xpacket begin=''?><x:xapmeta xmlns:x='adobe:ns:meta/' x:xaptk='tk'>{rdf}</x:xapmeta><?xpacket end='w'?>").as_bytes()),
        ["XMP-x:XMPToolkit = tk", "XMP-dc:Format = x"]
    );
}

#[test]
fn printed_forms() {
    for (property, printed) in [
        ("<exif:ExposureTime>1/160</exif:ExposureTime>", "ExposureTime = 1/160 (0.00625)"),
        ("<exif:ExposureTime>1/3</exif:ExposureTime>", "ExposureTime = 0.3 (0.333333333333333)"),
        (
            "<exif:ShutterSpeedValue>7321928/1000000</exif:ShutterSpeedValue>",
            "ShutterSpeedValue = 1/160 (0.00625000041106819)",
        ),
        ("<exif:ApertureValue>5.31 EV</exif:ApertureValue>", "ApertureValue = 6.3 (6.29846381255363)"),
        (
            "<exif:ExposureBiasValue>-1/3</exif:ExposureBiasValue>",
            "ExposureCompensation = -1/3 (-0.333333333333333)",
        ),
        ("<exif:ExposureBiasValue>1/1</exif:ExposureBiasValue>", "ExposureCompensation = +1 (1)"),
        ("<exif:FocalLength>50/1</exif:FocalLength>", "FocalLength = 50.0 mm (50)"),
        ("<exif:GPSAltitude>12345/100</exif:GPSAltitude>", "GPSAltitude = 123.45 m (123.45)"),
        ("<exif:GPSLatitude>48,8.82N</exif:GPSLatitude>", "GPSLatitude = 48 deg 8' 49.20\" N (48.147)"),
        ("<exif:LightSource>999</exif:LightSource>", "LightSource = Unknown (999) (999)"),
        ("<exif:Flash exif:Mode='2'/>", "FlashMode = Off (2)"),
        (
            "<exif:DateTimeOriginal>2019-10-16T19:01:03Z</exif:DateTimeOriginal>",
            "DateTimeOriginal = 2019:10:16 19:01:03Z",
        ),
        ("<exif:DateTimeOriginal>2019-10</exif:DateTimeOriginal>", "DateTimeOriginal = 2019:10"),
        ("<exif:BrightnessValue>1/0</exif:BrightnessValue>", "BrightnessValue = inf"),
        ("<exif:BrightnessValue>0/0</exif:BrightnessValue>", "BrightnessValue = undef"),
    ] {
        assert_eq!(of(property), [format!("XMP-exif:{printed}")]);
    }
    // A number with too many digits, or out of range, stays text.
    let digits = "9".repeat(400);
    assert_eq!(
        of(&format!("<foo:bar>{digits}/{digits}</foo:bar>")),
        [format!("XMP-foo:Bar = {digits}/{digits}")]
    );
    assert_eq!(of(&format!("<exif:GPSLatitude>{digits}N</exif:GPSLatitude>")), ["XMP-exif:GPSLatitude = "]);
    assert_eq!(of("<exif:ApertureValue>9999999</exif:ApertureValue>"), ["XMP-exif:ApertureValue = inf"]);
    assert_eq!(of("<foo:bar>2019-10-16</foo:bar>"), ["XMP-foo:Bar = 2019-10-16"]);
    assert_eq!(of("<foo:bar>28/10</foo:bar>"), ["XMP-foo:Bar = 2.8"]);
    assert_eq!(of("<foo:bar>TRUE</foo:bar>"), ["XMP-foo:Bar = True"]);
    assert_eq!(
        of("<GImage:Data xmlns:GImage='http://ns.google.com/photos/1.0/image/'>iVBORw0KGgo=</GImage:Data>"),
        ["XMP-GImage:ImageData = (Binary data 8 bytes, use -b option to extract)"]
    );
    assert_eq!(
        of(
            "<aux:LensInfo xmlns:aux='http://ns.adobe.com/exif/1.0/aux/'>180/10 550/10 35/10 0/0</aux:LensInfo>"
        ),
        ["XMP-aux:LensInfo = 18-55mm f/3.5-? (18 55 3.5 undef)"]
    );
}

#[test]
fn every_prefix_of_a_packet() {
    let packet = described(
        "<dc:title><rdf:Alt><rdf:li xml:lang='x-default'>a&amp;<![CDATA[b]]><!-- c -->d</rdf:li></rdf:Alt></dc:title>\
         <xmpMM:History><rdf:Seq><rdf:li stEvt:action='é'/></rdf:Seq></xmpMM:History>\
         <exif:GPSLatitude>48,8.82N</exif:GPSLatitude><foo:bar rdf:nodeID='x'/>",
    );
    let whole = printed(packet.as_bytes()).len();
    for end in 0..packet.len() {
        assert!(printed(&packet.as_bytes()[..end]).len() <= whole);
    }
}

#[test]
fn broken_at_the_end_keeps_what_was_read() {
    let packet = described("<dc:format>a</dc:format><dc:source>b");
    let cut = packet.split("</rdf:Description>").next().unwrap();
    assert_eq!(printed(cut.as_bytes()), ["XMP-dc:Format = a"]);
    assert_eq!(issues(cut.as_bytes()), ["truncated"]);
    // A property without its end tag would contain all that follows.
    assert_eq!(
        of("<dc:type>t</dc:type><dc:format>a</dc:formt><dc:source>b</dc:source>"),
        ["XMP-dc:Type = t"]
    );
    let frames =
        described("<dc:format>a</dc:format>").replace("</rdf:Description></rdf:RDF>", "</rdf:Descript>");
    assert_eq!(printed(frames.as_bytes()), ["XMP-dc:Format = a"]);
    assert_eq!(issues(described("<dc:format>a</dc:formt>").as_bytes())[0], "broken-xml");
}

#[test]
fn offsets_are_those_of_the_file() {
    let (limits, arena) = (Limits::default(), bumpalo::Bump::new());
    let cx = Context::new(&limits, &arena, encoding_rs::WINDOWS_1252);
    let packet = described("<dc:format>a</dc:format><xmpMM:History stEvt:action='b'/>");
    let mut sink = Sink::default();
    let view = View::memory(Bytes::new(packet.as_bytes(), 1000));
    decode(&Block::new(BlockKind::Xmp, view), &Extension::default(), &cx, &mut sink);
    let at = |text: &str| 1000 + packet.find(text).unwrap() as u64;
    let offsets: Vec<_> = sink.tags.iter().map(|tag| tag.source.offset).collect();
    assert_eq!(offsets, [at("<dc:format>"), at("stEvt:action='b'")]);
}

#[test]
fn of_two_packets_the_second_counts() {
    let (limits, arena) = (Limits::default(), bumpalo::Bump::new());
    let cx = Context::new(&limits, &arena, encoding_rs::WINDOWS_1252);
    let mut sink = Sink::default();
    let extension = Extension::default();
    let packets =
        ["<dc:format>a</dc:format><foo:bar>1</foo:bar>", "<dc:format>b</dc:format><foo:bar>2</foo:bar>"];
    for packet in packets.map(described) {
        let view = View::memory(Bytes::new(arena.alloc_slice_copy(packet.as_bytes()), 0));
        decode(&Block::new(BlockKind::Xmp, view), &extension, &cx, &mut sink);
    }
    let tags: Vec<_> = sink.tags.iter().map(|tag| format!("{} {}", tag.name, tag.value)).collect();
    assert_eq!(tags, ["Format b", "Bar 1"]);
}

fn numbered(count: usize, part: impl Fn(usize) -> String) -> String {
    (0..count).map(part).collect()
}

/// Reads a packet on a thread with a small stack and returns the issues. It must finish in time.
fn on_little_stack(packet: String) -> Vec<&'static str> {
    let start = std::time::Instant::now();
    let thread = std::thread::Builder::new().stack_size(256 * 1024);
    let found = thread.spawn(move || issues(packet.as_bytes())).unwrap().join().unwrap();
    assert!(start.elapsed().as_secs() < 5);
    found
}

#[test]
fn deep_nesting() {
    let deep = "<foo:bar>".repeat(100_000) + &"</foo:bar>".repeat(100_000);
    assert_eq!(on_little_stack(described(&deep)), ["too-deep"]);
    let open = "<foo:bar>".repeat(100_000);
    assert_eq!(on_little_stack(open), ["undeclared-prefix", "too-deep", "truncated"]);
}

#[test]
fn many_attributes_namespaces_and_properties() {
    let attributes = numbered(30_000, |n| format!(" foo:a{n}='1'"));
    assert_eq!(on_little_stack(described(&format!("<foo:bar{attributes}/>"))), ["too-many-attributes"]);
    let namespaces = numbered(30_000, |n| format!(" xmlns:a{n}='urn:{n}'"));
    assert_eq!(on_little_stack(described(&format!("<foo:bar{namespaces}/>"))), ["too-many-namespaces"]);
    let properties = numbered(120_000, |n| format!("<foo:a{n}/>"));
    assert_eq!(on_little_stack(described(&properties)), ["too-many-properties", "too-many-tags"]);
    let undeclared = numbered(30_000, |n| format!("<a{n}:bar/>"));
    assert_eq!(on_little_stack(described(&undeclared)).last(), Some(&"more-issues"));
}

#[test]
fn many_references_to_many_properties() {
    let users = numbered(20_000, |n| format!("<foo:u{n} rdf:nodeID='n'/>"));
    let members = numbered(20_000, |n| format!("<foo:m{n}/>"));
    let packet = format!("{users}</rdf:Description><rdf:Description rdf:nodeID='n'>{members}");
    assert!(on_little_stack(described(&packet)).contains(&"too-many-properties"));
}
