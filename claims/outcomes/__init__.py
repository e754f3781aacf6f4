"""What an answer means: which submission it belongs to, at which line, and whether it is a denial."""
