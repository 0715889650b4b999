"""Pages for browsers: one file, nothing fetched, every text of a user inert.

``markup`` escapes, ``page`` puts a page together with its style, script and the policy that forbids
it the network, ``tables`` writes tables that ``page.js`` sorts, filters and pages.
"""
