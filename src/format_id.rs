//! The formats of files.

use std::fmt;

macro_rules! formats {
    ($($variant:ident = $name:literal, $mime:literal $(, $extension:literal)?;)+) => {
        /// The format of a file, detected from its content: ExifTool's `File:FileType` and the media type.
        ///
        /// It serialises to its name, and back; deserialising an unknown name is an error.
        ///
        /// ```
        /// use embedmeta::FormatId;
        ///
        /// let read = embedmeta::Extractor::new().from_path("testdata/replica.jpg")?;
        /// assert_eq!(read.file.format, FormatId::Jpeg);
        /// assert_eq!(FormatId::Jpeg.name(), "JPEG");
        /// # Ok::<(), embedmeta::Error>(())
        /// ```
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum FormatId {
            /// The format is not known.
            #[default]
            Unknown,
            $(#[doc = concat!("`", $name, "`: `", $mime, "`.")] $variant,)+
        }

        impl FormatId {
            /// The name, as ExifTool's `File:FileType`: `JPEG`.
            pub const fn name(self) -> &'static str {
                match self {
                    Self::Unknown => "",
                    $(Self::$variant => $name,)+
                }
            }

            /// The media type: `image/jpeg`.
            pub const fn mime(self) -> &'static str {
                match self {
                    Self::Unknown => "application/octet-stream",
                    $(Self::$variant => $mime,)+
                }
            }

            /// The extension of its files in capitals, as ExifTool's `File:FileTypeExtension`: `JPG`.
            pub const fn extension(self) -> &'static str {
                match self {
                    $($(Self::$variant => $extension,)?)+
                    // Most formats are named by it.
                    _ => self.name(),
                }
            }

            /// The format with this name.
            pub fn of_name(name: &str) -> Option<Self> {
                match name {
                    "" => Some(Self::Unknown),
                    $($name => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }
    };
}

formats! {
    Aax = "AAX", "audio/vnd.audible.aax";
    Ai = "AI", "application/vnd.adobe.illustrator";
    Apng = "APNG", "image/apng";
    Arw = "ARW", "image/x-sony-arw";
    Avi = "AVI", "video/x-msvideo";
    Avif = "AVIF", "image/avif";
    Bmp = "BMP", "image/bmp";
    Btf = "BTF", "image/x-tiff-big";
    Cr2 = "CR2", "image/x-canon-cr2";
    Cr3 = "CR3", "image/x-canon-cr3";
    Crm = "CRM", "video/x-canon-crm";
    Crw = "CRW", "image/x-canon-crw";
    Crx = "CRX", "video/x-canon-crx";
    Cur = "CUR", "image/x-cursor";
    Dcp = "DCP", "application/octet-stream";
    Dcr = "DCR", "image/x-kodak-dcr";
    Dng = "DNG", "image/x-adobe-dng";
    Dvb = "DVB", "video/vnd.dvb.file";
    Eps = "EPS", "application/postscript";
    Erf = "ERF", "image/x-epson-erf";
    Exv = "EXV", "image/x-exv";
    F4a = "F4A", "audio/mp4";
    F4b = "F4B", "audio/mp4";
    F4p = "F4P", "video/mp4";
    F4v = "F4V", "video/mp4";
    Fff = "FFF", "image/x-hasselblad-fff";
    Gif = "GIF", "image/gif";
    Gpr = "GPR", "image/x-gopro-gpr";
    Heic = "HEIC", "image/heic";
    Heics = "HEICS", "image/heic-sequence";
    Heif = "HEIF", "image/heif";
    Heifs = "HEIFS", "image/heif-sequence";
    Ico = "ICO", "image/x-icon";
    Iiq = "IIQ", "image/x-raw";
    J2c = "J2C", "image/x-j2c";
    Jng = "JNG", "image/jng";
    Jp2 = "JP2", "image/jp2";
    Jpeg = "JPEG", "image/jpeg", "JPG";
    Jph = "JPH", "image/jph";
    Jpm = "JPM", "image/jpm";
    Jps = "JPS", "image/x-jps";
    Jpx = "JPX", "image/jpx";
    Jxl = "JXL", "image/jxl";
    JxlCodestream = "JXL Codestream", "image/jxl", "JXL";
    Jxr = "JXR", "image/jxr";
    Kdc = "KDC", "image/x-kodak-kdc";
    M4a = "M4A", "audio/mp4";
    M4b = "M4B", "audio/mp4";
    M4p = "M4P", "audio/mp4";
    M4v = "M4V", "video/x-m4v";
    Mef = "MEF", "image/x-mamiya-mef";
    Mka = "MKA", "audio/x-matroska";
    Mks = "MKS", "application/x-matroska";
    Mkv = "MKV", "video/x-matroska";
    Mng = "MNG", "video/mng";
    Mos = "MOS", "image/x-raw";
    Mov = "MOV", "video/quicktime";
    Mp4 = "MP4", "video/mp4";
    Mqv = "MQV", "video/quicktime";
    Mrw = "MRW", "image/x-minolta-mrw";
    Nef = "NEF", "image/x-nikon-nef";
    Nrw = "NRW", "image/x-nikon-nrw";
    Orf = "ORF", "image/x-olympus-orf";
    Pdf = "PDF", "application/pdf";
    Pef = "PEF", "image/x-pentax-pef";
    Png = "PNG", "image/png";
    PngPlus = "PNG Plus", "image/png", "PNG";
    Ps = "PS", "application/postscript";
    Psb = "PSB", "application/vnd.adobe.photoshop";
    Psd = "PSD", "application/vnd.adobe.photoshop";
    Raf = "RAF", "image/x-fujifilm-raf";
    RafMRaw = "RAF (M-RAW)", "image/x-fujifilm-raf", "RAF";
    Raw = "RAW", "image/x-raw";
    Rw2 = "RW2", "image/x-panasonic-rw2";
    Rwl = "RWL", "image/x-leica-rwl";
    Sr2 = "SR2", "image/x-sony-sr2";
    Srf = "SRF", "image/x-sony-srf";
    Srw = "SRW", "image/x-samsung-srw";
    Svg = "SVG", "image/svg+xml";
    ThreeFr = "3FR", "image/x-hasselblad-3fr";
    ThreeG2 = "3G2", "video/3gpp2";
    ThreeGp = "3GP", "video/3gpp";
    Tiff = "TIFF", "image/tiff", "TIF";
    Wav = "WAV", "audio/x-wav";
    Webm = "WEBM", "video/webm";
    Webp = "WEBP", "image/webp";
    WebpExtended = "Extended WEBP", "image/webp", "WEBP";
    WebpExtendedLossless = "Extended WEBP (lossless)", "image/webp", "WEBP";
    WebpLossless = "WEBP (lossless)", "image/webp", "WEBP";
    X3f = "X3F", "image/x-sigma-x3f";
    Xmp = "XMP", "application/rdf+xml";
}

impl fmt::Display for FormatId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(all(test, feature = "serde"))]
mod tests {
    use super::*;

    #[test]
    fn extensions_are_the_names_unless_a_row_says_otherwise() {
        assert_eq!((FormatId::Jpeg.extension(), FormatId::Png.extension()), ("JPG", "PNG"));
        assert_eq!((FormatId::RafMRaw.extension(), FormatId::Unknown.extension()), ("RAF", ""));
    }

    #[test]
    fn names_lead_back_to_their_formats() {
        let read: FormatId = serde_json::from_str("\"Extended WEBP\"").unwrap();
        assert_eq!((read, read.mime()), (FormatId::WebpExtended, "image/webp"));
        assert_eq!(serde_json::to_string(&read).unwrap(), "\"Extended WEBP\"");
        assert!(serde_json::from_str::<FormatId>("\"jpeg\"").is_err());
    }
}
