"""What a paper says of an analysis: its sentences, and the works that they cite."""
