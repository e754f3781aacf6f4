"""The walk from a claim to its score, and the service that offers it."""
