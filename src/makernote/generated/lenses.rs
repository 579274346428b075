// Made of maker_facts.tsv, the files `lenses.tsv` of the makers by `cargo xtask generate`; not to be edited.

static LENSES: [(&str, &str, u16); 12] = [
    ("Canon", "LensType", 161),
    ("Canon", "RFLensType", 193),
    ("Leica", "LensType", 1180),
    ("Minolta", "LensType", 456),
    ("Nikon", "", 1079),
    ("Olympus", "LensType", 1115),
    ("Pentax", "LensType", 1282),
    ("Samsung", "LensType", 1357),
    ("Sigma", "LensType", 1373),
    ("Sony", "LensType", 1491),
    ("Sony", "LensType2", 1492),
    ("Sony", "LensType3", 1492),
];
