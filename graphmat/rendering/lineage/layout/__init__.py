"""Layered drawing of graphs with boxes in boxes, from left to right; needs no other program.

Each box is laid out by itself and is then one item of the box around it; an edge goes through the
borders of boxes at ports, so that it never crosses what it has nothing to do with. ``frames`` walks
the boxes, ``layers`` finds the columns, ``ordering`` the order within a column with few crossings,
``placing`` the coordinates.
"""
