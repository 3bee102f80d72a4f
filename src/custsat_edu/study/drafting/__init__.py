"""A first codebook, guessed from a file of answers."""
