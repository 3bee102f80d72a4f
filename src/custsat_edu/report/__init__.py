"""One survey -> a folder of results."""
