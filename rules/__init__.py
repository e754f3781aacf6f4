"""What is certainly wrong with a claim, and why: deterministic checks, each with its date, source and proof."""
