"""From the lessons' and exercises' text sources to the notebooks that people open."""
