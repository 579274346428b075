//! Languages: the codes of the Macintosh [QuickTime File Format, language code values], and three letters in 16 bits
//! [ISO/IEC 14496-12 8.4.2.3].

use bumpalo::Bump;

/// The codes of the Macintosh with the tags of the languages. English, which is 0, is what texts are in without a code.
#[rustfmt::skip]
const MACINTOSH: &[(u16, &str)] = &[
    (1, "fr"), (2, "de"), (3, "it"), (4, "nl-NL"), (5, "sv"), (6, "es"), (7, "da"), (8, "pt"), (9, "no"), (10, "he"), (11, "ja"), (12, "ar"), (13, "fi"), (14, "el"), (15, "is"), (16, "mt"), (17, "tr"), (18, "hr"), (19, "zh-TW"), (20, "ur"), (21, "hi"), (22, "th"), (23, "ko"), (24, "lt"), (25, "pl"), (26, "hu"), (27, "et"), (28, "lv"), (29, "smi"), (30, "fo"), (31, "fa"), (32, "ru"), (33, "zh-CN"), (34, "nl-BE"), (35, "ga"), (36, "sq"), (37, "ro"), (38, "cs"), (39, "sk"), (40, "sl"), (41, "yi"), (42, "sr"), (43, "mk"), (44, "bg"), (45, "uk"), (46, "be"), (47, "uz"), (48, "kk"), (49, "az"), (50, "az"), (51, "hy"), (52, "ka"), (53, "ro"), (54, "ky"), (55, "tg"), (56, "tk"), (57, "mn-MN"), (58, "mn-CN"), (59, "ps"), (60, "ku"), (61, "ks"), (62, "sd"), (63, "bo"), (64, "ne"), (65, "sa"), (66, "mr"), (67, "bn"), (68, "as"), (69, "gu"), (70, "pa"), (71, "or"), (72, "ml"), (73, "kn"), (74, "ta"), (75, "te"), (76, "si"), (77, "my"), (78, "km"), (79, "lo"), (80, "vi"), (81, "id"), (82, "tl"), (83, "ms-MY"), (84, "ms-BN"), (85, "am"), (86, "ti"), (87, "om"), (88, "so"), (89, "sw"), (90, "rw"), (91, "rn"), (92, "ny"), (93, "mg"), (94, "eo"), (128, "cy"), (129, "eu"), (130, "ca"), (131, "la"), (132, "qu"), (133, "gn"), (134, "ay"), (135, "tt"), (136, "ug"), (137, "dz"), (138, "jv"), (139, "su"), (140, "gl"), (141, "af"), (142, "br"), (144, "gd"), (145, "gv"), (146, "ga"), (147, "to"), (148, "el"), (149, "kl"), (150, "az"),
];

/// Codes below this one are those of the Macintosh.
const PACKED: u16 = 0x400;

/// Whether a code is one of the Macintosh.
pub(crate) fn is_macintosh(code: u16) -> bool {
    code < PACKED || code == 0x7fff
}

/// The language with a code of the Macintosh.
pub(crate) fn macintosh(code: u16) -> Option<&'static str> {
    let at = MACINTOSH.binary_search_by_key(&code, |(code, _)| *code).ok()?;
    MACINTOSH.get(at).map(|(_, name)| *name)
}

/// The three letters of a language, in five bits each.
pub(crate) fn packed(code: u16, arena: &Bump) -> &str {
    let letters = [10, 5, 0].map(|shift| u8::try_from(code >> shift & 0x1f).unwrap_or_default() + 0x60);
    arena.alloc_str(&String::from_utf8_lossy(&letters))
}

/// What is appended to the name of a text in a language; none for English and for no language in particular.
pub(super) fn suffix(code: u16, arena: &Bump) -> Option<&str> {
    if is_macintosh(code) {
        return macintosh(code);
    }
    match packed(code, arena) {
        "und" | "eng" => None,
        letters if letters.bytes().all(|letter| letter.is_ascii_lowercase()) => Some(letters),
        _ => Some("err"),
    }
}

/// What is appended to the name of a value whose locale has a country and a language.
pub(super) fn locale(code: u32, arena: &Bump) -> Option<&str> {
    let [high, low, ..] = code.to_be_bytes();
    let country = [high, low];
    let language = u16::try_from(code & 0xffff).unwrap_or_default();
    // The Macintosh's codes do not count here.
    let is_packed = language >= PACKED;
    let letters = packed(language, arena);
    let is_valid = letters.bytes().all(|letter| letter.is_ascii_lowercase());
    if !country.iter().all(u8::is_ascii_uppercase) {
        return if is_packed && is_valid { suffix(language, arena) } else { is_packed.then_some("err") };
    }
    let language = match is_packed {
        false => "und",
        true if is_valid => letters,
        true => "err",
    };
    Some(arena.alloc_str(&format!("{language}-{}", String::from_utf8_lossy(&country))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_both_kinds() {
        let arena = Bump::new();
        assert!(MACINTOSH.is_sorted());
        assert_eq!(suffix(0, &arena), None);
        assert_eq!(suffix(1, &arena), Some("fr"));
        assert_eq!(suffix(0x55c4, &arena), None);
        assert_eq!(suffix(0x1a41, &arena), Some("fra"));
        assert_eq!(suffix(0x8000, &arena), Some("err"));
    }
}
