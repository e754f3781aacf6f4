"""The overview page: what the checks were worth, what went wrong most, whether odds held, and what money will come.

Counts and sums alone: no patient stands on it, so that an analyst may see it all.
"""
