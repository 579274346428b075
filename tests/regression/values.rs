//! Which values fields take: what says "unknown", coordinates, captions, ratings, keywords.
