"""What a lesson and a lecturer need in the notebook."""
