// Made of maker_facts.tsv, the files `lenses.tsv` of the makers by `cargo xtask generate`; not to be edited.

static LENSES: [(&str, &str, u16); 12] = [
    ("Canon", "LensType", 202),
    ("Canon", "RFLensType", 234),
    ("Leica", "LensType", 1220),
    ("Minolta", "LensType", 496),
    ("Nikon", "", 1119),
    ("Olympus", "LensType", 1155),
    ("Pentax", "LensType", 1322),
    ("Samsung", "LensType", 1397),
    ("Sigma", "LensType", 1413),
    ("Sony", "LensType", 1531),
    ("Sony", "LensType2", 1532),
    ("Sony", "LensType3", 1532),
];
