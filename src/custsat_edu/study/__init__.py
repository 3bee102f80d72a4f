"""One survey, described by a codebook and loaded."""
