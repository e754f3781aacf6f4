"""How a change of a claim gets into its segments: see ``claims.x12.amend``."""
