"""From answered claims to a champion bundle."""
