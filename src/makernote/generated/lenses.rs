// Made of maker_facts.tsv, the files `lenses.tsv` of the makers by `cargo xtask generate`; not to be edited.

static LENSES: [(&str, &str, u16); 12] = [
    ("Canon", "LensType", 175),
    ("Canon", "RFLensType", 207),
    ("Leica", "LensType", 1194),
    ("Minolta", "LensType", 470),
    ("Nikon", "", 1093),
    ("Olympus", "LensType", 1129),
    ("Pentax", "LensType", 1296),
    ("Samsung", "LensType", 1371),
    ("Sigma", "LensType", 1387),
    ("Sony", "LensType", 1505),
    ("Sony", "LensType2", 1506),
    ("Sony", "LensType3", 1506),
];
