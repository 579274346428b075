// Made of facts.tsv, the files `lenses.tsv` of the makers by `cargo xtask generate`; not to be edited.

static LENSES: [(&str, &str, u16); 12] = [
    ("Canon", "LensType", 227),
    ("Canon", "RFLensType", 259),
    ("Leica", "LensType", 1245),
    ("Minolta", "LensType", 521),
    ("Nikon", "", 1144),
    ("Olympus", "LensType", 1180),
    ("Pentax", "LensType", 1347),
    ("Samsung", "LensType", 1422),
    ("Sigma", "LensType", 1438),
    ("Sony", "LensType", 1556),
    ("Sony", "LensType2", 1557),
    ("Sony", "LensType3", 1557),
];
