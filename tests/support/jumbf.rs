//! Builds C2PA manifest stores.
#![allow(clippy::trivially_copy_pass_by_ref)] // `b"c2pa"` is a reference

/// A manifest store with two manifests: that of an ingredient, and the active one with a version 1 claim.
pub fn store() -> Vec<u8> {
    let ingredient = manifest("urn:uuid:00000000-0000-4000-8000-000000000001", "c2pa.claim", &map(&[]));
    let claim = map(&[
        ("alg", text("sha256")),
        ("claim_generator", text("Example_Editor/1.0 (by hand)")),
        ("claim_generator_info", list(&[map(&[("name", text("Example Editor")), ("version", text("1.0"))])])),
        ("signature", text("self#jumbf=c2pa.signature")),
        ("assertions", list(&[map(&[("url", text("self#jumbf=a")), ("hash", bytes(&[7; 32]))])])),
        ("dc:format", text("image/jpeg")),
        ("dc:title", text("Häfen.jpg")),
        ("instanceID", text("xmp:iid:00000000-0000-4000-8000-000000000003")),
    ]);
    let active = manifest("urn:uuid:00000000-0000-4000-8000-000000000002", "c2pa.claim", &claim);
    superbox(b"c2pa", "c2pa", &[ingredient, active])
}

/// A manifest store with a version 2 claim, which lacks the text that names its generator.
pub fn store_2() -> Vec<u8> {
    let program = map(&[("name", text("Example Camera")), ("version", text("2.1"))]);
    let claim = map(&[
        ("instanceID", text("xmp:iid:00000000-0000-4000-8000-000000000004")),
        ("claim_generator_info", program),
        ("signature", text("self#jumbf=c2pa.signature")),
        ("created_assertions", list(&[])),
        ("dc:title", text("Harbour")),
        ("alg", text("sha256")),
    ]);
    let label = "urn:c2pa:00000000-0000-4000-8000-000000000005:example";
    superbox(b"c2pa", "c2pa", &[manifest(label, "c2pa.claim.v2", &claim)])
}

/// A manifest: its assertions, its claim, and a placeholder signature.
pub fn manifest(label: &str, claim_label: &str, claim: &[u8]) -> Vec<u8> {
    let content = [
        superbox(b"c2as", "c2pa.assertions", &[]),
        superbox(b"c2cl", claim_label, &[jumbf_box(b"cbor", claim)]),
        superbox(b"c2cs", "c2pa.signature", &[jumbf_box(b"cbor", &bytes(&[9; 40]))]),
    ];
    superbox(b"c2ma", label, &content)
}

/// A superbox with its description box.
pub fn superbox(kind: &[u8; 4], label: &str, content: &[Vec<u8>]) -> Vec<u8> {
    jumbf_box(b"jumb", &[description(kind, label), content.concat()].concat())
}

/// The description of a superbox that can be requested by its label.
pub fn description(kind: &[u8; 4], label: &str) -> Vec<u8> {
    let uuid = [kind, b"\x00\x11\x00\x10\x80\x00\x00\xaa\x00\x38\x9b\x71".as_slice()].concat();
    jumbf_box(b"jumd", &[&uuid[..], &[3], label.as_bytes(), &[0]].concat())
}

/// A box.
pub fn jumbf_box(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let size = u32::try_from(body.len() + 8).expect("small");
    [&size.to_be_bytes(), &kind[..], body].concat()
}

/// A map in CBOR [RFC 8949 3.1].
pub fn map(entries: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let pairs = entries.iter().map(|(key, value)| [text(key), value.clone()].concat());
    [head(5, entries.len()), pairs.collect::<Vec<_>>().concat()].concat()
}

pub fn list(items: &[Vec<u8>]) -> Vec<u8> {
    [head(4, items.len()), items.concat()].concat()
}

pub fn text(text: &str) -> Vec<u8> {
    [head(3, text.len()), text.as_bytes().to_vec()].concat()
}

pub fn bytes(bytes: &[u8]) -> Vec<u8> {
    [head(2, bytes.len()), bytes.to_vec()].concat()
}

/// A CBOR head: a major type and a number.
pub fn head(major: u8, number: usize) -> Vec<u8> {
    let number = u32::try_from(number).expect("small");
    match u8::try_from(number) {
        Ok(small @ 0..24) => vec![major << 5 | small],
        _ => [&[major << 5 | 0x1a][..], &number.to_be_bytes()].concat(),
    }
}
