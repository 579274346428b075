//! Builds SVG, PDF and EPS files.

use miniz_oxide::deflate::compress_to_vec_zlib;
use std::fmt::Write;

/// An SVG with a document type declaration and a packet.
pub fn svg(packet: &str) -> Vec<u8> {
    format!(
        "<?xml version=\"1.0\"?>\n<!-- <svg width=\"1\"> is not yet it -->\n\
         <svg xmlns=\"http://www.w3.org/2000/svg\" width=\"2in\" viewBox=\"0 0 192 144\">\n\
         <metadata>{packet}</metadata>\n</svg>\n"
    )
    .into_bytes()
}

/// The objects of a PDF: catalog, pages, the first page with Photoshop's resources, the packet, the resources.
fn objects(packet: &[u8], resources: &[u8]) -> Vec<Vec<u8>> {
    let stream = |dict: &str, data: &[u8]| {
        let head = format!("<< {dict} /Length {} >>\nstream\n", data.len());
        [head.as_bytes(), data, b"\nendstream"].concat()
    };
    let page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 8 6] /PieceInfo << /AdobePhotoshop << \
                /Private << /ImageResources 5 0 R >> >> >> >>";
    vec![
        b"<< /Type /Catalog /Pages 2 0 R /Metadata 4 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        page.as_bytes().to_vec(),
        stream("/Type /Metadata /Subtype /XML", packet),
        stream("/Filter /FlateDecode", &compress_to_vec_zlib(resources, 6)),
    ]
}

/// The bytes of objects, numbered from 1, and the offset of each.
fn numbered(objects: &[Vec<u8>]) -> (Vec<u8>, Vec<usize>) {
    let (mut out, mut places) = (b"%PDF-1.7\n".to_vec(), Vec::new());
    for (index, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.extend(format!("{} 0 obj\n", index + 1).bytes());
        out.extend(object);
        out.extend(b"\nendobj\n");
    }
    (out, places)
}

/// A PDF with a cross-reference table.
pub fn pdf(packet: &[u8], resources: &[u8]) -> Vec<u8> {
    let (mut out, places) = numbered(&objects(packet, resources));
    let start = out.len();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1);
    for place in &places {
        writeln!(table, "{place:010} 00000 n ").expect("a string");
    }
    write!(table, "trailer\n<< /Root 1 0 R /Size 6 >>\nstartxref\n{start}\n%%EOF\n").expect("a string");
    out.extend(table.bytes());
    out
}

/// A PDF whose catalog and pages are in a compressed object stream, with a cross-reference stream.
pub fn compressed_pdf(packet: &[u8], resources: &[u8]) -> Vec<u8> {
    let mut objects = objects(packet, resources);
    let (mut header, mut body) = (String::new(), Vec::new());
    for (index, object) in objects.iter_mut().take(3).enumerate() {
        write!(header, "{} {} ", index + 1, body.len()).expect("a string");
        body.extend(std::mem::replace(object, b"null".to_vec()));
        body.push(b'\n');
    }
    let stream = |dict: &str, data: &[u8]| {
        let data = compress_to_vec_zlib(data, 6);
        let head = format!("<< {dict} /Filter /FlateDecode /Length {} >>\nstream\n", data.len());
        [head.as_bytes(), &data, b"\nendstream"].concat()
    };
    let dict = format!("/Type /ObjStm /N 3 /First {}", header.len());
    objects.push(stream(&dict, &[header.as_bytes(), &body].concat()));
    let (mut out, places) = numbered(&objects);
    let start = out.len();
    // Type, two-byte offset, index. A 2 before each row says that it is the difference from the row above.
    let mut rows = vec![[0, 0, 0, 0], [2, 0, 6, 0], [2, 0, 6, 1], [2, 0, 6, 2]];
    for place in &places[3..] {
        let [high, low] = u16::try_from(*place).expect("small").to_be_bytes();
        rows.push([1, high, low, 0]);
    }
    let mut predicted: Vec<u8> = Vec::new();
    let mut above = [0u8; 4];
    for row in rows {
        predicted.push(2);
        predicted.extend(row.iter().zip(above).map(|(value, above)| value.wrapping_sub(above)));
        above = row;
    }
    let dict = "/Type /XRef /W [1 2 1] /Size 7 /Root 1 0 R /DecodeParms << /Predictor 12 /Columns 4 >>";
    out.extend(b"7 0 obj\n");
    out.extend(stream(dict, &predicted));
    out.extend(format!("\nendobj\nstartxref\n{start}\n%%EOF\n").bytes());
    out
}

/// A DOS EPS binary file with a packet, and with Photoshop's resources in hexadecimal.
pub fn eps(packet: &str, resources: &[u8]) -> Vec<u8> {
    let mut program = String::from("%!PS-Adobe-3.0 EPSF-3.0\r\n%%BoundingBox: 0 0 8 6\r\n%%EndComments\r\n");
    write!(program, "%BeginPhotoshop: {}\r\n", resources.len()).expect("a string");
    for line in resources.chunks(32) {
        program.push_str("% ");
        for byte in line {
            write!(program, "{byte:02X}").expect("a string");
        }
        program.push_str("\r\n");
    }
    write!(program, "%EndPhotoshop\r\n%begin_xml_packet: {}\r\n{packet}\r\n", packet.len())
        .expect("a string");
    program.push_str("%end_xml_packet\r\n%%EOF\r\n");
    let length = u32::try_from(program.len()).expect("small").to_le_bytes();
    let head = [b"\xc5\xd0\xd3\xc6", &30u32.to_le_bytes()[..], &length, &[0; 16], &[0xff, 0xff]].concat();
    [&head, program.as_bytes()].concat()
}
